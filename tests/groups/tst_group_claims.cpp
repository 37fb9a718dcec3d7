// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include "support/faultproxy.h"

#include <QtCore/QThread>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Code = RedisError::Code;

/// Entries of members that do not finish them are taken over; work that goes on is not.
class TestGroupClaims : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void takesOver();
    void manyMembersTakeOverOnce();
    void ownWorkIsNotClaimed();
    void agedInTheBuffer();
    void agedBehindABlockedThread();
    void unseenOwnEntriesAreNotCounted();
    void claimsInPortions();
    void deletedEntriesOfTheDead();
    void lostClaimReply();
    void heartbeatKeepsWork();
    void heartbeatIsRefused();
    void ownershipLostByClaim();
    void claimedWorkMakesRoom();
    void notWhilePaused();

private:
    /// Nothing comes near that by itself, however long the machine stands still.
    static constexpr int longIdle = 60'000;

    /// As if the entries from first-0 to last-0 had been delivered to \a consumer an hour ago.
    void age(const QByteArray &consumer, int first, int last)
    {
        QByteArrayList words {"XCLAIM", "one", "g", consumer, "0"};
        for (const QString &id : plainIds(first, last))
            words.append(id.toLatin1());
        admin().command(words + QByteArrayList {"IDLE", "3600000", "JUSTID"});
    }

    std::unique_ptr<GroupConsumer> claimer(const QString &name, int minIdle)
    {
        auto consumer = member(name);
        consumer->setClaimMinIdle(minIdle);
        consumer->setClaimInterval(40);
        return consumer;
    }
};

void TestGroupClaims::takesOver()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 350);
    readAs(admin(), "one", "dead", 300); // several pages
    readAs(admin(), "one", "dying", 50);
    age("dead", 1, 300);
    age("dying", 301, 350);
    const auto consumer = claimer(u"c"_s, longIdle);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 350);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 350));
    QCOMPARE(recorder.count(u"claimed"_s), 350);
    QCOMPARE(recorder.deliveries.value(u"1-0"_s), 2);
    QVERIFY(recorder.log.indexOf(u"claimed one 1-0"_s) < recorder.log.indexOf(u"entry one 1-0"_s));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupClaims::manyMembersTakeOverOnce()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 1000);
    readAs(admin(), "one", "dead", 1000);
    age("dead", 1, 1000);
    std::vector<std::unique_ptr<GroupConsumer>> members;
    EntryLedger ledger;
    QObject context;
    expectAll(ledger, admin(), {"one"});
    for (int i = 0; i < 4; ++i) {
        members.push_back(claimer(u"c%1"_s.arg(i), longIdle));
        members.back()->setAckPolicy(Policy::AfterDelivery);
        QObject::connect(members.back().get(), &StreamConsumer::entryReceived, &context,
                         [&](const QString &, const StreamEntry &entry) { ledger.saw("one", entry.id().toByteArray()); });
        members.back()->start();
    }
    QTRY_COMPARE(ledger.seenCount(), 1000);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    const QStringList problems = ledger.problems(EntryLedger::Lost | EntryLedger::Duplicated | EntryLedger::Unexpected);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
}

void TestGroupClaims::ownWorkIsNotClaimed()
{
    // Held far longer than claimMinIdle, and nobody else there: it is not handed over again, nor counted.
    addNumbered(admin(), "one", 5);
    const auto consumer = claimer(u"c"_s, 60);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    QVERIFY(!QTest::qWaitFor([&] { return recorder.received.size() > 5; }, 500));
    QCOMPARE(pendingOf(admin(), "one").filter(u" c 1"_s).size(), 5);
}

void TestGroupClaims::agedInTheBuffer()
{
    // A slow member has read more than it can do in time. The other takes over what waits too long; nothing is
    // worked on twice.
    addNumbered(admin(), "one", 60);
    makeGroup(admin(), "one");
    RedisClient quickClient(quick(m_server.url()));
    GroupConsumer fast(&quickClient, {u"one"_s}, u"g"_s, u"fast"_s);
    fast.setClaimMinIdle(2000);
    fast.setClaimInterval(20);
    fast.setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recordFast(&fast);
    const auto slow = claimer(u"slow"_s, 2000);
    slow->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recordSlow(slow.get());
    QObject::connect(slow.get(), &StreamConsumer::entryReceived, slow.get(), [&] {
        // Work that keeps the event loop going, as a dialogue does. All of it would take six seconds.
        QTest::qWait(100);
    });
    slow->start();
    QTRY_VERIFY(!recordSlow.received.isEmpty());
    fast.start();
    QTRY_COMPARE_WITH_TIMEOUT(pendingCount(admin(), "one"), 0, 60'000);
    QTRY_COMPARE(recordSlow.received.size() + recordFast.received.size(), 60);
    QVERIFY(!recordFast.received.isEmpty()); // how many depends on who looks first
    QStringList all = recordSlow.received + recordFast.received;
    all.removeDuplicates();
    QCOMPARE(all.size(), 60);
}

void TestGroupClaims::agedBehindABlockedThread()
{
    // The slot blocks the whole thread, so the next reply waits in the socket, for longer than it may.
    const auto slow = claimer(u"slow"_s, 200);
    slow->setBufferSize(0);
    slow->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(slow.get());
    bool blocked = false;
    QObject::connect(slow.get(), &StreamConsumer::entryReceived, slow.get(), [&] {
        if (!std::exchange(blocked, true)) {
            admin().command({"XADD", "one", "2-0", "n", "2"}); // goes to the next read, which is under way
            QThread::msleep(400);
            // Another member works on it meanwhile.
            admin().command({"XCLAIM", "one", "g", "other", "200", "2-0"});
        }
    });
    addNumbered(admin(), "one", 1);
    slow->start();
    QTRY_VERIFY(blocked);
    addNumbered(admin(), "one", 1, 3);
    QTRY_VERIFY(recorder.received.contains(u"one 3-0"_s));
    // If the reader had it in its reply, it is not handed over while the other has it.
    const QStringList pending = pendingOf(admin(), "one");
    if (pending.filter(u"2-0 other"_s).size() == 1)
        QVERIFY(!recorder.received.contains(u"one 2-0"_s));
}

void TestGroupClaims::unseenOwnEntriesAreNotCounted()
{
    // One slow member alone, without a bound: what waits too long in its buffer is dropped and claimed again, by
    // itself. None of that makes an entry poison that was never worked on.
    addNumbered(admin(), "one", 40);
    const auto consumer = claimer(u"c"_s, 150);
    consumer->setMaxDeliveries(2);
    consumer->setDeadLetterStream(u"dead"_s);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, consumer.get(), [] { QTest::qWait(30); });
    consumer->start();
    QTRY_COMPARE_WITH_TIMEOUT(recorder.times.size(), 40, 60'000); // nothing is pending at the start, either
    QTRY_COMPARE_WITH_TIMEOUT(pendingCount(admin(), "one"), 0, 60'000);
    QCOMPARE(recorder.received.size(), 40);
    QCOMPARE(recorder.count(u"dead"_s), 0);
    QCOMPARE(recorder.count(u"claimed"_s), 0); // they were nobody else's
    QCOMPARE(admin().integer({"EXISTS", "dead"}), 0);
}

void TestGroupClaims::claimsInPortions()
{
    // A dead member leaves thousands: they are not all taken at once into a buffer where they would only age.
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 3000);
    readAs(admin(), "one", "dead", 3000);
    const auto consumer = claimer(u"c"_s, 100);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    qint64 most = 0;
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, &recorder, [&] { most = qMax(most, consumer->bufferedCount()); });
    consumer->start();
    TRY_RECEIVED(recorder, 3000);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QVERIFY2(most <= 500, qPrintable(QString::number(most)));
    QCOMPARE(recorder.times.size(), 3000);
}

void TestGroupClaims::deletedEntriesOfTheDead()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 10);
    readAs(admin(), "one", "dead", 10);
    for (int i = 1; i <= 10; i += 2)
        admin().command({"XDEL", "one", QByteArray::number(i) + "-0"});
    const auto consumer = claimer(u"c"_s, 100);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    QTRY_COMPARE(recorder.count(u"tombstone"_s), 5);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(consumer->inFlightCount(), 0);
}

void TestGroupClaims::lostClaimReply()
{
    // The connection ends with the reply to XCLAIM: the entries are ours now, and come without being counted twice.
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 50);
    readAs(admin(), "one", "dead", 50);
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url()));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setClaimMinIdle(longIdle);
    consumer.setClaimInterval(50);
    consumer.setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_STATE(&consumer, Following);
    QTRY_VERIFY(admin().commandCalls().value("xpending") > 0);
    const qint64 claims = admin().commandCalls().value("xclaim");
    // Past the reply to XPENDING, which is long before XCLAIM's: in the middle of the latter.
    proxy.cutAfter(50 * 40 + 300);
    age("dead", 1, 50); // only now there is something to claim
    TRY_RECEIVED(recorder, 50);
    QCOMPARE(recorder.times.size(), 50);
    QVERIFY(admin().commandCalls().value("xclaim") > claims);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupClaims::heartbeatIsRefused()
{
    // Without the permission for scripts it cannot keep what it works on: that is said, and once.
    admin().command({"ACL", "SETUSER", "me", "on", ">secret", "~*", "&*", "+@all", "-@scripting"});
    QString url = quick(m_server.url());
    url.insert(url.indexOf(u"//") + 2, u"me:secret@"_s);
    RedisClient client(url);
    addNumbered(admin(), "one", 1);
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    consumer.setHeartbeat(20);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QTRY_COMPARE(recorder.errors.size(), 1);
    QCOMPARE(recorder.errors.constFirst().code(), RedisError::Code::PermissionDenied);
    QCOMPARE(recorder.errors.constFirst().stream(), u"one"_s);
    QVERIFY2(recorder.errors.constFirst().message().contains(u"heartbeat"), qPrintable(recorder.errors.constFirst().message()));
    QCOMPARE(consumer.state(), StreamConsumer::State::Following);
    admin().command({"ACL", "DELUSER", "me"});
}

void TestGroupClaims::heartbeatKeepsWork()
{
    addNumbered(admin(), "one", 250); // more than one script's worth
    const auto working = member(u"working"_s);
    working->setHeartbeat(100);
    GroupRecorder recordWorking(working.get());
    working->start();
    TRY_RECEIVED(recordWorking, 250);
    const auto waiting = claimer(u"waiting"_s, 3000);
    waiting->setHeartbeat(100);
    GroupRecorder recordWaiting(waiting.get());
    waiting->start();
    QVERIFY(!QTest::qWaitFor([&] { return !recordWaiting.received.isEmpty(); }, 4000));
    QCOMPARE(pendingOf(admin(), "one").filter(u" working 1"_s).size(), 250);
    QCOMPARE(recordWorking.count(u"ownership"_s), 0);
    // Without the heart the work is taken over.
    working->abort();
    TRY_RECEIVED(recordWaiting, 250);
    QCOMPARE(recordWaiting.deliveries.value(u"1-0"_s), 2);
}

void TestGroupClaims::ownershipLostByClaim()
{
    addNumbered(admin(), "one", 4);
    const auto consumer = member(u"c"_s);
    consumer->setHeartbeat(50);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 4);
    admin().command({"XCLAIM", "one", "g", "other", "0", "2-0"});
    QTRY_COMPARE(recorder.log.filter(u"ownership"_s), QStringList {u"ownership one 2-0"_s});
    // The heartbeat has not stolen it back.
    QCOMPARE(pendingOf(admin(), "one").filter(u"2-0"_s), QStringList {u"2-0 other 2"_s});
    admin().command({"XACK", "one", "g", "3-0"});
    QTRY_COMPARE(recorder.count(u"ownership"_s), 2);
    QCOMPARE(consumer->inFlightCount(), 2);
    // Also without a heartbeat: a new connection looks.
    const auto plain = member(u"plain"_s);
    GroupRecorder recordPlain(plain.get());
    addNumbered(admin(), "one", 1, 5);
    consumer->abort();
    plain->start();
    addNumbered(admin(), "one", 1, 6);
    QTRY_VERIFY(recordPlain.received.contains(u"one 6-0"_s));
    admin().command({"XCLAIM", "one", "g", "other", "0", "6-0"});
    admin().killClients("*");
    QTRY_VERIFY(recordPlain.log.contains(u"ownership one 6-0"_s));
}

void TestGroupClaims::claimedWorkMakesRoom()
{
    // A member that fails says nothing; another takes the entry over, and the first has room for new ones again.
    addNumbered(admin(), "one", 10);
    const auto failing = claimer(u"failing"_s, 150);
    failing->setMaxInFlight(4);
    GroupRecorder recordFailing(failing.get());
    failing->start();
    TRY_RECEIVED(recordFailing, 4);
    const auto working = claimer(u"working"_s, 150);
    working->setMaxInFlight(4);
    acknowledgeAll(working.get());
    GroupRecorder recordWorking(working.get());
    working->start();
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QTRY_COMPARE(failing->inFlightCount(), 0);
    QCOMPARE(recordWorking.times.size(), 10);
    QCOMPARE(recordFailing.count(u"ownership"_s), int(recordFailing.received.size()));
}

void TestGroupClaims::notWhilePaused()
{
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 3);
    readAs(admin(), "one", "dead", 3);
    const auto consumer = claimer(u"c"_s, 60);
    GroupRecorder recorder(consumer.get());
    consumer->setPaused(true);
    consumer->start();
    TRY_STATE(consumer, Paused);
    QVERIFY(!QTest::qWaitFor([&] { return admin().commandCalls().value("xclaim") > 0; }, 300));
    consumer->setPaused(false);
    TRY_RECEIVED(recorder, 3);
}

QTEST_GUILESS_MAIN(TestGroupClaims)
#include "tst_group_claims.moc"
