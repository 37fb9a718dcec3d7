// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include "support/faultproxy.h"

#include <QtCore/QTimer>
#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Code = RedisError::Code;

/// Acknowledgements: sent together, kept until confirmed, settled by stop().
class TestGroupAcks : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void batched_data();
    void batched();
    void notBehindABlockedRead();
    void keptThroughOutage();
    void flushedByStop();
    void flushedByAbortAndDestruction();
    void deletedByDestruction();
    void removedStreamInItsSlot();
    void notOurs();
    void refusedByTheServer();
    void lostGroupIsNoticed();
    void ackAndDelete_data();
    void ackAndDelete();
    void releaseIsNotSupported();
    void removesTheConsumer();
    void keepsAConsumerWithPendingEntries();
    void stopsWhenTheServerIsGone();
    void pendingSummary();
};

void TestGroupAcks::batched_data()
{
    QTest::addColumn<GroupConsumer::AckPolicy>("policy");
    QTest::newRow("by the application") << Policy::Manual;
    QTest::newRow("after delivery") << Policy::AfterDelivery;
}

void TestGroupAcks::batched()
{
    QFETCH(GroupConsumer::AckPolicy, policy);
    addNumbered(admin(), "one", 10'000);
    const auto consumer = member(u"c"_s);
    consumer->setAckPolicy(policy);
    if (policy == Policy::Manual)
        acknowledgeAll(consumer.get());
    GroupRecorder recorder(consumer.get());
    QElapsedTimer clock;
    clock.start();
    consumer->start();
    TRY_RECEIVED(recorder, 10'000);
    QTRY_COMPARE(recorder.acknowledged, 10'000);
    QCOMPARE(consumer->acknowledgedCount(), 10'000);
    QCOMPARE(consumer->inFlightCount(), 0);
    QCOMPARE(pendingCount(admin(), "one"), 0);
    const qint64 calls = admin().commandCalls().value("xack");
    // One for every five milliseconds at most, and for every thousand entries.
    QVERIFY2(calls > 0 && calls < clock.elapsed() / 4 + 20, qPrintable(QString::number(calls)));
    // Twice the same is one command for it, and none when it is under way.
    addNumbered(admin(), "one", 1, 10'001);
    TRY_RECEIVED(recorder, 10'001);
    QTRY_COMPARE(recorder.acknowledged, 10'001);
}

void TestGroupAcks::notBehindABlockedRead()
{
    RedisClient client(m_server.url() + u"?block_limit=5000"_s);
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    addNumbered(admin(), "one", 1);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QTRY_COMPARE(blockedClients(admin()), 1);
    QElapsedTimer clock;
    clock.start();
    consumer.acknowledge("one", {StreamId(1, 0)});
    QTRY_COMPARE(recorder.acknowledged, 1);
    QVERIFY2(clock.elapsed() < 4000, qPrintable(QString::number(clock.elapsed())));
}

void TestGroupAcks::keptThroughOutage()
{
    FaultProxy proxy(m_server.port());
    // Commands give up waiting sooner than the outage ends: they are sent again by the consumer.
    RedisClient client(quick(proxy.url(), u"command_timeout=100"_s));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    GroupRecorder recorder(&consumer);
    addNumbered(admin(), "one", 500);
    consumer.start();
    TRY_RECEIVED(recorder, 500);
    proxy.setRefuse(true);
    proxy.cutAll();
    QTRY_COMPARE(consumer.state(), StreamConsumer::State::Reconnecting);
    for (int i = 1; i <= 500; ++i)
        consumer.acknowledge("one", {StreamId(quint64(i), 0)});
    QCOMPARE(consumer.inFlightCount(), 0);
    QVERIFY(!QTest::qWaitFor([&] { return recorder.acknowledged > 0; }, 500));
    proxy.setRefuse(false);
    QTRY_COMPARE(recorder.acknowledged, 500);
    QCOMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(recorder.received.size(), 500);
    QCOMPARE(recorder.count(u"ownership"_s), 0);
}

void TestGroupAcks::flushedByStop()
{
    addNumbered(admin(), "one", 100);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 100);
    for (int i = 1; i <= 100; ++i)
        consumer->acknowledge("one", {StreamId(quint64(i), 0)});
    qint64 pendingAtEnd = -1;
    qint64 acknowledgedAtEnd = -1;
    QObject::connect(consumer.get(), &StreamConsumer::stopped, &recorder, [&] {
        pendingAtEnd = pendingCount(admin(), "one");
        acknowledgedAtEnd = recorder.acknowledged;
    });
    QVERIFY(stops(consumer.get()));
    QCOMPARE(pendingAtEnd, 0);
    QCOMPARE(acknowledgedAtEnd, 100);
    // An acknowledgement that comes after the end is sent as well.
    addNumbered(admin(), "one", 1, 101);
    readAs(admin(), "one", "c", 1);
    consumer->acknowledge("one", {StreamId(101, 0)});
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupAcks::flushedByAbortAndDestruction()
{
    for (const bool destroy : {false, true}) {
        addNumbered(admin(), "one", 10, destroy ? 11 : 1);
        auto consumer = member(u"c"_s);
        GroupRecorder recorder(consumer.get());
        consumer->start();
        TRY_RECEIVED(recorder, 10);
        for (const QString &line : std::as_const(recorder.received))
            consumer->acknowledge(u"one"_s, {line.section(u' ', 1)});
        if (destroy)
            consumer.reset();
        else
            consumer->abort();
        QTRY_COMPARE(pendingCount(admin(), "one"), 0);
        QCOMPARE(recorder.acknowledged, 0); // nothing is emitted any more
    }
}

void TestGroupAcks::deletedByDestruction()
{
    addNumbered(admin(), "one", 10);
    auto consumer = member(u"c"_s);
    consumer->setAckPolicy(Policy::AckAndDelete);
    GroupRecorder recorder(consumer.get());
    // With the last of them it is destroyed: none has been sent by then.
    consumer->start();
    TRY_RECEIVED(recorder, 10);
    consumer.reset();
    QTRY_COMPARE(admin().integer({"XLEN", "one"}), 0);
    QCOMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupAcks::removedStreamInItsSlot()
{
    // The slot of an entry removes the stream, or aborts: the entry was delivered all the same.
    for (const bool abort : {false, true}) {
        const QByteArray name = abort ? "two" : "one";
        addNumbered(admin(), name, 3);
        const auto consumer = member(u"c"_s, {QString::fromLatin1(name), u"other"_s});
        consumer->setAckPolicy(Policy::AfterDelivery);
        GroupRecorder recorder(consumer.get());
        QObject::connect(consumer.get(), &StreamConsumer::entryReceived, consumer.get(), [&] {
            abort ? consumer->abort() : consumer->removeStream(QString::fromLatin1(name));
        });
        consumer->start();
        TRY_RECEIVED(recorder, 1);
        QTRY_COMPARE(pendingCount(admin(), name), 2);
    }
}

void TestGroupAcks::notOurs()
{
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_STATE(consumer, Following);
    consumer->acknowledge("elsewhere", {StreamId(1, 0)});
    QCOMPARE(recorder.errors.last().code(), Code::InvalidArgument);
    QCOMPARE(recorder.errors.last().stream(), u"elsewhere"_s);
    consumer->acknowledge(StreamEntry("elsewhere", StreamId(1, 0), {{"n", "1"}}));
    consumer->acknowledge(StreamEntry());
    consumer->acknowledge(u"one"_s, {u"first"_s});
    QCOMPARE(recorder.errorCount(Code::InvalidArgument), 4);
    QCOMPARE(consumer->state(), StreamConsumer::State::Following);
    QCOMPARE(admin().commandCalls().value("xack"), 0);
}

void TestGroupAcks::refusedByTheServer()
{
    addNumbered(admin(), "one", 10);
    admin().command({"ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@all", "-xack"});
    RedisClient client(quick(m_server.url(), u"user=reader&password=secret"_s));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    consumer.setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 10);
    QTRY_VERIFY(recorder.errorCount(Code::PermissionDenied) > 0);
    QCOMPARE(pendingCount(admin(), "one"), 10);
    // Said, not tried for ever, and stopping does not wait for it.
    QCOMPARE(recorder.errorCount(Code::PermissionDenied), 1);
    QVERIFY(stops(&consumer));
    QVERIFY(!recorder.errors.last().message().contains(u"secret"_s));
}

void TestGroupAcks::lostGroupIsNoticed()
{
    // A read of another stream keeps the reader busy; XACK says 0 and no error when its group is gone.
    RedisClient client(m_server.url() + u"?block_limit=5000"_s);
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    addNumbered(admin(), "one", 2);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 2);
    consumer.setPaused(true); // so that no read notices first
    admin().killClients("*");
    QTRY_COMPARE(consumer.reconnectCount(), 1);
    QCOMPARE(blockedClients(admin()), 0);
    admin().command({"XGROUP", "DESTROY", "one", "g"});
    consumer.acknowledge("one", {StreamId(1, 0)});
    QTRY_COMPARE(recorder.count(u"lost"_s), 1);
    QTRY_COMPARE(recorder.log.filter(u"created"_s).last(), u"created one 2-0"_s);
    QCOMPARE(recorder.acknowledged, 0);
}

void TestGroupAcks::ackAndDelete_data()
{
    QTest::addColumn<bool>("secondGroup");
    QTest::newRow("the only group") << false;
    QTest::newRow("two groups") << true;
}

void TestGroupAcks::ackAndDelete()
{
    QFETCH(bool, secondGroup);
    addNumbered(admin(), "one", 300);
    if (secondGroup)
        makeGroup(admin(), "one", "other");
    const auto consumer = member(u"c"_s);
    consumer->setAckPolicy(Policy::AckAndDelete);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 300);
    QTRY_COMPARE(recorder.acknowledged, 300);
    QCOMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(admin().integer({"XLEN", "one"}), secondGroup ? 300 : 0);
    QCOMPARE(recorder.errors, QList<RedisError>());
}

void TestGroupAcks::releaseIsNotSupported()
{
    addNumbered(admin(), "one", 1);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 1);
    const QFuture<qint64> released = consumer->release("one", {StreamId(1, 0)});
    QVERIFY(ends(released));
    QCOMPARE(failureOf(released).code(), Code::NotSupported);
    QVERIFY2(failureOf(released).message().contains(u"8.8"_s), qPrintable(failureOf(released).message()));
    QCOMPARE(consumer->inFlightCount(), 1);
    const QFuture<qint64> elsewhere = consumer->release("two", {StreamId(1, 0)});
    QVERIFY(ends(elsewhere));
    QCOMPARE(failureOf(elsewhere).code(), Code::InvalidArgument);
}

void TestGroupAcks::removesTheConsumer()
{
    addNumbered(admin(), "one", 5);
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    consumer->setRemoveConsumerOnStop(true);
    consumer->setReleaseOnStop(true);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    QVERIFY(stops(consumer.get()));
    QCOMPARE(admin().command({"XINFO", "CONSUMERS", "one", "g"}), QVariant(QVariantList()));
    QCOMPARE(admin().command({"XINFO", "CONSUMERS", "two", "g"}), QVariant(QVariantList()));
    QCOMPARE(recorder.errors, QList<RedisError>());
}

void TestGroupAcks::keepsAConsumerWithPendingEntries()
{
    addNumbered(admin(), "one", 5);
    const auto consumer = member(u"c"_s);
    consumer->setRemoveConsumerOnStop(true);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    consumer->acknowledge("one", {StreamId(1, 0)});
    QVERIFY(stops(consumer.get()));
    QCOMPARE(pendingCount(admin(), "one"), 4);
    QCOMPARE(recorder.errors.size(), 1);
    QCOMPARE(recorder.errors.first().stream(), u"one"_s);
    QVERIFY(recorder.errors.first().message().contains(u"pending"_s));
}

void TestGroupAcks::stopsWhenTheServerIsGone()
{
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url(), u"command_timeout=200"_s));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    consumer.setRemoveConsumerOnStop(true);
    GroupRecorder recorder(&consumer);
    addNumbered(admin(), "one", 3);
    consumer.start();
    TRY_RECEIVED(recorder, 3);
    proxy.setBlackHole(true);
    for (int round = 1; round <= 3; ++round) {
        consumer.acknowledge("one", {StreamId(quint64(round), 0)});
        QVERIFY(stops(&consumer));
        QCOMPARE(recorder.stopped, round);
        QVERIFY(!recorder.errors.isEmpty());
        // Late answers to this stop must not disturb the next one.
        proxy.setBlackHole(false);
        QTRY_COMPARE(pendingCount(admin(), "one"), 3 - round);
        consumer.start();
        TRY_STATE(&consumer, Following);
        if (round < 3)
            proxy.setBlackHole(true);
    }
    recorder.errors.clear();
    QVERIFY(stops(&consumer));
    QCOMPARE(admin().command({"XINFO", "CONSUMERS", "one", "g"}), QVariant(QVariantList()));
}

void TestGroupAcks::pendingSummary()
{
    addNumbered(admin(), "one", 5);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    const QFuture<PendingSummary> summary = consumer->pending(u"one"_s);
    QVERIFY(ends(summary));
    QCOMPARE(summary.result().total, 5);
    QCOMPARE(summary.result().consumers, QList<PendingConsumer>({{"c", 5}}));
    GroupConsumer without;
    QCOMPARE(failureOf(without.pending(u"one"_s)).code(), Code::InvalidState);
}

QTEST_GUILESS_MAIN(TestGroupAcks)
#include "tst_group_acks.moc"
