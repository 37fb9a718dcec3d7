// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// More slots than connections: the quiet ones are asked in rounds, and whoever gets busy gets a connection.
class TestClusterSharing : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void noMoreConnections();
    void busyOneGetsAConnection();
    void floodOfOneThatPolls();
    void drainsAndFetches();
    void wrongTypeOfOne();
    void recreated();
    void streamsComeAndGo();
    void nonsenseIsRefused();

private:
    std::unique_ptr<StreamConsumer> consumerOf(const QStringList &streams, int connections)
    {
        auto consumer = std::make_unique<StreamConsumer>(m_client.get(), streams);
        consumer->setMaxConnections(connections);
        return consumer;
    }
    /// Connections whose read waits in a server.
    int blocked()
    {
        int all = 0;
        for (int node = 0; node < m_cluster->nodeCount(); ++node)
            all += blockedClients(m_cluster->admin(node));
        return all;
    }
    /// Looked at once: each read ends from time to time.
    bool comesToBlock(int reads)
    {
        return QTest::qWaitFor([&] { return blocked() == reads; }, Patience);
    }
    int connected()
    {
        int all = 0;
        for (int node = 0; node < m_cluster->nodeCount(); ++node) {
            const QByteArray list = m_cluster->admin(node).command({"CLIENT", "LIST", "TYPE", "NORMAL"}).toByteArray();
            all += int(list.count('\n'));
        }
        return all;
    }
    void addTo(const QString &stream, const QByteArray &id) { m_cluster->xadd(stream.toUtf8(), id, {"a", "1"}); }
};

void TestClusterSharing::noMoreConnections()
{
    const QStringList streams = streamsOnAll(40);
    const int before = connected();
    const auto consumer = consumerOf(streams, 4);
    Recorder recorder(consumer.get());
    consumer->start();
    QTRY_COMPARE(consumer->state(), State::Following);
    QTRY_VERIFY(consumer->isHealthy());
    QVERIFY(comesToBlock(4));
    for (const QString &stream : streams)
        addTo(stream, "1-0");
    TRY_RECEIVED(recorder, 120);
    for (const QString &stream : streams)
        QCOMPARE(recorder.of(stream), QStringList(stream + u" 1-0"_s));
    // The client's own: one to each of the masters, and the one that it began with.
    QVERIFY2(connected() - before <= 4 + 4, qPrintable(QString::number(connected() - before)));
    QCOMPARE(consumer->reconnectCount(), 0);
}

void TestClusterSharing::busyOneGetsAConnection()
{
    // One on each master, and two connections.
    const QStringList streams = streamsOnAll(1);
    const auto consumer = consumerOf(streams, 2);
    Recorder recorder(consumer.get());
    QSignalSpy healthy(consumer.get(), &StreamConsumer::healthyChanged);
    consumer->start();
    QTRY_VERIFY(consumer->isHealthy());
    QVERIFY(comesToBlock(2));
    healthy.clear();
    const auto waits = [&](const QString &stream) { return blockedClients(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8()))) == 1; };
    QCOMPARE(waits(streams[2]), false);
    quint64 id = 0;
    const auto getsOwn = [&](const QString &stream) {
        QTimer feed;
        feed.callOnTimeout(this, [&] { addTo(stream, QByteArray::number(++id) + "-0"); });
        feed.start(200);
        return QTest::qWaitFor([&] { return waits(stream); }, 60'000);
    };
    QVERIFY(getsOwn(streams[2]));
    QVERIFY(comesToBlock(2));
    QTRY_COMPARE(recorder.received.size(), qsizetype(id));
    QCOMPARE(healthy.size(), 0);
    QCOMPARE(consumer->reconnectCount(), 0);
}

void TestClusterSharing::floodOfOneThatPolls()
{
    const QStringList streams = streamsOnAll(1);
    const auto consumer = consumerOf(streams, 1);
    consumer->setStartFrom(StartFrom::Beginning);
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 20'000);
    Recorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 60'000);
    for (const QString &stream : streams)
        QCOMPARE(recorder.of(stream), numbered(stream, 1, 20'000));
}

void TestClusterSharing::drainsAndFetches()
{
    const QStringList streams = streamsOnAll(2);
    const auto consumer = consumerOf(streams, 2);
    QVERIFY(ends(consumer->open()));
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 300);
    const auto all = consumer->drain();
    QVERIFY(ends(all));
    QCOMPARE(all.result(), 1800);
    const auto nothing = consumer->fetchEntry();
    QVERIFY(ends(nothing));
    QVERIFY(!nothing.result());
    consumer->setBlockTimeout(-1);
    const auto later = consumer->fetchEntry();
    addTo(streams.last(), "1000-0");
    QVERIFY(ends(later));
    QCOMPARE(later.result()->id(), StreamId(1000, 0));
}

void TestClusterSharing::wrongTypeOfOne()
{
    const QStringList streams = streamsOnAll(1);
    m_cluster->command(streams[2].toUtf8(), {"SET", streams[2].toUtf8(), "text"});
    const auto consumer = consumerOf(streams, 1);
    consumer->setStartFrom(StartFrom::Beginning);
    Recorder recorder(consumer.get());
    QSignalSpy errors(consumer.get(), &StreamConsumer::errorOccurred);
    consumer->start();
    QTRY_VERIFY(!errors.isEmpty());
    const auto error = errors.first().first().value<RedisError>();
    QCOMPARE(error.code(), RedisError::Code::WrongType);
    QCOMPARE(error.stream(), streams[2]);
    addTo(streams[0], "1-0");
    addTo(streams[1], "1-0");
    TRY_RECEIVED(recorder, 2);
}

void TestClusterSharing::recreated()
{
    const QStringList streams = streamsOnAll(1);
    const auto consumer = consumerOf(streams, 1);
    consumer->setStartFrom(StartFrom::Beginning);
    Recorder recorder(consumer.get());
    QSignalSpy resets(consumer.get(), &StreamConsumer::streamReset);
    consumer->start();
    addTo(streams[2], "1000-0");
    TRY_RECEIVED(recorder, 1);
    m_cluster->command(streams[2].toUtf8(), {"DEL", streams[2].toUtf8()});
    addTo(streams[2], "5-0");
    QTRY_COMPARE_WITH_TIMEOUT(recorder.of(streams[2]).size(), 2, 60'000);
    QCOMPARE(recorder.of(streams[2]).last(), streams[2] + u" 5-0"_s);
    QCOMPARE(resets.size(), 1);
}

void TestClusterSharing::streamsComeAndGo()
{
    const QStringList streams = streamsOnAll(2);
    const auto consumer = consumerOf(streams.first(3), 2);
    Recorder recorder(consumer.get());
    consumer->start();
    QTRY_VERIFY(consumer->isHealthy()); // all positions are fixed
    QVERIFY(comesToBlock(2));
    QSignalSpy added(consumer.get(), &StreamConsumer::streamAdded);
    for (const QString &stream : streams.mid(3))
        consumer->addStream(stream);
    QTRY_COMPARE(added.size(), 3);
    for (const QString &stream : streams)
        addTo(stream, "1-0");
    TRY_RECEIVED(recorder, 6);
    // Whoever is left takes what becomes free.
    for (const QString &stream : streams.first(4))
        consumer->removeStream(stream);
    QVERIFY(comesToBlock(2));
    for (const QString &stream : streams)
        addTo(stream, "2-0");
    TRY_RECEIVED(recorder, 8);
    consumer->stop();
    QTRY_COMPARE(consumer->state(), State::Closed);
    QVERIFY(comesToBlock(0));
}

void TestClusterSharing::nonsenseIsRefused()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    QSignalSpy errors(&consumer, &StreamConsumer::errorOccurred);
    consumer.setMaxConnections(0);
    QCOMPARE(errors.size(), 1);
    QCOMPARE(errors.first().first().value<RedisError>().code(), RedisError::Code::InvalidArgument);
    QCOMPARE(consumer.maxConnections(), 128);
}

QTEST_GUILESS_MAIN(TestClusterSharing)
#include "tst_cluster_sharing.moc"
