// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Reason = StreamConsumer::ResetReason;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

namespace {
struct Gap
{
    QString stream;
    QString from;
    QString to;
    qint64 lost = 0;
};

/// Keeps what is said about streams that are not whole.
class Watcher : public QObject
{
public:
    explicit Watcher(StreamConsumer *consumer)
    {
        connect(consumer, &StreamConsumer::gapDetected, this, [this](const QString &stream, const StreamId &from, const StreamId &to, qint64 lost) {
            gaps.append({stream, from.toString(), to.toString(), lost});
        });
        connect(consumer, &StreamConsumer::streamReset, this, [this](const QString &, Reason reason) { resets.append(reason); });
    }
    QList<Gap> gaps;
    QList<Reason> resets;
};
} // namespace

#define VERIFY_GAP(gap, start, end, count)                                                                             \
    QCOMPARE((gap).from, start);                                                                                       \
    QCOMPARE((gap).to, end);                                                                                           \
    QCOMPARE((gap).lost, qint64(count))

/// A stream that was trimmed past its reader, deleted, made anew, or set back, is noticed and said.
class TestConsumerContinuity : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void trimmedWhileAway();
    void trimmedBehindTheReader();
    void trimmedAheadOfASlowReader();
    void savedPositionGone();
    void positionAheadOfTheStream();
    void deleted();
    void madeAnewWithLowerIds();
    void madeAnewWithHigherIds();
    void rolledBack();
    void nobodyListens();
    void deletedInTheSlot();

private:
    AdminClient &admin() { return m_server.admin(); }
    /// Follows "one" from its end, and returns when it does.
    void follow(StreamConsumer &consumer)
    {
        consumer.start();
        QTRY_COMPARE(consumer.state(), State::Following);
        QTRY_COMPARE(blockedClients(admin()), 1);
    }
    /// Waits until so many more looks were made.
    void awaitLooks(int count)
    {
        const qint64 before = admin().commandCalls().value("xinfo|stream");
        QTRY_VERIFY(admin().commandCalls().value("xinfo|stream") >= before + count);
    }
};

void TestConsumerContinuity::trimmedWhileAway()
{
    addNumbered(admin(), "one", 10);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    follow(consumer);
    consumer.stop();
    QTRY_COMPARE(consumer.state(), State::Closed);
    addNumbered(admin(), "one", 40, 11);
    admin().command({"XTRIM", "one", "MINID", "31-0"});
    consumer.resume();
    TRY_RECEIVED(recorder, 20);
    QCOMPARE(recorder.received, numbered(u"one"_s, 31, 50));
    QCOMPARE(watcher.gaps.size(), 1);
    QCOMPARE(watcher.gaps[0].stream, u"one"_s);
    VERIFY_GAP(watcher.gaps[0], u"10-0"_s, u"31-0"_s, 20);
    awaitLooks(2);
    QCOMPARE(watcher.gaps.size(), 1);
    QVERIFY(watcher.resets.isEmpty());
}

void TestConsumerContinuity::trimmedBehindTheReader()
{
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    follow(consumer);
    for (int i = 1; i <= 100; ++i) {
        admin().command({"XADD", "one", "MAXLEN", "3", QByteArray::number(i) + "-0", "n", "v"});
        if (i % 3 == 0)
            TRY_RECEIVED(recorder, i);
    }
    TRY_RECEIVED(recorder, 100);
    awaitLooks(2);
    QVERIFY(watcher.gaps.isEmpty());
    QVERIFY(watcher.resets.isEmpty());
}

void TestConsumerContinuity::trimmedAheadOfASlowReader()
{
    addNumbered(admin(), "one", 100);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBufferSize(0);
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    connect(&consumer, &StreamConsumer::entryReceived, this, [this](const QString &, const StreamEntry &entry) {
        if (entry.id() == StreamId(10, 0))
            admin().command({"XTRIM", "one", "MINID", "51-0"});
    });
    consumer.start();
    QTRY_VERIFY(recorder.received.contains(u"one 100-0"_s));
    QTRY_COMPARE(watcher.gaps.size(), 1);
    QCOMPARE(watcher.gaps[0].lost, 100 - recorder.received.size());
    QVERIFY(watcher.gaps[0].lost >= 38);
}

void TestConsumerContinuity::savedPositionGone()
{
    addNumbered(admin(), "one", 20);
    addNumbered(admin(), "two", 20);
    admin().command({"XTRIM", "one", "MINID", "11-0"});
    admin().command({"XTRIM", "two", "MINID", "5-0"});
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"two"_s});
    consumer.setStartIds({{u"one"_s, u"5-0"_s}, {u"two"_s, u"5-0"_s}});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 25);
    awaitLooks(2);
    QCOMPARE(watcher.gaps.size(), 1);
    QCOMPARE(watcher.gaps[0].stream, u"one"_s);
    VERIFY_GAP(watcher.gaps[0], u"5-0"_s, u"11-0"_s, 0);
}

void TestConsumerContinuity::positionAheadOfTheStream()
{
    addNumbered(admin(), "one", 5);
    StreamConsumer consumer(m_client.get(), {u"one"_s, u"none"_s});
    consumer.setStartIds({{u"one"_s, u"100-0"_s}, {u"none"_s, u"100-0"_s}});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    follow(consumer);
    awaitLooks(4);
    addNumbered(admin(), "one", 1, 101);
    TRY_RECEIVED(recorder, 1);
    addNumbered(admin(), "none", 1, 101);
    TRY_RECEIVED(recorder, 2);
    QVERIFY(watcher.resets.isEmpty());
}

void TestConsumerContinuity::deleted()
{
    addNumbered(admin(), "one", 5);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    follow(consumer);
    admin().command({"DEL", "one"});
    QTRY_COMPARE(watcher.resets.size(), 1);
    QCOMPARE(watcher.resets[0], Reason::Recreated);
    awaitLooks(2);
    QCOMPARE(watcher.resets.size(), 1); // said once
    addNumbered(admin(), "one", 3);
    TRY_RECEIVED(recorder, 3);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 3));
    QVERIFY(recorder.errors.isEmpty());
}

void TestConsumerContinuity::madeAnewWithLowerIds()
{
    addNumbered(admin(), "one", 5, 100);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    follow(consumer);
    addNumbered(admin(), "one", 5, 105);
    TRY_RECEIVED(recorder, 5);
    recorder.received.clear();
    admin().command({"MULTI"});
    admin().command({"DEL", "one"});
    admin().command({"XADD", "one", "7-0", "n", "v"});
    admin().command({"EXEC"});
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.received, numbered(u"one"_s, 7, 7));
    QCOMPARE(watcher.resets, QList<Reason>({Reason::Recreated}));
    addNumbered(admin(), "one", 2, 8);
    TRY_RECEIVED(recorder, 3);
    QVERIFY(watcher.gaps.isEmpty());
}

void TestConsumerContinuity::madeAnewWithHigherIds()
{
    addNumbered(admin(), "one", 50);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    follow(consumer);
    admin().command({"MULTI"});
    admin().command({"DEL", "one"});
    admin().command({"XADD", "one", "100-0", "n", "v"});
    admin().command({"EXEC"});
    QTRY_COMPARE(watcher.resets, QList<Reason>({Reason::Recreated}));
    addNumbered(admin(), "one", 2, 101);
    TRY_RECEIVED(recorder, 3);
    QCOMPARE(recorder.received, numbered(u"one"_s, 100, 102));
    awaitLooks(2);
    QCOMPARE(watcher.resets.size(), 1);
    QVERIFY(watcher.gaps.isEmpty());
}

void TestConsumerContinuity::rolledBack()
{
    addNumbered(admin(), "one", 5);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    Recorder recorder(&consumer);
    Watcher watcher(&consumer);
    follow(consumer);
    addNumbered(admin(), "one", 5, 6);
    TRY_RECEIVED(recorder, 5);
    QCOMPARE(admin().command({"SAVE"}), QVariant(QByteArray("OK")));
    addNumbered(admin(), "one", 10, 11);
    TRY_RECEIVED(recorder, 15);
    m_server.kill();
    QVERIFY2(m_server.restart(), qPrintable(m_server.errorString()));
    QTRY_COMPARE(watcher.resets, QList<Reason>({Reason::RolledBack}));
    QCOMPARE(consumer.positions().value(u"one"_s).toString(), u"10-0"_s);
    QVERIFY(watcher.gaps.isEmpty());
    // What is added from there on is new, whatever its ids; what is still there is not repeated.
    recorder.received.clear();
    addNumbered(admin(), "one", 3, 11);
    TRY_RECEIVED(recorder, 3);
    QCOMPARE(recorder.received, numbered(u"one"_s, 11, 13));
    awaitLooks(2);
    QCOMPARE(watcher.resets.size(), 1);
    QVERIFY(watcher.gaps.isEmpty());
}

void TestConsumerContinuity::nobodyListens()
{
    addNumbered(admin(), "one", 20'000);
    m_client = std::make_unique<RedisClient>(m_server.url() + u"?block_limit=5000"_s);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBufferSize(0);
    QSignalSpy drained(&consumer, &StreamConsumer::drained);
    QElapsedTimer clock;
    clock.start();
    consumer.drain();
    QVERIFY(drained.wait(120'000)); // an event loop that does not sleep
    QCOMPARE(consumer.entryCount(), 20'000);
    // Nothing is asked for them that is not needed: at most once in 5 s.
    QVERIFY(admin().commandCalls().value("xinfo|stream") <= 6 + clock.elapsed() / 5000);
}

void TestConsumerContinuity::deletedInTheSlot()
{
    for (int which = 0; which < 2; ++which) {
        admin().command({"DEL", "one"});
        addNumbered(admin(), "one", 10);
        auto *consumer = new StreamConsumer(m_client.get(), {u"one"_s});
        bool called = false;
        const auto end = [&called, consumer] {
            called = true;
            delete consumer;
        };
        connect(consumer, &StreamConsumer::gapDetected, consumer, end);
        connect(consumer, &StreamConsumer::streamReset, consumer, end);
        follow(*consumer);
        if (which == 0) {
            admin().command({"DEL", "one"});
        } else {
            admin().command({"MULTI"});
            admin().command({"XADD", "one", "11-0", "n", "v"});
            admin().command({"XADD", "one", "12-0", "n", "v"});
            admin().command({"XTRIM", "one", "MAXLEN", "1"});
            admin().command({"EXEC"});
        }
        QTRY_VERIFY(called);
    }
}

QTEST_GUILESS_MAIN(TestConsumerContinuity)
#include "tst_consumer_continuity.moc"
