// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Connections of readers: each leads to where its slot is, at the time of each try.
#include "topology/clustertopology_p.h"
#include "topology/hashslot_p.h"
#include "topology/seedaddress_p.h"

#include <QtCore/QRandomGenerator>

#include <algorithm>

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// Of a reader's tries to find a replica, those belong together that are not further apart than this.
constexpr milliseconds searchEnds {10'000};

/// Is on the way to a node, or waits for the next try.
bool isAway(const Connection *connection)
{
    const auto state = connection ? connection->state() : Connection::State::Closed;
    return state == Connection::State::Waiting || state == Connection::State::Connecting || state == Connection::State::Handshaking;
}
} // namespace

/// Where the slot's node is, at the time of each try.
class ClusterTopology::SlotAddress final : public AddressResolver
{
public:
    SlotAddress(ClusterTopology *cluster, quint16 slot, Access access)
        : m_cluster(cluster)
        , m_slot(slot)
        , m_access(access)
        , m_start(QRandomGenerator::global()->bounded(1000U)) // so that readers share the replicas
    {
    }

    void resolve(Answer answer) override
    {
        if (m_cluster)
            m_cluster->locate(this, nextTry(), std::move(answer));
        else
            answer({}, RedisError(Code::Aborted, QStringLiteral("The cluster's client is gone")));
    }
    bool leadsElsewhere(const Endpoint &endpoint) const override
    {
        const QList<Endpoint> nodes = m_cluster ? m_cluster->candidates(m_slot, m_access) : QList<Endpoint>();
        // Of several that hold the same, the next one may be in a better state.
        return !nodes.isEmpty() && (nodes.size() > 1 || !nodes.contains(endpoint));
    }
    ~SlotAddress() override
    {
        if (m_cluster)
            m_cluster->m_waiting.erase(this);
    }

    quint16 slot() const { return m_slot; }
    Access access() const { return m_access; }

private:
    /// A connection that held was a good one: the next search begins anew.
    Try nextTry()
    {
        if (m_sinceTry.isValid() && m_sinceTry.hasExpired(searchEnds.count())) {
            m_tries = 0;
            ++m_start;
        }
        m_sinceTry.start();
        return {m_start, m_tries++};
    }

    const QPointer<ClusterTopology> m_cluster;
    const quint16 m_slot;
    const Access m_access;
    quint32 m_start;
    quint32 m_tries = 0;
    QElapsedTimer m_sinceTry;
};

std::unique_ptr<Connection> ClusterTopology::dedicatedConnection(const QByteArrayList &keys, Access access)
{
    ConnectionOptions options = optionsFor(m_options.endpoint());
    if (keys.isEmpty())
        return std::make_unique<Connection>(options, m_seedAddress);
    if (!readsReplicas())
        access = Access::ReadWrite;
    else if (access == Access::ReadOnly)
        options.setReadFrom(ConnectionOptions::ReadFrom::Replica);
    const quint16 slot = hashSlot(keys.constFirst());
    auto connection = std::make_unique<Connection>(options, std::make_shared<SlotAddress>(this, slot, access));
    connect(connection.get(), &Connection::lost, this, &ClusterTopology::nodeLost);
    std::erase_if(m_readers, [](const Reader &reader) { return !reader.connection; });
    m_readers.push_back({connection.get(), slot, access});
    return connection;
}

RedisError ClusterTopology::nobodyServes(quint16 slot)
{
    return RedisError(Code::ClusterDown, QStringLiteral("No node of the cluster serves the slot %1 now").arg(slot));
}

QList<Endpoint> ClusterTopology::candidates(quint16 slot, Access access) const
{
    QList<Endpoint> found;
    if (access == Access::ReadOnly) {
        for (const ClusterNode &replica : m_map.replicas(slot))
            found.append(replica.endpoint);
    }
    if (const ClusterNode *master = m_map.master(slot))
        found.append(master->endpoint);
    return found;
}

void ClusterTopology::locate(SlotAddress *asker, Try number, AddressResolver::Answer answer)
{
    const QList<Endpoint> nodes = candidates(asker->slot(), asker->access());
    if (!nodes.isEmpty()) {
        // The last one, the master, has its turn when all replicas have failed.
        const auto last = quint32(nodes.size() - 1);
        const quint32 turn = number.tries % (last + 1);
        return answer(nodes.at(turn == last ? last : (number.start + turn) % last), {});
    }
    wantMap();
    if (m_map.isEmpty())
        m_waiting.insert_or_assign(asker, Waiting {number, std::move(answer)});
    else
        answer({}, nobodyServes(asker->slot()));
}

void ClusterTopology::answerWaiting(const RedisError &error)
{
    // One by one: what an answer leads to may end others, or this object. Who waits again has to wait for the next time.
    std::vector<SlotAddress *> askers;
    for (const auto &[asker, waiting] : m_waiting)
        askers.push_back(asker);
    const QPointer<ClusterTopology> guard(this);
    for (SlotAddress *asker : askers) {
        auto node = guard ? m_waiting.extract(asker) : decltype(m_waiting)::node_type();
        if (node.empty())
            continue;
        if (error)
            node.mapped().answer({}, error);
        else
            locate(asker, node.mapped().number, node.mapped().answer);
    }
}

void ClusterTopology::leadReaders()
{
    const QPointer<ClusterTopology> guard(this);
    for (const Reader &reader : std::vector<Reader>(m_readers)) {
        const QList<Endpoint> nodes = candidates(reader.slot, reader.access);
        if (!reader.connection || nodes.isEmpty() || nodes.contains(reader.connection->endpoint()))
            continue;
        if (isAway(reader.connection))
            reader.connection->restart();
        if (!guard)
            return;
    }
}

bool ClusterTopology::hasReaders() const
{
    return std::any_of(m_readers.begin(), m_readers.end(), [](const Reader &reader) {
        return reader.connection && reader.connection->state() != Connection::State::Closed;
    });
}

void ClusterTopology::nodeLost()
{
    wantMap();
    if (!m_readerTimer.isActive())
        m_readerTimer.start();
}

void ClusterTopology::watchReaders()
{
    const bool waiting = std::any_of(m_readers.begin(), m_readers.end(), [](const Reader &reader) { return isAway(reader.connection); })
        || std::any_of(m_nodes.begin(), m_nodes.end(), [](const auto &node) { return isAway(node.second.get()); });
    if (waiting)
        return wantMap();
    m_readerTimer.stop();
    // It was only there for readers that outlive the client's close().
    if (!m_open)
        m_any->close();
}

} // namespace RedisStreams::Internal
