// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include "support/fakeserver.h"

#include <RedisStreams/streamproducer.h>

#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using Code = RedisError::Code;

/// StreamProducer while the network holds: reports, order, the bound, lifetimes. Lost connections:
/// tst_producerfaults; entries that are not taken: tst_producerrefusals.
class TestProducer : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void manyEntries();
    void callbacks();
    void ownIds();
    void trimmed();
    void bound();
    void boundOfIdempotence();
    void readyAgainAtHalf();
    void flushing();
    void counters();
    void refusedArguments();
    void withoutClient();
    void idempotentOnTheWire();
    void destroyedWhileUnderWay();
    void destroyedInItsOwnReport();
    void clientDestroyed();
    void publishesFromReports();

private:
    static StreamFields fields(int n) { return {{"n", QByteArray::number(n)}}; }
};

void TestProducer::manyEntries()
{
    StreamProducer producer(m_client.get());
    QVERIFY(producer.isReady());
    QList<QFuture<StreamId>> futures;
    for (int n = 1; n <= 5000; ++n)
        futures.append(producer.publish(u"s"_s, fields(n)));
    QCOMPARE(producer.inFlight(), 5000);
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(producer.inFlight(), 0);
    QCOMPARE(producer.published(), 5000);
    Xrange all;
    all.stream = "s";
    const StreamEntries entries = ok(all);
    QCOMPARE(entries.size(), 5000);
    for (qsizetype i = 0; i < 5000; ++i) {
        QVERIFY(futures[i].isFinished());
        QCOMPARE(entries.at(i).id(), futures[i].result());
        QCOMPARE(entries.at(i).value("n"), QByteArray::number(i + 1));
    }
}

void TestProducer::callbacks()
{
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(50);
    QList<StreamId> ids;
    QList<Code> errors;
    QList<RedisError> reported;
    connect(&producer, &StreamProducer::errorOccurred, this, [&](const RedisError &error) { reported.append(error); });
    const auto added = [&](StreamId id) { ids.append(id); };
    const auto failed = [&](const RedisError &error) { errors.append(error.code()); };
    for (int i = 0; i < 50; ++i)
        producer.publish(QByteArray("s"), {{"n", QByteArray::number(i)}}, &producer, added, failed);
    // Not ready, and nothing to add: refused at once.
    producer.publish(QByteArray("s"), {{"n", "x"}}, &producer, added, failed);
    QCOMPARE(errors, QList<Code> {Code::InvalidState});
    QTRY_COMPARE(ids.size(), 50);
    producer.publish(QByteArray("s"), {}, &producer, added, failed);
    QCOMPARE(errors, QList<Code>({Code::InvalidState, Code::InvalidArgument}));
    QVERIFY(std::is_sorted(ids.begin(), ids.end()));
    // The server's refusal, and one whose context is gone.
    admin("SET text x");
    auto context = std::make_unique<QObject>();
    producer.publish(QByteArray("text"), {{"n", "1"}}, context.get(), added, failed);
    context.reset();
    producer.publish(QByteArray("text"), {{"n", "1"}}, this, added, failed);
    QTRY_COMPARE(errors.size(), 3);
    QCOMPARE(errors[2], Code::WrongType);
    QCOMPARE(reported.size(), 4);
    QCOMPARE(producer.published(), 50);
    QCOMPARE(ok(Xlen {"s"}), 50);
    disconnect(&producer, nullptr, this, nullptr);
}

void TestProducer::ownIds()
{
    StreamProducer producer(m_client.get());
    const auto first = producer.publish(u"s"_s, fields(5), StreamId {5, 0});
    const auto small = producer.publish(QByteArray("s"), fields(4), StreamId {4, 0});
    const auto again = producer.publish(u"s"_s, fields(5), StreamId {5, 0});
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(first.result(), StreamId(5, 0));
    // The connection held, so an id that was there before is too small, whatever the fields.
    QCOMPARE(failureOf(small).code(), Code::IdTooSmall);
    QCOMPARE(failureOf(again).code(), Code::IdTooSmall);
    QCOMPARE(range("s"), QByteArrayList {"s 5-0 n=5"});
    QCOMPARE(producer.failed(), 2);
}

void TestProducer::trimmed()
{
    StreamProducer producer(m_client.get());
    producer.setTrim(StreamTrim::toLength(10, false));
    for (int n = 1; n <= 50; ++n)
        producer.publish(u"s"_s, fields(n));
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(ok(Xlen {"s"}), 10);
    QCOMPARE(range("s").constLast().mid(range("s").constLast().indexOf("n=")), QByteArray("n=50"));
}

void TestProducer::bound()
{
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(10);
    QSignalSpy ready(&producer, &StreamProducer::readyChanged);
    QList<QFuture<StreamId>> accepted;
    for (int n = 1; n <= 10; ++n)
        accepted.append(producer.publish(u"s"_s, fields(n)));
    QVERIFY(!producer.isReady());
    QCOMPARE(ready.size(), 1);
    const auto refused = producer.publish(u"s"_s, fields(11));
    QVERIFY(refused.isFinished());
    QCOMPARE(failureOf(refused).code(), Code::InvalidState);
    QVERIFY2(failureOf(refused).message().contains(u"not ready: 10 entries"), qPrintable(failureOf(refused).message()));
    QVERIFY(endsSoon(producer.flush()));
    QVERIFY(producer.isReady());
    QCOMPARE(ready.size(), 2);
    QCOMPARE(ok(Xlen {"s"}), 10);
    QCOMPARE(producer.failed(), 0); // a refused entry is nobody's loss: it was never taken
    producer.setMaxInFlight(0);
    QCOMPARE(producer.maxInFlight(), 10);
}

void TestProducer::boundOfIdempotence()
{
    StreamProducer producer(m_client.get());
    producer.setIdempotent(true);
    QCOMPARE(producer.idempotenceWindow(), 100);
    int taken = 0;
    while (producer.isReady() && taken < 1000) {
        producer.publish(u"s"_s, fields(taken));
        ++taken;
    }
    QCOMPARE(taken, 100);
    QVERIFY(endsSoon(producer.flush()));
}

void TestProducer::readyAgainAtHalf()
{
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(8);
    QList<int> inFlightWhenReady;
    connect(&producer, &StreamProducer::readyChanged, this, [&](bool ready) {
        if (ready)
            inFlightWhenReady.append(producer.inFlight());
    });
    for (int n = 0; n < 8; ++n)
        producer.publish(u"s"_s, fields(n));
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(inFlightWhenReady, QList<int> {4});
}

void TestProducer::flushing()
{
    StreamProducer producer(m_client.get());
    QVERIFY(producer.flush().isFinished());
    producer.publish(u"s"_s, fields(1));
    const auto first = producer.flush();
    QVERIFY(!first.isFinished());
    admin("SET t text");
    producer.publish(u"t"_s, fields(2)); // fails, and has its report with that
    const auto second = producer.flush();
    QVERIFY(endsSoon(second));
    QVERIFY(first.isFinished());
    QVERIFY(!failureOf(second));
    QCOMPARE(producer.published(), 1);
    QCOMPARE(producer.failed(), 1);
}

void TestProducer::counters()
{
    StreamProducer producer(m_client.get());
    QSignalSpy changed(&producer, &StreamProducer::countersChanged);
    for (int n = 0; n < 3000; ++n)
        producer.publish(u"s"_s, fields(n));
    QVERIFY(endsSoon(producer.flush()));
    QTRY_VERIFY(!changed.isEmpty());
    QCOMPARE(producer.published(), 3000);
    QVERIFY2(changed.size() < 100, qPrintable(QString::number(changed.size())));
}

void TestProducer::refusedArguments()
{
    StreamProducer producer(m_client.get());
    QSignalSpy errors(&producer, &StreamProducer::errorOccurred);
    QCOMPARE(failureOf(producer.publish(u"s"_s, {})).code(), Code::InvalidArgument);
    QCOMPARE(failureOf(producer.publish(QString(), fields(1))).code(), Code::InvalidArgument);
    QCOMPARE(failureOf(producer.publish(u"s"_s, fields(1), StreamId())).code(), Code::InvalidArgument);
    QCOMPARE(producer.inFlight(), 0);
    QCOMPARE(errors.size(), 3);
}

void TestProducer::withoutClient()
{
    StreamProducer producer;
    QVERIFY(!producer.isReady());
    QCOMPARE(failureOf(producer.publish(u"s"_s, fields(1))).code(), Code::InvalidState);
    producer.setClient(m_client.get());
    QVERIFY(producer.isReady());
    QVERIFY(endsSoon(producer.publish(u"s"_s, fields(1))));
    QCOMPARE(ok(Xlen {"s"}), 1);
}

void TestProducer::idempotentOnTheWire()
{
    FakeServer server([](int, const QByteArrayList &command) { return command.constFirst() == "XADD" ? bulk("1-0") : QByteArray(); });
    RedisClient client(server.url());
    StreamProducer producer(&client);
    StreamProducer other(&client);
    QVERIFY(producer.producerId() != other.producerId());
    producer.setIdempotent(true);
    producer.publish(u"s"_s, fields(1));
    producer.publish(u"s"_s, fields(1));
    QVERIFY(endsSoon(producer.flush()));
    QList<QByteArrayList> sent = server.received();
    sent.removeIf([](const QByteArrayList &command) { return command.constFirst() != "XADD"; });
    QCOMPARE(sent.size(), 2);
    // Equal fields are two messages all the same.
    QCOMPARE(sent[0], QByteArrayList({"XADD", "s", "IDMP", producer.producerId(), "0", "*", "n", "1"}));
    QCOMPARE(sent[1], QByteArrayList({"XADD", "s", "IDMP", producer.producerId(), "1", "*", "n", "1"}));
}

void TestProducer::destroyedWhileUnderWay()
{
    FakeServer server([](int, const QByteArrayList &command) { return command.constFirst() == "XADD" ? FakeServer::silence() : QByteArray(); });
    RedisClient client(server.url());
    auto producer = std::make_unique<StreamProducer>(&client);
    const auto entry = producer->publish(u"s"_s, fields(1));
    const auto flush = producer->flush();
    QTRY_VERIFY(!server.received().isEmpty() && server.received().constLast().constFirst() == "XADD");
    producer.reset();
    QVERIFY(entry.isFinished() && flush.isFinished());
    QCOMPARE(failureOf(entry).code(), Code::Aborted);
    QCOMPARE(failureOf(flush).code(), Code::Aborted);
}

void TestProducer::destroyedInItsOwnReport()
{
    auto *producer = new StreamProducer(m_client.get());
    QObject context;
    bool reported = false;
    producer->publish(u"s"_s, fields(1)).then(&context, [&](StreamId) {
        delete producer;
        reported = true;
    });
    const auto second = producer->publish(u"s"_s, fields(2));
    QTRY_VERIFY(reported);
    QVERIFY(second.isFinished());
    QCOMPARE(failureOf(second).code(), Code::Aborted);
}

void TestProducer::clientDestroyed()
{
    auto client = std::make_unique<RedisClient>(u"redis://127.0.0.1:1"_s);
    StreamProducer producer(client.get());
    const auto entry = producer.publish(u"s"_s, fields(1));
    client.reset();
    QVERIFY(endsSoon(entry));
    QCOMPARE(failureOf(entry).code(), Code::Aborted);
    QVERIFY(!producer.isReady());
    QCOMPARE(failureOf(producer.publish(u"s"_s, fields(1))).code(), Code::InvalidState);
    QVERIFY(producer.flush().isFinished());
}

void TestProducer::publishesFromReports()
{
    // A chain in which each report publishes the next entry.
    StreamProducer producer(m_client.get());
    producer.setMaxInFlight(1);
    int n = 0;
    std::function<void()> next = [&] {
        if (n < 200)
            producer.publish(u"s"_s, fields(++n));
    };
    connect(&producer, &StreamProducer::readyChanged, this, [&](bool ready) {
        if (ready)
            next();
    });
    next();
    QTRY_COMPARE(producer.published(), 200);
    QCOMPARE(ok(Xlen {"s"}), 200);
    QCOMPARE(producer.failed(), 0);
}

COMMAND_SERVER_MAIN(TestProducer)
#include "tst_producer.moc"
