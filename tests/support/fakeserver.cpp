// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "fakeserver.h"

#include "fakeserverworker_p.h"
#include "respbytes.h"
#include "workerthread_p.h"

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

class FakeServer::Private
{
public:
    explicit Private(Handler handler)
        : worker(u"FakeServer"_s, std::move(handler), record)
        , port(worker->port())
    {
    }

    FakeServerRecord record;
    WorkerThread<FakeServerWorker> worker;
    const quint16 port;
};

namespace {

QByteArray hello(int connectionIndex, const QByteArrayList &command)
{
    const QByteArray version = command.value(1, "2");
    if (version != "2" && version != "3")
        return error("NOPROTO unsupported protocol version");
    const QList<std::pair<QByteArray, QByteArray>> pairs{
        {bulk("server"), bulk("redis")},
        {bulk("version"), bulk("7.0.15")},
        {bulk("proto"), integer(version.toLongLong())},
        {bulk("id"), integer(connectionIndex + 1)},
        {bulk("mode"), bulk("standalone")},
        {bulk("role"), bulk("master")},
        {bulk("modules"), array({})},
    };
    if (version == "3")
        return map(pairs);
    QList<QByteArray> flat;
    for (const auto &[key, value] : pairs)
        flat << key << value;
    return array(flat);
}

} // namespace

FakeServer::FakeServer(Handler handler)
    : d(std::make_unique<Private>(std::move(handler)))
{
}

FakeServer::~FakeServer() = default;

// No reply starts with a NUL, so the marks cannot be mistaken for one.
QByteArray FakeServer::silence() { return QByteArrayLiteral("\0silence"); }

QByteArray FakeServer::closeConnection() { return QByteArrayLiteral("\0close"); }

QByteArray FakeServer::closeAfter(const QByteArray &bytes) { return closeConnection() + bytes; }

QByteArray FakeServer::defaultReply(int connectionIndex, const QByteArrayList &command)
{
    const QByteArray name = command.value(0).toUpper();
    if (name == "HELLO")
        return hello(connectionIndex, command);
    if (name == "PING")
        return command.size() > 1 ? bulk(command.at(1)) : simple("PONG");
    if (name == "ECHO")
        return bulk(command.value(1));
    if (name == "CLIENT")
        return command.value(1).toUpper() == "ID" ? integer(connectionIndex + 1) : simple("OK");
    if (name == "AUTH" || name == "SELECT" || name == "READONLY")
        return simple("OK");
    if (name == "RESET")
        return simple("RESET");
    if (name == "QUIT")
        return closeAfter(simple("OK"));
    return error(QByteArray("ERR unknown command '" + command.value(0) + "'"));
}

quint16 FakeServer::port() const { return d->port; }

QString FakeServer::url() const { return u"redis://127.0.0.1:"_s + QString::number(d->port); }

void FakeServer::setHandler(Handler handler)
{
    d->worker.call([&] { d->worker->setHandler(std::move(handler)); });
}

bool FakeServer::sendRaw(int connectionIndex, const QByteArray &bytes)
{
    return d->worker.call([&] { return d->worker->send(connectionIndex, bytes); });
}

void FakeServer::close(int connectionIndex)
{
    d->worker.call([&] { d->worker->close(connectionIndex); });
}

void FakeServer::closeAll()
{
    d->worker.call([&] { d->worker->closeAll(); });
}

int FakeServer::connectionCount() const { return d->record.connections(); }

int FakeServer::openConnections() const
{
    return d->worker.call([&] { return d->worker->openConnections(); });
}

bool FakeServer::waitForConnections(int count, std::chrono::milliseconds timeout) const
{
    return d->record.waitForConnections(count, timeout);
}

QList<QByteArrayList> FakeServer::received(int connectionIndex) const { return d->record.commands(connectionIndex); }

void FakeServer::clearReceived() { d->record.clearCommands(); }

bool FakeServer::waitForCommand(const QByteArray &name, std::chrono::milliseconds timeout, int count) const
{
    return d->record.waitForCommand(name.split(' '), count, timeout);
}

} // namespace RedisStreams::Test
