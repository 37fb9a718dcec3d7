// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/entrycounts_p.h"

#include <QtTest/QTest>

#include <map>
#include <random>

using namespace RedisStreams::Internal;

class tst_EntryCounts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void zerosInBetween();
    void late();
    void timeGoesOn();
    void timeGoesBack();
    void longPause();
    void againstCounting();
};

namespace {

QList<QPair<qint64, int>> all(const SeriesBuffer &buffer)
{
    QList<QPair<qint64, int>> list;
    for (qsizetype i = 0; i < buffer.size(); ++i)
        list.append({buffer.at(i).time, int(buffer.at(i).value)});
    return list;
}

using List = QList<QPair<qint64, int>>;

} // namespace

void tst_EntryCounts::zerosInBetween()
{
    SeriesBuffer buffer(100);
    const EntryCounts counts(1000);
    for (const qint64 time : {1000, 1999, 2000, 5500})
        counts.add(buffer, time);
    QCOMPARE(all(buffer), (List {{1000, 2}, {2000, 1}, {3000, 0}, {4000, 0}, {5000, 1}}));
}

void tst_EntryCounts::late()
{
    SeriesBuffer buffer(6);
    const EntryCounts counts(10);
    counts.add(buffer, 100);
    counts.add(buffer, 120);
    counts.add(buffer, 115);
    counts.add(buffer, 85);
    QCOMPARE(all(buffer), (List {{80, 1}, {90, 0}, {100, 1}, {110, 1}, {120, 1}}));
    counts.add(buffer, 60); // no room for all between
    QCOMPARE(buffer.first().time, 80);
    counts.add(buffer, 75);
    QCOMPARE(all(buffer).constFirst(), (QPair<qint64, int> {70, 1}));
}

void tst_EntryCounts::timeGoesOn()
{
    SeriesBuffer buffer(100);
    const EntryCounts counts(10);
    counts.advance(buffer, 55);
    QVERIFY(buffer.isEmpty()); // nothing was ever counted
    counts.add(buffer, 57);
    counts.advance(buffer, 81);
    counts.advance(buffer, 70);
    QCOMPARE(all(buffer), (List {{50, 1}, {60, 0}, {70, 0}, {80, 0}}));
    counts.add(buffer, 79);
    QCOMPARE(all(buffer), (List {{50, 1}, {60, 0}, {70, 1}, {80, 0}}));
}

void tst_EntryCounts::timeGoesBack()
{
    SeriesBuffer buffer(5);
    const EntryCounts counts(10);
    counts.add(buffer, 57);
    counts.advance(buffer, 81);
    counts.retreat(buffer, 69);
    QCOMPARE(all(buffer), (List {{50, 1}, {60, 0}}));
    counts.retreat(buffer, 60);
    QCOMPARE(buffer.size(), 2);
    // All that is left is zeros ahead of the time that it is: it begins anew.
    counts.advance(buffer, 1'000'000);
    QVERIFY(!counts.add(buffer, 71));
    counts.retreat(buffer, 71);
    QVERIFY(buffer.isEmpty());
    QVERIFY(counts.add(buffer, 71));
    QCOMPARE(all(buffer), (List {{70, 1}}));
}

void tst_EntryCounts::longPause()
{
    SeriesBuffer buffer(5);
    const EntryCounts counts(10);
    counts.add(buffer, 0);
    counts.add(buffer, 1'000'000'000'000);
    QCOMPARE(buffer.size(), 5);
    QCOMPARE(buffer.first().time, 1'000'000'000'000 - 40);
    QCOMPARE(int(buffer.last().value), 1);
    QCOMPARE(int(buffer.first().value), 0);
}

void tst_EntryCounts::againstCounting()
{
    std::mt19937 random(7);
    SeriesBuffer buffer(100'000);
    const EntryCounts counts(250);
    std::map<qint64, int> expected;
    qint64 time = 1'700'000'000'000;
    for (int i = 0; i < 5000; ++i) {
        time += qint64(random() % 400);
        const qint64 at = time - qint64(random() % 1000);
        counts.add(buffer, at);
        ++expected[at / 250 * 250];
    }
    qint64 previous = 0;
    int sum = 0;
    for (const auto &[at, count] : all(buffer)) {
        QVERIFY(previous == 0 || at == previous + 250);
        previous = at;
        QCOMPARE(count, expected[at]);
        sum += count;
    }
    QCOMPARE(sum, 5000);
}

QTEST_GUILESS_MAIN(tst_EntryCounts)
#include "tst_entrycounts.moc"
