// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// What a slot of entryReceived() may do: anything.
class TestConsumerSlots : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void aborts();
    void stops();
    void removesItsStream();
    void removesAnotherStream();
    void addsAStream();
    void pausesAndGoesOn();
    void spinsAnEventLoop();
    void spinsLongerThanTheReadBlocks();
    void spinsInABatch();
    void inANestedLoop_data();
    void inANestedLoop();

private:
    /// Reads "one" and "two" from the beginning, 2000 entries each, and calls \a slot after each entry.
    void prepare(StreamConsumer &consumer, std::function<void(const StreamEntry &)> slot);

    QByteArrayList m_seen; ///< stream and id
};

namespace {

void spin(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

} // namespace

void TestConsumerSlots::prepare(StreamConsumer &consumer, std::function<void(const StreamEntry &)> slot)
{
    addNumbered(m_server.admin(), "one", 2000);
    addNumbered(m_server.admin(), "two", 2000);
    m_seen.clear();
    consumer.setClient(m_client.get());
    consumer.setStreams({u"one"_s, u"two"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    connect(&consumer, &StreamConsumer::entryReceived, this, [this, slot](const QString &, const StreamEntry &entry) {
        m_seen.append(entry.streamKey() + ' ' + entry.id().toByteArray());
        slot(entry);
    });
}

void TestConsumerSlots::aborts()
{
    StreamConsumer consumer;
    prepare(consumer, [&](const StreamEntry &) {
        if (m_seen.size() == 321)
            consumer.abort();
    });
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), State::Closed);
    spin(100);
    QCOMPARE(m_seen.size(), 321);
    QCOMPARE(recorder.stopped, 0);
    // The rest is not lost.
    consumer.resume();
    QTRY_COMPARE(m_seen.size(), 4000);
    expectAll(recorder.ledger, m_server.admin(), {"one", "two"});
    VERIFY_LEDGER(recorder.ledger);
}

void TestConsumerSlots::stops()
{
    StreamConsumer consumer;
    prepare(consumer, [&](const StreamEntry &) {
        if (m_seen.size() == 10)
            consumer.stop();
    });
    Recorder recorder(&consumer);
    qsizetype whenStopped = -1;
    connect(&consumer, &StreamConsumer::stopped, this, [&] { whenStopped = m_seen.size(); });
    consumer.start();
    QTRY_COMPARE(recorder.stopped, 1);
    spin(50);
    QCOMPARE(m_seen.size(), whenStopped);
    consumer.resume();
    QTRY_COMPARE(m_seen.size(), 4000);
    expectAll(recorder.ledger, m_server.admin(), {"one", "two"});
    VERIFY_LEDGER(recorder.ledger);
}

void TestConsumerSlots::removesItsStream()
{
    StreamConsumer consumer;
    prepare(consumer, [&](const StreamEntry &entry) {
        if (entry.streamKey() == "one" && entry.id() == StreamId(77, 0))
            consumer.removeStream(u"one"_s);
    });
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(recorder.of(u"two"_s).size(), 2000);
    addNumbered(m_server.admin(), "two", 1, 2001); // a fence: what was under way is through
    QTRY_COMPARE(recorder.of(u"two"_s).size(), 2001);
    QCOMPARE(recorder.of(u"one"_s), numbered(u"one"_s, 1, 77));
    QCOMPARE(recorder.of(u"two"_s), numbered(u"two"_s, 1, 2001));
}

void TestConsumerSlots::removesAnotherStream()
{
    StreamConsumer consumer;
    qsizetype ofTwoWhenRemoved = -1;
    Recorder recorder(&consumer);
    prepare(consumer, [&](const StreamEntry &entry) {
        if (entry.streamKey() == "one" && entry.id() == StreamId(900, 0)) {
            ofTwoWhenRemoved = recorder.of(u"two"_s).size();
            consumer.removeStream(u"two"_s);
        }
    });
    consumer.start();
    QTRY_COMPARE(recorder.of(u"one"_s).size(), 2000);
    addNumbered(m_server.admin(), "one", 1, 2001);
    QTRY_COMPARE(recorder.of(u"one"_s).size(), 2001);
    QVERIFY(ofTwoWhenRemoved >= 0);
    QCOMPARE(recorder.of(u"two"_s), numbered(u"two"_s, 1, int(ofTwoWhenRemoved)));
}

void TestConsumerSlots::addsAStream()
{
    addNumbered(m_server.admin(), "three", 100);
    StreamConsumer consumer;
    prepare(consumer, [&](const StreamEntry &) {
        if (m_seen.size() == 50)
            consumer.addStream(u"three"_s);
        if (m_seen.size() == 60)
            consumer.addStream(u"four"_s, u"0"_s);
    });
    addNumbered(m_server.admin(), "four", 100);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(m_seen.size(), 4200);
    expectAll(recorder.ledger, m_server.admin(), {"one", "two", "three", "four"});
    VERIFY_LEDGER(recorder.ledger);
}

void TestConsumerSlots::pausesAndGoesOn()
{
    StreamConsumer consumer;
    qsizetype whenPaused = -1;
    bool wentOn = false;
    prepare(consumer, [&](const StreamEntry &) {
        QVERIFY(whenPaused < 0 || wentOn);
        if (m_seen.size() % 500 != 0)
            return;
        whenPaused = m_seen.size();
        wentOn = false;
        consumer.setPaused(true);
        QTimer::singleShot(20, &consumer, [&] {
            QCOMPARE(m_seen.size(), whenPaused);
            wentOn = true;
            consumer.setPaused(false);
        });
    });
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(m_seen.size(), 4000);
    expectAll(recorder.ledger, m_server.admin(), {"one", "two"});
    VERIFY_LEDGER(recorder.ledger);
}

void TestConsumerSlots::spinsAnEventLoop()
{
    StreamConsumer consumer;
    int depth = 0;
    int deepest = 0;
    prepare(consumer, [&](const StreamEntry &) {
        deepest = qMax(deepest, ++depth);
        if (m_seen.size() % 100 == 1)
            spin(5);
        --depth;
    });
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(m_seen.size(), 4000);
    QCOMPARE(deepest, 1);
    QCOMPARE(depth, 0);
    expectAll(recorder.ledger, m_server.admin(), {"one", "two"});
    VERIFY_LEDGER(recorder.ledger);
}

void TestConsumerSlots::spinsLongerThanTheReadBlocks()
{
    // A dialog that stays open: replies come in meanwhile, none of which is late, and the connection stays.
    RedisClient client(m_server.url() + u"?block_limit=50&reply_timeout=2000"_s);
    StreamConsumer consumer;
    m_server.admin().command({"SET", "nothing", "here"});
    bool opened = false;
    prepare(consumer, [&](const StreamEntry &) {
        if (!std::exchange(opened, true))
            spin(3500);
    });
    consumer.setClient(&client);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(m_seen.size(), 4000);
    QCOMPARE(consumer.reconnectCount(), 0);
    QVERIFY2(recorder.errors.isEmpty(), qPrintable(consumer.errorString()));
}

void TestConsumerSlots::spinsInABatch()
{
    StreamConsumer consumer;
    prepare(consumer, [](const StreamEntry &) {});
    int depth = 0;
    QByteArrayList inBatches;
    connect(&consumer, &StreamConsumer::entriesReceived, this, [&](const QString &, const StreamEntries &batch) {
        QCOMPARE(++depth, 1);
        for (const StreamEntry &entry : batch)
            inBatches.append(entry.streamKey() + ' ' + entry.id().toByteArray());
        const qsizetype before = m_seen.size();
        spin(10);
        QCOMPARE(m_seen.size(), before);
        --depth;
    });
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(m_seen.size(), 4000);
    QCOMPARE(inBatches, m_seen);
}

void TestConsumerSlots::inANestedLoop_data()
{
    QTest::addColumn<QString>("action");
    for (const char *action : {"delete", "abort", "stop", "restart", "remove", "delete client", "kill"})
        QTest::newRow(action) << QString::fromLatin1(action);
}

void TestConsumerSlots::inANestedLoop()
{
    QFETCH(QString, action);
    auto *consumer = new StreamConsumer;
    const QPointer<StreamConsumer> guard(consumer);
    bool nested = false;
    bool done = false;
    prepare(*consumer, [&](const StreamEntry &) {
        QVERIFY(!nested);
        if (m_seen.size() != 700)
            return;
        nested = true;
        QTimer::singleShot(10, this, [&] {
            done = true;
            if (action == u"delete")
                delete consumer;
            else if (action == u"abort")
                consumer->abort();
            else if (action == u"stop")
                consumer->stop();
            else if (action == u"remove")
                consumer->setStreams({u"two"_s});
            else if (action == u"delete client")
                m_client.reset();
            else if (action == u"kill")
                m_server.admin().killClients({});
            else {
                consumer->abort();
                consumer->start();
            }
        });
        spin(100);
        nested = false;
    });
    consumer->start();
    QTRY_VERIFY(done && !nested);
    if (action == u"delete") {
        spin(50);
        QVERIFY(!guard);
        QCOMPARE(m_seen.size(), 700);
        return;
    }
    QVERIFY(guard);
    if (action == u"abort" || action == u"delete client") {
        QCOMPARE(consumer->state(), action == u"abort" ? State::Closed : State::Failed);
        spin(50);
        QCOMPARE(m_seen.size(), 700);
    } else if (action == u"stop") {
        QTRY_COMPARE(consumer->state(), State::Closed);
    } else if (action == u"restart") {
        QTRY_COMPARE(m_seen.size(), 700 + 4000);
    } else {
        addNumbered(m_server.admin(), "two", 1, 2001);
        QTRY_COMPARE(m_seen.constLast(), "two 2001-0");
        QCOMPARE(QSet<QByteArray>(m_seen.begin(), m_seen.end()).size(), m_seen.size());
        QVERIFY(action == u"remove" || m_seen.size() == 4001);
    }
    delete consumer;
}

QTEST_GUILESS_MAIN(TestConsumerSlots)
#include "tst_consumer_slots.moc"
