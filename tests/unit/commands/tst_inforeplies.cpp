// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// XINFO in RESP2 (flat lists of names and values) and RESP3 (maps).
#include "replyof.h"
#include "streamcommands.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Test;

namespace {

using Fields = QList<std::pair<QByteArray, QByteArray>>;

QByteArray info(const Fields &fields, int resp)
{
    QByteArray bytes = resp == 3 ? "%" + QByteArray::number(fields.size()) : "*" + QByteArray::number(fields.size() * 2);
    bytes += "\r\n";
    for (const auto &[name, value] : fields)
        bytes += bulk(name) + value;
    return bytes;
}

QByteArray null(int resp) { return resp == 3 ? nil3() : nil2(); }

} // namespace

class tst_InfoReplies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamOfRedis5();
    void streamOfRedis7();
    void streamOfRedis86();
    void emptyStream();
    void fieldsAreFoundByName();
    void groups_data();
    void groups();
    void consumers();
    void full();
    void fullOfAnEmptyStream();
};

void tst_InfoReplies::streamOfRedis5()
{
    for (const int resp : {2, 3}) {
        const Decoded<StreamInfo> decoded = XinfoStream {"s"}.decode(valueOf(info(
            {{"length", integer(2)}, {"radix-tree-keys", integer(1)}, {"radix-tree-nodes", integer(3)}, {"groups", integer(4)}, {"last-generated-id", bulk("9-1")},
             {"first-entry", entry("1-0", {{"a", "1"}})}, {"last-entry", entry("9-1", {{"a", "2"}})}}, resp)));
        QCOMPARE(decoded.error.message(), QString());
        const StreamInfo &value = decoded.value;
        QCOMPARE(value.length, 2);
        QCOMPARE(value.radixTreeKeys, 1);
        QCOMPARE(value.radixTreeNodes, 3);
        QCOMPARE(value.groups, 4);
        QCOMPARE(value.lastGeneratedId, StreamId(9, 1));
        QVERIFY(value.firstEntry && value.lastEntry);
        QCOMPARE(value.firstEntry->value("a"), QByteArray("1"));
        QCOMPARE(value.lastEntry->id(), StreamId(9, 1));
        QCOMPARE(value.lastEntry->streamKey(), QByteArray("s"));
        // What a server does not send is not there, rather than 0.
        QVERIFY(!value.maxDeletedEntryId && !value.entriesAdded && !value.recordedFirstEntryId && !value.idmpDuration);
    }
}

void tst_InfoReplies::streamOfRedis7()
{
    const Decoded<StreamInfo> decoded = XinfoStream {"s"}.decode(valueOf(info(
        {{"length", integer(0)}, {"last-generated-id", bulk("9-1")}, {"max-deleted-entry-id", bulk("9-0")}, {"entries-added", integer(17)},
         {"recorded-first-entry-id", bulk("0-0")}, {"groups", integer(0)}, {"first-entry", nil3()}, {"last-entry", nil3()}}, 3)));
    QCOMPARE(decoded.error.message(), QString());
    QCOMPARE(decoded.value.maxDeletedEntryId, std::optional(StreamId(9, 0)));
    QCOMPARE(decoded.value.entriesAdded, std::optional<qint64>(17));
    QCOMPARE(decoded.value.recordedFirstEntryId, std::optional(StreamId()));
    QVERIFY(!decoded.value.firstEntry && !decoded.value.lastEntry);
}

void tst_InfoReplies::streamOfRedis86()
{
    const Decoded<StreamInfo> decoded = XinfoStream {"s"}.decode(valueOf(info(
        {{"length", integer(0)}, {"last-generated-id", bulk("0-1")}, {"idmp-duration", integer(100)}, {"idmp-maxsize", integer(1000)}, {"pids-tracked", integer(1)},
         {"iids-tracked", integer(2)}, {"iids-added", integer(3)}, {"iids-duplicates", integer(4)}}, 3)));
    QCOMPARE(decoded.error.message(), QString());
    QCOMPARE(decoded.value.idmpDuration, std::optional<qint64>(100));
    QCOMPARE(decoded.value.idmpMaxSize, std::optional<qint64>(1000));
    QCOMPARE(decoded.value.pidsTracked, std::optional<qint64>(1));
    QCOMPARE(decoded.value.iidsTracked, std::optional<qint64>(2));
    QCOMPARE(decoded.value.iidsAdded, std::optional<qint64>(3));
    QCOMPARE(decoded.value.iidsDuplicates, std::optional<qint64>(4));
}

void tst_InfoReplies::emptyStream()
{
    for (const int resp : {2, 3}) {
        const Decoded<StreamInfo> decoded = XinfoStream {"s"}.decode(valueOf(info(
            {{"length", integer(0)}, {"last-generated-id", bulk("0-0")}, {"first-entry", null(resp)}, {"last-entry", null(resp)}}, resp)));
        QCOMPARE(decoded.error.message(), QString());
        QVERIFY(decoded.value.lastGeneratedId.isNull());
        QVERIFY(!decoded.value.firstEntry);
    }
}

void tst_InfoReplies::fieldsAreFoundByName()
{
    // Servers insert fields, of any type, and order is nobody's promise.
    for (const int resp : {2, 3}) {
        const QByteArray bytes = info({{"new-map", map({{bulk("length"), integer(99)}})}, {"last-generated-id", bulk("3-0")}, {"new-text", bulk("length")},
                                       {"new-list", array({bulk("groups"), integer(99)})}, {"length", integer(5)}, {"new-null", nil3()}, {"groups", integer(6)}}, resp);
        const Decoded<StreamInfo> decoded = XinfoStream {"s"}.decode(valueOf(bytes));
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(decoded.value.length, 5);
        QCOMPARE(decoded.value.groups, 6);
        QCOMPARE(decoded.value.lastGeneratedId, StreamId(3, 0));
        QCOMPARE(decoded.value.raw, valueOf(bytes));
    }
}

void tst_InfoReplies::groups_data()
{
    QTest::addColumn<int>("resp");
    QTest::newRow("RESP2") << 2;
    QTest::newRow("RESP3") << 3;
}

void tst_InfoReplies::groups()
{
    QFETCH(int, resp);
    const QByteArray bytes = array({
        info({{"name", bulk("old")}, {"consumers", integer(1)}, {"pending", integer(2)}, {"last-delivered-id", bulk("5-0")}}, resp),
        info({{"name", bulk("new")}, {"consumers", integer(0)}, {"pending", integer(0)}, {"last-delivered-id", bulk("0-0")}, {"entries-read", integer(7)}, {"lag", integer(8)}}, resp),
        info({{"name", bulk(QByteArray("\0\xff", 2))}, {"consumers", integer(0)}, {"pending", integer(0)}, {"last-delivered-id", bulk("3-0")}, {"entries-read", null(resp)}, {"lag", null(resp)}}, resp)});
    const Decoded<QList<GroupInfo>> decoded = XinfoGroups {"s"}.decode(valueOf(bytes));
    QCOMPARE(decoded.error.message(), QString());
    QCOMPARE(decoded.value.size(), 3);
    QCOMPARE(decoded.value[0].name, QByteArray("old"));
    QCOMPARE(decoded.value[0].consumers, 1);
    QCOMPARE(decoded.value[0].pending, 2);
    QCOMPARE(decoded.value[0].lastDeliveredId, StreamId(5, 0));
    QVERIFY(!decoded.value[0].lag && !decoded.value[0].entriesRead);
    QCOMPARE(decoded.value[1].entriesRead, std::optional<qint64>(7));
    QCOMPARE(decoded.value[1].lag, std::optional<qint64>(8));
    // The server may not know the lag; that is not a lag of 0.
    QCOMPARE(decoded.value[2].name, QByteArray("\0\xff", 2));
    QVERIFY(!decoded.value[2].lag && !decoded.value[2].entriesRead);
    QVERIFY(XinfoGroups {"s"}.decode(valueOf(array({}))).value.isEmpty());
}

void tst_InfoReplies::consumers()
{
    for (const int resp : {2, 3}) {
        const QByteArray bytes = array({info({{"name", bulk("a")}, {"pending", integer(2)}, {"idle", integer(100)}}, resp),
                                        info({{"name", bulk("b")}, {"pending", integer(0)}, {"idle", integer(5)}, {"inactive", integer(-1)}}, resp)});
        const Decoded<QList<ConsumerInfo>> decoded = XinfoConsumers {"s", "g"}.decode(valueOf(bytes));
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(decoded.value.size(), 2);
        QCOMPARE(decoded.value[0].name, QByteArray("a"));
        QCOMPARE(decoded.value[0].pending, 2);
        QCOMPARE(decoded.value[0].idle, 100);
        QVERIFY(!decoded.value[0].inactive);
        QCOMPARE(decoded.value[1].inactive, std::optional<qint64>(-1));
    }
}

void tst_InfoReplies::full()
{
    for (const int resp : {2, 3}) {
        const QByteArray consumer = info({{"name", bulk("c")}, {"seen-time", integer(1700)}, {"active-time", integer(-1)}, {"pel-count", integer(1)},
                                          {"pending", array({array({bulk("1-0"), integer(1600), integer(3)})})}}, resp);
        const QByteArray group = info({{"name", bulk("g")}, {"last-delivered-id", bulk("2-0")}, {"entries-read", integer(2)}, {"lag", null(resp)}, {"pel-count", integer(2)},
                                       {"pending", array({array({bulk("1-0"), bulk("c"), integer(1600), integer(3)}), array({bulk("2-0"), bulk(""), integer(0), integer(1)})})},
                                       {"nacked-count", integer(1)}, {"consumers", array({consumer})}}, resp);
        const QByteArray bytes = info({{"length", integer(2)}, {"last-generated-id", bulk("2-0")}, {"entries", array({entry("1-0", {{"a", "1"}}), entry("2-0", {{"a", "2"}})})},
                                       {"groups", array({group})}}, resp);
        const Decoded<StreamFullInfo> decoded = XinfoStreamFull {"s"}.decode(valueOf(bytes));
        QCOMPARE(decoded.error.message(), QString());
        QCOMPARE(decoded.value.summary.length, 2);
        QCOMPARE(decoded.value.summary.groups, 1);
        QCOMPARE(shown(decoded.value.entries), QByteArrayList({"s 1-0 a=1", "s 2-0 a=2"}));
        QCOMPARE(decoded.value.groups.size(), 1);
        const FullGroupInfo &first = decoded.value.groups.first();
        QCOMPARE(first.name, QByteArray("g"));
        QCOMPARE(first.lastDeliveredId, StreamId(2, 0));
        QCOMPARE(first.entriesRead, std::optional<qint64>(2));
        QVERIFY(!first.lag);
        QCOMPARE(first.pendingCount, 2);
        QCOMPARE(first.nackedCount, std::optional<qint64>(1));
        QCOMPARE(first.pending, QList<DeliveredEntry>({{{1, 0}, "c", 1600, 3}, {{2, 0}, "", 0, 1}}));
        QCOMPARE(first.consumers.size(), 1);
        QCOMPARE(first.consumers.first().name, QByteArray("c"));
        QCOMPARE(first.consumers.first().seenTime, 1700);
        QCOMPARE(first.consumers.first().activeTime, std::optional<qint64>(-1));
        QCOMPARE(first.consumers.first().pending, QList<DeliveredEntry>({{{1, 0}, "c", 1600, 3}}));
    }
}

void tst_InfoReplies::fullOfAnEmptyStream()
{
    const Decoded<StreamFullInfo> decoded = XinfoStreamFull {"s"}.decode(valueOf(info(
        {{"length", integer(0)}, {"last-generated-id", bulk("0-0")}, {"entries", array({})}, {"groups", array({})}}, 3)));
    QCOMPARE(decoded.error.message(), QString());
    QVERIFY(decoded.value.entries.isEmpty());
    QVERIFY(decoded.value.groups.isEmpty());
}

QTEST_APPLESS_MAIN(tst_InfoReplies)
#include "tst_inforeplies.moc"
