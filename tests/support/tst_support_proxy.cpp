// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "support/adminclient.h"
#include "support/fakeserver.h"
#include "support/faultproxy.h"
#include "support/rawclient.h"
#include "support/redisserver.h"
#include "support/respbytes.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

using namespace RedisStreams::Test;
using namespace std::chrono_literals;

class TestSupportProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void forwards();
    void toUnixSocket();
    void cutsAfterBytesToClient_data();
    void cutsAfterBytesToClient();
    void cutsAfterBytesToServer();
    void cutsAll();
    void segments();
    void delays();
    void blackHole();
    void refuses();
    void passesEndOfServer();
    void appliesBackPressure();

private:
    RedisServer m_server;
};

void TestSupportProxy::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
    const QByteArray large(1'000'000, 'x');
    QCOMPARE(m_server.admin().command({"SET", "large", large}), QVariant(QByteArray("OK")));
}

void TestSupportProxy::init() { m_server.admin().command({"DEL", "s"}); }

void TestSupportProxy::forwards()
{
    FaultProxy proxy(m_server.port());
    QVERIFY(proxy.port() != 0);
    AdminClient one(proxy.url());
    AdminClient other(proxy.url());
    QCOMPARE(one.command({"GET", "large"}).toByteArray().size(), 1'000'000);
    QVERIFY(proxy.waitForConnections(1));
    QVERIFY(!proxy.waitForConnections(2, 10ms));
    QCOMPARE(proxy.bytesToServer(), command({"GET", "large"}).size());
    const qint64 before = proxy.bytesToClient();
    QCOMPARE(before, bulk(QByteArray(1'000'000, 'x')).size());
    QCOMPARE(other.xadd("s", "1-1", {"f", QByteArray(3'000'000, 'y')}), "1-1");
    QCOMPARE(proxy.bytesToClient(), before + bulk("1-1").size());
    QCOMPARE(proxy.connectionCount(), 2);
    QCOMPARE(proxy.openConnections(), 2);
    one.disconnect();
    QTRY_COMPARE(proxy.openConnections(), 1);
}

void TestSupportProxy::toUnixSocket()
{
    RedisServer server({.unixSocket = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    FaultProxy proxy(server.socketPath());
    AdminClient client(proxy.url());
    const QByteArray value(5'000'000, 'z');
    QCOMPARE(client.command({"SET", "k", value}), QVariant(QByteArray("OK")));
    QCOMPARE(client.command({"GET", "k"}).toByteArray(), value);
    server.kill();
    QTRY_COMPARE(proxy.openConnections(), 0);
    QVERIFY(isError(client.command({"PING"})));
}

void TestSupportProxy::cutsAfterBytesToClient_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("reset");
    for (const int bytes : {0, 1, 6, 9, 10, 65'536, 700'001}) {
        QTest::addRow("%d bytes, end", bytes) << bytes << false;
        QTest::addRow("%d bytes, reset", bytes) << bytes << true;
    }
}

void TestSupportProxy::cutsAfterBytesToClient()
{
    QFETCH(const int, bytes);
    QFETCH(const bool, reset);
    FaultProxy proxy(m_server.port());
    proxy.setCutWithReset(reset);
    RawClient client(proxy.port());
    client.send(command({"PING"}));
    QCOMPARE(client.read(7), simple("PONG"));
    proxy.cutAfter(bytes);
    client.send(command({"GET", "large"}) + command({"GET", "large"}));
    const QByteArray received = client.read(everything);
    QVERIFY(client.waitForClose());
    QCOMPARE(client.error() == QAbstractSocket::RemoteHostClosedError, true);
    QCOMPARE(proxy.bytesToClient(), 7 + bytes);
    // A reset may overtake what the client has not read yet.
    if (!reset)
        QCOMPARE(received.size(), bytes);
    QVERIFY(bulk(QByteArray(1'000'000, 'x')).startsWith(received));

    // Only once.
    AdminClient next(proxy.url());
    QCOMPARE(next.command({"GET", "large"}).toByteArray().size(), 1'000'000);
}

void TestSupportProxy::cutsAfterBytesToServer()
{
    FaultProxy proxy(m_server.port());
    AdminClient client(proxy.url());
    const QByteArray add = command({"XADD", "s", "*", "f", "v"});
    QVERIFY(client.command({"PING"}) == QVariant(QByteArray("PONG")));
    const qint64 before = proxy.bytesToServer();

    proxy.cutAfterFromClient(add.size() - 1);
    QVERIFY(errorText(client.command({"XADD", "s", "*", "f", "v"})).startsWith("IO "));
    QCOMPARE(proxy.bytesToServer(), before + add.size() - 1);
    QCOMPARE(m_server.admin().integer({"XLEN", "s"}), 0);

    // The dangerous case: the server has done it, and the client does not know.
    proxy.cutAfterFromClient(add.size());
    QVERIFY(errorText(client.command({"XADD", "s", "*", "f", "v"})).startsWith("IO "));
    QTRY_COMPARE(m_server.admin().integer({"XLEN", "s"}), 1);

    proxy.cutAfterFromClient(1);
    proxy.cutAfterFromClient(-1);
    QVERIFY(client.xadd("s", "*", {"f", "v"}).contains('-'));
}

void TestSupportProxy::cutsAll()
{
    FaultProxy proxy(m_server.port());
    RawClient one(proxy.port());
    RawClient other(proxy.port());
    QVERIFY(proxy.waitForConnections(2));
    proxy.cutAll();
    QCOMPARE(proxy.openConnections(), 0);
    QVERIFY(one.waitForClose());
    QVERIFY(other.waitForClose());
    AdminClient next(proxy.url());
    QCOMPARE(next.command({"PING"}), QVariant(QByteArray("PONG")));
}

void TestSupportProxy::segments()
{
    FaultProxy proxy(m_server.port());
    proxy.setSegmentSize(1);
    RawClient client(proxy.port());
    const QByteArray message(10'000, 'm');
    client.send(command({"ECHO", message}));
    const QByteArray expected = bulk(message);
    QCOMPARE(client.read(expected.size()), expected);
    // How many reads find a single byte depends on what else the machine does; without segments one finds all.
    QVERIFY2(client.reads() > 3, qPrintable(QString::number(client.reads())));
    qInfo("%lld bytes in %d reads", qlonglong(expected.size()), client.reads());
    proxy.setSegmentSize(0);
    client.send(command({"GET", "large"}));
    QCOMPARE(client.read(bulk(QByteArray(1'000'000, 'x')).size()).size(), bulk(QByteArray(1'000'000, 'x')).size());
}

void TestSupportProxy::delays()
{
    FaultProxy proxy(m_server.port());
    AdminClient client(proxy.url());
    QCOMPARE(client.command({"PING"}), QVariant(QByteArray("PONG")));
    proxy.setDelay(100ms);
    QElapsedTimer elapsed;
    elapsed.start();
    const QList<QVariant> replies = client.pipeline(QList<QByteArrayList>(50, {"PING"}));
    QCOMPARE(replies, QList<QVariant>(50, QByteArray("PONG")));
    QVERIFY2(elapsed.elapsed() >= 200, qPrintable(QString::number(elapsed.elapsed())));
    // One after the other they would take ten seconds.
    QVERIFY2(elapsed.elapsed() < 8000, qPrintable(QString::number(elapsed.elapsed())));
}

void TestSupportProxy::blackHole()
{
    FaultProxy proxy(m_server.port());
    RawClient old(proxy.port());
    old.send(command({"PING"}));
    QCOMPARE(old.read(7), simple("PONG"));
    proxy.setBlackHole(true);
    const qint64 forwarded = proxy.bytesToClient() + proxy.bytesToServer();
    old.send(command({"XADD", "s", "1-1", "f", "v"}));
    RawClient fresh(proxy.port());
    QVERIFY(fresh.isConnected());
    QVERIFY(proxy.waitForConnections(2));
    fresh.send(command({"ECHO", "hello"}));
    QCOMPARE(old.read(1, 100), QByteArray());
    QCOMPARE(fresh.read(1, 100), QByteArray());
    QVERIFY(old.isConnected() && fresh.isConnected());
    QCOMPARE(m_server.admin().integer({"XLEN", "s"}), 0);
    QCOMPARE(proxy.bytesToClient() + proxy.bytesToServer(), forwarded);

    proxy.setBlackHole(false);
    QCOMPARE(old.read(bulk("1-1").size()), bulk("1-1"));
    QCOMPARE(fresh.read(bulk("hello").size()), bulk("hello"));

    // The end of a connection is swallowed as well, as when a cable is pulled.
    proxy.setBlackHole(true);
    QCOMPARE(m_server.admin().killClients(""), 2);
    QCOMPARE(old.read(1, 100), QByteArray());
    QVERIFY(old.isConnected());
    proxy.setBlackHole(false);
    QVERIFY(old.waitForClose());
    QVERIFY(fresh.waitForClose());
}

void TestSupportProxy::refuses()
{
    FaultProxy proxy(m_server.port());
    const quint16 port = proxy.port();
    AdminClient there(proxy.url());
    QCOMPARE(there.command({"PING"}), QVariant(QByteArray("PONG")));
    proxy.setRefuse(true);
    RawClient refused(port);
    QCOMPARE(refused.error(), QAbstractSocket::ConnectionRefusedError);
    QCOMPARE(there.command({"PING"}), QVariant(QByteArray("PONG")));
    QCOMPARE(proxy.port(), port);
    proxy.setRefuse(false);
    AdminClient next(proxy.url());
    QCOMPARE(next.command({"PING"}), QVariant(QByteArray("PONG")));
    QCOMPARE(proxy.connectionCount(), 2);
}

void TestSupportProxy::passesEndOfServer()
{
    // More than the buffers on the way hold, so the end arrives while bytes are still to be forwarded.
    const QByteArray large(20'000'000, 'e');
    FakeServer server([&large](int, const QByteArrayList &) { return FakeServer::closeAfter(large); });
    FaultProxy proxy(server.port());
    RawClient client(proxy.port());
    client.send(command({"PING"}));
    QCOMPARE(client.read(everything).size(), large.size());
    QVERIFY(client.waitForClose());

    server.closeAll();
    FaultProxy toNobody(quint16(1));
    RawClient lost(toNobody.port());
    QVERIFY(lost.waitForClose());
}

void TestSupportProxy::appliesBackPressure()
{
    FaultProxy proxy(m_server.port());
    RawClient client(proxy.port());
    client.limitReadBuffer(1024);
    constexpr int count = 64;
    const qint64 before = m_server.admin().commandCalls().value("get");
    for (int i = 0; i < count; ++i)
        client.send(command({"GET", "large"}));
    // The server has answered all, and a proxy without bounds would by now take tens of megabytes in such a time.
    QTRY_VERIFY(m_server.admin().commandCalls().value("get") >= before + count);
    qint64 forwarded = 0;
    const auto isStuck = [&] {
        forwarded = proxy.bytesToClient();
        QTest::qWait(200);
        return forwarded > 0 && proxy.bytesToClient() - forwarded < 1'000'000;
    };
    const QDeadlineTimer deadline(20s);
    bool stuck = isStuck();
    while (!stuck && !deadline.hasExpired())
        stuck = isStuck();
    QVERIFY(stuck);
    QVERIFY2(forwarded < 32'000'000, qPrintable(QString::number(forwarded)));
    qInfo("%lld bytes forwarded to a client that does not read", forwarded);
    client.limitReadBuffer(0);
    const qsizetype all = count * bulk(QByteArray(1'000'000, 'x')).size();
    QCOMPARE(client.read(all).size(), all);
}

QTEST_GUILESS_MAIN(TestSupportProxy)

#include "tst_support_proxy.moc"
