// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "topology/maprefresh_p.h"
#include "topology/mapsources_p.h"
#include "topology/topology_p.h"

#include <QtCore/QPointer>

#include <functional>
#include <map>
#include <vector>

namespace RedisStreams::Internal {

class SeedAddress;

/// A cluster: each key belongs to one of 16384 slots, each slot is served by one node, and both may move at any time.
/// It keeps the map of slots (SlotMap) up to date, and a shared connection to each node that is needed.
///
/// Four parts: this class's own file says where commands go; clusterrefresh.cpp learns the map; clusternodes.cpp keeps
/// the shared connections; clusterreaders.cpp leads those of readers.
class ClusterTopology final : public Topology
{
    Q_OBJECT

public:
    explicit ClusterTopology(const ConnectionOptions &options, QObject *parent = nullptr);
    ~ClusterTopology() override;

    void open() override;
    void close() override;
    bool isReady() const override { return m_announced; }
    const ServerInfo &server() const override { return m_server; }
    QDateTime nextAttempt() const override;
    QSslCertificate peerCertificate() const override;
    Connection *commandConnection(const QByteArrayList &keys) override;
    Connection *nodeConnection(const Endpoint &node) override;
    std::unique_ptr<Connection> dedicatedConnection(const QByteArrayList &keys, Access access) override;
    bool readsReplicas() const override { return m_options.readFrom() == ConnectionOptions::ReadFrom::Replica; }
    int laneOf(const QByteArray &key) const override;
    QList<Endpoint> masters() const override;
    RedisError troubleOf(const QByteArray &key) const override;
    RedisError troubleWith(const Endpoint &node) const override;
    bool redirects() const override { return true; }
    RedisError checkKeys(const QByteArrayList &keys) const override;
    std::optional<ClusterStep> refused(RedirectTrail &trail, QByteArrayView text, const Endpoint &asked,
                                       RedirectTrail::TimeLeft left) override;
    std::optional<ClusterStep> unanswered(RedirectTrail &trail, const RedisError &error, const Endpoint &asked, bool repeatable,
                                      RedirectTrail::TimeLeft left) override;

private:
    class SlotAddress;
    struct Reader
    {
        QPointer<Connection> connection;
        quint16 slot = 0;
        Access access = Access::ReadWrite;
    };

    ConnectionOptions optionsFor(const Endpoint &node) const;
    void apply(const ClusterStep &step);

    static RedisError nobodyServes(quint16 slot);

    // --- the map (clusterrefresh.cpp)
    void wantMap();
    void scheduleRefresh();
    void refreshMap();
    /// Asks another node that can be asked now; false when there is none left.
    bool askNextForMap();
    void askForMap(Connection *source);
    void mapReplied(const Endpoint &asked, const RespValue &reply, const RedisError &error);
    void mapTold(SlotMap told);
    void nobodyTold();
    void refreshEnded(MapRefresh::Outcome outcome);
    void mapChanged();

    // --- the shared connections (clusternodes.cpp)
    void anyReady();
    void anyLost(const RedisError &error);
    void anyFailed(const RedisError &error);
    /// What `m_any` is connected to, or was not, gives no map: whether all that are known have been tried by now.
    bool seedFailed(const RedisError &error);
    /// Takes another node for it when that one is no good, and nothing is under way there.
    void checkAny();
    bool anyNodeReady() const;
    void nodeFailed(const RedisError &error);
    void reopenFailed();
    /// Ends connections to nodes that serve nothing any more.
    void dropUnknownNodes();

    // --- readers (clusterreaders.cpp)
    /// Who can be asked for the slot: its master, or its replicas and then the master.
    QList<Endpoint> candidates(quint16 slot, Access access) const;
    struct Try
    {
        quint32 start = 0; ///< which replica comes first
        quint32 tries = 0; ///< so many were made before
    };
    /// Answers \a asker with one of them, another one for each try: at once, or when the map is known.
    void locate(SlotAddress *asker, Try number, AddressResolver::Answer answer);
    void answerWaiting(const RedisError &error);
    bool hasReaders() const;
    /// Those that wait for a node that is no longer theirs need not wait.
    void leadReaders();
    void watchReaders();
    void nodeLost();

    qint64 now() const { return m_clock.elapsed(); }

    const ConnectionOptions m_options;
    const std::shared_ptr<SeedAddress> m_seedAddress;
    SlotMap m_map;
    MapRefresh m_refresh {std::chrono::milliseconds {100}, std::chrono::milliseconds {3000}};
    MapWitnesses m_witnesses;
    /// To any node: for what has no key, and to learn the map from.
    std::unique_ptr<Connection> m_any;
    std::map<QString, std::unique_ptr<Connection>> m_nodes;
    std::vector<Reader> m_readers;
    struct Waiting
    {
        Try number;
        AddressResolver::Answer answer;
    };
    std::map<SlotAddress *, Waiting> m_waiting; ///< for the first map
    ServerInfo m_server;
    RedisError m_mapError; ///< why the newest refresh failed
    std::map<QString, RedisError> m_failedSeeds; ///< since a map was told last: who did not, and why
    QList<Endpoint> m_askedForMap; ///< in this refresh
    quint64 m_round = 0; ///< counts refreshes, so that late answers are told apart
    int m_answersDue = 0;
    bool m_anyIsUseless = false; ///< `m_any` gave no map, or one that is not true
    std::chrono::milliseconds m_refusedPause {1000}; ///< until the next try
    QTimer m_refreshTimer;
    QTimer m_askTimer; ///< runs until another node is asked as well
    QTimer m_readerTimer; ///< runs while readers have no connection
    QTimer m_refusedTimer; ///< runs until nodes that refused us are tried again
    QElapsedTimer m_clock;
    bool m_open = false;
    bool m_announced = false; ///< ready() was emitted, and not lost() since
};

} // namespace RedisStreams::Internal
