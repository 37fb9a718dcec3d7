// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "support/clusterview_p.h"
#include "support/rediscluster.h"
#include "support/respbytes.h"

#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslSocket>
#include <QtTest/QTest>

#include <cerrno>
#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

namespace {

/// Hosts that a CLUSTER SLOTS reply names, null as "null".
QByteArrayList hostsIn(const QVariant &reply)
{
    QByteArrayList hosts;
    const QVariantList ranges = reply.toList();
    for (const QVariant &range : ranges) {
        const QVariant host = range.toList().value(2).toList().value(0);
        hosts.append(host.isNull() ? QByteArray("null") : host.toByteArray());
    }
    return hosts;
}

qint64 keysIn(AdminClient &admin, int slot)
{
    return admin.integer({"CLUSTER", "COUNTKEYSINSLOT", QByteArray::number(slot)});
}

} // namespace

/// Most tests share a cluster; each leaves it stable, though not always with the same masters.
class TestSupportCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void readsClusterNodes();
    void startsAndAgrees();
    void keysReachTheirNode();
    void countsCalls();
    void movesSlotWithKeys();
    void stopsInTheMiddleOfAMove();
    void cancelsAMove();
    void failsOver();
    void killedMasterIsReplaced();
    void frozenMasterIsReplaced();
    void restartsWithItsData();
    void addsMaster();
    void saysWhatIsWrong();
    void endsAllProcesses();
    void announcesNames();
    void hidesNames();
    void withPassword();
    void withTls();
    void valkey();

private:
    std::unique_ptr<RedisCluster> m_shared;
};

#define VERIFY_CLUSTER(cluster, condition) QVERIFY2((condition), qPrintable((cluster).errorString()))

void TestSupportCluster::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    m_shared = std::make_unique<RedisCluster>(RedisCluster::Options{.replicas = 1, .appendOnly = true});
    VERIFY_CLUSTER(*m_shared, m_shared->start());
}

void TestSupportCluster::cleanup() { VERIFY_CLUSTER(*m_shared, m_shared->waitUntilStable()); }

void TestSupportCluster::readsClusterNodes()
{
    const QByteArray text = "bb 127.0.0.1:7001@17001,host.example slave aa 0 1426238317239 4 connected\n"
                            "aa ::1:7000@17000 myself,master - 0 0 1 connected 0-5460 7000 [7000->-bb] [5->-cc]\n"
                            "dd :0@0 master,noaddr - 1 1 0 disconnected\n\n";
    const ClusterView view = ClusterView::fromReply(text);
    QCOMPARE(view.nodes.size(), 3);
    const ClusterView::Node *a = view.myself();
    QVERIFY(a);
    QCOMPARE(a->id, "aa");
    QCOMPARE(a->port, 7000);
    QCOMPARE(a->epoch, 1);
    QVERIFY(!a->isReplica());
    QVERIFY(a->serves(0) && a->serves(5460) && a->serves(7000) && !a->serves(5461));
    QVERIFY(view.withId("bb")->isReplica());
    QCOMPARE(view.withId("bb")->port, 7001);
    QCOMPARE(view.withId("bb")->masterId, "aa");
    QVERIFY(view.withId("dd")->is("noaddr"));
    QVERIFY(!view.withId("cc"));
    QCOMPARE(view.summary(), "aa 0-5460 7000-7000\nbb of aa\ndd\n");
}

void TestSupportCluster::startsAndAgrees()
{
    RedisCluster &cluster = *m_shared;
    QCOMPARE(cluster.nodeCount(), 6);
    QVERIFY(cluster.isStable());
    QCOMPARE(cluster.nodeOf(0), 0);
    QCOMPARE(cluster.nodeOf(5460), 0);
    QCOMPARE(cluster.nodeOf(5461), 1);
    QCOMPARE(cluster.nodeOf(16383), 2);
    QCOMPARE(cluster.nodeOf(16384), -1);
    QCOMPARE(cluster.slotOf("123456789"), 0x31c3);
    for (int number = 0; number < 3; ++number) {
        QVERIFY(cluster.isMaster(number));
        QVERIFY(!cluster.isMaster(number + 3));
        QCOMPARE(cluster.replicasOf(number), QList<int>{number + 3});
        QVERIFY(cluster.replicasOf(number + 3).isEmpty());
        QCOMPARE(cluster.nodeId(number).size(), 40);
    }
    QStringList hosts;
    for (int number = 0; number < 6; ++number)
        hosts.append(u"127.0.0.1:%1"_s.arg(cluster.port(number)));
    QCOMPARE(cluster.url(), u"redis+cluster://"_s + hosts.join(u','));
    QCOMPARE(cluster.url({1, 4}), u"redis+cluster://"_s + hosts.at(1) + u',' + hosts.at(4));
    QCOMPARE(hostsIn(cluster.admin(0).command({"CLUSTER", "SLOTS"})), QByteArrayList(3, "127.0.0.1"));
}

void TestSupportCluster::keysReachTheirNode()
{
    RedisCluster &cluster = *m_shared;
    for (int i = 0; i < 20; ++i) {
        const QByteArray key = "reach" + QByteArray::number(i);
        QCOMPARE(cluster.xadd(key, "1-1", {"f", "v"}), "1-1");
        const int owner = cluster.nodeOf(key);
        QCOMPARE(cluster.admin(owner).integer({"XLEN", key}), 1);
        const int other = cluster.nodeOf((cluster.slotOf(key) + 6000) % 16384);
        QVERIFY(other != owner);
        QCOMPARE(errorText(cluster.admin(other).command({"XLEN", key})),
            "MOVED " + QByteArray::number(cluster.slotOf(key))
                + " 127.0.0.1:" + QByteArray::number(cluster.port(owner)));
    }
    QVERIFY(errorText(cluster.command("reach1", {"NO-SUCH-COMMAND"})).startsWith("ERR unknown command"));
}

void TestSupportCluster::countsCalls()
{
    RedisCluster &cluster = *m_shared;
    const int owner = cluster.nodeOf("counted");
    cluster.resetCalls();
    cluster.xadd("counted", "*", {"f", "v"});
    cluster.xadd("counted", "*", {"f", "v"});
    for (int number = 0; number < cluster.nodeCount(); ++number) {
        if (cluster.isMaster(number))
            QCOMPARE(cluster.commandCalls(number).value("xadd"), number == owner ? 2 : 0);
    }
}

void TestSupportCluster::movesSlotWithKeys()
{
    RedisCluster &cluster = *m_shared;
    const int slot = cluster.slotOf("{moved}");
    const int from = cluster.nodeOf(slot);
    const int to = cluster.nodeOf((slot + 6000) % 16384);
    QVERIFY(from != to);
    constexpr int keys = 250; // more than go in one piece
    for (int i = 0; i < keys; ++i)
        QCOMPARE(cluster.xadd("{moved}" + QByteArray::number(i), "1-1", {"f", QByteArray::number(i)}), "1-1");

    VERIFY_CLUSTER(cluster, cluster.moveSlot(slot, to));
    QCOMPARE(cluster.nodeOf(slot), to);
    QCOMPARE(keysIn(cluster.admin(from), slot), 0);
    QCOMPARE(keysIn(cluster.admin(to), slot), keys);
    QVERIFY(errorText(cluster.admin(from).command({"XLEN", "{moved}0"})).startsWith("MOVED "));
    QCOMPARE(cluster.command("{moved}249", {"XRANGE", "{moved}249", "-", "+"}).toList().size(), 1);

    VERIFY_CLUSTER(cluster, cluster.moveSlot(slot, from));
    QCOMPARE(keysIn(cluster.admin(from), slot), keys);
}

void TestSupportCluster::stopsInTheMiddleOfAMove()
{
    RedisCluster &cluster = *m_shared;
    const int slot = cluster.slotOf("{half}");
    const int from = cluster.nodeOf(slot);
    const int to = cluster.nodeOf((slot + 6000) % 16384);
    const QByteArrayList keys{"{half}1", "{half}2"};
    for (const QByteArray &key : keys)
        QCOMPARE(cluster.xadd(key, "1-1", {"f", "v"}), "1-1");

    VERIFY_CLUSTER(cluster, cluster.startMove(slot, to));
    QCOMPARE(cluster.moveKeys(slot, to, 1), 1);
    QCOMPARE(keysIn(cluster.admin(from), slot), 1);
    QCOMPARE(keysIn(cluster.admin(to), slot), 1);
    QCOMPARE(cluster.nodeOf(slot), from);
    // One is served where it was; for the other the node sends us on, and the other side wants to hear ASKING.
    int asks = 0;
    const QByteArray ask = "ASK " + QByteArray::number(slot) + " 127.0.0.1:" + QByteArray::number(cluster.port(to));
    for (const QByteArray &key : keys) {
        const QVariant reply = cluster.admin(from).command({"XLEN", key});
        asks += errorText(reply) == ask ? 1 : 0;
        QVERIFY(isError(reply) || reply.toInt() == 1);
        QVERIFY(errorText(cluster.admin(to).command({"XLEN", key})).startsWith("MOVED "));
        QCOMPARE(cluster.command(key, {"XLEN", key}).toInt(), 1);
    }
    QCOMPARE(asks, 1);
    QVERIFY(errorText(cluster.admin(from).command({"XREAD", "STREAMS", keys[0], keys[1], "0", "0"}))
                .startsWith("TRYAGAIN"));

    QCOMPARE(cluster.moveKeys(slot, to), 1);
    QCOMPARE(cluster.moveKeys(slot, to), 0);
    VERIFY_CLUSTER(cluster, cluster.finishMove(slot, to));
    QCOMPARE(cluster.nodeOf(slot), to);
    QCOMPARE(keysIn(cluster.admin(to), slot), 2);
}

void TestSupportCluster::cancelsAMove()
{
    RedisCluster &cluster = *m_shared;
    const int slot = cluster.slotOf("{stay}");
    const int from = cluster.nodeOf(slot);
    const int to = cluster.nodeOf((slot + 6000) % 16384);
    VERIFY_CLUSTER(cluster, cluster.startMove(slot, to));
    QVERIFY(errorText(cluster.admin(from).command({"XLEN", "{stay}"})).startsWith("ASK "));
    VERIFY_CLUSTER(cluster, cluster.cancelMove(slot, to));
    QCOMPARE(cluster.admin(from).command({"XLEN", "{stay}"}), QVariant(0LL));
    QCOMPARE(cluster.nodeOf(slot), from);
}

void TestSupportCluster::failsOver()
{
    RedisCluster &cluster = *m_shared;
    const int master = cluster.nodeOf("{over}");
    const QList<int> replicas = cluster.replicasOf(master);
    QCOMPARE(replicas.size(), 1);
    QCOMPARE(cluster.xadd("{over}", "1-1", {"f", "v"}), "1-1");
    QCOMPARE(cluster.failover(master), replicas.constFirst());
    QCOMPARE(cluster.nodeOf("{over}"), replicas.constFirst());
    QVERIFY(!cluster.isMaster(master));
    QCOMPARE(cluster.replicasOf(replicas.constFirst()), QList<int>{master});
    QCOMPARE(cluster.command("{over}", {"XLEN", "{over}"}).toInt(), 1); // nothing was lost
    // And back, step by step.
    QCOMPARE(cluster.startFailover(replicas.constFirst()), master);
    QTRY_VERIFY_WITH_TIMEOUT(cluster.isMaster(master), 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(cluster.isStable(), 30'000);
    cluster.hurryFailovers(false);
    QCOMPARE(cluster.nodeOf("{over}"), master);
}

void TestSupportCluster::killedMasterIsReplaced()
{
    RedisCluster &cluster = *m_shared;
    const int master = cluster.nodeOf("{killed}");
    const int replica = cluster.replicasOf(master).value(0, -1);
    QCOMPARE(cluster.xadd("{killed}", "1-1", {"f", "v"}), "1-1");
    QCOMPARE(cluster.admin(master).integer({"WAIT", "1", "5000"}), 1);
    cluster.kill(master);
    QVERIFY(!cluster.node(master).isRunning());
    QVERIFY(!cluster.isMaster(master));
    VERIFY_CLUSTER(cluster, cluster.waitForFailover(master));
    QVERIFY(cluster.isStable());
    QCOMPARE(cluster.nodeOf("{killed}"), replica);
    QCOMPARE(cluster.command("{killed}", {"XLEN", "{killed}"}).toInt(), 1);

    const quint16 port = cluster.port(master);
    VERIFY_CLUSTER(cluster, cluster.restart(master));
    VERIFY_CLUSTER(cluster, cluster.waitUntilStable());
    QCOMPARE(cluster.port(master), port);
    QVERIFY(!cluster.isMaster(master)); // it came too late
    QCOMPARE(cluster.replicasOf(replica), QList<int>{master});
}

void TestSupportCluster::frozenMasterIsReplaced()
{
    RedisCluster &cluster = *m_shared;
    const int master = cluster.nodeOf("{frozen}");
    const int replica = cluster.replicasOf(master).value(0, -1);
    cluster.freeze(master);
    QVERIFY(cluster.node(master).isFrozen());
    QCOMPARE(cluster.failover(master), replica); // without its consent
    QCOMPARE(cluster.nodeOf("{frozen}"), replica);
    VERIFY_CLUSTER(cluster, cluster.waitForFailover(master));
    QCOMPARE(cluster.xadd("{frozen}", "1-1", {"f", "v"}), "1-1");
    cluster.thaw(master);
    VERIFY_CLUSTER(cluster, cluster.waitUntilStable());
    QCOMPARE(cluster.nodeOf("{frozen}"), replica);
    QVERIFY(!cluster.isMaster(master));
}

void TestSupportCluster::restartsWithItsData()
{
    RedisCluster &cluster = *m_shared;
    const int master = cluster.nodeOf("{restarted}");
    QCOMPARE(cluster.xadd("{restarted}", "1-1", {"f", "v"}), "1-1");
    const qint64 pid = cluster.node(master).processId();
    VERIFY_CLUSTER(cluster, cluster.restart(master));
    QVERIFY(cluster.node(master).processId() != pid);
    VERIFY_CLUSTER(cluster, cluster.waitUntilStable());
    QCOMPARE(cluster.command("{restarted}", {"XLEN", "{restarted}"}).toInt(), 1);
}

void TestSupportCluster::addsMaster()
{
    RedisCluster &cluster = *m_shared;
    const int added = cluster.addMaster();
    VERIFY_CLUSTER(cluster, added == 6);
    QVERIFY(cluster.isMaster(added));
    QVERIFY(cluster.isStable());
    QCOMPARE(cluster.xadd("{added}", "1-1", {"f", "v"}), "1-1");
    VERIFY_CLUSTER(cluster, cluster.moveSlot(cluster.slotOf("{added}"), added));
    QCOMPARE(cluster.nodeOf("{added}"), added);
    QCOMPARE(cluster.admin(added).integer({"XLEN", "{added}"}), 1);
}

void TestSupportCluster::saysWhatIsWrong()
{
    RedisCluster &cluster = *m_shared;
    const int owner = cluster.nodeOf(0);
    QVERIFY(!cluster.startMove(0, owner));
    QVERIFY2(cluster.errorString().contains(u"slot 0"), qPrintable(cluster.errorString()));
    const int replica = cluster.replicasOf(owner).value(0, -1);
    QVERIFY(replica >= 0);
    QCOMPARE(cluster.failover(replica), -1);
    QVERIFY2(cluster.errorString().contains(u"no replica"), qPrintable(cluster.errorString()));
    QVERIFY(!cluster.startMove(0, replica));
    QVERIFY2(cluster.errorString().contains(u"SETSLOT"), qPrintable(cluster.errorString()));

    RedisCluster none({.program = u"redisstreams-no-such-server"_s});
    QVERIFY(!none.start());
    QVERIFY2(none.errorString().contains(u"redisstreams-no-such-server"), qPrintable(none.errorString()));
    RedisCluster wrong({.extraArguments = {u"--no-such-directive"_s, u"yes"_s}});
    QVERIFY(!wrong.start());
    QVERIFY2(wrong.errorString().contains(u"no-such-directive"), qPrintable(wrong.errorString()));
}

void TestSupportCluster::endsAllProcesses()
{
    auto cluster = std::make_unique<RedisCluster>(RedisCluster::Options{.masters = 2});
    VERIFY_CLUSTER(*cluster, cluster->start());
    QList<pid_t> pids;
    for (int number = 0; number < cluster->nodeCount(); ++number)
        pids.append(pid_t(cluster->node(number).processId()));
    QCOMPARE(pids.size(), 2);
    cluster->freeze(1);
    cluster.reset();
    for (const pid_t pid : std::as_const(pids))
        QVERIFY(::kill(pid, 0) == -1 && errno == ESRCH);
}

void TestSupportCluster::announcesNames()
{
    RedisCluster cluster({.masters = 2, .announcedHostname = u"localhost"_s, .preferredEndpoint = u"hostname"_s});
    VERIFY_CLUSTER(cluster, cluster.start());
    QTRY_COMPARE(hostsIn(cluster.admin(0).command({"CLUSTER", "SLOTS"})), QByteArrayList(2, "localhost"));
    QCOMPARE(errorText(cluster.admin(0).command({"GET", "foo"})),
        "MOVED 12182 localhost:" + QByteArray::number(cluster.port(1)));
    QCOMPARE(cluster.xadd("foo", "1-1", {"f", "v"}), "1-1");
    VERIFY_CLUSTER(cluster, cluster.moveSlot(12182, 0));
}

void TestSupportCluster::hidesNames()
{
    RedisCluster cluster({.masters = 2, .preferredEndpoint = u"unknown-endpoint"_s});
    VERIFY_CLUSTER(cluster, cluster.start());
    QCOMPARE(hostsIn(cluster.admin(0).command({"CLUSTER", "SLOTS"})), QByteArrayList(2, "null"));
    QCOMPARE(
        errorText(cluster.admin(0).command({"GET", "foo"})), "MOVED 12182 :" + QByteArray::number(cluster.port(1)));
    QCOMPARE(cluster.xadd("foo", "1-1", {"f", "v"}), "1-1");
}

void TestSupportCluster::withPassword()
{
    RedisCluster cluster({.masters = 2, .replicas = 1, .requirePass = u"open sesame"_s});
    VERIFY_CLUSTER(cluster, cluster.start());
    AdminClient nobody(u"redis://127.0.0.1:%1"_s.arg(cluster.port(0)));
    QVERIFY(errorText(nobody.command({"PING"})).startsWith("NOAUTH"));
    QVERIFY(!cluster.url().contains(u"sesame"));
    QCOMPARE(cluster.xadd("foo", "1-1", {"f", "v"}), "1-1");
    VERIFY_CLUSTER(cluster, cluster.moveSlot(12182, 0));
    QCOMPARE(cluster.admin(0).integer({"XLEN", "foo"}), 1);
    VERIFY_CLUSTER(cluster, cluster.failover(0) >= 0);
}

void TestSupportCluster::withTls()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    if (!QSslSocket::supportsSsl())
        QSKIP("This Qt has no TLS.");
    RedisCluster cluster({.masters = 2, .replicas = 1, .tls = true});
    VERIFY_CLUSTER(cluster, cluster.start());
    QVERIFY(cluster.url().startsWith(u"rediss+cluster://127.0.0.1:"));
    QCOMPARE(cluster.xadd("foo", "1-1", {"f", "v"}), "1-1");
    VERIFY_CLUSTER(cluster, cluster.moveSlot(12182, 0));

    // All nodes are trusted with one certificate, and name ports where TLS is spoken.
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(QSslCertificate::fromPath(cluster.caFile()));
    for (int number = 0; number < cluster.nodeCount(); ++number) {
        QSslSocket socket;
        socket.setSslConfiguration(configuration);
        socket.connectToHostEncrypted(u"127.0.0.1"_s, cluster.port(number));
        QVERIFY2(socket.waitForEncrypted(), qPrintable(socket.errorString()));
        socket.write(command({"GET", "bar"})); // slot 5061
        const QByteArray moved = error("MOVED 5061 127.0.0.1:" + QByteArray::number(cluster.port(0)));
        QTRY_COMPARE_WITH_TIMEOUT((socket.waitForReadyRead(10), socket.peek(100)), number == 0 ? nil2() : moved, RedisStreams::Test::Patience);
    }
}

void TestSupportCluster::valkey()
{
    const QString program = u"valkey-server"_s;
    if (const auto missing = RedisServer::missing(program))
        QSKIP(qPrintable(*missing));
    RedisCluster cluster({.program = program, .replicas = 1});
    VERIFY_CLUSTER(cluster, cluster.start());
    QCOMPARE(cluster.xadd("foo", "1-1", {"f", "v"}), "1-1");
    const int from = cluster.nodeOf("foo");
    VERIFY_CLUSTER(cluster, cluster.moveSlot(12182, (from + 1) % 3));
    QCOMPARE(cluster.command("foo", {"XLEN", "foo"}).toInt(), 1);
    VERIFY_CLUSTER(cluster, cluster.failover(from) >= 0);
    cluster.kill(0);
    VERIFY_CLUSTER(cluster, cluster.waitForFailover(0));
    QCOMPARE(cluster.command("foo", {"XLEN", "foo"}).toInt(), 1);
}

QTEST_GUILESS_MAIN(TestSupportCluster)

#include "tst_support_cluster.moc"
