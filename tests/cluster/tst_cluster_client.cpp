// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "clustertest.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

/// Commands find the node that serves their keys, whatever happens to the slots meanwhile.
class TestClusterClient : public ClusterTest
{
    Q_OBJECT

private Q_SLOTS:
    void everySlotIsReached();
    void oneSeedIsEnough();
    void keysApartAreRefused();
    void hashTagsKeepTogether();
    void transactionInOneSlot();
    void findsStreamsOnAllNodes();
    void scriptsFindTheirNode();
    void orderIsKept();
    void movedOncePerChange();
    void askedForDuringAMove();
    void transactionDuringAMove();
    void masterKilled();
    void nextAttempt();
    void peerCertificate();
    void blockingReads();
    void notACluster();
};

void TestClusterClient::everySlotIsReached()
{
    const QStringList streams = streamsOnAll(4);
    QList<QFuture<StreamId>> added;
    for (const QString &stream : streams)
        added.append(m_client->xadd(stream, {{"a", "1"}}));
    for (const auto &one : added) {
        QVERIFY(ends(one));
        QVERIFY2(!failureOf(one), qPrintable(failureOf(one).message()));
    }
    for (const QString &stream : streams)
        QCOMPARE(m_cluster->command(stream.toUtf8(), {"XLEN", stream.toUtf8()}).toInt(), 1);
    QCOMPARE(m_client->state(), RedisClient::State::Connected);
    // Each of the three was asked directly: nobody had to be sent on.
    qint64 calls = 0;
    for (int node = 0; node < m_cluster->nodeCount(); ++node) {
        if (m_cluster->isMaster(node)) // its replica repeats what it does
            calls += m_cluster->commandCalls(node).value("xadd");
    }
    QCOMPARE(calls, 12);
}

void TestClusterClient::oneSeedIsEnough()
{
    RedisClient client(quick(m_cluster->url({2})));
    for (const QString &stream : streamsOnAll(1)) {
        const auto added = client.xadd(stream, {{"a", "1"}});
        QVERIFY(ends(added));
        QVERIFY2(!failureOf(added), qPrintable(failureOf(added).message()));
    }
    // A seed that is not there is passed over.
    RedisClient late(quick(u"redis+cluster://127.0.0.1:1,127.0.0.1:%1"_s.arg(m_cluster->port(1))));
    const auto length = late.xlen(u"s"_s);
    QVERIFY(ends(length));
    QVERIFY(!failureOf(length));
}

void TestClusterClient::keysApartAreRefused()
{
    const QStringList streams = streamsOnAll(1);
    const auto read = m_client->xread({{streams[0].toUtf8(), {}}, {streams[1].toUtf8(), {}}});
    QVERIFY(ends(read));
    const RedisError error = failureOf(read);
    QCOMPARE(error.code(), Code::CrossSlot);
    QVERIFY2(error.message().contains(streams[1]) && error.message().contains(u"hash tag"_s), qPrintable(error.message()));
    for (int node = 0; node < m_cluster->nodeCount(); ++node)
        QCOMPARE(m_cluster->commandCalls(node).value("xread"), 0);
}

void TestClusterClient::hashTagsKeepTogether()
{
    QVERIFY(ends(m_client->xadd(u"{t}:a"_s, {{"n", "1"}})));
    QVERIFY(ends(m_client->xadd(u"{t}:b"_s, {{"n", "2"}})));
    const auto read = m_client->xread({{"{t}:a", {}}, {"{t}:b", {}}});
    QVERIFY(ends(read));
    QCOMPARE(read.result().size(), 2);
}

void TestClusterClient::transactionInOneSlot()
{
    Transaction together;
    together.add(Xadd {"{t}:a", {{"n", "1"}}, {}});
    together.add(Xlen {"{t}:a"});
    const auto done = m_client->exec(together);
    QVERIFY(ends(done));
    QVERIFY2(!failureOf(done), qPrintable(failureOf(done).message()));
    const QStringList streams = streamsOnAll(1);
    Transaction apart;
    apart.add(Xlen {streams[0].toUtf8()});
    apart.add(Xlen {streams[1].toUtf8()});
    const auto refused = m_client->exec(apart);
    QVERIFY(ends(refused));
    QCOMPARE(failureOf(refused).code(), Code::CrossSlot);
}

void TestClusterClient::findsStreamsOnAllNodes()
{
    QStringList streams = streamsOnAll(4);
    for (const QString &stream : streams)
        m_cluster->xadd(stream.toUtf8(), "1-0", {"a", "1"});
    m_cluster->command("text", {"SET", "text", "1"});
    const auto found = m_client->streams();
    QVERIFY(ends(found));
    QVERIFY2(!failureOf(found), qPrintable(failureOf(found).message()));
    streams.sort();
    QStringList names;
    for (const QByteArray &key : found.result())
        names.append(QString::fromUtf8(key));
    QCOMPARE(names, streams);
}

void TestClusterClient::scriptsFindTheirNode()
{
    for (const QString &stream : streamsOnAll(1)) {
        const auto reply = m_client->command({"EVAL", "return redis.call('XADD', KEYS[1], '5-0', 'a', ARGV[1])", "1", stream.toUtf8(), "x"});
        QVERIFY(ends(reply));
        QVERIFY2(!failureOf(reply), qPrintable(failureOf(reply).message()));
        QCOMPARE(reply.result().bytes(), "5-0");
    }
}

void TestClusterClient::orderIsKept()
{
    // Also of the first ones, sent before anything is known of the cluster.
    const QStringList streams = streamsOnAll(2);
    QList<QFuture<StreamId>> added;
    for (int i = 1; i <= 500; ++i) {
        for (const QString &stream : streams)
            added.append(m_client->xadd(stream, {{"n", QByteArray::number(i)}}, {XaddOptions::IdMode::Explicit, {quint64(i), 0}}));
    }
    for (const auto &one : added) {
        QVERIFY(ends(one));
        QVERIFY2(!failureOf(one), qPrintable(failureOf(one).message()));
    }
}

void TestClusterClient::movedOncePerChange()
{
    const QString stream = streamsOnAll(1).constFirst();
    QVERIFY(ends(m_client->xadd(stream, {{"n", "0"}})));
    const int slot = m_cluster->slotOf(stream.toUtf8());
    const int from = m_cluster->nodeOf(slot);
    QVERIFY(m_cluster->moveSlot(slot, from == 0 ? 1 : 0));
    m_cluster->resetCalls();
    QList<QFuture<StreamId>> added;
    for (int i = 0; i < 200; ++i)
        added.append(m_client->xadd(stream, {{"n", "1"}}));
    for (const auto &one : added) {
        QVERIFY(ends(one));
        QVERIFY2(!failureOf(one), qPrintable(failureOf(one).message()));
    }
    QCOMPARE(m_cluster->command(stream.toUtf8(), {"XLEN", stream.toUtf8()}).toInt(), 201);
    // However many were sent the wrong way, the map was asked for once or twice.
    qint64 maps = 0;
    for (int node = 0; node < m_cluster->nodeCount(); ++node)
        maps += m_cluster->commandCalls(node).value("cluster|slots");
    QVERIFY2(maps <= 3, qPrintable(QString::number(maps)));
    QVERIFY(m_cluster->moveSlot(slot, from));
}

void TestClusterClient::askedForDuringAMove()
{
    const QString stream = streamsOnAll(1).constFirst();
    const QByteArray key = stream.toUtf8();
    m_cluster->xadd(key, "1-0", {"a", "1"});
    const int slot = m_cluster->slotOf(key);
    const int from = m_cluster->nodeOf(slot);
    const int to = from == 0 ? 1 : 0;
    QVERIFY(m_cluster->startMove(slot, to));
    QCOMPARE(m_cluster->moveKeys(slot, to), 1);
    // The old owner says ASK for it now.
    for (int i = 0; i < 20; ++i) {
        const auto added = m_client->xadd(stream, {{"n", "1"}});
        QVERIFY(ends(added));
        QVERIFY2(!failureOf(added), qPrintable(failureOf(added).message()));
    }
    QVERIFY(m_cluster->finishMove(slot, to));
    const auto length = m_client->xlen(stream);
    QVERIFY(ends(length));
    QCOMPARE(length.result(), 21);
    QVERIFY(m_cluster->moveSlot(slot, from));
}

void TestClusterClient::transactionDuringAMove()
{
    const QString stream = streamsOnAll(1).constFirst();
    const QByteArray key = stream.toUtf8();
    m_cluster->xadd(key, "1-0", {"a", "1"});
    const int slot = m_cluster->slotOf(key);
    const int from = m_cluster->nodeOf(slot);
    const int to = from == 0 ? 1 : 0;
    QVERIFY(m_cluster->startMove(slot, to));
    QCOMPARE(m_cluster->moveKeys(slot, to), 1);
    Transaction unit;
    unit.add(Xadd {key, {{"n", "2"}}, {XaddOptions::IdMode::Explicit, {2, 0}}});
    unit.add(Xadd {key, {{"n", "3"}}, {XaddOptions::IdMode::Explicit, {3, 0}}});
    const auto done = m_client->exec(unit);
    QVERIFY(!QTest::qWaitFor([&] { return done.isFinished(); }, 200)); // it waits for the end of the move
    QVERIFY(m_cluster->finishMove(slot, to));
    QVERIFY(ends(done));
    QVERIFY2(!failureOf(done), qPrintable(failureOf(done).message()));
    QCOMPARE(m_cluster->command(key, {"XLEN", key}).toInt(), 3);
    QVERIFY(m_cluster->moveSlot(slot, from));
}

void TestClusterClient::masterKilled()
{
    const QString stream = streamsOnAll(1).constFirst();
    QVERIFY(ends(m_client->xadd(stream, {{"n", "0"}})));
    const int old = m_cluster->nodeOf(stream.toUtf8());
    m_cluster->kill(old);
    QVERIFY2(failsOver(old), qPrintable(m_cluster->errorString()));
    // A command for a node that is gone waits for its successor.
    const auto added = m_client->xlen(stream);
    QVERIFY(ends(added));
    QVERIFY2(!failureOf(added), qPrintable(failureOf(added).message()));
    QVERIFY(m_cluster->restart(old));
}

void TestClusterClient::nextAttempt()
{
    const QStringList streams = streamsOnAll(1);
    for (const QString &stream : streams)
        QVERIFY(ends(m_client->xadd(stream, {{"n", "1"}})));
    QVERIFY(!m_client->nextAttempt().isValid());
    // One node out of three: the others answer, and still it is told when this one is tried again.
    const int node = m_cluster->nodeOf(streams.constFirst().toUtf8());
    m_cluster->kill(node);
    QTRY_VERIFY(m_client->nextAttempt().isValid());
    QVERIFY(ends(m_client->xlen(streams.constLast())));
    QVERIFY(failsOver(node));
    QVERIFY(m_cluster->restart(node));
    QTRY_VERIFY_WITH_TIMEOUT(!m_client->nextAttempt().isValid(), 60'000);
    QCOMPARE(m_client->state(), RedisClient::State::Connected);
}

void TestClusterClient::peerCertificate()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    RedisCluster secret({.tls = true});
    QVERIFY2(secret.start(), qPrintable(secret.errorString()));
    RedisClient client(quick(secret.url(), u"ca="_s + secret.caFile()));
    QVERIFY(ends(client.ping()));
    QCOMPARE(client.peerCertificateSubject(), u"CN=localhost"_s);
    // Commands go on, so does what is told.
    QVERIFY(ends(client.xadd(u"one"_s, {{"n", "1"}})));
    QVERIFY(!client.peerCertificate().isNull());
    client.close();
    QVERIFY(client.peerCertificate().isNull());
}

void TestClusterClient::blockingReads()
{
    // Each blocks at another node, and all at the same time.
    const QStringList streams = streamsOnAll(1);
    QList<QFuture<QList<StreamEntries>>> reads;
    XreadOptions wait;
    wait.block = std::chrono::seconds(60);
    for (const QString &stream : streams)
        reads.append(m_client->xread({{stream.toUtf8(), {}}}, wait));
    for (const QString &stream : streams) {
        const int node = m_cluster->nodeOf(stream.toUtf8());
        QTRY_COMPARE(blockedClients(m_cluster->admin(node)), 1);
    }
    for (const QString &stream : streams)
        m_cluster->xadd(stream.toUtf8(), "1-0", {"a", "1"});
    for (const auto &read : reads) {
        QVERIFY(ends(read));
        QCOMPARE(read.result().size(), 1);
    }
}

void TestClusterClient::notACluster()
{
    RedisServer alone;
    QVERIFY(alone.start());
    RedisClient client(quick(u"redis+cluster://127.0.0.1:%1"_s.arg(alone.port())));
    const auto length = client.xlen(u"s"_s);
    QVERIFY(ends(length));
    const RedisError error = failureOf(length);
    QCOMPARE(error.code(), Code::NotSupported);
    QVERIFY2(error.message().contains(u"redis://"_s), qPrintable(error.message()));
    QCOMPARE(client.state(), RedisClient::State::Failed);
}

QTEST_GUILESS_MAIN(TestClusterClient)
#include "tst_cluster_client.moc"
