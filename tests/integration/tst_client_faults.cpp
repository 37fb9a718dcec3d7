// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumertest.h"

#include "support/fakeserver.h"
#include "support/redisserver.h"
#include "support/respbytes.h"

#include <QtCore/QThread>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QSignalSpy>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using State = RedisClient::State;
using Code = RedisError::Code;

/// Commands to servers that are not there, not ready, or gone before they have answered.
class TestClientFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { REDISSTREAMS_REQUIRE_SERVER(); }

    void waitsForTheServer();
    void givesUpWaiting();
    void readsAreRepeatedAndWritesAreNot();
    void loadingServerIsWaitedFor();
    void answerWhileTheApplicationIsBusy();
    void silentServerIsDropped();
    void replyTooLargeForTheServer();
    void slowUploadIsNoSilence();
    void eventLoopWithinStateChanged();
    void blockedReadsWhileNobodyAnswers();
    void unsentIsKnownNotToBeDone();
};

void TestClientFaults::waitsForTheServer()
{
    RedisServer late;
    QVERIFY2(late.start(), qPrintable(late.errorString()));
    late.stop();
    RedisClient client(quick(late.url()));
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    const auto ping = client.ping();
    const auto added = client.xadd(u"one"_s, {{"n", "1"}});
    QTRY_VERIFY(errors.size() >= 2);
    QCOMPARE(client.error().code(), Code::ConnectionRefused);
    QVERIFY(client.state() == State::Connecting || client.state() == State::Reconnecting);
    QVERIFY(!ping.isFinished());
    QVERIFY2(late.start(), qPrintable(late.errorString()));
    QVERIFY(ends(ping) && ends(added));
    QCOMPARE(failureOf(added), RedisError());
    QVERIFY(!client.error().isError());
}

void TestClientFaults::givesUpWaiting()
{
    RedisClient client(u"redis://127.0.0.1:1?command_timeout=300&reconnect_initial=10&reconnect_max=50"_s);
    QElapsedTimer clock;
    clock.start();
    const auto ping = client.ping();
    QVERIFY(ends(ping));
    QVERIFY2(clock.elapsed() >= 250 && clock.elapsed() < 8000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(failureOf(ping).code(), Code::ConnectionRefused);
}

void TestClientFaults::readsAreRepeatedAndWritesAreNot()
{
    // The connection ends when the command has arrived, before its reply.
    std::atomic<int> pings = 0;
    std::atomic<int> adds = 0;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == "PING" && pings++ < 3)
            return FakeServer::closeConnection();
        if (command.constFirst() == "XADD")
            return ++adds, FakeServer::closeConnection();
        return QByteArray();
    });
    RedisClient client(quick(server.url()));
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    const auto ping = client.ping();
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping), RedisError());
    QCOMPARE(pings, 4);
    const auto added = client.xadd(u"one"_s, {{"n", "1"}});
    QVERIFY(ends(added));
    QCOMPARE(failureOf(added).code(), Code::ConnectionLost);
    QVERIFY2(failureOf(added).message().contains(u"XADD"), qPrintable(failureOf(added).message()));
    QCOMPARE(adds, 1);
    QVERIFY(ends(client.ping()));
    QCOMPARE(adds, 1);
}

void TestClientFaults::loadingServerIsWaitedFor()
{
    std::atomic<int> left = 4;
    FakeServer server([&](int, const QByteArrayList &command) {
        const bool loading = command.constFirst() != "HELLO" && left-- > 0;
        return loading ? error("LOADING Redis is loading the dataset in memory") : QByteArray();
    });
    RedisClient client(quick(server.url()));
    const auto ping = client.ping();
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping), RedisError());
    QCOMPARE(ping.result(), "PONG");
    left = 1000;
    RedisClient impatient(quick(server.url(), u"command_timeout=2000"_s));
    const auto second = impatient.ping();
    QVERIFY(ends(second));
    QCOMPARE(failureOf(second).code(), Code::Loading);
    QVERIFY(left > 900);
}

void TestClientFaults::answerWhileTheApplicationIsBusy()
{
    // It came in time, and the application looks at it late: that is no silence of the server's.
    std::atomic<bool> silent = true;
    FakeServer server([&](int, const QByteArrayList &) { return silent ? FakeServer::silence() : QByteArray(); });
    RedisClient client(server.url() + u"?connect_timeout=3000"_s);
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    client.open();
    QTRY_VERIFY(!server.received().isEmpty());
    silent = false;
    QVERIFY(server.sendRaw(0, FakeServer::defaultReply(0, {"HELLO", "3"})));
    QThread::msleep(3500);
    QTRY_COMPARE(client.state(), State::Connected);
    QCOMPARE(server.connectionCount(), 1);
    QVERIFY(errors.isEmpty());
}

void TestClientFaults::silentServerIsDropped()
{
    std::atomic<bool> silent = true;
    FakeServer server([&](int, const QByteArrayList &command) {
        return silent && command.constFirst() != "HELLO" ? FakeServer::silence() : QByteArray();
    });
    RedisClient client(quick(server.url(), u"reply_timeout=200"_s));
    const auto added = client.xadd(u"one"_s, {{"n", "1"}});
    QVERIFY(ends(added));
    QCOMPARE(failureOf(added).code(), Code::ReplyTimeout);
    const auto ping = client.ping();
    QTRY_VERIFY(server.connectionCount() >= 2);
    QVERIFY(!ping.isFinished());
    silent = false;
    QVERIFY(ends(ping));
    QCOMPARE(ping.result(), "PONG");
}

void TestClientFaults::replyTooLargeForTheServer()
{
    // The server closes the connection rather than keep such a reply for us: again each time it is asked.
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    AdminClient &admin = server.admin();
    for (int i = 1; i <= 8; ++i)
        admin.xadd("one", QByteArray::number(i) + "-0", {"n", QByteArray(1024 * 1024, 'x')});
    admin.command({"CONFIG", "SET", "client-output-buffer-limit", "normal 2mb 0 0"});
    RedisClient client(quick(server.url()));
    const auto all = client.xrange(u"one"_s);
    QVERIFY(ends(all));
    QCOMPARE(failureOf(all).code(), Code::ConnectionLost);
    QVERIFY2(!failureOf(all).message().contains(u"not known"), "a read has no outcome");
    const auto some = client.xlen(u"one"_s);
    QVERIFY(ends(some));
    QCOMPARE(some.result(), 8);
}

void TestClientFaults::slowUploadIsNoSilence()
{
    // Takes the command at some 10 MB/s, and answers when it has all of it.
    constexpr qint64 Size = 48 * 1024 * 1024;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    qint64 received = -1; // -1: the handshake is due
    QTimer pace;
    connect(&server, &QTcpServer::newConnection, &server, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        socket->setReadBufferSize(1024 * 1024);
        connect(socket, &QIODevice::readyRead, socket, [socket, &received] {
            if (received >= 0 || !socket->readAll().contains("HELLO"))
                return;
            received = 0;
            socket->write(FakeServer::defaultReply(0, {"HELLO", "3"}));
        });
        connect(&pace, &QTimer::timeout, socket, [socket, &received] {
            if (received < 0 || received >= Size)
                return;
            received += socket->readAll().size();
            if (received >= Size)
                socket->write("$3\r\n1-0\r\n");
        });
    });
    pace.start(100);
    RedisClient client(u"redis://127.0.0.1:%1?reply_timeout=3000"_s.arg(server.serverPort()));
    const auto connected = [&] { return client.state() == State::Connected; };
    client.open();
    QTRY_VERIFY(connected() || received == 0);
    QElapsedTimer clock;
    clock.start();
    const auto added = client.xadd(u"one"_s, {{"n", QByteArray(Size, 'x')}});
    QVERIFY(ends(added, 60'000));
    QCOMPARE(failureOf(added), RedisError());
    QVERIFY2(clock.elapsed() > 3000, "it took no longer than the deadline, so nothing was tested");
}

void TestClientFaults::eventLoopWithinStateChanged()
{
    // A slot may open a dialog: what the connection brings meanwhile is read all the same.
    FakeServer server;
    RedisClient client(quick(server.url(), u"reply_timeout=20000"_s));
    QList<bool> answered;
    connect(&client, &RedisClient::stateChanged, &client, [&](State state) {
        if (state == State::Connected)
            answered.append(ends(client.ping(), 15'000));
        if (state == State::Reconnecting && answered.size() == 1)
            QTRY_COMPARE(client.state(), State::Connected);
    });
    client.open();
    QTRY_COMPARE(answered.size(), 1);
    // Nonsense ends the connection in the midst of decoding.
    server.sendRaw(0, "+nobody asked\r\n");
    QTRY_COMPARE(answered.size(), 2);
    QCOMPARE(answered, QList<bool>({true, true}));
}

void TestClientFaults::blockedReadsWhileNobodyAnswers()
{
    FakeServer server([](int, const QByteArrayList &) { return FakeServer::silence(); });
    RedisClient client(quick(server.url(), u"command_timeout=20&connect_timeout=60000"_s));
    XreadOptions wait;
    wait.block = std::chrono::milliseconds(1000);
    for (int i = 0; i < 20; ++i) {
        const auto read = client.xread({{"one", StreamId()}}, wait);
        QVERIFY(ends(read));
        QCOMPARE(failureOf(read).code(), Code::ConnectTimeout);
    }
    // The shared one, and one that each of the reads could use in its turn.
    QVERIFY2(server.connectionCount() <= 2, qPrintable(QString::number(server.connectionCount())));
}

void TestClientFaults::unsentIsKnownNotToBeDone()
{
    // A server that falls silent: the first command may have been executed; what comes while there is no connection
    // was not.
    std::atomic<bool> silent = false;
    FakeServer server([&](int, const QByteArrayList &) { return silent ? FakeServer::silence() : QByteArray(); });
    RedisClient client(quick(server.url(), u"reply_timeout=1500&command_timeout=2000"_s));
    QVERIFY(ends(client.ping()));
    silent = true;
    const auto first = client.xadd(u"one"_s, {{"n", "1"}});
    QVERIFY(ends(first));
    QCOMPARE(failureOf(first).code(), Code::ReplyTimeout);
    const auto second = client.xadd(u"one"_s, {{"n", "2"}});
    QVERIFY(ends(second));
    QCOMPARE(failureOf(second).code(), Code::ConnectTimeout);
    QVERIFY2(!failureOf(second).message().contains(u"not known"), qPrintable(failureOf(second).message()));
}

QTEST_GUILESS_MAIN(TestClientFaults)
#include "tst_client_faults.moc"
