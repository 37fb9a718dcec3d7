// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Streams of different slots and nodes in one consumer: all are read at the same time, each in its order.
class TestClusterConsumer : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void followsAll();
    void latestAtOpening();
    void oneReadForEachSlot();
    void drains();
    void fetches();
    void streamsComeAndGo();
    void wrongTypeOfOne();
    void stopsAndResumes();
    void promotedWithOlderData();
};

void TestClusterConsumer::followsAll()
{
    const QStringList streams = streamsOnAll(4);
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 50);
    StreamConsumer consumer(m_client.get(), streams);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 600);
    QCOMPARE(consumer.state(), State::Following);
    QTRY_VERIFY(consumer.isHealthy());
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 50, 51);
    TRY_RECEIVED(recorder, 1200);
    for (const QString &stream : streams)
        QCOMPARE(recorder.of(stream), numbered(stream, 1, 100));
}

void TestClusterConsumer::latestAtOpening()
{
    const QStringList streams = streamsOnAll(2);
    for (const QString &stream : streams)
        m_cluster->xadd(stream.toUtf8(), "1-0", {"old", "1"});
    StreamConsumer consumer(m_client.get(), streams);
    Recorder recorder(&consumer);
    QVERIFY(ends(consumer.open()));
    for (const QString &stream : streams)
        m_cluster->xadd(stream.toUtf8(), "2-0", {"new", "1"});
    consumer.start();
    TRY_RECEIVED(recorder, 6);
    for (const QString &stream : streams)
        QCOMPARE(recorder.of(stream), QStringList(stream + u" 2-0"_s));
}

void TestClusterConsumer::oneReadForEachSlot()
{
    // Streams that share a slot share a read; a quiet one keeps no other waiting.
    const QStringList streams {u"{a}:1"_s, u"{a}:2"_s, u"{b}:1"_s, u"{c}:1"_s};
    StreamConsumer consumer(m_client.get(), streams);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    const auto blocked = [&] {
        int all = 0;
        for (int node = 0; node < m_cluster->nodeCount(); ++node)
            all += blockedClients(m_cluster->admin(node));
        return all;
    };
    QTRY_COMPARE(blocked(), 3);
    m_cluster->xadd("{c}:1", "1-0", {"a", "1"});
    m_cluster->xadd("{a}:2", "1-0", {"a", "1"});
    TRY_RECEIVED(recorder, 2);
}

void TestClusterConsumer::drains()
{
    const QStringList streams = streamsOnAll(2);
    StreamConsumer consumer(m_client.get(), streams);
    QVERIFY(ends(consumer.open()));
    const auto nothing = consumer.drain();
    QVERIFY(ends(nothing));
    QCOMPARE(nothing.result(), 0);
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 30);
    const auto all = consumer.drain();
    QVERIFY(ends(all));
    QCOMPARE(all.result(), 180);
    consumer.setBlockTimeout(200);
    const auto late = consumer.drain();
    addNumbered(m_cluster->admin(m_cluster->nodeOf(streams.last().toUtf8())), streams.last().toUtf8(), 5, 31);
    QVERIFY(ends(late));
    QCOMPARE(late.result(), 5);
}

void TestClusterConsumer::fetches()
{
    const QStringList streams = streamsOnAll(1);
    StreamConsumer consumer(m_client.get(), streams);
    QVERIFY(ends(consumer.open()));
    const auto nothing = consumer.fetchEntry();
    QVERIFY(ends(nothing));
    QVERIFY(!nothing.result());
    m_cluster->xadd(streams[2].toUtf8(), "1-0", {"a", "1"});
    const auto one = consumer.fetchEntry();
    QVERIFY(ends(one));
    QVERIFY(one.result());
    QCOMPARE(one.result()->streamKey(), streams[2].toUtf8());
    consumer.setBlockTimeout(-1);
    const auto later = consumer.fetchEntry();
    m_cluster->xadd(streams[1].toUtf8(), "7-0", {"a", "1"});
    QVERIFY(ends(later));
    QCOMPARE(later.result()->id(), StreamId(7, 0));
}

void TestClusterConsumer::streamsComeAndGo()
{
    const QStringList streams = streamsOnAll(2);
    StreamConsumer consumer(m_client.get(), streams.first(2));
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy()); // all positions are fixed
    for (const QString &stream : streams.mid(2))
        consumer.addStream(stream);
    QSignalSpy added(&consumer, &StreamConsumer::streamAdded);
    QTRY_COMPARE(added.size(), 4);
    for (const QString &stream : streams)
        m_cluster->xadd(stream.toUtf8(), "1-0", {"a", "1"});
    TRY_RECEIVED(recorder, 6);
    for (const QString &stream : streams.first(4))
        consumer.removeStream(stream);
    // The connections of slots that are left are closed.
    const auto readers = [&] {
        qsizetype all = 0;
        for (int node = 0; node < m_cluster->nodeCount(); ++node)
            all += m_cluster->admin(node).command({"CLIENT", "LIST"}).toByteArray().count("cmd=xread");
        return all;
    };
    QTRY_COMPARE(readers(), 2);
    for (const QString &stream : streams)
        m_cluster->xadd(stream.toUtf8(), "2-0", {"a", "1"});
    TRY_RECEIVED(recorder, 8);
    QCOMPARE(recorder.of(streams.last()).size(), 2);
}

void TestClusterConsumer::wrongTypeOfOne()
{
    const QStringList streams = streamsOnAll(1);
    m_cluster->command(streams[1].toUtf8(), {"SET", streams[1].toUtf8(), "text"});
    StreamConsumer consumer(m_client.get(), streams);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(recorder.errorCount(RedisError::Code::WrongType), 1);
    QCOMPARE(recorder.errors.constFirst().stream(), streams[1]);
    m_cluster->xadd(streams[0].toUtf8(), "1-0", {"a", "1"});
    m_cluster->xadd(streams[2].toUtf8(), "1-0", {"a", "1"});
    TRY_RECEIVED(recorder, 2);
}

void TestClusterConsumer::stopsAndResumes()
{
    const QStringList streams = streamsOnAll(2);
    StreamConsumer consumer(m_client.get(), streams);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy()); // all positions are fixed
    consumer.stop();
    QTRY_COMPARE(recorder.stopped, 1);
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 10);
    consumer.resume();
    TRY_RECEIVED(recorder, 60);
    VERIFY_LEDGER(([&]() -> EntryLedger & { expectAllOf(recorder.ledger, streams); return recorder.ledger; }()));
}

void TestClusterConsumer::promotedWithOlderData()
{
    const QString stream = streamsOnAll(1).constFirst();
    const QByteArray key = stream.toUtf8();
    StreamConsumer consumer(m_client.get(), {stream});
    Recorder recorder(&consumer);
    QSignalSpy resets(&consumer, &StreamConsumer::streamReset);
    consumer.start();
    QTRY_VERIFY(consumer.isHealthy()); // all positions are fixed
    m_cluster->xadd(key, "1-0", {"a", "1"});
    TRY_RECEIVED(recorder, 1);
    QVERIFY(m_cluster->waitUntilStable());
    // From here on the replica gets nothing: its link is refused.
    const int master = m_cluster->nodeOf(key);
    const int replica = m_cluster->replicasOf(master).constFirst();
    AdminClient &admin = m_cluster->admin(replica);
    admin.command({"CONFIG", "SET", "masteruser", "nobody"});
    admin.command({"CONFIG", "SET", "masterauth", "wrong"});
    admin.command({"CLIENT", "KILL", "TYPE", "master"});
    QTRY_VERIFY(admin.command({"INFO", "replication"}).toByteArray().contains("master_link_status:down"));
    m_cluster->xadd(key, "2-0", {"a", "1"});
    m_cluster->xadd(key, "3-0", {"a", "1"});
    TRY_RECEIVED(recorder, 3);
    m_cluster->kill(master);
    m_cluster->hurryFailovers(true);
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->isMaster(replica), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(resets.size(), 1, 60'000);
    QCOMPARE(resets.first().at(0).toString(), stream);
    QCOMPARE(resets.first().at(1).value<StreamConsumer::ResetReason>(), StreamConsumer::ResetReason::RolledBack);
    // Nothing is repeated, and what is added below the ids read before comes.
    m_cluster->xadd(key, "2-5", {"a", "1"});
    TRY_RECEIVED(recorder, 4);
    QCOMPARE(recorder.received, QStringList({stream + u" 1-0"_s, stream + u" 2-0"_s, stream + u" 3-0"_s, stream + u" 2-5"_s}));
    admin.command({"CONFIG", "SET", "masteruser", ""});
    admin.command({"CONFIG", "SET", "masterauth", ""});
    QVERIFY(m_cluster->restart(master));
}

QTEST_GUILESS_MAIN(TestClusterConsumer)
#include "tst_cluster_consumer.moc"
