// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "slotsreply.h"
#include "topology/maprefresh_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

namespace {

constexpr std::optional<std::chrono::milliseconds> never;

QString shown(const QList<Endpoint> &endpoints)
{
    QStringList texts;
    for (const Endpoint &endpoint : endpoints)
        texts.append(endpoint.toString());
    return texts.join(QLatin1Char(' '));
}

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
    void sources();
    void sourcesWithoutMap();
    void sourcesBeginAnywhere();
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
    refresh.finished(true);
    QVERIFY(!refresh.isUnderWay());
    QCOMPARE(refresh.startIn(1000), never);
}

void tst_MapRefresh::wishesKeepTheirDistance()
{
    MapRefresh refresh(100ms);
    refresh.want();
    refresh.started(1000);
    refresh.finished(true);
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
    refresh.finished(true);
    QCOMPARE(refresh.startIn(10), 90ms);
    refresh.started(100);
    refresh.finished(true);
    QCOMPARE(refresh.startIn(5000), never); // once more was enough
}

void tst_MapRefresh::failuresGrowApart()
{
    MapRefresh refresh(100ms, 2000ms);
    refresh.want();
    QList<int> distances;
    for (int i = 0; i < 8; ++i) {
        refresh.started(0);
        refresh.finished(false);
        distances.append(int(refresh.startIn(0).value_or(-1ms).count()));
    }
    QCOMPARE(distances, QList<int>({200, 400, 800, 1600, 2000, 2000, 2000, 2000}));
    for (int i = 0; i < 100; ++i) { // no overflow
        refresh.started(0);
        refresh.finished(false);
    }
    QCOMPARE(refresh.startIn(0), 2000ms);
}

void tst_MapRefresh::successEndsFailures()
{
    MapRefresh refresh(100ms);
    refresh.want();
    for (int i = 0; i < 3; ++i) {
        refresh.started(0);
        refresh.finished(false);
    }
    refresh.started(1000);
    refresh.finished(true);
    QCOMPARE(refresh.startIn(1000), never);
    refresh.want();
    QCOMPARE(refresh.startIn(1000), 100ms);
}

void tst_MapRefresh::sources()
{
    SlotMap map;
    QVERIFY(!map.update(valueOf(array({range(0, 9, {node("a", 1, idA), node("d", 4, idD)}),
                            range(10, 19, {node("b", 2, idB)}), range(20, 29, {node("c", 3, idC)})})),
        at("seed", 7000)));
    const QList<Endpoint> seeds{at("seed", 7000), at("b", 2)};
    QCOMPARE(shown(mapSources(map, seeds, std::nullopt, 0.0)), QStringLiteral("a:1 b:2 c:3 d:4 seed:7000"));
    QCOMPARE(shown(mapSources(map, seeds, at("c", 3), 0.0)), QStringLiteral("c:3 a:1 b:2 d:4 seed:7000"));
    QCOMPARE(shown(mapSources(map, seeds, at("new", 9), 0.5)), QStringLiteral("new:9 b:2 c:3 a:1 d:4 seed:7000"));
}

void tst_MapRefresh::sourcesWithoutMap()
{
    QCOMPARE(shown(mapSources({}, {at("x", 1), at("y", 2), at("x", 1)}, std::nullopt, 0.7)), QStringLiteral("x:1 y:2"));
    QVERIFY(mapSources({}, {}, std::nullopt, 0.0).isEmpty());
}

void tst_MapRefresh::sourcesBeginAnywhere()
{
    SlotMap map;
    for (quint16 slot = 0; slot < 3; ++slot)
        map.learn(slot, at("m", quint16(slot + 1)));
    QSet<QString> starts;
    for (int i = 0; i < 100; ++i) {
        const QList<Endpoint> sources = mapSources(map, {}, std::nullopt, i / 100.0);
        QCOMPARE(sources.size(), 3);
        starts.insert(sources.constFirst().toString());
    }
    QCOMPARE(starts.size(), 3);
    QCOMPARE(mapSources(map, {}, std::nullopt, 0.999999).size(), 3);
}

QTEST_APPLESS_MAIN(tst_MapRefresh)
#include "tst_maprefresh.moc"
