// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "rediserror.h"

#include <QtCore/QList>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>
#include <QtNetwork/QSslConfiguration>

#include <chrono>

namespace RedisStreams {

/// Where a server listens: a host and port, or the path of a unix socket.
struct REDISSTREAMS_EXPORT Endpoint
{
    QString host;
    quint16 port = 6379;
    QString socketPath; ///< When set, host and port do not count.

    bool isLocal() const noexcept { return !socketPath.isEmpty(); }
    /// "localhost:6379", "[::1]:6379" or "/run/redis.sock".
    QString toString() const;
    friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

/// How long to wait before the next try to connect: exponential from initialDelay to maximumDelay, each delay
/// shortened at random by up to the share `jitter`, so that many clients do not come back in step.
struct REDISSTREAMS_EXPORT ReconnectPolicy
{
    bool enabled = true; ///< false: the first failure is final (state Failed) until open() is called again.
    std::chrono::milliseconds initialDelay {100}; ///< >= 1 ms
    std::chrono::milliseconds maximumDelay {5000}; ///< >= initialDelay
    double factor = 2.0; ///< >= 1
    double jitter = 0.3; ///< 0..1
    friend bool operator==(const ReconnectPolicy &, const ReconnectPolicy &) = default;
};

class ConnectionOptionsData;

/// Everything about reaching a server, as a value. Setters return the object, so that calls chain.
class REDISSTREAMS_EXPORT ConnectionOptions
{
public:
    enum class Deployment { SingleServer, Sentinel, Cluster };
    enum class Protocol {
        Automatic, ///< RESP3, or RESP2 where the server (or a proxy before it) does not know HELLO.
        Resp2,
        Resp3, ///< RESP3 or an error.
    };

    enum class ReadFrom {
        Master,
        Replica, ///< see readFrom()
    };

    /// localhost:6379, no TLS, database 0.
    ConnectionOptions();
    ConnectionOptions(const ConnectionOptions &other);
    ConnectionOptions &operator=(const ConnectionOptions &other);
    ~ConnectionOptions();

    /// Reads `redis://`, `rediss://` (TLS), `unix://`, `redis+sentinel://h1,h2/master`, `redis+cluster://h1,h2`
    /// (`rediss+...` with TLS; RedisClient refuses sentinels with NotSupported so far): `scheme://[user[:password]@]host[:port][,host[:port]...][/database][?option=value&...]`.
    /// A password alone is written `:password@`. Percent-encoding works in every part.
    ///
    /// Options (times in milliseconds): db, user, password, client_name, protocol (2, 3, auto), connect_timeout,
    /// reply_timeout, command_timeout, block_limit, keep_alive, reconnect (yes, no), reconnect_initial, reconnect_max, ca, cert,
    /// key (PEM files), verify (yes, no), read_from (master, replica).
    /// \a error gets InvalidUrl with the reason (never with the password) when the URL cannot be understood.
    static ConnectionOptions fromUrl(const QString &url, RedisError *error = nullptr);
    /// The URL to show: scheme, hosts, database; without user, password and options.
    QString displayUrl() const;

    Deployment deployment() const;
    /// \a masterName: the name sentinels know the master by; empty otherwise.
    void setDeployment(Deployment deployment, const QString &masterName = {});
    /// One server, or the seeds of a cluster, or the sentinels; never empty.
    QList<Endpoint> endpoints() const;
    Endpoint endpoint() const { return endpoints().constFirst(); }
    ConnectionOptions &setEndpoints(const QList<Endpoint> &endpoints);
    ConnectionOptions &setEndpoint(const Endpoint &endpoint) { return setEndpoints({endpoint}); }
    /// The name of the master that sentinels are asked for.
    QString masterName() const;

    QString user() const;
    QString password() const;
    ConnectionOptions &setCredentials(const QString &user, const QString &password);
    int database() const;
    ConnectionOptions &setDatabase(int database); ///< >= 0
    /// Shown in CLIENT LIST; no spaces (a rule of Redis).
    QString clientName() const;
    ConnectionOptions &setClientName(const QString &name);
    Protocol protocol() const;
    ConnectionOptions &setProtocol(Protocol protocol);

    bool isTls() const;
    ConnectionOptions &setTls(bool on);
    /// Certificates are verified unless this configuration says otherwise.
    QSslConfiguration sslConfiguration() const;
    ConnectionOptions &setSslConfiguration(const QSslConfiguration &configuration);

    /// From the start of a connection attempt to the end of the handshake. Default 5 s.
    std::chrono::milliseconds connectTimeout() const;
    ConnectionOptions &setConnectTimeout(std::chrono::milliseconds timeout);
    /// How long the server may be silent while a reply is due (past BLOCK for a blocking read). Default 5 s.
    std::chrono::milliseconds replyTimeout() const;
    ConnectionOptions &setReplyTimeout(std::chrono::milliseconds timeout);
    /// How long a command may wait for a connection before it fails. Default 10 s.
    std::chrono::milliseconds commandTimeout() const;
    ConnectionOptions &setCommandTimeout(std::chrono::milliseconds timeout);
    /// The longest BLOCK that a consumer's read sends: it bounds how long a dead peer can go unnoticed, to
    /// blockLimit + replyTimeout. 1 ms .. 5 s, default 5 s.
    std::chrono::milliseconds blockLimit() const;
    ConnectionOptions &setBlockLimit(std::chrono::milliseconds limit);
    /// TCP keep-alive: idle time before the first probe (where the system lets it be set); 0 = off. Default 15 s.
    std::chrono::milliseconds keepAlive() const;
    ConnectionOptions &setKeepAlive(std::chrono::milliseconds idle);
    /// Cluster only: where StreamConsumers read, default Master. With Replica each slot is read from one of its replicas,
    /// which takes load off the masters (READONLY, https://redis.io/docs/latest/commands/readonly/); from the master
    /// while no replica can be had. Replication is asynchronous: entries come when the replica has them, usually within
    /// milliseconds, at any rate in the same order; none is lost or repeated when the replica changes, also to one that
    /// is behind. A replica found to lack what its master has had since blockLimit is left for another one. Groups,
    /// commands, and slots without a connection of their own go to the masters. With another deployment it has no effect.
    ReadFrom readFrom() const;
    ConnectionOptions &setReadFrom(ReadFrom from);
    ReconnectPolicy reconnectPolicy() const;
    ConnectionOptions &setReconnectPolicy(const ReconnectPolicy &policy);

private:
    QSharedDataPointer<ConnectionOptionsData> d;
};

} // namespace RedisStreams
