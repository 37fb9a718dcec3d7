// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"
#include "support/faultproxy.h"

#include <RedisStreams/streamlistmodel.h>
#include <RedisStreams/streammonitor.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// A node is away or silent, and none takes over: the others' streams go on.
class TestClusterOutage : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void oneNodeDownAtOpening();
    void monitorShowsTheOthers();
    void oneNodeSilent();
    void badFirstSeed();
    void announcedNames();

protected:
    RedisCluster::Options clusterOptions() const override
    {
        RedisCluster::Options options;
        options.extraArguments = {u"--cluster-require-full-coverage"_s, u"no"_s};
        return options;
    }
    QString clientUrl() override { return quick(m_cluster->url(), u"command_timeout=1500"_s); }

private:
    void addTo(const QString &stream, const QByteArray &id) { m_cluster->xadd(stream.toUtf8(), id, {"a", "1"}); }
    int nodeOf(const QString &stream) { return m_cluster->nodeOf(stream.toUtf8()); }

    QStringList m_streams; ///< one on each node
};

void TestClusterOutage::init()
{
    ClusterTest::init();
    m_streams = streamsOnAll(1);
}

void TestClusterOutage::oneNodeDownAtOpening()
{
    for (const QString &stream : std::as_const(m_streams))
        addTo(stream, "1-0");
    const int down = nodeOf(m_streams[1]);
    m_cluster->kill(down);
    StreamConsumer consumer(m_client.get(), m_streams);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    QVERIFY(!consumer.isHealthy());
    QCOMPARE(recorder.opened, 0);
    // Positions of these are fixed by now, or soon.
    QTRY_VERIFY(consumer.position(m_streams[0].toUtf8()) && consumer.position(m_streams[2].toUtf8()));
    addTo(m_streams[0], "2-0");
    addTo(m_streams[2], "2-0");
    TRY_RECEIVED(recorder, 2);
    QVERIFY2(m_cluster->restart(down), qPrintable(m_cluster->errorString()));
    QTRY_COMPARE_WITH_TIMEOUT(recorder.opened, 1, 60'000);
    QTRY_VERIFY(consumer.isHealthy());
    addTo(m_streams[1], "2-0");
    TRY_RECEIVED(recorder, 3);
}

void TestClusterOutage::monitorShowsTheOthers()
{
    for (const QString &stream : std::as_const(m_streams))
        addTo(stream, "1-0");
    StreamMonitor monitor;
    monitor.setRefreshInterval(100);
    monitor.setClient(m_client.get());
    monitor.setActive(true);
    StreamListModel &rows = *monitor.streamList();
    const auto valueOf = [&rows](const QString &stream, int role) {
        const int row = rows.indexOf(stream);
        return row < 0 ? QVariant() : rows.index(row).data(role);
    };
    const auto length = [&](const QString &stream) { return valueOf(stream, StreamListModel::LengthRole).toInt(); };
    QTRY_COMPARE(length(m_streams[2]), 1);
    QTRY_COMPARE(length(m_streams[1]), 1);
    const int down = nodeOf(m_streams[1]);
    m_cluster->kill(down);
    // It says what is wrong with the one, and goes on with the others.
    QTRY_VERIFY_WITH_TIMEOUT(!valueOf(m_streams[1], StreamListModel::ErrorStringRole).toString().isEmpty(), 60'000);
    for (const char *id : {"2-0", "3-0"}) {
        addTo(m_streams[0], id);
        QTRY_COMPARE_WITH_TIMEOUT(length(m_streams[0]), int(id[0] - '0'), 60'000);
    }
    // What is new is found, and what cannot be found stays listed; that the search was not complete is told.
    QStringList more = streamsOnAll(2);
    more.removeIf([this, down](const QString &stream) { return m_streams.contains(stream) || nodeOf(stream) < 0 || nodeOf(stream) == down; });
    QVERIFY(!more.isEmpty());
    addTo(more[0], "1-0");
    QTRY_COMPARE_WITH_TIMEOUT(length(more[0]), 1, 60'000);
    QVERIFY(rows.indexOf(m_streams[1]) >= 0);
    QTRY_VERIFY(!monitor.errorString().isEmpty());
    QVERIFY2(m_cluster->restart(down), qPrintable(m_cluster->errorString()));
    QTRY_VERIFY_WITH_TIMEOUT(monitor.errorString().isEmpty(), 60'000);
}

void TestClusterOutage::oneNodeSilent()
{
    // A black hole on the way to it: connections stand, and nothing comes over them.
    const int node = nodeOf(m_streams[1]);
    FaultProxy proxy(m_cluster->port(node));
    const auto announce = [&](quint16 port) {
        m_cluster->admin(node).command({"CONFIG", "SET", "cluster-announce-port", QByteArray::number(port)});
        const int other = nodeOf(m_streams[0]);
        const QByteArray address = QByteArray::number(port == 0 ? m_cluster->port(node) : port) + '@';
        return QTest::qWaitFor([&] { return m_cluster->admin(other).command({"CLUSTER", "NODES"}).toByteArray().contains(':' + address); },
                               60'000);
    };
    QVERIFY(announce(proxy.port()));
    RedisClient client(quick(m_cluster->url({nodeOf(m_streams[0])}), u"connect_timeout=1000&reply_timeout=1000&command_timeout=10000"_s));
    StreamConsumer consumer(&client, m_streams);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    for (const QString &stream : std::as_const(m_streams))
        addTo(stream, "1-0");
    TRY_RECEIVED(recorder, 3);
    QVERIFY(proxy.connectionCount() > 0);
    proxy.setBlackHole(true);
    for (const QString &stream : std::as_const(m_streams))
        m_cluster->admin(nodeOf(stream)).xadd(stream.toUtf8(), "2-0", {"a", "1"});
    QTRY_VERIFY_WITH_TIMEOUT(!consumer.isHealthy(), 60'000);
    TRY_RECEIVED(recorder, 5);
    // Commands for the others go on as well.
    const auto length = client.xlen(m_streams[2]);
    QVERIFY(ends(length));
    QVERIFY2(!failureOf(length), qPrintable(failureOf(length).message()));
    proxy.setBlackHole(false);
    TRY_RECEIVED(recorder, 6);
    QTRY_VERIFY_WITH_TIMEOUT(consumer.isHealthy(), 60'000);
    for (const QString &stream : std::as_const(m_streams))
        QCOMPARE(recorder.of(stream), QStringList({stream + u" 1-0"_s, stream + u" 2-0"_s}));
    QVERIFY(announce(0));
}

void TestClusterOutage::badFirstSeed()
{
    RedisServer alone;
    QVERIFY(alone.start());
    RedisClient client(quick(u"redis+cluster://127.0.0.1:%1,127.0.0.1:%2"_s.arg(alone.port()).arg(m_cluster->port(0))));
    StreamConsumer consumer(&client, m_streams);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    for (const QString &stream : std::as_const(m_streams))
        addTo(stream, "1-0");
    TRY_RECEIVED(recorder, 3);
    QCOMPARE(recorder.errors.size(), 0);
}

void TestClusterOutage::announcedNames()
{
    RedisCluster named({.masters = 2, .announcedHostname = u"localhost"_s, .preferredEndpoint = u"hostname"_s});
    QVERIFY2(named.start(), qPrintable(named.errorString()));
    QTRY_VERIFY(named.admin(0).command({"CLUSTER", "SLOTS"}).toList().size() == 2);
    RedisClient client(quick(named.url({0})));
    const QStringList streams {u"a"_s, u"b"_s}; // one in each half
    StreamConsumer consumer(&client, streams);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    for (const QString &stream : streams)
        named.xadd(stream.toUtf8(), "1-0", {"a", "1"});
    TRY_RECEIVED(recorder, 2);
    // Where it went is told by that name as well.
    const int slot = named.slotOf("a");
    QVERIFY2(named.moveSlot(slot, named.nodeOf(slot) == 0 ? 1 : 0), qPrintable(named.errorString()));
    named.xadd("a", "2-0", {"a", "1"});
    TRY_RECEIVED(recorder, 3);
    const auto added = client.xadd(u"a"_s, {{"a", "1"}});
    QVERIFY(ends(added));
    QVERIFY2(!failureOf(added), qPrintable(failureOf(added).message()));
    QTRY_VERIFY(consumer.isHealthy());
}

QTEST_GUILESS_MAIN(TestClusterOutage)
#include "tst_cluster_outage.moc"
