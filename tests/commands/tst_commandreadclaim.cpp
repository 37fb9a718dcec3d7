// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "claimserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;
using std::chrono::milliseconds;

/// XREADGROUP with CLAIM (Redis 8.4+) against a real server that has it. The cases are those of Redis' own
/// stream-cgroups.tcl, as a client sees them. Those that wait: tst_commandreadclaimwaiting.
class TestCommandReadClaim : public ClaimServerTest
{
    Q_OBJECT

public:
    using ClaimServerTest::ClaimServerTest;

private Q_SLOTS:
    void pendingBeforeNew();
    void nothingPending();
    void notIdleEnough();
    void countForBoth();
    void ownershipAndDeliveryCount();
    void withoutAcknowledging();
    void severalStreams();
    void acknowledgedIsNotClaimed();
    void forcedIsClaimed();
    void deletedIsLeftOut();
    void missingGroup();
    void waitsUntilOldEnough();
    void insideTransaction();
};

void TestCommandReadClaim::pendingBeforeNew()
{
    REQUIRE_CLAIM();
    makeGroup(3);
    ok(read("c", 2));
    age({{2, 0}}, 200s);
    age({{1, 0}}, 100s);
    const QList<StreamEntries> all = ok(claiming("d"));
    // The longest idle first.
    QCOMPARE(deliveries(all), QByteArrayList({"2-0 1", "1-0 1", "3-0 new"}));
    QVERIFY(all[0].at(0).idle() >= 200'000);
    QVERIFY(all[0].at(1).idle() >= 100'000 && all[0].at(1).idle() < 200'000);
    QCOMPARE(all[0].at(1).value("a"), QByteArray("1"));
}

void TestCommandReadClaim::nothingPending()
{
    REQUIRE_CLAIM();
    makeGroup(2);
    QCOMPARE(deliveries(ok(claiming("c"))), QByteArrayList({"1-0 new", "2-0 new"}));
    ok(Xack {"s", "g", {{1, 0}, {2, 0}}});
    QVERIFY(ok(claiming("c", 0ms)).isEmpty());
    // Without CLAIM nothing is said of deliveries.
    add("s", {3, 0});
    QCOMPARE(described(ok(read("c"))), QByteArrayList({"s 3-0 a=3"}));
}

void TestCommandReadClaim::notIdleEnough()
{
    REQUIRE_CLAIM();
    makeGroup(2);
    ok(read("c"));
    QVERIFY(ok(claiming("d")).isEmpty());
    QVERIFY(ok(claiming("d", milliseconds(std::numeric_limits<qint64>::max()))).isEmpty());
    QCOMPARE(deliveries(ok(claiming("d", 0ms))), QByteArrayList({"1-0 1", "2-0 1"}));
}

void TestCommandReadClaim::countForBoth()
{
    REQUIRE_CLAIM();
    makeGroup(5);
    ok(read("c", 3));
    age({{1, 0}, {2, 0}, {3, 0}});
    QCOMPARE(ok(claiming("d", 50s, 2))[0].size(), 2);
    QCOMPARE(deliveries(ok(claiming("d", 50s, 2))), QByteArrayList({"3-0 1", "4-0 new"}));
}

void TestCommandReadClaim::ownershipAndDeliveryCount()
{
    REQUIRE_CLAIM();
    makeGroup(2);
    ok(read("c"));
    QCOMPARE(deliveries(ok(claiming("d", 0ms))), QByteArrayList({"1-0 1", "2-0 1"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 d 2", "2-0 d 2"}));
    // One's own as well, and what XCLAIM counted.
    ok(Xclaim {"s", "g", "e", 0ms, {{2, 0}}});
    QCOMPARE(deliveries(ok(claiming("d", 0ms))), QByteArrayList({"1-0 2", "2-0 3"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 d 3", "2-0 d 4"}));
}

void TestCommandReadClaim::withoutAcknowledging()
{
    REQUIRE_CLAIM();
    makeGroup(2);
    ok(read("c", 1));
    Xreadgroup command = claiming("d", 0ms);
    command.options.noAck = true;
    QCOMPARE(deliveries(ok(command)), QByteArrayList({"1-0 1", "2-0 new"}));
    // The new one never becomes pending, the claimed one stays so.
    QCOMPARE(pending(), QByteArrayList({"1-0 d 2"}));
    QCOMPARE(deliveries(ok(command)), QByteArrayList({"1-0 2"}));
}

void TestCommandReadClaim::severalStreams()
{
    REQUIRE_CLAIM();
    makeGroup(2);
    addMany("t", 2);
    ok(XgroupCreate {"t", "g", StreamId()});
    Xreadgroup command {"g", "c", {{"s", {}}, {"t", {}}}};
    command.options.count = 1;
    ok(command);
    command.options.count = -1;
    command.options.claimMinIdle = 0ms;
    const QList<StreamEntries> both = ok(command);
    QCOMPARE(both.size(), 2);
    QCOMPARE(deliveries(both), QByteArrayList({"1-0 1", "2-0 new", "1-0 1", "2-0 new"}));
    QCOMPARE(both[1].at(0).streamKey(), QByteArray("t"));
}

void TestCommandReadClaim::acknowledgedIsNotClaimed()
{
    REQUIRE_CLAIM();
    makeGroup(3);
    ok(read("c"));
    ok(Xack {"s", "g", {{1, 0}, {3, 0}}});
    QCOMPARE(deliveries(ok(claiming("d", 0ms))), QByteArrayList({"2-0 1"}));
    ok(Xack {"s", "g", {{2, 0}}});
    QVERIFY(ok(claiming("d", 0ms)).isEmpty());
}

void TestCommandReadClaim::forcedIsClaimed()
{
    REQUIRE_CLAIM();
    makeGroup(3);
    XclaimOptions force;
    force.force = true;
    ok(XclaimJustId {"s", "g", "c", 0ms, {{1, 0}, {2, 0}}, force});
    QCOMPARE(deliveries(ok(claiming("d", 0ms, 2))), QByteArrayList({"1-0 1", "2-0 1"}));
}

void TestCommandReadClaim::deletedIsLeftOut()
{
    REQUIRE_CLAIM();
    makeGroup(3);
    ok(read("c"));
    ok(Xdel {"s", {{2, 0}}});
    QCOMPARE(deliveries(ok(claiming("d", 0ms))), QByteArrayList({"1-0 1", "3-0 1"}));
    // It stays pending where it was: only XAUTOCLAIM clears such entries away.
    QCOMPARE(pending("c"), QByteArrayList({"2-0 c 1"}));
}

void TestCommandReadClaim::missingGroup()
{
    REQUIRE_CLAIM();
    Xreadgroup command = claiming("c");
    QCOMPARE(code(command), Code::NoGroup);
    makeGroup(1);
    command.group = "missing";
    QCOMPARE(code(command), Code::NoGroup);
}

void TestCommandReadClaim::waitsUntilOldEnough()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(read("c"));
    QElapsedTimer timer;
    timer.start();
    Xreadgroup command = claiming("d", 300ms);
    command.options.block = 20s;
    // Nothing is added: the server wakes the reader when the entry is old enough.
    QCOMPARE(deliveries(ok(command)), QByteArrayList({"1-0 1"}));
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
}

void TestCommandReadClaim::insideTransaction()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(read("c"));
    Transaction transaction;
    const auto claimed = transaction.add(claiming("d", 0ms));
    const auto summary = transaction.add(XpendingSummary {"s", "g"});
    const auto result = m_client->exec(transaction);
    QVERIFY(endsSoon(result));
    QCOMPARE(deliveries(*result.result().value(claimed)), QByteArrayList({"1-0 1"}));
    QCOMPARE(result.result().value(summary)->consumers, QList<PendingConsumer>({{"d", 1}}));
}

COMMAND_SERVER_MAIN(TestCommandReadClaim)
#include "tst_commandreadclaim.moc"
