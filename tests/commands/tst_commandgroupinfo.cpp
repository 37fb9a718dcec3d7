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
    void lagOfEmptyStream();
    void lagWithTombstones();
    void lagAfterTrimming();
    void entriesReadBeyondTheStream();
    void seenAndActive();
    void deletedInFullInfo();
    void groupInfo();
    void consumerInfo();
    void fullInfo();
    void fullInfoOfSeveralGroups();
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

void TestCommandGroupInfo::lagOfEmptyStream()
{
    ok(XgroupCreate {"s", "g", StreamId(), true});
    const auto group = [this] { return ok(XinfoStreamFull {"s"}).groups.value(0); };
    QVERIFY(!group().entriesRead);
    QCOMPARE(group().lag, std::optional<qint64>(0));
    addMany("s", 1);
    ok(Xdel {"s", {{1, 0}}});
    QVERIFY(!group().entriesRead);
    QCOMPARE(group().lag, std::optional<qint64>(0));
}

void TestCommandGroupInfo::lagWithTombstones()
{
    const auto group = [this](const QByteArray &name) {
        for (const GroupInfo &info : ok(XinfoGroups {"s"})) {
            if (info.name == name)
                return info;
        }
        return GroupInfo();
    };
    addMany("s", 5);
    ok(Xdel {"s", {{1, 0}}});
    ok(XgroupCreate {"s", "g", StreamId()});
    ok(read("c", 1));
    // A group that begins with what is deleted was never counted; how exactly it is now told depends on the version.
    if (has({"lag", {7, 2}}))
        QCOMPARE(group("g").lag, std::optional<qint64>(3));
    // Deleted ahead of it: the server cannot tell, until the group is at the end.
    ok(Xdel {"s", {{4, 0}}});
    QVERIFY(!group("g").lag);
    ok(read("c"));
    QCOMPARE(group("g").lag, std::optional<qint64>(0));
    QCOMPARE(group("g").lastDeliveredId, StreamId(5, 0));
    // And it counts on from there.
    add("s", {6, 0});
    QCOMPARE(group("g").lag, std::optional<qint64>(1));
}

void TestCommandGroupInfo::lagAfterTrimming()
{
    ok(XgroupCreate {"s", "g", StreamId(), true});
    addMany("s", 5);
    ok(read("c", 1));
    const auto info = [this] { return ok(XinfoGroups {"s"})[0]; };
    QCOMPARE(info().lag, std::optional<qint64>(4));
    ok(Xtrim {"s", StreamTrim::toLength(3, false)});
    // Valkey 9 still counts the one that was trimmed unread.
    if (has({"lag", {7, 2}}))
        QVERIFY(info().lag == 3 || info().lag == 4);
    ok(read("c"));
    // Before 7.2 a server did not know any more after trimming, or counted what was trimmed.
    if (has({"lag", {7, 2}})) {
        QCOMPARE(info().lag, std::optional<qint64>(0));
        QCOMPARE(info().entriesRead, std::optional<qint64>(5));
    }
}

void TestCommandGroupInfo::entriesReadBeyondTheStream()
{
    addMany("s", 1);
    ok(XgroupCreate {"s", "g", std::nullopt, false, 9999});
    const GroupInfo info = ok(XinfoGroups {"s"})[0];
    // Newer versions cut it to what there is.
    QVERIFY(info.entriesRead == 1 || info.entriesRead == 9999);
    QCOMPARE(info.lag.value_or(0), info.entriesRead == 1 ? 0 : 1 - *info.entriesRead);
}

void TestCommandGroupInfo::seenAndActive()
{
    REQUIRE_FEATURE({"inactive", {7, 2}});
    ok(XgroupCreate {"s", "g", StreamId(), true});
    // It has tried to read and got nothing.
    ok(read("c"));
    QCOMPARE(ok(XinfoConsumers {"s", "g"})[0].inactive, std::optional<qint64>(-1));
    FullConsumerInfo full = ok(XinfoStreamFull {"s"}).groups[0].consumers[0];
    QCOMPARE(full.activeTime, std::optional<qint64>(-1));
    QVERIFY(full.seenTime > 1'600'000'000'000);
    addMany("s", 1);
    ok(read("c"));
    const ConsumerInfo consumer = ok(XinfoConsumers {"s", "g"})[0];
    QVERIFY(consumer.inactive >= 0 && consumer.inactive < 60'000);
    full = ok(XinfoStreamFull {"s"}).groups[0].consumers[0];
    QVERIFY(full.activeTime >= full.seenTime - 60'000);
    // A read that gets nothing is seen, and is no activity.
    QTRY_VERIFY(ok(XinfoConsumers {"s", "g"})[0].idle >= 50);
    ok(read("c"));
    const ConsumerInfo waiting = ok(XinfoConsumers {"s", "g"})[0];
    QVERIFY(waiting.inactive >= 50);
    QVERIFY(waiting.idle < *waiting.inactive);
    const FullConsumerInfo later = ok(XinfoStreamFull {"s"}).groups[0].consumers[0];
    QCOMPARE(later.activeTime, full.activeTime);
    QVERIFY(later.seenTime >= full.seenTime + 50);
}

void TestCommandGroupInfo::deletedInFullInfo()
{
    makeGroup(5);
    ok(read("c1", 1));
    ok(read("c2", 2));
    ok(Xdel {"s", {{3, 0}}});
    const StreamFullInfo info = ok(XinfoStreamFull {"s", 0});
    QCOMPARE(info.summary.length, 4);
    QCOMPARE(idsOf(info.entries), QByteArrayList({"1-0", "2-0", "4-0", "5-0"}));
    const FullGroupInfo &group = info.groups[0];
    QCOMPARE(group.lastDeliveredId, StreamId(3, 0));
    // What is deleted is pending all the same.
    QCOMPARE(group.pending.size(), 3);
    QCOMPARE(group.pending[2].id, StreamId(3, 0));
    QCOMPARE(group.pending[2].consumer, QByteArray("c2"));
    QCOMPARE(group.consumers.size(), 2);
    QCOMPARE(group.consumers[1].pending.size(), 2);
    QCOMPARE(group.consumers[1].pending[1].id, StreamId(3, 0));
    // An empty stream has it all, too.
    ok(XgroupCreate {"empty", "g", StreamId(), true});
    QVERIFY(ok(XinfoStreamFull {"empty"}).entries.isEmpty());
    QCOMPARE(ok(XinfoStreamFull {"empty"}).groups.size(), 1);
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

void TestCommandGroupInfo::fullInfoOfSeveralGroups()
{
    makeGroup(5);
    ok(XgroupCreate {"s", "h", StreamId()});
    ok(read("alice", 1));
    ok(read("bob", 1));
    Xreadgroup unacknowledged = read("bob", 1);
    unacknowledged.options.noAck = true;
    ok(unacknowledged);
    ok(Xreadgroup {"h", "charlie", {{"s", {}}}, {4}});
    ok(Xdel {"s", {{4, 0}}});
    const StreamFullInfo info = ok(XinfoStreamFull {"s"});
    QCOMPARE(idsOf(info.entries), QByteArrayList({"1-0", "2-0", "3-0", "5-0"}));
    const auto pendingOf = [](const QList<DeliveredEntry> &entries) {
        QByteArrayList list;
        for (const DeliveredEntry &entry : entries)
            list.append(entry.id.toByteArray() + ' ' + entry.consumer);
        return list;
    };
    QCOMPARE(info.groups.size(), 2);
    QCOMPARE(info.groups[0].name, QByteArray("g"));
    // What was read without acknowledgement is not pending.
    QCOMPARE(pendingOf(info.groups[0].pending), QByteArrayList({"1-0 alice", "2-0 bob"}));
    QCOMPARE(info.groups[0].lastDeliveredId, StreamId(3, 0));
    QCOMPARE(info.groups[0].consumers.size(), 2);
    QCOMPARE(info.groups[0].consumers[0].name, QByteArray("alice"));
    QCOMPARE(pendingOf(info.groups[0].consumers[0].pending), QByteArrayList({"1-0 alice"}));
    QCOMPARE(info.groups[1].name, QByteArray("h"));
    QCOMPARE(pendingOf(info.groups[1].consumers[0].pending), QByteArrayList({"1-0 charlie", "2-0 charlie", "3-0 charlie", "4-0 charlie"}));
    const StreamFullInfo little = ok(XinfoStreamFull {"s", 1});
    QCOMPARE(little.summary.length, 4);
    QCOMPARE(idsOf(little.entries), QByteArrayList({"1-0"}));
    QCOMPARE(little.groups[1].pendingCount, 4);
    QCOMPARE(little.groups[1].consumers[0].pending.size(), 1);
}

COMMAND_SERVER_MAIN(TestCommandGroupInfo)
#include "tst_commandgroupinfo.moc"
