// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandtest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// What the commands of groups make of the replies of servers old and new, in RESP2 and RESP3.
class tst_CommandRepliesGroups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void flags();
    void tombstones();
    void claimedByReading();
    void claims();
    void autoclaim_data();
    void autoclaim();
    void autoclaimJustId();
    void pendingSummary_data();
    void pendingSummary();
    void pendingRange();
    void groupInfo();
    void consumerInfo();
    void fullInfo_data();
    void fullInfo();
    void wrongShapes_data();
    void wrongShapes();

private:
    const Xclaim m_claim {"one", "g", "c", std::chrono::milliseconds(0), {{1, 0}}};
    const Xautoclaim m_autoclaim {"one", "g", "c", std::chrono::milliseconds(0)};
    const XautoclaimJustId m_autoclaimIds {"one", "g", "c", std::chrono::milliseconds(0)};
};

namespace {

QByteArray fields(bool resp3, const QList<std::pair<QByteArray, QByteArray>> &pairs)
{
    QList<std::pair<QByteArray, QByteArray>> encoded;
    QList<QByteArray> flat;
    for (const auto &[name, value] : pairs) {
        encoded.append({bulk(name), value});
        flat << bulk(name) << value;
    }
    return resp3 ? Test::map(encoded) : array(flat);
}

} // namespace

void tst_CommandRepliesGroups::flags()
{
    QVERIFY((XgroupCreate {"one", "g"}.decode(parsed(simple("OK")))).value);
    QVERIFY((XgroupSetId {"one", "g"}.decode(parsed(simple("OK")))).value);
    QVERIFY((XgroupDestroy {"one", "g"}.decode(parsed(integer(1)))).value);
    QVERIFY(!(XgroupDestroy {"one", "g"}.decode(parsed(integer(0)))).value);
    QVERIFY((XgroupCreateConsumer {"one", "g", "c"}.decode(parsed(integer(1)))).value);
    QCOMPARE((XgroupDeleteConsumer {"one", "g", "c"}.decode(parsed(integer(4)))).value, 4);
    QCOMPARE((Xack {"one", "g", {{1, 0}}}.decode(parsed(integer(1)))).value, 1);
    QCOMPARE((Xnack {"one", "g", {{1, 0}}}.decode(parsed(integer(2)))).value, 2);
}

void tst_CommandRepliesGroups::tombstones()
{
    const Xreadgroup history {"g", "c", {{"one", StreamId()}}};
    for (const QByteArray &null : {nilArray2(), nil2(), nil3()}) {
        const QByteArray entries = array({entry("1-0", {{"a", "1"}}), array({bulk("2-0"), null}), entry("3-0", {{"a", "3"}})});
        for (const QByteArray &reply : {array({array({bulk("one"), entries})}), Test::map({{bulk("one"), entries}})}) {
            const auto answer = history.decode(parsed(reply));
            QVERIFY2(!answer.error, qPrintable(answer.error.message()));
            QCOMPARE(described(answer.value), QByteArrayList({"one 1-0 a=1", "one 2-0 tombstone", "one 3-0 a=3"}));
        }
    }
}

void tst_CommandRepliesGroups::claimedByReading()
{
    // CLAIM (8.4): four elements for every entry; early builds sent the numbers as texts.
    const Xreadgroup read {"g", "c", {{"one", {}}}};
    const QByteArray pair = Test::command({"a", "1"});
    const QByteArray entries = array({array({bulk("1-0"), pair, integer(7000), integer(3)}), array({bulk("2-0"), pair, bulk("0"), bulk("0")}),
                                      array({bulk("3-0"), pair, integer(1), integer(std::numeric_limits<qint64>::max())})});
    for (const QByteArray &reply : {array({array({bulk("one"), entries})}), Test::map({{bulk("one"), entries}})}) {
        const auto answer = read.decode(parsed(reply));
        QVERIFY2(!answer.error, qPrintable(answer.error.message()));
        QCOMPARE(described(answer.value), QByteArrayList({"one 1-0 a=1 idle 7000 deliveries 3", "one 2-0 a=1 idle 0 deliveries 0",
                                                          "one 3-0 a=1 idle 1 deliveries 9223372036854775807"}));
    }
}

void tst_CommandRepliesGroups::claims()
{
    const auto answer = m_claim.decode(parsed(array({entry("1-0", {{"a", "1"}}), entry("2-0", {})})));
    QCOMPARE(described(answer.value), QByteArrayList({"one 1-0 a=1", "one 2-0"}));
    // Servers before 7.0 put null in the place of entries that are gone.
    for (const QByteArray &null : {nilArray2(), nil2(), nil3()}) {
        const auto old = m_claim.decode(parsed(array({null, entry("2-0", {{"a", "2"}}), null})));
        QVERIFY(!old.error);
        QCOMPARE(described(old.value), QByteArrayList({"one 2-0 a=2"}));
    }
    const XclaimJustId just {"one", "g", "c", std::chrono::milliseconds(0), {{1, 0}}};
    QCOMPARE(described(just.decode(parsed(array({bulk("1-0"), bulk("2-5")}))).value), QByteArrayList({"1-0", "2-5"}));
    QVERIFY(just.decode(parsed(array({}))).value.isEmpty());
}

void tst_CommandRepliesGroups::autoclaim_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<StreamId>("next");
    QTest::addColumn<QByteArrayList>("entries");
    QTest::addColumn<QByteArrayList>("deleted");
    const QByteArray one = entry("1-0", {{"a", "1"}});
    QTest::newRow("6.2: no third element") << array({bulk("0-0"), array({one})}) << StreamId() << QByteArrayList {"one 1-0 a=1"} << QByteArrayList();
    QTest::newRow("6.2: null for what is gone") << array({bulk("5-1"), array({nilArray2(), one, nil3()})}) << StreamId(5, 1)
                                                << QByteArrayList {"one 1-0 a=1"} << QByteArrayList();
    QTest::newRow("7.0") << array({bulk("5-1"), array({one}), array({bulk("2-0"), bulk("3-0")})}) << StreamId(5, 1)
                         << QByteArrayList {"one 1-0 a=1"} << QByteArrayList({"2-0", "3-0"});
    QTest::newRow("nothing yet, more to come") << array({bulk("9-0"), array({}), array({})}) << StreamId(9, 0) << QByteArrayList() << QByteArrayList();
    QTest::newRow("only deleted") << array({bulk("0-0"), array({}), array({bulk("2-0")})}) << StreamId() << QByteArrayList() << QByteArrayList {"2-0"};
}

void tst_CommandRepliesGroups::autoclaim()
{
    QFETCH(QByteArray, reply);
    QFETCH(StreamId, next);
    const auto answer = m_autoclaim.decode(parsed(reply));
    QVERIFY2(!answer.error, qPrintable(answer.error.message()));
    QCOMPARE(answer.value.next, next);
    QCOMPARE(answer.value.isComplete(), next.isNull());
    QTEST(described(answer.value.entries), "entries");
    QTEST(described(answer.value.deletedIds), "deleted");
}

void tst_CommandRepliesGroups::autoclaimJustId()
{
    // The second list is what was claimed, the third what is gone; both are lists of ids.
    const auto answer = m_autoclaimIds.decode(parsed(array({bulk("7-0"), array({bulk("1-0"), bulk("2-0")}), array({bulk("3-0")})})));
    QVERIFY(!answer.error);
    QCOMPARE(answer.value.next, StreamId(7, 0));
    QCOMPARE(described(answer.value.ids), QByteArrayList({"1-0", "2-0"}));
    QCOMPARE(described(answer.value.deletedIds), QByteArrayList({"3-0"}));
    const auto old = m_autoclaimIds.decode(parsed(array({bulk("0-0"), array({bulk("1-0")})})));
    QVERIFY(!old.error && old.value.isComplete() && old.value.deletedIds.isEmpty());
    QCOMPARE(described(old.value.ids), QByteArrayList({"1-0"}));
}

void tst_CommandRepliesGroups::pendingSummary_data()
{
    QTest::addColumn<QByteArray>("null");
    QTest::addColumn<QByteArray>("nullList");
    QTest::newRow("RESP2") << nil2() << nilArray2();
    QTest::newRow("RESP2 of 5.0") << nil2() << nil2();
    QTest::newRow("RESP3") << nil3() << nil3();
}

void tst_CommandRepliesGroups::pendingSummary()
{
    QFETCH(QByteArray, null);
    QFETCH(QByteArray, nullList);
    const XpendingSummary command {"one", "g"};
    const auto empty = command.decode(parsed(array({integer(0), null, null, nullList})));
    QVERIFY2(!empty.error, qPrintable(empty.error.message()));
    QCOMPARE(empty.value.total, 0);
    QVERIFY(!empty.value.smallestId && !empty.value.greatestId && empty.value.consumers.isEmpty());
    // Counts are texts in all servers; numbers would do as well. The one released entry is in no consumer.
    const auto some = command.decode(parsed(array({integer(6), bulk("1-0"), bulk("9-2"),
                                                   array({Test::command({"alice", "2"}), array({bulk("bob"), integer(3)})})})));
    QVERIFY(!some.error);
    QCOMPARE(some.value.total, 6);
    QCOMPARE(some.value.smallestId, std::optional(StreamId(1, 0)));
    QCOMPARE(some.value.greatestId, std::optional(StreamId(9, 2)));
    QCOMPARE(some.value.consumers, QList<PendingConsumer>({{"alice", 2}, {"bob", 3}}));
}

void tst_CommandRepliesGroups::pendingRange()
{
    const XpendingRange command {"one", "g"};
    const auto answer = command.decode(parsed(array({array({bulk("1-0"), bulk("alice"), integer(5), integer(1)}),
                                                     array({bulk("2-0"), bulk(""), integer(-1), integer(4)})})));
    QVERIFY(!answer.error);
    QCOMPARE(answer.value, QList<PendingEntry>({{{1, 0}, "alice", 5, 1}, {{2, 0}, "", -1, 4}}));
    QVERIFY(command.decode(parsed(array({}))).value.isEmpty());
}

void tst_CommandRepliesGroups::groupInfo()
{
    for (const bool resp3 : {false, true}) {
        const QByteArray old = fields(resp3, {{"name", bulk("g")}, {"consumers", integer(2)}, {"pending", integer(3)}, {"last-delivered-id", bulk("4-0")}});
        const QByteArray current = fields(resp3, {{"name", bulk("h")}, {"consumers", integer(0)}, {"pending", integer(0)},
                                                  {"last-delivered-id", bulk("0-0")}, {"entries-read", integer(5)}, {"lag", integer(6)}});
        const QByteArray unknown = fields(resp3, {{"name", bulk("i")}, {"consumers", integer(0)}, {"pending", integer(0)},
                                                  {"last-delivered-id", bulk("1-1")}, {"entries-read", resp3 ? nil3() : nil2()}, {"lag", resp3 ? nil3() : nil2()}});
        const auto answer = XinfoGroups {"one"}.decode(parsed(array({old, current, unknown})));
        QVERIFY2(!answer.error, qPrintable(answer.error.message()));
        QCOMPARE(answer.value.size(), 3);
        const GroupInfo &first = answer.value[0];
        QCOMPARE(first.name, QByteArray("g"));
        QCOMPARE(first.consumers, 2);
        QCOMPARE(first.pending, 3);
        QCOMPARE(first.lastDeliveredId, StreamId(4, 0));
        QVERIFY(!first.entriesRead && !first.lag);
        QCOMPARE(answer.value[1].entriesRead, std::optional<qint64>(5));
        QCOMPARE(answer.value[1].lag, std::optional<qint64>(6));
        QVERIFY(!answer.value[2].entriesRead && !answer.value[2].lag);
        QCOMPARE(answer.value[2].raw.value("name").bytes(), QByteArray("i"));
    }
    QVERIFY(XinfoGroups {"one"}.decode(parsed(array({}))).value.isEmpty());
}

void tst_CommandRepliesGroups::consumerInfo()
{
    for (const bool resp3 : {false, true}) {
        const auto answer = XinfoConsumers {"one", "g"}.decode(parsed(array(
            {fields(resp3, {{"name", bulk("alice")}, {"pending", integer(2)}, {"idle", integer(300)}}),
             fields(resp3, {{"name", bulk("bob")}, {"pending", integer(0)}, {"idle", integer(4)}, {"inactive", integer(-1)}})})));
        QVERIFY2(!answer.error, qPrintable(answer.error.message()));
        QCOMPARE(answer.value[0].name, QByteArray("alice"));
        QCOMPARE(answer.value[0].pending, 2);
        QCOMPARE(answer.value[0].idle, 300);
        QVERIFY(!answer.value[0].inactive);
        QCOMPARE(answer.value[1].inactive, std::optional<qint64>(-1));
    }
}

void tst_CommandRepliesGroups::fullInfo_data()
{
    QTest::addColumn<bool>("resp3");
    QTest::newRow("RESP2") << false;
    QTest::newRow("RESP3") << true;
}

void tst_CommandRepliesGroups::fullInfo()
{
    QFETCH(bool, resp3);
    const QByteArray consumer = fields(resp3, {{"name", bulk("alice")}, {"seen-time", integer(1000)}, {"active-time", integer(-1)},
                                               {"pel-count", integer(1)}, {"pending", array({array({bulk("1-0"), integer(900), integer(2)})})}});
    const QByteArray group = fields(resp3, {{"name", bulk("g")}, {"last-delivered-id", bulk("2-0")}, {"entries-read", integer(2)},
                                            {"lag", resp3 ? nil3() : nil2()}, {"pel-count", integer(2)}, {"nacked-count", integer(1)},
                                            {"pending", array({array({bulk("1-0"), bulk("alice"), integer(900), integer(2)}),
                                                               array({bulk("2-0"), bulk(""), integer(0), integer(1)})})},
                                            {"consumers", array({consumer})}});
    const QByteArray reply = fields(resp3, {{"length", integer(1)}, {"radix-tree-keys", integer(1)}, {"radix-tree-nodes", integer(2)},
                                            {"last-generated-id", bulk("2-0")}, {"entries", array({entry("2-0", {{"a", "2"}})})},
                                            {"groups", array({group})}});
    const auto answer = XinfoStreamFull {"one"}.decode(parsed(reply));
    QVERIFY2(!answer.error, qPrintable(answer.error.message()));
    const StreamFullInfo &info = answer.value;
    QCOMPARE(info.summary.length, 1);
    QCOMPARE(info.summary.groups, 1);
    QCOMPARE(described(info.entries), QByteArrayList({"one 2-0 a=2"}));
    QCOMPARE(info.groups.size(), 1);
    const FullGroupInfo &g = info.groups.constFirst();
    QCOMPARE(g.name, QByteArray("g"));
    QCOMPARE(g.lastDeliveredId, StreamId(2, 0));
    QCOMPARE(g.entriesRead, std::optional<qint64>(2));
    QVERIFY(!g.lag);
    QCOMPARE(g.pendingCount, 2);
    QCOMPARE(g.nackedCount, std::optional<qint64>(1));
    QCOMPARE(g.pending, QList<DeliveredEntry>({{{1, 0}, "alice", 900, 2}, {{2, 0}, "", 0, 1}}));
    QCOMPARE(g.consumers.size(), 1);
    QCOMPARE(g.consumers[0].name, QByteArray("alice"));
    QCOMPARE(g.consumers[0].seenTime, 1000);
    QCOMPARE(g.consumers[0].activeTime, std::optional<qint64>(-1));
    QCOMPARE(g.consumers[0].pending, QList<DeliveredEntry>({{{1, 0}, "alice", 900, 2}}));
}

void tst_CommandRepliesGroups::wrongShapes_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("a number") << integer(5);
    QTest::newRow("a text") << bulk("text");
    QTest::newRow("a list of numbers") << array({integer(1), integer(2), integer(3), integer(4)});
    QTest::newRow("a list of texts") << Test::command({"a", "b", "c"});
}

void tst_CommandRepliesGroups::wrongShapes()
{
    QFETCH(QByteArray, reply);
    const RespValue tree = parsed(reply);
    for (const RedisError &error : {m_claim.decode(tree).error, m_autoclaim.decode(tree).error, m_autoclaimIds.decode(tree).error,
                                    XpendingSummary {"one", "g"}.decode(tree).error, XpendingRange {"one", "g"}.decode(tree).error,
                                    XinfoGroups {"one"}.decode(tree).error, XinfoConsumers {"one", "g"}.decode(tree).error,
                                    XinfoStreamFull {"one"}.decode(tree).error, XgroupCreate {"one", "g"}.decode(tree).error,
                                    Xackdel {"one", "g", {{1, 0}}}.decode(tree).error}) {
        // 1 and 2 are results that XACKDEL has; 3 is not.
        QCOMPARE(error.code(), Code::ProtocolError);
    }
}

QTEST_GUILESS_MAIN(tst_CommandRepliesGroups)
#include "tst_commandrepliesgroups.moc"
