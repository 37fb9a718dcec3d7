// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "fakeserver.h"

#include <QtCore/QHash>
#include <QtCore/QMutex>
#include <QtCore/QObject>
#include <QtCore/QWaitCondition>
#include <QtNetwork/QTcpServer>

#include <functional>
#include <optional>
#include <utility>

class QTcpSocket;

namespace RedisStreams::Test {

/// What the threads of the test and of the fake server share.
class FakeServerRecord
{
public:
    using Entry = std::pair<int, QByteArrayList>;

    void addConnection();
    void addCommand(int connectionIndex, const QByteArrayList &command);
    void clearCommands();
    int connections() const;
    QList<QByteArrayList> commands(int connectionIndex) const;
    bool waitForConnections(int count, std::chrono::milliseconds timeout) const;
    bool waitForCommand(const QByteArrayList &words, int count, std::chrono::milliseconds timeout) const;

private:
    bool waitUntil(const std::function<bool()> &reached, std::chrono::milliseconds timeout) const;

    mutable QMutex m_mutex;
    mutable QWaitCondition m_changed;
    int m_connections = 0;
    QList<Entry> m_commands;
};

/// The part of FakeServer that lives in its thread.
class FakeServerWorker : public QObject
{
public:
    FakeServerWorker(FakeServer::Handler handler, FakeServerRecord &record);
    ~FakeServerWorker() override;

    quint16 port() const { return m_listener.serverPort(); }
    void setHandler(FakeServer::Handler handler) { m_handler = std::move(handler); }
    bool send(int connectionIndex, const QByteArray &bytes);
    void close(int connectionIndex);
    void closeAll();
    int openConnections() const { return int(m_connections.size()); }

private:
    struct Connection
    {
        QTcpSocket *socket = nullptr;
        QByteArray unparsed;
    };

    void acceptConnections();
    void read(int connectionIndex);
    void answer(int connectionIndex, const QByteArrayList &command);

    QTcpServer m_listener;
    FakeServer::Handler m_handler;
    FakeServerRecord &m_record;
    QHash<int, Connection> m_connections;
    int m_nextIndex = 0;
};

/// Takes the first command, an array of bulks or a line of words, off the buffer; nothing while it is incomplete. Bytes
/// that are no command give an empty one.
std::optional<QByteArrayList> takeCommand(QByteArray &buffer);

} // namespace RedisStreams::Test
