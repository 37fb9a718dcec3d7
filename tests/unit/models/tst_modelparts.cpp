// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/celltext_p.h"
#include "models/fieldcolumns_p.h"
#include "models/ratemeter_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;

class tst_ModelParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void cells();
    void columnsKeepTheirOrder();
    void columnsAreBounded();
    void columnsKnowNumbers();
    void ago_data();
    void ago();
    void rate();
};

void tst_ModelParts::numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("number");
    for (const char *text : {"0", "-1", "+1", "12.5", ".5", "5.", "1e9", "1E-9", "-0.25e+3", "18446744073709551616"})
        QTest::newRow(text) << QByteArray(text) << true;
    for (const char *text : {"-", ".", "e5", "1e", "1e+", "nan", "inf", "0x1f", " 1", "1 ", "1,5", "1.2.3", "12ms"})
        QTest::newRow(text) << QByteArray(text) << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void tst_ModelParts::numbers()
{
    QFETCH(QByteArray, text);
    QTEST(isNumber(text), "number");
}

void tst_ModelParts::cells()
{
    QCOMPARE(cellText({}), QString());
    QCOMPARE(cellText("plain"), QStringLiteral("plain"));
    QCOMPARE(cellText("two\nlines\tand a tab"), QStringLiteral("two lines and a tab"));
    QCOMPARE(cellText("\xc3\xa9t\xc3\xa9"), QString(QChar(0xe9)) + QLatin1Char('t') + QChar(0xe9));

    QVERIFY(!isBinary("\xc3\xa9"));
    QVERIFY(isBinary("\xff\xfe"));
    QVERIFY(isBinary(QByteArray("a\0b", 3)));
    QCOMPARE(cellText("\xff\x01"), QStringLiteral("0xff01"));
    QCOMPARE(cellText(QByteArray(100, '\xff')), QStringLiteral("0x") + QString(48, u'f') + QChar(0x2026));

    // A long text is cut, and not in the middle of a character.
    for (int lead = 0; lead < 4; ++lead) {
        const QByteArray text = QByteArray(lead, 'x') + QByteArray("\xf0\x9f\x98\x80").repeated(1000);
        const QString cell = cellText(text);
        QVERIFY(cell.size() < 520);
        QVERIFY(cell.endsWith(QChar(0x2026)));
        QVERIFY(!cell.startsWith(QLatin1String("0x")));
        QVERIFY(!cell.contains(QChar(QChar::ReplacementCharacter)));
    }
}

void tst_ModelParts::columnsKeepTheirOrder()
{
    FieldColumns columns(8);
    columns.scan(StreamEntry("s", {1, 0}, {{"b", "1"}, {"a", "2"}, {"b", "3"}}));
    QCOMPARE(columns.count(), 0);
    QCOMPARE(columns.foundCount(), 2);
    columns.publish();
    QCOMPARE(columns.foundCount(), 0);
    columns.scan(StreamEntry("s", {2, 0}, {{"c", "1"}, {"a", "2"}}));
    columns.publish();
    QCOMPARE(columns.titles(), QStringList({QStringLiteral("b"), QStringLiteral("a"), QStringLiteral("c")}));

    const ModelRows rows{{StreamEntry("s", {3, 0}, {{"c", "1"}}), 0}};
    QCOMPARE(columns.unused(rows), QList<int>({1, 0}));
    columns.remove(1);
    columns.remove(0);
    QCOMPARE(columns.titles(), QStringList {QStringLiteral("c")});
    columns.scan(StreamEntry("s", {4, 0}, {{"a", "x"}, {"c", "longer"}}));
    columns.publish();
    QCOMPARE(columns.titles(), QStringList({QStringLiteral("c"), QStringLiteral("a")}));
    QCOMPARE(columns.characters(0), 6);
}

void tst_ModelParts::columnsAreBounded()
{
    FieldColumns columns(3);
    StreamFields fields;
    for (int i = 0; i < 10; ++i)
        fields.append({QByteArray::number(i), "v"});
    columns.scan(StreamEntry("s", {1, 0}, fields));
    columns.publish();
    QCOMPARE(columns.count(), 3);
}

void tst_ModelParts::columnsKnowNumbers()
{
    FieldColumns columns(8);
    columns.scan(StreamEntry("s", {1, 0}, {{"n", "1.5"}, {"t", "x"}, {"e", ""}}));
    columns.publish();
    QVERIFY(columns.isNumeric(0));
    QVERIFY(!columns.isNumeric(1));
    QVERIFY(columns.isNumeric(2)); // nothing said otherwise
    QVERIFY(!columns.scan(StreamEntry("s", {2, 0}, {{"n", "2"}})));
    QVERIFY(columns.scan(StreamEntry("s", {2, 0}, {{"n", "?"}})));
    QVERIFY(!columns.isNumeric(0));
    QVERIFY(columns.scan(StreamEntry("s", {2, 0}, {{"n", QByteArray(1000, '1')}})));
    QCOMPARE(columns.characters(0), FieldColumns::MaximumCharacters);
}

void tst_ModelParts::ago_data()
{
    QTest::addColumn<qint64>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("now") << qint64(0) << QStringLiteral("0.0 s ago");
    QTest::newRow("seconds") << qint64(3400) << QStringLiteral("3.4 s ago");
    QTest::newRow("whole seconds") << qint64(59'999) << QStringLiteral("59 s ago");
    QTest::newRow("minutes") << qint64(200'000) << QStringLiteral("3 min 20 s ago");
    QTest::newRow("a round minute") << qint64(60'000) << QStringLiteral("1 min ago");
    QTest::newRow("hours") << qint64(7'500'000) << QStringLiteral("2 h 5 min ago");
    QTest::newRow("days") << qint64(5 * 86'400'000 + 2 * 3'600'000) << QStringLiteral("5 d 2 h ago");
    QTest::newRow("future") << qint64(-5000) << QStringLiteral("in 5.0 s");
}

void tst_ModelParts::ago()
{
    QFETCH(qint64, milliseconds);
    QTEST(agoText(milliseconds), "text");
}

void tst_ModelParts::rate()
{
    RateMeter meter;
    meter.restart(1000);
    meter.add(50);
    QCOMPARE(meter.sample(1500), 100.0);
    meter.add(50);
    QCOMPARE(meter.sample(2000), 100.0);
    // Steady: the window slides and the rate stays.
    for (int i = 0; i < 20; ++i) {
        meter.add(50);
        QCOMPARE(meter.sample(2500 + i * 500), 100.0);
    }
    // Silence: down to nothing within the window.
    double last = 100;
    for (int i = 0; i < RateMeter::SamplesPerWindow; ++i) {
        const double now = meter.sample(12500 + i * 500);
        QVERIFY(now <= last);
        last = now;
    }
    QCOMPARE(last, 0.0);
    QCOMPARE(meter.total(), 50 * 22);
}

QTEST_GUILESS_MAIN(tst_ModelParts)
#include "tst_modelparts.moc"
