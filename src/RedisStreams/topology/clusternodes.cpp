// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The shared connections: one to any node, and one to each that is needed.
#include "topology/clustertopology_p.h"

#include "global/logging_p.h"
#include "topology/fixedaddress_p.h"
#include "topology/hashslot_p.h"
#include "topology/seedaddress_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

using State = Connection::State;
using std::chrono::milliseconds;

namespace {
/// Until a node that refused us is tried again: for the first time, and at most.
constexpr milliseconds refusedFirst {1000};
constexpr milliseconds refusedLongest {30'000};
} // namespace

QDateTime ClusterTopology::nextAttempt() const
{
    QDateTime earliest = m_any ? m_any->nextAttempt() : QDateTime();
    for (const auto &[name, node] : m_nodes) {
        const QDateTime next = node->nextAttempt();
        if (next.isValid() && (!earliest.isValid() || next < earliest))
            earliest = next;
    }
    return earliest;
}

QSslCertificate ClusterTopology::peerCertificate() const
{
    if (m_any && m_any->isReady())
        return m_any->peerCertificate();
    const auto ready = std::find_if(m_nodes.begin(), m_nodes.end(), [](const auto &node) { return node.second->isReady(); });
    return ready == m_nodes.end() ? QSslCertificate() : ready->second->peerCertificate();
}

Connection *ClusterTopology::nodeConnection(const Endpoint &node)
{
    std::unique_ptr<Connection> &connection = m_nodes[node.toString()];
    if (!connection) {
        connection = std::make_unique<Connection>(optionsFor(node), std::make_shared<FixedAddress>(node));
        connect(connection.get(), &Connection::stateChanged, this, &Topology::connectionsChanged);
        connect(connection.get(), &Connection::lost, this, &ClusterTopology::nodeLost);
        connect(connection.get(), &Connection::failed, this, &ClusterTopology::nodeFailed);
        connect(connection.get(), &Connection::ready, this, [this] { m_refusedPause = refusedFirst; });
        connection->open();
    }
    return connection.get();
}

RedisError ClusterTopology::troubleWith(const Endpoint &node) const
{
    const auto connection = m_nodes.find(node.toString());
    const bool troubled = connection != m_nodes.end() && !connection->second->isReady();
    return troubled ? connection->second->lastError() : RedisError();
}

RedisError ClusterTopology::troubleOf(const QByteArray &key) const
{
    const quint16 slot = hashSlot(key);
    if (const ClusterNode *master = m_map.master(slot))
        return troubleWith(master->endpoint);
    return m_map.isEmpty() ? RedisError() : nobodyServes(slot);
}

void ClusterTopology::dropUnknownNodes()
{
    // Those that still owe replies keep their connection until they have given them.
    const QList<ClusterNode> known = m_map.nodes();
    std::erase_if(m_nodes, [&](const auto &node) {
        return !node.second->isBusy()
            && std::none_of(known.begin(), known.end(), [&](const ClusterNode &k) { return k.endpoint.toString() == node.first; });
    });
}

void ClusterTopology::nodeFailed(const RedisError &error)
{
    wantMap(); // perhaps another one serves its slots by now
    if (m_options.reconnectPolicy().enabled && !m_refusedTimer.isActive()) {
        m_refusedTimer.start(m_refusedPause);
        m_refusedPause = std::min(refusedLongest, 2 * m_refusedPause);
    }
    Q_EMIT troubled(error);
}

void ClusterTopology::reopenFailed()
{
    std::vector<QPointer<Connection>> refused;
    for (const auto &[name, node] : m_nodes) {
        if (node->state() == State::Failed)
            refused.emplace_back(node.get());
    }
    for (const QPointer<Connection> &node : refused) {
        if (node)
            node->open();
    }
}

void ClusterTopology::anyReady()
{
    m_server = m_any->server();
    wantMap();
}

void ClusterTopology::anyLost(const RedisError &error)
{
    // One node less says nothing of the others; the next try goes to another one.
    wantMap();
    const QPointer<ClusterTopology> guard(this);
    if (m_map.isEmpty() && seedFailed(error))
        answerWaiting(error);
    if (!guard || !m_open || anyNodeReady())
        return;
    m_announced = false;
    Q_EMIT lost(error);
}

void ClusterTopology::anyFailed(const RedisError &error)
{
    // Nor does it when one refuses us: the others may know our password.
    const bool allTried = seedFailed(error);
    if (!allTried && (m_options.reconnectPolicy().enabled || !m_announced)) {
        const auto again = [this] {
            if (m_any->state() == State::Failed)
                m_any->restart();
        };
        QMetaObject::invokeMethod(m_any.get(), again, Qt::QueuedConnection);
        if (m_announced)
            Q_EMIT troubled(error);
        return;
    }
    m_failedSeeds.clear();
    m_announced = false;
    const QPointer<ClusterTopology> guard(this);
    answerWaiting(error);
    if (guard && m_open)
        Q_EMIT failed(error);
}

bool ClusterTopology::seedFailed(const RedisError &error)
{
    m_failedSeeds.insert_or_assign(m_any->endpoint().toString(), error);
    const QList<Endpoint> &all = m_seedAddress->nodes();
    return std::all_of(all.begin(), all.end(), [this](const Endpoint &seed) { return m_failedSeeds.contains(seed.toString()); });
}

void ClusterTopology::checkAny()
{
    const bool useless = std::exchange(m_anyIsUseless, false);
    if (!m_any->isReady() || m_any->isBusy())
        return;
    const Endpoint node = m_any->endpoint();
    const QList<ClusterNode> nodes = m_map.nodes();
    // A seed may have a name by which the cluster does not know it.
    const bool known = m_options.endpoints().contains(node)
        || std::any_of(nodes.begin(), nodes.end(), [&](const ClusterNode &n) { return n.endpoint == node; });
    const QList<Endpoint> &all = m_seedAddress->nodes();
    const auto isGood = [this](const Endpoint &other) { return !m_witnesses.isDoubtful(other, now()); };
    if (useless || !known || (!isGood(node) && std::any_of(all.begin(), all.end(), isGood)))
        m_any->restart();
}

bool ClusterTopology::anyNodeReady() const
{
    return std::any_of(m_nodes.begin(), m_nodes.end(), [](const auto &node) { return node.second->isReady(); })
        || std::any_of(m_readers.begin(), m_readers.end(), [](const Reader &r) { return r.connection && r.connection->isReady(); });
}

} // namespace RedisStreams::Internal
