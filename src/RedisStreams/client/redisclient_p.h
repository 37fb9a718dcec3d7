// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/featurerecord_p.h"
#include "redisclient.h"
#include "topology/topology_p.h"

#include <QtCore/QPointer>

#include <list>

namespace RedisStreams {

class RedisClientPrivate
{
public:
    using ReplyHandler = RedisClient::ReplyHandler;

    explicit RedisClientPrivate(RedisClient *client) : q(client) {}
    ~RedisClientPrivate();

    void applyOptions(const ConnectionOptions &newOptions, const RedisError &problem);
    void setState(RedisClient::State newState);
    void setError(const RedisError &newError);
    void connectionReady();
    void connectionLost(const RedisError &lossError);
    void connectionFailed(const RedisError &failure);

    /// A command from run() to the end of its future: it may be sent several times.
    struct Call
    {
        EncodedCommand command;
        ReplyHandler handler;
        qint64 giveUpAt = 0;
        bool quiet = false;
    };
    void start(const std::shared_ptr<Call> &call);
    void replied(const std::shared_ptr<Call> &call, const RespValue &reply, const RedisError &transportError);
    void finish(const std::shared_ptr<Call> &call, const RespValue &reply, const RedisError &problem);
    Internal::Connection *connectionFor(const EncodedCommand &command);
    Internal::Connection *borrowBlocking(const EncodedCommand &command);

    RedisClient *const q;
    QString url = QStringLiteral("redis://localhost");
    ConnectionOptions options;
    RedisError urlProblem;
    std::unique_ptr<Internal::Topology> topology;
    RedisClient::State state = RedisClient::State::Disconnected;
    RedisError error;
    Internal::ServerInfo server;
    Internal::FeatureRecord features;
    std::list<std::shared_ptr<Call>> waiting; ///< to be sent again after a pause
    /// Connections for commands that block; those without a request are free.
    std::vector<std::unique_ptr<Internal::Connection>> blocking;
    QElapsedTimer clock;
    bool closing = false;
};

} // namespace RedisStreams
