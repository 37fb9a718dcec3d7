// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/replytreedecoder_p.h"
#include "splitting.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

#include <limits>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Code = RedisError::Code;
using Status = ReplyDecoder::Status;
using Type = RespValue::Type;

namespace {

RespValue bulkValue(const QByteArray &bytes) { return RespValue::makeText(Type::BulkString, bytes); }
RespValue number(qint64 value) { return RespValue::makeInteger(value); }
RespValue list(const QList<RespValue> &items) { return RespValue::makeAggregate(Type::Array, items); }

/// All replies in \a pieces, as one decoder takes them one after the other.
QList<RespValue> decodeAll(const QByteArrayList &pieces, Status *last = nullptr, RedisError *error = nullptr, const RespLimits &limits = {})
{
    RespInput input(limits);
    ReplyTreeDecoder decoder;
    QList<RespValue> values;
    Status status = Status::NeedMore;
    for (const QByteArray &piece : pieces) {
        input.append(piece);
        while ((status = decoder.consume(input)) == Status::Done)
            values.append(decoder.take());
        if (status == Status::Error)
            break;
    }
    if (last)
        *last = status;
    if (error)
        *error = decoder.error();
    return values;
}

QByteArray nested(int depth) { return QByteArray("*1\r\n").repeated(depth) + ":1\r\n"; }

} // namespace

class tst_ReplyTreeDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replies_data();
    void replies();
    void repliesInARow();
    void attributes_data();
    void attributes();
    void doubles_data();
    void doubles();
    void depth();
    void depthCountsEveryAggregate();
    void longListIsNoDeepOne();
    void malformedInside_data();
    void malformedInside();
    void announcedSizesAreNotBelieved();
    void largeBulkInPieces();
    void memoryIsGivenBack();
    void takeForgets();
};

void tst_ReplyTreeDecoder::replies_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<RespValue>("value");
    const auto row = [](const char *name, const QByteArray &bytes, const RespValue &value) { QTest::newRow(name) << bytes << value; };
    row("simple", "+OK\r\n", RespValue::makeText(Type::SimpleString, "OK"));
    row("error", "-ERR bad\r\n", RespValue::makeText(Type::Error, "ERR bad"));
    row("bulk error", "!7\r\nERR bad\r\n", RespValue::makeText(Type::Error, "ERR bad"));
    row("integer", ":-5\r\n", number(-5));
    row("bulk", "$5\r\na\r\nbc\r\n", bulkValue("a\r\nbc"));
    row("empty bulk", "$0\r\n\r\n", bulkValue(""));
    row("null bulk", nil2(), RespValue());
    row("null array", nilArray2(), RespValue());
    row("null", nil3(), RespValue());
    row("true", "#t\r\n", RespValue::makeBoolean(true));
    row("false", "#f\r\n", RespValue::makeBoolean(false));
    row("big number", "(-12345678901234567890123\r\n", RespValue::makeText(Type::BigNumber, "-12345678901234567890123"));
    row("verbatim", "=8\r\nmkd:# hi\r\n", RespValue::makeText(Type::VerbatimString, "# hi", "mkd"));
    row("empty verbatim", "=4\r\ntxt:\r\n", RespValue::makeText(Type::VerbatimString, "", "txt"));
    row("empty array", "*0\r\n", list({}));
    row("empty map", "%0\r\n", RespValue::makeAggregate(Type::Map, {}));
    row("empty set", "~0\r\n", RespValue::makeAggregate(Type::Set, {}));
    row("array", array({integer(1), bulk("x"), nil2(), nil3(), nilArray2()}), list({number(1), bulkValue("x"), {}, {}, {}}));
    row("nested", array({array({}), array({integer(1), array({integer(2)})}), integer(3)}),
        list({list({}), list({number(1), list({number(2)})}), number(3)}));
    row("map", map({{bulk("a"), integer(1)}, {bulk("a"), array({integer(2)})}}),
        RespValue::makeAggregate(Type::Map, {bulkValue("a"), number(1), bulkValue("a"), list({number(2)})}));
    row("set of maps", aggregate('~', {map({}), map({{integer(1), integer(2)}})}),
        RespValue::makeAggregate(Type::Set, {RespValue::makeAggregate(Type::Map, {}), RespValue::makeAggregate(Type::Map, {number(1), number(2)})}));
    row("push", push({bulk("invalidate"), array({bulk("k")})}), RespValue::makeAggregate(Type::Push, {bulkValue("invalidate"), list({bulkValue("k")})}));
    row("error inside", array({error("ERR a"), simple("OK")}),
        list({RespValue::makeText(Type::Error, "ERR a"), RespValue::makeText(Type::SimpleString, "OK")}));
}

void tst_ReplyTreeDecoder::replies()
{
    QFETCH(QByteArray, bytes);
    QFETCH(RespValue, value);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) { QCOMPARE(decodeAll(pieces), QList<RespValue>({value})); });
    // No reply ends early: of each proper prefix nothing comes out, and nothing is wrong with it.
    for (qsizetype length = 0; length < bytes.size(); ++length) {
        Status last = Status::Error;
        QVERIFY(decodeAll({bytes.first(length)}, &last).isEmpty());
        QCOMPARE(last, Status::NeedMore);
    }
}

void tst_ReplyTreeDecoder::repliesInARow()
{
    const QByteArray bytes = simple("a") + array({integer(1)}) + nil2() + map({{bulk("k"), bulk("v")}}) + bulk("end");
    const QList<RespValue> expected {RespValue::makeText(Type::SimpleString, "a"), list({number(1)}), RespValue(),
                                     RespValue::makeAggregate(Type::Map, {bulkValue("k"), bulkValue("v")}), bulkValue("end")};
    forEverySplit(bytes, [&](const QByteArrayList &pieces) { QCOMPARE(decodeAll(pieces), expected); });
}

void tst_ReplyTreeDecoder::attributes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<RespValue>("value");
    const auto with = [](RespValue value, const RespValue &attribute) {
        value.setAttributes(RespValue::makeAggregate(Type::Map, {bulkValue("ttl"), attribute}));
        return value;
    };
    const auto attribute = [](const QByteArray &value) { return "|1\r\n" + bulk("ttl") + value; };
    QTest::newRow("of a scalar") << attribute(integer(5)) + bulk("x") << with(bulkValue("x"), number(5));
    QTest::newRow("of a null") << attribute(integer(5)) + nil3() << with({}, number(5));
    QTest::newRow("of an array") << attribute(integer(5)) + array({integer(1)}) << with(list({number(1)}), number(5));
    QTest::newRow("of an empty array") << attribute(integer(5)) + array({}) << with(list({}), number(5));
    QTest::newRow("of an element") << array({integer(1), attribute(integer(5)) + integer(2)}) << list({number(1), with(number(2), number(5))});
    QTest::newRow("nested value") << attribute(array({integer(6), map({})})) + integer(1)
                                  << with(number(1), list({number(6), RespValue::makeAggregate(Type::Map, {})}));
    QTest::newRow("with an attribute inside") << "|1\r\n" + bulk("ttl") + attribute(integer(7)) + integer(5) + integer(1)
                                              << with(number(1), with(number(5), number(7)));
    QTest::newRow("empty one") << QByteArray("|0\r\n:1\r\n") << number(1);
}

void tst_ReplyTreeDecoder::attributes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(RespValue, value);
    // Equality leaves attributes out: they are compared on their own, on the value and on its last element.
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const QList<RespValue> values = decodeAll(pieces);
        QCOMPARE(values, QList<RespValue>({value}));
        QCOMPARE(values.first().attributes(), value.attributes());
        QCOMPARE(values.first().attributes().value("ttl").attributes(), value.attributes().value("ttl").attributes());
        QCOMPARE(values.first().at(1).attributes(), value.at(1).attributes());
        QVERIFY(values.first().at(0).attributes().isNull());
    });
}

void tst_ReplyTreeDecoder::doubles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("value");
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const auto row = [](const char *text, double value) { QTest::newRow(text) << QByteArray(text) << value; };
    row("1.5", 1.5);
    row("-1.5", -1.5);
    row("10", 10.0);
    row("0", 0.0);
    row("1e10", 1e10);
    row("1.5E-3", 1.5e-3);
    row("1.7976931348623157e308", std::numeric_limits<double>::max());
    row("inf", infinite);
    row("+inf", infinite);
    row("-inf", -infinite);
    row("nan", std::numeric_limits<double>::quiet_NaN());
    row("-nan", std::numeric_limits<double>::quiet_NaN());
}

void tst_ReplyTreeDecoder::doubles()
{
    QFETCH(QByteArray, text);
    QFETCH(double, value);
    forEverySplit("," + text + "\r\n", [&](const QByteArrayList &pieces) {
        QCOMPARE(decodeAll(pieces), QList<RespValue>({RespValue::makeDouble(value)})); // NaN equals NaN there
    });
}

void tst_ReplyTreeDecoder::depth()
{
    const RespLimits limits;
    Status last = Status::Error;
    RedisError error;
    QCOMPARE(decodeAll({nested(limits.depth)}, &last).size(), 1);
    forEverySplit(nested(limits.depth + 1), [&](const QByteArrayList &pieces) {
        QVERIFY(decodeAll(pieces, &last, &error).isEmpty());
        QCOMPARE(last, Status::Error);
        QCOMPARE(error.code(), Code::LimitExceeded);
        QVERIFY(error.message().contains(QString::number(limits.depth)));
    });
    // A million levels end at the limit, not at the end of the stack.
    QVERIFY(decodeAll({nested(1000000)}, &last, &error).isEmpty());
    QCOMPARE(error.code(), Code::LimitExceeded);
}

void tst_ReplyTreeDecoder::depthCountsEveryAggregate()
{
    RespLimits limits;
    limits.depth = 3;
    Status last = Status::NeedMore;
    for (const QByteArray &head : {QByteArray("*1\r\n"), QByteArray("~1\r\n"), QByteArray(">1\r\n"), QByteArray("%1\r\n:0\r\n"), QByteArray("|1\r\n:0\r\n")}) {
        decodeAll({head.repeated(3) + ":1\r\n"}, &last, nullptr, limits);
        QVERIFY2(last != Status::Error, head.constData());
        decodeAll({head.repeated(4) + ":1\r\n"}, &last, nullptr, limits);
        QVERIFY2(last == Status::Error, head.constData());
    }
}

void tst_ReplyTreeDecoder::longListIsNoDeepOne()
{
    QByteArray bytes = "*100000\r\n";
    for (int i = 0; i < 100000; ++i)
        bytes += "*1\r\n:1\r\n";
    const QList<RespValue> values = decodeAll(inPieces(bytes, 4096));
    QCOMPARE(values.size(), 1);
    QCOMPARE(values.first().size(), 100000);
    QCOMPARE(values.first().at(99999), list({number(1)}));
}

void tst_ReplyTreeDecoder::malformedInside_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("unknown type") << QByteArray("*2\r\n:1\r\nx\r\n");
    QTest::newRow("bulk too long") << QByteArray("*1\r\n$1\r\nab\r\n");
    QTest::newRow("bad length") << QByteArray("*1\r\n$-5\r\n");
    QTest::newRow("bad head") << QByteArray("*1\r\n*z\r\n");
    QTest::newRow("in a map") << QByteArray("%1\r\n+k\r\n:z\r\n");
    QTest::newRow("in an attribute") << QByteArray("|1\r\n+k\r\n#z\r\n:1\r\n");
}

void tst_ReplyTreeDecoder::malformedInside()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        Status last = Status::NeedMore;
        RedisError error;
        QVERIFY(decodeAll(pieces, &last, &error).isEmpty());
        QCOMPARE(last, Status::Error);
        QCOMPARE(error.code(), Code::ProtocolError);
        QVERIFY(!error.message().isEmpty());
    });
}

void tst_ReplyTreeDecoder::announcedSizesAreNotBelieved()
{
    // Heads at the limits cost nothing until elements come: this would need terabytes otherwise.
    QByteArray bytes;
    for (int i = 0; i < 30; ++i)
        bytes += "*1000000000\r\n";
    bytes += "$536870912\r\nabc";
    Status last = Status::Error;
    QVERIFY(decodeAll({bytes}, &last).isEmpty());
    QCOMPARE(last, Status::NeedMore);
}

void tst_ReplyTreeDecoder::largeBulkInPieces()
{
    QByteArray large(3 * 1024 * 1024, 'x');
    for (qsizetype i = 0; i < large.size(); i += 1000)
        large[i] = "\r\n$*"[i / 1000 % 4];
    for (const qsizetype piece : {1000, 16384, 65536, 1 << 22})
        QCOMPARE(decodeAll(inPieces(array({bulk(large), integer(1)}), piece)), QList<RespValue>({list({bulkValue(large), number(1)})}));
}

void tst_ReplyTreeDecoder::memoryIsGivenBack()
{
    RespInput input;
    ReplyTreeDecoder decoder;
    input.append(bulk(QByteArray(4 * 1024 * 1024, 'x')));
    QCOMPARE(decoder.consume(input), Status::Done);
    QCOMPARE(decoder.take().bytes().size(), 4 * 1024 * 1024);
    QVERIFY(input.chunk().bytes.capacity() <= 1024 * 1024);
    QCOMPARE(input.position(), 0);
    QCOMPARE(input.peek(), '\0');
}

void tst_ReplyTreeDecoder::takeForgets()
{
    RespInput input;
    ReplyTreeDecoder decoder;
    input.append(":1\r\n");
    QCOMPARE(decoder.consume(input), Status::Done);
    QCOMPARE(decoder.take(), number(1));
    QVERIFY(decoder.take().isNull());
    QCOMPARE(decoder.consume(input), Status::NeedMore);
}

QTEST_APPLESS_MAIN(tst_ReplyTreeDecoder)
#include "tst_replytreedecoder.moc"
