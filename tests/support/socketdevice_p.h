// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QIODevice>
#include <QtNetwork/QAbstractSocket>
#include <QtNetwork/QLocalSocket>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

/// What QTcpSocket and QLocalSocket have in common but QIODevice lacks.
namespace RedisStreams::Test {

inline bool isConnected(const QIODevice &device)
{
    if (const auto *tcp = qobject_cast<const QAbstractSocket *>(&device))
        return tcp->state() == QAbstractSocket::ConnectedState;
    if (const auto *local = qobject_cast<const QLocalSocket *>(&device))
        return local->state() == QLocalSocket::ConnectedState;
    return false;
}

inline bool isUnconnected(const QIODevice &device)
{
    if (const auto *tcp = qobject_cast<const QAbstractSocket *>(&device))
        return tcp->state() == QAbstractSocket::UnconnectedState;
    if (const auto *local = qobject_cast<const QLocalSocket *>(&device))
        return local->state() == QLocalSocket::UnconnectedState;
    return true;
}

inline void flush(QIODevice &device)
{
    if (auto *tcp = qobject_cast<QAbstractSocket *>(&device))
        tcp->flush();
    else if (auto *local = qobject_cast<QLocalSocket *>(&device))
        local->flush();
}

inline void setReadBufferSize(QIODevice &device, qint64 size)
{
    if (auto *tcp = qobject_cast<QAbstractSocket *>(&device))
        tcp->setReadBufferSize(size);
    else if (auto *local = qobject_cast<QLocalSocket *>(&device))
        local->setReadBufferSize(size);
}

/// Closes at once. With reset, the peer of a TCP connection gets a RST rather than the end of the stream.
inline void hangUp(QIODevice &device, bool reset = false)
{
    if (auto *tcp = qobject_cast<QAbstractSocket *>(&device)) {
#ifdef Q_OS_UNIX
        if (reset && tcp->socketDescriptor() != -1) {
            const linger now{1, 0};
            ::setsockopt(int(tcp->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
#else
        Q_UNUSED(reset)
#endif
        tcp->abort();
    } else if (auto *local = qobject_cast<QLocalSocket *>(&device)) {
        local->abort();
    }
}

} // namespace RedisStreams::Test
