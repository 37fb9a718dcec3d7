// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumertest.h"

#include "support/fakeserver.h"
#include "support/redisserver.h"
#include "support/respbytes.h"

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
    void silentServerIsDropped();
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
    QVERIFY2(clock.elapsed() >= 250 && clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
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
    RedisClient client(quick(server.url(), u"command_timeout=2000"_s));
    const auto ping = client.ping();
    QVERIFY(ends(ping));
    QCOMPARE(ping.result(), "PONG");
    left = 1000;
    const auto second = client.ping();
    QVERIFY(ends(second));
    QCOMPARE(failureOf(second).code(), Code::Loading);
    QVERIFY(left > 900);
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
    QTRY_VERIFY(server.connectionCount() >= 3);
    QVERIFY(!ping.isFinished());
    silent = false;
    QVERIFY(ends(ping));
    QCOMPARE(ping.result(), "PONG");
}

QTEST_GUILESS_MAIN(TestClientFaults)
#include "tst_client_faults.moc"
