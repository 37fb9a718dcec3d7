// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "fakeserverworker_p.h"

#include "localport_p.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QMutexLocker>
#include <QtNetwork/QTcpSocket>

#include <algorithm>

namespace RedisStreams::Test {

void FakeServerRecord::addConnection()
{
    const QMutexLocker locker(&m_mutex);
    ++m_connections;
    m_changed.wakeAll();
}

void FakeServerRecord::addCommand(int connectionIndex, const QByteArrayList &command)
{
    const QMutexLocker locker(&m_mutex);
    m_commands.append({connectionIndex, command});
    m_changed.wakeAll();
}

void FakeServerRecord::clearCommands()
{
    const QMutexLocker locker(&m_mutex);
    m_commands.clear();
}

int FakeServerRecord::connections() const
{
    const QMutexLocker locker(&m_mutex);
    return m_connections;
}

QList<QByteArrayList> FakeServerRecord::commands(int connectionIndex) const
{
    const QMutexLocker locker(&m_mutex);
    QList<QByteArrayList> commands;
    for (const auto &[index, command] : m_commands) {
        if (connectionIndex < 0 || connectionIndex == index)
            commands.append(command);
    }
    return commands;
}

bool FakeServerRecord::waitUntil(const std::function<bool()> &reached, std::chrono::milliseconds timeout) const
{
    const QDeadlineTimer deadline(timeout);
    const QMutexLocker locker(&m_mutex);
    while (!reached()) {
        if (!m_changed.wait(&m_mutex, deadline))
            return reached();
    }
    return true;
}

bool FakeServerRecord::waitForConnections(int count, std::chrono::milliseconds timeout) const
{
    return waitUntil([&] { return m_connections >= count; }, timeout);
}

bool FakeServerRecord::waitForCommand(const QByteArrayList &words, int count, std::chrono::milliseconds timeout) const
{
    const auto matches = [&words](const Entry &entry) {
        const auto same
            = [](const QByteArray &a, const QByteArray &b) { return a.compare(b, Qt::CaseInsensitive) == 0; };
        const QByteArrayList &command = entry.second;
        return command.size() >= words.size() && std::equal(words.begin(), words.end(), command.begin(), same);
    };
    return waitUntil([&] { return std::count_if(m_commands.begin(), m_commands.end(), matches) >= count; }, timeout);
}

FakeServerWorker::FakeServerWorker(FakeServer::Handler handler, FakeServerRecord &record)
    : m_handler(std::move(handler))
    , m_record(record)
{
    connect(&m_listener, &QTcpServer::newConnection, this, &FakeServerWorker::acceptConnections);
    if (!listenOnFreePort(m_listener))
        qWarning("FakeServer: %s", qPrintable(m_listener.errorString()));
}

FakeServerWorker::~FakeServerWorker() { closeAll(); }

void FakeServerWorker::acceptConnections()
{
    while (QTcpSocket *socket = m_listener.nextPendingConnection()) {
        const int index = m_nextIndex++;
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_connections.insert(index, {socket, QByteArray()});
        connect(socket, &QTcpSocket::readyRead, this, [this, index] { read(index); });
        connect(socket, &QTcpSocket::disconnected, this, [this, index, socket] {
            m_connections.remove(index);
            socket->deleteLater();
        });
        m_record.addConnection();
    }
}

void FakeServerWorker::read(int connectionIndex)
{
    // Looked up anew each time: the handler may close this connection or, by waiting, let others come and go.
    while (m_connections.contains(connectionIndex)) {
        Connection &connection = m_connections[connectionIndex];
        connection.unparsed.append(connection.socket->readAll());
        const std::optional<QByteArrayList> command = takeCommand(connection.unparsed);
        if (!command)
            return;
        if (command->isEmpty()) {
            qWarning("FakeServer: received what is no command");
            close(connectionIndex);
            return;
        }
        m_record.addCommand(connectionIndex, *command);
        answer(connectionIndex, *command);
    }
}

void FakeServerWorker::answer(int connectionIndex, const QByteArrayList &command)
{
    // A copy: the handler may set another one.
    const FakeServer::Handler handler = m_handler;
    QByteArray reply = handler ? handler(connectionIndex, command) : QByteArray();
    if (reply.isEmpty())
        reply = FakeServer::defaultReply(connectionIndex, command);
    if (reply == FakeServer::silence())
        return;
    const QByteArray closing = FakeServer::closeConnection();
    if (!reply.startsWith(closing)) {
        send(connectionIndex, reply);
    } else if (send(connectionIndex, reply.mid(closing.size()))) {
        // Unlike close(), this sends what is still to be sent.
        m_connections.value(connectionIndex).socket->disconnectFromHost();
    }
}

bool FakeServerWorker::send(int connectionIndex, const QByteArray &bytes)
{
    const auto connection = m_connections.constFind(connectionIndex);
    if (connection == m_connections.constEnd() || connection->socket->state() != QAbstractSocket::ConnectedState)
        return false;
    QTcpSocket *socket = connection->socket;
    socket->write(bytes);
    socket->flush();
    return true;
}

void FakeServerWorker::close(int connectionIndex)
{
    if (QTcpSocket *socket = m_connections.value(connectionIndex).socket)
        socket->abort();
}

void FakeServerWorker::closeAll()
{
    const QList<int> indexes = m_connections.keys();
    for (const int index : indexes)
        close(index);
}

std::optional<QByteArrayList> takeCommand(QByteArray &buffer)
{
    const QByteArrayList malformed;
    qsizetype position = 0;
    const auto takeLine = [&](QByteArray *line) {
        const qsizetype end = buffer.indexOf("\r\n", position);
        if (end < 0)
            return false;
        *line = buffer.sliced(position, end - position);
        position = end + 2;
        return true;
    };

    QByteArray line;
    if (!takeLine(&line))
        return std::nullopt;
    QByteArrayList command;
    if (!line.startsWith('*')) {
        command = line.simplified().split(' ');
        buffer.remove(0, position);
        return command.constFirst().isEmpty() ? malformed : command;
    }
    bool isNumber = false;
    const qsizetype count = line.mid(1).toLongLong(&isNumber);
    if (!isNumber || count < 1)
        return malformed;
    for (qsizetype i = 0; i < count; ++i) {
        if (!takeLine(&line))
            return std::nullopt;
        const qsizetype size = line.mid(1).toLongLong(&isNumber);
        if (!line.startsWith('$') || !isNumber || size < 0)
            return malformed;
        if (buffer.size() - position < size + 2)
            return std::nullopt;
        command.append(buffer.sliced(position, size));
        position += size + 2;
    }
    buffer.remove(0, position);
    return command;
}

} // namespace RedisStreams::Test
