// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

#include <RedisStreams/groupconsumer.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using StartFrom = StreamConsumer::StartFrom;

/// A group whose streams lie in many slots: at least once, and nothing pending in the end. With a connection for each
/// slot, and with fewer than there are slots.
class TestClusterGroup : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { connectionData(); }
    void twoMembersShare();
    void maxInFlightOverAllSlots();
    void slotsMove();
    void masterKilled();
    void deadLettersInAnotherSlot();

private:
    std::unique_ptr<GroupConsumer> member(const QString &name, const QStringList &streams);
    int pendingIn(const QStringList &streams);
};

std::unique_ptr<GroupConsumer> TestClusterGroup::member(const QString &name, const QStringList &streams)
{
    auto consumer = std::make_unique<GroupConsumer>(m_client.get(), streams, u"g"_s, name);
    QFETCH_GLOBAL(int, connections);
    consumer->setMaxConnections(connections);
    consumer->setStartFrom(StartFrom::Beginning);
    consumer->setAckPolicy(GroupConsumer::AckPolicy::AfterDelivery);
    return consumer;
}

int TestClusterGroup::pendingIn(const QStringList &streams)
{
    int pending = 0;
    for (const QString &stream : streams)
        pending += m_cluster->command(stream.toUtf8(), {"XPENDING", stream.toUtf8(), "g"}).toList().value(0).toInt();
    return pending;
}

void TestClusterGroup::twoMembersShare()
{
    const QStringList streams = streamsOnAll(2);
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 100);
    const auto one = member(u"one"_s, streams);
    const auto two = member(u"two"_s, streams);
    Recorder first(one.get());
    Recorder second(two.get());
    one->start();
    two->start();
    QTRY_COMPARE(first.received.size() + second.received.size(), 600);
    QTRY_COMPARE(pendingIn(streams), 0);
    const QStringList all = first.received + second.received;
    QCOMPARE(QSet<QString>(all.begin(), all.end()).size(), 600);
}

void TestClusterGroup::maxInFlightOverAllSlots()
{
    // Less room than slots: each gets its turn.
    const QStringList streams = streamsOnAll(2);
    for (const QString &stream : streams)
        addNumbered(m_cluster->admin(m_cluster->nodeOf(stream.toUtf8())), stream.toUtf8(), 20);
    const auto consumer = member(u"one"_s, streams);
    consumer->setAckPolicy(GroupConsumer::AckPolicy::Manual);
    consumer->setMaxInFlight(3);
    qint64 most = 0;
    connect(consumer.get(), &GroupConsumer::entryReceived, this, [&](const QString &, const StreamEntry &entry) {
        most = qMax(most, consumer->inFlightCount());
        consumer->acknowledge(entry);
    });
    Recorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 120);
    QVERIFY2(most <= 3, qPrintable(QString::number(most)));
    QTRY_COMPARE(pendingIn(streams), 0);
}

void TestClusterGroup::slotsMove()
{
    const QStringList streams = streamsOnAll(2);
    const auto consumer = member(u"one"_s, streams);
    Recorder recorder(consumer.get());
    consumer->start();
    RedisClient writer(quick(m_cluster->url()));
    SteadyProducer producer(&writer, streams);
    QTRY_VERIFY(recorder.received.size() > 500);
    for (const QString &stream : streams) {
        const int slot = m_cluster->slotOf(stream.toUtf8());
        const int home = m_cluster->nodeOf(slot);
        QVERIFY2(moveSlot(slot, (home + 1) % 3), qPrintable(m_cluster->errorString()));
        QVERIFY2(moveSlot(slot, home), qPrintable(m_cluster->errorString()));
    }
    const qint64 before = producer.added();
    QTRY_VERIFY(producer.added() > before + 500);
    producer.stop();
    QTRY_VERIFY(producer.isIdle());
    expectAllOf(recorder.ledger, streams);
    QTRY_VERIFY2(recorder.ledger.problems(EntryLedger::AtLeastOnce).isEmpty(),
                 qPrintable(recorder.ledger.problems(EntryLedger::AtLeastOnce).join(u'\n')));
    QTRY_COMPARE(pendingIn(streams), 0);
}

void TestClusterGroup::masterKilled()
{
    const QStringList streams = streamsOnAll(2);
    const auto consumer = member(u"one"_s, streams);
    Recorder recorder(consumer.get());
    consumer->start();
    RedisClient writer(quick(m_cluster->url()));
    SteadyProducer producer(&writer, streams);
    QTRY_VERIFY(recorder.received.size() > 500);
    const int old = m_cluster->nodeOf(streams.constFirst().toUtf8());
    m_cluster->kill(old);
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    const qint64 before = producer.added();
    QTRY_VERIFY_WITH_TIMEOUT(producer.added() > before + 500, 60'000);
    producer.stop();
    QTRY_VERIFY(producer.isIdle());
    // What the dead master alone had is gone; what is there now was handed over.
    expectAllOf(recorder.ledger, streams);
    QTRY_VERIFY2(recorder.ledger.problems(EntryLedger::Lost).isEmpty(), qPrintable(recorder.ledger.problems(EntryLedger::Lost).join(u'\n')));
    QTRY_COMPARE_WITH_TIMEOUT(pendingIn(streams), 0, 60'000);
    QVERIFY(m_cluster->restart(old));
}

void TestClusterGroup::deadLettersInAnotherSlot()
{
    const QStringList streams = streamsOnAll(1);
    const QByteArray key = streams[0].toUtf8();
    addNumbered(m_cluster->admin(m_cluster->nodeOf(key)), key, 5);
    m_cluster->command(key, {"XGROUP", "CREATE", key, "g", "0"});
    m_cluster->command(key, {"XREADGROUP", "GROUP", "g", "dead", "STREAMS", key, ">"});
    const auto consumer = member(u"one"_s, {streams[0]});
    consumer->setAckPolicy(GroupConsumer::AckPolicy::Manual);
    consumer->setClaimMinIdle(50);
    consumer->setMaxDeliveries(1);
    consumer->setDeadLetterStream(streams[1]);
    QSignalSpy letters(consumer.get(), &GroupConsumer::entryDeadLettered);
    consumer->start();
    QTRY_COMPARE(letters.size(), 5);
    QCOMPARE(m_cluster->command(streams[1].toUtf8(), {"XLEN", streams[1].toUtf8()}).toInt(), 5);
    QTRY_COMPARE(pendingIn({streams[0]}), 0);
}

QTEST_GUILESS_MAIN(TestClusterGroup)
#include "tst_cluster_group.moc"
