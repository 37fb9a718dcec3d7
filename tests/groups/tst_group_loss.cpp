// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include "support/faultproxy.h"
#include "support/localport_p.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QTimer>
#include <QtNetwork/QTcpSocket>

#include <vector>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

namespace {

/// One consumer behind a proxy that cuts its connections at places a seed chooses, and what is added meanwhile.
class Lane
{
public:
    Lane(RedisServer &server, quint32 seed, GroupConsumer::AckPolicy policy)
        : m_admin(server.admin())
        , m_random(seed)
        , m_proxy(server.port())
        , m_client(quick(m_proxy.url()))
        , m_stream("lane:" + QByteArray::number(seed))
        , m_consumer(&m_client, {QString::fromLatin1(m_stream)}, u"g"_s, u"c"_s)
        , recorder(&m_consumer)
    {
        m_proxy.setCutWithReset(m_random.bounded(2) == 1);
        m_consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
        m_consumer.setAckPolicy(policy);
        if (policy == GroupConsumer::AckPolicy::Manual) {
            QObject::connect(&m_consumer, &StreamConsumer::entryReceived, &m_consumer,
                             [this](const QString &, const StreamEntry &entry) { m_consumer.acknowledge(entry); });
        }
        // Cuts come one after the other, each after some hundred bytes more: within replies, at their ends, in acks.
        QObject::connect(&m_cutter, &QTimer::timeout, &m_cutter, [this] {
            if (--m_cutsLeft < 0) {
                m_cutter.stop();
                m_proxy.cutAfter(-1);
                return;
            }
            addSome();
            m_proxy.cutAfter(m_random.bounded(m_cutsLeft % 3 == 0 ? 300 : 2000));
            m_cutter.start(5 + int(m_random.bounded(40)));
        });
        m_consumer.start();
        m_cutter.start(10);
    }

    void addSome()
    {
        addNumbered(m_admin, m_stream, added == 0 ? 300 : 20, added + 1);
        added += added == 0 ? 300 : 20;
    }
    bool done() const { return m_cutsLeft < 0 && recorder.received.size() >= added && pendingCount(m_admin, m_stream) == 0; }

    QString verdict()
    {
        QString text = u"%1: received %2 of %3, pending %4, reconnects %5"_s.arg(QString::fromLatin1(m_stream)).arg(recorder.received.size())
                           .arg(added).arg(pendingCount(m_admin, m_stream)).arg(m_consumer.reconnectCount());
        expectAll(recorder.ledger, m_admin, {m_stream});
        const QStringList problems = recorder.ledger.problems();
        return done() && problems.isEmpty() ? QString() : text + u'\n' + problems.join(u'\n');
    }
    qint64 reconnects() const { return m_consumer.reconnectCount(); }

private:
    AdminClient &m_admin;
    QRandomGenerator m_random;
    FaultProxy m_proxy;
    RedisClient m_client;
    const QByteArray m_stream;
    GroupConsumer m_consumer;
    QTimer m_cutter;
    int m_cutsLeft = 15;

public:
    GroupRecorder recorder;
    int added = 0;
};

/// Closes connections towards clients and keeps them open towards the server, as a network does that breaks half-way.
class HalfOpenProxy : public QTcpServer
{
public:
    explicit HalfOpenProxy(quint16 target)
    {
        listenOnFreePort(*this);
        connect(this, &QTcpServer::newConnection, this, [this, target] {
            while (QTcpSocket *client = nextPendingConnection()) {
                auto *server = new QTcpSocket(this);
                m_clients.append(client);
                connect(client, &QTcpSocket::readyRead, server, [client, server] { server->write(client->readAll()); });
                connect(server, &QTcpSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
                server->connectToHost(QHostAddress(QHostAddress::LocalHost), target);
            }
        });
    }
    QString url() const { return u"redis://127.0.0.1:%1"_s.arg(serverPort()); }
    void cutClients()
    {
        for (QTcpSocket *client : std::exchange(m_clients, {})) {
            client->disconnect();
            client->abort();
        }
    }

private:
    QList<QTcpSocket *> m_clients;
};

} // namespace

/// Connections end in the middle of replies: nothing is lost, nothing comes twice, nothing stays pending.
class TestGroupLoss : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void cutsInReplies_data();
    void cutsInReplies();
    void reconnectsLeaveDeliveryCounts();
    void readThatOutlivesItsConnection();
    void severalStreamsAndMembers();
    void silentServer();
};

void TestGroupLoss::cutsInReplies_data()
{
    QTest::addColumn<GroupConsumer::AckPolicy>("policy");
    QTest::addColumn<int>("firstSeed");
    for (int first = 1; first <= 41; first += 10) {
        QTest::addRow("manual, seeds from %d", first) << Policy::Manual << first;
        QTest::addRow("after delivery, seeds from %d", first) << Policy::AfterDelivery << first;
    }
}

void TestGroupLoss::cutsInReplies()
{
    QFETCH(GroupConsumer::AckPolicy, policy);
    QFETCH(int, firstSeed);
    std::vector<std::unique_ptr<Lane>> lanes;
    for (int seed = firstSeed; seed < firstSeed + 10; ++seed)
        lanes.push_back(std::make_unique<Lane>(m_server, quint32(seed), policy));
    const auto allDone = [&] { return std::all_of(lanes.begin(), lanes.end(), [](const auto &lane) { return lane->done(); }); };
    const bool done = QTest::qWaitFor(allDone, 60'000);
    QStringList problems;
    qint64 reconnects = 0;
    for (const auto &lane : lanes) {
        reconnects += lane->reconnects();
        if (const QString verdict = lane->verdict(); !verdict.isEmpty())
            problems.append(verdict);
    }
    QVERIFY2(done && problems.isEmpty(), qPrintable(problems.join(u'\n')));
    // The cuts have to have hit something, or this proves nothing.
    QVERIFY2(reconnects >= 10, qPrintable(QString::number(reconnects)));
}

void TestGroupLoss::reconnectsLeaveDeliveryCounts()
{
    addNumbered(admin(), "one", 50);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 50);
    const QStringList before = pendingOf(admin(), "one");
    QCOMPARE(before.size(), 50);
    QCOMPARE(before.first(), u"1-0 c 1"_s);
    for (int i = 1; i <= 20; ++i) {
        QVERIFY(admin().killClients("*") > 0);
        QTRY_COMPARE(consumer->reconnectCount(), i);
        QTRY_COMPARE(blockedClients(admin()), 1);
    }
    QCOMPARE(pendingOf(admin(), "one"), before);
    addNumbered(admin(), "one", 1, 51);
    TRY_RECEIVED(recorder, 51);
    VERIFY_LEDGER([&]() -> EntryLedger & { expectAll(recorder.ledger, admin(), {"one"}); return recorder.ledger; }());
    QCOMPARE(recorder.count(u"ownership"_s), 0);
}

void TestGroupLoss::readThatOutlivesItsConnection()
{
    // The connection is gone for us and not for the server: the read that waits there is still given entries, which
    // reach nobody.
    HalfOpenProxy proxy(m_server.port());
    RedisClient client(proxy.url() + u"?block_limit=5000&reconnect_initial=10&reconnect_max=100"_s);
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    GroupRecorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(blockedClients(admin()), 1);
    proxy.cutClients();
    QTRY_COMPARE(consumer.reconnectCount(), 1);
    QTRY_COMPARE(blockedClients(admin()), 2);
    addNumbered(admin(), "one", 1);
    QTRY_COMPARE(pendingOf(admin(), "one"), QStringList {u"1-0 c 1"_s});
    QVERIFY(!QTest::qWaitFor([&] { return !recorder.received.isEmpty(); }, 100)); // the dead connection got it
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.deliveries.value(u"1-0"_s), 1);
    addNumbered(admin(), "one", 5, 2);
    TRY_RECEIVED(recorder, 6);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 6));
}

void TestGroupLoss::severalStreamsAndMembers()
{
    // Two members of a group on three streams, each behind its own broken network: each entry to one of them, once.
    FaultProxy first(m_server.port());
    FaultProxy second(m_server.port());
    RedisClient firstClient(quick(first.url()));
    RedisClient secondClient(quick(second.url()));
    const QStringList streams {u"one"_s, u"two"_s, u"three"_s};
    GroupConsumer a(&firstClient, streams, u"g"_s, u"a"_s);
    GroupConsumer b(&secondClient, streams, u"g"_s, u"b"_s);
    GroupRecorder recordA(&a);
    GroupRecorder recordB(&b);
    for (GroupConsumer *consumer : {&a, &b}) {
        consumer->setStartFrom(StreamConsumer::StartFrom::Beginning);
        consumer->setAckPolicy(Policy::AfterDelivery);
        consumer->start();
    }
    QRandomGenerator random(7);
    int added = 0;
    // A busy machine is given as many rounds as it takes to reconnect a few times.
    const auto wereCut = [&] { return a.reconnectCount() > 3 && b.reconnectCount() > 3; };
    for (int round = 0; round < 25 || (!wereCut() && round < 500); ++round) {
        for (const QString &stream : streams)
            addNumbered(admin(), stream.toLatin1(), 40, added + 1);
        added += 40;
        first.cutAfter(random.bounded(4000));
        second.cutAfter(random.bounded(4000));
        QTest::qWait(20);
    }
    first.cutAfter(-1);
    second.cutAfter(-1);
    QTRY_COMPARE_WITH_TIMEOUT(recordA.received.size() + recordB.received.size(), qsizetype(3 * added), 60'000);
    QVERIFY(wereCut());
    EntryLedger both;
    expectAll(both, admin(), {"one", "two", "three"});
    for (const GroupRecorder *recorder : {&recordA, &recordB}) {
        for (const QString &line : recorder->received)
            both.saw(line.section(u' ', 0, 0).toLatin1(), line.section(u' ', 1).toLatin1());
    }
    // The order between two members is nobody's.
    const QStringList problems = both.problems(EntryLedger::Lost | EntryLedger::Duplicated | EntryLedger::Unexpected);
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    for (const QString &stream : streams)
        QTRY_COMPARE(pendingCount(admin(), stream.toLatin1()), 0);
}

void TestGroupLoss::silentServer()
{
    // The network swallows everything for longer than the reply deadline, with a reply on the way.
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url(), u"block_limit=5000&reply_timeout=1000&command_timeout=1500"_s));
    GroupConsumer consumer(&client, {u"one"_s}, u"g"_s, u"c"_s);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    consumer.setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(&consumer);
    consumer.start();
    addNumbered(admin(), "one", 10);
    TRY_RECEIVED(recorder, 10);
    QTRY_COMPARE(blockedClients(admin()), 1);
    proxy.setBlackHole(true);
    addNumbered(admin(), "one", 10, 11);
    QTRY_COMPARE(pendingOf(admin(), "one").filter(u"20-0"_s).size(), 1);
    QTRY_COMPARE(consumer.state(), StreamConsumer::State::Reconnecting);
    QVERIFY(!consumer.isHealthy());
    proxy.cutAll();
    proxy.setBlackHole(false);
    TRY_RECEIVED(recorder, 20);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 20));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
    QTRY_VERIFY(consumer.isHealthy());
}

QTEST_GUILESS_MAIN(TestGroupLoss)
#include "tst_group_loss.moc"
