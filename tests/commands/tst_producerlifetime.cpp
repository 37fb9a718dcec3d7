// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include "support/fakeserver.h"
#include "support/faultproxy.h"

#include <RedisStreams/streamproducer.h>

#include <atomic>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using Code = RedisError::Code;

/// What ends while entries are under way, and what their reports may do: each entry has one report all the same.
class TestProducerLifetime : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    /// Never answers XADD, until the connection is cut.
    void init()
    {
        CommandServerTest::init();
        m_reports.clear();
        m_onFirst = [] {};
        m_silent = std::make_unique<FakeServer>([](int, const QByteArrayList &command) {
            return command.constFirst() == "XADD" ? FakeServer::silence() : QByteArray();
        });
        m_lonely = std::make_unique<RedisClient>(quick(m_silent->url()));
        m_producer = std::make_unique<StreamProducer>(m_lonely.get());
        QVERIFY(endsSoon(m_lonely->ping()));
        for (int n = 0; n < Entries; ++n)
            publish(n);
        QTRY_VERIFY(!m_silent->received().isEmpty() && m_silent->received().constLast().constFirst() == "XADD");
    }

    void cleanup()
    {
        m_producer.reset();
        m_lonely.reset();
        m_silent.reset();
    }

    void clientEndsUnderWay_data() { endings(); }
    void clientEndsUnderWay();
    void clientEndsInAReport_data() { endings(); }
    void clientEndsInAReport();
    void producerEndsAndAReportEndsTheClient_data() { endings(); }
    void producerEndsAndAReportEndsTheClient();
    void producerEndsAndAReportSpins();
    void reportPublishesBehindWhatIsHeld();
    void anotherClientTakesNothingOver();
    void oldClientSendsAgain();

private:
    static constexpr int Entries = 5;

    static void endings()
    {
        QTest::addColumn<int>("ending");
        QTest::newRow("another URL") << 0;
        QTest::newRow("closed") << 1;
        QTest::newRow("destroyed") << 2;
    }

    void publish(int n)
    {
        const auto report = [this, n](const RedisError &error) {
            m_reports[n].append(error.code());
            if (std::exchange(m_first, false))
                m_onFirst();
        };
        m_first = true;
        m_producer->publish("s", {{"n", QByteArray::number(n)}}, this, [report](StreamId) { report({}); }, report);
    }

    void endClient()
    {
        QFETCH(int, ending);
        if (ending == 0)
            m_lonely->setUrl(m_server.url());
        else if (ending == 1)
            m_lonely->close();
        else
            m_lonely.reset();
    }

    bool oneReportEach() const
    {
        for (int n = 0; n < Entries; ++n) {
            if (m_reports.value(n).size() != 1)
                return false;
        }
        return true;
    }

    std::unique_ptr<FakeServer> m_silent;
    std::unique_ptr<RedisClient> m_lonely;
    std::unique_ptr<StreamProducer> m_producer;
    QHash<int, QList<Code>> m_reports;
    std::function<void()> m_onFirst;
    bool m_first = false;
};

void TestProducerLifetime::clientEndsUnderWay()
{
    endClient();
    QTRY_VERIFY(oneReportEach());
    for (const QList<Code> &codes : std::as_const(m_reports))
        QCOMPARE(codes, QList<Code> {Code::Aborted});
    QCOMPARE(m_producer->inFlight(), 0);
    QCOMPARE(m_producer->failed(), Entries);
}

void TestProducerLifetime::clientEndsInAReport()
{
    m_onFirst = [this] { endClient(); };
    m_silent.reset(); // the connection is lost, so all of them end together
    QTRY_VERIFY(oneReportEach());
    for (const QList<Code> &codes : std::as_const(m_reports))
        QVERIFY(codes.constFirst() == Code::ConnectionLost || codes.constFirst() == Code::Aborted);
    QCOMPARE(m_producer->inFlight(), 0);
}

void TestProducerLifetime::producerEndsAndAReportEndsTheClient()
{
    m_onFirst = [this] { endClient(); };
    m_producer.reset();
    QVERIFY(oneReportEach());
    for (const QList<Code> &codes : std::as_const(m_reports))
        QCOMPARE(codes, QList<Code> {Code::Aborted});
}

void TestProducerLifetime::producerEndsAndAReportSpins()
{
    // The connection ends in the event loop that the first report runs: what that brings to the others is too late.
    m_onFirst = [this] {
        m_silent.reset();
        QVERIFY(QTest::qWaitFor([this] { return m_lonely->state() == RedisClient::State::Reconnecting; }, Patience));
    };
    m_producer.reset();
    QVERIFY(oneReportEach());
}

void TestProducerLifetime::reportPublishesBehindWhatIsHeld()
{
    // With ids of their own a change of order would make the earlier ones impossible.
    ok(Ping());
    StreamProducer producer(m_client.get());
    QObject context;
    admin("CONFIG SET maxmemory 1");
    QList<QFuture<StreamId>> futures;
    for (quint64 n = 1; n <= 10; ++n)
        futures.append(producer.publish(u"s"_s, {{"n", "1"}}, StreamId {n, 0}));
    QFuture<StreamId> late;
    futures.first().then(&context, [&](StreamId) { late = producer.publish(u"s"_s, {{"n", "1"}}, StreamId {11, 0}); });
    QVERIFY(endsSoon(m_client->ping())); // by now all of them were refused
    admin("CONFIG SET maxmemory 0");
    QTRY_VERIFY(late.isFinished() && late.isStarted());
    QVERIFY(endsSoon(producer.flush()));
    for (const QFuture<StreamId> &one : std::as_const(futures))
        QVERIFY2(!failureOf(one), qPrintable(failureOf(one).message()));
    QCOMPARE(late.result(), StreamId(11, 0));
}

void TestProducerLifetime::anotherClientTakesNothingOver()
{
    // What was given to the one server must not come to the other one, though that one refuses it for now.
    FakeServer full([](int, const QByteArrayList &command) {
        return command.constFirst() == "XADD" ? Test::error("OOM command not allowed when used memory > 'maxmemory'.") : QByteArray();
    });
    RedisClient there(quick(full.url()));
    QVERIFY(endsSoon(there.ping()));
    StreamProducer producer(&there);
    const auto entry = producer.publish(u"s"_s, {{"n", "1"}});
    producer.setClient(m_client.get());
    QVERIFY(endsSoon(entry));
    QCOMPARE(failureOf(entry).code(), Code::OutOfMemory);
    QVERIFY(endsSoon(producer.publish(u"s"_s, {{"n", "2"}})));
    QCOMPARE(ok(Xlen {"s"}), 1);
}

void TestProducerLifetime::oldClientSendsAgain()
{
    // The first sending may have come through, and the only one who could tell is no longer asked.
    std::atomic_int sent = 0;
    FakeServer old([&](int, const QByteArrayList &command) {
        if (command.constFirst() != "XADD")
            return QByteArray();
        return ++sent == 1 ? FakeServer::silence()
                           : Test::error("ERR The ID specified in XADD is equal or smaller than the target stream top item");
    });
    RedisClient there(quick(old.url()));
    QVERIFY(endsSoon(there.ping()));
    StreamProducer producer(&there);
    const auto entry = producer.publish(u"s"_s, {{"n", "1"}}, StreamId {7, 0});
    QTRY_COMPARE(sent, 1);
    producer.setClient(m_client.get());
    old.closeAll();
    QVERIFY(endsSoon(entry));
    QCOMPARE(failureOf(entry).code(), Code::ConnectionLost);
    QVERIFY2(failureOf(entry).message().contains(u"not known"), qPrintable(failureOf(entry).message()));
    QCOMPARE(ok(Xlen {"s"}), 0);
}

COMMAND_SERVER_MAIN(TestProducerLifetime)
#include "tst_producerlifetime.moc"
