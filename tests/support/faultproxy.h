// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>
#include <QtCore/QtGlobal>

#include <chrono>
#include <memory>

namespace RedisStreams::Test {

/// A TCP proxy on 127.0.0.1 that can make a connection fail in every way a network does.
///
/// It runs in a thread of its own, so tests may block; a setting is in force when the call that made it returns.
/// Buffers are bounded: when one side does not read, the other cannot send for long.
class FaultProxy
{
public:
    explicit FaultProxy(quint16 targetPort);
    explicit FaultProxy(const QString &unixSocketPath);
    ~FaultProxy();
    Q_DISABLE_COPY_MOVE(FaultProxy)

    quint16 port() const; ///< 0 when no port could be had
    QString url() const; ///< redis://127.0.0.1:port

    /// Cuts all connections once, as soon as so many bytes, counted over all connections from now on, have been
    /// forwarded to clients. With 0, when the first byte is about to be. A negative number takes the order back.
    void cutAfter(qint64 bytesFromServer);
    /// The same for bytes forwarded to the server. All of them reach its socket; whether it still acts on them is its
    /// own business, as with any connection that breaks.
    void cutAfterFromClient(qint64 bytesFromClient);
    void cutAll();
    /// Whether cutting resets connections (RST) rather than ends them (FIN); off at first. Bytes a peer has not read
    /// when a reset arrives may be lost to it.
    void setCutWithReset(bool reset);

    /// Forwards to clients at most so many bytes per segment, each sent at once; 0 for no limit. A client that reads
    /// slowly may still find several segments together.
    void setSegmentSize(int bytes);
    /// Latency of each direction, for bytes that arrive from now on.
    void setDelay(std::chrono::milliseconds delay);
    /// Keeps all connections, new ones too, but forwards nothing, not even their end. What was kept back is forwarded
    /// when it is switched off.
    void setBlackHole(bool on);
    /// Refuses new connections; those that are there stay. When switched off the port is the same.
    void setRefuse(bool on);

    qint64 bytesToClient() const; ///< forwarded over all connections
    qint64 bytesToServer() const;
    int connectionCount() const; ///< accepted in total
    int openConnections() const;
    /// Waits until so many connections have been accepted in total.
    bool waitForConnections(int count, std::chrono::milliseconds timeout = std::chrono::seconds(20));

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace RedisStreams::Test
