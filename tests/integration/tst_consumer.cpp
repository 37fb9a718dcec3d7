// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include "support/rawclient.h"

#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Following streams: what arrives, and in which order.
class TestConsumer : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void severalStreamsInOrder_data();
    void severalStreamsInOrder();
    void batchesHoldTheSameEntries();
    void missingStreamBeginsWithItsFirstEntry();
    void twoConsumersShareAClient();
    void manyStreams();
    void neverSendsTheDollar();
    void countersAndHealth();
    void clientShowsTheConnection();
};

void TestConsumer::severalStreamsInOrder_data()
{
    QTest::addColumn<QString>("options");
    QTest::newRow("RESP3") << u"protocol=3"_s;
    QTest::newRow("RESP2") << u"protocol=2"_s;
}

void TestConsumer::severalStreamsInOrder()
{
    QFETCH(QString, options);
    RedisClient client(quick(m_server.url(), options));
    for (const QByteArray stream : {"one", "two", "three"})
        addNumbered(m_server.admin(), stream, 700);
    StreamConsumer consumer(&client, {u"one"_s, u"two"_s, u"three"_s, u"one"_s});
    QCOMPARE(consumer.streams(), QStringList({u"one"_s, u"two"_s, u"three"_s}));
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    QByteArrayList values;
    connect(&consumer, &StreamConsumer::entryReceived, &recorder, [&](const QString &stream, const StreamEntry &entry) {
        QCOMPARE(entry.stream(), stream);
        values.append(entry.value("n"));
    });
    consumer.start();
    TRY_RECEIVED(recorder, 2100);
    for (const QString &stream : consumer.streams()) {
        // What is added while it follows comes behind what was there.
        addNumbered(m_server.admin(), stream.toUtf8(), 10, 701);
    }
    TRY_RECEIVED(recorder, 2130);
    for (const QString &stream : consumer.streams())
        QCOMPARE(recorder.of(stream), numbered(stream, 1, 710));
    for (qsizetype i = 0; i < values.size(); ++i)
        QVERIFY(recorder.received.at(i).endsWith(u" %1-0"_s.arg(QString::fromLatin1(values.at(i)))));
    QCOMPARE(recorder.states, QList<State>({State::Opening, State::Following}));
    QVERIFY(recorder.errors.isEmpty());
}

void TestConsumer::batchesHoldTheSameEntries()
{
    addNumbered(m_server.admin(), "one", 2000);
    for (const bool alsoOneByOne : {false, true}) {
        StreamConsumer consumer(m_client.get(), {u"one"_s});
        consumer.setStartFrom(StartFrom::Beginning);
        QStringList inBatches;
        connect(&consumer, &StreamConsumer::entriesReceived, this, [&](const QString &stream, const StreamEntries &batch) {
            QVERIFY(!batch.isEmpty());
            for (const StreamEntry &entry : batch)
                inBatches.append(stream + u' ' + entry.idText());
        });
        std::unique_ptr<Recorder> recorder;
        if (alsoOneByOne)
            recorder = std::make_unique<Recorder>(&consumer);
        consumer.start();
        QTRY_COMPARE(inBatches.size(), 2000);
        QCOMPARE(inBatches, numbered(u"one"_s, 1, 2000));
        QTRY_COMPARE(consumer.entryCount(), 2000);
        if (alsoOneByOne)
            QCOMPARE(recorder->received, inBatches);
        QCOMPARE(consumer.positions(), QVariantMap({{u"one"_s, u"2000-0"_s}}));
    }
}

void TestConsumer::missingStreamBeginsWithItsFirstEntry()
{
    QSignalSpy clientErrors(m_client.get(), &RedisClient::errorOccurred);
    for (const StartFrom from : {StartFrom::Latest, StartFrom::Beginning, StartFrom::LastEntries}) {
        m_server.admin().command({"FLUSHALL"});
        StreamConsumer consumer(m_client.get(), {u"missing"_s});
        consumer.setStartFrom(from);
        Recorder recorder(&consumer);
        consumer.start();
        QTRY_COMPARE(consumer.state(), State::Following);
        addNumbered(m_server.admin(), "missing", 2);
        TRY_RECEIVED(recorder, 2);
        QCOMPARE(recorder.received, numbered(u"missing"_s, 1, 2));
        QVERIFY(recorder.errors.isEmpty());
    }
    // A stream that is not there yet is nothing to complain about, on the client either.
    QVERIFY2(clientErrors.isEmpty(), qPrintable(m_client->errorString()));
}

void TestConsumer::twoConsumersShareAClient()
{
    StreamConsumer first(m_client.get(), {u"one"_s, u"two"_s});
    StreamConsumer second(m_client.get(), {u"two"_s});
    Recorder ofFirst(&first);
    Recorder ofSecond(&second);
    first.start();
    second.start();
    QTRY_COMPARE(first.state(), State::Following);
    QTRY_COMPARE(second.state(), State::Following);
    addNumbered(m_server.admin(), "one", 100);
    addNumbered(m_server.admin(), "two", 100);
    TRY_RECEIVED(ofFirst, 200);
    TRY_RECEIVED(ofSecond, 100);
    QCOMPARE(ofSecond.received, numbered(u"two"_s, 1, 100));
}

void TestConsumer::manyStreams()
{
    constexpr int count = 500;
    QStringList names;
    QByteArrayList keys;
    for (int i = 0; i < count; ++i) {
        names.append(u"stream:%1"_s.arg(i));
        keys.append(names.last().toUtf8());
        if (i % 2 == 0)
            addNumbered(m_server.admin(), keys.last(), 3);
    }
    StreamConsumer consumer(m_client.get(), names);
    consumer.setStartFrom(StartFrom::LastEntries);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 3 * count / 2);
    for (const QByteArray &key : keys)
        addNumbered(m_server.admin(), key, 4, 10);
    TRY_RECEIVED(recorder, 3 * count / 2 + 4 * count);
    expectAll(recorder.ledger, m_server.admin(), keys);
    VERIFY_LEDGER(recorder.ledger);
    QCOMPARE(consumer.positions().size(), count);
}

void TestConsumer::neverSendsTheDollar()
{
    RawClient monitor(m_server.port());
    monitor.send("MONITOR\r\n");
    QCOMPARE(monitor.read(5), "+OK\r\n");
    addNumbered(m_server.admin(), "one", 3);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"missing"_s});
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    addNumbered(m_server.admin(), "one", 3, 4);
    TRY_RECEIVED(recorder, 3);
    consumer.addStream(u"two"_s);
    QTRY_VERIFY(consumer.positions().contains(u"two"_s));
    addNumbered(m_server.admin(), "two", 1);
    TRY_RECEIVED(recorder, 4);
    m_server.admin().command({"ECHO", "the end"});
    QByteArray seen;
    QTRY_VERIFY((seen += monitor.read(everything, 50)).contains("the end"));
    QVERIFY(seen.count("\"XREAD\"") >= 3);
    QVERIFY2(!seen.contains("\"$\""), seen.constData());
}

void TestConsumer::countersAndHealth()
{
    addNumbered(m_server.admin(), "one", 9);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    QSignalSpy moved(&consumer, &StreamConsumer::countersChanged);
    Recorder recorder(&consumer);
    QVERIFY(!consumer.isHealthy());
    QCOMPARE(consumer.lastReplyAge(), -1);
    consumer.start();
    TRY_RECEIVED(recorder, 9);
    QVERIFY(consumer.isHealthy());
    QCOMPARE(recorder.health, QList<bool>({true}));
    QCOMPARE(consumer.entryCount(), 9);
    QCOMPARE(consumer.byteCount(), 9 * 2); // "n" and one digit
    QCOMPARE(consumer.reconnectCount(), 0);
    QCOMPARE(consumer.bufferedCount(), 0);
    QVERIFY(consumer.lastReplyAge() >= 0);
    QTRY_VERIFY(!moved.isEmpty());
    consumer.stop();
    QTRY_COMPARE(recorder.stopped, 1);
    QVERIFY(!consumer.isHealthy());
    QCOMPARE(recorder.health, QList<bool>({true, false}));
}

void TestConsumer::clientShowsTheConnection()
{
    // "It connects by itself with the first command or consumer": a connection badge must not say otherwise.
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Following);
    QTRY_VERIFY(m_client->isConnected());
    QCOMPARE(m_client->protocolVersion(), 3);
}

QTEST_GUILESS_MAIN(TestConsumer)
#include "tst_consumer.moc"
