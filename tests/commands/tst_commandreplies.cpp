// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandtest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// What commands make of the replies of servers old and new, in RESP2 and RESP3, and of what is no reply to them.
/// Replies of group commands: tst_commandrepliesgroups.
class tst_CommandReplies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ids();
    void numbers();
    void removals();
    void entries();
    void streams_data();
    void streams();
    void streamInfo_data();
    void streamInfo();
    void streamInfoOfNewServers();
    void emptyStreamInfo();
    void scan();
    void wrongShapes_data();
    void wrongShapes();
};

namespace {

const QByteArray nothing2 = nil2();
const QByteArray nothing3 = nil3();

/// Names and values as a RESP3 map, and as the flat array that RESP2 has for it.
QList<QByteArray> bothForms(const QList<std::pair<QByteArray, QByteArray>> &fields)
{
    QList<std::pair<QByteArray, QByteArray>> encoded;
    QList<QByteArray> flat;
    for (const auto &[name, value] : fields) {
        encoded.append({bulk(name), value});
        flat << bulk(name) << value;
    }
    return {array(flat), Test::map(encoded)};
}

} // namespace

void tst_CommandReplies::ids()
{
    const Xadd add {"one", {{"a", "1"}}};
    QCOMPARE(add.decode(parsed(bulk("12-34"))).value, StreamId(12, 34));
    QCOMPARE(add.decode(parsed(simple("12-34"))).value, StreamId(12, 34));
    QCOMPARE(add.decode(parsed(bulk("18446744073709551615-18446744073709551615"))).value, StreamId::maximum());
    // NOMKSTREAM and no stream.
    for (const QByteArray &null : {nothing2, nothing3}) {
        const auto answer = add.decode(parsed(null));
        QVERIFY(!answer.error);
        QCOMPARE(answer.value, StreamId());
    }
}

void tst_CommandReplies::numbers()
{
    QCOMPARE((Xlen {"one"}.decode(parsed(integer(7)))).value, 7);
    QCOMPARE((Xdel {"one", {{1, 0}}}.decode(parsed(integer(0)))).value, 0);
    QCOMPARE((Xtrim {"one", {}}.decode(parsed(integer(3)))).value, 3);
    QVERIFY((Xsetid {"one", {}}.decode(parsed(simple("OK")))).value);
    QVERIFY((Xcfgset {"one"}.decode(parsed(simple("OK")))).value);
    QVERIFY(ClientUnblock {1}.decode(parsed(integer(1))).value);
    QVERIFY(!ClientUnblock {1}.decode(parsed(integer(0))).value);
    QCOMPARE(Ping().decode(parsed(simple("PONG"))).value, QByteArray("PONG"));
}

void tst_CommandReplies::removals()
{
    const QList<EntryRemoval> expected {EntryRemoval::Removed, EntryRemoval::NotFound, EntryRemoval::StillReferenced};
    const RespValue reply = parsed(array({integer(1), integer(-1), integer(2)}));
    QCOMPARE((Xdelex {"one", {{1, 0}}, {}}.decode(reply)).value, expected);
    QCOMPARE((Xackdel {"one", "g", {{1, 0}}, {}}.decode(reply)).value, expected);
    QCOMPARE((Xdelex {"one", {{1, 0}}, {}}.decode(parsed(array({integer(5)})))).error.code(), Code::ProtocolError);
}

void tst_CommandReplies::entries()
{
    Xrange range;
    range.stream = "one";
    const QByteArray two = array({entry("1-0", {{"a", "1"}, {"a", "2"}, {"b", QByteArray("\0\r\n", 3)}}), entry("2-0", {})});
    const auto answer = range.decode(parsed(two));
    QVERIFY(!answer.error);
    QCOMPARE(described(answer.value), QByteArrayList({"one 1-0 a=1 a=2 b=" + QByteArray("\0\r\n", 3), "one 2-0"}));
    // A missing stream; "COUNT 0" as servers answer it.
    for (const QByteArray &empty : {array({}), nilArray2(), nothing3}) {
        QVERIFY(!range.decode(parsed(empty)).error);
        QVERIFY(range.decode(parsed(empty)).value.isEmpty());
    }
}

void tst_CommandReplies::streams_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<QByteArrayList>("expected");
    const QByteArray a = entry("1-0", {{"n", "1"}});
    const QByteArray b = entry("2-0", {{"n", "2"}});
    QTest::newRow("RESP2 nothing") << nilArray2() << QByteArrayList();
    QTest::newRow("RESP2 nothing, as a bulk") << nil2() << QByteArrayList();
    QTest::newRow("RESP3 nothing") << nil3() << QByteArrayList();
    QTest::newRow("RESP2") << array({array({bulk("one"), array({a, b})}), array({bulk("two"), array({a})})})
                           << QByteArrayList({"one 1-0 n=1", "one 2-0 n=2", "two 1-0 n=1"});
    QTest::newRow("RESP3") << Test::map({{bulk("one"), array({a, b})}, {bulk("two"), array({a})}})
                           << QByteArrayList({"one 1-0 n=1", "one 2-0 n=2", "two 1-0 n=1"});
    QTest::newRow("RESP3 the same stream twice") << Test::map({{bulk("one"), array({a})}, {bulk("one"), array({b})}})
                                                 << QByteArrayList({"one 1-0 n=1", "one 2-0 n=2"});
    QTest::newRow("RESP2 the same stream twice") << array({array({bulk("one"), array({a})}), array({bulk("one"), array({b})})})
                                                 << QByteArrayList({"one 1-0 n=1", "one 2-0 n=2"});
    // Redis 5.0 behind a deleted tail, and the end of a group's history.
    QTest::newRow("RESP2 nothing of a stream") << array({array({bulk("one"), array({})})}) << QByteArrayList();
    QTest::newRow("RESP3 nothing of a stream") << Test::map({{bulk("one"), array({})}}) << QByteArrayList();
    QTest::newRow("RESP2 nothing of a stream, null") << array({array({bulk("one"), nilArray2()})}) << QByteArrayList();
}

void tst_CommandReplies::streams()
{
    QFETCH(QByteArray, reply);
    QFETCH(QByteArrayList, expected);
    const auto plain = Xread {{{"one", {}}}}.decode(parsed(reply));
    QVERIFY2(!plain.error, qPrintable(plain.error.message()));
    QCOMPARE(described(plain.value), expected);
    const auto ofGroup = Xreadgroup {"g", "c", {{"one", {}}}}.decode(parsed(reply));
    QVERIFY2(!ofGroup.error, qPrintable(ofGroup.error.message()));
    QCOMPARE(described(ofGroup.value), expected);
}

void tst_CommandReplies::streamInfo_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<bool>("since7");
    QList<std::pair<QByteArray, QByteArray>> fields {
        {"length", integer(2)}, {"radix-tree-keys", integer(1)}, {"radix-tree-nodes", integer(3)}, {"last-generated-id", bulk("9-1")}};
    const QList<std::pair<QByteArray, QByteArray>> tail {
        {"groups", integer(4)}, {"first-entry", entry("1-0", {{"a", "1"}})}, {"last-entry", entry("9-1", {{"a", "2"}})}};
    const QList<QByteArray> old = bothForms(fields + tail);
    QTest::newRow("RESP2 before 7.0") << old[0] << false;
    QTest::newRow("RESP3 before 7.0") << old[1] << false;
    // New fields come in the middle.
    fields << std::pair {QByteArray("max-deleted-entry-id"), bulk("8-0")} << std::pair {QByteArray("entries-added"), integer(12)}
           << std::pair {QByteArray("something-new"), array({integer(1)})} << std::pair {QByteArray("recorded-first-entry-id"), bulk("1-0")};
    const QList<QByteArray> since7 = bothForms(fields + tail);
    QTest::newRow("RESP2 since 7.0") << since7[0] << true;
    QTest::newRow("RESP3 since 7.0") << since7[1] << true;
}

void tst_CommandReplies::streamInfo()
{
    QFETCH(QByteArray, reply);
    QFETCH(bool, since7);
    const auto answer = XinfoStream {"one"}.decode(parsed(reply));
    QVERIFY2(!answer.error, qPrintable(answer.error.message()));
    const StreamInfo &info = answer.value;
    QCOMPARE(info.length, 2);
    QCOMPARE(info.radixTreeKeys, 1);
    QCOMPARE(info.radixTreeNodes, 3);
    QCOMPARE(info.groups, 4);
    QCOMPARE(info.lastGeneratedId, StreamId(9, 1));
    QVERIFY(info.firstEntry && info.lastEntry);
    QCOMPARE(described(*info.firstEntry), QByteArray("1-0 a=1"));
    QCOMPARE(info.firstEntry->streamKey(), QByteArray("one"));
    QCOMPARE(described(*info.lastEntry), QByteArray("9-1 a=2"));
    QCOMPARE(info.entriesAdded, since7 ? std::optional<qint64>(12) : std::nullopt);
    QCOMPARE(info.maxDeletedEntryId, since7 ? std::optional(StreamId(8, 0)) : std::nullopt);
    QCOMPARE(info.recordedFirstEntryId, since7 ? std::optional(StreamId(1, 0)) : std::nullopt);
    QVERIFY(!info.idmpDuration && !info.idmpMaxSize && !info.pidsTracked && !info.iidsTracked && !info.iidsAdded && !info.iidsDuplicates);
    QCOMPARE(info.raw.value("something-new").size(), since7 ? 1 : 0);
}

void tst_CommandReplies::streamInfoOfNewServers()
{
    for (const QByteArray &reply : bothForms({{"length", integer(0)}, {"last-generated-id", bulk("0-0")}, {"idmp-duration", integer(100)},
             {"idmp-maxsize", integer(101)}, {"pids-tracked", integer(1)}, {"iids-tracked", integer(2)}, {"iids-added", integer(3)},
             {"iids-duplicates", integer(4)}, {"groups", integer(0)}})) {
        const auto answer = XinfoStream {"one"}.decode(parsed(reply));
        QVERIFY(!answer.error);
        QCOMPARE(answer.value.idmpDuration, std::optional<qint64>(100));
        QCOMPARE(answer.value.idmpMaxSize, std::optional<qint64>(101));
        QCOMPARE(answer.value.pidsTracked, std::optional<qint64>(1));
        QCOMPARE(answer.value.iidsTracked, std::optional<qint64>(2));
        QCOMPARE(answer.value.iidsAdded, std::optional<qint64>(3));
        QCOMPARE(answer.value.iidsDuplicates, std::optional<qint64>(4));
    }
}

void tst_CommandReplies::emptyStreamInfo()
{
    for (const QByteArray &null : {nothing2, nilArray2(), nothing3}) {
        const auto answer = XinfoStream {"one"}.decode(parsed(bothForms({{"length", integer(0)}, {"last-generated-id", bulk("3-0")},
                                                                         {"first-entry", null}, {"last-entry", null}})[0]));
        QVERIFY(!answer.error);
        QVERIFY(!answer.value.firstEntry && !answer.value.lastEntry);
    }
}

void tst_CommandReplies::scan()
{
    const auto answer = ScanStreams().decode(parsed(array({bulk("18446744073709551615"), array({bulk("a"), bulk(QByteArray("b\0", 2))})})));
    QVERIFY(!answer.error);
    QCOMPARE(answer.value.cursor, std::numeric_limits<quint64>::max());
    QCOMPARE(answer.value.keys, QByteArrayList({"a", QByteArray("b\0", 2)}));
}

void tst_CommandReplies::wrongShapes_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("a number") << integer(5);
    QTest::newRow("a text") << bulk("text");
    QTest::newRow("a list of numbers") << array({integer(1), integer(2)});
    QTest::newRow("an entry without fields") << array({array({bulk("1-0")})});
    QTest::newRow("a name without value") << array({array({bulk("1-0"), array({bulk("a")})})});
    QTest::newRow("a bad id") << array({entry("x-0", {{"a", "1"}})});
    QTest::newRow("a map") << Test::map({{bulk("a"), bulk("b")}});
}

void tst_CommandReplies::wrongShapes()
{
    QFETCH(QByteArray, reply);
    const RespValue tree = parsed(reply);
    Xrange range;
    range.stream = "one";
    for (const RedisError &error : {range.decode(tree).error, Xread {{{"one", {}}}}.decode(tree).error, XinfoStream {"one"}.decode(tree).error,
                                    ScanStreams().decode(tree).error, Xcfgset {"one"}.decode(tree).error}) {
        QCOMPARE(error.code(), Code::ProtocolError);
        QVERIFY2(error.message().contains(QStringLiteral("the server replied with")), qPrintable(error.message()));
    }
}

QTEST_GUILESS_MAIN(tst_CommandReplies)
#include "tst_commandreplies.moc"
