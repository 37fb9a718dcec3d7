// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

#include <RedisStreams/streamproducer.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// StreamProducer on a cluster: each entry has one report, and the report is true.
class TestClusterProducer : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        ClusterTest::init();
        m_added.clear();
        m_errors.clear();
        m_published = 0;
    }
    void everySlotIsReached();
    void slotsMove();
    void masterKilled();
    void ownIdsThroughAFailover();

private:
    /// Publishes to the streams in turn as long as it may.
    void publishTo(StreamProducer &producer, const QStringList &streams);
    QStringList idsIn(const QString &stream);
    /// Waits until a thousand entries are added, kills a node, and waits until a thousand more are.
    void killUnder(StreamProducer &producer, int victim);

    QHash<QString, QStringList> m_added; ///< reported, by stream, in the order of the reports
    QList<RedisError> m_errors;
    qint64 m_published = 0;
};

void TestClusterProducer::publishTo(StreamProducer &producer, const QStringList &streams)
{
    while (producer.isReady()) {
        const QString stream = streams.at(m_published++ % streams.size());
        producer.publish(stream.toUtf8(), {{"n", QByteArray::number(m_published)}}, this,
                         [this, stream](StreamId id) { m_added[stream].append(id.toString()); },
                         [this](const RedisError &error) { m_errors.append(error); });
    }
}

QStringList TestClusterProducer::idsIn(const QString &stream)
{
    QStringList ids;
    const QVariantList entries = m_cluster->command(stream.toUtf8(), {"XRANGE", stream.toUtf8(), "-", "+"}).toList();
    for (const QVariant &entry : entries)
        ids.append(QString::fromUtf8(entry.toList().value(0).toByteArray()));
    return ids;
}

void TestClusterProducer::killUnder(StreamProducer &producer, int victim)
{
    QTRY_VERIFY(producer.published() > 1000);
    m_cluster->kill(victim);
    QVERIFY2(failsOver(victim), qPrintable(m_cluster->errorString()));
    const qint64 before = producer.published();
    QTRY_VERIFY_WITH_TIMEOUT(producer.published() > before + 1000, 60'000);
}

void TestClusterProducer::everySlotIsReached()
{
    const QStringList streams = streamsOnAll(4);
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(1000);
    publishTo(producer, streams);
    QVERIFY(ends(producer.flush()));
    QCOMPARE(m_errors.size(), 0);
    QCOMPARE(producer.published(), 1000);
    for (const QString &stream : streams) {
        QCOMPARE(idsIn(stream), m_added[stream]);
        QVERIFY(!m_added[stream].isEmpty());
    }
}

void TestClusterProducer::slotsMove()
{
    const QStringList streams = streamsOnAll(2);
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(200);
    connect(&producer, &StreamProducer::readyChanged, this, [&] { publishTo(producer, streams); });
    publishTo(producer, streams);
    for (const QString &stream : streams) {
        const int slot = m_cluster->slotOf(stream.toUtf8());
        const int home = m_cluster->nodeOf(slot);
        QVERIFY2(moveSlot(slot, (home + 1) % 3), qPrintable(m_cluster->errorString()));
        const qint64 before = producer.published();
        QTRY_VERIFY(producer.published() > before + 1000);
        QVERIFY2(moveSlot(slot, home), qPrintable(m_cluster->errorString()));
    }
    producer.disconnect(this);
    QVERIFY(ends(producer.flush()));
    QVERIFY2(m_errors.isEmpty(), m_errors.isEmpty() ? "" : qPrintable(m_errors.first().message()));
    // What is redirected is sent again and may be overtaken; it is there all the same, and once.
    for (const QString &stream : streams) {
        QStringList reported = m_added[stream];
        const QStringList held = idsIn(stream);
        QCOMPARE(held.size(), reported.size());
        QCOMPARE(QSet<QString>(held.begin(), held.end()), QSet<QString>(reported.begin(), reported.end()));
    }
}

void TestClusterProducer::masterKilled()
{
    const QStringList streams = streamsOnAll(1);
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(100);
    connect(&producer, &StreamProducer::readyChanged, this, [&] { publishTo(producer, streams); });
    publishTo(producer, streams);
    const int victim = m_cluster->nodeOf(streams[0].toUtf8());
    killUnder(producer, victim);
    producer.disconnect(this);
    QVERIFY(ends(producer.flush()));
    QCOMPARE(producer.inFlight(), 0);
    // Each has one report, and only of those under way at the time it is not known whether they are there.
    qint64 reported = m_errors.size();
    for (const QString &stream : streams)
        reported += m_added[stream].size();
    QCOMPARE(reported, m_published);
    QVERIFY2(m_errors.size() <= 200, qPrintable(QString::number(m_errors.size())));
    for (const RedisError &error : std::as_const(m_errors))
        QVERIFY2(error.message().contains(u"not known"_s), qPrintable(error.message()));
    // Of what was confirmed, nothing is missing where no master failed.
    for (const QString &stream : {streams[1], streams[2]}) {
        const QStringList held = idsIn(stream);
        const QSet<QString> there(held.begin(), held.end());
        for (const QString &id : std::as_const(m_added[stream]))
            QVERIFY2(there.contains(id), qPrintable(stream + u' ' + id));
    }
    QVERIFY(m_cluster->restart(victim));
}

void TestClusterProducer::ownIdsThroughAFailover()
{
    // Entries with ids of their own are sent again, and what is reported as added is there once.
    const QStringList streams = streamsOnAll(1);
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(100);
    QHash<QString, QStringList> added;
    qint64 reports = 0;
    QObject context;
    const auto fill = [&] {
        while (producer.isReady()) {
            const QString stream = streams.at(m_published++ % streams.size());
            const StreamId id(quint64(m_published), 0);
            producer.publish(stream, {{"n", "1"}}, id)
                .then(&context, [&, stream, id](StreamId) {
                    ++reports;
                    added[stream].append(id.toString());
                })
                .onFailed(&context, [&](const RedisError &error) {
                    ++reports;
                    m_errors.append(error);
                });
        }
    };
    connect(&producer, &StreamProducer::readyChanged, &context, fill);
    fill();
    const int victim = m_cluster->nodeOf(streams[0].toUtf8());
    killUnder(producer, victim);
    producer.disconnect(&context);
    QVERIFY(ends(producer.flush()));
    QTRY_COMPARE(reports, m_published);
    // Each is sent again until it is in, in its place; none is overtaken, and so refused as too small.
    QVERIFY2(m_errors.isEmpty(), m_errors.isEmpty() ? "" : qPrintable(m_errors.first().message()));
    for (const QString &stream : {streams[1], streams[2]}) {
        const QStringList held = idsIn(stream);
        QCOMPARE(held, added[stream]);
        QVERIFY(held.size() > 300);
    }
    // Of the node that failed, what is there was added once, and all that came after it is.
    const QStringList held = idsIn(streams[0]);
    QCOMPARE(QSet<QString>(held.begin(), held.end()).size(), held.size());
    QCOMPARE(held.last(), added[streams[0]].last());
    QVERIFY(m_cluster->restart(victim));
}

QTEST_GUILESS_MAIN(TestClusterProducer)
#include "tst_cluster_producer.moc"
