// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// EntriesDecoder: replies that are none, and replies past the limits.
#include "collectingsink.h"
#include "splitting.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Code = RedisError::Code;
using Status = ReplyDecoder::Status;

namespace {

QByteArray oneStream(const QList<QByteArray> &entries) { return array({array({bulk("one"), array(entries)})}); }
QByteArray oneEntry(const QList<QByteArray> &elements) { return oneStream({array(elements)}); }

} // namespace

class tst_EntriesDecoderErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongShapes_data();
    void wrongShapes();
    void unknownStream();
    void malformedBytes_data();
    void malformedBytes();
    void entriesBeforeAnErrorAreGivenOnOrNot();
    void bulkLimit();
    void elementLimit();
    void entryLengthLimit();
    void limitsAreForOneEntryNotForTheReply();
};

void tst_EntriesDecoderErrors::wrongShapes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray id = bulk("1-0");
    const QByteArray fields = command({"a", "1"});
    QTest::newRow("an integer for the reply") << integer(1);
    QTest::newRow("a text for the reply") << simple("OK");
    QTest::newRow("a bulk for the reply") << bulk("x");
    QTest::newRow("a set for the reply") << aggregate('~', {bulk("one"), array({})});
    QTest::newRow("a boolean for the reply") << QByteArray("#t\r\n");
    QTest::newRow("a stream that is no pair") << array({bulk("one")});
    QTest::newRow("a pair of three") << array({array({bulk("one"), array({}), array({})})});
    QTest::newRow("a pair of one") << array({array({bulk("one")})});
    QTest::newRow("a null pair") << array({nil2()});
    QTest::newRow("an integer for a key") << array({array({integer(1), array({})})});
    QTest::newRow("a null key") << array({array({nil2(), array({})})});
    QTest::newRow("a null key in a map") << map({{nil3(), array({})}});
    QTest::newRow("a list for a key") << map({{array({}), array({})}});
    QTest::newRow("a text for the entries") << array({array({bulk("one"), bulk("x")})});
    QTest::newRow("an integer for the entries") << map({{bulk("one"), integer(0)}});
    QTest::newRow("an error for the entries") << map({{bulk("one"), error("ERR x")}});
    QTest::newRow("an integer for an entry") << oneStream({integer(1)});
    QTest::newRow("an id for an entry") << oneStream({id});
    for (const int size : {0, 1, 3, 5}) {
        QList<QByteArray> elements {id, fields, integer(1), integer(1), integer(1)};
        QTest::addRow("an entry of %d", size) << oneEntry(elements.first(size));
    }
    QTest::newRow("a null id") << oneEntry({nil2(), fields});
    QTest::newRow("an integer for an id") << oneEntry({integer(1), fields});
    QTest::newRow("a list for an id") << oneEntry({array({}), fields});
    for (const char *text : {"", "x", "1-", "-1", "1-1-1", " 1-0", "1-0 ", "18446744073709551616-0"})
        QTest::addRow("an id \"%s\"", text) << oneEntry({bulk(text), fields});
    QTest::newRow("an odd number of texts") << oneEntry({id, command({"a"})});
    QTest::newRow("a map of fields") << oneEntry({id, map({{bulk("a"), bulk("1")}})});
    QTest::newRow("a text for the fields") << oneEntry({id, bulk("a")});
    QTest::newRow("an integer for the fields") << oneEntry({id, integer(0)});
    QTest::newRow("a null name") << oneEntry({id, array({nil2(), bulk("1")})});
    QTest::newRow("a null value") << oneEntry({id, array({bulk("a"), nil3()})});
    QTest::newRow("an integer for a value") << oneEntry({id, array({bulk("a"), integer(1)})});
    QTest::newRow("a list for a value") << oneEntry({id, array({bulk("a"), array({bulk("x")})})});
    QTest::newRow("an empty list for a value") << oneEntry({id, array({bulk("a"), array({})})});
    QTest::newRow("an error for a value") << oneEntry({id, array({bulk("a"), error("ERR x")})});
    QTest::newRow("a verbatim value") << oneEntry({id, array({bulk("a"), "=5\r\ntxt:x\r\n"})});
    QTest::newRow("a text for idle") << oneEntry({id, fields, bulk("soon"), integer(1)});
    QTest::newRow("an empty text for idle") << oneEntry({id, fields, bulk(""), integer(1)});
    QTest::newRow("a null for deliveries") << oneEntry({id, fields, integer(1), nil3()});
    QTest::newRow("a list for deliveries") << oneEntry({id, fields, integer(1), array({})});
}

void tst_EntriesDecoderErrors::wrongShapes()
{
    QFETCH(QByteArray, bytes);
    QString message;
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const DecodedReply reply = decodeEntries(pieces);
        QCOMPARE(reply.last, Status::Error);
        QCOMPARE(reply.error.code(), Code::ProtocolError);
        QVERIFY(!reply.error.message().isEmpty());
        if (message.isEmpty())
            message = reply.error.message();
        QCOMPARE(reply.error.message(), message); // the same, however it was cut
        QVERIFY(reply.texts.isEmpty());
    });
}

void tst_EntriesDecoderErrors::unknownStream()
{
    const QByteArray list = array({entry("1-0", {{"a", "1"}})});
    for (const QByteArray &bytes : {array({array({bulk("four"), list})}), map({{bulk("one"), list}, {bulk("four"), list}}), map({{bulk("four"), array({})}}),
                                    array({array({bulk(""), list})}), array({array({bulk("One"), list})})}) {
        forEverySplit(bytes, [&](const QByteArrayList &pieces) {
            const DecodedReply reply = decodeEntries(pieces);
            QCOMPARE(reply.last, Status::Error);
            QCOMPARE(reply.error.code(), Code::ProtocolError);
        });
    }
    QVERIFY(decodeEntries({array({array({bulk("four"), list})})}).error.message().contains(QStringLiteral("four")));
}

void tst_EntriesDecoderErrors::malformedBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no RESP at all") << QByteArray("hello\r\n");
    QTest::newRow("bad head of the reply") << QByteArray("*x\r\n");
    QTest::newRow("key too long for its head") << QByteArray("*1\r\n*2\r\n$3\r\none!\r\n");
    QTest::newRow("bad number of entries") << QByteArray("*1\r\n*2\r\n$3\r\none\r\n*-5\r\n");
    QTest::newRow("bad length of a value") << QByteArray("*1\r\n*2\r\n$3\r\none\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$z\r\n");
    QTest::newRow("value without its end") << QByteArray("*1\r\n*2\r\n$3\r\none\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\na\r\n$1\r\nbb\r\n");
    QTest::newRow("bad type in an attribute") << QByteArray("|1\r\n+a\r\n?\r\n*0\r\n");
}

void tst_EntriesDecoderErrors::malformedBytes()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const DecodedReply reply = decodeEntries(pieces);
        QCOMPARE(reply.last, Status::Error);
        QCOMPARE(reply.error.code(), Code::ProtocolError);
        QVERIFY(reply.texts.isEmpty());
    });
}

void tst_EntriesDecoderErrors::entriesBeforeAnErrorAreGivenOnOrNot()
{
    // Entries complete before nonsense may come or not, depending on how the bytes arrived; never half of one, and
    // never another than was sent.
    const QByteArray bytes = oneStream({entry("1-0", {{"a", "1"}}), entry("2-0", {{"a", "2"}}), integer(7)});
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const DecodedReply reply = decodeEntries(pieces);
        QCOMPARE(reply.last, Status::Error);
        const QByteArrayList all {"one 1-0 a=1", "one 2-0 a=2"};
        QVERIFY(reply.texts.size() <= 2);
        QCOMPARE(reply.texts, all.first(reply.texts.size()));
    });
}

void tst_EntriesDecoderErrors::bulkLimit()
{
    RespLimits limits;
    limits.bulkLength = 20;
    const auto reply = [&](qsizetype nameSize, qsizetype valueSize) {
        const QByteArray bytes = oneStream({entry("1-0", {{QByteArray(nameSize, 'n'), QByteArray(valueSize, 'v')}})});
        return decodeEntries(inPieces(bytes, 7), {"one"}, limits);
    };
    QCOMPARE(reply(20, 20).last, Status::Done);
    QCOMPARE(reply(21, 20).error.code(), Code::LimitExceeded);
    QCOMPARE(reply(20, 21).error.code(), Code::LimitExceeded);
}

void tst_EntriesDecoderErrors::elementLimit()
{
    RespLimits limits;
    limits.elements = 6;
    const auto decode = [&](const QByteArray &bytes) { return decodeEntries({bytes}, {"one"}, limits); };
    const QByteArray item = entry("1-0", {{"a", "1"}});
    QCOMPARE(decode(oneStream(QList<QByteArray>(6, item))).last, Status::Done);
    QCOMPARE(decode(oneStream(QList<QByteArray>(7, item))).error.code(), Code::LimitExceeded);
    QCOMPARE(decode(oneStream({entry("1-0", {{"a", "1"}, {"b", "2"}, {"c", "3"}})})).last, Status::Done);
    QCOMPARE(decode(oneStream({entry("1-0", {{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}})})).error.code(), Code::LimitExceeded);
}

void tst_EntriesDecoderErrors::entryLengthLimit()
{
    // A name or value may begin no later than this behind the start of what is kept together: here at offset 100.
    RespLimits limits;
    limits.entryLength = 100;
    const auto reply = [&](qsizetype padding) {
        // "*1 *2 $3 one *1 *2 $3 1-0 *4" takes 43 bytes; the name "p" 7, the head of the padding 5, its end 2, "$1" 4.
        const QByteArray bytes = oneStream({entry("1-0", {{"p", QByteArray(padding, 'x')}, {"q", "1"}})});
        const qsizetype lastValue = bytes.size() - 3;
        return std::pair(lastValue, bytes);
    };
    for (qsizetype padding = 10; padding < 40; ++padding) {
        const auto [lastValue, bytes] = reply(padding);
        for (const qsizetype piece : {qsizetype(1), qsizetype(1000)}) {
            const DecodedReply result = decodeEntries(inPieces(bytes, piece), {"one"}, limits);
            if (lastValue <= 100) {
                QCOMPARE(result.last, Status::Done);
            } else {
                QCOMPARE(result.last, Status::Error);
                QCOMPARE(result.error.code(), Code::LimitExceeded);
            }
        }
    }
    // Both sides of the limit were seen.
    QVERIFY(reply(10).first <= 100);
    QVERIFY(reply(39).first > 100);
}

void tst_EntriesDecoderErrors::limitsAreForOneEntryNotForTheReply()
{
    RespLimits limits;
    limits.entryLength = 200;
    limits.bulkLength = 50;
    QList<QByteArray> entries;
    for (int i = 0; i < 1000; ++i)
        entries.append(entry(QByteArray::number(i + 1) + "-0", {{"a", QByteArray(50, 'x')}}));
    // Pieces smaller than an entry, as the limit counts from what was not given on yet.
    const DecodedReply reply = decodeEntries(inPieces(oneStream(entries), 50), {"one"}, limits);
    QCOMPARE(reply.error.message(), QString());
    QCOMPARE(reply.last, Status::Done);
    QCOMPARE(reply.entries, 1000);
}

QTEST_APPLESS_MAIN(tst_EntriesDecoderErrors)
#include "tst_entriesdecodererrors.moc"
