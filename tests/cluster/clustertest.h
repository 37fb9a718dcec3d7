// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "../integration/consumertest.h"

#include "support/rediscluster.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>
#include <QtCore/QTimer>
#include <QtTest/QSignalSpy>

#include <memory>

namespace RedisStreams::Test {

/// A test with a cluster of its own, three masters and three replicas. Each test function finds it empty and whole.
class ClusterTest : public QObject
{
    Q_OBJECT

protected Q_SLOTS:
    void initTestCase()
    {
        REDISSTREAMS_REQUIRE_SERVER();
        m_cluster = std::make_unique<RedisCluster>(clusterOptions());
        QVERIFY2(m_cluster->start(), qPrintable(m_cluster->errorString()));
    }

    void init()
    {
        m_cluster->hurryFailovers(false);
        QVERIFY2(m_cluster->waitUntilStable(), qPrintable(m_cluster->errorString()));
        for (int node = 0; node < m_cluster->nodeCount(); ++node) {
            if (!m_cluster->isMaster(node))
                continue;
            QCOMPARE(m_cluster->admin(node).command({"FLUSHALL"}), QVariant(QByteArray("OK")));
            // A replica that was just copied to says that all is well before it follows: it must not take over as it was.
            const QByteArray replicas = QByteArray::number(m_cluster->replicasOf(node).size());
            QVERIFY(m_cluster->admin(node).integer({"WAIT", replicas, "20000"}) >= replicas.toInt());
        }
        m_cluster->resetCalls();
        m_client = std::make_unique<RedisClient>(clientUrl());
    }

    void cleanup() { m_client.reset(); }

protected:
    virtual RedisCluster::Options clusterOptions() const
    {
        RedisCluster::Options options;
        options.replicas = 1;
        return options;
    }
    /// Commands wait for the end of a move or a failover, however long a busy machine takes for it.
    virtual QString clientUrl() { return quick(m_cluster->url(), QStringLiteral("command_timeout=60000")); }

    /// For initTestCase_data(): each test function runs with connections enough, and with few.
    static void connectionData()
    {
        QTest::addColumn<int>("connections");
        QTest::newRow("a connection for each slot") << 128;
        QTest::newRow("few connections") << 2;
    }

    /// Names of streams, so many on each of the three masters, all in different slots.
    QStringList streamsOnAll(int each)
    {
        QStringList names;
        QHash<int, int> taken;
        QSet<int> slotsTaken;
        for (int i = 0; names.size() < 3 * each && i < 10'000; ++i) {
            const QString name = QStringLiteral("s:%1").arg(i);
            const int slot = m_cluster->slotOf(name.toUtf8());
            const int node = m_cluster->nodeOf(slot);
            if (taken[node] >= each || slotsTaken.contains(slot))
                continue;
            ++taken[node];
            slotsTaken.insert(slot);
            names.append(name);
        }
        return names;
    }

    /// What the servers hold of these streams now.
    void expectAllOf(EntryLedger &ledger, const QStringList &streams)
    {
        for (const QString &stream : streams) {
            const QVariantList entries = m_cluster->command(stream.toUtf8(), {"XRANGE", stream.toUtf8(), "-", "+"}).toList();
            for (const QVariant &entry : entries)
                ledger.expect(stream.toUtf8(), entry.toList().value(0).toByteArray());
        }
    }

    /// Waits, with the event loop running, until another node serves what \a old did, and all agree.
    bool failsOver(int old)
    {
        m_cluster->hurryFailovers(true);
        const bool over = QTest::qWaitFor([&] { return m_cluster->isStable() && !servesAnything(old); }, 60'000);
        m_cluster->hurryFailovers(false);
        return over;
    }

    /// Moves a slot; the event loop gets its turn between the steps.
    bool moveSlot(int slot, int to)
    {
        const auto turn = [] { QCoreApplication::processEvents(QEventLoop::AllEvents, 20); };
        const bool started = m_cluster->startMove(slot, to);
        turn();
        const bool moved = started && m_cluster->moveKeys(slot, to) >= 0;
        turn();
        return moved && m_cluster->finishMove(slot, to);
    }

    std::unique_ptr<RedisCluster> m_cluster;
    std::unique_ptr<RedisClient> m_client;

private:
    bool servesAnything(int node)
    {
        for (int slot = 0; slot < 16384; slot += 512) {
            if (m_cluster->nodeOf(slot) == node)
                return true;
        }
        return false;
    }
};

/// Adds numbered entries to streams in turn, a few at a time, for as long as it lives; explicit ids, so that those
/// whose outcome a lost connection leaves open are not added twice.
class SteadyProducer : public QObject
{
public:
    SteadyProducer(RedisClient *client, const QStringList &streams, int perTurn = 20, int interval = 5)
        : m_client(client)
        , m_streams(streams)
        , m_perTurn(perTurn)
    {
        m_timer.callOnTimeout(this, [this] { addSome(); });
        m_timer.start(interval);
    }

    /// What is under way still ends, one way or the other.
    void stop() { m_timer.stop(); }
    void goOn() { m_timer.start(); }
    bool isIdle() const { return m_open == 0; }
    qint64 added() const { return m_added; }

private:
    struct Entry
    {
        QString stream;
        StreamId id;
    };

    void addSome()
    {
        const QList<Entry> again = std::exchange(m_again, {});
        for (const Entry &entry : again)
            add(entry);
        // Not more than can be told apart when connections are lost.
        for (int i = 0; i < m_perTurn && m_open < 500; ++i) {
            const QString &stream = m_streams.at(m_next % m_streams.size());
            add({stream, StreamId(quint64(++m_next), 0)});
        }
    }

    void add(const Entry &entry)
    {
        ++m_open;
        Xadd command {entry.stream.toUtf8(), {{"n", QByteArray::number(entry.id.ms)}}, {XaddOptions::IdMode::Explicit, entry.id}};
        m_client->run(
            command, this,
            [this](StreamId) {
                --m_open;
                ++m_added;
            },
            [this, entry](const RedisError &error) {
                --m_open;
                // Greater ones were added meanwhile, or it is there already: nothing to be done.
                if (error.code() != RedisError::Code::IdTooSmall)
                    m_again.append(entry);
            },
            RedisClient::Reporting::FutureOnly);
    }

    RedisClient *m_client;
    const QStringList m_streams;
    const int m_perTurn;
    QTimer m_timer;
    QList<Entry> m_again;
    qsizetype m_next = 0;
    int m_open = 0;
    qint64 m_added = 0;
};

} // namespace RedisStreams::Test
