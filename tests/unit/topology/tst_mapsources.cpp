// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "slotsreply.h"
#include "topology/mapsources_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;

namespace {

QString shown(const QList<Endpoint> &endpoints)
{
    QStringList texts;
    for (const Endpoint &endpoint : endpoints)
        texts.append(endpoint.toString());
    return texts.join(QLatin1Char(' '));
}

/// Slots 0 to 9 at \a first, 10 to 19 at b:2, 20 to 29 at c:3.
SlotMap mapWith(const char *first, int port)
{
    SlotMap map;
    const QByteArray reply = array({range(0, 9, {node(first, port, idA), node("d", 4, idD)}), range(10, 19, {node("b", 2, idB)}),
                                    range(20, 29, {node("c", 3, idC)})});
    return map.update(valueOf(reply), at("seed", 7000)) ? SlotMap() : map;
}

} // namespace

class tst_MapSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nodesAndSeedsByTurns();
    void withoutMap();
    void beginAnywhere();
    void bestKnowsFirst();
    void doubtfulLast();
    void cutOffNodeIsNotBelieved();
    void targetOfMovedIsBelieved();
};

void tst_MapSources::nodesAndSeedsByTurns()
{
    const SlotMap map = mapWith("a", 1);
    const QList<Endpoint> seeds{at("seed", 7000), at("b", 2), at("seed", 7001)};
    QCOMPARE(shown(mapSources(map, seeds, std::nullopt, 0.0)), QStringLiteral("a:1 seed:7000 b:2 c:3 seed:7001 d:4"));
    QCOMPARE(shown(mapSources(map, {at("seed", 7000)}, at("c", 3), 0.0)), QStringLiteral("c:3 a:1 seed:7000 b:2 d:4"));
    QCOMPARE(shown(mapSources(map, {at("seed", 7000)}, at("new", 9), 0.5)), QStringLiteral("new:9 b:2 seed:7000 c:3 a:1 d:4"));
    // More seeds than nodes: none is left out.
    QCOMPARE(mapSources(map, {at("1", 1), at("2", 1), at("3", 1), at("4", 1), at("5", 1), at("6", 1)}, std::nullopt, 0.0).size(), 10);
}

void tst_MapSources::withoutMap()
{
    QCOMPARE(shown(mapSources({}, {at("x", 1), at("y", 2), at("x", 1)}, std::nullopt, 0.7)), QStringLiteral("x:1 y:2"));
    QVERIFY(mapSources({}, {}, std::nullopt, 0.0).isEmpty());
}

void tst_MapSources::beginAnywhere()
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

void tst_MapSources::bestKnowsFirst()
{
    MapWitnesses witnesses;
    QVERIFY(!witnesses.best(0));
    witnesses.moved(5, at("b", 2), 0);
    witnesses.moved(6, at("c", 3), 10);
    QCOMPARE(witnesses.best(20), at("c", 3));
    QCOMPARE(shown(witnesses.inOrder({at("a", 1), at("b", 2), at("c", 3)}, 20)), QStringLiteral("c:3 a:1 b:2"));
    QVERIFY(!witnesses.best(60'000)); // since then anything may have happened
    witnesses.forgetMoves();
    QVERIFY(!witnesses.best(20));
}

void tst_MapSources::doubtfulLast()
{
    MapWitnesses witnesses;
    witnesses.doubt(at("a", 1), 100);
    QVERIFY(witnesses.isDoubtful(at("a", 1), 200));
    QVERIFY(!witnesses.isDoubtful(at("b", 2), 200));
    QCOMPARE(shown(witnesses.inOrder({at("a", 1), at("b", 2), at("c", 3)}, 200)), QStringLiteral("b:2 c:3 a:1"));
    QCOMPARE(shown(witnesses.inOrder({at("a", 1), at("b", 2)}, 60'000)), QStringLiteral("a:1 b:2"));
    witnesses.doubt(at("b", 2), 60'000);
    QVERIFY(!witnesses.isDoubtful(at("a", 1), 60'000));
}

void tst_MapSources::cutOffNodeIsNotBelieved()
{
    MapWitnesses witnesses;
    const SlotMap before = mapWith("a", 1);
    QVERIFY(!witnesses.contradict(before, at("a", 1), 0));
    witnesses.moved(5, at("d", 4), 100); // a's replica has taken over
    QVERIFY(witnesses.contradict(before, at("a", 1), 200));
    QVERIFY(witnesses.contradict(before, at("b", 2), 200));
    QVERIFY(!witnesses.contradict(mapWith("d", 4), at("b", 2), 200));
    QVERIFY(witnesses.contradict(SlotMap(), at("b", 2), 200));
    // Not for ever: it may have taken back over.
    QVERIFY(!witnesses.contradict(before, at("a", 1), 60'000));
}

void tst_MapSources::targetOfMovedIsBelieved()
{
    // Who said MOVED was late himself: where it points to, the slot has gone on from.
    MapWitnesses witnesses;
    witnesses.moved(5, at("b", 2), 100);
    QVERIFY(!witnesses.contradict(mapWith("d", 4), at("b", 2), 200));
    QVERIFY(witnesses.contradict(mapWith("d", 4), at("d", 4), 200));
}

QTEST_APPLESS_MAIN(tst_MapSources)
#include "tst_mapsources.moc"
