// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Streams come and go while a consumer runs.
///
/// The client of these tests blocks for five seconds in the server, so whatever takes effect sooner does so because
/// the blocked read was ended.
class TestConsumerStreams : public ServerTest
{
    Q_OBJECT

public:
    TestConsumerStreams() : ServerTest(u"?block_limit=5000"_s) {}

private Q_SLOTS:
    void addsAStreamWithId();
    void addsAStreamAtItsEnd();
    void removesAStream();
    void removesAllAndAddsAgain();
    void removedAndAddedAtOnce();
    void replacesTheSet();

private:
    /// Starts it and returns when a read waits in the server.
    void follow(StreamConsumer &consumer);
};

void TestConsumerStreams::follow(StreamConsumer &consumer)
{
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
}

void TestConsumerStreams::addsAStreamWithId()
{
    addNumbered(m_server.admin(), "two", 5);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    QSignalSpy added(&consumer, &StreamConsumer::streamAdded);
    follow(consumer);
    QElapsedTimer clock;
    clock.start();
    consumer.addStream(u"two"_s, u"2-0"_s);
    TRY_RECEIVED(recorder, 3);
    QVERIFY2(clock.elapsed() < 4000, qPrintable(QString::number(clock.elapsed()))); // BLOCK would end after 5 s
    QCOMPARE(recorder.received, numbered(u"two"_s, 3, 5));
    QCOMPARE(added.size(), 1);
    QCOMPARE(added.constFirst().constFirst().toString(), u"two"_s);
    QVERIFY(m_server.admin().commandCalls().value("client|unblock") >= 1);
    QCOMPARE(consumer.reconnectCount(), 0);
}

void TestConsumerStreams::addsAStreamAtItsEnd()
{
    addNumbered(m_server.admin(), "two", 5);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    QSignalSpy added(&consumer, &StreamConsumer::streamAdded);
    follow(consumer);
    QElapsedTimer clock;
    clock.start();
    consumer.addStream(u"two"_s);
    QTRY_COMPARE(added.size(), 1);
    addNumbered(m_server.admin(), "two", 1, 6);
    TRY_RECEIVED(recorder, 1);
    QVERIFY2(clock.elapsed() < 4000, qPrintable(QString::number(clock.elapsed()))); // BLOCK would end after 5 s
    QCOMPARE(recorder.received, numbered(u"two"_s, 6, 6));
    // The first one is still read as well.
    addNumbered(m_server.admin(), "one", 1);
    TRY_RECEIVED(recorder, 2);
}

void TestConsumerStreams::removesAStream()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    Recorder recorder(&consumer);
    QSignalSpy removed(&consumer, &StreamConsumer::streamRemoved);
    follow(consumer);
    addNumbered(m_server.admin(), "two", 1);
    TRY_RECEIVED(recorder, 1);
    consumer.removeStream(u"two"_s);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(consumer.streams(), QStringList({u"one"_s}));
    // Also when the server's answer with an entry of it is under way already.
    addNumbered(m_server.admin(), "two", 1, 2);
    addNumbered(m_server.admin(), "one", 1);
    TRY_RECEIVED(recorder, 2);
    QCOMPARE(recorder.received, QStringList({u"two 1-0"_s, u"one 1-0"_s}));
    QCOMPARE(consumer.positions(), QVariantMap({{u"one"_s, u"1-0"_s}}));
    consumer.removeStream(u"never there"_s);
    QCOMPARE(removed.size(), 1);
}

void TestConsumerStreams::removesAllAndAddsAgain()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    follow(consumer);
    consumer.removeStream(u"one"_s);
    QTRY_COMPARE(blockedClients(m_server.admin()), 0);
    QCOMPARE(consumer.state(), State::Following);
    addNumbered(m_server.admin(), "one", 2);
    consumer.addStream(u"one"_s, u"1-0"_s);
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.received, numbered(u"one"_s, 2, 2));
    QVERIFY(recorder.errors.isEmpty());
}

void TestConsumerStreams::removedAndAddedAtOnce()
{
    addNumbered(m_server.admin(), "one", 3);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    Recorder recorder(&consumer);
    follow(consumer);
    consumer.removeStream(u"one"_s);
    consumer.addStream(u"one"_s, u"0"_s);
    TRY_RECEIVED(recorder, 3);
    addNumbered(m_server.admin(), "one", 1, 4);
    TRY_RECEIVED(recorder, 4);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 4));
}

void TestConsumerStreams::replacesTheSet()
{
    for (const QByteArray stream : {"one", "two", "three"})
        addNumbered(m_server.admin(), stream, 2);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 4);
    consumer.setStreams({u"three"_s, u"two"_s});
    TRY_RECEIVED(recorder, 6);
    for (const QByteArray stream : {"one", "two", "three"})
        addNumbered(m_server.admin(), stream, 1, 3);
    TRY_RECEIVED(recorder, 8);
    QCOMPARE(recorder.of(u"one"_s), numbered(u"one"_s, 1, 2));
    // One that stays goes on where it was.
    QCOMPARE(recorder.of(u"two"_s), numbered(u"two"_s, 1, 3));
    QCOMPARE(recorder.of(u"three"_s), numbered(u"three"_s, 1, 3));
    QCOMPARE(consumer.streams(), QStringList({u"three"_s, u"two"_s}));
}

QTEST_GUILESS_MAIN(TestConsumerStreams)
#include "tst_consumer_streams.moc"
