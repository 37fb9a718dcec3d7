// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "collectingsink.h"
#include "splitting.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

#include <limits>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Status = ReplyDecoder::Status;

namespace {

/// Streams with their encoded lists, as RESP2 and as RESP3 send them.
using Streams = QList<std::pair<QByteArray, QByteArray>>;

QByteArray resp2(const Streams &streams)
{
    QByteArrayList pairs;
    for (const auto &[key, entries] : streams)
        pairs.append(array({bulk(key), entries}));
    return array(pairs);
}

QByteArray resp3(const Streams &streams)
{
    QByteArray bytes = "%" + QByteArray::number(streams.size()) + "\r\n";
    for (const auto &[key, entries] : streams)
        bytes += bulk(key) + entries;
    return bytes;
}

/// An entry with encoded elements behind the id.
QByteArray shaped(const QByteArray &id, const QList<QByteArray> &rest)
{
    return array(QList<QByteArray> {bulk(id)} + rest);
}

} // namespace

class tst_EntriesDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shapes_data();
    void shapes();
    void nothing_data();
    void nothing();
    void serverErrors_data();
    void serverErrors();
    void counts_data();
    void counts();
    void attributesAreSkipped_data();
    void attributesAreSkipped();
    void whatFollowsIsLeftAlone();
};

void tst_EntriesDecoder::shapes_data()
{
    QTest::addColumn<Streams>("streams");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const Streams &streams, const QByteArrayList &expected) {
        QTest::newRow(name) << streams << expected;
    };
    row("one entry", {{"one", array({entry("1-0", {{"a", "1"}})})}}, {"one 1-0 a=1"});
    row("several entries", {{"one", array({entry("1-0", {{"a", "1"}, {"b", "2"}}), entry("1-1", {{"a", "3"}})})}},
        {"one 1-0 a=1 b=2", "one 1-1 a=3"});
    row("several streams", {{"one", array({entry("1-0", {{"a", "1"}})})}, {"two", array({entry("9-0", {{"b", "2"}}), entry("10-0", {{"b", "3"}})})},
                            {"three", array({entry("5-0", {})})}},
        {"one 1-0 a=1", "two 9-0 b=2", "two 10-0 b=3", "three 5-0"});
    // "XREAD STREAMS s s $ $" is legal: a RESP3 map with the same key twice.
    row("the same key twice", {{"one", array({entry("1-0", {{"a", "1"}})})}, {"one", array({entry("1-0", {{"a", "1"}})})}},
        {"one 1-0 a=1", "one 1-0 a=1"});
    row("repeated name", {{"one", array({entry("1-0", {{"tag", "x"}, {"tag", "y"}})})}}, {"one 1-0 tag=x tag=y"});
    row("no fields", {{"one", array({entry("1-0", {}), entry("2-0", {})})}}, {"one 1-0", "one 2-0"});
    row("empty name and value", {{"one", array({entry("1-0", {{"", ""}})})}}, {"one 1-0 ="});
    row("line ends and types in values", {{"one", array({entry("1-0", {{"\r\n", "*1\r\n$3\r\nfoo\r\n"}, {"$-1\r\n", "-ERR\r\n"}})})}},
        {"one 1-0 \r\n=*1\r\n$3\r\nfoo\r\n $-1\r\n=-ERR\r\n"});
    row("binary", {{"one", array({entry("1-0", {{QByteArray("\0\xff", 2), QByteArray("\0\0", 2)}})})}},
        {QByteArray("one 1-0 \0\xff=\0\0", 13)});
    row("largest id", {{"one", array({entry("18446744073709551615-18446744073709551615", {{"a", "1"}})})}},
        {"one 18446744073709551615-18446744073709551615 a=1"});
    row("tombstone, RESP2", {{"one", array({shaped("1-0", {nilArray2()}), entry("2-0", {{"a", "1"}})})}}, {"one 1-0 deleted", "one 2-0 a=1"});
    row("tombstone, RESP3", {{"one", array({entry("1-0", {{"a", "1"}}), shaped("2-0", {nil3()})})}}, {"one 1-0 a=1", "one 2-0 deleted"});
    row("tombstone, null bulk", {{"one", array({shaped("1-0", {nil2()})})}}, {"one 1-0 deleted"});
    row("only tombstones", {{"one", array({shaped("1-0", {nil3()}), shaped("2-0", {nil3()})})}, {"two", array({shaped("3-0", {nil3()})})}},
        {"one 1-0 deleted", "one 2-0 deleted", "two 3-0 deleted"});
    row("claimed", {{"one", array({shaped("1-0", {command({"a", "1"}), integer(1500), integer(3)}), shaped("2-0", {command({"a", "2"}), integer(0), integer(0)})})}},
        {"one 1-0 a=1 idle 1500 delivered 3", "one 2-0 a=2 idle 0 delivered 0"});
    row("claimed, numbers as bulks", {{"one", array({shaped("1-0", {command({"a", "1"}), bulk("1500"), bulk("3")})})}},
        {"one 1-0 a=1 idle 1500 delivered 3"});
    row("claimed, released for good", {{"one", array({shaped("1-0", {command({"a", "1"}), integer(1700000000000), integer(std::numeric_limits<qint64>::max())})})}},
        {"one 1-0 a=1 idle 1700000000000 delivered 9223372036854775807"});
    row("claimed tombstone", {{"one", array({shaped("1-0", {nil3(), integer(5), integer(1)})})}}, {"one 1-0 deleted idle 5 delivered 1"});
    row("claimed without fields", {{"one", array({shaped("1-0", {array({}), integer(5), integer(1)})})}}, {"one 1-0 idle 5 delivered 1"});
    row("both lengths", {{"one", array({entry("1-0", {{"a", "1"}}), shaped("2-0", {command({"a", "2"}), integer(7), integer(1)}), entry("3-0", {{"a", "3"}})})}},
        {"one 1-0 a=1", "one 2-0 a=2 idle 7 delivered 1", "one 3-0 a=3"});
    // Before Redis 7.0 a deleted entry can be a null in the list.
    row("null entries", {{"one", array({nilArray2(), entry("2-0", {{"a", "1"}}), nil3(), nil2()})}}, {"one 2-0 a=1"});
    row("only null entries", {{"one", array({nilArray2(), nilArray2()})}, {"two", array({entry("1-0", {{"a", "1"}})})}}, {"two 1-0 a=1"});
    row("empty list", {{"one", array({})}}, {});
    row("empty list between", {{"one", array({})}, {"two", array({entry("1-0", {{"a", "1"}})})}, {"three", array({})}}, {"two 1-0 a=1"});
    row("null list", {{"one", nilArray2()}, {"two", nil3()}, {"three", array({entry("1-0", {{"a", "1"}})})}}, {"three 1-0 a=1"});
    row("many fields", {{"one", array({entry("1-0", QList<std::pair<QByteArray, QByteArray>>(20, {"n", "v"}))})}},
        {"one 1-0" + QByteArray(" n=v").repeated(20)});
}

void tst_EntriesDecoder::shapes()
{
    QFETCH(Streams, streams);
    QFETCH(QByteArrayList, expected);
    for (const QByteArray &bytes : {resp2(streams), resp3(streams)}) {
        forEverySplit(bytes, [&](const QByteArrayList &pieces) {
            const DecodedReply reply = decodeEntries(pieces);
            QCOMPARE(reply.error.message(), QString());
            QCOMPARE(reply.last, Status::Done);
            QCOMPARE(reply.texts, expected);
            QCOMPARE(reply.entries, expected.size());
            QCOMPARE(reply.streams, streams.size());
            QVERIFY(reply.stable);
            QVERIFY(reply.rest.isEmpty());
        });
        if (QTest::currentTestFailed())
            return;
        // It is complete with the last byte, not before.
        for (qsizetype length = 0; length < bytes.size(); ++length)
            QCOMPARE(decodeEntries({bytes.first(length)}).last, Status::NeedMore);
    }
}

void tst_EntriesDecoder::nothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("RESP2") << nilArray2();
    QTest::newRow("null bulk") << nil2();
    QTest::newRow("RESP3") << nil3();
    QTest::newRow("empty array") << array({});
    QTest::newRow("empty map") << map({});
}

void tst_EntriesDecoder::nothing()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const DecodedReply reply = decodeEntries(pieces);
        QCOMPARE(reply.last, Status::Done);
        QVERIFY(reply.texts.isEmpty());
        QVERIFY(!reply.serverError);
        QCOMPARE(reply.streams, 0);
    });
}

void tst_EntriesDecoder::serverErrors_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<RedisError::Code>("code");
    QTest::newRow("simple") << error("WRONGTYPE Operation against a key") << RedisError::Code::WrongType;
    QTest::newRow("bulk error") << QByteArray("!12\r\nNOGROUP none\r\n") << RedisError::Code::NoGroup;
    QTest::newRow("moved") << error("MOVED 1 h:1") << RedisError::Code::Moved;
    QTest::newRow("empty") << error("") << RedisError::Code::ServerError;
}

void tst_EntriesDecoder::serverErrors()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const DecodedReply reply = decodeEntries(pieces);
        QCOMPARE(reply.last, Status::Done); // an answer, not a broken one
        QVERIFY(!reply.error);
        QTEST(reply.serverError.code(), "code");
        QVERIFY(reply.rest.isEmpty());
    });
}

void tst_EntriesDecoder::counts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qint64>("entries");
    QTest::addColumn<qint64>("largest");
    QTest::addColumn<qint64>("streams");
    const QByteArray item = entry("1-0", {{"a", "1"}});
    QTest::newRow("three and one") << resp2({{"one", array({item, item, item})}, {"two", array({item})}}) << qint64(4) << qint64(3) << qint64(2);
    QTest::newRow("one and three") << resp3({{"one", array({item})}, {"two", array({item, item, item})}}) << qint64(4) << qint64(3) << qint64(2);
    QTest::newRow("nulls are none") << resp2({{"one", array({nil2(), item, nil2()})}}) << qint64(1) << qint64(1) << qint64(1);
    QTest::newRow("empty list") << resp2({{"one", array({})}}) << qint64(0) << qint64(0) << qint64(1);
}

void tst_EntriesDecoder::counts()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const DecodedReply reply = decodeEntries(pieces);
        QTEST(reply.entries, "entries");
        QTEST(reply.largest, "largest");
        QTEST(reply.streams, "streams");
    });
}

void tst_EntriesDecoder::attributesAreSkipped_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray attribute = "|1\r\n" + bulk("ttl") + integer(5);
    const QByteArray texts = "|2\r\n" + bulk("n1") + bulk("v1") + bulk("n2") + bulk("v2");
    const QByteArray nested = "|1\r\n" + bulk("k") + array({bulk("x"), map({{bulk("y"), array({})}})});
    const QByteArray inside = "|1\r\n" + bulk("k") + attribute + bulk("v");
    const auto around = [](const QByteArray &a, const QByteArray &b, const QByteArray &c, const QByteArray &d, const QByteArray &e) {
        return a + "*1\r\n" + b + "*2\r\n" + bulk("one") + c + "*1\r\n" + "*2\r\n" + d + bulk("1-0") + "*2\r\n" + bulk("a") + e + bulk("1");
    };
    const QByteArray no;
    for (const auto &[name, bytes] : {std::pair {"simple", attribute}, {"of texts", texts}, {"nested", nested}, {"empty", QByteArray("|0\r\n")},
                                      {"with one inside", inside}, {"two", attribute + nested}}) {
        QTest::addRow("%s, before the reply", name) << around(bytes, no, no, no, no);
        QTest::addRow("%s, before a stream", name) << around(no, bytes, no, no, no);
        QTest::addRow("%s, before the entries", name) << around(no, no, bytes, no, no);
        QTest::addRow("%s, before an id", name) << around(no, no, no, bytes, no);
        QTest::addRow("%s, before a value", name) << around(no, no, no, no, bytes);
    }
}

void tst_EntriesDecoder::attributesAreSkipped()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const DecodedReply reply = decodeEntries(pieces);
        QCOMPARE(reply.error.message(), QString());
        QCOMPARE(reply.texts, QByteArrayList {"one 1-0 a=1"});
        QCOMPARE(reply.last, Status::Done);
    });
}

void tst_EntriesDecoder::whatFollowsIsLeftAlone()
{
    const QByteArray next = "+PONG\r\n:5\r\n";
    for (const QByteArray &bytes : {resp2({{"one", array({entry("1-0", {{"a", "1"}})})}}), nil3(), error("ERR x"), resp3({{"one", array({})}})})
        forEverySplit(bytes + next, [&](const QByteArrayList &pieces) {
            const DecodedReply reply = decodeEntries(pieces);
            QCOMPARE(reply.last, Status::Done);
            QCOMPARE(reply.rest, next);
        });
}

QTEST_APPLESS_MAIN(tst_EntriesDecoder)
#include "tst_entriesdecoder.moc"
