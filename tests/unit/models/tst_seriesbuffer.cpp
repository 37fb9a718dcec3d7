// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/numbertext_p.h"
#include "models/seriesbuffer_p.h"
#include "models/streamclock_p.h"

#include <QtTest/QTest>

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

using namespace RedisStreams::Internal;

class tst_SeriesBuffer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inOrder();
    void ringDropsTheOldest();
    void lateValues();
    void timeSpan();
    void extremeTimes();
    void bounds();
    void againstSorting_data();
    void againstSorting();
    void numbers_data();
    void numbers();
    void clock();
};

namespace {

std::vector<TimedValue> all(const SeriesBuffer &buffer)
{
    std::vector<TimedValue> values;
    for (qsizetype i = 0; i < buffer.size(); ++i)
        values.push_back(buffer.at(i));
    return values;
}

} // namespace

void tst_SeriesBuffer::inOrder()
{
    SeriesBuffer buffer(1000);
    for (int i = 0; i < 200; ++i)
        QVERIFY(buffer.insert(i * 10, i));
    QCOMPARE(buffer.size(), 200);
    for (int i = 0; i < 200; ++i)
        QCOMPARE(buffer.at(i), (TimedValue {i * 10, double(i)}));
    buffer.clear();
    QVERIFY(buffer.isEmpty());
    QVERIFY(buffer.insert(5, 1));
    QCOMPARE(buffer.first(), (TimedValue {5, 1}));
}

void tst_SeriesBuffer::ringDropsTheOldest()
{
    SeriesBuffer buffer(100);
    for (int i = 0; i < 1000; ++i)
        QVERIFY(buffer.insert(i, i));
    QCOMPARE(buffer.size(), 100);
    QCOMPARE(buffer.first().time, 900);
    QCOMPARE(buffer.last().time, 999);
    buffer.setMaximumCount(10);
    QCOMPARE(buffer.size(), 10);
    QCOMPARE(buffer.first().time, 990);
    buffer.setMaximumCount(200);
    for (int i = 1000; i < 2000; ++i)
        QVERIFY(buffer.insert(i, i));
    QCOMPARE(buffer.size(), 200);
    QCOMPARE(buffer.first().time, 1800);
}

void tst_SeriesBuffer::lateValues()
{
    SeriesBuffer buffer(5);
    for (const qint64 time : {50, 10, 30, 20, 30})
        QVERIFY(buffer.insert(time, double(buffer.size())));
    QCOMPARE(all(buffer), (std::vector<TimedValue> {{10, 1}, {20, 3}, {30, 2}, {30, 4}, {50, 0}}));
    QVERIFY(!buffer.insert(9, 9)); // full, and older than all
    QCOMPARE(buffer.first().time, 10);
    QVERIFY(buffer.insert(40, 9)); // in place of the oldest
    QCOMPARE(all(buffer), (std::vector<TimedValue> {{20, 3}, {30, 2}, {30, 4}, {40, 9}, {50, 0}}));

    SeriesBuffer one(1);
    QVERIFY(one.insert(10, 1));
    QVERIFY(!one.insert(9, 2));
    QVERIFY(one.insert(10, 3));
    QCOMPARE(one.first(), (TimedValue {10, 3}));
}

void tst_SeriesBuffer::timeSpan()
{
    SeriesBuffer buffer(100, 50);
    for (int time = 0; time <= 100; time += 10)
        buffer.insert(time, time);
    QCOMPARE(buffer.first().time, 50);
    QVERIFY(!buffer.insert(49, 1));
    QVERIFY(buffer.insert(51, 1));
    QCOMPARE(buffer.size(), 7);
    buffer.setTimeSpan(20);
    QCOMPARE(buffer.first().time, 80);
    buffer.insert(1000, 1);
    QCOMPARE(buffer.size(), 1);
}

void tst_SeriesBuffer::extremeTimes()
{
    constexpr qint64 Least = std::numeric_limits<qint64>::min();
    constexpr qint64 Most = std::numeric_limits<qint64>::max();
    SeriesBuffer buffer(10, 1000);
    QVERIFY(buffer.insert(Least, 1));
    QVERIFY(buffer.insert(Most, 2));
    QCOMPARE(all(buffer), (std::vector<TimedValue> {{Most, 2}}));
    QVERIFY(!buffer.insert(Least, 1));
    QVERIFY(buffer.insert(Most - 1000, 3));
    QCOMPARE(buffer.size(), 2);
}

void tst_SeriesBuffer::bounds()
{
    SeriesBuffer buffer(10);
    QCOMPARE(buffer.lowerBound(5), 0);
    for (const qint64 time : {10, 20, 20, 30})
        buffer.insert(time, 0);
    QCOMPARE(buffer.lowerBound(9), 0);
    QCOMPARE(buffer.lowerBound(20), 1);
    QCOMPARE(buffer.upperBound(20), 3);
    QCOMPARE(buffer.lowerBound(31), 4);
    QCOMPARE(buffer.upperBound(30), 4);
}

void tst_SeriesBuffer::againstSorting_data()
{
    QTest::addColumn<int>("maximum");
    QTest::addColumn<int>("span");
    QTest::addColumn<int>("disorder");
    for (const int maximum : {1, 7, 64, 100, 500}) {
        for (const int span : {0, 300}) {
            for (const int disorder : {0, 5, 2000})
                QTest::addRow("%d kept, span %d, disorder %d", maximum, span, disorder) << maximum << span << disorder;
        }
    }
}

void tst_SeriesBuffer::againstSorting()
{
    QFETCH(int, maximum);
    QFETCH(int, span);
    QFETCH(int, disorder);
    std::mt19937 random(unsigned(maximum + span + disorder));
    SeriesBuffer buffer(maximum, span);
    std::vector<TimedValue> expected; // the same, done the slow way
    for (int i = 0; i < 3000; ++i) {
        const qint64 time = i * 3 - (disorder == 0 ? 0 : int(random() % unsigned(disorder)));
        const TimedValue added {time, double(i)};
        const auto place = std::upper_bound(expected.begin(), expected.end(), added, [](const auto &a, const auto &b) { return a.time < b.time; });
        expected.insert(place, added);
        if (int(expected.size()) > maximum)
            expected.erase(expected.begin());
        while (span > 0 && expected.back().time - expected.front().time > span)
            expected.erase(expected.begin());
        const bool kept = std::find(expected.begin(), expected.end(), added) != expected.end();
        QCOMPARE(buffer.insert(added.time, added.value), kept);
        if (i % 50 == 0)
            QCOMPARE(all(buffer), expected);
    }
    QCOMPARE(all(buffer), expected);
}

void tst_SeriesBuffer::numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<double>("value");
    const auto number = [](const char *text, double value) { QTest::newRow(text) << QByteArray(text) << true << value; };
    const auto other = [](const char *text) { QTest::newRow(text) << QByteArray(text) << false << 0.0; };
    number("0", 0);
    number("-12", -12);
    number("+3.5", 3.5);
    number(".5", 0.5);
    number("1e-9", 1e-9);
    number("123456789012345678", 123456789012345678.0);
    for (const char *text : {"", " 1", "1 ", "nan", "inf", "-inf", "0x1f", "1,5", "1.2.3", "-", "+", "+-1", "e5", "12abc", "1e999"})
        other(text);
}

void tst_SeriesBuffer::numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isNumber);
    QFETCH(double, value);
    const std::optional<double> parsed = parseNumber(text);
    QCOMPARE(parsed.has_value(), isNumber);
    if (isNumber)
        QCOMPARE(*parsed, value);
}

void tst_SeriesBuffer::clock()
{
    constexpr qint64 Start = 1'700'000'000'000;
    StreamClock clock;
    QVERIFY(!clock.hasTime());
    QCOMPARE(clock.now(Start), Start);
    // An hour old when it arrives: that is its age.
    clock.arrived(Start, Start - 3'600'000);
    QCOMPARE(clock.now(Start + 10), Start + 10);
    // The clock there is 2 s behind, or the way takes that long; the least that was seen counts.
    clock.arrived(Start + 100, Start + 100 - 2000);
    QCOMPARE(clock.now(Start + 200), Start - 1800);
    clock.arrived(Start + 300, Start + 300 - 2500);
    QCOMPARE(clock.now(Start + 300), Start - 1700);
    // Ahead of ours.
    StreamClock ahead;
    ahead.arrived(Start, Start + 5000);
    QCOMPARE(ahead.now(Start + 1), Start + 5001);
    // Counters.
    StreamClock counter;
    counter.arrived(Start, 17);
    counter.arrived(Start + 5, 18);
    QCOMPARE(counter.now(Start + 10), 23);
    // An id from the far future does not make time stand still.
    StreamClock far;
    far.arrived(Start, 8'000'000'000'000'000);
    QCOMPARE(far.now(Start + 7), 8'000'000'000'000'007);
}

QTEST_GUILESS_MAIN(tst_SeriesBuffer)
#include "tst_seriesbuffer.moc"
