// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandtest.h"
#include "servertest.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>
#include <QtCore/QFutureWatcher>
#include <QtCore/QTimer>

namespace RedisStreams::Test {

/// Like ends(), but without its pauses: these tests send one command after the other.
template <typename T>
bool endsSoon(const QFuture<T> &future, int timeout = Patience)
{
    if (future.isFinished())
        return true;
    QEventLoop loop;
    QFutureWatcher<T> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    QTimer::singleShot(timeout, &loop, &QEventLoop::quit);
    loop.exec();
    return future.isFinished();
}

/// Commands against a real server, in one version of the protocol.
class CommandServerTest : public ServerTest
{
public:
    explicit CommandServerTest(int protocol)
        : ServerTest(quick({}, QStringLiteral("protocol=%1").arg(protocol)))
        , m_protocol(protocol)
    {
    }

protected:
    /// The reply of a command, or its error.
    template <RedisCommand Command>
    Decoded<typename Command::Reply> run(const Command &command)
    {
        const QFuture<typename Command::Reply> future = m_client->run(command);
        if (!endsSoon(future))
            return {{}, RedisError(RedisError::Code::ReplyTimeout, QStringLiteral("the test waits in vain for %1").arg(QLatin1StringView(Command::Name)))};
        if (m_client->protocolVersion() != m_protocol)
            return {{}, RedisError(RedisError::Code::ProtocolError, QStringLiteral("the test runs in the wrong protocol"))};
        if (const RedisError error = failureOf(future))
            return {{}, error};
        return {future.result(), {}};
    }

    /// The reply of a command that has to succeed.
    template <RedisCommand Command>
    typename Command::Reply ok(const Command &command)
    {
        const auto answer = run(command);
        if (answer.error)
            QTest::qFail(qPrintable(answer.error.message()), __FILE__, __LINE__);
        return answer.value;
    }

    template <RedisCommand Command>
    RedisError::Code code(const Command &command)
    {
        return run(command).error.code();
    }

    /// XADD with an explicit id and the field a = the id's milliseconds.
    StreamId add(const QByteArray &stream, StreamId id)
    {
        XaddOptions options;
        options.idMode = XaddOptions::IdMode::Explicit;
        options.id = id;
        return ok(Xadd {stream, {{"a", QByteArray::number(id.ms)}}, options});
    }

    /// Entries 1-0, 2-0 ... with the field a = 1, 2 ...
    void addMany(const QByteArray &stream, int count)
    {
        for (int i = 1; i <= count; ++i)
            QCOMPARE(add(stream, StreamId(quint64(i), 0)), StreamId(quint64(i), 0));
    }

    QByteArrayList range(const QByteArray &stream)
    {
        Xrange command;
        command.stream = stream;
        return described(ok(command));
    }

    /// The Redis version that the server is, or is a copy of.
    ServerVersion serverVersion() { return versionInInfo("redis_version:").value_or(ServerVersion()); }

    /// Whether this server should have something, by what it says in INFO: the tests judge this for themselves.
    bool has(const CommandFeature &feature)
    {
        if (const std::optional<ServerVersion> valkey = versionInInfo("valkey_version:"))
            return feature.valkey && *valkey >= *feature.valkey;
        return serverVersion() >= feature.redis;
    }

    std::optional<ServerVersion> versionInInfo(const QByteArray &field)
    {
        const QByteArray info = admin("INFO server").toByteArray();
        const qsizetype at = info.indexOf(field);
        if (at < 0)
            return std::nullopt;
        const qsizetype from = at + field.size();
        const QByteArrayList numbers = info.mid(from, info.indexOf('\r', from) - from).split('.');
        return ServerVersion {numbers.value(0).toInt(), numbers.value(1).toInt()};
    }

    /// A command of the test's own, over a connection of its own.
    QVariant admin(const char *line) { return m_server.admin().command(words(line)); }

    const int m_protocol;
};

/// The ids of entries, as text.
inline QByteArrayList idsOf(const StreamEntries &entries)
{
    QByteArrayList list;
    for (const StreamEntry &entry : entries)
        list.append(entry.id().toByteArray());
    return list;
}

} // namespace RedisStreams::Test

/// Skips a test function on servers that have not got what it is about.
#define REQUIRE_FEATURE(...)                                                                                           \
    do {                                                                                                               \
        if (!has(CommandFeature __VA_ARGS__))                                                                          \
            QSKIP("This server has it not");                                                                           \
    } while (false)

/// Runs a test class in RESP3 and in RESP2.
#define COMMAND_SERVER_MAIN(Class)                                                                                     \
    int main(int argc, char *argv[])                                                                                   \
    {                                                                                                                  \
        QCoreApplication application(argc, argv);                                                                      \
        int failures = 0;                                                                                              \
        for (const int protocol : {3, 2}) {                                                                            \
            Class test(protocol);                                                                                      \
            failures += QTest::qExec(&test, argc, argv);                                                               \
        }                                                                                                              \
        return failures;                                                                                               \
    }
