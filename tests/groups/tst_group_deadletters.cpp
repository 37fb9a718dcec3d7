// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include "support/faultproxy.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Code = RedisError::Code;

/// What nobody can finish goes to the dead letters: once, with its origin, and it is never lost on the way.
class TestGroupDeadLetters : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void goesThereWithItsOrigin();
    void fromTheBacklog();
    void byManyMembersOnce();
    void throughBrokenConnections();
    void claimedByAnotherMeanwhile();
    void targetOfWrongType();
    void entryWithManyFields();
    void silentAfterAbort();

private:
    /// Leaves so many entries that were delivered so often to "dead".
    void leave(int entries, int deliveries)
    {
        makeGroup(admin(), "one");
        addNumbered(admin(), "one", entries);
        readAs(admin(), "one", "dead", entries);
        const QVariantList pending = admin().command({"XPENDING", "one", "g", "-", "+", QByteArray::number(entries)}).toList();
        for (const QVariant &entry : pending) {
            admin().command({"XCLAIM", "one", "g", "dead", "0", entry.toList().first().toByteArray(), "RETRYCOUNT",
                             QByteArray::number(deliveries)});
        }
    }
    static void setUp(GroupConsumer *consumer, int minIdle = 60)
    {
        consumer->setClaimMinIdle(minIdle);
        consumer->setClaimInterval(20);
        consumer->setMaxDeliveries(3);
        consumer->setDeadLetterStream(u"dead"_s);
        consumer->setAckPolicy(Policy::AfterDelivery);
    }
    /// origin-id -> how often it is among the dead letters.
    QHash<QByteArray, int> deadLetters()
    {
        QHash<QByteArray, int> ids;
        const QVariantList entries = admin().command({"XRANGE", "dead", "-", "+"}).toList();
        for (const QVariant &entry : entries) {
            const QVariantList fields = entry.toList().value(1).toList();
            const qsizetype at = fields.indexOf(QVariant(QByteArray("origin-id")));
            ++ids[fields.value(at + 1).toByteArray()];
        }
        return ids;
    }
    bool eachOnce(int entries)
    {
        const QHash<QByteArray, int> ids = deadLetters();
        return ids.size() == entries && std::all_of(ids.begin(), ids.end(), [](int times) { return times == 1; });
    }
};

void TestGroupDeadLetters::goesThereWithItsOrigin()
{
    leave(2, 3);
    admin().command({"XCLAIM", "one", "g", "dead", "0", "2-0", "RETRYCOUNT", "2"}); // one more is allowed
    const auto consumer = member(u"c"_s);
    setUp(consumer.get());
    GroupRecorder recorder(consumer.get());
    consumer->start();
    QTRY_COMPARE(recorder.count(u"dead"_s), 1);
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.received, QStringList {u"one 2-0"_s});
    QCOMPARE(recorder.deliveries.value(u"2-0"_s), 3);
    const QVariantList letter = admin().command({"XRANGE", "dead", "-", "+"}).toList().value(0).toList().value(1).toList();
    const QVariantList expected {
        QByteArray("origin-stream"), QByteArray("one"), QByteArray("origin-group"), QByteArray("g"),
        QByteArray("origin-consumer"), QByteArray("c"), QByteArray("origin-id"), QByteArray("1-0"),
        QByteArray("origin-deliveries"), QByteArray("4"), QByteArray("n"), QByteArray("1"),
    };
    QCOMPARE(letter, expected);
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(consumer->inFlightCount(), 0);
    QTRY_COMPARE(consumer->acknowledgedCount(), 2);
}

void TestGroupDeadLetters::fromTheBacklog()
{
    // A consumer that dies of an entry each time it starts does so three times, not for ever.
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 1);
    for (int round = 1; round <= 4; ++round) {
        const auto consumer = member(u"c"_s);
        setUp(consumer.get(), 60'000);
        consumer->setAckPolicy(Policy::Manual);
        consumer->setStartFromBacklog(true);
        GroupRecorder recorder(consumer.get());
        consumer->start();
        QTRY_COMPARE(recorder.count(round <= 3 ? u"entry"_s : u"dead"_s), 1);
        QCOMPARE(recorder.received.size(), round <= 3 ? 1 : 0);
    }
    QVERIFY(eachOnce(1));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupDeadLetters::byManyMembersOnce()
{
    leave(400, 5);
    std::vector<std::unique_ptr<GroupConsumer>> members;
    for (int i = 0; i < 5; ++i) {
        members.push_back(member(u"c%1"_s.arg(i)));
        setUp(members.back().get());
        members.back()->start();
    }
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QVERIFY(eachOnce(400));
}

void TestGroupDeadLetters::throughBrokenConnections()
{
    leave(200, 5);
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url()));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    setUp(&consumer);
    GroupRecorder recorder(&consumer);
    consumer.start();
    for (int cut = 0; cut < 12 && pendingCount(admin(), "one") > 0; ++cut) {
        const int connections = proxy.connectionCount();
        proxy.cutAfter(500 + 900 * (cut % 4));
        QTRY_VERIFY(proxy.connectionCount() > connections || pendingCount(admin(), "one") == 0);
    }
    proxy.cutAfter(-1);
    QTRY_COMPARE_WITH_TIMEOUT(pendingCount(admin(), "one"), 0, 60'000);
    QVERIFY(eachOnce(200));
    QTRY_COMPARE(recorder.count(u"dead"_s), 200);
    QTRY_COMPARE(consumer.inFlightCount(), 0);
}

void TestGroupDeadLetters::claimedByAnotherMeanwhile()
{
    // A slow network between the claim and the move: another member was quicker, and the letter is written once.
    leave(20, 5);
    FaultProxy proxy(m_server.port());
    RedisClient slowClient(quick(proxy.url()));
    GroupConsumer slow(&slowClient, {u"one"_s}, u"g"_s, u"slow"_s);
    setUp(&slow, 60'000);
    GroupRecorder recordSlow(&slow);
    slow.start();
    TRY_STATE(&slow, Following);
    proxy.setDelay(std::chrono::milliseconds(500));
    // Only now there is something to claim.
    QByteArrayList age {"XCLAIM", "one", "g", "dead", "0"};
    for (const QString &id : plainIds(1, 20))
        age.append(id.toLatin1());
    admin().command(age + QByteArrayList {"IDLE", "3600000", "JUSTID"});
    QTRY_COMPARE(pendingOf(admin(), "one").filter(u" slow "_s).size(), 20);
    const auto quickOne = member(u"quick"_s);
    setUp(quickOne.get());
    GroupRecorder recordQuick(quickOne.get());
    quickOne->start();
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QTRY_COMPARE(slow.inFlightCount(), 0);
    QVERIFY2(eachOnce(20), qPrintable(QString::number(admin().integer({"XLEN", "dead"}))));
    QTRY_COMPARE(recordSlow.count(u"dead"_s) + recordQuick.count(u"dead"_s), 20); // the slow one's replies come late
}

void TestGroupDeadLetters::targetOfWrongType()
{
    leave(3, 5);
    admin().command({"SET", "dead", "text"});
    const auto consumer = member(u"c"_s);
    setUp(consumer.get());
    GroupRecorder recorder(consumer.get());
    consumer->start();
    QTRY_VERIFY(recorder.errorCount(Code::WrongType) > 0);
    // It cannot be moved, so it stays.
    QCOMPARE(pendingCount(admin(), "one"), 3);
    QCOMPARE(recorder.count(u"dead"_s), 0);
    QCOMPARE(consumer->state(), StreamConsumer::State::Following);
    admin().command({"DEL", "dead"});
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QVERIFY(eachOnce(3));
}

void TestGroupDeadLetters::entryWithManyFields()
{
    makeGroup(admin(), "one");
    QByteArrayList fields;
    for (int i = 0; i < 6000; ++i)
        fields << "f" + QByteArray::number(i) << QByteArray::number(i);
    admin().xadd("one", "1-0", fields);
    readAs(admin(), "one", "dead", 1);
    admin().command({"XCLAIM", "one", "g", "dead", "0", "1-0", "RETRYCOUNT", "9", "JUSTID"});
    const auto consumer = member(u"c"_s);
    setUp(consumer.get());
    GroupRecorder recorder(consumer.get());
    consumer->start();
    QTRY_COMPARE(recorder.count(u"dead"_s), 1);
    QVERIFY(eachOnce(1));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QCOMPARE(admin().command({"XRANGE", "dead", "-", "+"}).toList().value(0).toList().value(1).toList().size(), 12'010);
}

void TestGroupDeadLetters::silentAfterAbort()
{
    leave(50, 5);
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url()));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    setUp(&consumer);
    GroupRecorder recorder(&consumer);
    consumer.start();
    TRY_STATE(&consumer, Following);
    proxy.setDelay(std::chrono::milliseconds(100));
    QTRY_VERIFY(admin().integer({"EXISTS", "dead"}) == 1);
    consumer.abort();
    const qsizetype before = recorder.log.size();
    // What was on its way is moved as a unit or not at all: each entry stands in one of the two places.
    QVERIFY(!QTest::qWaitFor([&] { return recorder.log.size() > before; }, 400));
    QTRY_COMPARE(admin().integer({"XLEN", "dead"}) + pendingCount(admin(), "one"), 50);
}

QTEST_GUILESS_MAIN(TestGroupDeadLetters)
#include "tst_group_deadletters.moc"
