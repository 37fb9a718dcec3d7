// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QDir>
#include <QtCore/QLockFile>
#include <QtCore/QRandomGenerator>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpServer>

#include <memory>
#include <utility>
#include <vector>

namespace RedisStreams::Test {

using PortClaim = std::unique_ptr<QLockFile>;

/// Keeps a port for a server that comes back to it: tests that run at the same time do not take what is claimed.
/// Null when somebody else has claimed it. A claim ends with its process at the latest.
inline PortClaim claimPort(quint16 port)
{
    const QString name = QStringLiteral("/redisstreams-port-%1.lock").arg(port);
    auto claim = std::make_unique<QLockFile>(QDir::tempPath() + name);
    claim->setStaleLockTime(0); // its age does not matter
    return claim->tryLock(0) ? std::move(claim) : nullptr;
}

inline bool listenOnPort(QTcpServer &server, quint16 port)
{
    server.setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    return server.listen(QHostAddress(QHostAddress::LocalHost), port);
}

/// Listens on a free port of 127.0.0.1 that outgoing connections are not given.
///
/// A port the system picks is from the range of outgoing connections. A client that keeps trying to connect to such a
/// port while nobody listens there can be given that very port as its own and so connect to itself, after which the
/// server cannot come back.
///
/// \a kept: for one that will close and listen again, what keeps the port for it meanwhile.
inline bool listenOnFreePort(QTcpServer &server, PortClaim *kept = nullptr)
{
    for (int attempt = 0; attempt < 100; ++attempt) {
        const auto port = quint16(QRandomGenerator::global()->bounded(15000, 32000));
        PortClaim claim = claimPort(port);
        if (!claim || !listenOnPort(server, port))
            continue;
        if (kept)
            *kept = std::move(claim);
        return true;
    }
    return listenOnPort(server, 0);
}

/// A port of 127.0.0.1 that was free a moment ago, kept for a server that will listen there.
struct ReservedPort
{
    quint16 port = 0; ///< 0: there is none
    std::vector<PortClaim> claims;
};

/// \a withBus: for a node of a cluster, which listens on the port 10000 above, too.
inline ReservedPort reservePort(bool withBus)
{
    constexpr quint16 busDistance = 10000;
    for (int attempt = 0; attempt < 100; ++attempt) {
        // The bus port stays below those of outgoing connections as well.
        const auto port = quint16(QRandomGenerator::global()->bounded(15000, withBus ? 22500 : 32000));
        ReservedPort reserved{port, {}};
        QTcpServer server;
        QTcpServer bus;
        reserved.claims.push_back(claimPort(port));
        if (!reserved.claims.back() || !listenOnPort(server, port))
            continue;
        if (!withBus)
            return reserved;
        reserved.claims.push_back(claimPort(quint16(port + busDistance)));
        if (reserved.claims.back() && listenOnPort(bus, quint16(port + busDistance)))
            return reserved;
    }
    return {};
}

} // namespace RedisStreams::Test
