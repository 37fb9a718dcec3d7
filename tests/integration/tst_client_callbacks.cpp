// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// Commands with callbacks in place of a future: one of the two is called, once, and only while the context lives.
class TestClientCallbacks : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void replies();
    void errors();
    void quiet();
    void badArguments();
    void contextGoesFirst();
    void clientGoesFirst();
    void contextDeletedByItsCallback();
};

void TestClientCallbacks::replies()
{
    QList<QByteArray> got;
    const auto failed = [&](const RedisError &error) { got.append(error.message().toUtf8()); };
    m_client->run(Xadd {"s", {{"n", "1"}}, {XaddOptions::IdMode::Explicit, {7, 0}}}, this, [&](StreamId id) { got.append(id.toByteArray()); }, failed);
    m_client->run(Xlen {"s"}, this, [&](qint64 length) { got.append(QByteArray::number(length)); }, failed);
    m_client->command({"ECHO", "hello"}, this, [&](const RespValue &reply) { got.append(reply.bytes()); }, failed);
    QTRY_COMPARE(got, QList<QByteArray>({"7-0", "1", "hello"}));
}

void TestClientCallbacks::errors()
{
    QSignalSpy said(m_client.get(), &RedisClient::errorOccurred);
    QList<Code> got;
    const auto failed = [&](const RedisError &error) { got.append(error.code()); };
    m_client->run(XinfoStream {"missing"}, this, [](const StreamInfo &) { QFAIL("there is no such stream"); }, failed);
    m_client->command({"XFLY"}, this, [](const RespValue &) { QFAIL("there is no such command"); }, failed);
    QTRY_COMPARE(got, QList<Code>({Code::NoSuchKey, Code::NotSupported}));
    QCOMPARE(said.size(), 2);
}

void TestClientCallbacks::quiet()
{
    QSignalSpy said(m_client.get(), &RedisClient::errorOccurred);
    QList<Code> got;
    const auto failed = [&](const RedisError &error) { got.append(error.code()); };
    m_client->run(XinfoStream {"missing"}, this, [](const StreamInfo &) { }, failed, RedisClient::Reporting::FutureOnly);
    m_client->command({"XFLY"}, this, [](const RespValue &) { }, failed, RedisClient::Reporting::FutureOnly);
    QTRY_COMPARE(got.size(), 2);
    QVERIFY(said.isEmpty());
}

void TestClientCallbacks::badArguments()
{
    QList<Code> got;
    const auto failed = [&](const RedisError &error) { got.append(error.code()); };
    m_client->run(Xadd {"s", {}, {}}, this, [](StreamId) { QFAIL("an entry needs a field"); }, failed);
    m_client->command({}, this, [](const RespValue &) { QFAIL("that is no command"); }, failed);
    QCOMPARE(got, QList<Code>({Code::InvalidArgument, Code::InvalidArgument}));
}

void TestClientCallbacks::contextGoesFirst()
{
    // The server answers when the context is gone: not even a debug build of Qt minds.
    FakeServer server([](int, const QByteArrayList &command) { return command.constFirst() == "ECHO" ? bulk(command.at(1)) : QByteArray(); });
    RedisClient client(server.url());
    auto context = std::make_unique<QObject>();
    int called = 0;
    for (int i = 0; i < 3; ++i)
        client.command({"ECHO", "x"}, context.get(), [&](const RespValue &) { ++called; }, [&](const RedisError &) { ++called; });
    context.reset();
    bool ended = false;
    client.command({"ECHO", "y"}, this, [&](const RespValue &) { ended = true; }, [](const RedisError &error) { QFAIL(qPrintable(error.message())); });
    QTRY_VERIFY(ended);
    QCOMPARE(called, 0);
}

void TestClientCallbacks::clientGoesFirst()
{
    FakeServer server([](int, const QByteArrayList &) { return QByteArray(); });
    auto client = std::make_unique<RedisClient>(server.url());
    QList<Code> got;
    const auto failed = [&](const RedisError &error) { got.append(error.code()); };
    client->run(Xlen {"s"}, this, [](qint64) { QFAIL("nobody answered"); }, failed);
    client->command({"ECHO", "x"}, this, [](const RespValue &) { QFAIL("nobody answered"); }, failed);
    client.reset();
    QCOMPARE(got, QList<Code>({Code::Aborted, Code::Aborted}));
}

void TestClientCallbacks::contextDeletedByItsCallback()
{
    auto context = std::make_unique<QObject>();
    int called = 0;
    const auto once = [&] {
        ++called;
        context.reset();
    };
    for (int i = 0; i < 3; ++i)
        m_client->command({"ECHO", "x"}, context.get(), [once](const RespValue &) { once(); }, [once](const RedisError &) { once(); });
    const auto last = m_client->ping();
    QVERIFY(ends(last));
    QCOMPARE(called, 1);
}

QTEST_GUILESS_MAIN(TestClientCallbacks)
#include "tst_client_callbacks.moc"
