// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "rediscluster.h"

#include "clusterview_p.h"
#include "testcertificates.h"

#include <QtCore/QThread>

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

namespace {

constexpr int slotCount = 16384;

bool isOk(const QVariant &reply) { return reply == QVariant(QByteArray("OK")); }

} // namespace

RedisCluster::RedisCluster()
    : RedisCluster(Options())
{
}

RedisCluster::RedisCluster(const Options &options)
    : m_options(options)
{
}

RedisCluster::~RedisCluster() { stop(); }

void RedisCluster::stop()
{
    // Killed: on an orderly end a master waits for its replicas, which may be frozen.
    for (const auto &node : m_nodes)
        node->kill();
}

bool RedisCluster::start()
{
    m_error.clear();
    if (m_options.tls && !makeTestCertificates(m_directory.path(), &m_error))
        return false;
    const int count = m_options.masters * (1 + m_options.replicas);
    for (int number = 0; number < count; ++number) {
        if (!startNode())
            return false;
    }
    return join();
}

bool RedisCluster::startNode()
{
    RedisServer::Options options;
    options.program = m_options.program;
    options.appendOnly = m_options.appendOnly;
    options.tls = m_options.tls;
    options.certificateDirectory = m_options.tls ? m_directory.path() : QString();
    options.clusterNode = true;
    options.requirePass = m_options.requirePass;
    options.extraArguments << u"--cluster-node-timeout"_s << QString::number(m_options.nodeTimeout)
                           << u"--cluster-announce-ip"_s
                           << u"127.0.0.1"_s
                           // Replicas stay with their master, and are always good enough to take over.
                           << u"--cluster-migration-barrier"_s << u"100"_s << u"--cluster-replica-validity-factor"_s
                           << u"0"_s << u"--repl-diskless-sync-delay"_s << u"0"_s << u"--repl-ping-replica-period"_s
                           << u"1"_s;
    if (!m_options.requirePass.isEmpty())
        options.extraArguments << u"--masterauth"_s << m_options.requirePass;
    if (!m_options.announcedHostname.isEmpty())
        options.extraArguments << u"--cluster-announce-hostname"_s << m_options.announcedHostname;
    if (!m_options.preferredEndpoint.isEmpty())
        options.extraArguments << u"--cluster-preferred-endpoint-type"_s << m_options.preferredEndpoint;
    options.extraArguments << m_options.extraArguments;

    m_nodes.push_back(std::make_unique<RedisServer>(options));
    const int number = nodeCount() - 1;
    if (node(number).start())
        return configure(number);
    m_error = u"node %1: "_s.arg(number) + node(number).errorString();
    return false;
}

bool RedisCluster::configure(int number)
{
    // Only newer servers know it, and only they wait for replicas before they end.
    admin(number).command({"CONFIG", "SET", "shutdown-timeout", "0"});
    return !nodeId(number).isEmpty();
}

bool RedisCluster::ok(int number, const QByteArrayList &arguments)
{
    const QVariant reply = admin(number).command(arguments);
    if (isOk(reply))
        return true;
    m_error = u"node %1, %2: %3"_s.arg(QString::number(number), QString::fromUtf8(arguments.join(' ').left(100)),
        QString::fromUtf8(isError(reply) ? errorText(reply) : reply.toByteArray()));
    return false;
}

bool RedisCluster::waitFor(const char *what, int timeout, const std::function<bool()> &condition)
{
    const QDeadlineTimer deadline(timeout);
    while (!condition()) {
        if (deadline.hasExpired()) {
            m_error = u"in vain waited for: "_s + QLatin1StringView(what);
            if (!m_unstable.isEmpty())
                m_error += u" ("_s + m_unstable + u')';
            return false;
        }
        QThread::msleep(pollPause);
    }
    return true;
}

bool RedisCluster::join()
{
    for (int number = 0; number < nodeCount(); ++number) {
        // Epochs of their own: nodes that find the same one in another have to agree on others first.
        if (!ok(number, {"CLUSTER", "SET-CONFIG-EPOCH", QByteArray::number(number + 1)}))
            return false;
    }
    if (!addSlots())
        return false;
    for (int to = 1; to < nodeCount(); ++to) {
        // Everybody, at once: gossip alone takes seconds.
        for (int from = 0; from < to; ++from) {
            if (!meet(from, to))
                return false;
        }
    }
    for (int replica = m_options.masters; replica < nodeCount(); ++replica) {
        if (!replicate(replica, replica % m_options.masters))
            return false;
    }
    return waitUntilStable();
}

bool RedisCluster::addSlots()
{
    for (int master = 0; master < m_options.masters; ++master) {
        const int first = slotCount * master / m_options.masters;
        const int last = slotCount * (master + 1) / m_options.masters - 1;
        if (ok(master, {"CLUSTER", "ADDSLOTSRANGE", QByteArray::number(first), QByteArray::number(last)}))
            continue;
        QByteArrayList each{"CLUSTER", "ADDSLOTS"}; // before Redis 7
        for (int slot = first; slot <= last; ++slot)
            each.append(QByteArray::number(slot));
        if (!ok(master, each))
            return false;
    }
    m_error.clear();
    return true;
}

bool RedisCluster::meet(int from, int to)
{
    return ok(from, {"CLUSTER", "MEET", "127.0.0.1", QByteArray::number(port(to))});
}

bool RedisCluster::replicate(int replica, int master)
{
    // It has to have heard of the master.
    const QByteArrayList command{"CLUSTER", "REPLICATE", nodeId(master)};
    return waitFor("a replica meets its master", 30'000, [&] { return isOk(admin(replica).command(command)); });
}

bool RedisCluster::restart(int number)
{
    if (node(number).restart())
        return configure(number);
    m_error = node(number).errorString();
    return false;
}

int RedisCluster::addMaster()
{
    if (!startNode())
        return -1;
    const int number = nodeCount() - 1;
    for (int other = 0; other < number; ++other) {
        if (answers(other) && !meet(other, number))
            return -1;
    }
    return waitUntilStable() ? number : -1;
}

QString RedisCluster::url(const QList<int> &seeds) const
{
    QStringList hosts;
    for (int number = 0; number < nodeCount(); ++number) {
        if (seeds.isEmpty() || seeds.contains(number))
            hosts.append(u"127.0.0.1:"_s + QString::number(port(number)));
    }
    return (m_options.tls ? u"rediss"_s : u"redis"_s) + u"+cluster://"_s + hosts.join(u',');
}

QByteArray RedisCluster::nodeId(int number)
{
    QByteArray &id = m_ids[number];
    if (id.isEmpty())
        id = admin(number).command({"CLUSTER", "MYID"}).toByteArray();
    return id;
}

int RedisCluster::numberOf(quint16 wanted) const
{
    for (int number = 0; number < nodeCount(); ++number) {
        if (port(number) == wanted)
            return number;
    }
    return -1;
}

} // namespace RedisStreams::Test
