// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;
using Code = RedisError::Code;

/// A running consumer is paused, stopped, aborted, made active.
///
/// The client of these tests blocks for five seconds in the server, so whatever takes effect sooner does so because
/// the blocked read was ended.
class TestConsumerRunning : public ServerTest
{
    Q_OBJECT

public:
    TestConsumerRunning() : ServerTest(u"?block_limit=5000"_s) {}

private Q_SLOTS:
    void pauses();
    void pausedBeforeStart();
    void stopEndsABlockedRead();
    void stopHandsOverWhatCame();
    void stopWhileOpening();
    void abortIsSilent();
    void activeIsStartAndStop();
    void activeWaitsForClientAndStreams();
    void activeWhileStopping();
    void activeAfterOpening();
    void activeWhileDraining();
    void activeWhileFetching();
    void states();
    void changesOfTheClientAreRefused();

private:
    /// Starts it and returns when a read waits in the server.
    void follow(StreamConsumer &consumer);
};

void TestConsumerRunning::follow(StreamConsumer &consumer)
{
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
}

void TestConsumerRunning::pauses()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setBufferSize(9);
    Recorder recorder(&consumer);
    QSignalSpy paused(&consumer, &StreamConsumer::pausedChanged);
    follow(consumer);
    consumer.setPaused(true);
    QCOMPARE(consumer.state(), State::Paused);
    QVERIFY(consumer.isActive());
    addNumbered(m_server.admin(), "one", 1000);
    // The read that waited when it was paused brings a reply; it is held, and no other is asked for.
    QTRY_VERIFY(consumer.bufferedCount() > 0);
    m_server.admin().command({"CONFIG", "RESETSTAT"});
    QVERIFY(!QTest::qWaitFor([&] { return !recorder.received.isEmpty() || consumer.bufferedCount() > 10; }, 300));
    QCOMPARE(m_server.admin().commandCalls().value("xread"), 0);
    consumer.setPaused(false);
    QCOMPARE(consumer.state(), State::Following);
    TRY_RECEIVED(recorder, 1000);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 1000));
    QCOMPARE(paused.size(), 2);
}

void TestConsumerRunning::pausedBeforeStart()
{
    addNumbered(m_server.admin(), "one", 10);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setPaused(true);
    Recorder recorder(&consumer);
    m_server.admin().command({"CONFIG", "RESETSTAT"});
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Paused);
    QCOMPARE(m_server.admin().commandCalls().value("xread"), 0);
    consumer.setPaused(false);
    TRY_RECEIVED(recorder, 10);
    // Stopped while paused: what it held was given by the server, and is handed over.
    consumer.setPaused(true);
    addNumbered(m_server.admin(), "one", 1, 11);
    QTRY_COMPARE(consumer.bufferedCount(), 1);
    consumer.stop();
    QTRY_COMPARE(recorder.stopped, 1);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 11));
}

void TestConsumerRunning::stopEndsABlockedRead()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    follow(consumer);
    QElapsedTimer clock;
    clock.start();
    consumer.stop();
    QCOMPARE(consumer.state(), State::Stopping);
    QTRY_COMPARE(recorder.stopped, 1);
    QVERIFY2(clock.elapsed() < 4000, qPrintable(QString::number(clock.elapsed()))); // BLOCK would end after 5 s
    QCOMPARE(consumer.state(), State::Closed);
    consumer.stop();
    QCOMPARE(recorder.stopped, 1);
    QTRY_COMPARE(blockedClients(m_server.admin()), 0);
}

void TestConsumerRunning::stopHandsOverWhatCame()
{
    addNumbered(m_server.admin(), "one", 5000);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBufferSize(999);
    Recorder recorder(&consumer);
    qint64 held = -1;
    connect(&consumer, &StreamConsumer::entryReceived, this, [&] {
        if (recorder.received.size() != 100)
            return;
        held = consumer.bufferedCount();
        consumer.stop();
    });
    consumer.start();
    QTRY_COMPARE(recorder.stopped, 1);
    QVERIFY(held > 0);
    QVERIFY(recorder.received.size() >= 100 + held);
    QVERIFY(recorder.received.size() < 5000);
    // And position says truly how far it got.
    consumer.resume();
    TRY_RECEIVED(recorder, 5000);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 5000));
}

void TestConsumerRunning::stopWhileOpening()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    const QFuture<void> open = consumer.open();
    consumer.stop();
    QVERIFY(ends(open));
    QCOMPARE(failureOf(open).code(), Code::Aborted);
    QTRY_COMPARE(recorder.stopped, 1);
    QCOMPARE(recorder.states, QList<State>({State::Opening, State::Closed}));
    // It leaves nothing behind that disturbs the next run.
    follow(consumer);
    addNumbered(m_server.admin(), "one", 1);
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.opened, 1);
}

void TestConsumerRunning::abortIsSilent()
{
    addNumbered(m_server.admin(), "one", 1000);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(!recorder.received.isEmpty());
    consumer.abort();
    QCOMPARE(consumer.state(), State::Closed);
    // Every signal there is, also those of later.
    std::vector<std::unique_ptr<QSignalSpy>> spies;
    const QMetaObject *meta = consumer.metaObject();
    for (int i = meta->methodOffset(); i < meta->methodCount(); ++i) {
        if (meta->method(i).methodType() == QMetaMethod::Signal)
            spies.push_back(std::make_unique<QSignalSpy>(&consumer, meta->method(i)));
    }
    QVERIFY(spies.size() >= 20);
    const auto any = [&] {
        return std::any_of(spies.begin(), spies.end(), [](const auto &spy) { return !spy->isEmpty(); });
    };
    const bool anySignal = QTest::qWaitFor(any, 400);
    for (const auto &spy : spies)
        QVERIFY2(!anySignal || spy->isEmpty(), spy->signal().constData());
    QCOMPARE(recorder.stopped, 0);
    QCOMPARE(consumer.bufferedCount(), 0);
}

void TestConsumerRunning::activeIsStartAndStop()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    QSignalSpy changed(&consumer, &StreamConsumer::activeChanged);
    consumer.setActive(true);
    QVERIFY(consumer.isActive());
    QTRY_COMPARE(consumer.state(), State::Following);
    consumer.setActive(true);
    addNumbered(m_server.admin(), "one", 1);
    TRY_RECEIVED(recorder, 1);
    consumer.setActive(false);
    QVERIFY(!consumer.isActive());
    QTRY_COMPARE(recorder.stopped, 1);
    consumer.start();
    QVERIFY(consumer.isActive());
    consumer.abort();
    QVERIFY(!consumer.isActive());
    QCOMPARE(changed.size(), 4);
}

void TestConsumerRunning::activeWaitsForClientAndStreams()
{
    addNumbered(m_server.admin(), "one", 1);
    StreamConsumer consumer;
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.setActive(true);
    QVERIFY(consumer.isActive());
    consumer.setStreams({u"one"_s});
    QCOMPARE(consumer.state(), State::Closed);
    consumer.setClient(m_client.get());
    TRY_RECEIVED(recorder, 1);
    QVERIFY(recorder.errors.isEmpty());
}

void TestConsumerRunning::activeWhileStopping()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    QSignalSpy changed(&consumer, &StreamConsumer::activeChanged);
    follow(consumer);
    consumer.setActive(false);
    QCOMPARE(consumer.state(), State::Stopping);
    consumer.setActive(true);
    QVERIFY(consumer.isActive());
    QTRY_COMPARE(recorder.stopped, 1);
    QTRY_COMPARE(consumer.state(), State::Following);
    addNumbered(m_server.admin(), "one", 1);
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(changed.size(), 3);
    // Switched off once more before it has stopped: it stays so.
    consumer.setActive(false);
    consumer.setActive(true);
    consumer.setActive(false);
    QVERIFY(!consumer.isActive());
    QTRY_COMPARE(recorder.stopped, 2);
    QCOMPARE(consumer.state(), State::Closed);
    QVERIFY(!consumer.isActive());
    QVERIFY(recorder.errors.isEmpty());
}

void TestConsumerRunning::activeAfterOpening()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    QVERIFY(ends(consumer.open()));
    QCOMPARE(consumer.state(), State::Open);
    consumer.setActive(true);
    QCOMPARE(consumer.state(), State::Following);
    addNumbered(m_server.admin(), "one", 1);
    TRY_RECEIVED(recorder, 1);
    consumer.abort();
    // And while it is under way.
    const auto opened = consumer.open();
    consumer.setActive(true);
    QVERIFY(ends(opened));
    QCOMPARE(consumer.state(), State::Following);
}

void TestConsumerRunning::activeWhileDraining()
{
    addNumbered(m_server.admin(), "one", 3);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    const auto drained = consumer.drain();
    consumer.setActive(true);
    QVERIFY(consumer.isActive());
    QVERIFY(ends(drained));
    QCOMPARE(drained.result(), 3);
    QTRY_COMPARE(consumer.state(), State::Following);
    addNumbered(m_server.admin(), "one", 1, 4);
    TRY_RECEIVED(recorder, 4);
    QVERIFY(recorder.errors.isEmpty());
}

void TestConsumerRunning::activeWhileFetching()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setBlockTimeout(50);
    Recorder recorder(&consumer);
    QVERIFY(ends(consumer.open()));
    const auto none = consumer.fetchEntry(); // gives up
    consumer.setActive(true);
    QVERIFY(ends(none));
    QTRY_COMPARE(consumer.state(), State::Following);
    consumer.abort();
    consumer.setBlockTimeout(-1);
    QVERIFY(ends(consumer.open()));
    const auto first = consumer.fetchEntry(); // is served
    consumer.setActive(true);
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
    addNumbered(m_server.admin(), "one", 2);
    QVERIFY(ends(first));
    QCOMPARE(first.result()->id(), StreamId(1, 0));
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.received, numbered(u"one"_s, 2, 2));
    QVERIFY(recorder.errors.isEmpty());
}

void TestConsumerRunning::states()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    QCOMPARE(consumer.state(), State::Closed);
    QVERIFY(ends(consumer.open()));
    follow(consumer);
    consumer.setPaused(true);
    consumer.setPaused(false);
    m_server.admin().killClients({});
    QTRY_COMPARE(consumer.reconnectCount(), 1);
    consumer.stop();
    QTRY_COMPARE(recorder.stopped, 1);
    QCOMPARE(recorder.states, QList<State>({State::Opening, State::Open, State::Following, State::Paused, State::Following,
                                            State::Reconnecting, State::Following, State::Stopping, State::Closed}));
    QCOMPARE(recorder.health, QList<bool>({true, false, true, false}));
}

void TestConsumerRunning::changesOfTheClientAreRefused()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    follow(consumer);
    RedisClient other(m_server.url());
    consumer.setClient(&other);
    QCOMPARE(consumer.client(), m_client.get());
    QCOMPARE(recorder.errorCount(Code::InvalidState), 1);
    QCOMPARE(consumer.state(), State::Following);
    consumer.stop();
    QTRY_COMPARE(recorder.stopped, 1);
    consumer.setClient(&other);
    QCOMPARE(consumer.client(), &other);
}

QTEST_GUILESS_MAIN(TestConsumerRunning)
#include "tst_consumer_running.moc"
