// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "axisticks.h"
#include "plotpainting.h"
#include "valuetext.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonDocument>
#include <QtCore/QTimeZone>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace RedisStreams;

/// What charts and the inspector are made of: axes, triangles, texts of values.
class tst_PlotParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ranges_data();
    void ranges();
    void rangesHold();
    void valueTicksAreRound_data();
    void valueTicksAreRound();
    void timeTicksAreRound_data();
    void timeTicksAreRound();
    void readings();
    void trianglesCoverTheLine();
    void paintedAndTriangulated();
    void text();
    void json_data();
    void json();
    void jsonStrings();
    void hex();
    void quoting();
};

namespace {

QStringList texts(const QList<AxisTick> &ticks)
{
    QStringList list;
    for (const AxisTick &tick : ticks)
        list.append(tick.text);
    return list;
}

} // namespace

void tst_PlotParts::initTestCase() { qputenv("TZ", "UTC-2"); } // two hours ahead

void tst_PlotParts::ranges_data()
{
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("most");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::newRow("begins at zero") << 3.0 << 97.0 << 0.0 << 100.0;
    QTest::newRow("far from zero") << 96.2 << 99.1 << 96.0 << 100.0;
    QTest::newRow("around zero") << -3.0 << 5.0 << -4.0 << 6.0;
    QTest::newRow("negative") << -97.0 << -3.0 << -100.0 << 0.0;
    QTest::newRow("nothing moves") << 50.0 << 50.0 << 45.0 << 55.0;
    QTest::newRow("all zero") << 0.0 << 0.0 << 0.0 << 1.0;
    QTest::newRow("small") << 0.0012 << 0.0019 << 0.0012 << 0.002;
}

void tst_PlotParts::ranges()
{
    QFETCH(double, least);
    QFETCH(double, most);
    QFETCH(double, from);
    QFETCH(double, to);
    const AxisRange range = niceRange(least, most, 5);
    QVERIFY2(qFuzzyCompare(range.from + 1000, from + 1000) && qFuzzyCompare(range.to + 1000, to + 1000),
             qPrintable(QStringLiteral("%1 to %2").arg(range.from).arg(range.to)));
}

void tst_PlotParts::rangesHold()
{
    std::mt19937 random(1);
    std::uniform_real_distribution<double> exponent(-6, 9);
    for (int i = 0; i < 5000; ++i) {
        const double size = std::pow(10, exponent(random));
        const double least = (double(random() % 2000) / 1000 - 1) * size;
        const double most = least + double(random() % 1000) / 1000 * size;
        const AxisRange range = niceRange(least, most, 6);
        QVERIFY(range.from < range.to);
        QVERIFY(range.from <= least + size * 1e-6);
        QVERIFY(range.to >= most - size * 1e-6);
        const QList<AxisTick> ticks = valueTicks(range, 6);
        QVERIFY2(ticks.size() >= 2 && ticks.size() <= 7, qPrintable(QStringLiteral("%1 ticks from %2 to %3").arg(ticks.size()).arg(range.from).arg(range.to)));
        const QStringList shown = texts(ticks);
        QCOMPARE(QSet<QString>(shown.begin(), shown.end()).size(), ticks.size());
    }
    QCOMPARE(niceRange(qQNaN(), qQNaN(), 5), (AxisRange {0, 1}));
    constexpr double largest = std::numeric_limits<double>::max();
    for (const double value : {largest, 1e308, 1e300, double(std::numeric_limits<float>::max())}) {
        for (const AxisRange &range : {niceRange(-value, value, 6), niceRange(0, value, 6), niceRange(value, value, 6)}) {
            QVERIFY(std::isfinite(range.from) && std::isfinite(range.to) && range.from < range.to);
            const QList<AxisTick> ticks = valueTicks(range, 6);
            QVERIFY(ticks.size() >= 2);
            for (const AxisTick &tick : ticks)
                QVERIFY2(tick.text.size() < 24, qPrintable(tick.text));
        }
    }
}

void tst_PlotParts::valueTicksAreRound_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QString>("ticks");
    QTest::newRow("hundred") << 0.0 << 100.0 << QStringLiteral("0|20|40|60|80|100");
    QTest::newRow("decimals") << 0.0 << 1.0 << QStringLiteral("0.0|0.2|0.4|0.6|0.8|1.0");
    QTest::newRow("thousands") << 0.0 << 25000.0 << QStringLiteral("0|5,000|10,000|15,000|20,000|25,000");
    QTest::newRow("millions") << 0.0 << 5e6 << QStringLiteral("0|1 M|2 M|3 M|4 M|5 M");
    QTest::newRow("negative") << -4.0 << 6.0 << QStringLiteral("-4|-2|0|2|4|6");
    QTest::newRow("nothing") << 1.0 << 1.0 << QString();
    QTest::newRow("huge") << 0.0 << 1e300 << QStringLiteral("0|2E+299|4E+299|6E+299|8E+299|1E+300");
    QTest::newRow("huge, near each other") << 1e16 << 1.00000000001e16 << QStringLiteral("1E+16|1.000000000002E+16|1.000000000004E+16|1.000000000006E+16|1.000000000008E+16|1.00000000001E+16");
    QTest::newRow("tiny") << 0.0 << 1e-20 << QStringLiteral("0|2E-21|4E-21|6E-21|8E-21|1E-20");
}

void tst_PlotParts::valueTicksAreRound()
{
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(QString, ticks);
    QCOMPARE(texts(valueTicks({from, to}, 6)).join(u'|'), ticks);
}

void tst_PlotParts::timeTicksAreRound_data()
{
    QTest::addColumn<qint64>("width");
    QTest::addColumn<QString>("ticks");
    // From 2023-11-14 22:13:20 UTC, which is 00:13:20 of the next day here.
    QTest::newRow("half a second") << qint64(500) << QStringLiteral("00:13:20.000|00:13:20.200|00:13:20.400");
    QTest::newRow("a minute") << qint64(60'000) << QStringLiteral("00:13:30|00:13:45|00:14:00|00:14:15");
    QTest::newRow("ten minutes") << qint64(600'000) << QStringLiteral("00:15|00:20");
    QTest::newRow("a day") << qint64(86'400'000) << QStringLiteral("06:00|12:00|18:00|00:00");
    QTest::newRow("a week") << qint64(7 * 86'400'000) << QStringLiteral("17 Nov 2023|19 Nov 2023|21 Nov 2023");
}

void tst_PlotParts::timeTicksAreRound()
{
    if (QDateTime::fromMSecsSinceEpoch(1'700'000'000'000).offsetFromUtc() != 7200)
        QSKIP("the time zone cannot be set here");
    QFETCH(qint64, width);
    QFETCH(QString, ticks);
    const double from = 1'700'000'000'000.0;
    QCOMPARE(texts(timeTicks({from, from + double(width)}, 5)).join(u'|'), ticks);
    for (int most = 2; most < 20; ++most)
        QVERIFY(timeTicks({from, from + double(width)}, most).size() <= most);
}

void tst_PlotParts::readings()
{
    QCOMPARE(valueText(12.4, {0, 100}), QStringLiteral("12.4"));
    QCOMPARE(valueText(12.0, {0, 100}), QStringLiteral("12"));
    QCOMPARE(valueText(12345.678, {0, 20000}), QStringLiteral("12,346"));
    QCOMPARE(valueText(100, {0, 100}), QStringLiteral("100"));
    QCOMPARE(valueText(-0.0001, {0, 100}), QStringLiteral("0"));
    QCOMPARE(valueText(0.00123, {0.001, 0.002}), QStringLiteral("0.00123"));
    QCOMPARE(valueText(1.25e300, {0, 2e300}), QStringLiteral("1.25E+300"));
    if (QDateTime::fromMSecsSinceEpoch(1'700'000'000'000).offsetFromUtc() == 7200) {
        QCOMPARE(timeText(1'700'000'000'250.0, {1'700'000'000'000.0, 1'700'000'060'000.0}), QStringLiteral("00:13:20.250"));
        QCOMPARE(timeText(1'700'000'000'250.0, {1'700'000'000'000.0, 1'700'003'600'000.0}), QStringLiteral("00:13:20"));
        QCOMPARE(timeText(1'700'000'000'250.0, {1'700'000'000'000.0, 1'800'000'000'000.0}), QStringLiteral("15 Nov 00:13:20"));
    }
}

void tst_PlotParts::trianglesCoverTheLine()
{
    PlotTriangles triangles(2, 1);
    triangles.add({{{{0, 10}, {100, 10}}}, Qt::red});
    QCOMPARE(triangles.vertexCount(), 8);
    QCOMPARE(triangles.indices().size(), 18);
    // Opaque within, fading out to nothing over a pixel.
    for (const auto &vertex : triangles.vertices()) {
        const float distance = std::abs(vertex.y - 10);
        QVERIFY(qFuzzyCompare(distance, 0.5f) || qFuzzyCompare(distance, 1.5f));
        QCOMPARE(int(vertex.a), distance < 1 ? 255 : 0);
        QCOMPARE(int(vertex.r), distance < 1 ? 255 : 0);
        QCOMPARE(int(vertex.g), 0);
    }
    PlotTriangles dot(2, 1);
    dot.add({{{{5, 5}}}, Qt::red});
    QCOMPARE(dot.vertexCount(), 8);
    PlotTriangles pieces(2, 1);
    pieces.add({{{{0, 0}, {1, 1}, {2, 2}}, {{5, 5}, {6, 6}}}, Qt::red}); // a gap in between
    QCOMPARE(pieces.vertexCount(), 3 * 8);
    PlotTriangles none(2, 1);
    none.add({{}, Qt::red});
    QCOMPARE(none.vertexCount(), 0);
    QSGGeometry geometry(QSGGeometry::defaultAttributes_ColoredPoint2D(), 0, 0, QSGGeometry::UnsignedIntType);
    pieces.writeTo(geometry);
    QCOMPARE(geometry.vertexCount(), 24);
    QCOMPARE(geometry.indexCount(), 54);
    none.writeTo(geometry);
    QCOMPARE(geometry.vertexCount(), 0);
}

// Both ways of drawing leave the same pixels.
void tst_PlotParts::paintedAndTriangulated()
{
    const PlotLine line {{{{5, 40}, {20, 10}, {40, 35}, {60, 35}}, {{70, 20}, {95, 20}}, {{85, 40}}}, QColor(0, 114, 178)};
    QImage painted(100, 50, QImage::Format_ARGB32_Premultiplied);
    painted.fill(Qt::white);
    QPainter painter(&painted);
    paintLines(painter, {line}, 2);
    painter.end();

    PlotTriangles triangles(2, 1);
    triangles.add(line);
    const auto &vertices = triangles.vertices();
    // A plain rasteriser: of each pixel the opacity where it is covered.
    const auto covered = [&](double x, double y) {
        double most = 0;
        for (qsizetype i = 0; i + 2 < triangles.indices().size(); i += 3) {
            const auto &a = vertices.at(triangles.indices().at(i));
            const auto &b = vertices.at(triangles.indices().at(i + 1));
            const auto &c = vertices.at(triangles.indices().at(i + 2));
            const double area = double(b.y - c.y) * double(a.x - c.x) + double(c.x - b.x) * double(a.y - c.y);
            if (std::abs(area) < 1e-9)
                continue;
            const double u = (double(b.y - c.y) * (x - double(c.x)) + double(c.x - b.x) * (y - double(c.y))) / area;
            const double v = (double(c.y - a.y) * (x - double(c.x)) + double(a.x - c.x) * (y - double(c.y))) / area;
            if (u >= 0 && v >= 0 && u + v <= 1)
                most = qMax(most, u * a.a + v * b.a + (1 - u - v) * c.a);
        }
        return most / 255;
    };
    double difference = 0;
    for (int y = 0; y < painted.height(); ++y) {
        for (int x = 0; x < painted.width(); ++x) {
            const double byPainter = (255 - qRed(painted.pixel(x, y))) / 255.0;
            const double byTriangles = covered(x + 0.5, y + 0.5);
            QVERIFY2(!(byPainter > 0.9 && byTriangles < 0.3) && !(byPainter < 0.05 && byTriangles > 0.7),
                     qPrintable(QStringLiteral("at %1, %2: %3 and %4").arg(x).arg(y).arg(byPainter).arg(byTriangles)));
            difference += std::abs(byPainter - byTriangles);
        }
    }
    QVERIFY2(difference / (painted.width() * painted.height()) < 0.02, qPrintable(QString::number(difference)));
}

void tst_PlotParts::text()
{
    using namespace ValueText;
    QVERIFY(isText("plain"));
    QVERIFY(isText("caf\xc3\xa9"));
    QVERIFY(isText(""));
    QVERIFY(!isText("\xff\xfe"));
    QVERIFY(!isText("caf\xc3"));
    QVERIFY(!isText(QByteArrayView("a\0b", 3)));
    QCOMPARE(beginning("abcdef", 3), QByteArrayView("abc"));
    QCOMPARE(beginning("abc", 5), QByteArrayView("abc"));
    QCOMPARE(beginning("ab\xe2\x82\xac", 4), QByteArrayView("ab"));
    QCOMPARE(beginning("ab\xe2\x82\xac", 5), QByteArrayView("ab\xe2\x82\xac"));
    QCOMPARE(beginning("\x80\x80\x80\x80\x80\x80", 5).size(), 2); // no UTF-8 at all: it ends somewhere
}

void tst_PlotParts::json_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("pretty"); // empty: it is none
    QTest::newRow("object") << QByteArray(R"({"b":1,"a":[1,2]})") << QStringLiteral("{\n  \"b\": 1,\n  \"a\": [\n    1,\n    2\n  ]\n}");
    QTest::newRow("long numbers stay") << QByteArray("[12345678901234567890, 1.10]") << QStringLiteral("[\n  12345678901234567890,\n  1.10\n]");
    QTest::newRow("empty ones") << QByteArray("{\"a\": { }, \"b\":[ ]}") << QStringLiteral("{\n  \"a\": {},\n  \"b\": []\n}");
    QTest::newRow("strings with marks") << QByteArray(R"(["a,b:{}[]", "q\"\\"])") << QStringLiteral("[\n  \"a,b:{}[]\",\n  \"q\\\"\\\\\"\n]");
    QTest::newRow("spaces around") << QByteArray("  [1]\n") << QStringLiteral("[\n  1\n]");
    QTest::newRow("a number") << QByteArray("12") << QString();
    QTest::newRow("broken") << QByteArray("{\"a\":") << QString();
    QTest::newRow("two") << QByteArray("{}{}") << QString();
    QTest::newRow("text") << QByteArray("hello") << QString();
    QTest::newRow("nothing") << QByteArray() << QString();
}

void tst_PlotParts::json()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, pretty);
    const std::optional<QString> result = ValueText::prettyJson(json);
    QCOMPARE(result.value_or(QString()), pretty);
    if (result)
        QCOMPARE(QJsonDocument::fromJson(result->toUtf8()), QJsonDocument::fromJson(json.trimmed()));
}

void tst_PlotParts::jsonStrings()
{
    for (const QByteArray &text : {QByteArray("plain"), QByteArray("q\"b\\n\n\r\t"), QByteArray("\x01\x1f"), QByteArray("caf\xc3\xa9")}) {
        const QByteArray array = "[" + ValueText::jsonString(text).toUtf8() + "]";
        QCOMPARE(QJsonDocument::fromJson(array)[0].toString(), QString::fromUtf8(text));
    }
}

void tst_PlotParts::hex()
{
    QCOMPARE(ValueText::hexDump("host:cpu and more"),
             QStringLiteral("00000000  68 6f 73 74 3a 63 70 75  20 61 6e 64 20 6d 6f 72  host:cpu and mor\n"
                            "00000010  65                                                e"));
    QCOMPARE(ValueText::hexDump(QByteArrayView("\0\xff", 2)).left(17), QStringLiteral("00000000  00 ff  "));
    QCOMPARE(ValueText::hexDump(""), QString());
}

void tst_PlotParts::quoting()
{
    QCOMPARE(ValueText::quoted(QByteArrayView("a\"b\\\n\r\t\0\xff", 9)), QStringLiteral("\"a\\\"b\\\\\\n\\r\\t\\x00\\xff\""));
}

QTEST_MAIN(tst_PlotParts)
#include "tst_plotparts.moc"
