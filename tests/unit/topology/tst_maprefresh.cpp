// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/maprefresh_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace std::chrono_literals;
using Outcome = MapRefresh::Outcome;

namespace {
constexpr std::optional<std::chrono::milliseconds> never;
} // namespace

class tst_MapRefresh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingWanted();
    void manyWishesAreOne();
    void wishesKeepTheirDistance();
    void wishWhileUnderWay();
    void failuresGrowApart();
    void successEndsFailures();
    void nothingNewGrowsApart();
};

void tst_MapRefresh::nothingWanted()
{
    const MapRefresh refresh;
    QCOMPARE(refresh.startIn(0), never);
    QVERIFY(!refresh.isUnderWay());
}

void tst_MapRefresh::manyWishesAreOne()
{
    MapRefresh refresh(100ms);
    for (int i = 0; i < 1000; ++i)
        refresh.want();
    QCOMPARE(refresh.startIn(5), 0ms); // the first one at once
    refresh.started(5);
    QVERIFY(refresh.isUnderWay());
    QCOMPARE(refresh.startIn(6), never);
    refresh.finished(Outcome::Changed);
    QVERIFY(!refresh.isUnderWay());
    QCOMPARE(refresh.startIn(1000), never);
}

void tst_MapRefresh::wishesKeepTheirDistance()
{
    MapRefresh refresh(100ms);
    refresh.want();
    refresh.started(1000);
    refresh.finished(Outcome::Changed);
    refresh.want();
    QCOMPARE(refresh.startIn(1001), 99ms);
    QCOMPARE(refresh.startIn(1099), 1ms);
    QCOMPARE(refresh.startIn(1100), 0ms);
    QCOMPARE(refresh.startIn(9000), 0ms);
}

void tst_MapRefresh::wishWhileUnderWay()
{
    // The reply on its way may be older than the change.
    MapRefresh refresh(100ms);
    refresh.want();
    refresh.started(0);
    refresh.want();
    refresh.want();
    QCOMPARE(refresh.startIn(10), never);
    refresh.finished(Outcome::Changed);
    QCOMPARE(refresh.startIn(10), 90ms);
    refresh.started(100);
    refresh.finished(Outcome::Changed);
    QCOMPARE(refresh.startIn(5000), never); // once more was enough
}

void tst_MapRefresh::failuresGrowApart()
{
    MapRefresh refresh(100ms, 2000ms);
    refresh.want();
    QList<int> distances;
    for (int i = 0; i < 8; ++i) {
        refresh.started(0);
        refresh.finished(Outcome::Failed);
        distances.append(int(refresh.startIn(0).value_or(-1ms).count()));
    }
    QCOMPARE(distances, QList<int>({200, 400, 800, 1600, 2000, 2000, 2000, 2000}));
    for (int i = 0; i < 100; ++i) { // no overflow
        refresh.started(0);
        refresh.finished(Outcome::Failed);
    }
    QCOMPARE(refresh.startIn(0), 2000ms);
}

void tst_MapRefresh::successEndsFailures()
{
    MapRefresh refresh(100ms);
    refresh.want();
    for (int i = 0; i < 3; ++i) {
        refresh.started(0);
        refresh.finished(Outcome::Failed);
    }
    refresh.started(1000);
    refresh.finished(Outcome::Changed);
    QCOMPARE(refresh.startIn(1000), never);
    refresh.want();
    QCOMPARE(refresh.startIn(1000), 100ms);
}

void tst_MapRefresh::nothingNewGrowsApart()
{
    // A node is down, and for a long time none takes over: the map is wanted at any moment.
    MapRefresh refresh(100ms, 3000ms);
    QList<qint64> starts;
    qint64 now = 0;
    while (now < 60'000) {
        refresh.want();
        now += refresh.startIn(now)->count();
        starts.append(now);
        refresh.started(now);
        refresh.finished(Outcome::Same);
    }
    // At first it is looked often, as an election takes no longer, then by and by less.
    QCOMPARE(starts.first(3), QList<qint64>({0, 100, 200}));
    QVERIFY2(starts.size() > 20 && starts.size() < 60, qPrintable(QString::number(starts.size())));
    QCOMPARE(starts.last() - starts.at(starts.size() - 2), 3000);
    // What is new begins it anew.
    refresh.want();
    refresh.started(now += 3000);
    refresh.finished(Outcome::Changed);
    refresh.want();
    QCOMPARE(refresh.startIn(now), 100ms);
    // So does what is heard of elsewhere ...
    for (int i = 0; i < 20; ++i) {
        refresh.started(now += 1000);
        refresh.finished(Outcome::Same);
    }
    refresh.want();
    QVERIFY(refresh.startIn(now) > 1000ms);
    refresh.news();
    QCOMPARE(refresh.startIn(now), 100ms);
    // ... and a time without any.
    for (int i = 0; i < 20; ++i) {
        refresh.started(now += 1000);
        refresh.finished(Outcome::Same);
    }
    refresh.started(now += 60'000);
    refresh.finished(Outcome::Same);
    refresh.want();
    QCOMPARE(refresh.startIn(now), 100ms);
}

QTEST_APPLESS_MAIN(tst_MapRefresh)
#include "tst_maprefresh.moc"
