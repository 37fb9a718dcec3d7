// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include "support/fakeserver.h"
#include "support/faultproxy.h"

#include <RedisStreams/streamproducer.h>

#include <QtCore/QMutex>
#include <QtCore/QRandomGenerator>

#include <atomic>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using Code = RedisError::Code;

/// StreamProducer over a network that cuts connections at any byte.
class TestProducerFaults : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void ownIdsExactlyOnce_data();
    void ownIdsExactlyOnce();
    void idempotentExactlyOnce_data();
    void idempotentExactlyOnce();
    void serverIdsNeverTwice_data();
    void serverIdsNeverTwice();
    void idempotentIsSentAgain();
    void tooSmallIsLookedUp();
    void tooSmallOfAnother();
    void refusedForGoodAfterALoss();
    void loadingKeepsTheOrder();
    void nodeOfAClusterByAPlainUrl();
    void serverRestarts();
    void serverStaysAway();

private:
    static void seeds()
    {
        QTest::addColumn<quint32>("seed");
        QTest::addColumn<bool>("fromClient");
        QTest::addColumn<bool>("reset");
        for (quint32 seed = 1; seed <= 3; ++seed) {
            QTest::addRow("replies cut, seed %u", seed) << seed << false << false;
            QTest::addRow("requests cut, seed %u", seed) << seed << true << false;
            QTest::addRow("reset, seed %u", seed) << seed << false << true;
        }
    }

    /// Publishes so many entries while connections are cut, and returns their futures once all have ended.
    QList<QFuture<StreamId>> publishThroughCuts(int count, bool ownIds, StreamProducer &producer, FaultProxy &proxy)
    {
        QFETCH(quint32, seed);
        QFETCH(bool, fromClient);
        QFETCH(bool, reset);
        QRandomGenerator random(seed);
        proxy.setCutWithReset(reset);
        QList<QFuture<StreamId>> futures;
        QElapsedTimer timer;
        timer.start();
        while (futures.size() < count && timer.elapsed() < 60'000) {
            if (fromClient)
                proxy.cutAfterFromClient(random.bounded(20'000));
            else
                proxy.cutAfter(random.bounded(8'000));
            const int burst = int(qMin<qsizetype>(random.bounded(50, 400), count - futures.size()));
            for (int i = 0; i < burst; ++i) {
                const auto n = quint64(futures.size() + 1);
                const StreamFields fields {{"n", QByteArray::number(n)}, {"fill", QByteArray(int(n % 50), 'x')}};
                futures.append(ownIds ? producer.publish(u"s"_s, fields, StreamId {n, 0}) : producer.publish(u"s"_s, fields));
            }
            // Some bursts lie in flight together.
            if (random.bounded(2) == 0)
                endsSoon(producer.flush(), 30'000);
        }
        endsSoon(producer.flush(), 60'000);
        return futures;
    }
};

void TestProducerFaults::ownIdsExactlyOnce_data()
{
    seeds();
}

void TestProducerFaults::ownIdsExactlyOnce()
{
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url(), u"protocol=%1"_s.arg(m_protocol)));
    StreamProducer producer(&client);
    constexpr int count = 4000;
    const auto futures = publishThroughCuts(count, true, producer, proxy);
    QCOMPARE(futures.size(), count);
    for (int n = 1; n <= count; ++n) {
        QVERIFY(futures[n - 1].isFinished());
        const RedisError error = failureOf(futures[n - 1]);
        QVERIFY2(!error, qPrintable(error.message()));
        QCOMPARE(futures[n - 1].result(), StreamId(quint64(n), 0));
    }
    Xrange all;
    all.stream = "s";
    const StreamEntries entries = ok(all);
    QCOMPARE(entries.size(), count);
    for (int n = 1; n <= count; ++n)
        QCOMPARE(entries.at(n - 1).value("n"), QByteArray::number(n));
    QVERIFY2(proxy.connectionCount() > 2, "no connection was cut, so the test has tested nothing");
}

void TestProducerFaults::idempotentExactlyOnce_data()
{
    seeds();
}

void TestProducerFaults::idempotentExactlyOnce()
{
    REQUIRE_FEATURE({"IDMP", {8, 6}, std::nullopt});
    // The stream remembers as many entries as may be under way.
    ok(Xadd {"s", {{"n", "0"}}});
    QVERIFY(ok(Xcfgset {"s", std::chrono::hours(1), 10'000}));
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url(), u"protocol=%1"_s.arg(m_protocol)));
    StreamProducer producer(&client);
    producer.setIdempotent(true);
    producer.setIdempotenceWindow(10'000);
    constexpr int count = 4000;
    const auto futures = publishThroughCuts(count, false, producer, proxy);
    QCOMPARE(futures.size(), count);
    Xrange all;
    all.stream = "s";
    const StreamEntries entries = ok(all);
    QCOMPARE(entries.size(), count + 1);
    for (int n = 1; n <= count; ++n) {
        QVERIFY(futures[n - 1].isFinished());
        const RedisError error = failureOf(futures[n - 1]);
        QVERIFY2(!error, qPrintable(error.message()));
        QCOMPARE(entries.at(n).value("n"), QByteArray::number(n));
        QCOMPARE(entries.at(n).id(), futures[n - 1].result());
    }
    QCOMPARE(producer.published(), count);
    QVERIFY2(proxy.connectionCount() > 2, "no connection was cut, so the test has tested nothing");
    // Where replies were lost, entries came that were there already.
    QFETCH(bool, fromClient);
    QVERIFY(fromClient || ok(XinfoStream {"s"}).iidsDuplicates > 0);
}

void TestProducerFaults::serverIdsNeverTwice_data()
{
    seeds();
}

void TestProducerFaults::serverIdsNeverTwice()
{
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url(), u"protocol=%1"_s.arg(m_protocol)));
    StreamProducer producer(&client);
    constexpr int count = 4000;
    const auto futures = publishThroughCuts(count, false, producer, proxy);
    QCOMPARE(futures.size(), count);
    QHash<QByteArray, StreamId> inStream;
    Xrange all;
    all.stream = "s";
    const StreamEntries entries = ok(all);
    for (const StreamEntry &entry : entries) {
        QVERIFY2(!inStream.contains(entry.value("n")), entry.value("n").constData());
        inStream.insert(entry.value("n"), entry.id());
    }
    int unknown = 0;
    for (int n = 1; n <= count; ++n) {
        const QFuture<StreamId> &future = futures[n - 1];
        QVERIFY(future.isFinished());
        if (const RedisError error = failureOf(future)) {
            QCOMPARE(error.code(), Code::ConnectionLost);
            QVERIFY2(error.message().contains(u"not known"), qPrintable(error.message()));
            ++unknown;
        } else {
            QCOMPARE(inStream.value(QByteArray::number(n)), future.result());
        }
    }
    QCOMPARE(producer.published(), count - unknown);
    QCOMPARE(producer.failed(), unknown);
    QVERIFY(entries.size() >= count - unknown);
    QVERIFY2(unknown > 0, "no entry lost its reply, so the test has tested nothing");
}

void TestProducerFaults::idempotentIsSentAgain()
{
    // The reply to the first sending is lost; the second gets the id of the first.
    std::atomic_int sent = 0;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() != "XADD")
            return QByteArray();
        return ++sent == 1 ? FakeServer::closeConnection() : bulk("7-0");
    });
    RedisClient client(quick(server.url()));
    StreamProducer producer(&client);
    producer.setIdempotent(true);
    const auto entry = producer.publish(u"s"_s, {{"a", "b"}});
    QVERIFY(endsSoon(entry));
    QCOMPARE(entry.result(), StreamId(7, 0));
    QList<QByteArrayList> adds = server.received();
    adds.removeIf([](const QByteArrayList &command) { return command.constFirst() != "XADD"; });
    QCOMPARE(adds.size(), 2);
    QCOMPARE(adds[0], adds[1]);
}

void TestProducerFaults::tooSmallIsLookedUp()
{
    std::atomic_int sent = 0;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == "XRANGE")
            return array({entry("7-0", {{"a", "b"}})});
        if (command.constFirst() != "XADD")
            return QByteArray();
        return ++sent == 1 ? FakeServer::closeConnection()
                           : Test::error("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    });
    RedisClient client(quick(server.url()));
    StreamProducer producer(&client);
    const auto added = producer.publish(u"s"_s, {{"a", "b"}}, StreamId {7, 0});
    QVERIFY(endsSoon(added));
    QCOMPARE(added.result(), StreamId(7, 0));
    QCOMPARE(server.received().constLast(), QByteArrayList({"XRANGE", "s", "7-0", "7-0", "COUNT", "1"}));
}

void TestProducerFaults::refusedForGoodAfterALoss()
{
    // The first sending was executed. That the server refuses the second one does not mean that the entry is not there.
    std::atomic_int sent = 0;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == "XRANGE")
            return command.at(2) == "7-0" ? array({entry("7-0", {{"a", "b"}})}) : array({});
        if (command.constFirst() != "XADD")
            return QByteArray();
        return ++sent <= 2 ? FakeServer::closeConnection() : Test::error("READONLY You can't write against a read only replica.");
    });
    RedisClient client(quick(server.url(), u"command_timeout=2500"_s));
    StreamProducer producer(&client);
    const auto there = producer.publish(u"s"_s, {{"a", "b"}}, StreamId {7, 0});
    const auto notThere = producer.publish(u"s"_s, {{"a", "b"}}, StreamId {8, 0});
    QVERIFY(endsSoon(there));
    QCOMPARE(failureOf(there), RedisError());
    QCOMPARE(there.result(), StreamId(7, 0));
    QVERIFY(endsSoon(notThere));
    QCOMPARE(failureOf(notThere).code(), Code::ReadOnly);
    QVERIFY2(failureOf(notThere).message().contains(u"does not have this entry"), qPrintable(failureOf(notThere).message()));
}

void TestProducerFaults::loadingKeepsTheOrder()
{
    // A server that has just been restarted: connected, and loading.
    std::atomic_bool loading = true;
    std::atomic_int refused = 0;
    QMutex mutex;
    QByteArrayList order;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() != "XADD")
            return QByteArray();
        if (loading)
            return ++refused, Test::error("LOADING Redis is loading the dataset in memory");
        const QMutexLocker lock(&mutex);
        order.append(command.constLast());
        return bulk(command.constLast() + "-0");
    });
    RedisClient client(quick(server.url()));
    QVERIFY(endsSoon(client.ping()));
    StreamProducer producer(&client);
    QList<QFuture<StreamId>> futures;
    const auto publish = [&](int first, int last) {
        for (int n = first; n <= last; ++n)
            futures.append(producer.publish(u"s"_s, {{"n", QByteArray::number(n)}}));
    };
    publish(1, 10);
    QTRY_VERIFY(refused >= 10);
    loading = false;
    publish(11, 20); // what was refused is still to come, and first
    QVERIFY(endsSoon(producer.flush()));
    QByteArrayList expected;
    for (int n = 1; n <= 20; ++n)
        expected.append(QByteArray::number(n));
    const QMutexLocker lock(&mutex);
    QCOMPARE(order, expected);
    for (const auto &future : futures)
        QVERIFY(!failureOf(future));
}

void TestProducerFaults::nodeOfAClusterByAPlainUrl()
{
    // Only a client of the cluster could go where it says.
    FakeServer server([&](int, const QByteArrayList &command) {
        return command.constFirst() == "XADD" ? Test::error("MOVED 7 127.0.0.1:7000") : QByteArray();
    });
    RedisClient client(quick(server.url()));
    StreamProducer producer(&client);
    const auto added = producer.publish(u"s"_s, {{"a", "b"}});
    QVERIFY(endsSoon(added));
    QCOMPARE(failureOf(added).code(), Code::Moved);
    QCOMPARE(server.received().count(QByteArrayList({"XADD", "s", "*", "a", "b"})), 1);
}

void TestProducerFaults::tooSmallOfAnother()
{
    // There is an entry with that id, but it is not ours: no success.
    std::atomic_int sent = 0;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == "XRANGE")
            return array({entry("7-0", {{"a", "other"}})});
        if (command.constFirst() != "XADD")
            return QByteArray();
        return ++sent == 1 ? FakeServer::closeConnection()
                           : Test::error("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    });
    RedisClient client(quick(server.url()));
    StreamProducer producer(&client);
    const auto refused = producer.publish(u"s"_s, {{"a", "b"}}, StreamId {7, 0});
    QVERIFY(endsSoon(refused));
    QCOMPARE(failureOf(refused).code(), Code::IdTooSmall);
    QVERIFY2(failureOf(refused).message().contains(u"does not have this entry"), qPrintable(failureOf(refused).message()));
}

void TestProducerFaults::serverRestarts()
{
    RedisServer::Options options;
    options.appendOnly = true;
    RedisServer server(options);
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient client(quick(server.url(), u"protocol=%1"_s.arg(m_protocol)));
    StreamProducer producer(&client);
    QList<QFuture<StreamId>> futures;
    for (int n = 1; n <= 3000; ++n) {
        futures.append(producer.publish(u"s"_s, {{"n", QByteArray::number(n)}}, StreamId {quint64(n), 0}));
        if (n == 1000)
            QVERIFY(endsSoon(futures.constFirst()));
        if (n == 2000)
            QVERIFY2(server.restart(), qPrintable(server.errorString()));
    }
    QVERIFY(endsSoon(producer.flush(), 30'000));
    for (int n = 1; n <= 3000; ++n)
        QCOMPARE(futures[n - 1].result(), StreamId(quint64(n), 0));
    QCOMPARE(server.admin().integer({"XLEN", "s"}), 3000);
}

void TestProducerFaults::serverStaysAway()
{
    // Whether sent or not, every entry has its report within commandTimeout.
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url(), u"command_timeout=3000&protocol=%1"_s.arg(m_protocol)));
    StreamProducer producer(&client);
    QVERIFY(endsSoon(producer.publish(u"s"_s, {{"n", "0"}})));
    proxy.setBlackHole(true);
    const auto sent = producer.publish(u"s"_s, {{"n", "1"}}, StreamId {quint64(QDateTime::currentMSecsSinceEpoch()) * 2, 0});
    const auto plain = producer.publish(u"s"_s, {{"n", "2"}});
    QVERIFY(!endsSoon(client.ping(), 50));
    proxy.setRefuse(true);
    proxy.cutAll();
    QTRY_VERIFY(client.state() == RedisClient::State::Reconnecting);
    const auto neverSent = producer.publish(u"s"_s, {{"n", "3"}});
    QVERIFY(endsSoon(producer.flush()));
    QCOMPARE(failureOf(sent).code(), Code::ConnectionLost);
    QVERIFY2(failureOf(sent).message().contains(u"not known"), qPrintable(failureOf(sent).message()));
    QCOMPARE(failureOf(plain).code(), Code::ConnectionLost);
    QVERIFY(failureOf(neverSent).isError());
    QCOMPARE(producer.failed(), 3);
    QCOMPARE(ok(Xlen {"s"}), 1);
}

COMMAND_SERVER_MAIN(TestProducerFaults)
#include "tst_producerfaults.moc"
