// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// RedisCluster: slots that move, and replicas that take over.
#include "rediscluster.h"

#include "clusterview_p.h"

#include <QtCore/QScopeGuard>

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

bool RedisCluster::moveSlot(int slot, int to)
{
    return startMove(slot, to) && moveKeys(slot, to) >= 0 && finishMove(slot, to);
}

bool RedisCluster::startMove(int slot, int to)
{
    const int from = nodeOf(slot);
    if (from < 0 || from == to) {
        m_error = u"slot %1 is served by node %2"_s.arg(slot).arg(from);
        return false;
    }
    // The target first: nobody may be sent to one that would send him back.
    const QByteArray number = QByteArray::number(slot);
    return ok(to, {"CLUSTER", "SETSLOT", number, "IMPORTING", nodeId(from)})
        && ok(from, {"CLUSTER", "SETSLOT", number, "MIGRATING", nodeId(to)});
}

int RedisCluster::moveKeys(int slot, int to, int limit)
{
    constexpr int batch = 100;
    const int from = nodeOf(slot);
    int moved = 0;
    while (limit < 0 || moved < limit) {
        const int wanted = limit < 0 ? batch : qMin(batch, limit - moved);
        const QVariantList keys
            = admin(from)
                  .command({"CLUSTER", "GETKEYSINSLOT", QByteArray::number(slot), QByteArray::number(wanted)})
                  .toList();
        if (keys.isEmpty())
            break;
        QByteArrayList migrate{"MIGRATE", "127.0.0.1", QByteArray::number(port(to)), "", "0", "10000"};
        if (!m_options.requirePass.isEmpty())
            migrate << "AUTH" << m_options.requirePass.toUtf8();
        migrate << "KEYS";
        for (const QVariant &key : keys)
            migrate << key.toByteArray();
        const QVariant reply = admin(from).command(migrate);
        if (isError(reply)) {
            m_error = u"MIGRATE: "_s + QString::fromUtf8(errorText(reply));
            return -1;
        }
        moved += int(keys.size());
    }
    return moved;
}

bool RedisCluster::finishMove(int slot, int to)
{
    const int from = nodeOf(slot);
    const QByteArrayList command{"CLUSTER", "SETSLOT", QByteArray::number(slot), "NODE", nodeId(to)};
    // The target first: if the source were first, each would send clients to the other. Replicas hear of it by gossip.
    QList<int> order{to, from};
    for (int number = 0; number < nodeCount(); ++number) {
        if (!order.contains(number) && isMaster(number))
            order.append(number);
    }
    for (const int number : std::as_const(order)) {
        if (number >= 0 && !ok(number, command))
            return false;
    }
    return waitUntilStable();
}

bool RedisCluster::cancelMove(int slot, int to)
{
    const QByteArrayList command{"CLUSTER", "SETSLOT", QByteArray::number(slot), "STABLE"};
    return ok(nodeOf(slot), command) && ok(to, command);
}

int RedisCluster::startFailover(int master)
{
    const QList<int> replicas = replicasOf(master);
    if (replicas.isEmpty()) {
        m_error = u"node %1 has no replica"_s.arg(master);
        return -1;
    }
    // An election that was lost is held again only after four times nodeTimeout.
    hurryFailovers(true);
    QByteArrayList command{"CLUSTER", "FAILOVER"};
    if (!answers(master))
        command << "FORCE";
    return ok(replicas.constFirst(), command) ? replicas.constFirst() : -1;
}

int RedisCluster::failover(int master)
{
    const auto calm = qScopeGuard([this] { hurryFailovers(false); });
    // An election may fail, when two are held at once; the server gives up after five seconds.
    for (int attempt = 0; attempt < 3; ++attempt) {
        const int replica = startFailover(master);
        if (replica < 0)
            return -1;
        if (!waitFor("a replica takes over", 6000, [&] { return isMaster(replica); }))
            continue;
        // A former master without slots that is no replica yet is a sound cluster as well, but not what comes of this.
        if (waitFor("the former master copies the new one", 30'000, [&] { return !isMaster(master); }) && waitUntilStable())
            return replica;
        return -1;
    }
    return -1;
}

bool RedisCluster::waitForFailover(int oldMaster, int timeout)
{
    const QByteArray id = nodeId(oldMaster);
    const auto servesNothing = [&] {
        for (int number = 0; number < nodeCount(); ++number) {
            if (number == oldMaster || !answers(number))
                continue;
            const ClusterView view = viewOf(number);
            const ClusterView::Node *old = view.withId(id);
            if (!old || !old->ranges.isEmpty())
                return false;
        }
        return isStable();
    };
    hurryFailovers(true);
    const bool over = waitFor("another node serves the slots of the one that has gone", timeout, servesNothing);
    hurryFailovers(false);
    return over;
}

void RedisCluster::hurryFailovers(bool hurry)
{
    const int timeout = hurry ? qMin(1000, m_options.nodeTimeout) : m_options.nodeTimeout;
    for (int number = 0; number < nodeCount(); ++number) {
        if (answers(number))
            admin(number).command({"CONFIG", "SET", "cluster-node-timeout", QByteArray::number(timeout)});
    }
}

} // namespace RedisStreams::Test
