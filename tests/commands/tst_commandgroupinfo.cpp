// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// What XINFO tells of groups and consumers, against a real server. The cases are those of Redis' own
/// stream-cgroups.tcl, as a client sees them.
class TestCommandGroupInfo : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void entriesRead();
    void lag();
    void groupInfo();
    void consumerInfo();
    void fullInfo();
};

void TestCommandGroupInfo::entriesRead()
{
    addMany("s", 5);
    QVERIFY(ok(XgroupCreate {"s", "known", StreamId {3, 0}, false, 3}));
    QVERIFY(ok(XgroupCreate {"s", "unknown", StreamId {3, 0}, false, -1}));
    const QList<GroupInfo> groups = ok(XinfoGroups {"s"});
    QCOMPARE(groups[0].entriesRead, std::optional<qint64>(3));
    QCOMPARE(groups[0].lag, std::optional<qint64>(2));
    QVERIFY(!groups[1].entriesRead && !groups[1].lag);
    QVERIFY(ok(XgroupSetId {"s", "unknown", StreamId {4, 0}, 4}));
    QCOMPARE(ok(XinfoGroups {"s"})[1].lag, std::optional<qint64>(1));
}

void TestCommandGroupInfo::lag()
{
    ok(XgroupCreate {"s", "g", StreamId(), true});
    const auto info = [this] { return ok(XinfoGroups {"s"})[0]; };
    QCOMPARE(info().lag, std::optional<qint64>(0));
    addMany("s", 5);
    QCOMPARE(info().lag, std::optional<qint64>(5));
    ok(read("c", 2));
    QCOMPARE(info().entriesRead, std::optional<qint64>(2));
    QCOMPARE(info().lag, std::optional<qint64>(3));
    // What is deleted ahead of the group cannot be counted, until it has passed it.
    ok(Xdel {"s", {{4, 0}}});
    QVERIFY(!info().lag);
    ok(read("c"));
    QCOMPARE(info().lag, std::optional<qint64>(0));
    ok(Xtrim {"s", StreamTrim::toLength(1, false)});
    QCOMPARE(info().lag, std::optional<qint64>(0));
}

void TestCommandGroupInfo::groupInfo()
{
    makeGroup(3);
    ok(read("c1", 1));
    ok(read("c2", 1));
    const QList<GroupInfo> groups = ok(XinfoGroups {"s"});
    QCOMPARE(groups.size(), 1);
    QCOMPARE(groups[0].name, QByteArray("g"));
    QCOMPARE(groups[0].consumers, 2);
    QCOMPARE(groups[0].pending, 2);
    QCOMPARE(groups[0].lastDeliveredId, StreamId(2, 0));
    QCOMPARE(code(XinfoGroups {"missing"}), Code::NoSuchKey);
}

void TestCommandGroupInfo::consumerInfo()
{
    makeGroup(3);
    ok(read("c1", 2));
    ok(XgroupCreateConsumer {"s", "g", "idle"});
    const QList<ConsumerInfo> consumers = ok(XinfoConsumers {"s", "g"});
    QCOMPARE(consumers.size(), 2);
    QCOMPARE(consumers[0].name, QByteArray("c1"));
    QCOMPARE(consumers[0].pending, 2);
    QVERIFY(consumers[0].idle >= 0);
    QCOMPARE(consumers[1].name, QByteArray("idle"));
    QCOMPARE(code(XinfoConsumers {"missing", "g"}), Code::NoSuchKey);
}

void TestCommandGroupInfo::fullInfo()
{
    makeGroup(15);
    ok(read("c", 12));
    const StreamFullInfo info = ok(XinfoStreamFull {"s", 3});
    QCOMPARE(info.summary.length, 15);
    QCOMPARE(info.summary.groups, 1);
    QCOMPARE(info.entries.size(), 3);
    const FullGroupInfo &group = info.groups.constFirst();
    QCOMPARE(group.name, QByteArray("g"));
    QCOMPARE(group.pendingCount, 12);
    QCOMPARE(group.pending.size(), 3);
    QCOMPARE(group.pending[0].consumer, QByteArray("c"));
    QVERIFY(group.pending[0].deliveryTime > 1'600'000'000'000);
    QCOMPARE(group.lag, std::optional<qint64>(3));
    QCOMPARE(group.consumers.size(), 1);
    QCOMPARE(group.consumers[0].pendingCount, 12);
    QCOMPARE(group.consumers[0].pending.size(), 3);
    QCOMPARE(group.consumers[0].pending[0].consumer, QByteArray("c"));
    QVERIFY(group.consumers[0].seenTime > 1'600'000'000'000);
    QCOMPARE(code(XinfoStreamFull {"missing"}), Code::NoSuchKey);
}

COMMAND_SERVER_MAIN(TestCommandGroupInfo)
#include "tst_commandgroupinfo.moc"
