// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "streamid.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace RedisStreams;

namespace {
constexpr quint64 most = std::numeric_limits<quint64>::max();
}

class tst_StreamId : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parse_data();
    void parse();
    void parseRefuses_data();
    void parseRefuses();
    void missingSequence();
    void text_data();
    void text();
    void order();
    void orderIsNotThatOfText();
    void next_data();
    void next();
    void ends();
    void timestamp();
    void timestampOutOfRange();
    void fromTime();
    void hash();
    void gadget();
    void constexprUse();
};

void tst_StreamId::parse_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("ms");
    QTest::addColumn<quint64>("seq");
    QTest::newRow("zero") << QByteArray("0-0") << quint64(0) << quint64(0);
    QTest::newRow("least entry") << QByteArray("0-1") << quint64(0) << quint64(1);
    QTest::newRow("usual") << QByteArray("1700000000000-42") << quint64(1700000000000) << quint64(42);
    QTest::newRow("no sequence") << QByteArray("5") << quint64(5) << quint64(0);
    QTest::newRow("past 63 bits") << QByteArray("9223372036854775808-9223372036854775808")
                                  << (quint64(1) << 63) << (quint64(1) << 63);
    QTest::newRow("maximum") << QByteArray("18446744073709551615-18446744073709551615") << most << most;
    QTest::newRow("leading zeros") << QByteArray("007-0001") << quint64(7) << quint64(1);
}

void tst_StreamId::parse()
{
    QFETCH(QByteArray, text);
    QFETCH(quint64, ms);
    QFETCH(quint64, seq);
    const std::optional<StreamId> id = StreamId::parse(QByteArrayView(text));
    QVERIFY(id);
    QCOMPARE(id->ms, ms);
    QCOMPARE(id->seq, seq);
    QCOMPARE(StreamId::parse(QString::fromLatin1(text)), id);
    // Only the view counts, not what lies behind it in memory.
    const QByteArray longer = text + "9-9";
    QCOMPARE(StreamId::parse(QByteArrayView(longer).first(text.size())), id);
}

void tst_StreamId::parseRefuses_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "-", "--", "-1", "1-", "1--1", "1-2-3", "+1-1", "1-+1", " 1-1", "1-1 ", "1 -1", "1- 1", "a-1",
                             "1-a", "0x1-1", "1.5-0", "1e3-0", "*", "$", ">", "+", "(1-1", "1-*", "1,0-0",
                             "18446744073709551616-0", "0-18446744073709551616", "99999999999999999999999-0",
                             "0-99999999999999999999999"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("NUL behind") << QByteArray("1-1\0", 4);
    QTest::newRow("NUL inside") << QByteArray("1\0-1", 4);
    QTest::newRow("line end") << QByteArray("1-1\r\n");
    QTest::newRow("digits of another script") << QStringLiteral("\u0661-\u0662").toUtf8();
    QTest::newRow("full-width digits") << QStringLiteral("\uff11-\uff12").toUtf8();
}

void tst_StreamId::parseRefuses()
{
    QFETCH(QByteArray, text);
    QVERIFY(!StreamId::parse(QByteArrayView(text)));
    QVERIFY(!StreamId::parse(QString::fromUtf8(text)));
}

void tst_StreamId::missingSequence()
{
    // Redis completes the end of a range with the highest sequence number, everything else with 0.
    QCOMPARE(StreamId::parse(QByteArrayView("7"), most), std::optional(StreamId(7, most)));
    QCOMPARE(StreamId::parse(QStringLiteral("7"), 3), std::optional(StreamId(7, 3)));
    QCOMPARE(StreamId::parse(QByteArrayView("7-1"), most), std::optional(StreamId(7, 1)));
    QVERIFY(!StreamId::parse(QByteArrayView(), most));
    QVERIFY(!StreamId::parse(QString(), most));
}

void tst_StreamId::text_data()
{
    QTest::addColumn<quint64>("ms");
    QTest::addColumn<quint64>("seq");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("zero") << quint64(0) << quint64(0) << QByteArray("0-0");
    QTest::newRow("usual") << quint64(1700000000000) << quint64(1) << QByteArray("1700000000000-1");
    QTest::newRow("maximum") << most << most << QByteArray("18446744073709551615-18446744073709551615");
    QTest::newRow("mixed") << quint64(1) << most << QByteArray("1-18446744073709551615");
}

void tst_StreamId::text()
{
    QFETCH(quint64, ms);
    QFETCH(quint64, seq);
    QFETCH(QByteArray, text);
    const StreamId id(ms, seq);
    QCOMPARE(id.toByteArray(), text);
    QCOMPARE(id.toString(), QString::fromLatin1(text));
    QCOMPARE(StreamId::parse(QByteArrayView(text)), std::optional(id));

    char buffer[StreamId::MaximumTextLength + 1];
    std::fill(std::begin(buffer), std::end(buffer), '#');
    const qsizetype length = id.write(buffer);
    QCOMPARE(QByteArray(buffer, length), text);
    QCOMPARE(buffer[length], '#');
    QVERIFY(length <= StreamId::MaximumTextLength);

    QString shown;
    QDebug(&shown) << id;
    QCOMPARE(shown.trimmed(), QString::fromLatin1(text));
}

void tst_StreamId::order()
{
    const QList<StreamId> sorted {{0, 0}, {0, 1}, {0, most}, {1, 0}, {1, 1}, {9, 99}, {10, 0}, {10, 9}, {10, 10},
                                  {quint64(1) << 63, 0}, {most, 0}, {most, most}};
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        for (qsizetype j = 0; j < sorted.size(); ++j) {
            QCOMPARE(sorted[i] < sorted[j], i < j);
            QCOMPARE(sorted[i] <= sorted[j], i <= j);
            QCOMPARE(sorted[i] == sorted[j], i == j);
            QCOMPARE(sorted[i] > sorted[j], i > j);
            QCOMPARE(sorted[i] != sorted[j], i != j);
        }
    }
    QCOMPARE(sorted.first(), StreamId::minimum());
    QCOMPARE(sorted.last(), StreamId::maximum());
}

void tst_StreamId::orderIsNotThatOfText()
{
    const StreamId nine(9, 0);
    const StreamId ten(10, 0);
    QVERIFY(nine < ten);
    QVERIFY(nine.toByteArray() > ten.toByteArray());
    const StreamId second(1, 2);
    const StreamId eleventh(1, 11);
    QVERIFY(second < eleventh);
    QVERIFY(second.toByteArray() > eleventh.toByteArray());
}

void tst_StreamId::next_data()
{
    QTest::addColumn<QByteArray>("below");
    QTest::addColumn<QByteArray>("above");
    QTest::newRow("in a millisecond") << QByteArray("5-3") << QByteArray("5-4");
    QTest::newRow("from the least") << QByteArray("0-0") << QByteArray("0-1");
    QTest::newRow("carry") << QByteArray("5-18446744073709551615") << QByteArray("6-0");
    QTest::newRow("carry from 0") << QByteArray("0-18446744073709551615") << QByteArray("1-0");
    QTest::newRow("to the highest") << QByteArray("18446744073709551615-18446744073709551614")
                                    << QByteArray("18446744073709551615-18446744073709551615");
    QTest::newRow("carry to the last millisecond") << QByteArray("18446744073709551614-18446744073709551615")
                                                   << QByteArray("18446744073709551615-0");
}

void tst_StreamId::next()
{
    QFETCH(QByteArray, below);
    QFETCH(QByteArray, above);
    const StreamId low = *StreamId::parse(QByteArrayView(below));
    const StreamId high = *StreamId::parse(QByteArrayView(above));
    QCOMPARE(low.next(), high);
    QCOMPARE(high.previous(), low);
    QVERIFY(low < high);
}

void tst_StreamId::ends()
{
    QCOMPARE(StreamId::maximum().next(), StreamId::maximum());
    QCOMPARE(StreamId::minimum().previous(), StreamId::minimum());
    QVERIFY(StreamId().isNull());
    QVERIFY(!StreamId(0, 1).isNull());
    QVERIFY(!StreamId(1, 0).isNull());
}

void tst_StreamId::timestamp()
{
    const StreamId id(1700000000123, 7);
    QCOMPARE(id.timestamp(), QDateTime(QDate(2023, 11, 14), QTime(22, 13, 20, 123), Qt::UTC));
    QCOMPARE(id.timestamp().timeSpec(), Qt::UTC);
    QCOMPARE(StreamId().timestamp().toMSecsSinceEpoch(), 0);
    const StreamId lastOfYear9999(253402300799999, 0);
    QVERIFY(lastOfYear9999.timestamp().isValid());
    QCOMPARE(lastOfYear9999.timestamp().date().year(), 9999);
}

void tst_StreamId::timestampOutOfRange()
{
    // Ids need not be times: a wrapped or absurd date would be worse than none.
    for (const quint64 ms : {quint64(253402300800000), quint64(1) << 62, (quint64(1) << 63) - 1, quint64(1) << 63, most})
        QVERIFY(!StreamId(ms, 0).timestamp().isValid());
}

void tst_StreamId::fromTime()
{
    const QDateTime time(QDate(2023, 11, 14), QTime(22, 13, 20, 123), Qt::UTC);
    QCOMPARE(StreamId::fromTime(time), StreamId(1700000000123, 0));
    QCOMPARE(StreamId::fromTime(time.toOffsetFromUtc(7200)), StreamId(1700000000123, 0));
    QCOMPARE(StreamId::fromTime(time).timestamp(), time);
    QCOMPARE(StreamId::fromTime({}), StreamId());
    QCOMPARE(StreamId::fromTime(QDateTime(QDate(1969, 12, 31), QTime(23, 59), Qt::UTC)), StreamId());
}

void tst_StreamId::hash()
{
    const QHash<StreamId, int> numbers {{{1, 2}, 1}, {{2, 1}, 2}, {{most, most}, 3}};
    QCOMPARE(numbers.value({1, 2}), 1);
    QCOMPARE(numbers.value({2, 1}), 2);
    QCOMPARE(numbers.value({most, most}), 3);
    QVERIFY(!numbers.contains({1, 1}));
    // Milliseconds and sequence number must not cancel each other out.
    QVERIFY(qHash(StreamId(1, 2)) != qHash(StreamId(2, 1)));
    QVERIFY(qHash(StreamId(5, 5)) != qHash(StreamId(6, 6)));
}

void tst_StreamId::gadget()
{
    const QVariant variant = QVariant::fromValue(StreamId(most, 5));
    const QMetaObject &meta = StreamId::staticMetaObject;
    const StreamId id = variant.value<StreamId>();
    QCOMPARE(meta.property(meta.indexOfProperty("milliseconds")).readOnGadget(&id).toULongLong(), most);
    QCOMPARE(meta.property(meta.indexOfProperty("sequence")).readOnGadget(&id).toULongLong(), quint64(5));
    QVERIFY(QVariant::fromValue(StreamId(1, 2)) == QVariant::fromValue(StreamId(1, 2)));
}

void tst_StreamId::constexprUse()
{
    constexpr StreamId id(1, 2);
    static_assert(id < StreamId::maximum() && id > StreamId::minimum() && !id.isNull());
    static_assert(std::is_trivially_copyable_v<StreamId> && sizeof(StreamId) == 16);
    QCOMPARE(id.toByteArray(), QByteArray("1-2"));
}

QTEST_APPLESS_MAIN(tst_StreamId)
#include "tst_streamid.moc"
