// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/downsampler_p.h"

#include <QtTest/QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace RedisStreams;
using namespace RedisStreams::Internal;

class tst_Downsampler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fewPointsStay();
    void linesRunToTheEdges();
    void nothingToShow();
    void gaps();
    void gapsThatCannotBeSeen();
    void scale();
    void columnsCoverTheRange();
    void sameAsAllPoints_data();
    void sameAsAllPoints();
    void automaticGaps_data();
    void automaticGaps();
    void speed();
};

namespace {

SeriesBuffer made(const QList<qint64> &times)
{
    SeriesBuffer buffer(times.size() + 1);
    for (const qint64 time : times)
        buffer.insert(time, double(time) / 10);
    return buffer;
}

QList<qint64> timesOf(const QList<SeriesPoint> &points)
{
    QList<qint64> times;
    for (const SeriesPoint &point : points)
        times.append(point.time);
    return times;
}

QList<qint64> gapsOf(const QList<SeriesPoint> &points)
{
    QList<qint64> times;
    for (const SeriesPoint &point : points) {
        if (point.gap)
            times.append(point.time);
    }
    return times;
}

} // namespace

void tst_Downsampler::fewPointsStay()
{
    const SeriesBuffer buffer = made({100, 200, 300});
    const QList<SeriesPoint> points = downsample(buffer, 3, {0, 400, 400}, 0);
    QCOMPARE(points, (QList<SeriesPoint> {{100, 10, true}, {200, 20, false}, {300, 30, false}}));
    QCOMPARE(timesOf(downsample(buffer, 2, {0, 400, 400}, 0)), (QList<qint64> {100, 200}));
}

void tst_Downsampler::linesRunToTheEdges()
{
    const SeriesBuffer buffer = made({0, 100, 200, 300, 400, 500});
    QCOMPARE(timesOf(downsample(buffer, 6, {150, 350, 10}, 0)), (QList<qint64> {100, 200, 300, 400}));
    QCOMPARE(timesOf(downsample(buffer, 6, {200, 300, 10}, 0)), (QList<qint64> {100, 200, 300, 400}));
    QCOMPARE(timesOf(downsample(buffer, 6, {210, 290, 10}, 0)), (QList<qint64> {200, 300}));
    QCOMPARE(timesOf(downsample(buffer, 6, {600, 700, 10}, 0)), (QList<qint64> {500}));
    QCOMPARE(timesOf(downsample(buffer, 6, {-90, -10, 10}, 0)), (QList<qint64> {0}));
}

void tst_Downsampler::nothingToShow()
{
    QVERIFY(downsample(SeriesBuffer(10), 0, {0, 10, 10}, 0).isEmpty());
    const SeriesBuffer buffer = made({1, 2, 3});
    QVERIFY(downsample(buffer, 3, {10, 10, 10}, 0).isEmpty());
    QVERIFY(downsample(buffer, 3, {10, 0, 10}, 0).isEmpty());
    QVERIFY(downsample(buffer, 3, {0, 10, 0}, 0).isEmpty());
    QVERIFY(downsample(buffer, 0, {0, 10, 10}, 0).isEmpty());
}

void tst_Downsampler::gaps()
{
    const SeriesBuffer buffer = made({0, 10, 20, 100, 110, 200});
    QCOMPARE(gapsOf(downsample(buffer, 6, {0, 200, 200}, 50)), (QList<qint64> {0, 100, 200}));
    QCOMPARE(gapsOf(downsample(buffer, 6, {0, 200, 200}, 79)), (QList<qint64> {0, 100, 200}));
    QCOMPARE(gapsOf(downsample(buffer, 6, {0, 200, 200}, 80)), (QList<qint64> {0, 200})); // longer than, not as long as
    QCOMPARE(gapsOf(downsample(buffer, 6, {0, 200, 200}, 90)), (QList<qint64> {0}));
    QCOMPARE(gapsOf(downsample(buffer, 6, {0, 200, 200}, 0)), (QList<qint64> {0}));
}

void tst_Downsampler::gapsThatCannotBeSeen()
{
    // Every point 60 apart, a gap after 50, but a column is 100 wide: dots everywhere would tell nothing.
    QList<qint64> times;
    for (int i = 0; i < 100; ++i)
        times.append(i * 60);
    times.append(9000);
    QCOMPARE(gapsOf(downsample(made(times), times.size(), {0, 10000, 100}, 50)), (QList<qint64> {0, 9000}));
}

void tst_Downsampler::scale()
{
    const QList<SeriesPoint> points = downsample(made({10, 20}), 2, {0, 30, 30}, 0, 0.5);
    QCOMPARE(points, (QList<SeriesPoint> {{10, 0.5, true}, {20, 1, false}}));
}

void tst_Downsampler::columnsCoverTheRange()
{
    const TimeColumns columns {1000, 2000, 7};
    QCOMPARE(columns.columnOf(999), -1);
    QCOMPARE(columns.columnOf(1000), 0);
    QCOMPARE(columns.columnOf(2000), 6);
    QCOMPARE(columns.columnOf(2001), 7);
    int last = 0;
    for (qint64 time = 1000; time <= 2000; ++time) {
        const int column = columns.columnOf(time);
        QVERIFY(column == last || column == last + 1);
        QVERIFY(columns.endOf(column) > time);
        QCOMPARE(columns.columnOf(columns.endOf(column) - 1), column);
        last = column;
    }
    QCOMPARE(last, 6);
}

void tst_Downsampler::sameAsAllPoints_data()
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("columnCount");
    int seed = 0;
    for (const int count : {1, 2, 50, 1000, 20000}) {
        for (const int columnCount : {1, 3, 100, 1921})
            QTest::addRow("%d points in %d columns", count, columnCount) << ++seed << count << columnCount;
    }
}

// The property that matters: of every column the first, smallest, largest and last value are those of all its points.
void tst_Downsampler::sameAsAllPoints()
{
    QFETCH(int, seed);
    QFETCH(int, count);
    QFETCH(int, columnCount);
    std::mt19937 random(static_cast<unsigned>(seed));
    std::normal_distribution<double> values(10, 100);
    SeriesBuffer buffer(count * 3 / 4 + 1); // the ring has gone round
    qint64 time = 1'700'000'000'000;
    for (int i = 0; i < count; ++i) {
        // Bursts, pauses, the same millisecond twice, and some that come late.
        time += random() % 100 == 0 ? qint64(random() % 20000) : qint64(random() % 30);
        buffer.insert(time - (random() % 10 == 0 ? qint64(random() % 500) : 0), values(random));
    }
    for (int view = 0; view < 20; ++view) {
        const qint64 whole = qMax<qint64>(10, buffer.last().time - buffer.first().time);
        const qint64 from = buffer.first().time - whole / 4 + qint64(random() % unsigned(whole));
        const TimeColumns columns {from, from + 1 + qint64(random() % unsigned(whole)), columnCount};
        const qint64 gapAfter = view % 2 == 0 ? 0 : 700;

        struct Column
        {
            double first, smallest, largest, last;
            bool operator==(const Column &) const = default;
        };
        const auto add = [](std::map<int, Column> &into, int column, double value) {
            const auto [found, isNew] = into.try_emplace(column, Column {value, value, value, value});
            if (isNew)
                return;
            found->second.smallest = qMin(found->second.smallest, value);
            found->second.largest = qMax(found->second.largest, value);
            found->second.last = value;
        };
        std::map<int, Column> expected;
        qsizetype gapsExpected = 0;
        qint64 before = -1;
        for (qsizetype i = 0; i < buffer.size(); ++i) {
            const TimedValue &point = buffer.at(i);
            const int column = columns.columnOf(point.time);
            if (column < 0 || column >= columnCount)
                continue;
            add(expected, column, point.value);
            const double seen = qMax(double(gapAfter), std::ceil(columns.columnWidth()));
            gapsExpected += before >= 0 && gapAfter > 0 && double(point.time - before) > seen ? 1 : 0;
            before = point.time;
        }

        const QList<SeriesPoint> points = downsample(buffer, buffer.size(), columns, gapAfter);
        std::map<int, Column> drawn;
        qsizetype gapsDrawn = 0;
        QVERIFY(std::is_sorted(points.begin(), points.end(), [](const auto &a, const auto &b) { return a.time < b.time; }));
        for (const SeriesPoint &point : points) {
            const int column = columns.columnOf(point.time);
            if (column < 0 || column >= columnCount)
                continue;
            gapsDrawn += !drawn.empty() && point.gap ? 1 : 0;
            add(drawn, column, point.value);
        }
        QVERIFY(drawn == expected);
        QCOMPARE(gapsDrawn, gapsExpected);
        QVERIFY(points.size() <= 4 * columnCount + 2);
    }
}

void tst_Downsampler::automaticGaps_data()
{
    QTest::addColumn<QList<qint64>>("times");
    QTest::addColumn<qint64>("gap");
    QList<qint64> times;
    const auto row = [&times](const char *name, qint64 gap) {
        QTest::newRow(name) << times << gap;
        times.clear();
    };
    times = {0, 10, 20};
    row("too few to judge by", 0);
    for (int i = 0; i < 50; ++i)
        times.append(i * 2000);
    row("every two seconds", 6000);
    for (int i = 0; i < 50; ++i)
        times.append(i * 2000 + (i > 25 ? 600'000 : 0));
    row("an outage does not hide itself", 6000);
    for (int i = 0; i < 500; ++i)
        times.append(i);
    row("every millisecond", 1000);
    for (int burst = 0; burst < 20; ++burst) {
        for (int i = 0; i < 10; ++i)
            times.append(burst * 10000 + i);
    }
    row("bursts belong together", 3 * 9991);
}

void tst_Downsampler::automaticGaps()
{
    QFETCH(QList<qint64>, times);
    QFETCH(qint64, gap);
    QCOMPARE(automaticGap(made(times)), gap);
}

void tst_Downsampler::speed()
{
    constexpr int Count = 100'000;
    SeriesBuffer buffer(Count);
    for (int i = 0; i < Count; ++i)
        buffer.insert(i, i % 977);
    QBENCHMARK {
        QVERIFY(!downsample(buffer, Count, {0, Count, 1000}, 0).isEmpty());
    }
}

QTEST_GUILESS_MAIN(tst_Downsampler)
#include "tst_downsampler.moc"
