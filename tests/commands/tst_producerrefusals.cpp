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

/// StreamProducer when the server does not take an entry: for now, or for good.
class TestProducerRefusals : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void memoryComesBack();
    void refusalsInOrder();
    void refusedTooLong();
    void finalErrors();
    void idempotentOnOldServer();
    void badSettings();

private:
    static StreamFields fields(int n) { return {{"n", QByteArray::number(n)}}; }
};

void TestProducerRefusals::badSettings()
{
    StreamProducer producer(m_client.get());
    QList<QString> seen;
    connect(&producer, &StreamProducer::errorOccurred, this, [&](const RedisError &error) {
        QCOMPARE(error.code(), Code::InvalidArgument);
        QCOMPARE(producer.errorString(), error.message());
        seen.append(error.message());
    });
    QVERIFY(!producer.error());
    producer.setMaxInFlight(0);
    producer.setMaxBytesInFlight(-1);
    producer.setIdempotenceWindow(-7);
    QCOMPARE(seen, QStringList({u"StreamProducer: maxInFlight must be 1 or more, not 0"_s, u"StreamProducer: maxBytesInFlight must be 1 or more, not -1"_s,
                                u"StreamProducer: idempotenceWindow must be 1 or more, not -7"_s}));
    QCOMPARE(producer.maxInFlight(), 10'000);
    QCOMPARE(producer.maxBytesInFlight(), 64 * 1024 * 1024);
    QCOMPARE(producer.idempotenceWindow(), 100);
}

void TestProducerRefusals::memoryComesBack()
{
    ok(Ping());
    StreamProducer producer(m_client.get());
    admin("CONFIG SET maxmemory 1");
    QList<QFuture<StreamId>> futures;
    for (int n = 1; n <= 50; ++n)
        futures.append(producer.publish(u"s"_s, fields(n)));
    // Once it was refused, later entries wait behind the first, which is tried alone.
    QTRY_VERIFY(m_server.admin().commandCalls().value("ping") > 0);
    const auto refusals = [this] {
        const QByteArray errors = admin("INFO errorstats").toByteArray();
        const qsizetype at = errors.indexOf("errorstat_OOM:count=");
        return at < 0 ? 0 : errors.mid(at + 20, errors.indexOf('\r', at) - at - 20).toInt();
    };
    QTRY_VERIFY(refusals() >= 52);
    QVERIFY(refusals() < 60);
    admin("CONFIG SET maxmemory 0");
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(producer.published(), 50);
    Xrange all;
    all.stream = "s";
    const StreamEntries entries = ok(all);
    QCOMPARE(entries.size(), 50);
    for (int n = 1; n <= 50; ++n)
        QCOMPARE(entries.at(n - 1).value("n"), QByteArray::number(n));
}

void TestProducerRefusals::refusalsInOrder()
{
    // With ids of their own a change of order would make the later ones impossible.
    ok(Ping());
    StreamProducer producer(m_client.get());
    admin("CONFIG SET maxmemory 1");
    int next = 1;
    QList<QFuture<StreamId>> futures;
    for (; next <= 20; ++next)
        futures.append(producer.publish(u"s"_s, fields(next), StreamId {quint64(next), 0}));
    QVERIFY(endsSoon(m_client->ping()));
    for (; next <= 40; ++next)
        futures.append(producer.publish(u"s"_s, fields(next), StreamId {quint64(next), 0}));
    admin("CONFIG SET maxmemory 0");
    QVERIFY(endsSoon(producer.flush()));
    for (int n = 1; n <= 40; ++n)
        QCOMPARE(futures[n - 1].result(), StreamId(quint64(n), 0));
    QCOMPARE(ok(Xlen {"s"}), 40);
}

void TestProducerRefusals::refusedTooLong()
{
    FakeServer server([](int, const QByteArrayList &command) {
        return command.constFirst() == "XADD" ? Test::error("OOM command not allowed when used memory > 'maxmemory'.") : QByteArray();
    });
    RedisClient client(server.url() + u"?command_timeout=3000"_s);
    StreamProducer producer(&client);
    QSignalSpy errors(&producer, &StreamProducer::errorOccurred);
    const auto first = producer.publish(u"s"_s, fields(1));
    const auto second = producer.publish(u"s"_s, fields(2));
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(failureOf(first).code(), Code::OutOfMemory);
    QCOMPARE(failureOf(second).code(), Code::OutOfMemory);
    QCOMPARE(errors.size(), 2);
    // Tried several times, with pauses.
    const auto tries = server.received().size();
    QVERIFY2(tries >= 4 && tries < 12, qPrintable(QString::number(tries)));
}

void TestProducerRefusals::finalErrors()
{
    StreamProducer producer(m_client.get());
    admin("SET s text");
    const auto wrong = producer.publish(u"s"_s, fields(1));
    const auto fine = producer.publish(u"t"_s, fields(2));
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(failureOf(wrong).code(), Code::WrongType);
    QVERIFY(!failureOf(fine));
    ok(Ping());
    QCOMPARE(m_server.admin().commandCalls().value("xadd"), 2);
}

void TestProducerRefusals::idempotentOnOldServer()
{
    StreamProducer producer(m_client.get());
    producer.setIdempotent(true);
    const auto entry = producer.publish(u"s"_s, fields(1));
    QVERIFY(endsSoon(entry));
    if (!failureOf(entry))
        QSKIP("This server has IDMP");
    QCOMPARE(failureOf(entry).code(), Code::NotSupported);
    QCOMPARE(ok(Xlen {"s"}), 0);
    // An id of its own needs no IDMP.
    const auto own = producer.publish(u"s"_s, fields(1), StreamId {1, 0});
    QVERIFY(endsSoon(own));
    QCOMPARE(own.result(), StreamId(1, 0));
}

COMMAND_SERVER_MAIN(TestProducerRefusals)
#include "tst_producerrefusals.moc"
