// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Slots move and nodes fail under readers and a producer: what the servers hold in the end was handed over, once and
/// in order. With a connection for each slot, and with fewer than there are slots.
class TestClusterFaults : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { connectionData(); }
    void init();
    void cleanup();
    void slotsMove();
    void stoppedInTheMiddleOfAMove();
    void plannedFailover();
    void masterKilled();
    void masterKilledWhileEntriesCome();
    void masterFrozen();
    void allRestarted();
    void allRestartedFromDisk();
    void manyEntries();

private:
    /// What was produced by now has been handed over.
    void verifyAll();
    /// What a node has taken so far is with its replica as well: what is not is lost with it.
    bool isCopied(int master);
    /// All nodes are killed, come back, and agree.
    bool restartsAll();

    QStringList m_streams;
    std::unique_ptr<StreamConsumer> m_consumer;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<RedisClient> m_writer;
    std::unique_ptr<SteadyProducer> m_producer;
};

void TestClusterFaults::init()
{
    ClusterTest::init();
    m_streams = streamsOnAll(4);
    m_consumer = std::make_unique<StreamConsumer>(m_client.get(), m_streams);
    QFETCH_GLOBAL(int, connections);
    m_consumer->setMaxConnections(connections);
    m_consumer->setStartFrom(StartFrom::Beginning);
    m_recorder = std::make_unique<Recorder>(m_consumer.get());
    m_consumer->start();
    m_writer = std::make_unique<RedisClient>(quick(m_cluster->url()));
    m_producer = std::make_unique<SteadyProducer>(m_writer.get(), m_streams);
    QTRY_VERIFY(m_recorder->received.size() > 500);
}

void TestClusterFaults::cleanup()
{
    m_producer.reset();
    m_writer.reset();
    m_recorder.reset();
    m_consumer.reset();
    ClusterTest::cleanup();
}

void TestClusterFaults::verifyAll()
{
    const qint64 before = m_producer->added();
    QTRY_VERIFY_WITH_TIMEOUT(m_producer->added() > before + 500, 60'000);
    m_producer->stop();
    QTRY_VERIFY_WITH_TIMEOUT(m_producer->isIdle(), 60'000);
    qint64 held = 0;
    for (const QString &stream : std::as_const(m_streams))
        held += m_cluster->command(stream.toUtf8(), {"XLEN", stream.toUtf8()}).toLongLong();
    QVERIFY(held >= 1000);
    QTRY_VERIFY_WITH_TIMEOUT(m_recorder->received.size() >= held, 60'000);
    expectAllOf(m_recorder->ledger, m_streams);
    VERIFY_LEDGER(m_recorder->ledger);
    QTRY_VERIFY(m_consumer->isHealthy());
}

bool TestClusterFaults::isCopied(int master)
{
    // WAIT is about the writes of its own connection; what others wrote before goes ahead of them.
    AdminClient &admin = m_cluster->admin(master);
    admin.command({"SET", '{' + m_streams.constFirst().toUtf8() + "}:written", "1"});
    return admin.integer({"WAIT", "1", "9000"}) == 1;
}

bool TestClusterFaults::restartsAll()
{
    bool back = true;
    for (int node = 0; node < m_cluster->nodeCount(); ++node)
        m_cluster->kill(node);
    for (int node = 0; node < m_cluster->nodeCount(); ++node)
        back &= m_cluster->restart(node);
    return back && QTest::qWaitFor([this] { return m_cluster->isStable(); }, 60'000);
}

void TestClusterFaults::slotsMove()
{
    QList<int> keySlots;
    QList<int> homes;
    for (const QString &stream : std::as_const(m_streams)) {
        keySlots.append(m_cluster->slotOf(stream.toUtf8()));
        homes.append(m_cluster->nodeOf(keySlots.last()));
    }
    for (int round = 0; round < 2; ++round) {
        for (qsizetype i = 0; i < keySlots.size(); i += 2)
            QVERIFY2(moveSlot(keySlots[i], round == 0 ? (homes[i] + 1) % 3 : homes[i]), qPrintable(m_cluster->errorString()));
    }
    verifyAll();
}

void TestClusterFaults::stoppedInTheMiddleOfAMove()
{
    const QByteArray key = m_streams.constFirst().toUtf8();
    const int slot = m_cluster->slotOf(key);
    const int from = m_cluster->nodeOf(slot);
    const int to = (from + 1) % 3;
    QVERIFY2(m_cluster->startMove(slot, to), qPrintable(m_cluster->errorString()));
    QCOMPARE(m_cluster->moveKeys(slot, to), 1);
    // The stream lies with a node that does not own its slot yet; it is read there all the same.
    const QString stream = m_streams.constFirst();
    const qsizetype before = m_recorder->of(stream).size();
    QTRY_VERIFY(m_recorder->of(stream).size() > before + 20);
    QVERIFY2(m_cluster->finishMove(slot, to), qPrintable(m_cluster->errorString()));
    verifyAll();
    QVERIFY(m_cluster->moveSlot(slot, from));
}

void TestClusterFaults::plannedFailover()
{
    const int old = m_cluster->nodeOf(m_streams.constFirst().toUtf8());
    const int promoted = m_cluster->startFailover(old);
    QVERIFY2(promoted >= 0, qPrintable(m_cluster->errorString()));
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    verifyAll();
}

void TestClusterFaults::masterKilled()
{
    const int old = m_cluster->nodeOf(m_streams.constFirst().toUtf8());
    // What only the dead master had is gone for everyone: let the replica have all that was handed over.
    m_producer->stop();
    QTRY_VERIFY(m_producer->isIdle());
    const qsizetype received = m_recorder->received.size();
    QVERIFY(received > 0);
    QVERIFY(m_cluster->waitUntilStable());
    QVERIFY(isCopied(old));
    m_cluster->kill(old);
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    m_producer = std::make_unique<SteadyProducer>(m_writer.get(), m_streams);
    verifyAll();
    QVERIFY(m_cluster->restart(old));
}

void TestClusterFaults::masterKilledWhileEntriesCome()
{
    QSet<QString> rolledBack;
    connect(m_consumer.get(), &StreamConsumer::streamReset, this, [&](const QString &stream) { rolledBack.insert(stream); });
    const int old = m_cluster->nodeOf(m_streams.constFirst().toUtf8());
    m_cluster->kill(old);
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    const qint64 before = m_producer->added();
    QTRY_VERIFY_WITH_TIMEOUT(m_producer->added() > before + 500, 60'000);
    m_producer->stop();
    QTRY_VERIFY_WITH_TIMEOUT(m_producer->isIdle(), 60'000);
    // What only the dead master had may have been handed over before it was lost to all: besides that, all there is.
    const auto missing = [this] {
        QStringList names;
        for (const QString &stream : std::as_const(m_streams)) {
            const QStringList received = m_recorder->of(stream);
            const QSet<QString> seen(received.begin(), received.end());
            const QVariantList held = m_cluster->command(stream.toUtf8(), {"XRANGE", stream.toUtf8(), "-", "+"}).toList();
            for (const QVariant &entry : held) {
                const QString name = stream + u' ' + QString::fromUtf8(entry.toList().value(0).toByteArray());
                if (!seen.contains(name))
                    names.append(name);
            }
        }
        return names;
    };
    QTRY_VERIFY2_WITH_TIMEOUT(missing().isEmpty(), qPrintable(missing().join(u' ')), 60'000);
    // Each once and in order, but for streams that the cluster itself took back to an earlier state: none but the dead one's.
    QVERIFY(rolledBack.size() <= 4);
    for (const QString &stream : std::as_const(m_streams)) {
        quint64 last = 0;
        const QStringList received = rolledBack.contains(stream) ? QStringList() : m_recorder->of(stream);
        for (const QString &name : received) {
            const quint64 number = name.section(u' ', 1).section(u'-', 0, 0).toULongLong();
            QVERIFY2(number > last, qPrintable(name));
            last = number;
        }
    }
    QTRY_VERIFY(m_consumer->isHealthy());
    QVERIFY(m_cluster->restart(old));
}

void TestClusterFaults::masterFrozen()
{
    // Nothing is refused and nothing answered: the hardest way to go.
    const int old = m_cluster->nodeOf(m_streams.constFirst().toUtf8());
    m_producer->stop();
    QTRY_VERIFY(m_producer->isIdle());
    QVERIFY(m_cluster->waitUntilStable());
    QVERIFY(isCopied(old));
    m_cluster->freeze(old);
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    m_producer = std::make_unique<SteadyProducer>(m_writer.get(), m_streams);
    QTRY_VERIFY_WITH_TIMEOUT(m_consumer->isHealthy(), 60'000);
    verifyAll();
    m_cluster->thaw(old);
}

void TestClusterFaults::allRestarted()
{
    // They come back without what they did not save; what they are given then is read.
    m_producer->stop();
    QTRY_VERIFY(m_producer->isIdle());
    QVERIFY2(restartsAll(), qPrintable(m_cluster->errorString()));
    QTRY_VERIFY_WITH_TIMEOUT(m_consumer->isHealthy(), 60'000);
    for (const QString &stream : std::as_const(m_streams))
        m_cluster->xadd(stream.toUtf8(), "99999999-0", {"a", "1"});
    for (const QString &stream : std::as_const(m_streams))
        QTRY_VERIFY2(m_recorder->of(stream).contains(stream + u" 99999999-0"_s), qPrintable(stream));
}

void TestClusterFaults::allRestartedFromDisk()
{
    // Where every write is kept, nothing is missing afterwards, and nothing comes twice.
    cleanup();
    auto replicated = std::exchange(m_cluster, std::make_unique<RedisCluster>(RedisCluster::Options {.appendOnly = true}));
    const auto others = qScopeGuard([&] {
        cleanup();
        m_cluster.swap(replicated);
    });
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->errorString()));
    init();
    QVERIFY2(restartsAll(), qPrintable(m_cluster->errorString()));
    QTRY_VERIFY_WITH_TIMEOUT(m_consumer->isHealthy(), 60'000);
    verifyAll();
}

void TestClusterFaults::manyEntries()
{
    constexpr qint64 wanted = 100'000;
    m_producer = std::make_unique<SteadyProducer>(m_writer.get(), m_streams, 200, 5);
    const int slot = m_cluster->slotOf(m_streams[1].toUtf8());
    QList<int> masters;
    for (int node = 0; node < m_cluster->nodeCount(); ++node) {
        if (m_cluster->isMaster(node))
            masters.append(node);
    }
    const qsizetype home = masters.indexOf(m_cluster->nodeOf(slot));
    for (int move = 1; m_producer->added() < wanted / 2; ++move) {
        QVERIFY2(moveSlot(slot, masters.at((home + move) % masters.size())), qPrintable(m_cluster->errorString()));
        const qint64 before = m_producer->added();
        QTRY_VERIFY_WITH_TIMEOUT(m_producer->added() > before + 2000, 60'000);
    }
    m_producer->stop();
    QTRY_VERIFY_WITH_TIMEOUT(m_producer->isIdle(), 60'000);
    const int old = m_cluster->nodeOf(m_streams.constFirst().toUtf8());
    QVERIFY(m_cluster->waitUntilStable());
    QVERIFY(isCopied(old));
    m_cluster->kill(old);
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    m_producer->goOn();
    QTRY_VERIFY_WITH_TIMEOUT(m_producer->added() >= wanted, 60'000);
    verifyAll();
    QVERIFY(m_cluster->restart(old));
}

QTEST_GUILESS_MAIN(TestClusterFaults)
#include "tst_cluster_faults.moc"
