// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Commands whose reply is entries: XRANGE, XREAD, XREADGROUP, XCLAIM, XAUTOCLAIM.
#include "replyof.h"
#include "streamcommands.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Test;

namespace {

QByteArray shaped(const QByteArray &id, const QList<QByteArray> &rest) { return array(QList<QByteArray> {bulk(id)} + rest); }

} // namespace

class tst_EntryReplies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lists_data();
    void lists();
    void streams_data();
    void streams();
    void autoclaim_data();
    void autoclaim();
    void autoclaimJustId();
    void claimJustId();
    void entriesOutliveTheReply();
};

void tst_EntryReplies::lists_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArrayList>("expected");
    const QByteArray binary("\0\r\n\xff", 4);
    QTest::newRow("empty") << array({}) << QByteArrayList();
    QTest::newRow("COUNT 0, RESP2") << nilArray2() << QByteArrayList();
    QTest::newRow("COUNT 0, RESP3") << nil3() << QByteArrayList();
    QTest::newRow("one") << array({entry("1-0", {{"a", "1"}})}) << QByteArrayList {"s 1-0 a=1"};
    QTest::newRow("several") << array({entry("1-0", {{"a", "1"}, {"a", "2"}}), entry("2-0", {})}) << QByteArrayList {"s 1-0 a=1 a=2", "s 2-0"};
    QTest::newRow("newest first") << array({entry("2-0", {{"a", "1"}}), entry("1-0", {{"a", "2"}})}) << QByteArrayList {"s 2-0 a=1", "s 1-0 a=2"};
    QTest::newRow("binary") << array({entry("1-0", {{binary, binary}})}) << QByteArrayList {"s 1-0 " + binary + '=' + binary};
    // XCLAIM and XAUTOCLAIM before Redis 7.0
    QTest::newRow("nulls for deleted entries") << array({nilArray2(), entry("1-0", {{"a", "1"}}), nil2(), nil3()}) << QByteArrayList {"s 1-0 a=1"};
    QTest::newRow("tombstones") << array({shaped("1-0", {nil3()}), shaped("2-0", {nilArray2()}), shaped("3-0", {nil2()})})
                                << QByteArrayList {"s 1-0 deleted", "s 2-0 deleted", "s 3-0 deleted"};
    QTest::newRow("claimed") << array({shaped("1-0", {command({"a", "1"}), integer(1500), integer(3)}), shaped("2-0", {command({"a", "2"}), bulk("7"), bulk("8")})})
                             << QByteArrayList {"s 1-0 a=1 idle 1500 delivered 3", "s 2-0 a=2 idle 7 delivered 8"};
    QTest::newRow("largest id") << array({entry("18446744073709551615-18446744073709551615", {})})
                                << QByteArrayList {"s 18446744073709551615-18446744073709551615"};
}

void tst_EntryReplies::lists()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArrayList, expected);
    const auto check = [&](const Decoded<StreamEntries> &decoded) {
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(shown(decoded.value), expected);
    };
    check(Xrange {"s"}.decode(valueOf(reply)));
    Xclaim claim;
    claim.stream = "s";
    check(claim.decode(valueOf(reply)));
}

void tst_EntryReplies::streams_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArrayList>("expected");
    QTest::addColumn<int>("batches");
    const QByteArray first = array({entry("1-0", {{"a", "1"}}), entry("2-0", {{"a", "2"}})});
    const QByteArray second = array({entry("5-0", {{"b", "1"}})});
    const QByteArrayList both {"one 1-0 a=1", "one 2-0 a=2", "two 5-0 b=1"};
    QTest::newRow("nothing, RESP2") << nilArray2() << QByteArrayList() << 0;
    QTest::newRow("nothing, RESP3") << nil3() << QByteArrayList() << 0;
    QTest::newRow("empty array") << array({}) << QByteArrayList() << 0;
    QTest::newRow("empty map") << map({}) << QByteArrayList() << 0;
    QTest::newRow("RESP2") << array({array({bulk("one"), first}), array({bulk("two"), second})}) << both << 2;
    QTest::newRow("RESP3") << map({{bulk("one"), first}, {bulk("two"), second}}) << both << 2;
    QTest::newRow("the same key twice") << map({{bulk("two"), second}, {bulk("two"), second}}) << QByteArrayList {"two 5-0 b=1", "two 5-0 b=1"} << 2;
    // Redis 5.0 behind a deleted tail, and the end of a group's history.
    QTest::newRow("empty list, RESP2") << array({array({bulk("one"), array({})}), array({bulk("two"), second})}) << QByteArrayList {"two 5-0 b=1"} << 1;
    QTest::newRow("empty list, RESP3") << map({{bulk("one"), array({})}}) << QByteArrayList() << 0;
    QTest::newRow("null list") << map({{bulk("one"), nil3()}, {bulk("two"), second}}) << QByteArrayList {"two 5-0 b=1"} << 1;
    QTest::newRow("history with a tombstone") << array({array({bulk("one"), array({shaped("1-0", {nilArray2()}), entry("2-0", {{"a", "1"}})})})})
                                              << QByteArrayList {"one 1-0 deleted", "one 2-0 a=1"} << 1;
    QTest::newRow("claimed and new") << map({{bulk("one"), array({shaped("1-0", {command({"a", "1"}), integer(900), integer(2)}), shaped("2-0", {command({"a", "2"}), integer(0), integer(0)})})}})
                                     << QByteArrayList {"one 1-0 a=1 idle 900 delivered 2", "one 2-0 a=2 idle 0 delivered 0"} << 1;
    QTest::newRow("binary key") << map({{bulk(QByteArray("k\0\r\n", 4)), second}}) << QByteArrayList {QByteArray("k\0\r\n 5-0 b=1", 12)} << 1;
}

void tst_EntryReplies::streams()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArrayList, expected);
    QFETCH(int, batches);
    const auto check = [&](const Decoded<QList<StreamEntries>> &decoded) {
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(shown(decoded.value), expected);
        QCOMPARE(decoded.value.size(), batches);
    };
    check(Xread {}.decode(valueOf(reply)));
    check(Xreadgroup {}.decode(valueOf(reply)));
}

void tst_EntryReplies::autoclaim_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArrayList>("entries");
    QTest::addColumn<StreamId>("next");
    QTest::addColumn<QList<StreamId>>("deleted");
    const QByteArray list = array({entry("1-0", {{"a", "1"}})});
    QTest::newRow("Redis 7") << array({bulk("5-1"), list, array({bulk("2-0"), bulk("3-0")})}) << QByteArrayList {"s 1-0 a=1"} << StreamId(5, 1)
                             << QList<StreamId> {{2, 0}, {3, 0}};
    QTest::newRow("Redis 6.2") << array({bulk("0-0"), list}) << QByteArrayList {"s 1-0 a=1"} << StreamId() << QList<StreamId>();
    QTest::newRow("Redis 6.2, deleted entry") << array({bulk("0-0"), array({nilArray2(), entry("2-0", {})})}) << QByteArrayList {"s 2-0"} << StreamId()
                                              << QList<StreamId>();
    QTest::newRow("nothing yet") << array({bulk("9-0"), array({}), array({})}) << QByteArrayList() << StreamId(9, 0) << QList<StreamId>();
    QTest::newRow("nothing at all") << array({bulk("0-0"), array({}), array({})}) << QByteArrayList() << StreamId() << QList<StreamId>();
}

void tst_EntryReplies::autoclaim()
{
    QFETCH(QByteArray, reply);
    QFETCH(StreamId, next);
    Xautoclaim command;
    command.stream = "s";
    const Decoded<AutoclaimPage> page = command.decode(valueOf(reply));
    QCOMPARE(page.error.message(), QString());
    QTEST(shown(page.value.entries), "entries");
    QCOMPARE(page.value.next, next);
    QTEST(page.value.deletedIds, "deleted");
    QCOMPARE(page.value.isComplete(), next.isNull());
}

void tst_EntryReplies::autoclaimJustId()
{
    // With JUSTID the second and the third list look alike: what is deleted was not claimed.
    const QByteArray reply = array({bulk("0-0"), array({bulk("1-0"), bulk("1-1")}), array({bulk("2-0")})});
    const Decoded<AutoclaimIdPage> page = XautoclaimJustId {}.decode(valueOf(reply));
    QCOMPARE(page.error.message(), QString());
    QCOMPARE(page.value.ids, QList<StreamId>({{1, 0}, {1, 1}}));
    QCOMPARE(page.value.deletedIds, QList<StreamId>({{2, 0}}));
    const Decoded<AutoclaimIdPage> old = XautoclaimJustId {}.decode(valueOf(array({bulk("7-0"), array({bulk("1-0")})})));
    QCOMPARE(old.value.ids, QList<StreamId>({{1, 0}}));
    QVERIFY(old.value.deletedIds.isEmpty());
    QCOMPARE(old.value.next, StreamId(7, 0));
}

void tst_EntryReplies::claimJustId()
{
    const Decoded<QList<StreamId>> ids = XclaimJustId {}.decode(valueOf(array({bulk("1-0"), bulk("2-5")})));
    QCOMPARE(ids.error.message(), QString());
    QCOMPARE(ids.value, QList<StreamId>({{1, 0}, {2, 5}}));
    QVERIFY(XclaimJustId {}.decode(valueOf(array({}))).value.isEmpty());
}

void tst_EntryReplies::entriesOutliveTheReply()
{
    StreamEntry kept;
    {
        const Decoded<QList<StreamEntries>> decoded = Xread {}.decode(valueOf(map({{bulk("one"), array({entry("1-0", {{"a", QByteArray(1000, 'x')}})})}})));
        kept = decoded.value.first().first();
    }
    QCOMPARE(kept.value("a"), QByteArray(1000, 'x'));
    QCOMPARE(kept.stream(), QStringLiteral("one"));
}

QTEST_APPLESS_MAIN(tst_EntryReplies)
#include "tst_entryreplies.moc"
