// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "respvalue.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace RedisStreams;
using Type = RespValue::Type;

namespace {
RespValue bulk(const QByteArray &bytes) { return RespValue::makeText(Type::BulkString, bytes); }
}

class tst_RespValue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void numbers_data();
    void numbers();
    void doubles();
    void aggregates();
    void lookup();
    void lookupInAnArrayLooksAtNamesOnly();
    void equality();
    void sharing();
    void attributes();
    void variants();
    void debug();
};

void tst_RespValue::kinds_data()
{
    QTest::addColumn<RespValue>("value");
    QTest::addColumn<Type>("type");
    QTest::addColumn<bool>("isText");
    QTest::addColumn<bool>("isAggregate");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("null") << RespValue() << Type::Null << false << false << QByteArray();
    for (const Type type : {Type::SimpleString, Type::BulkString, Type::BigNumber, Type::VerbatimString})
        QTest::addRow("text %d", int(type)) << RespValue::makeText(type, "12") << type << true << false << QByteArray("12");
    QTest::newRow("error") << RespValue::makeText(Type::Error, "ERR x") << Type::Error << false << false << QByteArray("ERR x");
    QTest::newRow("integer") << RespValue::makeInteger(-7) << Type::Integer << false << false << QByteArray("-7");
    QTest::newRow("double") << RespValue::makeDouble(0.1) << Type::Double << false << false << QByteArray("0.1");
    QTest::newRow("boolean") << RespValue::makeBoolean(true) << Type::Boolean << false << false << QByteArray();
    for (const Type type : {Type::Array, Type::Map, Type::Set, Type::Push})
        QTest::addRow("aggregate %d", int(type)) << RespValue::makeAggregate(type, {bulk("a"), bulk("b")}) << type << false << true << QByteArray();
}

void tst_RespValue::kinds()
{
    QFETCH(RespValue, value);
    QFETCH(Type, type);
    QCOMPARE(value.type(), type);
    QTEST(value.isText(), "isText");
    QTEST(value.isAggregate(), "isAggregate");
    QTEST(value.bytes(), "bytes");
    QCOMPARE(value.isNull(), type == Type::Null);
    QCOMPARE(value.isError(), type == Type::Error);
}

void tst_RespValue::numbers_data()
{
    using Integer = std::optional<qint64>;
    using Boolean = std::optional<bool>;
    QTest::addColumn<RespValue>("value");
    QTest::addColumn<Integer>("integer");
    QTest::addColumn<Boolean>("boolean");
    constexpr qint64 most = std::numeric_limits<qint64>::max();
    constexpr qint64 least = std::numeric_limits<qint64>::min();
    QTest::newRow("integer") << RespValue::makeInteger(5) << Integer(5) << Boolean(true);
    QTest::newRow("zero") << RespValue::makeInteger(0) << Integer(0) << Boolean(false);
    QTest::newRow("most") << RespValue::makeInteger(most) << Integer(most) << Boolean(true);
    QTest::newRow("least") << RespValue::makeInteger(least) << Integer(least) << Boolean(true);
    QTest::newRow("true") << RespValue::makeBoolean(true) << Integer(1) << Boolean(true);
    QTest::newRow("false") << RespValue::makeBoolean(false) << Integer(0) << Boolean(false);
    // RESP2 sends counts of XPENDING as bulk strings.
    QTest::newRow("bulk") << bulk("42") << Integer(42) << Boolean(true);
    QTest::newRow("negative bulk") << bulk("-42") << Integer(-42) << Boolean(true);
    QTest::newRow("bulk at the limit") << bulk("9223372036854775807") << Integer(most) << Boolean(true);
    QTest::newRow("bulk past the limit") << bulk("9223372036854775808") << Integer() << Boolean();
    QTest::newRow("big number") << RespValue::makeText(Type::BigNumber, "99999999999999999999") << Integer() << Boolean();
    QTest::newRow("small big number") << RespValue::makeText(Type::BigNumber, "9") << Integer(9) << Boolean(true);
    QTest::newRow("text") << bulk("many") << Integer() << Boolean();
    QTest::newRow("digits and more") << bulk("12 ") << Integer() << Boolean();
    QTest::newRow("empty") << bulk("") << Integer() << Boolean();
    QTest::newRow("double") << RespValue::makeDouble(5.0) << Integer() << Boolean();
    QTest::newRow("error") << RespValue::makeText(Type::Error, "5") << Integer() << Boolean();
    QTest::newRow("null") << RespValue() << Integer() << Boolean();
    QTest::newRow("array") << RespValue::makeAggregate(Type::Array, {RespValue::makeInteger(1)}) << Integer() << Boolean();
}

void tst_RespValue::numbers()
{
    QFETCH(RespValue, value);
    QTEST(value.toInteger(), "integer");
    QTEST(value.toBoolean(), "boolean");
}

void tst_RespValue::doubles()
{
    constexpr double infinite = std::numeric_limits<double>::infinity();
    QCOMPARE(RespValue::makeDouble(1.5).toDouble(), std::optional(1.5));
    QCOMPARE(RespValue::makeInteger(3).toDouble(), std::optional(3.0));
    QCOMPARE(bulk("2.25").toDouble(), std::optional(2.25));
    QCOMPARE(bulk("x").toDouble(), std::optional<double>());
    QCOMPARE(RespValue().toDouble(), std::optional<double>());
    QCOMPARE(RespValue::makeDouble(infinite).toDouble(), std::optional(infinite));
    QVERIFY(std::isnan(*RespValue::makeDouble(std::nan("")).toDouble()));
    // Enough digits to read the same number again.
    for (const double number : {0.1, 1.0 / 3, 1e300, -5e-324, 123456789.123456789})
        QCOMPARE(RespValue::makeDouble(number).bytes().toDouble(), number);
}

void tst_RespValue::aggregates()
{
    const RespValue list = RespValue::makeAggregate(Type::Array, {bulk("a"), RespValue(), RespValue::makeInteger(3)});
    QCOMPARE(list.size(), 3);
    QCOMPARE(list.items().size(), 3);
    QCOMPARE(list.at(0), bulk("a"));
    QVERIFY(list.at(1).isNull());
    QVERIFY(list.at(3).isNull());
    QVERIFY(list.at(-1).isNull());
    QCOMPARE(RespValue().size(), 0);
    QCOMPARE(bulk("abc").size(), 0);
}

void tst_RespValue::lookup()
{
    for (const Type type : {Type::Map, Type::Array}) {
        const RespValue map = RespValue::makeAggregate(
            type, {bulk("length"), RespValue::makeInteger(2), RespValue::makeText(Type::SimpleString, "name"), bulk("one"),
                   bulk("length"), RespValue::makeInteger(9)});
        QCOMPARE(map.value("length"), RespValue::makeInteger(2));
        QCOMPARE(map.value("name"), bulk("one"));
        QVERIFY(map.value("missing").isNull());
        QVERIFY(map.value("").isNull());
    }
    QVERIFY(RespValue::makeAggregate(Type::Set, {bulk("a"), bulk("b")}).value("a").isNull());
    QVERIFY(bulk("a").value("a").isNull());
    QVERIFY(RespValue::makeAggregate(Type::Array, {bulk("odd")}).value("odd").isNull());
}

void tst_RespValue::lookupInAnArrayLooksAtNamesOnly()
{
    // A value that reads like a name is no name.
    const RespValue flat = RespValue::makeAggregate(Type::Array, {bulk("name"), bulk("idle"), bulk("idle"), RespValue::makeInteger(5)});
    QCOMPARE(flat.value("idle"), RespValue::makeInteger(5));
    const RespValue numbers = RespValue::makeAggregate(Type::Map, {RespValue::makeInteger(1), bulk("x")});
    QVERIFY(numbers.value("1").isNull());
}

void tst_RespValue::equality()
{
    QCOMPARE(RespValue(), RespValue());
    QCOMPARE(bulk("a"), bulk("a"));
    QVERIFY(!(bulk("a") == bulk("b")));
    QVERIFY(!(bulk("a") == RespValue::makeText(Type::SimpleString, "a")));
    QVERIFY(!(RespValue::makeText(Type::VerbatimString, "a", "txt") == RespValue::makeText(Type::VerbatimString, "a", "mkd")));
    QVERIFY(!(RespValue::makeInteger(1) == RespValue::makeInteger(2)));
    QVERIFY(!(RespValue::makeInteger(1) == RespValue::makeBoolean(true)));
    QVERIFY(!(RespValue::makeDouble(1) == RespValue::makeDouble(2)));
    QCOMPARE(RespValue::makeDouble(std::nan("")), RespValue::makeDouble(std::nan("")));
    QVERIFY(!(RespValue::makeDouble(std::nan("")) == RespValue::makeDouble(1)));
    const RespValue nested = RespValue::makeAggregate(Type::Array, {RespValue::makeAggregate(Type::Set, {bulk("a")})});
    QCOMPARE(nested, RespValue::makeAggregate(Type::Array, {RespValue::makeAggregate(Type::Set, {bulk("a")})}));
    QVERIFY(!(nested == RespValue::makeAggregate(Type::Array, {RespValue::makeAggregate(Type::Set, {bulk("b")})})));
    QVERIFY(!(nested == RespValue::makeAggregate(Type::Array, {})));
}

void tst_RespValue::sharing()
{
    RespValue first = RespValue::makeAggregate(Type::Array, {bulk(QByteArray(1000, 'x'))});
    RespValue second = first;
    QCOMPARE(second.at(0).bytes().constData(), first.at(0).bytes().constData());
    second = RespValue::makeInteger(1);
    QCOMPARE(first.size(), 1);
    const RespValue moved = std::move(first);
    QCOMPARE(moved.at(0).bytes().size(), 1000);
}

void tst_RespValue::attributes()
{
    RespValue value = bulk("a");
    QVERIFY(value.attributes().isNull());
    value.setAttributes(RespValue::makeAggregate(Type::Map, {bulk("ttl"), RespValue::makeInteger(5)}));
    QCOMPARE(value.attributes().value("ttl"), RespValue::makeInteger(5));
    const RespValue copy = value;
    value.setAttributes(RespValue());
    QCOMPARE(copy.attributes().value("ttl"), RespValue::makeInteger(5));
    QVERIFY(value.attributes().isNull());
}

void tst_RespValue::variants()
{
    QVERIFY(RespValue().toVariant().isNull());
    QCOMPARE(RespValue::makeInteger(5).toVariant(), QVariant(qint64(5)));
    QCOMPARE(RespValue::makeBoolean(true).toVariant(), QVariant(true));
    QCOMPARE(RespValue::makeDouble(0.5).toVariant(), QVariant(0.5));
    QCOMPARE(bulk("caf\xc3\xa9").toVariant(), QVariant(QStringLiteral("caf\u00e9")));
    QCOMPARE(bulk("\xff").toVariant(), QVariant(QByteArray("\xff")));
    QCOMPARE(bulk("").toVariant().typeId(), int(QMetaType::QString));
    const QVariantMap map = RespValue::makeAggregate(Type::Map, {bulk("a"), RespValue::makeInteger(1), RespValue::makeInteger(2), bulk("b")})
                                .toVariant().toMap();
    QCOMPARE(map, QVariantMap({{QStringLiteral("a"), qint64(1)}, {QStringLiteral("2"), QStringLiteral("b")}}));
    const QVariantList list = RespValue::makeAggregate(Type::Set, {bulk("a"), RespValue::makeAggregate(Type::Array, {bulk("b")})})
                                  .toVariant().toList();
    QCOMPARE(list, QVariantList({QStringLiteral("a"), QVariantList {QStringLiteral("b")}}));
}

void tst_RespValue::debug()
{
    QString shown;
    QDebug(&shown) << RespValue::makeAggregate(Type::Array, {bulk("text"), RespValue::makeInteger(42), RespValue()});
    for (const char *part : {"Array", "BulkString", "text", "42", "Null"})
        QVERIFY2(shown.contains(QLatin1StringView(part)), qPrintable(shown));
}

QTEST_APPLESS_MAIN(tst_RespValue)
#include "tst_respvalue.moc"
