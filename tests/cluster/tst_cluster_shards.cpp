// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "../integration/consumertest.h"
#include "fakecluster.h"

#include <RedisStreams/groupconsumer.h>

#include <QtTest/QSignalSpy>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Consumers when a part of the cluster is away, or between two nodes.
class TestClusterShards : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsWhatCanBeRead();
    void drainWaitsForAll();
    void pollingWithoutItsServer();
    void probeIsLost();
    void connectionOfADeadNode();
    void successorIsRefused();
    void backlogAnswersChangePlaces();
    void allTogetherIsRefused_data();
    void allTogetherIsRefused();

private:
    /// Each of two nodes has a stream, with entries as far as \a last; the second is away.
    static void halfAway(FakeCluster &cluster, const std::atomic_int &last)
    {
        cluster.setMap(-1, {0, 1});
        cluster.setAnswer(0, entriesUpTo(last));
        cluster.setAnswer(1, entriesUpTo(last));
        cluster.setAway(1, true);
    }
};

void TestClusterShards::followsWhatCanBeRead()
{
    const std::atomic_int one = 1;
    FakeCluster cluster(2);
    halfAway(cluster, one);
    RedisClient client(cluster.url({0}));
    StreamConsumer consumer(&client, {low, high});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.received, QStringList(low + u" 1-0"_s));
    QCOMPARE(consumer.state(), State::Following);
    QVERIFY(!consumer.isHealthy());
    QCOMPARE(recorder.opened, 0);
    const auto open = consumer.open();
    QVERIFY(!open.isFinished());
    cluster.setAway(1, false);
    TRY_RECEIVED(recorder, 2);
    QTRY_COMPARE(recorder.opened, 1);
    QVERIFY(ends(open));
    QTRY_VERIFY(consumer.isHealthy());
    QCOMPARE(recorder.states, QList<State>({State::Opening, State::Following}));
}

void TestClusterShards::drainWaitsForAll()
{
    const std::atomic_int one = 1;
    FakeCluster cluster(2);
    halfAway(cluster, one);
    RedisClient client(cluster.url({0}));
    StreamConsumer consumer(&client, {low, high});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    const auto all = consumer.drain();
    QTRY_VERIFY(recorder.errors.size() > 3);
    QVERIFY(!all.isFinished());
    cluster.setAway(1, false);
    QVERIFY(ends(all));
    QCOMPARE(all.result(), 2);
}

void TestClusterShards::pollingWithoutItsServer()
{
    FakeCluster cluster(2);
    cluster.setMap(-1, {0, 1});
    std::atomic_int last = 1;
    cluster.setAnswer(1, entriesUpTo(last));
    RedisClient client(cluster.url({0}, u"&command_timeout=200"_s));
    StreamConsumer consumer(&client, {low, high});
    consumer.setMaxConnections(1);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QTRY_VERIFY(consumer.isHealthy());
    cluster.setAway(1, true);
    QTRY_VERIFY(!consumer.isHealthy());
    // As often as it is tried again: it is not back before it has answered.
    const int tries = cluster.node(1).connectionCount();
    QTRY_VERIFY_WITH_TIMEOUT(cluster.node(1).connectionCount() > tries + 20, 60'000);
    QCOMPARE(recorder.health, QList<bool>({true, false}));
    QCOMPARE(consumer.reconnectCount(), 0);
    last = 2;
    cluster.setAway(1, false);
    TRY_RECEIVED(recorder, 2);
    QTRY_VERIFY(consumer.isHealthy());
    QCOMPARE(consumer.reconnectCount(), 1);
}

void TestClusterShards::probeIsLost()
{
    // One of two streams cannot be read; who it is cannot be found out at first.
    FakeCluster cluster(2);
    cluster.setMap(-1, {0, 1});
    std::atomic_int probes = 0;
    std::atomic_bool answers = false;
    cluster.setAnswer(1, [&](const QByteArrayList &words) {
        if (words.value(0) != "XREAD")
            return QByteArray();
        const bool first = words.contains("{a}1");
        const bool second = words.contains("{a}2");
        if (first && second)
            return error("WRONGTYPE Operation against a key holding the wrong kind of value");
        ++probes;
        if (!answers)
            return FakeServer::closeConnection();
        if (first)
            return error("WRONGTYPE Operation against a key holding the wrong kind of value");
        return words.last() == "0-0" ? FakeCluster::entryOf("{a}2", "1-0") : QByteArray();
    });
    RedisClient client(cluster.url({0}, u"&command_timeout=100"_s));
    StreamConsumer consumer(&client, {low, u"{a}1"_s, u"{a}2"_s});
    consumer.setMaxConnections(1);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(probes >= 12); // both were lost, and more than once
    answers = true;
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.received, QStringList(u"{a}2 1-0"_s));
    QTRY_COMPARE(recorder.errorCount(Code::WrongType), 1);
}

void TestClusterShards::connectionOfADeadNode()
{
    // There is one connection, and its node dies: who is busy gets it.
    FakeCluster cluster(2);
    cluster.setMap(-1, {0, 1});
    std::atomic_int last = 0;
    std::atomic_bool waits = false;
    const FakeCluster::Answer entries = entriesUpTo(last);
    cluster.setAnswer(1, [&](const QByteArrayList &words) {
        if (words.value(0) == "XREAD" && words.contains("BLOCK"))
            waits = true;
        return entries(words);
    });
    RedisClient client(cluster.url({0}, u"&command_timeout=200"_s));
    StreamConsumer consumer(&client, {low, high});
    consumer.setMaxConnections(1);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    cluster.setAway(0, true);
    QTRY_VERIFY(!consumer.isHealthy());
    QTimer feed;
    feed.callOnTimeout(this, [&last] { ++last; });
    feed.start(50);
    QTRY_VERIFY_WITH_TIMEOUT(waits, 60'000);
    feed.stop();
    QTRY_COMPARE_WITH_TIMEOUT(recorder.received, numbered(high, 1, last), 60'000);
    cluster.setAway(0, false);
    QTRY_VERIFY_WITH_TIMEOUT(consumer.isHealthy(), 60'000);
}

void TestClusterShards::successorIsRefused()
{
    // The lane that is to get a connection cannot have one (as many clients as the server takes): it goes on being asked.
    FakeCluster cluster(2);
    cluster.setMap(-1, {0, 1});
    std::atomic_int last = 0;
    std::atomic_int hellos = 0;
    const FakeCluster::Answer entries = entriesUpTo(last);
    cluster.setAnswer(1, [&](const QByteArrayList &words) {
        if (words.value(0) == "HELLO" && ++hellos > 1)
            return error("WRONGPASS invalid username-password pair or user is disabled.");
        return entries(words);
    });
    RedisClient client(cluster.url({0}));
    StreamConsumer consumer(&client, {low, high});
    consumer.setMaxConnections(1);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy());
    consumer.removeStream(low); // its connection is free now
    QTRY_VERIFY(recorder.errorCount(Code::AuthenticationFailed) == 1);
    last = 3;
    TRY_RECEIVED(recorder, 3);
    QTRY_VERIFY(consumer.isHealthy());
}

void TestClusterShards::backlogAnswersChangePlaces()
{
    // Sent together, they are refused singly: XPENDING is answered while XREADGROUP has to be sent again.
    FakeCluster cluster(1);
    cluster.setMap(-1, {0});
    std::atomic_int refusals = 3;
    cluster.setAnswer(0, [&refusals](const QByteArrayList &words) {
        const QByteArray name = words.value(0);
        if (name == "XGROUP")
            return error("BUSYGROUP Consumer Group name already exists");
        if (name == "XINFO" && words.value(1) == "GROUPS") {
            return array({map({{bulk("name"), bulk("g")}, {bulk("consumers"), integer(1)}, {bulk("pending"), integer(1)},
                               {bulk("last-delivered-id"), bulk("5-0")}, {bulk("entries-read"), integer(1)}, {bulk("lag"), integer(0)}})});
        }
        if (name == "XPENDING")
            return array({array({bulk("5-0"), bulk("c"), integer(1000), integer(2)})});
        if (name == "XREADGROUP" && words.last() == "0-0")
            return refusals-- > 0 ? error("TRYAGAIN Multiple keys request during rehashing of slot") : FakeCluster::entryOf("b", "5-0");
        if (name == "XREADGROUP" && words.last() == "5-0")
            return map({{bulk("b"), array({})}});
        return QByteArray();
    });
    RedisClient client(cluster.url({0}));
    GroupConsumer consumer(&client, {low}, u"g"_s, u"c"_s);
    consumer.setStartFromBacklog(true);
    Recorder recorder(&consumer);
    QSignalSpy finished(&consumer, &GroupConsumer::backlogFinished);
    QList<qint64> deliveries;
    connect(&consumer, &StreamConsumer::entryReceived, this,
            [&deliveries](const QString &, const StreamEntry &entry) { deliveries.append(entry.deliveryCount()); });
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(deliveries, QList<qint64>({2}));
    QTRY_COMPARE(finished.size(), 1);
}

void TestClusterShards::allTogetherIsRefused_data()
{
    QTest::addColumn<int>("connections");
    QTest::newRow("over a connection of their own") << 128;
    QTest::newRow("asked in rounds") << 1;
}

void TestClusterShards::allTogetherIsRefused()
{
    // While a slot moves, streams of which one does not exist can only be asked for one by one.
    QFETCH(int, connections);
    FakeCluster cluster(2);
    cluster.setMap(-1, {0, 1});
    std::atomic_bool moving = true;
    std::atomic_int last = 3;
    const FakeCluster::Answer entries = entriesUpTo(last);
    cluster.setAnswer(1, [&](const QByteArrayList &words) {
        if (words.value(0) != "XREAD")
            return QByteArray();
        if (words.contains("{a}1") && words.contains("{a}2")) {
            if (moving)
                return error("TRYAGAIN Multiple keys request during rehashing of slot");
            return words.contains("3-0") ? FakeCluster::entryOf("{a}1", "4-0") : QByteArray();
        }
        return words.contains("{a}1") ? entries(words) : QByteArray();
    });
    RedisClient client(cluster.url({0}, u"&command_timeout=200"_s));
    StreamConsumer consumer(&client, {low, u"{a}1"_s, u"{a}2"_s});
    consumer.setMaxConnections(connections);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(recorder.received, numbered(u"{a}1"_s, 1, 3));
    QCOMPARE(recorder.errorCount(Code::TryAgain), 0);
    if (connections == 1)
        return; // asked singly for a while
    moving = false;
    QTRY_COMPARE(recorder.received, numbered(u"{a}1"_s, 1, 4));
    QTRY_VERIFY(consumer.isHealthy());
}

QTEST_GUILESS_MAIN(TestClusterShards)
#include "tst_cluster_shards.moc"
