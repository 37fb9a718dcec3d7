// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "../integration/consumertest.h"
#include "fakecluster.h"

#include <QtTest/QSignalSpy>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;
using ClientState = RedisClient::State;
using StartFrom = StreamConsumer::StartFrom;

namespace {

const std::atomic_int one = 1;

QByteArray movedTo(const FakeCluster &cluster, int slot, int node)
{
    return error("MOVED " + QByteArray::number(slot) + ' ' + cluster.endpoint(node).toLatin1());
}

template <typename T>
bool succeeds(const QFuture<T> &future)
{
    return ends(future) && !failureOf(future);
}

int countOf(const QSignalSpy &errors, Code code)
{
    return int(std::count_if(errors.begin(), errors.end(),
                             [code](const QList<QVariant> &arguments) { return arguments.first().value<RedisError>().code() == code; }));
}

} // namespace

/// Where the map comes from, and who is believed, when nodes do not say the same.
class TestClusterMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void badFirstSeed_data();
    void badFirstSeed();
    void noSeedIsInACluster();
    void noSeedKnowsAMap();
    void refusedByOneNode();
    void openTriesRefusedNodes();
    void refusedByOneSeed();
    void cutOffNodeIsNotAsked();
    void olderMapThanMoved();
    void readersLeaveWhoRefuses_data();
    void readersLeaveWhoRefuses();
    void noDeadlineWhileThereIsNoMap();
    void consumersOutliveClose();
};

void TestClusterMap::badFirstSeed_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<Code>("code");
    QTest::newRow("has not joined") << array({}) << Code::ClusterDown;
    QTest::newRow("is alone") << error("ERR This instance has cluster support disabled") << Code::NotSupported;
    QTest::newRow("may not say") << error("NOPERM this user has no permissions to run the 'cluster|slots' command") << Code::PermissionDenied;
}

void TestClusterMap::badFirstSeed()
{
    QFETCH(QByteArray, reply);
    QFETCH(Code, code);
    FakeCluster cluster(2);
    cluster.setMap(1, {1});
    cluster.setMapReply(0, reply);
    RedisClient client(cluster.url({0, 1}));
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    const auto length = client.xlen(low);
    QVERIFY(ends(length));
    QVERIFY2(!failureOf(length), qPrintable(failureOf(length).message()));
    QCOMPARE(client.state(), ClientState::Connected);
    // Why it took two, is told.
    QCOMPARE(errors.size(), 1);
    const auto told = errors.first().first().value<RedisError>();
    QCOMPARE(told.code(), code);
    QCOMPARE(told.endpoint(), cluster.endpoint(0));
}

void TestClusterMap::noSeedIsInACluster()
{
    FakeCluster cluster(2);
    cluster.setMapReply(-1, error("ERR This instance has cluster support disabled"));
    RedisClient client(cluster.url({0, 1}));
    const auto length = client.xlen(low);
    QVERIFY(ends(length));
    QCOMPARE(failureOf(length).code(), Code::NotSupported);
    QCOMPARE(client.state(), ClientState::Failed);
    QCOMPARE(cluster.count(0, "CLUSTER") + cluster.count(1, "CLUSTER"), 2);
}

void TestClusterMap::noSeedKnowsAMap()
{
    // They may be joined to a cluster at any moment: until then it is told what is wrong, and tried again.
    FakeCluster cluster(1);
    RedisClient client(cluster.url({0}));
    StreamConsumer consumer(&client, {low});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(recorder.errorCount(Code::ClusterDown) > 0);
    QVERIFY2(recorder.errors.last().message().contains(u"joined"_s), qPrintable(recorder.errors.last().message()));
    QCOMPARE(recorder.errors.last().endpoint(), cluster.endpoint(0));
    cluster.setMap(0, {0});
    QTRY_VERIFY(consumer.isHealthy());
}

void TestClusterMap::refusedByOneNode()
{
    // As when a password is changed on one node after the other.
    FakeCluster cluster(2);
    cluster.setMap(-1, {0, 1});
    std::atomic_bool refuses = true;
    cluster.setAnswer(1, [&refuses](const QByteArrayList &words) {
        return refuses && words.value(0) == "HELLO" ? error("WRONGPASS invalid username-password pair or user is disabled.") : QByteArray();
    });
    RedisClient client(cluster.url({0}));
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    QVERIFY(ends(client.xlen(low)));
    const auto refused = client.xlen(high);
    QVERIFY(ends(refused));
    QCOMPARE(failureOf(refused).code(), Code::AuthenticationFailed);
    QVERIFY(countOf(errors, Code::AuthenticationFailed) >= 1);
    QCOMPARE(errors.first().first().value<RedisError>().endpoint(), cluster.endpoint(1));
    QCOMPARE(client.state(), ClientState::Connected);
    QVERIFY(succeeds(client.xlen(low)));
    // It is tried again by itself.
    refuses = false;
    QTRY_VERIFY(succeeds(client.xlen(high)));
    QCOMPARE(client.state(), ClientState::Connected);
}

void TestClusterMap::openTriesRefusedNodes()
{
    FakeCluster cluster(2);
    cluster.setMap(-1, {0, 1});
    std::atomic_bool refuses = true;
    cluster.setAnswer(1, [&refuses](const QByteArrayList &words) {
        return refuses && words.value(0) == "HELLO" ? error("WRONGPASS invalid username-password pair or user is disabled.") : QByteArray();
    });
    RedisClient client(cluster.url({0}, u"&reconnect=no"_s));
    const auto refused = client.xlen(high);
    QVERIFY(ends(refused));
    QCOMPARE(failureOf(refused).code(), Code::AuthenticationFailed);
    refuses = false;
    client.open();
    const auto length = client.xlen(high);
    QVERIFY(ends(length));
    QVERIFY2(!failureOf(length), qPrintable(failureOf(length).message()));
}

void TestClusterMap::refusedByOneSeed()
{
    FakeCluster cluster(2);
    cluster.setMap(-1, {1});
    cluster.setAnswer(0, [](const QByteArrayList &words) {
        return words.value(0) == "HELLO" ? error("WRONGPASS invalid username-password pair or user is disabled.") : QByteArray();
    });
    RedisClient client(cluster.url({0, 1}));
    const auto length = client.xlen(low);
    QVERIFY(ends(length));
    QVERIFY2(!failureOf(length), qPrintable(failureOf(length).message()));
    // Refused by all there are, it gives up.
    RedisClient unknown(cluster.url({0}));
    const auto refused = unknown.xlen(low);
    QVERIFY(ends(refused));
    QCOMPARE(failureOf(refused).code(), Code::AuthenticationFailed);
    QCOMPARE(unknown.state(), ClientState::Failed);
}

void TestClusterMap::cutOffNodeIsNotAsked()
{
    // The first node loses sight of the others: it stops serving, and goes on telling the map of before.
    FakeCluster cluster(3);
    cluster.setMap(-1, {0, 1});
    RedisClient client(cluster.url({0}));
    QVERIFY(ends(client.xlen(low)));
    QVERIFY(ends(client.xlen(high)));
    cluster.setAnswer(0, [](const QByteArrayList &words) {
        return words.value(0) == "XLEN" ? error("CLUSTERDOWN The cluster is down") : QByteArray();
    });
    cluster.setMap(1, {2, 1});
    cluster.setMap(2, {2, 1});
    const auto length = client.xlen(low);
    QVERIFY(ends(length));
    QVERIFY2(!failureOf(length), qPrintable(failureOf(length).message()));
    QCOMPARE(cluster.count(2, "XLEN"), 1);
}

void TestClusterMap::olderMapThanMoved()
{
    FakeCluster cluster(3);
    cluster.setMap(-1, {0, 1});
    RedisClient client(cluster.url({0}));
    QVERIFY(ends(client.xlen(low)));
    QVERIFY(ends(client.xlen(high)));
    // A slot has moved to a new node; the others do not know yet.
    cluster.setAnswer(0, [&cluster](const QByteArrayList &words) { return words.value(0) == "XLEN" ? movedTo(cluster, 3300, 2) : QByteArray(); });
    cluster.setMap(2, {2, 1});
    QVERIFY(succeeds(client.xlen(low)));
    const qsizetype before = cluster.count(0, "XLEN");
    QTRY_VERIFY(cluster.count(2, "CLUSTER") > 0);
    QVERIFY(ends(client.ping()));
    for (int i = 0; i < 5; ++i)
        QVERIFY(succeeds(client.xlen(low)));
    QCOMPARE(cluster.count(0, "XLEN"), before);
}

void TestClusterMap::readersLeaveWhoRefuses_data()
{
    QTest::addColumn<QByteArray>("refusal");
    QTest::newRow("cut off from the others") << QByteArray("CLUSTERDOWN The cluster is down");
    QTest::newRow("loads for long") << QByteArray("LOADING Redis is loading the dataset in memory");
}

void TestClusterMap::readersLeaveWhoRefuses()
{
    QFETCH(QByteArray, refusal);
    FakeCluster cluster(2);
    cluster.setMap(-1, {0});
    std::atomic_bool refuses = false;
    cluster.setAnswer(0, [&](const QByteArrayList &words) { return refuses && words.value(0) == "XREAD" ? error(refusal) : QByteArray(); });
    cluster.setAnswer(1, entriesUpTo(one));
    RedisClient client(cluster.url({0, 1}));
    StreamConsumer consumer(&client, {low});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QVERIFY(QTest::qWaitFor([&] { return cluster.count(0, "XREAD") == 1; }, Patience));
    // Another node takes over while the read waits; the old one knows nothing of it.
    refuses = true;
    cluster.setMap(1, {1});
    for (int i = 0; i < cluster.node(0).connectionCount(); ++i) {
        if (cluster.node(0).received(i).last().first() == "XREAD")
            QVERIFY(cluster.node(0).sendRaw(i, error(refusal)));
    }
    TRY_RECEIVED(recorder, 1);
}

void TestClusterMap::noDeadlineWhileThereIsNoMap()
{
    FakeCluster cluster(1);
    cluster.setMapReply(0, FakeServer::silence());
    cluster.setAnswer(0, entriesUpTo(one));
    RedisClient client(cluster.url({0}, u"&connect_timeout=1000"_s));
    StreamConsumer consumer(&client, {low});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QVERIFY(QTest::qWaitFor([&] { return cluster.count(0, "CLUSTER") == 1; }, Patience));
    // It takes the server longer than a connection may take: that is no fault of a connection that is not even begun.
    QVERIFY(!QTest::qWaitFor([&] { return !recorder.errors.isEmpty(); }, 2000));
    cluster.setMap(0, {0});
    QVERIFY(cluster.node(0).sendRaw(0, cluster.mapOf({0})));
    TRY_RECEIVED(recorder, 1);
}

void TestClusterMap::consumersOutliveClose()
{
    FakeCluster cluster(2);
    cluster.setMap(-1, {0});
    cluster.setAnswer(1, entriesUpTo(one));
    RedisClient client(cluster.url({0, 1}));
    StreamConsumer consumer(&client, {low});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QVERIFY(QTest::qWaitFor([&] { return cluster.count(0, "XREAD") == 1; }, Patience));
    client.close();
    cluster.setMap(1, {1});
    cluster.setAway(0, true);
    TRY_RECEIVED(recorder, 1);
    // That was for the consumer: whoever closed the client finds it closed.
    QCOMPARE(client.state(), ClientState::Disconnected);
}

QTEST_GUILESS_MAIN(TestClusterMap)
#include "tst_cluster_map.moc"
