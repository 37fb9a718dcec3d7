// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/featurerecord_p.h"
#include "client/quickcommand_p.h"
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
    static RedisClientPrivate *get(RedisClient *client) { return client->d.get(); }

    void applyOptions(const ConnectionOptions &newOptions, const RedisError &problem);
    void setState(RedisClient::State newState);
    void setError(const RedisError &newError);
    void topologyReady();
    void topologyLost(const RedisError &lossError);
    void topologyFailed(const RedisError &failure);
    void connectionsChanged();
    void announceConnections();

    /// A command from run() to the end of its future: it may be sent several times.
    struct Call
    {
        EncodedCommand command;
        ReplyHandler handler;
        qint64 giveUpAt = 0;
        bool quiet = false;
        bool ordered = false; ///< of its owner, who keeps the order: what would go to another place, or later, goes back
        Internal::RedirectTrail trail {}; ///< its way through a cluster
        std::optional<Endpoint> target {}; ///< where a redirect sends it next
        bool asking = false; ///< ... right behind ASKING
        QPointer<Internal::Connection> connection {}; ///< it was sent over last
    };
    void start(const std::shared_ptr<Call> &call);
    /// Sends \a quick, quietly, without a Call where that will do: when its connection is there, and as long as nothing
    /// goes wrong. What calls back before it returns is a failure.
    void startQuick(const std::shared_ptr<Internal::QuickCommand> &quick);
    std::shared_ptr<Call> callOf(const std::shared_ptr<Internal::QuickCommand> &quick) const;
    void replied(const std::shared_ptr<Call> &call, const RespValue &reply, const RedisError &transportError);
    void finish(const std::shared_ptr<Call> &call, const RespValue &reply, const RedisError &problem);
    void waitForRoute(const std::shared_ptr<Call> &call);
    void startAgain(const std::shared_ptr<Call> &call, std::chrono::milliseconds pause);
    /// Does what a cluster's answer asks for; false when there is no other try, and \a problem says why.
    bool follow(const std::shared_ptr<Call> &call, const std::optional<Internal::ClusterStep> &step, RedisError *problem);
    Internal::RedirectTrail::TimeLeft timeLeft(const Call &call) const;
    Endpoint askedBy(const Call &call) const;
    Internal::Connection *connectionFor(const Call &call);
    Internal::Connection *borrowBlocking(const EncodedCommand &command);
    void dropBlocking(const Internal::Connection *connection);

    RedisClient *const q;
    QString url = QStringLiteral("redis://localhost");
    ConnectionOptions options;
    RedisError urlProblem;
    std::unique_ptr<Internal::Topology> topology;
    RedisClient::State state = RedisClient::State::Disconnected;
    RedisError error;
    QDateTime announcedAttempt;
    QSslCertificate announcedCertificate;
    Internal::ServerInfo server;
    Internal::FeatureRecord features;
    std::list<std::shared_ptr<Call>> waiting; ///< to be sent again after a pause
    std::list<std::shared_ptr<Call>> unrouted; ///< wait until it is known where they belong
    /// Connections for commands that block; those without a request are free for others of the same lane.
    struct Blocking
    {
        int lane = 0;
        std::unique_ptr<Internal::Connection> connection;
    };
    std::vector<Blocking> blocking;
    QElapsedTimer clock;
    bool announcing = false;
    bool closing = false;
};

} // namespace RedisStreams
