// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

#include <RedisStreams/groupconsumer.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using StartFrom = StreamConsumer::StartFrom;

/// Streams read from replicas: they may lag, stop being copied, take over or go away.
class TestClusterReplicas : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void masterIsLeftAlone();
    void groupsReadFromMasters();
    void replicaKilled();
    void replicaTakesOver();
    void replicaIsNotCopiedTo();
    void slotsMove();
    void urlOption();

private:
    /// Reads the streams from replicas, with these options besides the usual ones, and returns when all are read.
    void follow(const QString &options);
    qint64 readsOf(bool masters)
    {
        qint64 reads = 0;
        for (int node = 0; node < m_cluster->nodeCount(); ++node) {
            if (m_cluster->isMaster(node) == masters)
                reads += m_cluster->commandCalls(node).value("xread");
        }
        return reads;
    }
    void addToAll(const QByteArray &id)
    {
        for (const QString &stream : std::as_const(m_streams))
            m_cluster->xadd(stream.toUtf8(), id, {"a", "1"});
    }
    /// Each stream has brought these, once and in order.
    bool allReceived(const QStringList &ids)
    {
        return std::all_of(m_streams.cbegin(), m_streams.cend(), [&](const QString &stream) {
            QStringList wanted;
            for (const QString &id : ids)
                wanted.append(stream + u' ' + id);
            return m_recorder->of(stream) == wanted;
        });
    }

    QStringList m_streams;
    std::unique_ptr<StreamConsumer> m_consumer;
    std::unique_ptr<Recorder> m_recorder;
};

void TestClusterReplicas::init()
{
    ClusterTest::init();
    m_streams = streamsOnAll(2);
    follow({});
}

void TestClusterReplicas::follow(const QString &options)
{
    m_recorder.reset();
    m_consumer.reset();
    m_client = std::make_unique<RedisClient>(quick(m_cluster->url(), u"command_timeout=60000&read_from=replica"_s + options));
    m_consumer = std::make_unique<StreamConsumer>(m_client.get(), m_streams);
    m_recorder = std::make_unique<Recorder>(m_consumer.get());
    m_consumer->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_consumer->isHealthy(), 60'000);
}

void TestClusterReplicas::cleanup()
{
    m_recorder.reset();
    m_consumer.reset();
    ClusterTest::cleanup();
}

void TestClusterReplicas::masterIsLeftAlone()
{
    // A replica that stands still for a moment is left for its master, rightly: it is not looked at so often here.
    follow(u"&block_limit=5000"_s);
    m_cluster->resetCalls();
    addToAll("1-0");
    addToAll("2-0");
    QTRY_VERIFY(allReceived({u"1-0"_s, u"2-0"_s}));
    QCOMPARE(readsOf(true), 0);
    QVERIFY(readsOf(false) >= 6);
}

void TestClusterReplicas::groupsReadFromMasters()
{
    GroupConsumer group(m_client.get(), m_streams, u"g"_s, u"c"_s);
    Recorder recorder(&group);
    group.start();
    QTRY_VERIFY(group.isHealthy());
    addToAll("1-0");
    QTRY_COMPARE(recorder.received.size(), m_streams.size());
}

void TestClusterReplicas::replicaKilled()
{
    addToAll("1-0");
    QTRY_VERIFY(allReceived({u"1-0"_s}));
    const int replica = m_cluster->replicasOf(m_cluster->nodeOf(m_streams[0].toUtf8())).constFirst();
    m_cluster->kill(replica);
    addToAll("2-0");
    // There is no other one, so the master has its turn.
    QTRY_VERIFY_WITH_TIMEOUT(allReceived({u"1-0"_s, u"2-0"_s}), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(m_consumer->isHealthy(), 60'000);
    QVERIFY(m_cluster->restart(replica));
}

void TestClusterReplicas::replicaTakesOver()
{
    addToAll("1-0");
    QTRY_VERIFY(allReceived({u"1-0"_s}));
    const int old = m_cluster->nodeOf(m_streams[0].toUtf8());
    QVERIFY2(m_cluster->startFailover(old) >= 0, qPrintable(m_cluster->errorString()));
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    addToAll("2-0");
    QTRY_VERIFY_WITH_TIMEOUT(allReceived({u"1-0"_s, u"2-0"_s}), 60'000);
}

void TestClusterReplicas::replicaIsNotCopiedTo()
{
    addToAll("1-0");
    QTRY_VERIFY(allReceived({u"1-0"_s}));
    QSignalSpy resets(m_consumer.get(), &StreamConsumer::streamReset);
    QSignalSpy gaps(m_consumer.get(), &StreamConsumer::gapDetected);
    QSignalSpy errors(m_consumer.get(), &StreamConsumer::errorOccurred);
    const int master = m_cluster->nodeOf(m_streams[0].toUtf8());
    const int replica = m_cluster->replicasOf(master).constFirst();
    // It goes on answering, and knows nothing new: its link to the master is refused.
    AdminClient &admin = m_cluster->admin(replica);
    admin.command({"CONFIG", "SET", "masteruser", "nobody"});
    admin.command({"CONFIG", "SET", "masterauth", "wrong"});
    admin.command({"CLIENT", "KILL", "TYPE", "master"});
    QTRY_VERIFY(admin.command({"INFO", "replication"}).toByteArray().contains("master_link_status:down"));
    addToAll("2-0");
    QTRY_VERIFY_WITH_TIMEOUT(allReceived({u"1-0"_s, u"2-0"_s}), 60'000);
    const auto stale = [&] {
        return std::any_of(errors.cbegin(), errors.cend(), [](const QList<QVariant> &arguments) {
            return arguments.first().value<RedisError>().code() == RedisError::Code::MasterDown;
        });
    };
    QVERIFY(stale());
    // Back at the replica, which has less than was read: no reset, nothing twice.
    const qint64 before = m_consumer->reconnectCount();
    m_cluster->admin(master).command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    QTRY_VERIFY_WITH_TIMEOUT(m_consumer->reconnectCount() > before, 60'000);
    addToAll("3-0");
    QTRY_VERIFY_WITH_TIMEOUT(allReceived({u"1-0"_s, u"2-0"_s, u"3-0"_s}), 60'000);
    admin.command({"CONFIG", "SET", "masteruser", ""});
    admin.command({"CONFIG", "SET", "masterauth", ""});
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->isStable(), 60'000);
    addToAll("4-0");
    QTRY_VERIFY_WITH_TIMEOUT(allReceived({u"1-0"_s, u"2-0"_s, u"3-0"_s, u"4-0"_s}), 60'000);
    QCOMPARE(resets.size(), 0);
    QCOMPARE(gaps.size(), 0);
}

void TestClusterReplicas::slotsMove()
{
    RedisClient writer(quick(m_cluster->url()));
    SteadyProducer producer(&writer, m_streams);
    QTRY_VERIFY(m_recorder->received.size() > 200);
    for (qsizetype i = 0; i < m_streams.size(); i += 2) {
        const int slot = m_cluster->slotOf(m_streams[i].toUtf8());
        QVERIFY2(moveSlot(slot, (m_cluster->nodeOf(slot) + 1) % 3), qPrintable(m_cluster->errorString()));
    }
    const qint64 before = producer.added();
    QTRY_VERIFY_WITH_TIMEOUT(producer.added() > before + 500, 60'000);
    producer.stop();
    QTRY_VERIFY_WITH_TIMEOUT(producer.isIdle(), 60'000);
    expectAllOf(m_recorder->ledger, m_streams);
    QTRY_VERIFY_WITH_TIMEOUT(m_recorder->ledger.problems().isEmpty(), 60'000);
}

void TestClusterReplicas::urlOption()
{
    RedisError error;
    const ConnectionOptions options = ConnectionOptions::fromUrl(u"redis+cluster://a,b?read_from=replica"_s, &error);
    QVERIFY2(!error, qPrintable(error.message()));
    QCOMPARE(options.readFrom(), ConnectionOptions::ReadFrom::Replica);
    ConnectionOptions::fromUrl(u"redis+cluster://a,b?read_from=somewhere"_s, &error);
    QVERIFY(error.message().contains(u"master or replica"_s));
    ConnectionOptions::fromUrl(u"redis://a?read_from=replica"_s, &error);
    QVERIFY(error.message().contains(u"redis+cluster"_s));
}

QTEST_GUILESS_MAIN(TestClusterReplicas)
#include "tst_cluster_replicas.moc"
