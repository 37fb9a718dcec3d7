// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "slotsreply.h"
#include "topology/hashslot_p.h"
#include "topology/slotmap_p.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

namespace {

const Endpoint asked = at("seed", 7000);
const Endpoint a = at("a", 1);
const Endpoint b = at("b", 2);
const Endpoint c = at("c", 3);

/// Slots 0-99 at a (replicas c and d), 100-199 at b, nothing else.
QByteArray twoShards()
{
    return array({range(0, 99, {node("a", 1, idA), node("d", 4, idD), node("c", 3, idC)}),
        range(100, 199, {node("b", 2, idB)})});
}

SlotMap mapOf(const QByteArray &bytes)
{
    SlotMap map;
    const RedisError error = map.update(valueOf(bytes), asked);
    if (error)
        qWarning() << error;
    return map;
}

QString masterOf(const SlotMap &map, int slot)
{
    const ClusterNode *node = map.master(quint16(slot));
    return node ? node->endpoint.toString() : QStringLiteral("nobody");
}

QString shown(const QList<ClusterNode> &nodes)
{
    QStringList texts;
    for (const ClusterNode &node : nodes)
        texts.append(node.endpoint.toString());
    return texts.join(QLatin1Char(' '));
}

QString shown(const QList<SlotMap::Range> &ranges)
{
    QStringList texts;
    for (const SlotMap::Range &range : ranges)
        texts.append(QStringLiteral("%1-%2").arg(range.first).arg(range.last));
    return texts.join(QLatin1Char(' '));
}

} // namespace

class tst_SlotMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void empty();
    void whoServesWhat();
    void scatteredRanges();
    void versions();
    void sameInAnotherOrder();
    void errorsChangeNothing();
    void keepsNames();
    void nodesWithoutAddress();
    void learnsMoves();
    void learnsNewNodes();
    void learnsPromotion();
    void learnsIntoNothing();
    void learnsTheLastSlot();
    void refusesNonsense();
    void updateForgetsWhatWasLearnt();
    void copies();
    void fullSize();
};

void tst_SlotMap::empty()
{
    const SlotMap map;
    QVERIFY(map.isEmpty());
    QCOMPARE(map.version(), 0u);
    QVERIFY(!map.master(0));
    QVERIFY(!map.master(16383));
    QVERIFY(!map.master(65535));
    QVERIFY(map.replicas(0).isEmpty());
    QVERIFY(map.nodes().isEmpty());
    QVERIFY(map.masters().isEmpty());
    QVERIFY(map.slotsOf(a).isEmpty());
    QCOMPARE(shown(map.uncovered()), QStringLiteral("0-16383"));
}

void tst_SlotMap::whoServesWhat()
{
    const SlotMap map = mapOf(twoShards());
    QVERIFY(!map.isEmpty());
    QCOMPARE(map.version(), 1u);
    QCOMPARE(masterOf(map, 0), QStringLiteral("a:1"));
    QCOMPARE(masterOf(map, 99), QStringLiteral("a:1"));
    QCOMPARE(masterOf(map, 100), QStringLiteral("b:2"));
    QCOMPARE(masterOf(map, 199), QStringLiteral("b:2"));
    QCOMPARE(masterOf(map, 200), QStringLiteral("nobody"));
    QCOMPARE(masterOf(map, 16383), QStringLiteral("nobody"));
    QVERIFY(!map.master(16384));
    QCOMPARE(map.master(0)->id, idA);
    QCOMPARE(shown(map.replicas(50)), QStringLiteral("c:3 d:4"));
    QVERIFY(map.replicas(150).isEmpty());
    QVERIFY(map.replicas(200).isEmpty());
    QCOMPARE(shown(map.masters()), QStringLiteral("a:1 b:2"));
    QCOMPARE(shown(map.nodes()), QStringLiteral("a:1 b:2 c:3 d:4"));
    QCOMPARE(shown(map.slotsOf(a)), QStringLiteral("0-99"));
    QVERIFY(map.slotsOf(c).isEmpty()); // a replica serves none
    QCOMPARE(shown(map.uncovered()), QStringLiteral("200-16383"));
}

void tst_SlotMap::scatteredRanges()
{
    // One node with several ranges is one node.
    const SlotMap map = mapOf(array({range(16000, 16383, {node("a", 1, idA)}), range(0, 0, {node("b", 2, idB)}),
        range(1, 5, {node("a", 1, idA)}), range(7, 15999, {node("b", 2, idB)})}));
    QCOMPARE(shown(map.masters()), QStringLiteral("b:2 a:1"));
    QCOMPARE(shown(map.slotsOf(a)), QStringLiteral("1-5 16000-16383"));
    QCOMPARE(shown(map.slotsOf(b)), QStringLiteral("0-0 7-15999"));
    QCOMPARE(shown(map.uncovered()), QStringLiteral("6-6"));
    // Also when nodes have no ids.
    const auto nameless = [](const char *host, int port) { return array({bulk(host), integer(port)}); };
    const SlotMap old = mapOf(
        array({range(0, 1, {nameless("a", 1)}), range(2, 3, {nameless("b", 2)}), range(4, 5, {nameless("a", 1)})}));
    QCOMPARE(shown(old.masters()), QStringLiteral("a:1 b:2"));
    QCOMPARE(shown(old.slotsOf(a)), QStringLiteral("0-1 4-5"));
}

void tst_SlotMap::versions()
{
    SlotMap map = mapOf(twoShards());
    QVERIFY(!map.update(valueOf(twoShards()), asked));
    QCOMPARE(map.version(), 1u); // nothing new
    QVERIFY(!map.update(valueOf(twoShards()), at("someone.else", 1)));
    QCOMPARE(map.version(), 1u);
    QVERIFY(!map.update(valueOf(array({range(0, 199, {node("a", 1, idA)})})), asked));
    QCOMPARE(map.version(), 2u);
    QVERIFY(!map.update(valueOf(array({range(0, 199, {node("a", 1, idA), node("b", 2, idB)})})), asked));
    QCOMPARE(map.version(), 3u); // a replica more
    QVERIFY(!map.update(valueOf(array({range(0, 199, {node("a", 9, idA), node("b", 2, idB)})})), asked));
    QCOMPARE(map.version(), 4u); // another address
    QVERIFY(map.learn(0, c));
    QCOMPARE(map.version(), 5u);
    QVERIFY(!map.learn(0, c));
    QCOMPARE(map.version(), 5u);
}

void tst_SlotMap::sameInAnotherOrder()
{
    SlotMap map = mapOf(twoShards());
    const QByteArray turned = array(
        {range(100, 199, {node("b", 2, idB)}), range(50, 99, {node("a", 1, idA), node("c", 3, idC), node("d", 4, idD)}),
            range(0, 49, {node("a", 1, idA), node("d", 4, idD), node("c", 3, idC)})});
    QVERIFY(!map.update(valueOf(turned), asked));
    QCOMPARE(map.version(), 1u);
}

void tst_SlotMap::errorsChangeNothing()
{
    SlotMap map = mapOf(twoShards());
    QCOMPARE(map.update(valueOf(array({range(0, 5, {node("x", 1, idC)}), bulk("nonsense")})), asked).code(),
        Code::ProtocolError);
    QCOMPARE(map.update(valueOf(array({})), asked).code(), Code::ClusterDown);
    QCOMPARE(
        map.update(valueOf(error("ERR This instance has cluster support disabled")), asked).code(), Code::NotSupported);
    QCOMPARE(map.version(), 1u);
    QCOMPARE(masterOf(map, 0), QStringLiteral("a:1"));
    QCOMPARE(shown(map.uncovered()), QStringLiteral("200-16383"));
}

void tst_SlotMap::keepsNames()
{
    SlotMap map = mapOf(array({range(0, 9, {node3("a.example", 1, idA), node3("b.example", 2, idB)})}));
    // The node forgot the names; roles are exchanged at the same time.
    QVERIFY(!map.update(valueOf(array({range(0, 9, {node3("?", 2, idB), node3("?", 1, idA)})})), asked));
    QCOMPARE(masterOf(map, 0), QStringLiteral("b.example:2"));
    QCOMPARE(shown(map.replicas(0)), QStringLiteral("a.example:1"));
    // And again: what was kept is still known.
    QVERIFY(!map.update(valueOf(array({range(0, 9, {node2("?", 2, idB), node2("?", 1, idA)})})), asked));
    QCOMPARE(map.version(), 2u);
    QCOMPARE(masterOf(map, 0), QStringLiteral("b.example:2"));
}

void tst_SlotMap::nodesWithoutAddress()
{
    SlotMap map = mapOf(array({range(0, 9, {node2("?", 1, idA), node2("?", 2, idB), node("c", 3, idC)}),
        range(10, 19, {node("d", 4, idD)})}));
    QCOMPARE(masterOf(map, 0), QStringLiteral("nobody"));
    QCOMPARE(shown(map.replicas(0)), QStringLiteral("c:3"));
    QCOMPARE(shown(map.masters()), QStringLiteral("d:4"));
    QCOMPARE(shown(map.nodes()), QStringLiteral("d:4 c:3"));
    QCOMPARE(shown(map.uncovered()), QStringLiteral("0-9 20-16383"));
    // A redirect may know where.
    QVERIFY(map.learn(5, a));
    QCOMPARE(masterOf(map, 5), QStringLiteral("a:1"));
    QCOMPARE(shown(map.uncovered()), QStringLiteral("0-4 6-9 20-16383"));
}

void tst_SlotMap::learnsMoves()
{
    SlotMap map = mapOf(twoShards());
    QVERIFY(!map.learn(0, a)); // known
    QVERIFY(map.learn(0, b));
    QCOMPARE(masterOf(map, 0), QStringLiteral("b:2"));
    QCOMPARE(map.master(0)->id, idB);
    QCOMPARE(masterOf(map, 1), QStringLiteral("a:1"));
    QCOMPARE(shown(map.slotsOf(a)), QStringLiteral("1-99"));
    QCOMPARE(shown(map.slotsOf(b)), QStringLiteral("0-0 100-199"));
    QVERIFY(map.replicas(0).isEmpty());
    QCOMPARE(shown(map.replicas(1)), QStringLiteral("c:3 d:4"));
    QVERIFY(map.learn(0, a)); // and back
    QCOMPARE(masterOf(map, 0), QStringLiteral("a:1"));
    QCOMPARE(map.version(), 3u);
}

void tst_SlotMap::learnsNewNodes()
{
    SlotMap map = mapOf(twoShards());
    const Endpoint fresh = at("new", 9);
    QVERIFY(map.learn(150, fresh));
    QVERIFY(map.learn(300, fresh)); // also a slot nobody served
    QCOMPARE(masterOf(map, 150), QStringLiteral("new:9"));
    QVERIFY(map.master(150)->id.isEmpty());
    QCOMPARE(shown(map.slotsOf(fresh)), QStringLiteral("150-150 300-300"));
    QCOMPARE(shown(map.masters()), QStringLiteral("a:1 b:2 new:9"));
    // A name is an address of its own, whatever it resolves to.
    QVERIFY(map.learn(151, at("NEW", 9)));
    QCOMPARE(map.masters().size(), 4);
}

void tst_SlotMap::learnsPromotion()
{
    SlotMap map = mapOf(twoShards());
    QVERIFY(map.learn(10, c));
    QCOMPARE(masterOf(map, 10), QStringLiteral("c:3"));
    QCOMPARE(map.master(10)->id, idC);
    QVERIFY(map.replicas(10).isEmpty());
    QCOMPARE(shown(map.replicas(11)), QStringLiteral("d:4")); // c is no replica any more
    QCOMPARE(shown(map.nodes()), QStringLiteral("a:1 c:3 b:2 d:4"));
    QVERIFY(map.learn(11, c));
    QCOMPARE(shown(map.slotsOf(c)), QStringLiteral("10-11"));
}

void tst_SlotMap::learnsIntoNothing()
{
    SlotMap map;
    QVERIFY(map.learn(16383, a));
    QVERIFY(!map.isEmpty());
    QCOMPARE(map.version(), 1u);
    QCOMPARE(masterOf(map, 16383), QStringLiteral("a:1"));
    QCOMPARE(shown(map.uncovered()), QStringLiteral("0-16382"));
}

void tst_SlotMap::learnsTheLastSlot()
{
    SlotMap map = mapOf(array({range(0, 0, {node("a", 1, idA), node("c", 3, idC)}), range(1, 1, {node("b", 2, idB)})}));
    QVERIFY(map.learn(0, b));
    // Who serves nothing is of no use, nor are its replicas.
    QCOMPARE(shown(map.nodes()), QStringLiteral("b:2"));
    QCOMPARE(shown(map.slotsOf(b)), QStringLiteral("0-1"));
}

void tst_SlotMap::refusesNonsense()
{
    SlotMap map = mapOf(twoShards());
    QVERIFY(!map.learn(16384, b));
    QVERIFY(!map.learn(65535, b));
    QVERIFY(!map.learn(0, Endpoint{{}, 7000, {}}));
    QCOMPARE(map.version(), 1u);
    QCOMPARE(masterOf(map, 0), QStringLiteral("a:1"));
}

void tst_SlotMap::updateForgetsWhatWasLearnt()
{
    SlotMap map = mapOf(twoShards());
    QVERIFY(map.learn(0, at("new", 9)));
    QVERIFY(!map.update(valueOf(twoShards()), asked));
    QCOMPARE(masterOf(map, 0), QStringLiteral("a:1"));
    QCOMPARE(shown(map.masters()), QStringLiteral("a:1 b:2"));
    QCOMPARE(map.version(), 3u);
}

void tst_SlotMap::copies()
{
    SlotMap map = mapOf(twoShards());
    const SlotMap before = map;
    QVERIFY(map.learn(0, b));
    QCOMPARE(masterOf(before, 0), QStringLiteral("a:1"));
    QCOMPARE(before.version(), 1u);
}

void tst_SlotMap::fullSize()
{
    // The worst a reply can be: each slot with a master of its own.
    QList<QByteArray> ranges;
    for (int slot = 0; slot < hashSlotCount; ++slot) {
        const QByteArray number = QByteArray::number(slot);
        ranges.append(range(slot, slot,
            {node("h" + number, 1 + slot % 60000, number.rightJustified(40, '0')),
                node("r" + number, 1, number.rightJustified(40, 'f'))}));
    }
    const RespValue reply = valueOf(array(ranges));
    SlotMap map;
    QElapsedTimer elapsed;
    elapsed.start();
    QVERIFY(!map.update(reply, asked));
    QVERIFY2(elapsed.elapsed() < 5000, "parsing grows with more than the size of the reply");
    QCOMPARE(map.nodes().size(), 2 * hashSlotCount);
    QVERIFY(map.uncovered().isEmpty());
    QCOMPARE(masterOf(map, 16383), QStringLiteral("h16383:16384"));
    QVERIFY(map.learn(0, at("h16383", 16384)));
    QCOMPARE(shown(map.slotsOf(at("h16383", 16384))), QStringLiteral("0-0 16383-16383"));
}

QTEST_APPLESS_MAIN(tst_SlotMap)
#include "tst_slotmap.moc"
