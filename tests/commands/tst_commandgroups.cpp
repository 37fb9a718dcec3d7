// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// XGROUP, XREADGROUP, XACK and XPENDING against a real server. The cases are those of Redis' own
/// stream-cgroups.tcl, as a client sees them. XINFO: tst_commandgroupinfo; claims:
/// tst_commandclaims; waiting reads: tst_commandwaiting.
class TestCommandGroups : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void creation();
    void creationOfStream();
    void consumers();
    void deletedConsumerLosesWhatIsPending();
    void destroying();
    void newEntriesOnly();
    void history();
    void emptyHistory();
    void deletedEntriesInHistory();
    void noAck();
    void pendingRanges();
    void pendingOfConsumer();
    void pendingSummary();
    void pendingIdle();
    void pendingExclusive();
    void acknowledging();
    void acknowledgingTwice();
    void invalidIdAcknowledgesNothing();
    void groupMovedBack();
    void insideTransaction();
};

void TestCommandGroups::creation()
{
    addMany("s", 2);
    QVERIFY(ok(XgroupCreate {"s", "g"}));
    const RedisError again = run(XgroupCreate {"s", "g"}).error;
    QCOMPARE(again.code(), Code::BusyGroup);
    QCOMPARE(again.serverCode(), QStringLiteral("BUSYGROUP"));
    // "$" is after all that was there.
    QVERIFY(ok(read("c")).isEmpty());
    QVERIFY(ok(XgroupCreate {"s", "fromStart", StreamId()}));
    QCOMPARE(described(ok(Xreadgroup {"fromStart", "c", {{"s", {}}}})), QByteArrayList({"s 1-0 a=1", "s 2-0 a=2"}));
}

void TestCommandGroups::creationOfStream()
{
    const RedisError missing = run(XgroupCreate {"s", "g"}).error;
    QCOMPARE(missing.code(), Code::NoSuchKey);
    QCOMPARE(missing.serverCode(), QStringLiteral("ERR"));
    QVERIFY2(missing.message().contains(QStringLiteral("MKSTREAM")), qPrintable(missing.message()));
    QVERIFY(ok(XgroupCreate {"s", "g", {}, true}));
    QCOMPARE(ok(Xlen {"s"}), 0);
    QCOMPARE(ok(XinfoGroups {"s"}).size(), 1);
}

void TestCommandGroups::consumers()
{
    makeGroup(1);
    QVERIFY(ok(XgroupCreateConsumer {"s", "g", "alice"}));
    QVERIFY(!ok(XgroupCreateConsumer {"s", "g", "alice"}));
    QCOMPARE(code(XgroupCreateConsumer {"s", "missing", "alice"}), Code::NoGroup);
    QCOMPARE(ok(XinfoConsumers {"s", "g"}).size(), 1);
    // Reading makes a consumer too, also one that is not to acknowledge.
    ok(read("bob", 1));
    add("s", {2, 0});
    ok(Xreadgroup {"g", "carol", {{"s", {}}}, {-1, {}, true}});
    QCOMPARE(ok(XinfoGroups {"s"})[0].consumers, 3);
}

void TestCommandGroups::deletedConsumerLosesWhatIsPending()
{
    makeGroup(3);
    ok(read("c", 2));
    QCOMPARE(ok(XgroupDeleteConsumer {"s", "g", "c"}), 2);
    QCOMPARE(ok(XgroupDeleteConsumer {"s", "g", "c"}), 0);
    QVERIFY(pending().isEmpty());
    // The group does not get them again.
    QCOMPARE(described(ok(read("d"))), QByteArrayList({"s 3-0 a=3"}));
}

void TestCommandGroups::destroying()
{
    makeGroup(1);
    QVERIFY(ok(XgroupDestroy {"s", "g"}));
    QVERIFY(!ok(XgroupDestroy {"s", "g"}));
    QCOMPARE(code(read("c")), Code::NoGroup);
    QCOMPARE(code(XpendingSummary {"s", "g"}), Code::NoGroup);
    QCOMPARE(code(XgroupSetId {"s", "g"}), Code::NoGroup);
    QCOMPARE(code(XinfoConsumers {"s", "g"}), Code::NoGroup);
    // Without a stream it is the key that is missing.
    QCOMPARE(code(XgroupDestroy {"missing", "g"}), Code::NoSuchKey);
    QCOMPARE(code(XgroupSetId {"missing", "g"}), Code::NoSuchKey);
    QCOMPARE(code(XgroupCreateConsumer {"missing", "g", "c"}), Code::NoSuchKey);
    QCOMPARE(code(XgroupDeleteConsumer {"missing", "g", "c"}), Code::NoSuchKey);
}

void TestCommandGroups::newEntriesOnly()
{
    makeGroup(2);
    QCOMPARE(described(ok(read("c1", 1))), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(described(ok(read("c2", 1))), QByteArrayList({"s 2-0 a=2"}));
    QVERIFY(ok(read("c1")).isEmpty());
    add("s", {3, 0});
    QCOMPARE(described(ok(read("c1"))), QByteArrayList({"s 3-0 a=3"}));
}

void TestCommandGroups::history()
{
    makeGroup(4);
    ok(read("c1", 1));
    ok(read("c2", 1));
    ok(read("c1", 2));
    QCOMPARE(described(ok(read("c1", -1, StreamId()))), QByteArrayList({"s 1-0 a=1", "s 3-0 a=3", "s 4-0 a=4"}));
    QCOMPARE(described(ok(read("c2", -1, StreamId()))), QByteArrayList({"s 2-0 a=2"}));
    // From page to page by the last id seen.
    QCOMPARE(described(ok(read("c1", 1, StreamId {1, 0}))), QByteArrayList({"s 3-0 a=3"}));
    // Each look counts as a delivery.
    QCOMPARE(pending("c1"), QByteArrayList({"1-0 c1 2", "3-0 c1 3", "4-0 c1 2"}));
    // With BLOCK and an id it does not wait.
    Xreadgroup past = read("c1", -1, StreamId {4, 0});
    past.options.block = 60s;
    QVERIFY(ok(past).isEmpty());
}

void TestCommandGroups::emptyHistory()
{
    // Redis issue 5577: the history of one who has none is empty, not what others have.
    makeGroup(3);
    QCOMPARE(ok(read("c1")).size(), 1);
    QVERIFY(ok(read("c2", -1, StreamId())).isEmpty());
    ok(Xack {"s", "g", {{1, 0}, {2, 0}, {3, 0}}});
    QVERIFY(ok(read("c1", -1, StreamId())).isEmpty());
}

void TestCommandGroups::deletedEntriesInHistory()
{
    // Redis issue 5570.
    makeGroup(3);
    ok(read("c"));
    ok(Xdel {"s", {{2, 0}}});
    const QList<StreamEntries> history = ok(read("c", -1, StreamId()));
    QCOMPARE(described(history), QByteArrayList({"s 1-0 a=1", "s 2-0 tombstone", "s 3-0 a=3"}));
    QVERIFY(history[0].at(1).isDeleted());
    QCOMPARE(history[0].at(1).fieldCount(), 0);
    QCOMPARE(ok(Xack {"s", "g", {{2, 0}}}), 1);
    QCOMPARE(described(ok(read("c", -1, StreamId()))), QByteArrayList({"s 1-0 a=1", "s 3-0 a=3"}));
    // Trimmed is deleted, too.
    ok(Xtrim {"s", StreamTrim::toLength(1, false)});
    QCOMPARE(described(ok(read("c", -1, StreamId(0, 1)))), QByteArrayList({"s 1-0 tombstone", "s 3-0 a=3"}));
}

void TestCommandGroups::noAck()
{
    makeGroup(2);
    Xreadgroup command = read("c");
    command.options.noAck = true;
    QCOMPARE(described(ok(command)), QByteArrayList({"s 1-0 a=1", "s 2-0 a=2"}));
    QVERIFY(pending().isEmpty());
    QVERIFY(ok(command).isEmpty());
    QCOMPARE(ok(XinfoGroups {"s"})[0].lastDeliveredId, StreamId(2, 0));
}

void TestCommandGroups::pendingRanges()
{
    makeGroup(4);
    ok(read("c1", 2));
    ok(read("c2"));
    QCOMPARE(pending(), QByteArrayList({"1-0 c1 1", "2-0 c1 1", "3-0 c2 1", "4-0 c2 1"}));
    XpendingRange some {"s", "g", {2, 0}, {4, 0}, false, false, 2};
    const QList<PendingEntry> page = ok(some);
    QCOMPARE(page.size(), 2);
    QCOMPARE(page[0].id, StreamId(2, 0));
    QCOMPARE(page[1].consumer, QByteArray("c2"));
    QVERIFY(page[0].idle >= 0);
}

void TestCommandGroups::pendingOfConsumer()
{
    makeGroup(3);
    ok(read("c1", 1));
    ok(read("c2", 2));
    QCOMPARE(pending("c2"), QByteArrayList({"2-0 c2 1", "3-0 c2 1"}));
    QVERIFY(pending("nobody").isEmpty());
}

void TestCommandGroups::pendingSummary()
{
    makeGroup(4);
    const PendingSummary empty = ok(XpendingSummary {"s", "g"});
    QCOMPARE(empty.total, 0);
    QVERIFY(!empty.smallestId && !empty.greatestId && empty.consumers.isEmpty());
    ok(read("c1", 1));
    ok(read("c2", 2));
    const PendingSummary some = ok(XpendingSummary {"s", "g"});
    QCOMPARE(some.total, 3);
    QCOMPARE(some.smallestId, std::optional(StreamId(1, 0)));
    QCOMPARE(some.greatestId, std::optional(StreamId(3, 0)));
    QCOMPARE(some.consumers, QList<PendingConsumer>({{"c1", 1}, {"c2", 2}}));
}

void TestCommandGroups::pendingIdle()
{
    makeGroup(2);
    ok(read("c"));
    // The idle time is set, not waited for.
    XclaimOptions idle;
    idle.idle = 100s;
    ok(XclaimJustId {"s", "g", "c", 0ms, {{2, 0}}, idle});
    XpendingRange old {"s", "g"};
    old.minIdle = 50s;
    const QList<PendingEntry> entries = ok(old);
    QCOMPARE(entries.size(), 1);
    QCOMPARE(entries[0].id, StreamId(2, 0));
    QVERIFY(entries[0].idle >= 100'000);
    old.consumer = "c";
    QCOMPARE(ok(old).size(), 1);
    old.consumer = "nobody";
    QVERIFY(ok(old).isEmpty());
    old.consumer = "c";
    old.minIdle = 24h;
    QVERIFY(ok(old).isEmpty());
    old.minIdle = 0ms;
    QCOMPARE(ok(old).size(), 2);
}

void TestCommandGroups::pendingExclusive()
{
    makeGroup(4);
    ok(read("c"));
    XpendingRange inner {"s", "g", {1, 0}, {4, 0}, true, true};
    QList<StreamId> ids;
    for (const PendingEntry &entry : ok(inner))
        ids.append(entry.id);
    QCOMPARE(described(ids), QByteArrayList({"2-0", "3-0"}));
}

void TestCommandGroups::acknowledging()
{
    makeGroup(4);
    ok(read("c"));
    QCOMPARE(ok(Xack {"s", "g", {{1, 0}}}), 1);
    QCOMPARE(ok(Xack {"s", "g", {{2, 0}, {3, 0}, {9, 9}}}), 2);
    QCOMPARE(pending(), QByteArrayList({"4-0 c 1"}));
    // No such stream or group is nothing to be acknowledged, not an error.
    QCOMPARE(ok(Xack {"missing", "g", {{1, 0}}}), 0);
    QCOMPARE(ok(Xack {"s", "missing", {{1, 0}}}), 0);
}

void TestCommandGroups::acknowledgingTwice()
{
    makeGroup(1);
    ok(read("c"));
    QCOMPARE(ok(Xack {"s", "g", {{1, 0}}}), 1);
    QCOMPARE(ok(Xack {"s", "g", {{1, 0}}}), 0);
}

void TestCommandGroups::invalidIdAcknowledgesNothing()
{
    makeGroup(2);
    ok(read("c"));
    const auto answer = m_client->command({"XACK", "s", "g", "1-0", "invalid"});
    QVERIFY(endsSoon(answer));
    QCOMPARE(failureOf(answer).code(), Code::ServerError);
    QCOMPARE(pending().size(), 2);
}

void TestCommandGroups::groupMovedBack()
{
    makeGroup(3);
    ok(read("c1"));
    QVERIFY(ok(XgroupSetId {"s", "g", StreamId {1, 0}}));
    // Delivered again, to another: now it is the other's.
    QCOMPARE(described(ok(read("c2"))), QByteArrayList({"s 2-0 a=2", "s 3-0 a=3"}));
    QCOMPARE(pending("c1"), QByteArrayList({"1-0 c1 1"}));
    QCOMPARE(pending("c2").size(), 2);
}

void TestCommandGroups::insideTransaction()
{
    makeGroup(2);
    ok(read("c"));
    Transaction transaction;
    const auto history = transaction.add(read("c", -1, StreamId()));
    Xreadgroup waiting = read("c");
    waiting.options.block = 60s;
    const auto nothing = transaction.add(waiting);
    const auto result = m_client->exec(transaction);
    QVERIFY(endsSoon(result));
    QCOMPARE(described(*result.result().value(history)), QByteArrayList({"s 1-0 a=1", "s 2-0 a=2"}));
    QVERIFY(result.result().value(nothing)->isEmpty());
}

COMMAND_SERVER_MAIN(TestCommandGroups)
#include "tst_commandgroups.moc"
