// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "redisserver.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QHash>

#include <functional>
#include <memory>
#include <vector>

namespace RedisStreams::Test {

struct ClusterView;

/// A Redis Cluster of the test's own: RedisServer processes on 127.0.0.1, killed on destruction.
///
/// Nodes are numbers: 0 .. masters - 1 are the first masters, which share the slots evenly; the replicas follow, first
/// one for each master, then the next. A number stays with its process over failovers and restarts.
///
/// Needs no running event loop; what waits blocks the thread. Methods that return bool or a number below zero have
/// failed then, and errorString() says why. Use it in one thread.
class RedisCluster
{
public:
    struct Options
    {
        QString program = RedisServer::defaultProgram();
        int masters = 3;
        int replicas = 0; ///< of each master
        bool appendOnly = false; ///< keep every write on disk; a restarted master is empty otherwise
        bool tls = false;
        /// Milliseconds of silence after which a node counts as failed: more than a busy machine lets one stand still.
        int nodeTimeout = 5000;
        QString requirePass{};
        QString announcedHostname{}; ///< "localhost"; needs Redis 7
        QString preferredEndpoint{}; ///< how nodes name each other to clients: "ip", "hostname" or "unknown-endpoint";
                                     ///< Redis 7
        QStringList extraArguments{}; ///< of every server: "--maxmemory", "10mb"
    };

    RedisCluster();
    explicit RedisCluster(const Options &options);
    ~RedisCluster();
    Q_DISABLE_COPY_MOVE(RedisCluster)

    /// Returns when all nodes work and agree. Takes more than two seconds: so long a new master keeps out of service.
    bool start();
    /// Kills all nodes, for good.
    void stop();
    QString errorString() const { return m_error; }

    int nodeCount() const { return int(m_nodes.size()); }
    RedisServer &node(int number) { return *m_nodes[size_t(number)]; }
    AdminClient &admin(int number) { return node(number).admin(); }
    quint16 port(int number) const { return m_nodes[size_t(number)]->port(); }
    /// "redis+cluster://127.0.0.1:p1,127.0.0.1:p2,..." with the nodes \a seeds, all when empty; no password.
    QString url(const QList<int> &seeds = {}) const;
    QString caFile() const { return m_directory.path() + QStringLiteral("/ca.crt"); } ///< with tls, after start()
    QByteArray nodeId(int number); ///< as CLUSTER MYID has it

    /// The slot of a key, as a server computes it; -1 when none answers.
    int slotOf(const QByteArray &key);
    /// The master that serves a slot, by what the nodes themselves say; -1 when nobody does.
    int nodeOf(int slot);
    int nodeOf(const QByteArray &key) { return nodeOf(slotOf(key)); }
    bool isMaster(int number); ///< false as well when it does not answer
    /// The running nodes that copy a node.
    QList<int> replicasOf(int number);

    /// Sends a command to who serves \a key and follows redirects; waits, up to half a minute, while the cluster cannot.
    QVariant command(const QByteArray &key, const QByteArrayList &arguments);
    /// The id of the new entry; empty, with a warning, on an error.
    QByteArray xadd(const QByteArray &key, const QByteArray &id, const QByteArrayList &fields);
    /// Calls by command name (see AdminClient) on one node since resetCalls().
    QHash<QByteArray, qint64> commandCalls(int number) { return admin(number).commandCalls(); }
    void resetCalls(); ///< on all nodes that answer

    /// True when all running nodes say that the cluster works, agree on everything, and replicas follow their masters.
    bool isStable();
    bool waitUntilStable(int timeout = 60'000);

    /// Moves a slot and its keys, live, and waits until all agree: startMove(), moveKeys(), finishMove().
    bool moveSlot(int slot, int to);
    /// From now on the present owner says ASK for keys of \a slot it does not have (any more).
    bool startMove(int slot, int to);
    /// Takes keys over, at most \a limit, -1 = all; returns how many.
    int moveKeys(int slot, int to, int limit = -1);
    /// \a to serves the slot; keys that were not moved are lost.
    bool finishMove(int slot, int to);
    /// Ends a move before its finish; keys that were moved already are out of reach.
    bool cancelMove(int slot, int to);

    /// A replica of \a master takes over, with its consent when it is alive; waits until all agree. Returns its number.
    int failover(int master);
    /// Only asks for it; isMaster() tells when it has happened, and hurryFailovers(false) is due then. Returns the
    /// replica's number.
    int startFailover(int master);
    /// After a master was killed or frozen: waits until it serves nothing, and the others agree.
    bool waitForFailover(int oldMaster, int timeout = 60'000);

    /// While a failover is waited for: the running nodes notice after a second, not after nodeTimeout, and vote again as
    /// soon. What waits here for a failover does so by itself, until it is over.
    void hurryFailovers(bool hurry);
    /// A new master without slots. Returns its number.
    int addMaster();

    void kill(int number) { node(number).kill(); } ///< as a crash
    /// Same port, same name in the cluster; does not wait for what the others think of it.
    bool restart(int number);
    void freeze(int number) { node(number).freeze(); }
    void thaw(int number) { node(number).thaw(); }

private:
    static constexpr unsigned long pollPause = 10; // ms

    bool startNode();
    bool configure(int number);
    bool join();
    bool meet(int from, int to);
    bool addSlots();
    bool replicate(int replica, int master);
    bool answers(int number) { return node(number).isRunning() && !node(number).isFrozen(); }
    /// The reply is OK; otherwise it becomes errorString().
    bool ok(int number, const QByteArrayList &arguments);
    bool waitFor(const char *what, int timeout, const std::function<bool()> &condition);
    ClusterView viewOf(int number);
    int numberOf(quint16 port) const;
    int redirectOf(const QByteArray &error) const;

    const Options m_options;
    QTemporaryDir m_directory;
    std::vector<std::unique_ptr<RedisServer>> m_nodes;
    QHash<int, QByteArray> m_ids;
    QString m_error;
    QString m_unstable; ///< what isStable() found last
};

} // namespace RedisStreams::Test
