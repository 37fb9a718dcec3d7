// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// How far groups are behind, step by step, as XINFO STREAM FULL tells it, against a real server. The cases are those
/// of Redis' own stream-cgroups.tcl. Earlier versions counted otherwise: what only later ones get right is asked of
/// those.
class TestCommandLag : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void fullStreamFromItsStart();
    void emptyStream();
    void deletedAhead();
    void trimmedToAnId();
    void tombstoneAheadOfTheGroup();
    void trimmedPastTheGroup();
    void trimmedToNothing();
    void countGivenIsCapped();
    void countOfNothing();
    void readingInOneCallOrMany();

private:
    /// "read/lag" of a group, "?" for what the server cannot tell.
    QByteArray counted(int group = 0)
    {
        const FullGroupInfo info = ok(XinfoStreamFull {"s"}).groups.value(group);
        const auto text = [](const std::optional<qint64> &number) { return number ? QByteArray::number(*number) : QByteArray("?"); };
        return text(info.entriesRead) + '/' + text(info.lag);
    }
    StreamInfo summary() { return ok(XinfoStreamFull {"s"}).summary; }
};

/// Counts as Redis 8.0 does; Valkey is a copy of an earlier one and has gone its own way.
#define REQUIRE_EXACT_LAG() REQUIRE_FEATURE({"exact lag", {8, 0}, std::nullopt})

void TestCommandLag::fullStreamFromItsStart()
{
    makeGroup(5);
    QCOMPARE(counted(), QByteArray("?/5"));
    ok(read("c1", 1));
    QCOMPARE(counted(), QByteArray("1/4"));
    ok(read("c2", 10));
    QCOMPARE(counted(), QByteArray("5/0"));
    add("s", {6, 0});
    QCOMPARE(counted(), QByteArray("5/1"));
}

void TestCommandLag::emptyStream()
{
    ok(XgroupCreate {"s", "g", StreamId(), true});
    QCOMPARE(summary().entriesAdded, std::optional<qint64>(0));
    QCOMPARE(summary().maxDeletedEntryId, std::optional(StreamId()));
    QCOMPARE(summary().recordedFirstEntryId, std::optional(StreamId()));
    QCOMPARE(counted(), QByteArray("?/0"));
    addMany("s", 1);
    ok(Xdel {"s", {{1, 0}}});
    QCOMPARE(summary().entriesAdded, std::optional<qint64>(1));
    QCOMPARE(summary().maxDeletedEntryId, std::optional(StreamId(1, 0)));
    QCOMPARE(counted(), QByteArray("?/0"));
}

void TestCommandLag::deletedAhead()
{
    addMany("s", 5);
    ok(Xdel {"s", {{3, 0}}});
    ok(XgroupCreate {"s", "g", StreamId()});
    QCOMPARE(counted(), QByteArray("?/?"));
    // Entry by entry, past the one that is gone, to the end: only there it is known again.
    for (int i = 0; i < 3; ++i) {
        ok(read("c", 1));
        QCOMPARE(counted(), QByteArray("?/?"));
    }
    ok(read("c", 1));
    QCOMPARE(counted(), QByteArray("5/0"));
    add("s", {6, 0});
    QCOMPARE(counted(), QByteArray("5/1"));
}

void TestCommandLag::trimmedToAnId()
{
    REQUIRE_EXACT_LAG();
    addMany("s", 5);
    ok(Xdel {"s", {{3, 0}}});
    ok(XgroupCreate {"s", "g", StreamId()});
    ok(XgroupCreate {"s", "h", StreamId()});
    ok(read("c"));
    add("s", {6, 0});
    QCOMPARE(counted(1), QByteArray("?/?"));
    // What was deleted now lies before the stream's first entry, so that the rest can be counted.
    for (const auto &[first, left] : {std::pair(3, "?/3"), std::pair(5, "?/2")}) {
        ok(Xtrim {"s", StreamTrim::toId({quint64(first), 0}, false)});
        QCOMPARE(counted(0), QByteArray("5/1"));
        QCOMPARE(counted(1), QByteArray(left));
    }
}

void TestCommandLag::tombstoneAheadOfTheGroup()
{
    REQUIRE_EXACT_LAG();
    ok(XgroupCreate {"s", "g", std::nullopt, true});
    addMany("s", 1);
    ok(read("c"));
    add("s", {2, 0});
    add("s", {3, 0});
    ok(Xdel {"s", {{2, 0}}});
    QCOMPARE(counted(), QByteArray("1/?"));
    // With the first one gone, too, both lie before the stream's first entry.
    ok(Xdel {"s", {{1, 0}}});
    QCOMPARE(counted(), QByteArray("1/1"));
    ok(read("c"));
    QCOMPARE(counted(), QByteArray("3/0"));
}

void TestCommandLag::trimmedPastTheGroup()
{
    REQUIRE_EXACT_LAG();
    ok(XgroupCreate {"s", "g", std::nullopt, true});
    addMany("s", 5);
    ok(read("c", 1));
    QCOMPARE(counted(), QByteArray("1/4"));
    ok(Xtrim {"s", StreamTrim::toLength(1, false)});
    // Trimming is no deletion: only the first entry has moved.
    QCOMPARE(summary().maxDeletedEntryId, std::optional(StreamId()));
    QCOMPARE(summary().recordedFirstEntryId, std::optional(StreamId(5, 0)));
    QCOMPARE(counted(), QByteArray("1/1"));
}

void TestCommandLag::trimmedToNothing()
{
    REQUIRE_EXACT_LAG();
    ok(XgroupCreate {"s", "g", std::nullopt, true});
    addMany("s", 5);
    ok(read("c", 1));
    ok(Xtrim {"s", StreamTrim::toLength(0, false)});
    QCOMPARE(ok(XinfoStreamFull {"s"}).groups[0].lag, std::optional<qint64>(0));
    QCOMPARE(summary().entriesAdded, std::optional<qint64>(5));
}

void TestCommandLag::countGivenIsCapped()
{
    addMany("s", 1);
    ok(XgroupCreate {"s", "g"});
    QVERIFY(ok(XgroupSetId {"s", "g", std::nullopt, 9999}));
    // Versions that do not cap it tell a lag below zero.
    const QByteArray count = counted();
    QVERIFY2(count == "1/0" || count == "9999/-9998", count.constData());
    QCOMPARE(ok(XinfoGroups {"s"})[0].entriesRead.value_or(0), count == "1/0" ? 1 : 9999);
}

void TestCommandLag::countOfNothing()
{
    // 0 is a number of entries read; none given is not known.
    addMany("s", 4);
    ok(XgroupCreate {"s", "g", std::nullopt, false, 0});
    ok(XgroupCreate {"s", "h", std::nullopt, false, 3});
    ok(XgroupCreate {"s", "i"});
    QList<std::optional<qint64>> given;
    for (const GroupInfo &group : ok(XinfoGroups {"s"}))
        given.append(group.entriesRead);
    QCOMPARE(given, QList<std::optional<qint64>>({0, 3, std::nullopt}));
    QVERIFY(run(XgroupCreate {"s", "j", std::nullopt, false, -3}).error.code() == RedisError::Code::InvalidArgument);
    const auto words = m_client->command({"XGROUP", "CREATE", "s", "j", "$", "ENTRIESREAD", "-3"});
    QVERIFY(endsSoon(words));
    QCOMPARE(failureOf(words).code(), RedisError::Code::ServerError);
    QCOMPARE(ok(XinfoGroups {"s"}).size(), 3);
}

void TestCommandLag::readingInOneCallOrMany()
{
    // Entries without acknowledgement count like others.
    makeGroup(4);
    Xreadgroup command = read("c", 2);
    command.options.noAck = true;
    ok(command);
    QCOMPARE(counted(), QByteArray("2/2"));
    ok(read("c", 1));
    ok(Xack {"s", "g", {{3, 0}}});
    QCOMPARE(counted(), QByteArray("3/1"));
    // Looking into the history is no reading.
    ok(read("c", 2, StreamId()));
    QCOMPARE(counted(), QByteArray("3/1"));
}

COMMAND_SERVER_MAIN(TestCommandLag)
#include "tst_commandlag.moc"
