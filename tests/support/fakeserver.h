// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "patience.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QList>
#include <QtCore/QString>

#include <chrono>
#include <functional>
#include <memory>

namespace RedisStreams::Test {

/// A server on 127.0.0.1 that answers as a test says, in a thread of its own.
///
/// Connections are numbered from 0 in the order they were accepted; a number is never used again.
class FakeServer
{
public:
    /// Gives the bytes that answer a command (see respbytes.h), or silence(), closeConnection() or closeAfter(). An
    /// empty result stands for defaultReply(), so a handler deals only with what matters to its test. Runs in the
    /// server's thread, one command at a time, and may call the functions below.
    using Handler = std::function<QByteArray(int connectionIndex, const QByteArrayList &command)>;

    explicit FakeServer(Handler handler = {});
    ~FakeServer();
    Q_DISABLE_COPY_MOVE(FakeServer)

    static QByteArray silence();
    static QByteArray closeConnection();
    static QByteArray closeAfter(const QByteArray &bytes);
    /// HELLO is answered as Redis 7.0.15 would, with the connection's number + 1 as the client's id; PING, ECHO, AUTH,
    /// SELECT, CLIENT, READONLY, RESET and QUIT succeed; anything else is an unknown command.
    static QByteArray defaultReply(int connectionIndex, const QByteArrayList &command);

    quint16 port() const; ///< 0 when no port could be had
    QString url() const; ///< redis://127.0.0.1:port

    /// For commands that arrive from now on.
    void setHandler(Handler handler);
    /// Sends bytes nobody asked for; false when that connection is not open.
    bool sendRaw(int connectionIndex, const QByteArray &bytes);
    void close(int connectionIndex);
    void closeAll();

    int connectionCount() const; ///< accepted in total
    int openConnections() const;
    bool waitForConnections(int count, std::chrono::milliseconds timeout = std::chrono::seconds(20)) const;

    /// All commands in the order they came, of one connection or, with -1, of all.
    QList<QByteArrayList> received(int connectionIndex = -1) const;
    void clearReceived();
    /// Waits until a command has been received so many times, whichever the connection. The name is one word or more:
    /// "XREAD", "CLIENT SETNAME"; case does not matter. Its answer may still be on the way.
    bool waitForCommand(
        const QByteArray &name, std::chrono::milliseconds timeout = std::chrono::seconds(20), int count = 1) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace RedisStreams::Test
