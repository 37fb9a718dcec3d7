// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

#include <RedisStreams/groupconsumer.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using StartFrom = StreamConsumer::StartFrom;

/// A cluster that has TLS ports only: every node is found, and stays found, by its TLS port.
class TestClusterTls : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void everySlotIsReached();
    void slotsMoveAndAMasterIsKilled();
    void groupOverAllNodes();
    void unknownAuthority();

protected:
    RedisCluster::Options clusterOptions() const override
    {
        RedisCluster::Options options = ClusterTest::clusterOptions();
        options.tls = true;
        return options;
    }
    QString clientUrl() override { return quick(m_cluster->url(), u"command_timeout=60000&ca="_s + m_cluster->caFile()); }
};

void TestClusterTls::everySlotIsReached()
{
    const QStringList streams = streamsOnAll(4);
    for (const QString &stream : streams) {
        const auto added = m_client->xadd(stream, {{"a", "1"}});
        QVERIFY(ends(added));
        QVERIFY2(!failureOf(added), qPrintable(failureOf(added).message()));
    }
    QCOMPARE(m_client->state(), RedisClient::State::Connected);
    const auto found = m_client->streams();
    QVERIFY(ends(found));
    QCOMPARE(found.result().size(), 12);
    // A single seed leads to the others.
    RedisClient client(quick(m_cluster->url({1}), u"ca="_s + m_cluster->caFile()));
    for (const QString &stream : streams) {
        const auto length = client.xlen(stream);
        QVERIFY(ends(length));
        QCOMPARE(length.result(), 1);
    }
}

void TestClusterTls::slotsMoveAndAMasterIsKilled()
{
    const QStringList streams = streamsOnAll(2);
    StreamConsumer consumer(m_client.get(), streams);
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    RedisClient writer(clientUrl());
    SteadyProducer producer(&writer, streams);
    QTRY_VERIFY(recorder.received.size() > 200);

    const int slot = m_cluster->slotOf(streams[0].toUtf8());
    const int home = m_cluster->nodeOf(slot);
    QVERIFY2(moveSlot(slot, (home + 1) % 3), qPrintable(m_cluster->errorString()));
    QVERIFY2(moveSlot(slot, home), qPrintable(m_cluster->errorString()));
    m_cluster->kill(home);
    QVERIFY2(failsOver(home), qPrintable(m_cluster->errorString()));
    const qint64 before = producer.added();
    QTRY_VERIFY_WITH_TIMEOUT(producer.added() > before + 200, 60'000);
    producer.stop();
    QTRY_VERIFY_WITH_TIMEOUT(producer.isIdle(), 60'000);

    qint64 held = 0;
    for (const QString &stream : streams)
        held += m_cluster->command(stream.toUtf8(), {"XLEN", stream.toUtf8()}).toLongLong();
    QTRY_VERIFY_WITH_TIMEOUT(recorder.received.size() >= held, 60'000);
    expectAllOf(recorder.ledger, streams);
    VERIFY_LEDGER(recorder.ledger);
    QTRY_VERIFY(consumer.isHealthy());
    QVERIFY(m_cluster->restart(home));
}

void TestClusterTls::groupOverAllNodes()
{
    const QStringList streams = streamsOnAll(2);
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 50);
    GroupConsumer consumer(m_client.get(), streams, u"g"_s, u"one"_s);
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setAckPolicy(GroupConsumer::AckPolicy::AfterDelivery);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 300);
    for (const QString &stream : streams)
        QTRY_COMPARE(m_cluster->command(stream.toUtf8(), {"XPENDING", stream.toUtf8(), "g"}).toList().value(0).toInt(), 0);
}

void TestClusterTls::unknownAuthority()
{
    RedisClient doubting(quick(m_cluster->url(), u"command_timeout=5000"_s));
    const auto ping = doubting.xlen(u"s"_s);
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping).code(), RedisError::Code::TlsError);
    QVERIFY2(failureOf(ping).message().contains(u"certificate"), qPrintable(failureOf(ping).message()));
}

QTEST_GUILESS_MAIN(TestClusterTls)
#include "tst_cluster_tls.moc"
