// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include "support/faultproxy.h"

#include <QtCore/QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// What a consumer had pending from before: handed over when asked for, left alone when not.
class TestGroupBacklog : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void shareWithoutAcknowledging();
    void roundTwo();
    void drainBringsBacklogAndNew();
    void fetchEntries();
    void orderOfSignals();
    void tombstones();
    void onlyTombstones();
    void manyPending();
    void largeEntriesComeInSmallPages();
    void restartsWhilePaging();
    void reconnectsWhilePaging();
    void startIdsAreOwnHistory();
    void addedWithAnId();
    void notAskedFor();
    void acknowledgedLater();
};

void TestGroupBacklog::shareWithoutAcknowledging()
{
    // Two consumers share thirty entries with NOACK: no entry goes to both, nothing is pending.
    const auto a = member(u"a"_s);
    const auto b = member(u"b"_s);
    GroupRecorder recordA(a.get());
    GroupRecorder recordB(b.get());
    for (GroupConsumer *consumer : {a.get(), b.get()}) {
        consumer->setAutoAcknowledge(true);
        consumer->setBufferSize(0);
        consumer->start();
    }
    QTRY_COMPARE(blockedClients(admin()), 2);
    for (int i = 1; i <= 30; ++i)
        addNumbered(admin(), "one", 1, i);
    QTRY_COMPARE(recordA.received.size() + recordB.received.size(), 30);
    QVERIFY(!recordA.received.isEmpty() && !recordB.received.isEmpty());
    QStringList all = recordA.received + recordB.received;
    all.removeDuplicates();
    QCOMPARE(all.size(), 30);
    QCOMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(a->inFlightCount() + b->inFlightCount(), 0);
}

void TestGroupBacklog::roundTwo()
{
    addNumbered(admin(), "one", 10);
    {
        const auto first = member(u"c"_s);
        GroupRecorder recorder(first.get());
        first->start();
        TRY_RECEIVED(recorder, 10);
        for (int i = 1; i <= 4; ++i)
            first->acknowledge(u"one"_s, {u"%1-0"_s.arg(i)});
        QCOMPARE(recorder.deliveries.value(u"5-0"_s), 1);
        QVERIFY(stops(first.get()));
        QCOMPARE(recorder.acknowledged, 4);
    }
    QCOMPARE(pendingCount(admin(), "one"), 6);
    addNumbered(admin(), "one", 3, 11);
    const auto second = member(u"c"_s);
    second->setStartFromBacklog(true);
    acknowledgeAll(second.get());
    GroupRecorder recorder(second.get());
    second->start();
    TRY_RECEIVED(recorder, 9);
    QCOMPARE(recorder.received, numbered(u"one"_s, 5, 13));
    QCOMPARE(recorder.deliveries.value(u"5-0"_s), 2);
    QCOMPARE(recorder.deliveries.value(u"10-0"_s), 2);
    QCOMPARE(recorder.deliveries.value(u"11-0"_s), 1);
    QCOMPARE(recorder.count(u"backlog"_s), 1);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupBacklog::drainBringsBacklogAndNew()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 40);
    readAs(admin(), "one", "c", 25);
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    consumer->setStartFromBacklog(true);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    const QFuture<qint64> drained = consumer->drain();
    QVERIFY(ends(drained));
    QCOMPARE(drained.result(), 40);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 40));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    const QFuture<qint64> again = consumer->drain();
    QVERIFY(ends(again));
    QCOMPARE(again.result(), 0);
}

void TestGroupBacklog::fetchEntries()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 3);
    readAs(admin(), "one", "c", 2);
    const auto consumer = member(u"c"_s);
    consumer->setStartFromBacklog(true);
    QStringList ids;
    for (int i = 0; i < 4; ++i) {
        const auto entry = consumer->fetchEntry();
        QVERIFY(ends(entry));
        ids.append(entry.result() ? entry.result()->idText() : u"none"_s);
    }
    QCOMPARE(ids, plainIds(1, 3) << u"none"_s);
    QCOMPARE(consumer->inFlightCount(), 3);
}

void TestGroupBacklog::orderOfSignals()
{
    // backlogFinished comes after the last old entry was handed over and before the first new one.
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 5);
    readAs(admin(), "one", "c", 3);
    makeGroup(admin(), "two");
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    consumer->setStartFromBacklog(true);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    QTRY_COMPARE(recorder.count(u"backlog"_s), 2);
    QCOMPARE(recorder.log.filter(u" one"_s),
             QStringList({u"entry one 1-0"_s, u"entry one 2-0"_s, u"entry one 3-0"_s, u"backlog one"_s, u"entry one 4-0"_s, u"entry one 5-0"_s}));
}

void TestGroupBacklog::tombstones()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 1500);
    readAs(admin(), "one", "c", 1500);
    // Whole pages of deleted entries, and every third of the others.
    for (int i = 1; i <= 1500; ++i) {
        if ((i > 100 && i <= 1150) || i % 3 == 0)
            admin().command({"XDEL", "one", QByteArray::number(i) + "-0"});
    }
    const qint64 left = admin().integer({"XLEN", "one"});
    const auto consumer = member(u"c"_s);
    consumer->setStartFromBacklog(true);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, left);
    QTRY_COMPARE(recorder.count(u"tombstone"_s), int(1500 - left));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(recorder.count(u"backlog"_s), 1);
    addNumbered(admin(), "one", 1, 2000);
    TRY_RECEIVED(recorder, left + 1);
    expectAll(recorder.ledger, admin(), {"one"});
    VERIFY_LEDGER(recorder.ledger);
}

void TestGroupBacklog::onlyTombstones()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 10);
    readAs(admin(), "one", "c", 10);
    admin().command({"XTRIM", "one", "MAXLEN", "0"});
    const auto consumer = member(u"c"_s);
    consumer->setStartFromBacklog(true);
    GroupRecorder recorder(consumer.get());
    const QFuture<qint64> drained = consumer->drain();
    QVERIFY(ends(drained));
    QCOMPARE(drained.result(), 0);
    QCOMPARE(recorder.count(u"tombstone"_s), 10);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(consumer->inFlightCount(), 0);
}

void TestGroupBacklog::manyPending()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 10'000);
    readAs(admin(), "one", "c", 10'000);
    const auto consumer = member(u"c"_s);
    consumer->setStartFromBacklog(true);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 10'000);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 10'000));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QTRY_COMPARE(recorder.acknowledged, 10'000);
}

void TestGroupBacklog::largeEntriesComeInSmallPages()
{
    makeGroup(admin(), "one");
    const QByteArray large(256 * 1024, 'x');
    for (int i = 1; i <= 200; ++i)
        admin().xadd("one", QByteArray::number(i) + "-0", {"text", large});
    readAs(admin(), "one", "c", 200);
    const auto consumer = member(u"c"_s);
    consumer->setStartFromBacklog(true);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    qint64 most = 0;
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, &recorder, [&] { most = qMax(most, consumer->bufferedCount()); });
    consumer->start();
    TRY_RECEIVED(recorder, 200);
    // 50 MB in all; what waits at a time is bounded in bytes, after the first page has shown how large they are.
    QVERIFY2(most < 150, qPrintable(QString::number(most)));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupBacklog::restartsWhilePaging()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 3000);
    readAs(admin(), "one", "c", 3000);
    EntryLedger ledger;
    expectAll(ledger, admin(), {"one"});
    QRandomGenerator random(3);
    for (int round = 0; ledger.seenCount() < 3000; ++round) {
        QVERIFY(round < 100);
        const auto consumer = member(u"c"_s);
        consumer->setStartFromBacklog(true);
        consumer->setAckPolicy(Policy::AfterDelivery);
        GroupRecorder recorder(consumer.get());
        QObject::connect(consumer.get(), &StreamConsumer::entryReceived, &recorder, [&](const QString &, const StreamEntry &entry) {
            ledger.saw("one", entry.id().toByteArray());
        });
        consumer->start();
        const int until = int(random.bounded(10, 900));
        QTRY_VERIFY(recorder.received.size() >= until || recorder.count(u"backlog"_s) > 0);
        if (round % 2)
            consumer->abort(); // what was handed over is acknowledged all the same
        else
            QVERIFY(stops(consumer.get()));
        QTRY_COMPARE(pendingCount(admin(), "one"), 3000 - ledger.seenCount());
    }
    VERIFY_LEDGER(ledger);
}

void TestGroupBacklog::reconnectsWhilePaging()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 5000);
    readAs(admin(), "one", "c", 4000);
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url()));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFromBacklog(true);
    consumer.setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(&consumer);
    consumer.start();
    QRandomGenerator random(5);
    for (int cut = 1; cut <= 10 && recorder.received.size() < 4000; ++cut) {
        const int connections = proxy.connectionCount();
        proxy.cutAfter(random.bounded(30'000));
        QTRY_VERIFY(proxy.connectionCount() > connections || recorder.received.size() >= 5000);
    }
    proxy.cutAfter(-1);
    QTRY_COMPARE_WITH_TIMEOUT(recorder.received.size(), 5000, 60'000);
    QVERIFY(consumer.reconnectCount() > 0);
    expectAll(recorder.ledger, admin(), {"one"});
    VERIFY_LEDGER(recorder.ledger);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupBacklog::startIdsAreOwnHistory()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 20);
    readAs(admin(), "one", "other", 5);
    readAs(admin(), "one", "c", 10);
    const auto consumer = member(u"c"_s);
    consumer->setStartIds({{u"one"_s, u"9-0"_s}});
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 11);
    QCOMPARE(recorder.received, numbered(u"one"_s, 10, 20));
    QCOMPARE(recorder.deliveries.value(u"10-0"_s), 2);
    QCOMPARE(recorder.deliveries.value(u"16-0"_s), 1);
    QCOMPARE(recorder.log.indexOf(u"backlog one"_s), 6);
    // What lies before stays pending and untouched, also when the connection is made anew.
    QVERIFY(admin().killClients("*") > 0);
    QTRY_COMPARE(consumer->reconnectCount(), 1);
    QTRY_COMPARE(blockedClients(admin()), 1);
    QCOMPARE(recorder.received.size(), 11);
    QCOMPARE(pendingOf(admin(), "one").mid(5, 5), QStringList({u"6-0 c 1"_s, u"7-0 c 1"_s, u"8-0 c 1"_s, u"9-0 c 1"_s, u"10-0 c 2"_s}));
}

void TestGroupBacklog::addedWithAnId()
{
    makeGroup(admin(), "two");
    addNumbered(admin(), "two", 6);
    readAs(admin(), "two", "c", 4);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    QTRY_COMPARE(blockedClients(admin()), 1);
    consumer->addStream(u"two"_s, u"2-0"_s);
    TRY_RECEIVED(recorder, 4);
    QCOMPARE(recorder.received, numbered(u"two"_s, 3, 6));
}

void TestGroupBacklog::notAskedFor()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 2500);
    readAs(admin(), "one", "c", 2400); // more than the list's pages
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 100);
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(admin().killClients("*") > 0);
        QTRY_COMPARE(consumer->reconnectCount(), i);
        QTRY_COMPARE(blockedClients(admin()), 1);
    }
    addNumbered(admin(), "one", 1, 2501);
    TRY_RECEIVED(recorder, 101);
    QCOMPARE(recorder.received, numbered(u"one"_s, 2401, 2501));
    QCOMPARE(recorder.count(u"backlog"_s), 0);
    QCOMPARE(pendingOf(admin(), "one").filter(QRegularExpression(u" c 1$"_s)).size(), 2501);
}

void TestGroupBacklog::acknowledgedLater()
{
    // An entry of an earlier run that was never handed over here can be acknowledged all the same.
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 3);
    readAs(admin(), "one", "c", 3);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_STATE(consumer, Following);
    consumer->acknowledge("one", {StreamId(1, 0), StreamId(3, 0)});
    QTRY_COMPARE(recorder.acknowledged, 2);
    QCOMPARE(pendingOf(admin(), "one"), QStringList {u"2-0 c 1"_s});
}

QTEST_GUILESS_MAIN(TestGroupBacklog)
#include "tst_group_backlog.moc"
