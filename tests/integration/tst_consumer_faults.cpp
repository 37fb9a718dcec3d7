// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumertest.h"
#include "producer.h"

#include "support/faultproxy.h"
#include "support/redisserver.h"

#include <QtCore/QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// While somebody writes, servers and networks fail in many ways: each entry arrives exactly once and in order, and
/// reading goes on as soon as it can.
class TestConsumerFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void serverRestarts_data();
    void serverRestarts();
    void connectionsAreKilledAgainAndAgain();
    void cutAnywhere_data();
    void cutAnywhere();
    void oneByteAtATime_data();
    void oneByteAtATime();
    void blackHole();
    void frozenServer();
    void refusedForAWhile();
    void lostWhileOpening();
    void lostWhileDraining();
    void lostWhilePaused();

private:
    void follow(const QString &url);
    /// Stops the writer and compares what arrived with what the server holds.
    void verifyAll();
    /// Waits until entries come again: so long after the fault is over, and not longer.
    void verifyRecovery();

    const QByteArrayList m_streams {"one", "two", "three"};
    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<RedisClient> m_client;
    std::unique_ptr<StreamConsumer> m_consumer;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<Producer> m_producer;
};

namespace {

/// The times that bound how long a fault may go unnoticed, and how long the way back takes.
constexpr int blockLimit = 300;
constexpr int replyTimeout = 500;
constexpr int longestBackOff = 100;
constexpr int slack = 8000; ///< for busy machines

QString impatient(const QString &url)
{
    return url + u"?block_limit=%1&reply_timeout=%2&connect_timeout=500&reconnect_initial=10&reconnect_max=%3"_s
                     .arg(blockLimit).arg(replyTimeout).arg(longestBackOff);
}

/// For faults that nobody has to wait for: nothing but these ends a connection, however busy the machine is.
QString patient(const QString &url)
{
    return url + u"?block_limit=%1&reply_timeout=60000&connect_timeout=60000&reconnect_initial=10&reconnect_max=%2"_s
                     .arg(blockLimit).arg(longestBackOff);
}
} // namespace

void TestConsumerFaults::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
}

void TestConsumerFaults::init()
{
    m_server = std::make_unique<RedisServer>(RedisServer::Options {.appendOnly = true});
    QVERIFY2(m_server->start(), qPrintable(m_server->errorString()));
    m_proxy = std::make_unique<FaultProxy>(m_server->port());
}

void TestConsumerFaults::cleanup()
{
    m_producer.reset();
    m_recorder.reset();
    m_consumer.reset();
    m_client.reset();
    m_proxy.reset();
    m_server.reset();
}

void TestConsumerFaults::follow(const QString &url)
{
    m_producer = std::make_unique<Producer>(m_server->url(), m_streams, 300us);
    m_client = std::make_unique<RedisClient>(url);
    m_consumer = std::make_unique<StreamConsumer>(m_client.get(), QStringList {u"one"_s, u"two"_s, u"three"_s});
    m_consumer->setStartFrom(StartFrom::Beginning);
    m_recorder = std::make_unique<Recorder>(m_consumer.get());
    m_consumer->start();
    QTRY_VERIFY(m_recorder->received.size() > 100 && m_consumer->isHealthy());
}

void TestConsumerFaults::verifyRecovery()
{
    QElapsedTimer clock;
    clock.start();
    const qsizetype before = m_recorder->received.size();
    const int added = m_producer->added();
    QTRY_VERIFY(m_recorder->received.size() > before && m_consumer->isHealthy());
    QVERIFY2(clock.elapsed() < blockLimit + replyTimeout + longestBackOff + slack, qPrintable(QString::number(clock.elapsed())));
    // The writer has to find its way back as well.
    QTRY_VERIFY(m_producer->added() > added + 100);
}

void TestConsumerFaults::verifyAll()
{
    m_producer->stop();
    expectAll(m_recorder->ledger, m_server->admin(), m_streams);
    QVERIFY(m_recorder->ledger.expectedCount() >= m_producer->added());
    QTRY_VERIFY_WITH_TIMEOUT(m_recorder->ledger.seenCount() >= m_recorder->ledger.expectedCount(), 60'000);
    VERIFY_LEDGER(m_recorder->ledger);
    QTRY_VERIFY(m_consumer->isHealthy());
    QCOMPARE(m_consumer->state(), State::Following);
}

void TestConsumerFaults::serverRestarts_data()
{
    QTest::addColumn<bool>("kill");
    QTest::newRow("shut down") << false;
    QTest::newRow("crashed") << true;
}

void TestConsumerFaults::serverRestarts()
{
    QFETCH(bool, kill);
    follow(patient(m_server->url()));
    for (int round = 1; round <= 3; ++round) {
        if (kill)
            m_server->kill();
        else
            m_server->stop();
        QTRY_VERIFY(!m_consumer->isHealthy());
        QCOMPARE(m_consumer->state(), State::Reconnecting);
        QVERIFY(m_consumer->error().isError());
        QVERIFY2(m_server->start(), qPrintable(m_server->errorString()));
        verifyRecovery();
        QCOMPARE(m_consumer->reconnectCount(), round);
        QVERIFY(!m_consumer->error().isError());
    }
    verifyAll();
}

void TestConsumerFaults::connectionsAreKilledAgainAndAgain()
{
    follow(patient(m_server->url()));
    // Not the writer's: it has its own test in the others.
    m_client->setUrl(m_client->url() + u"&client_name=victim"_s);
    for (int round = 0; round < 40; ++round) {
        QVERIFY(QTest::qWaitFor([&] { return m_server->admin().killClients("victim*") > 0; }, Patience));
        const qsizetype before = m_recorder->received.size();
        QTRY_VERIFY(m_recorder->received.size() > before + round % 7);
    }
    QVERIFY(m_consumer->reconnectCount() >= 30);
    verifyAll();
}

void TestConsumerFaults::cutAnywhere_data()
{
    QTest::addColumn<bool>("reset");
    QTest::addColumn<QString>("protocol");
    QTest::newRow("ended, RESP3") << false << u"3"_s;
    QTest::newRow("reset, RESP3") << true << u"3"_s;
    QTest::newRow("ended, RESP2") << false << u"2"_s;
}

void TestConsumerFaults::cutAnywhere()
{
    QFETCH(bool, reset);
    QFETCH(QString, protocol);
    follow(patient(m_proxy->url()));
    m_client->setUrl(m_client->url() + u"&protocol="_s + protocol);
    m_proxy->setCutWithReset(reset);
    for (quint32 seed = 1; seed <= 30; ++seed) {
        QRandomGenerator random(seed);
        const qint64 cuts = m_consumer->reconnectCount();
        // Within a handshake, a header, an entry, a reply; sometimes in what is sent to the server.
        if (seed % 5 == 0)
            m_proxy->cutAfterFromClient(random.bounded(300));
        else
            m_proxy->cutAfter(seed % 2 ? random.bounded(400) : random.bounded(6'000));
        QTRY_VERIFY2(m_consumer->reconnectCount() > cuts, qPrintable(u"seed %1"_s.arg(seed)));
    }
    verifyAll();
}

void TestConsumerFaults::oneByteAtATime_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::newRow("RESP3") << u"3"_s;
    QTest::newRow("RESP2") << u"2"_s;
}

void TestConsumerFaults::oneByteAtATime()
{
    QFETCH(QString, protocol);
    for (const QByteArray &stream : m_streams)
        addNumbered(m_server->admin(), stream, 100);
    m_proxy->setSegmentSize(1);
    RedisClient client(patient(m_proxy->url()) + u"&protocol="_s + protocol);
    StreamConsumer consumer(&client, {u"one"_s, u"two"_s, u"three"_s});
    consumer.setStartFrom(StartFrom::LastEntries);
    Recorder recorder(&consumer);
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained));
    QCOMPARE(failureOf(drained), RedisError());
    QCOMPARE(drained.result(), 300);
    expectAll(recorder.ledger, m_server->admin(), m_streams);
    VERIFY_LEDGER(recorder.ledger);
    QCOMPARE(consumer.reconnectCount(), 0);
}

void TestConsumerFaults::blackHole()
{
    follow(impatient(m_proxy->url()));
    for (int round = 1; round <= 2; ++round) {
        m_recorder->errors.clear();
        m_proxy->setBlackHole(true);
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY(!m_consumer->isHealthy());
        QVERIFY2(clock.elapsed() < blockLimit + replyTimeout + slack, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(m_recorder->errorCount(RedisError::Code::ReplyTimeout) > 0);
        // New connections are made into the same hole, and given up as well.
        QTRY_COMPARE(m_consumer->error().code(), RedisError::Code::ConnectTimeout);
        QVERIFY(!m_consumer->isHealthy());
        m_proxy->setBlackHole(false);
        verifyRecovery();
    }
    verifyAll();
}

void TestConsumerFaults::frozenServer()
{
    follow(impatient(m_server->url()));
    m_server->freeze();
    QTRY_VERIFY(!m_consumer->isHealthy());
    QVERIFY(m_recorder->errorCount(RedisError::Code::ReplyTimeout) > 0);
    m_server->thaw();
    verifyRecovery();
    verifyAll();
}

void TestConsumerFaults::refusedForAWhile()
{
    follow(patient(m_proxy->url()));
    QElapsedTimer clock;
    clock.start();
    m_proxy->setRefuse(true);
    m_proxy->cutAll();
    QTRY_COMPARE(m_consumer->state(), State::Reconnecting);
    const qsizetype errorsBefore = m_recorder->errors.size();
    QTRY_VERIFY(m_recorder->errorCount(RedisError::Code::ConnectionRefused) >= 8);
    // Tries come at the back-off, not in a hot loop: 10, 20, 40, 80, 100, 100 ... each shortened by up to 30 %.
    QVERIFY2(clock.elapsed() >= 300, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(m_recorder->errors.size() - errorsBefore <= 12);
    m_proxy->setRefuse(false);
    verifyRecovery();
    verifyAll();
}

void TestConsumerFaults::lostWhileOpening()
{
    // The first bytes of a connection are its handshake and the answers that say where reading begins.
    addNumbered(m_server->admin(), "one", 5);
    int last = 5;
    for (int bytes = 0; bytes < 900; bytes += 23) {
        RedisClient client(patient(m_proxy->url()));
        StreamConsumer consumer(&client, {u"one"_s, u"missing"_s});
        Recorder recorder(&consumer);
        m_proxy->cutAfter(bytes);
        const QFuture<void> open = consumer.open();
        QVERIFY2(ends(open), qPrintable(u"cut after %1 bytes"_s.arg(bytes)));
        QCOMPARE(failureOf(open), RedisError());
        addNumbered(m_server->admin(), "one", 2, last + 1);
        const QFuture<qint64> drained = consumer.drain();
        QVERIFY(ends(drained));
        QCOMPARE(recorder.received, numbered(u"one"_s, last + 1, last + 2));
        last += 2;
        m_proxy->cutAfter(-1);
    }
}

void TestConsumerFaults::lostWhileDraining()
{
    for (const QByteArray &stream : m_streams)
        addNumbered(m_server->admin(), stream, 3000);
    for (quint32 seed = 1; seed <= 10; ++seed) {
        RedisClient client(patient(m_proxy->url()));
        StreamConsumer consumer(&client, {u"one"_s, u"two"_s, u"three"_s});
        consumer.setStartFrom(StartFrom::Beginning);
        Recorder recorder(&consumer);
        m_proxy->cutAfter(QRandomGenerator(seed).bounded(1000, 250'000));
        const QFuture<qint64> drained = consumer.drain();
        QVERIFY(ends(drained));
        QCOMPARE(failureOf(drained), RedisError());
        QCOMPARE(drained.result(), 9000);
        QVERIFY(consumer.reconnectCount() >= 1);
        expectAll(recorder.ledger, m_server->admin(), m_streams);
        VERIFY_LEDGER(recorder.ledger);
        QCOMPARE(recorder.drained, 1);
    }
}

void TestConsumerFaults::lostWhilePaused()
{
    // It holds as much as it may, so it does not even read the socket, and learns of the loss when it reads on.
    const QByteArray value(64 * 1024, 'x');
    for (int i = 1; i <= 400; ++i)
        m_server->admin().xadd("one", QByteArray::number(i), {"v", value});
    m_client = std::make_unique<RedisClient>(patient(m_proxy->url()));
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBufferSize(399);
    Recorder recorder(&consumer);
    connect(&consumer, &StreamConsumer::entryReceived, this, [&] {
        if (recorder.received.size() == 1)
            consumer.setPaused(true);
    });
    consumer.start();
    QTRY_VERIFY(consumer.bufferedCount() >= 40);
    QCOMPARE(consumer.state(), State::Paused);
    m_proxy->cutAll();
    QVERIFY(recorder.received.size() < 400);
    consumer.setPaused(false);
    TRY_RECEIVED(recorder, 400);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 400));
    QTRY_COMPARE(consumer.reconnectCount(), 1);
}

QTEST_GUILESS_MAIN(TestConsumerFaults)
#include "tst_consumer_faults.moc"
