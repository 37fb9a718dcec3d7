// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// XCLAIM and XAUTOCLAIM against a real server. The cases are those of Redis' own stream-cgroups.tcl.
class TestCommandClaims : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void init();
    void claimFromAnother();
    void notIdleEnough();
    void deliveryCount();
    void sameConsumer();
    void claimOptions();
    void force();
    void claimOfDeleted();
    void claimOfTrimmed();
    void missingGroup();
    void autoclaim();
    void autoclaimOwn();
    void autoclaimAsIterator();
    void autoclaimOfDeleted();
    void autoclaimOfDeletedWithCount();
    void autoclaimOfTrimmed();
    void autoclaimPassesOverDeleted();
    void autoclaimJustId();
};

void TestCommandClaims::init()
{
    GroupServerTest::init();
    if (!QTest::currentTestFailed())
        makeGroup(5);
}

void TestCommandClaims::claimFromAnother()
{
    ok(read("c1", 3));
    QCOMPARE(described(ok(Xclaim {"s", "g", "c2", 0ms, {{1, 0}, {3, 0}}})), QByteArrayList({"s 1-0 a=1", "s 3-0 a=3"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c2 2", "2-0 c1 1", "3-0 c2 2"}));
    // What is not pending is not claimed.
    QVERIFY(ok(Xclaim {"s", "g", "c2", 0ms, {{4, 0}, {9, 9}}}).isEmpty());
}

void TestCommandClaims::notIdleEnough()
{
    ok(read("c1", 1));
    QVERIFY(ok(Xclaim {"s", "g", "c2", 60s, {{1, 0}}}).isEmpty());
    QVERIFY(ok(XclaimJustId {"s", "g", "c2", 60s, {{1, 0}}}).isEmpty());
    QCOMPARE(pending(), QByteArrayList({"1-0 c1 1"}));
}

void TestCommandClaims::deliveryCount()
{
    ok(read("c1", 1));
    QCOMPARE(described(ok(XclaimJustId {"s", "g", "c2", 0ms, {{1, 0}}})), QByteArrayList({"1-0"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c2 1"}));
    ok(Xclaim {"s", "g", "c3", 0ms, {{1, 0}}});
    QCOMPARE(pending(), QByteArrayList({"1-0 c3 2"}));
}

void TestCommandClaims::sameConsumer()
{
    ok(read("c1", 1));
    QCOMPARE(described(ok(Xclaim {"s", "g", "c1", 0ms, {{1, 0}}})), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c1 2"}));
}

void TestCommandClaims::claimOptions()
{
    ok(read("c1", 2));
    XclaimOptions options;
    options.retryCount = 7;
    options.idle = 1000s;
    options.lastId = StreamId {3, 0};
    ok(Xclaim {"s", "g", "c2", 0ms, {{1, 0}}, options});
    QCOMPARE(pending("c2"), QByteArrayList({"1-0 c2 7"}));
    QVERIFY(ok(XpendingRange {"s", "g"})[0].idle >= 1'000'000);
    // LASTID has moved the group on.
    QCOMPARE(described(ok(read("c3"))), QByteArrayList({"s 4-0 a=4", "s 5-0 a=5"}));
    options = {};
    options.time = QDateTime::currentMSecsSinceEpoch() - 500'000;
    ok(Xclaim {"s", "g", "c2", 0ms, {{2, 0}}, options});
    QVERIFY(ok(XpendingRange {"s", "g"})[1].idle >= 500'000);
}

void TestCommandClaims::force()
{
    XclaimOptions options;
    options.force = true;
    QCOMPARE(described(ok(Xclaim {"s", "g", "c1", 0ms, {{4, 0}}, options})), QByteArrayList({"s 4-0 a=4"}));
    // The server counts the delivery that never was, and the claim.
    QCOMPARE(pending(), QByteArrayList({"4-0 c1 2"}));
}

void TestCommandClaims::claimOfDeleted()
{
    ok(read("c1", 3));
    ok(Xdel {"s", {{2, 0}}});
    QCOMPARE(described(ok(Xclaim {"s", "g", "c2", 0ms, {{1, 0}, {2, 0}, {3, 0}}})), QByteArrayList({"s 1-0 a=1", "s 3-0 a=3"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c2 2", "3-0 c2 2"}));
}

void TestCommandClaims::claimOfTrimmed()
{
    ok(read("c1", 3));
    ok(Xtrim {"s", StreamTrim::toLength(3, false)});
    QCOMPARE(described(ok(Xclaim {"s", "g", "c2", 0ms, {{1, 0}, {2, 0}, {3, 0}}})), QByteArrayList({"s 3-0 a=3"}));
    QCOMPARE(pending(), QByteArrayList({"3-0 c2 2"}));
}

void TestCommandClaims::missingGroup()
{
    QCOMPARE(code(Xclaim {"s", "missing", "c", 0ms, {{1, 0}}}), Code::NoGroup);
    QCOMPARE(code(Xautoclaim {"s", "missing", "c", 0ms}), Code::NoGroup);
    QCOMPARE(code(XautoclaimJustId {"missing", "g", "c", 0ms}), Code::NoGroup);
}

void TestCommandClaims::autoclaim()
{
    ok(read("c1", 2));
    QVERIFY(ok(Xautoclaim {"s", "g", "c2", 60s}).entries.isEmpty());
    const AutoclaimPage page = ok(Xautoclaim {"s", "g", "c2", 0ms, {}, false, 1});
    QCOMPARE(described(page.entries), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(page.next, StreamId(2, 0));
    QVERIFY(!page.isComplete());
    const AutoclaimPage rest = ok(Xautoclaim {"s", "g", "c2", 0ms, page.next});
    QCOMPARE(described(rest.entries), QByteArrayList({"s 2-0 a=2"}));
    QVERIFY(rest.isComplete());
    QCOMPARE(pending(), QByteArrayList({"1-0 c2 2", "2-0 c2 2"}));
    // Nothing of the group is left out by an excluded start but the start.
    Xautoclaim after {"s", "g", "c3", 0ms, {1, 0}, true};
    QCOMPARE(described(ok(after).entries), QByteArrayList({"s 2-0 a=2"}));
}

void TestCommandClaims::autoclaimOwn()
{
    ok(read("c1", 1));
    QCOMPARE(described(ok(Xautoclaim {"s", "g", "c1", 0ms}).entries), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c1 2"}));
}

void TestCommandClaims::autoclaimAsIterator()
{
    ok(read("c1"));
    QByteArrayList claimed;
    StreamId next;
    int pages = 0;
    do {
        const AutoclaimPage page = ok(Xautoclaim {"s", "g", "c2", 0ms, next, false, 2});
        claimed += idsOf(page.entries);
        next = page.next;
        QVERIFY(++pages <= 4);
    } while (!next.isNull());
    QCOMPARE(claimed, QByteArrayList({"1-0", "2-0", "3-0", "4-0", "5-0"}));
    QCOMPARE(pages, 3);
}

void TestCommandClaims::autoclaimOfDeleted()
{
    ok(read("c1", 3));
    ok(Xdel {"s", {{2, 0}}});
    const AutoclaimPage page = ok(Xautoclaim {"s", "g", "c2", 0ms});
    QCOMPARE(described(page.entries), QByteArrayList({"s 1-0 a=1", "s 3-0 a=3"}));
    QCOMPARE(described(page.deletedIds), QByteArrayList({"2-0"}));
    QVERIFY(ok(Xautoclaim {"s", "g", "c2", 0ms}).deletedIds.isEmpty());
    QCOMPARE(pending(), QByteArrayList({"1-0 c2 3", "3-0 c2 3"}));
}

void TestCommandClaims::autoclaimOfDeletedWithCount()
{
    ok(read("c1", 3));
    ok(Xdel {"s", {{1, 0}, {2, 0}}});
    AutoclaimPage page = ok(Xautoclaim {"s", "g", "c2", 0ms, {}, false, 1});
    // COUNT counts what is gone as well.
    QCOMPARE(described(page.deletedIds), QByteArrayList({"1-0"}));
    QVERIFY(page.entries.isEmpty());
    QCOMPARE(page.next, StreamId(2, 0));
    page = ok(Xautoclaim {"s", "g", "c2", 0ms, page.next, false, 2});
    QCOMPARE(described(page.deletedIds), QByteArrayList({"2-0"}));
    QCOMPARE(described(page.entries), QByteArrayList({"s 3-0 a=3"}));
    QVERIFY(page.isComplete());
}

void TestCommandClaims::autoclaimOfTrimmed()
{
    admin("CONFIG SET stream-node-max-entries 2");
    ok(read("c1"));
    ok(Xtrim {"s", StreamTrim::toLength(1, false)});
    const AutoclaimPage page = ok(Xautoclaim {"s", "g", "c2", 0ms});
    QCOMPARE(described(page.entries), QByteArrayList({"s 5-0 a=5"}));
    QCOMPARE(described(page.deletedIds), QByteArrayList({"1-0", "2-0", "3-0", "4-0"}));
    QVERIFY(page.isComplete());
    QCOMPARE(pending(), QByteArrayList({"5-0 c2 2"}));
    admin("CONFIG SET stream-node-max-entries 100");
}

void TestCommandClaims::autoclaimPassesOverDeleted()
{
    // One's own and another's, one deleted between them; it counts, and the next page begins behind it.
    ok(read("c2", 1));
    ok(read("c1", 3));
    ok(Xdel {"s", {{2, 0}}});
    const AutoclaimPage page = ok(Xautoclaim {"s", "g", "c2", 0ms, {}, false, 3});
    QCOMPARE(described(page.entries), QByteArrayList({"s 1-0 a=1", "s 3-0 a=3"}));
    QCOMPARE(described(page.deletedIds), QByteArrayList({"2-0"}));
    QCOMPARE(page.next, StreamId(4, 0));
    ok(Xdel {"s", {{4, 0}}});
    const AutoclaimIdPage ids = ok(XautoclaimJustId {"s", "g", "c2", 0ms});
    QCOMPARE(described(ids.ids), QByteArrayList({"1-0", "3-0"}));
    QCOMPARE(described(ids.deletedIds), QByteArrayList({"4-0"}));
    QVERIFY(ids.isComplete());
    QCOMPARE(pending(), QByteArrayList({"1-0 c2 2", "3-0 c2 2"}));
}

void TestCommandClaims::autoclaimJustId()
{
    ok(read("c1", 3));
    ok(Xdel {"s", {{2, 0}}});
    const AutoclaimIdPage page = ok(XautoclaimJustId {"s", "g", "c2", 0ms});
    QCOMPARE(described(page.ids), QByteArrayList({"1-0", "3-0"}));
    QCOMPARE(described(page.deletedIds), QByteArrayList({"2-0"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c2 1", "3-0 c2 1"}));
}

COMMAND_SERVER_MAIN(TestCommandClaims)
#include "tst_commandclaims.moc"
