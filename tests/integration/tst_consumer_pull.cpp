// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <QtCore/QTimer>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;
using Code = RedisError::Code;

/// drain() and fetchEntry(): the reader asks for entries instead of being given them.
class TestConsumerPull : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void drainsWhatCameAfterOpen();
    void drainsAgain();
    void drainsALot();
    void drainWaitsForStragglers();
    void drainsNothing();
    void drainEndsWhenStopped();
    void fetchesWithoutWaiting();
    void fetchWaits();
    void fetchGivesUpInTime();
    void fetchWaitsForEver();
    void queuedFetchesKeepTheirOrder();
    void fetchesFromTheBuffer();
    void followsWhereFetchingLeftOff_data();
    void followsWhereFetchingLeftOff();
};

void TestConsumerPull::drainsWhatCameAfterOpen()
{
    addNumbered(m_server.admin(), "one", 7);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    QVERIFY(ends(consumer.open()));
    addNumbered(m_server.admin(), "one", 30, 8);
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained));
    QCOMPARE(drained.result(), 30);
    QCOMPARE(recorder.received, numbered(u"one"_s, 8, 37));
    QCOMPARE(recorder.drained, 1);
    QCOMPARE(recorder.states, QList<State>({State::Opening, State::Open, State::Draining, State::Open}));
}

void TestConsumerPull::drainsAgain()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    for (int round = 0; round < 5; ++round) {
        addNumbered(m_server.admin(), "one", 10, 1 + 10 * round);
        const QFuture<qint64> drained = consumer.drain();
        QVERIFY(ends(drained));
        QCOMPARE(drained.result(), 10);
    }
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 50));
    // And it may follow afterwards.
    consumer.start();
    addNumbered(m_server.admin(), "one", 1, 51);
    TRY_RECEIVED(recorder, 51);
}

void TestConsumerPull::drainsALot()
{
    for (const QByteArray stream : {"one", "two", "three"})
        addNumbered(m_server.admin(), stream, 7000);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s, u"three"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained, 30'000));
    QCOMPARE(drained.result(), 21'000);
    QCOMPARE(recorder.received.size(), 21'000);
    expectAll(recorder.ledger, m_server.admin(), {"one", "two", "three"});
    VERIFY_LEDGER(recorder.ledger);
}

void TestConsumerPull::drainWaitsForStragglers()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBlockTimeout(3000);
    Recorder recorder(&consumer);
    // Each entry comes within 3 s of the one before, though all together take longer than that.
    int added = 0;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&] {
        if (++added < 4)
            QTimer::singleShot(1100, this, [&] { addNumbered(m_server.admin(), "one", 1, added + 1); });
    });
    addNumbered(m_server.admin(), "one", 1);
    QElapsedTimer sinceLast;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&] { sinceLast.start(); });
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained));
    QCOMPARE(drained.result(), 4);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 4));
    QVERIFY2(sinceLast.elapsed() >= 2900, qPrintable(QString::number(sinceLast.elapsed())));
    QVERIFY2(sinceLast.elapsed() < 15'000, qPrintable(QString::number(sinceLast.elapsed())));
}

void TestConsumerPull::drainsNothing()
{
    StreamConsumer consumer(m_client.get(), {u"missing"_s});
    Recorder recorder(&consumer);
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained));
    QCOMPARE(drained.result(), 0);
    QCOMPARE(recorder.drained, 1);
    QVERIFY(recorder.received.isEmpty());
}

void TestConsumerPull::drainEndsWhenStopped()
{
    RedisClient patient(m_server.url() + u"?block_limit=5000"_s);
    StreamConsumer consumer(&patient, {u"one"_s});
    consumer.setBlockTimeout(60'000);
    Recorder recorder(&consumer);
    const QFuture<qint64> drained = consumer.drain();
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
    consumer.stop();
    QVERIFY(ends(drained, 4000));
    QCOMPARE(failureOf(drained).code(), Code::Aborted);
    QTRY_COMPARE(recorder.stopped, 1);
    QCOMPARE(recorder.drained, 0);
}

void TestConsumerPull::fetchesWithoutWaiting()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    const auto nothing = consumer.fetchEntry();
    QVERIFY(ends(nothing));
    QCOMPARE(nothing.result(), std::nullopt);
    addNumbered(m_server.admin(), "one", 3);
    for (int i = 1; i <= 3; ++i) {
        const auto entry = consumer.fetchEntry();
        QVERIFY(ends(entry));
        QVERIFY(entry.result().has_value());
        QCOMPARE(entry.result()->id(), StreamId(quint64(i), 0));
        QCOMPARE(entry.result()->stream(), u"one"_s);
        QCOMPARE(consumer.position("one"), StreamId(quint64(i), 0));
    }
    const auto end = consumer.fetchEntry();
    QVERIFY(ends(end));
    QCOMPARE(end.result(), std::nullopt);
    QVERIFY(recorder.received.isEmpty());
    QCOMPARE(consumer.state(), State::Open);
    QCOMPARE(consumer.entryCount(), 3);
}

void TestConsumerPull::fetchWaits()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setBlockTimeout(60'000);
    QVERIFY(ends(consumer.open()));
    const auto entry = consumer.fetchEntry();
    // Longer than block_limit: one wait is several requests.
    QTimer::singleShot(700, this, [this] { addNumbered(m_server.admin(), "one", 1); });
    QVERIFY(ends(entry)); // which waits for less than the fetch would
    QVERIFY(entry.result().has_value());
    QCOMPARE(entry.result()->id(), StreamId(1, 0));
}

void TestConsumerPull::fetchGivesUpInTime()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setBlockTimeout(700);
    QVERIFY(ends(consumer.open()));
    QElapsedTimer clock;
    clock.start();
    const auto first = consumer.fetchEntry();
    const auto second = consumer.fetchEntry();
    QVERIFY(ends(first));
    QCOMPARE(first.result(), std::nullopt);
    QVERIFY2(clock.elapsed() >= 650 && clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
    // The second has its own time, from when it became the first in line.
    QVERIFY(!second.isFinished());
    QVERIFY(ends(second));
    QCOMPARE(second.result(), std::nullopt);
    QVERIFY2(clock.elapsed() >= 1300, qPrintable(QString::number(clock.elapsed())));
}

void TestConsumerPull::fetchWaitsForEver()
{
    RedisClient hurried(quick(m_server.url(), u"block_limit=50"_s));
    StreamConsumer consumer(&hurried, {u"one"_s});
    consumer.setBlockTimeout(-1);
    QVERIFY(ends(consumer.open()));
    const auto entry = consumer.fetchEntry();
    QTRY_VERIFY(m_server.admin().commandCalls().value("xread") >= 5);
    QVERIFY(!entry.isFinished());
    addNumbered(m_server.admin(), "one", 1);
    QVERIFY(ends(entry));
    QCOMPARE(entry.result()->id(), StreamId(1, 0));
}

void TestConsumerPull::queuedFetchesKeepTheirOrder()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBlockTimeout(60'000);
    consumer.setBufferSize(1);
    QList<QFuture<std::optional<StreamEntry>>> futures;
    QList<StreamId> ids;
    for (int i = 0; i < 9; ++i) {
        futures.append(consumer.fetchEntry());
        futures.last().then(this, [&](const std::optional<StreamEntry> &entry) { ids.append(entry->id()); });
    }
    QTRY_COMPARE(consumer.state(), State::Open);
    addNumbered(m_server.admin(), "one", 4);
    addNumbered(m_server.admin(), "one", 5, 5);
    QTRY_COMPARE(ids.size(), 9);
    for (int i = 0; i < 9; ++i)
        QCOMPARE(ids.at(i), StreamId(quint64(i) + 1, 0));
}

void TestConsumerPull::fetchesFromTheBuffer()
{
    addNumbered(m_server.admin(), "one", 30);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBufferSize(9);
    QVERIFY(ends(consumer.open()));
    m_server.admin().command({"CONFIG", "RESETSTAT"});
    for (int i = 1; i <= 30; ++i) {
        const auto entry = consumer.fetchEntry();
        QVERIFY(ends(entry));
        QCOMPARE(entry.result()->id(), StreamId(quint64(i), 0));
        QCOMPARE(consumer.bufferedCount(), (30 - i) % 10);
    }
    // Ten at a time, and none is asked for before it is wanted.
    QCOMPARE(m_server.admin().commandCalls().value("xread"), 3);
}

void TestConsumerPull::followsWhereFetchingLeftOff_data()
{
    QTest::addColumn<bool>("drain");
    QTest::newRow("start") << false;
    QTest::newRow("drain") << true;
}

void TestConsumerPull::followsWhereFetchingLeftOff()
{
    QFETCH(bool, drain);
    addNumbered(m_server.admin(), "one", 40);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    const auto first = consumer.fetchEntry();
    QVERIFY(ends(first));
    QCOMPARE(first.result()->id(), StreamId(1, 0));
    QCOMPARE(consumer.bufferedCount(), 39);
    // What the fetch left in the buffer is for those who listen now, whichever signal they listen to.
    Recorder recorder(&consumer);
    QStringList inBatches;
    connect(&consumer, &StreamConsumer::entriesReceived, this, [&](const QString &stream, const StreamEntries &batch) {
        for (const StreamEntry &entry : batch)
            inBatches.append(stream + u' ' + entry.idText());
    });
    if (drain) {
        const QFuture<qint64> drained = consumer.drain();
        QVERIFY(ends(drained));
        QCOMPARE(drained.result(), 39);
    } else {
        consumer.start();
    }
    TRY_RECEIVED(recorder, 39);
    QCOMPARE(recorder.received, numbered(u"one"_s, 2, 40));
    QCOMPARE(inBatches, numbered(u"one"_s, 2, 40));
}

QTEST_GUILESS_MAIN(TestConsumerPull)
#include "tst_consumer_pull.moc"
