// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "claimserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

/// Entries released by XNACK (Redis 8.8+), against a real server that has it: who gets them, and what tells of them. The
/// cases are those of Redis' own stream-cgroups.tcl, as a client sees them.
class TestCommandReleased : public ClaimServerTest
{
    Q_OBJECT

public:
    using ClaimServerTest::ClaimServerTest;

private Q_SLOTS:
    void infoOfReleased();
    void countOfReleased();
    void deletedEntries();
    void claimable();
    void claimsOfDeleted();
    void wakesAClaimingReader();
    void claimedInOrder();
    void notInTheHistory();
    void consumerDeleted();
    void groupDestroyed();
};

void TestCommandReleased::infoOfReleased()
{
    REQUIRE_NACK();
    makeGroup(2);
    ok(read("c"));
    release({{2, 0}});
    const FullGroupInfo group = ok(XinfoStreamFull {"s"}).groups[0];
    QCOMPARE(group.pending.size(), 2);
    QCOMPARE(group.pending[0].consumer, QByteArray("c"));
    QVERIFY(group.pending[0].deliveryTime > 0);
    QCOMPARE(group.pending[1].id, StreamId(2, 0));
    QCOMPARE(group.pending[1].consumer, QByteArray());
    QCOMPARE(group.pending[1].deliveryTime, 0);
    QCOMPARE(group.pending[1].deliveryCount, 1);
}

void TestCommandReleased::countOfReleased()
{
    REQUIRE_NACK();
    makeGroup(4);
    ok(read("c"));
    const auto counts = [this] {
        const FullGroupInfo group = ok(XinfoStreamFull {"s"}).groups[0];
        return QList<qint64> {group.nackedCount.value_or(-1), group.pendingCount};
    };
    QCOMPARE(counts(), QList<qint64>({0, 4}));
    release({{1, 0}});
    QCOMPARE(counts(), QList<qint64>({1, 4}));
    release({{2, 0}, {3, 0}});
    QCOMPARE(counts(), QList<qint64>({3, 4}));
    ok(Xclaim {"s", "g", "c", 0ms, {{1, 0}}});
    QCOMPARE(counts(), QList<qint64>({2, 4}));
    ok(Xack {"s", "g", {{2, 0}}});
    QCOMPARE(counts(), QList<qint64>({1, 3}));
    // Each group has its own.
    ok(XgroupCreate {"s", "h", StreamId()});
    ok(Xreadgroup {"h", "d", {{"s", {}}}});
    QCOMPARE(ok(XinfoStreamFull {"s"}).groups[1].nackedCount, std::optional<qint64>(0));
}

void TestCommandReleased::deletedEntries()
{
    REQUIRE_NACK();
    makeGroup(3);
    ok(read("c"));
    release({{1, 0}});
    ok(Xdel {"s", {{1, 0}}});
    QCOMPARE(held(), QByteArrayList({"1-0 - 1", "2-0 c 1", "3-0 c 1"}));
    ok(Xtrim {"s", StreamTrim::toLength(1, false)});
    QCOMPARE(held(), QByteArrayList({"1-0 - 1", "2-0 c 1", "3-0 c 1"}));
}

void TestCommandReleased::claimable()
{
    REQUIRE_NACK();
    makeGroup(3);
    ok(read("c"));
    release({{1, 0}, {2, 0}, {3, 0}});
    // However long is asked for: what nobody owns is idle for ever.
    QCOMPARE(described(ok(Xclaim {"s", "g", "d", 24h, {{1, 0}}})), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(described(ok(Xautoclaim {"s", "g", "d", 24h, {2, 0}, false, 1}).entries), QByteArrayList({"s 2-0 a=2"}));
    QCOMPARE(ok(claiming("d", 24h))[0].at(0).id(), StreamId(3, 0));
    QCOMPARE(pending("d").size(), 3);
    QCOMPARE(releasedCount(), std::optional<qint64>(0));
}

void TestCommandReleased::claimsOfDeleted()
{
    REQUIRE_NACK();
    makeGroup(3);
    ok(read("c"));
    release({{1, 0}, {3, 0}});
    ok(Xdel {"s", {{1, 0}, {3, 0}}});
    QVERIFY(ok(Xclaim {"s", "g", "d", 0ms, {{1, 0}}}).isEmpty());
    QCOMPARE(held(), QByteArrayList({"2-0 c 1", "3-0 - 1"}));
    const AutoclaimPage page = ok(Xautoclaim {"s", "g", "d", 0ms});
    QCOMPARE(idsOf(page.entries), QByteArrayList({"2-0"}));
    QCOMPARE(described(page.deletedIds), QByteArrayList({"3-0"}));
    QCOMPARE(held(), QByteArrayList({"2-0 d 2"}));
}

void TestCommandReleased::wakesAClaimingReader()
{
    REQUIRE_NACK();
    makeGroup(2);
    ok(read("c"));
    Xreadgroup command = claiming("d", 1h);
    command.options.block = 20s;
    const auto reply = m_client->run(command);
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
    QCOMPARE(release({{1, 0}, {2, 0}}), 2);
    QVERIFY(endsSoon(reply));
    QCOMPARE(reply.result().size(), 1);
    QCOMPARE(idsOf(reply.result()[0]), QByteArrayList({"1-0", "2-0"}));
    QCOMPARE(pending("d").size(), 2);
}

void TestCommandReleased::claimedInOrder()
{
    REQUIRE_NACK();
    makeGroup(3);
    ok(read("c"));
    release({{1, 0}, {2, 0}, {3, 0}});
    // Released once more, an entry goes to the end.
    release({{1, 0}});
    QCOMPARE(releasedCount(), std::optional<qint64>(3));
    for (const quint64 id : {2, 3, 1})
        QCOMPARE(ok(claiming("d", 1h, 1))[0].at(0).id(), StreamId(id, 0));
}

void TestCommandReleased::notInTheHistory()
{
    REQUIRE_NACK();
    makeGroup(3);
    ok(read("c"));
    release({{1, 0}, {3, 0}});
    QCOMPARE(described(ok(read("c", -1, StreamId()))), QByteArrayList({"s 2-0 a=2"}));
}

void TestCommandReleased::consumerDeleted()
{
    REQUIRE_NACK();
    makeGroup(2);
    ok(read("c"));
    release({{1, 0}});
    // Only what the consumer owns goes with it.
    QCOMPARE(ok(XgroupDeleteConsumer {"s", "g", "c"}), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - 1"}));
    QCOMPARE(releasedCount(), std::optional<qint64>(1));
    QCOMPARE(ok(Xclaim {"s", "g", "d", 0ms, {{1, 0}}}).size(), 1);
}

void TestCommandReleased::groupDestroyed()
{
    REQUIRE_NACK();
    makeGroup(2);
    ok(read("c"));
    release({{1, 0}, {2, 0}});
    QCOMPARE(ok(XpendingSummary {"s", "g"}).total, 2);
    QVERIFY(ok(XgroupDestroy {"s", "g"}));
    QVERIFY(ok(XgroupCreate {"s", "g", StreamId()}));
    QCOMPARE(ok(XpendingSummary {"s", "g"}).total, 0);
}

COMMAND_SERVER_MAIN(TestCommandReleased)
#include "tst_commandreleased.moc"
