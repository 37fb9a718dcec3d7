// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using State = RedisClient::State;
using Code = RedisError::Code;

/// Commands and their answers, and how each answer ends.
class TestClient : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void conveniences_data();
    void conveniences();
    void anyCommand();
    void unfitForASharedConnection_data();
    void unfitForASharedConnection();
    void waitForReplicas();
    void multiIsRefused();
    void typedErrors_data();
    void typedErrors();
    void badArgumentsAreNotSent();
    void blockingReadsHoldNothingUp();
    void findsStreams();
    void closeEndsWhatIsUnderWay();
    void destructionEndsWhatIsUnderWay();
    void commandsFromTheEndOfOthers_data();
    void commandsFromTheEndOfOthers();
    void clientDeletedByTheEndOfACommand_data();
    void clientDeletedByTheEndOfACommand();
    void continuationSpinsAnEventLoop();
    void callbackSpinsAnEventLoop();
};

void TestClient::conveniences_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::newRow("RESP3") << u"3"_s;
    QTest::newRow("RESP2") << u"2"_s;
}

void TestClient::conveniences()
{
    QFETCH(QString, protocol);
    RedisClient client(quick(m_server.url(), u"protocol="_s + protocol));
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    QCOMPARE(client.state(), State::Disconnected);
    XaddOptions explicitId;
    explicitId.idMode = XaddOptions::IdMode::Explicit;
    QList<QFuture<StreamId>> added;
    for (quint64 i = 1; i <= 5; ++i) {
        explicitId.id = StreamId(i, 0);
        added.append(client.xadd(u"one"_s, {{"n", QByteArray::number(i)}}, explicitId));
    }
    const auto range = client.xrange(u"one"_s, StreamId(2, 0), StreamId(4, 0));
    const auto reverse = client.xrevrange(u"one"_s, StreamId::maximum(), StreamId::minimum(), 2);
    const auto read = client.xread({{"one", StreamId(3, 0)}, {"missing", StreamId()}});
    const auto length = client.xlen(u"one"_s);
    const auto noLength = client.xlen(u"missing"_s);
    const auto info = client.xinfoStream(u"one"_s);
    const auto pong = client.ping();
    // In the order they were asked, so the last one says that all are there.
    QVERIFY(ends(pong) && ends(read));
    QCOMPARE(pong.result(), "PONG");
    for (quint64 i = 1; i <= 5; ++i)
        QCOMPARE(added.at(qsizetype(i) - 1).result(), StreamId(i, 0));
    QCOMPARE(range.result().count(), 3);
    QCOMPARE(range.result().first().value("n"), "2");
    QCOMPARE(reverse.result().count(), 2);
    QCOMPARE(reverse.result().first().id(), StreamId(5, 0));
    QCOMPARE(read.result().size(), 1);
    QCOMPARE(read.result().constFirst().count(), 2);
    QCOMPARE(length.result(), 5);
    QCOMPARE(noLength.result(), 0);
    QCOMPARE(info.result().lastGeneratedId, StreamId(5, 0));
    QVERIFY(client.isConnected());
    QCOMPARE(client.protocolVersion(), protocol.toInt());
    // Only HELLO tells, which RESP2 goes without.
    const bool valkey = m_server.admin().command({"INFO", "server"}).toByteArray().contains("valkey_version");
    QCOMPARE(client.serverName(), valkey && protocol == u"3" ? u"valkey"_s : u"redis"_s);
    QCOMPARE(client.serverVersion().isEmpty(), protocol == u"2");
    QVERIFY(errors.isEmpty());
}

void TestClient::anyCommand()
{
    const auto set = m_client->command({"SET", "key", QByteArray("a\0b", 3)});
    const auto get = m_client->command({"GET", "key"});
    const auto missing = m_client->command({"GET", "missing"});
    const auto config = m_client->command({"CONFIG", "GET", "maxmemory"});
    QVERIFY(ends(config));
    QCOMPARE(set.result().bytes(), "OK");
    QCOMPARE(get.result().bytes(), QByteArray("a\0b", 3));
    QVERIFY(missing.result().isNull());
    QCOMPARE(config.result().value("maxmemory").bytes(), "0");
}

void TestClient::unfitForASharedConnection_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("says");
    QTest::newRow("transaction") << u"multi"_s << u"exec()"_s;
    QTest::newRow("database") << u"SELECT 1"_s << u"database"_s;
    QTest::newRow("credentials") << u"AUTH me secret"_s << u"URL"_s;
    QTest::newRow("protocol") << u"HELLO 2"_s << u"URL"_s;
    QTest::newRow("channels") << u"SUBSCRIBE news"_s << u"channels"_s;
    QTest::newRow("no replies") << u"Client Reply OFF"_s << u"CLIENT REPLY"_s;
    QTest::newRow("monitor") << u"MONITOR"_s << u"replies"_s;
    QTest::newRow("waits for ever") << u"WAIT 1 0"_s << u"timeout"_s;
}

void TestClient::unfitForASharedConnection()
{
    QFETCH(QString, words);
    QFETCH(QString, says);
    QVERIFY(ends(m_client->ping()));
    m_server.admin().command({"CONFIG", "RESETSTAT"});
    const auto refused = m_client->command(words.toUtf8().split(' '));
    QVERIFY(refused.isFinished());
    QCOMPARE(failureOf(refused).code(), Code::InvalidArgument);
    QVERIFY2(failureOf(refused).message().contains(says), qPrintable(failureOf(refused).message()));
    QVERIFY2(!failureOf(refused).message().contains(u"secret"), qPrintable(failureOf(refused).message()));
    const auto pong = m_client->ping();
    QVERIFY(ends(pong));
    QCOMPARE(pong.result(), "PONG");
    QCOMPARE(m_server.admin().commandCalls().value(words.toLower().section(u' ', 0, 0).toUtf8()), 0);
}

void TestClient::waitForReplicas()
{
    // It is about what this connection wrote: there is no replica, so it lasts as long as it may, and gives none.
    const auto added = m_client->xadd(u"one"_s, {{"n", "1"}});
    const auto replicas = m_client->command({"WAIT", "1", "100"});
    QVERIFY(ends(replicas));
    QVERIFY(added.isFinished());
    QCOMPARE(replicas.result().toInteger(), 0);
}

void TestClient::multiIsRefused()
{
    m_server.admin().command({"ACL", "SETUSER", "me", "on", ">secret", "~*", "+@all", "-multi"});
    QString url = quick(m_server.url());
    url.insert(url.indexOf(u"//") + 2, u"me:secret@"_s);
    RedisClient client(url);
    Transaction transaction;
    Xadd add;
    add.stream = "one";
    add.fields = {{"n", "1"}};
    transaction.add(add);
    const auto result = client.exec(transaction);
    QVERIFY(ends(result));
    QCOMPARE(failureOf(result).code(), Code::PermissionDenied);
    QVERIFY2(failureOf(result).message().contains(u"not known"), qPrintable(failureOf(result).message()));
    QCOMPARE(m_server.admin().integer({"XLEN", "one"}), 1);
    m_server.admin().command({"ACL", "DELUSER", "me"});
}

void TestClient::typedErrors_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("serverCode");
    QTest::newRow("wrong type") << QByteArrayList {"XLEN", "string"} << Code::WrongType << u"WRONGTYPE"_s;
    QTest::newRow("no such key") << QByteArrayList {"XINFO", "STREAM", "missing"} << Code::NoSuchKey << u"ERR"_s;
    QTest::newRow("no group") << QByteArrayList {"XREADGROUP", "GROUP", "g", "c", "STREAMS", "one", ">"} << Code::NoGroup << u"NOGROUP"_s;
    QTest::newRow("unknown command") << QByteArrayList {"XFLY", "one"} << Code::NotSupported << u"ERR"_s;
    QTest::newRow("syntax") << QByteArrayList {"XADD", "one"} << Code::ServerError << u"ERR"_s;
    QTest::newRow("id too small") << QByteArrayList {"XADD", "one", "1-0", "n", "1"} << Code::IdTooSmall << u"ERR"_s;
    QTest::newRow("no permission") << QByteArrayList {"FLUSHALL"} << Code::PermissionDenied << u"NOPERM"_s;
}

void TestClient::typedErrors()
{
    QFETCH(QByteArrayList, words);
    QFETCH(Code, code);
    QFETCH(QString, serverCode);
    m_server.admin().command({"SET", "string", "value"});
    addNumbered(m_server.admin(), "one", 5);
    m_server.admin().command({"ACL", "SETUSER", "me", "on", ">sesame", "~*", "+@all", "-flushall"});
    QString url = quick(m_server.url());
    url.insert(url.indexOf(u"//") + 2, u"me:sesame@"_s);
    RedisClient client(url);
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    QList<RedisError> handled;
    client.command(words).then(this, [](const RespValue &) {}).onFailed(this, [&](const RedisError &error) { handled.append(error); });
    QTRY_COMPARE(handled.size(), 1);
    QCOMPARE(handled.constFirst().code(), code);
    QCOMPARE(handled.constFirst().serverCode(), serverCode);
    // It says which command, and where; and whoever forgot onFailed() hears of it as well.
    QVERIFY2(handled.constFirst().message().startsWith(QString::fromLatin1(words.constFirst())), qPrintable(handled.constFirst().message()));
    QCOMPARE(handled.constFirst().endpoint(), u"127.0.0.1:%1"_s.arg(m_server.port()));
    QCOMPARE(errors.size(), 1);
    QCOMPARE(errors.constFirst().constFirst().value<RedisError>(), handled.constFirst());
    QVERIFY(client.isConnected());
}

void TestClient::badArgumentsAreNotSent()
{
    QVERIFY(ends(m_client->ping()));
    m_server.admin().command({"CONFIG", "RESETSTAT"});
    QCOMPARE(failureOf(m_client->xadd(u"one"_s, {})).code(), Code::InvalidArgument);
    QCOMPARE(failureOf(m_client->xread({})).code(), Code::InvalidArgument);
    QCOMPARE(failureOf(m_client->xrange(u"one"_s, StreamId::minimum(), StreamId::maximum(), 0)).code(), Code::InvalidArgument);
    QCOMPARE(failureOf(m_client->command({})).code(), Code::InvalidArgument);
    QVERIFY(ends(m_client->ping()));
    const auto calls = m_server.admin().commandCalls();
    QVERIFY(!calls.contains("xadd") && !calls.contains("xread") && !calls.contains("xrange"));
}

void TestClient::blockingReadsHoldNothingUp()
{
    XreadOptions wait;
    wait.block = std::chrono::seconds(60);
    // The second time there are connections from the first, each good for one of them.
    for (quint64 round = 0; round < 2; ++round) {
        QList<QFuture<QList<StreamEntries>>> reads;
        for (int i = 0; i < 3; ++i)
            reads.append(m_client->xread({{"one", StreamId(round, 0)}}, wait));
        QTRY_COMPARE(blockedClients(m_server.admin()), 3);
        for (int i = 0; i < 20; ++i)
            QVERIFY(ends(m_client->ping()));
        QCOMPARE(blockedClients(m_server.admin()), 3);
        addNumbered(m_server.admin(), "one", 1, int(round) + 1);
        for (const auto &read : reads) {
            QVERIFY(ends(read));
            QCOMPARE(failureOf(read), RedisError());
            QCOMPARE(read.result().constFirst().count(), 1);
        }
    }
}

void TestClient::findsStreams()
{
    const QByteArray script = "for i = 1, 3000 do local k = string.format('key:%04d', i) "
                              "if i % 3 == 0 then redis.call('XADD', k, '*', 'n', '1') "
                              "elseif i % 3 == 1 then redis.call('SET', k, 'v') else redis.call('LPUSH', k, 'v') end end "
                              "redis.call('XADD', 'other', '*', 'n', '1') return 1";
    QCOMPARE(m_server.admin().integer({"EVAL", script, "0"}), 1);
    const auto found = m_client->streams(u"key:*"_s);
    const auto all = m_client->streams();
    const auto none = m_client->streams(u"nothing*"_s);
    QVERIFY(ends(found) && ends(all) && ends(none));
    QCOMPARE(found.result().size(), 1000);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(found.result().at(i), QByteArray("key:" + QByteArray::number(3 * (i + 1)).rightJustified(4, '0')));
    QCOMPARE(all.result().size(), 1001);
    QVERIFY(none.result().isEmpty());
}

void TestClient::closeEndsWhatIsUnderWay()
{
    XreadOptions wait;
    wait.block = std::chrono::seconds(60);
    const auto read = m_client->xread({{"one", StreamId()}}, wait);
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
    QSignalSpy errors(m_client.get(), &RedisClient::errorOccurred);
    QList<QFuture<QByteArray>> pings;
    for (int i = 0; i < 10; ++i)
        pings.append(m_client->ping());
    m_client->close();
    QCOMPARE(m_client->state(), State::Disconnected);
    QVERIFY(read.isFinished());
    QCOMPARE(failureOf(read).code(), Code::Aborted);
    for (const auto &ping : pings) {
        QVERIFY(ping.isFinished());
        QCOMPARE(failureOf(ping).code(), Code::Aborted);
    }
    QVERIFY(errors.isEmpty());
    QTRY_COMPARE(blockedClients(m_server.admin()), 0);
    const auto again = m_client->ping();
    QVERIFY(ends(again));
    QCOMPARE(again.result(), "PONG");
}

void TestClient::destructionEndsWhatIsUnderWay()
{
    XreadOptions wait;
    wait.block = std::chrono::seconds(60);
    for (const bool connected : {true, false}) {
        m_client = std::make_unique<RedisClient>(connected ? m_server.url() : u"redis://127.0.0.1:1"_s);
        int failures = 0;
        const auto failed = [&](const RedisError &error) { failures += error.code() == Code::Aborted ? 1 : 0; };
        m_client->xread({{"one", StreamId()}}, wait).then(this, [](const QList<StreamEntries> &) {}).onFailed(this, failed);
        if (connected)
            QTRY_COMPARE(blockedClients(m_server.admin()), 1);
        m_client->ping().then(this, [](const QByteArray &) {}).onFailed(this, failed);
        m_client->xadd(u"one"_s, {{"n", "1"}}).then(this, [](StreamId) {}).onFailed(this, failed);
        m_client->streams().then(this, [](const QByteArrayList &) {}).onFailed(this, failed);
        m_client.reset();
        QCOMPARE(failures, 4);
    }
}

void TestClient::commandsFromTheEndOfOthers_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<bool>("blocking");
    for (const char *how : {"close", "setUrl", "destroy"}) {
        QTest::addRow("%s", how) << QString::fromLatin1(how) << false;
        QTest::addRow("%s, blocking", how) << QString::fromLatin1(how) << true;
    }
}

void TestClient::commandsFromTheEndOfOthers()
{
    // Who hears that a command failed may well try again at once: that ends as well, and after close() it is answered.
    QFETCH(QString, how);
    QFETCH(bool, blocking);
    const QByteArrayList words = blocking ? QByteArrayList {"XREAD", "BLOCK", "300", "STREAMS", "one", "0"} : QByteArrayList {"PING"};
    QVERIFY(ends(m_client->ping()));
    QList<QFuture<RespValue>> again;
    for (int i = 0; i < 3; ++i) {
        m_client->command(words).then(this, [](const RespValue &) {}).onFailed(this, [&](const RedisError &) {
            again.append(m_client->command(words));
        });
    }
    if (how == u"close") {
        m_client->close();
    } else if (how == u"setUrl") {
        m_client->setUrl(m_client->url() + u"&client_name=other"_s);
    } else {
        delete m_client.get();
        m_client.release();
    }
    QCOMPARE(again.size(), 3);
    for (const auto &future : again) {
        QVERIFY(ends(future));
        if (how == u"destroy")
            QCOMPARE(failureOf(future).code(), Code::Aborted);
        else
            QCOMPARE(failureOf(future), RedisError());
        if (how != u"destroy" && !blocking)
            QCOMPARE(future.result().bytes(), "PONG");
    }
}

void TestClient::clientDeletedByTheEndOfACommand_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how : {"reply", "error", "close", "setUrl", "kill"})
        QTest::newRow(how) << QString::fromLatin1(how);
}

void TestClient::clientDeletedByTheEndOfACommand()
{
    QFETCH(QString, how);
    XreadOptions wait;
    wait.block = std::chrono::seconds(60);
    QVERIFY(ends(m_client->ping()));
    auto *client = m_client.release();
    const QPointer<RedisClient> guard(client);
    int ended = 0;
    const auto end = [&] {
        if (++ended == 1)
            delete client;
    };
    client->xread({{"one", StreamId()}}, wait).then(this, [&](const QList<StreamEntries> &) { end(); }).onFailed(this, [&](const RedisError &) { end(); });
    if (how == u"close" || how == u"setUrl" || how == u"kill")
        QTRY_COMPARE(blockedClients(m_server.admin()), 1);
    const QByteArrayList words = how == u"error" ? QByteArrayList {"XFLY"} : QByteArrayList {"XADD", "two", "*", "n", "1"};
    for (int i = 0; i < 3; ++i)
        client->command(words).then(this, [&](const RespValue &) { end(); }).onFailed(this, [&](const RedisError &) { end(); });
    if (how == u"close")
        client->close();
    else if (how == u"setUrl")
        client->setUrl(client->url() + u"&client_name=other"_s);
    else if (how == u"kill")
        m_server.admin().killClients({});
    QTRY_COMPARE(ended, 4);
    QVERIFY(!guard);
}

void TestClient::continuationSpinsAnEventLoop()
{
    // As a dialog does that shows the answer: the client goes on under it.
    RedisClient client(quick(m_server.url(), u"reply_timeout=2000"_s));
    QByteArray inside;
    bool outside = false;
    client.ping().then(this, [&](const QByteArray &) {
        QEventLoop loop;
        client.ping().then(this, [&](const QByteArray &pong) { inside = pong; });
        QTimer::singleShot(4000, &loop, &QEventLoop::quit);
        loop.exec();
        outside = true;
    });
    QTRY_VERIFY(outside);
    QCOMPARE(inside, "PONG");
    QVERIFY2(!client.error().isError(), qPrintable(client.errorString()));
}

void TestClient::callbackSpinsAnEventLoop()
{
    // A callback runs when its reply is read. Another reply must not wait for the end of that.
    RedisClient client(quick(m_server.url(), u"reply_timeout=20000"_s));
    QList<bool> inside;
    const auto waits = [&](const QByteArray &) {
        for (int i = 0; i < 3; ++i)
            inside.append(ends(client.ping()));
    };
    const auto fails = [&](const RedisError &) { inside.append(false); };
    client.run(Ping(), this, waits, fails);
    QTRY_COMPARE_WITH_TIMEOUT(inside.size(), 3, 60'000);
    QCOMPARE(inside, QList<bool>({true, true, true}));
    QVERIFY(ends(client.ping()));
}

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
