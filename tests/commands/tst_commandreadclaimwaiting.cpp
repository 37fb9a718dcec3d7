// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "claimserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// XREADGROUP with CLAIM and BLOCK (Redis 8.4+), and with CLAIM after what else happens to groups, against a real
/// server that has it. The cases are those of Redis' own stream-cgroups.tcl, as a client sees them.
class TestCommandReadClaimWaiting : public ClaimServerTest
{
    Q_OBJECT

public:
    using ClaimServerTest::ClaimServerTest;

private Q_SLOTS:
    void newEntryWakes();
    void twoReaders();
    void timesOut();
    void nothingToWaitFor();
    void severalStreams();
    void withoutAcknowledging();
    void emptyStream();
    void consumerDeleted();
    void groupMovedForwards();
    void groupMovedBack();
    void trimmedIsLeftOut();
    void claimedManyTimes();
    void manyPending();

private:
    Xreadgroup waitingClaim(const QByteArray &consumer, milliseconds minIdle, milliseconds block = 20s) const
    {
        Xreadgroup command = claiming(consumer, minIdle);
        command.options.block = block;
        return command;
    }
    QFuture<QList<StreamEntries>> waiting(const Xreadgroup &command)
    {
        const int before = blockedClients(m_server.admin());
        const auto future = m_client->run(command);
        [&] { QTRY_COMPARE(blockedClients(m_server.admin()), before + 1); }();
        return future;
    }
};

void TestCommandReadClaimWaiting::newEntryWakes()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(read("c"));
    // What is pending would be old enough only in an hour.
    const auto reply = waiting(waitingClaim("d", 1h));
    add("s", {2, 0});
    QVERIFY(endsSoon(reply));
    QCOMPARE(deliveries(reply.result()), QByteArrayList({"2-0 new"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c 1", "2-0 d 1"}));
}

void TestCommandReadClaimWaiting::twoReaders()
{
    REQUIRE_CLAIM();
    makeGroup(0);
    const auto first = waiting(waitingClaim("c", 100ms));
    const auto second = waiting(waitingClaim("d", 100ms));
    add("s", {2, 0});
    // One gets it as new, the other claims it, as the first does not acknowledge it.
    QVERIFY(endsSoon(first) && endsSoon(second));
    QByteArrayList got = deliveries(first.result()) + deliveries(second.result());
    std::sort(got.begin(), got.end());
    QCOMPARE(got, QByteArrayList({"2-0 1", "2-0 new"}));
    QCOMPARE(ok(XpendingSummary {"s", "g"}).total, 1);
}

void TestCommandReadClaimWaiting::timesOut()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(read("c"));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(ok(waitingClaim("d", 1h, 100ms)).isEmpty());
    QVERIFY(timer.elapsed() >= 95);
    QCOMPARE(pending(), QByteArrayList({"1-0 c 1"}));
}

void TestCommandReadClaimWaiting::nothingToWaitFor()
{
    REQUIRE_CLAIM();
    makeGroup(3);
    ok(read("c"));
    QCOMPARE(deliveries(ok(waitingClaim("d", 0ms, 1h))), QByteArrayList({"1-0 1", "2-0 1", "3-0 1"}));
    age({{2, 0}});
    QCOMPARE(deliveries(ok(waitingClaim("d", 50s, 1h))), QByteArrayList({"2-0 2"}));
}

void TestCommandReadClaimWaiting::severalStreams()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    addMany("t", 1);
    ok(XgroupCreate {"t", "g", StreamId()});
    Xreadgroup command {"g", "c", {{"s", {}}, {"t", {}}}};
    ok(command);
    age({{1, 0}});
    command.consumer = "d";
    command.options.claimMinIdle = 50s;
    command.options.block = 1h;
    // Only one of them has something that is old enough.
    const QList<StreamEntries> some = ok(command);
    QCOMPARE(described(some).size(), 1);
    QCOMPARE(some[0].at(0).streamKey(), QByteArray("s"));
    command.options.claimMinIdle = 0ms;
    QCOMPARE(deliveries(ok(command)), QByteArrayList({"1-0 2", "1-0 1"}));
}

void TestCommandReadClaimWaiting::withoutAcknowledging()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(read("c"));
    Xreadgroup command = waitingClaim("d", 0ms, 1h);
    command.options.noAck = true;
    QCOMPARE(deliveries(ok(command)), QByteArrayList({"1-0 1"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 d 2"}));
}

void TestCommandReadClaimWaiting::emptyStream()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(Xdel {"s", {{1, 0}}});
    QVERIFY(ok(claiming("c", 0ms)).isEmpty());
}

void TestCommandReadClaimWaiting::consumerDeleted()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(read("c"));
    QCOMPARE(ok(XgroupDeleteConsumer {"s", "g", "c"}), 1);
    QVERIFY(pending().isEmpty());
    QVERIFY(ok(claiming("d", 0ms)).isEmpty());
}

void TestCommandReadClaimWaiting::groupMovedForwards()
{
    REQUIRE_CLAIM();
    makeGroup(3);
    ok(read("c", 2));
    ok(XgroupSetId {"s", "g", StreamId {3, 0}});
    // What was pending stays so, what was passed over is not.
    QCOMPARE(deliveries(ok(claiming("d", 0ms))), QByteArrayList({"1-0 1", "2-0 1"}));
}

void TestCommandReadClaimWaiting::groupMovedBack()
{
    REQUIRE_FEATURE({"count of entries delivered again", {8, 6}, std::nullopt});
    makeGroup(2);
    ok(read("c"));
    ok(claiming("d", 0ms));
    ok(XgroupSetId {"s", "g", StreamId()});
    age({{1, 0}, {2, 0}});
    // Once as what is pending and once as what is new; then they are pending once, with a count that began anew.
    QCOMPARE(deliveries(ok(claiming("d"))), QByteArrayList({"1-0 2", "2-0 2", "1-0 new", "2-0 new"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 d 1", "2-0 d 1"}));
    QCOMPARE(deliveries(ok(claiming("d", 0ms))), QByteArrayList({"1-0 1", "2-0 1"}));
}

void TestCommandReadClaimWaiting::trimmedIsLeftOut()
{
    REQUIRE_CLAIM();
    makeGroup(3);
    ok(read("c"));
    ok(Xtrim {"s", StreamTrim::toLength(0, false)});
    QVERIFY(ok(claiming("d", 0ms)).isEmpty());
}

void TestCommandReadClaimWaiting::claimedManyTimes()
{
    REQUIRE_CLAIM();
    makeGroup(1);
    ok(read("c"));
    for (int i = 1; i <= 200; ++i)
        QCOMPARE(deliveries(ok(claiming("d" + QByteArray::number(i % 10), 0ms))), QByteArrayList({"1-0 " + QByteArray::number(i)}));
    QCOMPARE(pending(), QByteArrayList({"1-0 d0 201"}));
}

void TestCommandReadClaimWaiting::manyPending()
{
    REQUIRE_CLAIM();
    addNumbered(m_server.admin(), "s", 3000);
    ok(XgroupCreate {"s", "g", StreamId()});
    ok(read("c"));
    const QList<StreamEntries> some = ok(claiming("d", 0ms, 1000));
    QCOMPARE(some[0].size(), 1000);
    QCOMPARE(some[0].at(999).id(), StreamId(1000, 0));
    QCOMPARE(ok(XpendingSummary {"s", "g"}).consumers, QList<PendingConsumer>({{"c", 2000}, {"d", 1000}}));
}

COMMAND_SERVER_MAIN(TestCommandReadClaimWaiting)
#include "tst_commandreadclaimwaiting.moc"
