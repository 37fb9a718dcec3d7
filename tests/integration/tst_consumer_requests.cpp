// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using StartFrom = StreamConsumer::StartFrom;

/// What a consumer asks the server for: COUNT and BLOCK of its reads.
class TestConsumerRequests : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void countOnTheWire_data();
    void countOnTheWire();
    void automaticCountFollowsTheLoad();
    void blockOnTheWire_data();
    void blockOnTheWire();
};

namespace {

/// The word behind another one in a command; empty when it is not there.
QByteArray option(const QByteArrayList &command, const QByteArray &name)
{
    const qsizetype at = command.indexOf(name);
    return at < 0 ? QByteArray() : command.value(at + 1);
}

QList<QByteArrayList> reads(const FakeServer &server)
{
    QList<QByteArrayList> list = server.received();
    list.removeIf([](const QByteArrayList &command) { return command.constFirst() != "XREAD"; });
    return list;
}

} // namespace

void TestConsumerRequests::countOnTheWire_data()
{
    QTest::addColumn<int>("bufferSize");
    QTest::addColumn<QByteArray>("count");
    QTest::newRow("nothing extra") << 0 << QByteArray("1");
    QTest::newRow("nine extra") << 9 << QByteArray("10");
    QTest::newRow("many extra") << 99'999 << QByteArray("100000");
}

void TestConsumerRequests::countOnTheWire()
{
    QFETCH(int, bufferSize);
    QFETCH(QByteArray, count);
    FakeServer server([](int, const QByteArrayList &command) {
        return command.constFirst() == "XREAD" ? FakeServer::silence() : QByteArray();
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBufferSize(bufferSize);
    consumer.start();
    QTRY_VERIFY(!reads(server).isEmpty());
    const QByteArrayList read = reads(server).constFirst();
    QCOMPARE(option(read, "COUNT"), count);
    QCOMPARE(read.mid(read.indexOf("STREAMS")), QByteArrayList({"STREAMS", "one", "0-0"}));
}

void TestConsumerRequests::automaticCountFollowsTheLoad()
{
    addNumbered(m_server.admin(), "one", 60'000);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    QCOMPARE(consumer.bufferSize(), -1);
    m_server.admin().command({"CONFIG", "RESETSTAT"});
    const QFuture<qint64> drained = consumer.drain();
    QVERIFY(ends(drained, 30'000));
    QCOMPARE(drained.result(), 60'000);
    // With the first COUNT to the end it would be hundreds of requests.
    const qint64 requests = m_server.admin().commandCalls().value("xread");
    QVERIFY2(requests >= 5 && requests < 60, qPrintable(QString::number(requests)));
}

void TestConsumerRequests::blockOnTheWire_data()
{
    QTest::addColumn<int>("blockTimeout");
    QTest::addColumn<QByteArray>("whileFollowing");
    // Following waits for ever; "for ever" never goes to the server, nor does a wait above block_limit (300).
    QTest::newRow("none") << 0 << QByteArray("300");
    QTest::newRow("short") << 120 << QByteArray("120");
    QTest::newRow("long") << 60'000 << QByteArray("300");
    QTest::newRow("for ever") << -1 << QByteArray("300");
}

void TestConsumerRequests::blockOnTheWire()
{
    QFETCH(int, blockTimeout);
    QFETCH(QByteArray, whileFollowing);
    FakeServer server([](int, const QByteArrayList &command) {
        return command.constFirst() == "XREAD" ? FakeServer::silence() : QByteArray();
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBlockTimeout(blockTimeout);
    consumer.start();
    QTRY_VERIFY(!reads(server).isEmpty());
    QCOMPARE(option(reads(server).constFirst(), "BLOCK"), whileFollowing);
    consumer.abort();
    server.clearReceived();
    const auto fetched = consumer.fetchEntry();
    QTRY_VERIFY(!reads(server).isEmpty());
    // BLOCK 0 would mean for ever.
    QCOMPARE(option(reads(server).constFirst(), "BLOCK"), blockTimeout == 0 ? QByteArray() : whileFollowing);
}

QTEST_GUILESS_MAIN(TestConsumerRequests)
#include "tst_consumer_requests.moc"
