// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Code = RedisError::Code;
using Missing = GroupConsumer::MissingGroupPolicy;

namespace {
using Blow = void (*)(AdminClient &admin);
} // namespace

/// The group vanishes under a reader: noticed, made anew where nothing is lost, and never in a hot loop.
class TestGroupVanish : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void vanishes_data();
    void vanishes();
    void addedInTheSameMoment_data();
    void addedInTheSameMoment();
    void lowerIdsThatOutgrowTheOld_data();
    void lowerIdsThatOutgrowTheOld();
    void destroyedStreamGoesOn();
    void anotherMemberWasFirst();
    void keepsVanishing();
    void fromStart();
    void failPolicy_data();
    void failPolicy();
    void otherStreamsGoOn();
    void becomesAnotherType();
    void atOpening();
};

void TestGroupVanish::vanishes_data()
{
    QTest::addColumn<Blow>("blow");
    QTest::addColumn<bool>("streamStays");
    QTest::newRow("FLUSHALL") << Blow([](AdminClient &admin) { admin.command({"FLUSHALL"}); }) << false;
    QTest::newRow("DEL") << Blow([](AdminClient &admin) { admin.command({"DEL", "one"}); }) << false;
    QTest::newRow("XGROUP DESTROY") << Blow([](AdminClient &admin) { admin.command({"XGROUP", "DESTROY", "one", "g"}); }) << true;
    QTest::newRow("RENAME") << Blow([](AdminClient &admin) { admin.command({"RENAME", "one", "elsewhere"}); }) << false;
}

void TestGroupVanish::vanishes()
{
    QFETCH(Blow, blow);
    QFETCH(bool, streamStays);
    const auto consumer = member(u"c"_s);
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    QList<bool> healthyAtLoss;
    connect(consumer.get(), &GroupConsumer::groupLost, this, [&] { healthyAtLoss.append(consumer->isHealthy()); });
    QElapsedTimer clock;
    clock.start();
    consumer->start();
    QTRY_COMPARE(blockedClients(admin()), 1);
    int next = 1;
    for (int round = 1; round <= 10; ++round) {
        blow(admin());
        QTRY_COMPARE(recorder.count(u"lost"_s), round);
        QTRY_COMPARE(recorder.count(u"created"_s), round + 1);
        // Ids of a new stream begin anew, below what was read of the old one.
        if (!streamStays)
            next = 1;
        addNumbered(admin(), "one", 3, next);
        next += 3;
        TRY_RECEIVED(recorder, 3 * round);
        QCOMPARE(recorder.received.mid(3 * (round - 1)), numbered(u"one"_s, next - 3, next - 1));
        QTRY_COMPARE(pendingCount(admin(), "one"), 0);
        QTRY_COMPARE(blockedClients(admin()), 1);
    }
    QCOMPARE(consumer->state(), StreamConsumer::State::Following);
    QCOMPARE(consumer->inFlightCount(), 0);
    QVERIFY(consumer->isHealthy());
    QCOMPARE(healthyAtLoss, QList<bool>(10, false));
    // Eleven groups were made; nothing went round in circles.
    const auto calls = admin().commandCalls();
    // Each read waits for 300 ms when nothing comes.
    QVERIFY2(calls.value("xreadgroup") < 120 + clock.elapsed() / 300, qPrintable(QString::number(calls.value("xreadgroup"))));
    QVERIFY2(calls.value("xinfo|groups") < 60, qPrintable(QString::number(calls.value("xinfo|groups"))));
    QVERIFY(calls.value("xgroup|create") <= 12);
}

void TestGroupVanish::addedInTheSameMoment_data()
{
    vanishes_data();
}

void TestGroupVanish::addedInTheSameMoment()
{
    // Entries are there before anybody could make the group anew.
    QFETCH(Blow, blow);
    QFETCH(bool, streamStays);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    addNumbered(admin(), "one", 10);
    consumer->start();
    TRY_RECEIVED(recorder, 10);
    QTRY_COMPARE(blockedClients(admin()), 1);
    admin().command({"MULTI"});
    blow(admin());
    for (int i = 1; i <= 5; ++i)
        admin().command({"XADD", "one", QByteArray::number(streamStays ? i + 10 : i) + "-0", "n", "1"});
    admin().command({"EXEC"});
    TRY_RECEIVED(recorder, 15);
    QCOMPARE(recorder.received.mid(10), streamStays ? numbered(u"one"_s, 11, 15) : numbered(u"one"_s, 1, 5));
}

void TestGroupVanish::lowerIdsThatOutgrowTheOld_data()
{
    QTest::addColumn<bool>("following");
    QTest::newRow("while a read waits") << true;
    QTest::newRow("between reads") << false;
}

void TestGroupVanish::lowerIdsThatOutgrowTheOld()
{
    // The new stream is past the old position when it is found: none of its entries counts as read.
    QFETCH(bool, following);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    admin().xadd("one", "10-5", {"n", "1"});
    if (following)
        consumer->start();
    else
        QVERIFY(ends(consumer->drain()));
    TRY_RECEIVED(recorder, 1);
    QTRY_COMPARE(blockedClients(admin()), following ? 1 : 0);
    admin().command({"MULTI"});
    admin().command({"DEL", "one"});
    for (int i = 1; i <= 20; ++i)
        admin().command({"XADD", "one", QByteArray::number(i) + "-0", "n", "1"});
    admin().command({"EXEC"});
    if (!following)
        consumer->start();
    TRY_RECEIVED(recorder, 21);
    QCOMPARE(recorder.received.mid(1), numbered(u"one"_s, 1, 20));
}

void TestGroupVanish::destroyedStreamGoesOn()
{
    // The same for a stream that stays, from which the last entry read was deleted: it goes on behind it.
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    addNumbered(admin(), "one", 10);
    consumer->start();
    TRY_RECEIVED(recorder, 10);
    QTRY_COMPARE(blockedClients(admin()), 1);
    admin().command({"MULTI"});
    admin().command({"XDEL", "one", "10-0"});
    admin().command({"XGROUP", "DESTROY", "one", "g"});
    admin().command({"XADD", "one", "11-0", "n", "1"});
    admin().command({"EXEC"});
    TRY_RECEIVED(recorder, 11);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 11));
    QCOMPARE(recorder.log.filter(u"created"_s).last(), u"created one 10-0"_s);
}

void TestGroupVanish::anotherMemberWasFirst()
{
    const auto a = member(u"a"_s);
    const auto b = member(u"b"_s);
    GroupRecorder recordA(a.get());
    GroupRecorder recordB(b.get());
    for (GroupConsumer *consumer : {a.get(), b.get()}) {
        consumer->setAckPolicy(Policy::AfterDelivery);
        consumer->start();
    }
    // Looked at once each time: a member may be between two reads at the next look.
    const auto bothWait = [this] { return QTest::qWaitFor([this] { return blockedClients(admin()) == 2; }, 60'000); };
    QVERIFY(bothWait());
    for (int round = 1; round <= 10; ++round) {
        admin().command({"FLUSHALL"});
        QTRY_COMPARE_WITH_TIMEOUT(recordA.count(u"lost"_s) + recordB.count(u"lost"_s), 2 * round, 60'000);
        addNumbered(admin(), "one", 10);
        QTRY_COMPARE_WITH_TIMEOUT(recordA.received.size() + recordB.received.size(), 10 * round, 60'000);
        QVERIFY(bothWait());
        QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    }
    // One of them made it each time.
    QCOMPARE(recordA.count(u"created"_s) + recordB.count(u"created"_s), 11);
}

void TestGroupVanish::keepsVanishing()
{
    // As fast as it is made it is taken away again: pauses grow, commands stay few, and in the end it reads.
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    QTRY_COMPARE(blockedClients(admin()), 1);
    admin().command({"CONFIG", "RESETSTAT"});
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 2000) {
        admin().command({"DEL", "one"});
        QTest::qWait(1);
    }
    const auto calls = admin().commandCalls();
    const qint64 all = calls.value("xreadgroup") + calls.value("xinfo|groups") + calls.value("xinfo|stream") + calls.value("xgroup|create")
        + calls.value("xpending");
    QVERIFY2(all < 200, qPrintable(QString::number(all)));
    addNumbered(admin(), "one", 3);
    TRY_RECEIVED(recorder, 3);
}

void TestGroupVanish::fromStart()
{
    addNumbered(admin(), "one", 5);
    const auto consumer = member(u"c"_s);
    consumer->setMissingGroupPolicy(Missing::RecreateFromStart);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    QTRY_COMPARE(blockedClients(admin()), 1);
    admin().command({"XGROUP", "DESTROY", "one", "g"});
    TRY_RECEIVED(recorder, 10);
    QCOMPARE(recorder.received.mid(5), numbered(u"one"_s, 1, 5));
    QCOMPARE(recorder.log.filter(u"created"_s).last(), u"created one 0-0"_s);
}

void TestGroupVanish::failPolicy_data()
{
    QTest::addColumn<bool>("byPolicy");
    QTest::newRow("policy Fail") << true;
    QTest::newRow("autoCreate off") << false;
}

void TestGroupVanish::failPolicy()
{
    QFETCH(bool, byPolicy);
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 5);
    const auto consumer = member(u"c"_s);
    if (byPolicy)
        consumer->setMissingGroupPolicy(Missing::Fail);
    else
        consumer->setAutoCreate(false);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    QTRY_COMPARE(blockedClients(admin()), 1);
    admin().command({"FLUSHALL"});
    TRY_STATE(consumer, Failed);
    QCOMPARE(consumer->error().code(), Code::GroupMissing);
    QCOMPARE(consumer->error().stream(), u"one"_s);
    QCOMPARE(recorder.count(u"lost"_s), 1);
    QCOMPARE(admin().integer({"EXISTS", "one"}), 0);
}

void TestGroupVanish::otherStreamsGoOn()
{
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s, u"three"_s});
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    for (int round = 1; round <= 10; ++round) {
        QTRY_COMPARE(blockedClients(admin()), 1);
        // It comes back with a lower id than any read before. (With the same one nobody could tell, from Redis 7.2 on,
        // that it is another entry: the error is that of a group that was destroyed.)
        admin().command({"DEL", "two"});
        addNumbered(admin(), "one", 1, round);
        addNumbered(admin(), "two", 1, 100 - round);
        addNumbered(admin(), "three", 1, round);
        TRY_RECEIVED(recorder, 3 * round);
    }
    QCOMPARE(recorder.of(u"one"_s), numbered(u"one"_s, 1, 10));
    QCOMPARE(recorder.of(u"three"_s), numbered(u"three"_s, 1, 10));
    QCOMPARE(recorder.count(u"lost"_s), recorder.log.filter(u"lost two"_s).size());
}

void TestGroupVanish::becomesAnotherType()
{
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    GroupRecorder recorder(consumer.get());
    consumer->start();
    QTRY_COMPARE(blockedClients(admin()), 1);
    admin().command({"SET", "one", "text"});
    QTRY_COMPARE(recorder.errorCount(Code::WrongType), 1);
    addNumbered(admin(), "two", 3);
    TRY_RECEIVED(recorder, 3);
    QCOMPARE(admin().command({"GET", "one"}), QVariant(QByteArray("text")));
}

void TestGroupVanish::atOpening()
{
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    QVERIFY(ends(consumer->open()));
    admin().command({"FLUSHALL"});
    addNumbered(admin(), "one", 4);
    consumer->start();
    TRY_RECEIVED(recorder, 4);
    QCOMPARE(recorder.count(u"lost"_s), 1);
}

QTEST_GUILESS_MAIN(TestGroupVanish)
#include "tst_group_vanish.moc"
