// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Code = RedisError::Code;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Where reading begins.
class TestConsumerStart : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void latestBeginsAtOpen();
    void latestSeesWhatOpenedAdds();
    void startsWhereToldTo_data();
    void startsWhereToldTo();
    void lastEntriesThenWhatComes();
    void startIds();
    void startIdOfAnAddedStream();
    void positionsRestoreAnotherConsumer();
    void startsAtTheConfiguredPlaceAgain();
    void startIdsOfALaterRun();
    void givenIdBeforeALaterRun();
    void resumeGoesOn();
};

void TestConsumerStart::latestBeginsAtOpen()
{
    addNumbered(m_server.admin(), "one", 5);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    const QFuture<void> open = consumer.open();
    QVERIFY(ends(open));
    QCOMPARE(failureOf(open), RedisError());
    QCOMPARE(consumer.state(), State::Open);
    QCOMPARE(recorder.opened, 1);
    QCOMPARE(consumer.positions(), QVariantMap({{u"one"_s, u"5-0"_s}}));
    // After open() and before start(): it belongs to what is new.
    addNumbered(m_server.admin(), "one", 3, 6);
    consumer.start();
    TRY_RECEIVED(recorder, 3);
    QCOMPARE(recorder.received, numbered(u"one"_s, 6, 8));
    QCOMPARE(recorder.opened, 1);
}

void TestConsumerStart::latestSeesWhatOpenedAdds()
{
    addNumbered(m_server.admin(), "one", 5);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    Recorder recorder(&consumer);
    connect(&consumer, &StreamConsumer::opened, this, [this] {
        addNumbered(m_server.admin(), "one", 1, 6);
        addNumbered(m_server.admin(), "two", 1, 1);
    });
    consumer.start();
    TRY_RECEIVED(recorder, 2);
    recorder.received.sort();
    QCOMPARE(recorder.received, QStringList({u"one 6-0"_s, u"two 1-0"_s}));
}

void TestConsumerStart::startsWhereToldTo_data()
{
    QTest::addColumn<StartFrom>("from");
    QTest::addColumn<qint64>("timeOrCount");
    QTest::addColumn<int>("first"); // of 1..20, 21: none
    QTest::newRow("beginning") << StartFrom::Beginning << 0LL << 1;
    QTest::newRow("latest") << StartFrom::Latest << 0LL << 21;
    QTest::newRow("time of an entry") << StartFrom::Time << 7LL << 7;
    QTest::newRow("time before all") << StartFrom::Time << 0LL << 1;
    QTest::newRow("time behind all") << StartFrom::Time << 4'000'000'000'000LL << 21;
    QTest::newRow("fewer than there are") << StartFrom::LastEntries << 4LL << 17;
    QTest::newRow("as many as there are") << StartFrom::LastEntries << 20LL << 1;
    QTest::newRow("more than there are") << StartFrom::LastEntries << 1000LL << 1;
    QTest::newRow("one") << StartFrom::LastEntries << 1LL << 20;
    QTest::newRow("none") << StartFrom::LastEntries << 0LL << 21;
}

void TestConsumerStart::startsWhereToldTo()
{
    QFETCH(StartFrom, from);
    QFETCH(qint64, timeOrCount);
    QFETCH(int, first);
    addNumbered(m_server.admin(), "one", 20);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(from);
    consumer.setStartTime(QDateTime::fromMSecsSinceEpoch(timeOrCount));
    consumer.setStartCount(timeOrCount);
    Recorder recorder(&consumer);
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained));
    QCOMPARE(failureOf(drained), RedisError());
    QCOMPARE(recorder.received, numbered(u"one"_s, first, 20));
    QCOMPARE(drained.result(), 21 - first);
}

void TestConsumerStart::lastEntriesThenWhatComes()
{
    addNumbered(m_server.admin(), "one", 50);
    addNumbered(m_server.admin(), "two", 2);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s, u"three"_s});
    consumer.setStartFrom(StartFrom::LastEntries);
    consumer.setStartCount(3);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 5);
    for (const QByteArray stream : {"one", "two", "three"})
        addNumbered(m_server.admin(), stream, 1, 51);
    TRY_RECEIVED(recorder, 8);
    QCOMPARE(recorder.of(u"one"_s), numbered(u"one"_s, 48, 51));
    QCOMPARE(recorder.of(u"two"_s), numbered(u"two"_s, 1, 2) + numbered(u"two"_s, 51, 51));
    QCOMPARE(recorder.of(u"three"_s), numbered(u"three"_s, 51, 51));
}

void TestConsumerStart::startIds()
{
    for (const QByteArray stream : {"one", "two", "three"})
        addNumbered(m_server.admin(), stream, 10);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s, u"three"_s});
    // Of those without an id startFrom decides; ids of streams it does not read do not matter.
    consumer.setStartIds({{u"one"_s, u"7-0"_s}, {u"two"_s, u"0"_s}, {u"other"_s, u"1-0"_s}});
    Recorder recorder(&consumer);
    QVERIFY(ends(consumer.open()));
    QCOMPARE(consumer.positions(), QVariantMap({{u"one"_s, u"7-0"_s}, {u"two"_s, u"0-0"_s}, {u"three"_s, u"10-0"_s}}));
    consumer.start();
    TRY_RECEIVED(recorder, 13);
    QCOMPARE(recorder.of(u"one"_s), numbered(u"one"_s, 8, 10));
    QCOMPARE(recorder.of(u"two"_s), numbered(u"two"_s, 1, 10));
}

void TestConsumerStart::startIdOfAnAddedStream()
{
    addNumbered(m_server.admin(), "one", 10);
    StreamConsumer consumer;
    consumer.setClient(m_client.get());
    consumer.addStream(u"one"_s, u"8-0"_s);
    consumer.addStream(QByteArray("two"), StreamId(0, 5));
    Recorder recorder(&consumer);
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained));
    QCOMPARE(recorder.received, numbered(u"one"_s, 9, 10));
    QCOMPARE(consumer.position("two"), StreamId(0, 5));
    QCOMPARE(consumer.position("three"), std::nullopt);
}

void TestConsumerStart::positionsRestoreAnotherConsumer()
{
    EntryLedger ledger;
    QVariantMap positions;
    for (int round = 0; round < 4; ++round) {
        for (const QByteArray stream : {"one", "two"})
            addNumbered(m_server.admin(), stream, 300, 1 + round * 300);
        StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
        consumer.setStartFrom(StartFrom::Beginning);
        consumer.setStartIds(positions);
        int count = 0;
        connect(&consumer, &StreamConsumer::entryReceived, this, [&](const QString &, const StreamEntry &entry) {
            ledger.saw(entry.streamKey(), entry.id().toByteArray());
            // In the last round it reads all; before, it is torn down somewhere in between.
            if (++count == 211 && round < 3) {
                positions = consumer.positions();
                consumer.abort();
            }
        });
        consumer.start();
        if (round < 3)
            QTRY_COMPARE(consumer.state(), State::Closed);
        else
            QTRY_COMPARE(ledger.seenCount(), 2400);
    }
    expectAll(ledger, m_server.admin(), {"one", "two"});
    VERIFY_LEDGER(ledger);
}

void TestConsumerStart::startsAtTheConfiguredPlaceAgain()
{
    addNumbered(m_server.admin(), "one", 10);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartIds({{u"one"_s, u"4-0"_s}});
    Recorder recorder(&consumer);
    for (int run = 1; run <= 3; ++run) {
        consumer.start();
        TRY_RECEIVED(recorder, 6);
        QCOMPARE(recorder.received, numbered(u"one"_s, 5, 10));
        recorder.received.clear();
        consumer.stop();
        QTRY_COMPARE(recorder.stopped, run);
        QCOMPARE(consumer.positions(), QVariantMap({{u"one"_s, u"10-0"_s}}));
    }
}

void TestConsumerStart::startIdsOfALaterRun()
{
    addNumbered(m_server.admin(), "one", 10);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    int runs = 0;
    const auto drained = [&](const QVariantMap &startIds) {
        consumer.setStartIds(startIds);
        recorder.received.clear();
        const auto count = consumer.drain();
        if (!ends(count))
            return QStringList({u"never ended"_s});
        consumer.stop();
        if (!QTest::qWaitFor([&] { return recorder.stopped == runs + 1; }))
            return QStringList({u"never stopped"_s});
        ++runs;
        return recorder.received;
    };
    QCOMPARE(drained({{u"one"_s, u"4-0"_s}}), numbered(u"one"_s, 5, 10));
    QCOMPARE(drained({{u"one"_s, u"8-0"_s}}), numbered(u"one"_s, 9, 10));
    QCOMPARE(drained({}), QStringList()); // from the end again, as startFrom says
    QCOMPARE(drained({{u"one"_s, u"0"_s}}), numbered(u"one"_s, 1, 10));
}

void TestConsumerStart::givenIdBeforeALaterRun()
{
    addNumbered(m_server.admin(), "one", 10);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    consumer.addStream(u"one"_s, u"7-0"_s);
    QVERIFY(ends(consumer.drain()));
    QCOMPARE(recorder.received, numbered(u"one"_s, 8, 10));
    // It is read now, so this is no place to go on from.
    consumer.addStream(u"one"_s, u"2-0"_s);
    QCOMPARE(recorder.errorCount(Code::InvalidState), 1);
    QVERIFY2(recorder.errors.constFirst().message().contains(u"removeStream"), qPrintable(recorder.errors.constFirst().message()));
    consumer.addStream(u"one"_s); // asks for nothing
    QCOMPARE(recorder.errors.size(), 1);
    consumer.abort();
    recorder.received.clear();
    consumer.addStream(u"one"_s, u"9-0"_s);
    QVERIFY(ends(consumer.drain()));
    QCOMPARE(recorder.received, numbered(u"one"_s, 10, 10));
}

void TestConsumerStart::resumeGoesOn()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    for (int run = 0; run < 5; ++run) {
        addNumbered(m_server.admin(), "one", 200, 1 + 200 * run);
        consumer.resume();
        TRY_RECEIVED(recorder, 200 * (run + 1));
        if (run % 2 == 0) {
            consumer.stop();
            QTRY_COMPARE(consumer.state(), State::Closed);
        } else {
            consumer.abort();
        }
    }
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 1000));
}

QTEST_GUILESS_MAIN(TestConsumerStart)
#include "tst_consumer_start.moc"
