// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What the library makes of a cluster - hash slots, maps, redirects, the policy - against clusters of real servers.
#include "nodeconnection.h"
#include "support/rediscluster.h"
#include "topology/hashslot_p.h"
#include "topology/maprefresh_p.h"
#include "topology/mapsources_p.h"
#include "topology/redirectpolicy_p.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRandomGenerator>
#include <QtCore/QThread>
#include <QtTest/QTest>

#include <map>
#include <memory>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Action = ClusterStep::Action;
using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {

Endpoint endpointOf(const RedisCluster &cluster, int number)
{
    return {QStringLiteral("127.0.0.1"), cluster.port(number), {}};
}

RedisError updateFrom(SlotMap &map, const Endpoint &endpoint, int protocol = 3)
{
    return map.update(NodeConnection(endpoint.port, protocol).ask({"CLUSTER", "SLOTS"}), endpoint);
}

/// Does with commands what the policy says, on blocking connections: the least there can be of a cluster client.
class PolicyClient
{
public:
    explicit PolicyClient(const QList<Endpoint> &seeds)
        : m_seeds(seeds)
    {
        m_clock.start();
        m_refresh.want();
    }

    RespValue run(const QByteArray &key, const QByteArrayList &words, RedisError *problem,
        milliseconds limit = milliseconds{10'000})
    {
        RedirectTrail trail;
        const qint64 end = m_clock.elapsed() + limit.count();
        ClusterStep step;
        step.action = Action::SendByMap;
        for (;;) {
            refreshIfDue();
            const ClusterNode *master = map.master(hashSlot(key));
            const Endpoint target = step.action != Action::SendByMap ? step.target
                : master                                             ? master->endpoint
                                                                     : m_seeds.constFirst();
            NodeConnection &connection = connectionTo(target);
            const RespValue reply
                = step.action == Action::SendAsking ? connection.askAsking(words) : connection.ask(words);
            if (!reply.isError())
                return reply;
            const milliseconds left(end - m_clock.elapsed());
            const double random = QRandomGenerator::global()->generateDouble();
            if (reply.bytes().startsWith("IO ")) {
                m_connections.erase(target.port);
                step = trail.failed(
                    RedisError(Code::ConnectionLost, QString::fromUtf8(reply.bytes())), target, true, left, random);
            } else {
                step = trail.refused(reply.bytes(), target, left, random);
            }
            steps.append(step.action);
            if (step.learn && step.learn->endpoint)
                map.learn(step.learn->slot, *step.learn->endpoint);
            if (step.refreshMap)
                m_refresh.want();
            if (step.action == Action::GiveUp) {
                *problem = step.error;
                return {};
            }
            QThread::msleep(static_cast<unsigned long>(step.delay.count()));
        }
    }

    SlotMap map;
    QList<Action> steps;
    int refreshes = 0;

private:
    NodeConnection &connectionTo(const Endpoint &endpoint)
    {
        auto &connection = m_connections[endpoint.port];
        if (!connection || !connection->isConnected())
            connection = std::make_unique<NodeConnection>(endpoint.port);
        return *connection;
    }

    void refreshIfDue()
    {
        const qint64 now = m_clock.elapsed();
        if (m_refresh.startIn(now) != milliseconds{0})
            return;
        m_refresh.started(now);
        ++refreshes;
        bool good = false;
        for (const Endpoint &source :
            mapSources(map, m_seeds, std::nullopt, QRandomGenerator::global()->generateDouble())) {
            const RespValue reply = connectionTo(source).ask({"CLUSTER", "SLOTS"});
            if (reply.isError())
                m_connections.erase(source.port);
            else
                good = !map.update(reply, source);
            if (good)
                break;
        }
        m_refresh.finished(good ? MapRefresh::Outcome::Changed : MapRefresh::Outcome::Failed);
    }

    const QList<Endpoint> m_seeds;
    QElapsedTimer m_clock;
    MapRefresh m_refresh;
    std::map<quint16, std::unique_ptr<NodeConnection>> m_connections;
};

} // namespace

class TestClusterParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void slotsAsTheServerHasThem();
    void mapFromEveryNode();
    void movedTeachesTheMap();
    void askLeavesTheMap();
    void failoverInTheMap();
    void followsRedirectsFromAWrongSeed();
    void keysOnBothSidesOfAMove();
    void waitsForAFailover();
    void namesOfEveryKind_data();
    void namesOfEveryKind();
    void serversOutsideOfClusters();

private:
    std::unique_ptr<RedisCluster> m_cluster;
};

#define VERIFY_CLUSTER(cluster, condition) QVERIFY2((condition), qPrintable((cluster).errorString()))

void TestClusterParts::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    m_cluster = std::make_unique<RedisCluster>(RedisCluster::Options{.replicas = 1});
    VERIFY_CLUSTER(*m_cluster, m_cluster->start());
}

void TestClusterParts::cleanup() { VERIFY_CLUSTER(*m_cluster, m_cluster->waitUntilStable()); }

void TestClusterParts::slotsAsTheServerHasThem()
{
    // Few different bytes, so that braces meet in every way, and all bytes there are.
    QRandomGenerator random(42);
    QByteArrayList keys;
    QList<QByteArrayList> commands;
    for (int i = 0; i < 6000; ++i) {
        QByteArray key;
        const QByteArray alphabet = i % 2 ? QByteArray("{}ab") : QByteArray();
        for (int left = int(random.bounded(30)); left > 0; --left)
            key.append(alphabet.isEmpty() ? char(random.bounded(256)) : alphabet.at(random.bounded(alphabet.size())));
        keys.append(key);
        commands.append({"CLUSTER", "KEYSLOT", key});
    }
    const QList<QVariant> replies = m_cluster->admin(0).pipeline(commands);
    for (qsizetype i = 0; i < keys.size(); ++i)
        QVERIFY2(replies.at(i).toInt() == int(hashSlot(keys.at(i))), keys.at(i).toPercentEncoding().constData());
}

void TestClusterParts::mapFromEveryNode()
{
    SlotMap map;
    for (const int protocol : {2, 3}) {
        for (int number = 0; number < m_cluster->nodeCount(); ++number) {
            const RedisError error = updateFrom(map, endpointOf(*m_cluster, number), protocol);
            QVERIFY2(!error, qPrintable(error.message()));
            QCOMPARE(map.version(), 1u); // all say the same, in both protocols
        }
    }
    QVERIFY(map.uncovered().isEmpty());
    QCOMPARE(map.masters().size(), 3);
    QCOMPARE(map.nodes().size(), 6);
    for (const int slot : {0, 5460, 5461, 10921, 10922, 16383}) {
        const int owner = m_cluster->nodeOf(slot);
        const ClusterNode *master = map.master(quint16(slot));
        QVERIFY(master);
        QCOMPARE(master->endpoint, endpointOf(*m_cluster, owner));
        QCOMPARE(master->id, m_cluster->nodeId(owner));
        const QList<int> copies = m_cluster->replicasOf(owner);
        QCOMPARE(map.replicas(quint16(slot)).size(), copies.size());
        QCOMPARE(map.replicas(quint16(slot)).constFirst().endpoint, endpointOf(*m_cluster, copies.constFirst()));
    }
}

void TestClusterParts::movedTeachesTheMap()
{
    const QByteArray key = "{moved}stream";
    const quint16 slot = hashSlot(key);
    const int from = m_cluster->nodeOf(slot);
    const int to = m_cluster->nodeOf((slot + 6000) % hashSlotCount);
    SlotMap map;
    QVERIFY(!updateFrom(map, endpointOf(*m_cluster, from)));
    VERIFY_CLUSTER(*m_cluster, m_cluster->moveSlot(slot, to));

    const RespValue reply = NodeConnection(m_cluster->port(from)).ask({"XLEN", key});
    const std::optional<Redirect> redirect = parseRedirect(reply.bytes(), endpointOf(*m_cluster, from));
    QVERIFY2(redirect, reply.bytes().constData());
    QCOMPARE(redirect->kind, Redirect::Kind::Moved);
    QCOMPARE(redirect->slot, slot);
    QCOMPARE(*redirect->endpoint, endpointOf(*m_cluster, to));
    QVERIFY(map.learn(redirect->slot, *redirect->endpoint));

    // What was learnt is what everybody says.
    const quint64 version = map.version();
    QVERIFY(!updateFrom(map, endpointOf(*m_cluster, 0)));
    QCOMPARE(map.version(), version);
}

void TestClusterParts::askLeavesTheMap()
{
    const QByteArray key = "{asked}stream";
    const quint16 slot = hashSlot(key);
    const int from = m_cluster->nodeOf(slot);
    const int to = m_cluster->nodeOf((slot + 6000) % hashSlotCount);
    VERIFY_CLUSTER(*m_cluster, m_cluster->startMove(slot, to));
    const RespValue reply = NodeConnection(m_cluster->port(from)).ask({"XADD", key, "1-1", "f", "v"});
    const std::optional<Redirect> redirect = parseRedirect(reply.bytes(), endpointOf(*m_cluster, from));
    QVERIFY2(redirect, reply.bytes().constData());
    QCOMPARE(redirect->kind, Redirect::Kind::Ask);
    QCOMPARE(*redirect->endpoint, endpointOf(*m_cluster, to));
    QCOMPARE(NodeConnection(m_cluster->port(to)).askAsking({"XADD", key, "1-1", "f", "v"}).bytes(), "1-1");
    VERIFY_CLUSTER(*m_cluster, m_cluster->moveKeys(slot, to) == 0);
    VERIFY_CLUSTER(*m_cluster, m_cluster->finishMove(slot, to));
}

void TestClusterParts::failoverInTheMap()
{
    const int master = m_cluster->nodeOf(0);
    SlotMap map;
    QVERIFY(!updateFrom(map, endpointOf(*m_cluster, master)));
    const int replica = m_cluster->failover(master);
    VERIFY_CLUSTER(*m_cluster, replica >= 0);

    SlotMap learnt = map;
    const RespValue reply = NodeConnection(m_cluster->port(master)).ask({"XLEN", "{06S}"}); // slot 0
    const std::optional<Redirect> redirect = parseRedirect(reply.bytes(), endpointOf(*m_cluster, master));
    QVERIFY2(redirect && redirect->slot == 0, reply.bytes().constData());
    QVERIFY(learnt.learn(0, *redirect->endpoint));
    QCOMPARE(learnt.master(0)->id, m_cluster->nodeId(replica)); // the replica it knew

    QVERIFY(!updateFrom(map, endpointOf(*m_cluster, replica)));
    QCOMPARE(map.version(), 2u);
    QCOMPARE(map.master(0)->endpoint, endpointOf(*m_cluster, replica));
    QCOMPARE(map.replicas(0).constFirst().endpoint, endpointOf(*m_cluster, master));
}

void TestClusterParts::followsRedirectsFromAWrongSeed()
{
    // No map: every node is as good as any other, and each command arrives.
    PolicyClient client({endpointOf(*m_cluster, 1)});
    client.run("warm", {"XLEN", "warm"}, nullptr);
    for (int i = 0; i < 50; ++i) {
        const QByteArray key = "wrong" + QByteArray::number(i);
        RedisError problem;
        QCOMPARE(client.run(key, {"XADD", key, "1-1", "f", "v"}, &problem).bytes(), "1-1");
        QVERIFY2(!problem, qPrintable(problem.message()));
    }
    QVERIFY(client.steps.isEmpty()); // with a map nothing is redirected
    QCOMPARE(client.refreshes, 1);

    // A slot after the other moves away under a map that is not told: each costs one redirect.
    const int to = m_cluster->nodeOf(16383);
    int moved = 0;
    for (int i = 0; i < 50 && moved < 5; ++i) {
        const QByteArray key = "wrong" + QByteArray::number(i);
        if (m_cluster->nodeOf(key) == to)
            continue;
        VERIFY_CLUSTER(*m_cluster, m_cluster->moveSlot(hashSlot(key), to));
        RedisError problem;
        QCOMPARE(client.run(key, {"XADD", key, "1-2", "f", "v"}, &problem).bytes(), "1-2");
        QVERIFY2(!problem, qPrintable(problem.message()));
        ++moved;
    }
    QCOMPARE(moved, 5);
    QVERIFY(!client.steps.isEmpty() && client.steps.size() <= 5);
    QVERIFY(client.steps.count(Action::SendTo) == client.steps.size());
}

void TestClusterParts::keysOnBothSidesOfAMove()
{
    const QByteArrayList keys{"{sides}1", "{sides}2", "{sides}3"};
    const quint16 slot = hashSlot(keys[0]);
    PolicyClient client({endpointOf(*m_cluster, 0)});
    RedisError problem;
    for (const QByteArray &key : keys)
        QCOMPARE(client.run(key, {"XADD", key, "1-1", "f", "v"}, &problem).bytes(), "1-1");
    const int to = m_cluster->nodeOf((slot + 6000) % hashSlotCount);
    VERIFY_CLUSTER(*m_cluster, m_cluster->startMove(slot, to));
    QCOMPARE(m_cluster->moveKeys(slot, to, 1), 1);

    // Each of them is reached, by ASK where it went.
    for (const QByteArray &key : keys)
        QCOMPARE(client.run(key, {"XLEN", key}, &problem), RespValue::makeInteger(1));
    QCOMPARE(client.steps, QList<Action>({Action::SendAsking}));
    client.steps.clear();

    // All together only when the move is over.
    const QByteArrayList both{"XREAD", "STREAMS", keys[0], keys[1], keys[2], "0", "0", "0"};
    QVERIFY(client.run(keys[0], both, &problem, milliseconds{100}).isNull());
    QCOMPARE(problem.code(), Code::TryAgain);
    QVERIFY2(problem.message().contains(QStringLiteral("given up after")), qPrintable(problem.message()));
    QVERIFY(client.steps.count(Action::SendByMap) >= 1);
    VERIFY_CLUSTER(*m_cluster, m_cluster->moveKeys(slot, to) == 2);
    VERIFY_CLUSTER(*m_cluster, m_cluster->finishMove(slot, to));
    problem = {};
    QCOMPARE(client.run(keys[0], both, &problem).size(), 3);
    QVERIFY2(!problem, qPrintable(problem.message()));
}

void TestClusterParts::waitsForAFailover()
{
    const QByteArray key = "{survivor}";
    const int master = m_cluster->nodeOf(key);
    PolicyClient client({endpointOf(*m_cluster, master)});
    RedisError problem;
    QCOMPARE(client.run(key, {"XADD", key, "1-1", "f", "v"}, &problem).bytes(), "1-1");
    QCOMPARE(m_cluster->admin(master).integer({"WAIT", "1", "5000"}), 1);
    m_cluster->kill(master);
    m_cluster->hurryFailovers(true);
    // From a dead node over CLUSTERDOWN to the new master, with a limited number of questions.
    QCOMPARE(client.run(key, {"XLEN", key}, &problem, milliseconds{60'000}), RespValue::makeInteger(1));
    QVERIFY2(!problem, qPrintable(problem.message()));
    QVERIFY(!client.steps.isEmpty());
    QVERIFY(client.steps.size() < 100);
    VERIFY_CLUSTER(*m_cluster, m_cluster->waitForFailover(master));
    QCOMPARE(client.map.master(hashSlot(key))->endpoint, endpointOf(*m_cluster, m_cluster->nodeOf(key)));
    VERIFY_CLUSTER(*m_cluster, m_cluster->restart(master));
}

void TestClusterParts::namesOfEveryKind_data()
{
    QTest::addColumn<QString>("hostname");
    QTest::addColumn<QString>("preferred");
    QTest::addColumn<QString>("host");
    QTest::newRow("name") << QStringLiteral("localhost") << QStringLiteral("hostname") << QStringLiteral("localhost");
    QTest::newRow("address before name") << QStringLiteral("localhost") << QStringLiteral("ip")
                                         << QStringLiteral("127.0.0.1");
    QTest::newRow("same host") << QString() << QStringLiteral("unknown-endpoint") << QStringLiteral("127.0.0.2");
    QTest::newRow("name wanted, none set") << QString() << QStringLiteral("hostname") << QStringLiteral("127.0.0.1");
}

void TestClusterParts::namesOfEveryKind()
{
    QFETCH(QString, hostname);
    QFETCH(QString, preferred);
    QFETCH(QString, host);
    RedisCluster cluster({.masters = 2, .announcedHostname = hostname, .preferredEndpoint = preferred});
    VERIFY_CLUSTER(cluster, cluster.start());
    const Endpoint asked{QStringLiteral("127.0.0.2"), cluster.port(0), {}}; // as if it were reached by another address
    for (const int protocol : {2, 3}) {
        const auto hosts = [&] {
            SlotMap map;
            const RedisError error
                = map.update(NodeConnection(cluster.port(0), protocol).ask({"CLUSTER", "SLOTS"}), asked);
            QStringList found;
            for (const ClusterNode &node : map.nodes())
                found.append(node.endpoint.toString());
            return error ? QStringList(error.message()) : found;
        };
        // Names spread by gossip.
        QTRY_COMPARE(hosts(),
            QStringList({QStringLiteral("%1:%2").arg(host).arg(cluster.port(0)),
                QStringLiteral("%1:%2").arg(host).arg(cluster.port(1))}));
    }
    const RespValue moved = NodeConnection(cluster.port(0)).ask({"XLEN", "foo"}); // slot 12182
    const std::optional<Redirect> redirect = parseRedirect(moved.bytes(), asked);
    QVERIFY2(redirect, moved.bytes().constData());
    const bool nameless = hostname.isEmpty() && preferred == QLatin1StringView("hostname");
    QCOMPARE(redirect->endpoint ? redirect->endpoint->host : QString(), nameless ? QString() : host);
}

void TestClusterParts::serversOutsideOfClusters()
{
    RedisServer single;
    QVERIFY(single.start());
    SlotMap map;
    const Endpoint endpoint{QStringLiteral("127.0.0.1"), single.port(), {}};
    for (const int protocol : {2, 3}) {
        const RedisError error = updateFrom(map, endpoint, protocol);
        QCOMPARE(error.code(), Code::NotSupported);
        QVERIFY2(error.message().contains(QStringLiteral("not a node of a cluster")), qPrintable(error.message()));
    }
    RedisServer fresh({.clusterNode = true});
    QVERIFY(fresh.start());
    QCOMPARE(updateFrom(map, {QStringLiteral("127.0.0.1"), fresh.port(), {}}).code(), Code::ClusterDown);
    QVERIFY(map.isEmpty());
}

QTEST_GUILESS_MAIN(TestClusterParts)
#include "tst_clusterparts.moc"
