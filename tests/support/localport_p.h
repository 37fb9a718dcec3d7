// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QRandomGenerator>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpServer>

namespace RedisStreams::Test {

/// Listens on a free port of 127.0.0.1 that outgoing connections are not given.
///
/// A port the system picks is from the range of outgoing connections. A client that keeps trying to connect to such a
/// port while nobody listens there can be given that very port as its own and so connect to itself, after which the
/// server cannot come back. It also keeps the bus port of a Redis Cluster node (port + 10000) a valid one.
inline bool listenOnFreePort(QTcpServer &server)
{
    server.setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    for (int attempt = 0; attempt < 100; ++attempt) {
        const auto port = quint16(QRandomGenerator::global()->bounded(15000, 32000));
        if (server.listen(QHostAddress(QHostAddress::LocalHost), port))
            return true;
    }
    return server.listen(QHostAddress(QHostAddress::LocalHost), 0);
}

/// A port that was free a moment ago; 0 when there is none. Another process may take it before the caller does.
inline quint16 freePort()
{
    QTcpServer server;
    return listenOnFreePort(server) ? server.serverPort() : quint16(0);
}

/// A port for a node of a cluster: its bus port, 10000 above, was free as well, and is none of outgoing connections.
inline quint16 freeClusterPort()
{
    constexpr quint16 busDistance = 10000;
    for (int attempt = 0; attempt < 100; ++attempt) {
        const auto port = quint16(QRandomGenerator::global()->bounded(15000, 22500));
        QTcpServer server;
        QTcpServer bus;
        for (QTcpServer *each : {&server, &bus})
            each->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
        const QHostAddress here(QHostAddress::LocalHost);
        if (server.listen(here, port) && bus.listen(here, quint16(port + busDistance)))
            return port;
    }
    return 0;
}

} // namespace RedisStreams::Test
