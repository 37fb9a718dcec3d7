// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpSocket>

#include <limits>

namespace RedisStreams::Test {

/// For RawClient::read().
constexpr auto everything = std::numeric_limits<qsizetype>::max();

/// A TCP client that sends and receives bytes as they are, and blocks: no event loop needed.
class RawClient
{
public:
    explicit RawClient(quint16 port)
    {
        m_socket.setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.waitForConnected(20'000);
    }

    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    QAbstractSocket::SocketError error() const { return m_socket.error(); }
    void limitReadBuffer(qint64 size) { m_socket.setReadBufferSize(size); }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }

    /// What arrives until there are so many bytes, the peer closes or the time is over.
    QByteArray read(qsizetype size, int timeout = 30'000)
    {
        QByteArray bytes;
        const auto take = [&] { bytes.append(m_socket.read(qMin(size - bytes.size(), m_socket.bytesAvailable()))); };
        take();
        while (bytes.size() < size && m_socket.waitForReadyRead(timeout)) {
            take();
            ++m_reads;
        }
        take();
        return bytes;
    }

    bool waitForClose() { return !isConnected() || m_socket.waitForDisconnected(20'000); }
    int reads() const { return m_reads; }

private:
    QTcpSocket m_socket;
    int m_reads = 0;
};

} // namespace RedisStreams::Test
