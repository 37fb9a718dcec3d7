// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// RedisCluster: what its nodes know of each other, and how keys are reached.
#include "rediscluster.h"

#include "clusterview_p.h"

#include <QtCore/QThread>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

namespace {

/// A line "name:value" of INFO and CLUSTER INFO.
QByteArray valueOf(const QVariant &reply, const QByteArray &name)
{
    const QByteArray text = '\n' + reply.toByteArray();
    const QByteArray start = '\n' + name + ':';
    const qsizetype at = text.indexOf(start);
    if (at < 0)
        return {};
    const qsizetype from = at + start.size();
    return text.mid(from, text.indexOf('\r', from) - from);
}

/// Whether CLUSTER SLOTS names all nodes that \a view knows. Replicas are left out until they have replicated
/// something.
bool namesReplicas(const QVariant &slotsReply, const ClusterView &view)
{
    const QVariantList ranges = slotsReply.toList();
    return std::all_of(ranges.cbegin(), ranges.cend(), [&view](const QVariant &range) {
        const QVariantList items = range.toList();
        const QByteArray master = items.value(2).toList().value(2).toByteArray();
        const auto replicas
            = std::count_if(view.nodes.cbegin(), view.nodes.cend(), [&master](const ClusterView::Node &node) {
                  return node.isReplica() && node.masterId == master && !node.is("fail");
              });
        return items.size() == 3 + replicas;
    });
}

} // namespace

ClusterView RedisCluster::viewOf(int number)
{
    return ClusterView::fromReply(admin(number).command({"CLUSTER", "NODES"}).toByteArray());
}

bool RedisCluster::isStable()
{
    QByteArray common;
    QByteArray epoch;
    QByteArrayList running;
    QList<ClusterView> views;
    for (int number = 0; number < nodeCount(); ++number) {
        if (!answers(number))
            continue;
        const QList<QVariant> replies = admin(number).pipeline(
            {{"CLUSTER", "INFO"}, {"CLUSTER", "NODES"}, {"INFO", "replication"}, {"CLUSTER", "SLOTS"}});
        const ClusterView view = ClusterView::fromReply(replies.at(1).toByteArray());
        const QByteArray state = valueOf(replies.at(0), "cluster_state");
        const QByteArray newest = valueOf(replies.at(0), "cluster_current_epoch");
        const QByteArray link = valueOf(replies.at(2), "master_link_status");
        const QByteArray summary = view.summary();
        const bool first = running.isEmpty();
        m_unstable = u"node %1: state %2, link to its master %3\n%4"_s.arg(QString::number(number),
            QString::fromUtf8(state), QString::fromUtf8(link), QString::fromUtf8(replies.at(1).toByteArray()));
        if (state != "ok" || !view.myself() || (view.myself()->isReplica() && link != "up")
            || (!first && (summary != common || newest != epoch)) || !namesReplicas(replies.at(3), view))
            return false;
        common = summary;
        epoch = newest; // one that does not know it would be elected with a number that is taken, and get no slots
        running.append(nodeId(number));
        views.append(view);
    }
    for (const ClusterView &view : std::as_const(views)) {
        for (const QByteArray &id : std::as_const(running)) {
            const ClusterView::Node *node = view.withId(id);
            if (!node || node->is("handshake") || node->is("fail") || node->is("fail?") || node->is("noaddr"))
                return false;
        }
    }
    m_unstable.clear();
    return true;
}

bool RedisCluster::waitUntilStable(int timeout)
{
    return waitFor("all nodes agree", timeout, [this] { return isStable(); });
}

int RedisCluster::slotOf(const QByteArray &key)
{
    for (int number = 0; number < nodeCount(); ++number) {
        if (answers(number))
            return int(admin(number).integer({"CLUSTER", "KEYSLOT", key}));
    }
    return -1;
}

int RedisCluster::nodeOf(int slot)
{
    int owner = -1;
    qint64 epoch = -1;
    for (int number = 0; number < nodeCount(); ++number) {
        if (!answers(number))
            continue;
        // Of two that both think so, the one with the higher epoch wins: so the nodes themselves decide it.
        const ClusterView view = viewOf(number);
        const ClusterView::Node *myself = view.myself();
        if (myself && !myself->isReplica() && myself->serves(slot) && myself->epoch > epoch) {
            owner = number;
            epoch = myself->epoch;
        }
    }
    return owner;
}

bool RedisCluster::isMaster(int number)
{
    if (!answers(number))
        return false;
    const ClusterView view = viewOf(number);
    return view.myself() && !view.myself()->isReplica();
}

QList<int> RedisCluster::replicasOf(int number)
{
    QList<int> replicas;
    const QByteArray id = nodeId(number);
    for (int other = 0; other < nodeCount(); ++other) {
        if (!answers(other))
            continue;
        const ClusterView view = viewOf(other);
        if (view.myself() && view.myself()->isReplica() && view.myself()->masterId == id)
            replicas.append(other);
    }
    return replicas;
}

void RedisCluster::resetCalls()
{
    for (int number = 0; number < nodeCount(); ++number) {
        if (answers(number))
            admin(number).command({"CONFIG", "RESETSTAT"});
    }
}

int RedisCluster::redirectOf(const QByteArray &error) const
{
    if (!error.startsWith("MOVED ") && !error.startsWith("ASK "))
        return -1;
    return numberOf(quint16(error.mid(error.lastIndexOf(':') + 1).toUInt()));
}

QVariant RedisCluster::command(const QByteArray &key, const QByteArrayList &arguments)
{
    const QDeadlineTimer deadline(30'000);
    int asked = nodeOf(key);
    bool asking = false;
    QVariant reply = QVariant::fromValue(AdminError{"IO nobody serves the key " + key});
    while (!deadline.hasExpired()) {
        if (asked < 0 || !answers(asked)) {
            QThread::msleep(pollPause);
            asked = nodeOf(key);
            asking = false;
            continue;
        }
        reply = asking ? admin(asked).pipeline({{"ASKING"}, arguments}).constLast() : admin(asked).command(arguments);
        const QByteArray error = errorText(reply);
        asking = error.startsWith("ASK ");
        if (const int target = redirectOf(error); target >= 0) {
            asked = target;
            continue;
        }
        if (!error.startsWith("TRYAGAIN") && !error.startsWith("CLUSTERDOWN") && !error.startsWith("LOADING"))
            return reply;
        QThread::msleep(pollPause);
        asked = nodeOf(key);
    }
    return reply;
}

QByteArray RedisCluster::xadd(const QByteArray &key, const QByteArray &id, const QByteArrayList &fields)
{
    const QVariant reply = command(key, QByteArrayList{"XADD", key, id} + fields);
    if (isError(reply))
        qWarning("XADD: %s", errorText(reply).constData());
    return isError(reply) ? QByteArray() : reply.toByteArray();
}

} // namespace RedisStreams::Test
