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
            m_cluster->locate(m_slot, m_access, nextTry(), std::move(answer));
        else
            answer({}, RedisError(Code::Aborted, QStringLiteral("The cluster's client is gone")));
    }

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

void ClusterTopology::locate(quint16 slot, Access access, Try number, AddressResolver::Answer answer)
{
    const QList<Endpoint> nodes = candidates(slot, access);
    if (!nodes.isEmpty()) {
        // The last one, the master, has its turn when all replicas have failed.
        const auto last = quint32(nodes.size() - 1);
        const quint32 turn = number.tries % (last + 1);
        return answer(nodes.at(turn == last ? last : (number.start + turn) % last), {});
    }
    wantMap();
    if (m_map.isEmpty()) {
        m_waiting.emplace_back([guard = QPointer<ClusterTopology>(this), slot, access, number, answer](const RedisError &error) {
            if (error || !guard)
                answer({}, error ? error : RedisError(Code::Aborted, QStringLiteral("The cluster's client is gone")));
            else
                guard->locate(slot, access, number, answer);
        });
        return;
    }
    answer({}, RedisError(Code::ClusterDown, QStringLiteral("No node of the cluster serves the slot %1 now").arg(slot)));
}

void ClusterTopology::answerWaiting(const RedisError &error)
{
    const auto waiting = std::exchange(m_waiting, {});
    for (const auto &answer : waiting)
        answer(error);
}

void ClusterTopology::leadReaders()
{
    const QPointer<ClusterTopology> guard(this);
    for (const Reader &reader : std::vector<Reader>(m_readers)) {
        const QList<Endpoint> nodes = candidates(reader.slot, reader.access);
        if (!reader.connection || nodes.isEmpty() || reader.connection->isReady() || nodes.contains(reader.connection->endpoint()))
            continue;
        if (reader.connection->state() == Connection::State::Waiting || reader.connection->state() == Connection::State::Connecting)
            reader.connection->restart();
        if (!guard)
            return;
    }
}

void ClusterTopology::nodeLost()
{
    wantMap();
    if (!m_readerTimer.isActive())
        m_readerTimer.start();
}

void ClusterTopology::watchReaders()
{
    const bool waiting = std::any_of(m_readers.begin(), m_readers.end(), [](const Reader &reader) {
        return reader.connection && reader.connection->state() == Connection::State::Waiting;
    }) || std::any_of(m_nodes.begin(), m_nodes.end(), [](const auto &node) {
        return node.second->state() == Connection::State::Waiting;
    });
    if (waiting && m_open)
        wantMap();
    else
        m_readerTimer.stop();
}

} // namespace RedisStreams::Internal
