// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "support/adminclient.h"
#include "support/redisserver.h"
#include "support/respbytes.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QThread>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslSocket>
#include <QtTest/QTest>

#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

namespace {
bool answers(AdminClient &client) { return client.command({"PING"}) == QVariant(QByteArray("PONG")); }
} // namespace

class TestSupport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void startAndStop();
    void missingProgram();
    void failedStartGivesReason();
    void restartKeepsAppendOnlyData();
    void restartWithoutAppendOnlyForgets();
    void crashIsNoticed();
    void startWhereTheLoopIsBlocked();
    void diesWithItsThread();
    void freezeAndThaw();
    void stopWhileFrozen();
    void passwordAndUsers();
    void unixSocket();
    void tls();
};

void TestSupport::initTestCase() { REDISSTREAMS_REQUIRE_SERVER(); }

void TestSupport::startAndStop()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QVERIFY(server.isRunning());
    QVERIFY(server.processId() > 0);
    QCOMPARE(server.url(), u"redis://127.0.0.1:"_s + QString::number(server.port()));
    QVERIFY(answers(server.admin()));
    QVERIFY(server.log().contains(u"Ready to accept connections"));
    QVERIFY(server.start());

    server.stop();
    QVERIFY(!server.isRunning());
    QCOMPARE(server.processId(), 0);
    server.admin().setTimeout(1s);
    QVERIFY(errorText(server.admin().command({"PING"})).startsWith("IO "));
    server.stop();
}

void TestSupport::missingProgram()
{
    const QString none = u"redisstreams-no-such-server"_s;
    QVERIFY(RedisServer::missing(none)->contains(none));
    QVERIFY(!RedisServer::missing());
    RedisServer server({.program = none});
    QVERIFY(!server.start());
    QVERIFY(server.errorString().contains(none));
}

void TestSupport::failedStartGivesReason()
{
    RedisServer server({.extraArguments = {u"--no-such-directive"_s, u"yes"_s}});
    QVERIFY(!server.start());
    QVERIFY2(server.errorString().contains(u"no-such-directive"), qPrintable(server.errorString()));
    QVERIFY(!server.isRunning());
}

void TestSupport::restartKeepsAppendOnlyData()
{
    RedisServer server({.appendOnly = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    const quint16 port = server.port();
    AdminClient &admin = server.admin();
    QCOMPARE(admin.xadd("s", "1-1", {"f", "v"}), "1-1");
    QVERIFY(server.restart());
    QCOMPARE(admin.xadd("s", "1-2", {"f", "v"}), "1-2");

    const qint64 pid = server.processId();
    server.kill();
    QVERIFY(!server.isRunning());
    QVERIFY2(server.restart(), qPrintable(server.errorString()));
    QVERIFY(server.processId() != pid);
    QCOMPARE(server.port(), port);
    QCOMPARE(admin.integer({"XLEN", "s"}), 2);
}

void TestSupport::restartWithoutAppendOnlyForgets()
{
    RedisServer server;
    QVERIFY(server.start());
    QCOMPARE(server.admin().xadd("s", "1-1", {"f", "v"}), "1-1");
    QVERIFY(server.restart());
    QCOMPARE(server.admin().integer({"XLEN", "s"}), 0);
}

void TestSupport::crashIsNoticed()
{
    RedisServer server;
    QVERIFY(server.start());
    QCOMPARE(::kill(pid_t(server.processId()), SIGKILL), 0);
    QTRY_VERIFY(!server.isRunning());
    QVERIFY(server.start());
    QVERIFY(answers(server.admin()));
}

void TestSupport::startWhereTheLoopIsBlocked()
{
    bool worked = false;
    const std::unique_ptr<QThread> thread(QThread::create([&worked] {
        RedisServer server({.appendOnly = true});
        worked = server.start() && server.admin().xadd("s", "*", {"f", "v"}).contains('-') && server.restart()
            && server.admin().integer({"XLEN", "s"}) == 1;
    }));
    thread->start();
    QVERIFY(thread->wait(60'000));
    QVERIFY(worked);
}

void TestSupport::diesWithItsThread()
{
#ifndef Q_OS_LINUX
    QSKIP("Only Linux tells a process of the end of its parent.");
#endif
    // The server outlives the thread that started it, as it would outlive a process that crashes.
    std::unique_ptr<RedisServer> server;
    QString url;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        server = std::make_unique<RedisServer>();
        if (server->start())
            url = server->url();
    }));
    thread->start();
    QVERIFY(thread->wait(60'000));
    QVERIFY(!url.isEmpty());
    AdminClient client(url);
    QTRY_VERIFY(!answers(client));
}

void TestSupport::freezeAndThaw()
{
    RedisServer server;
    QVERIFY(server.start());
    AdminClient client(server.url());
    QVERIFY(answers(client));
    server.freeze();
    client.setTimeout(200ms);
    QElapsedTimer elapsed;
    elapsed.start();
    QCOMPARE(errorText(client.command({"PING"})).left(11), "IO no reply");
    QVERIFY(elapsed.elapsed() >= 190);
    QVERIFY(server.isRunning());
    server.thaw();
    client.setTimeout(10s);
    QVERIFY(answers(client));
    server.freeze();
    server.thaw();
    QVERIFY(answers(client));
}

void TestSupport::stopWhileFrozen()
{
    RedisServer server;
    QVERIFY(server.start());
    server.freeze();
    server.stop();
    QVERIFY(!server.isRunning());
    QVERIFY(server.start());
    server.freeze();
    server.kill();
    QVERIFY(!server.isRunning());
    QVERIFY(server.restart());
    QVERIFY(answers(server.admin()));
}

void TestSupport::passwordAndUsers()
{
    RedisServer withPassword({.requirePass = u"open sesame"_s});
    QVERIFY2(withPassword.start(), qPrintable(withPassword.errorString()));
    QVERIFY(answers(withPassword.admin()));
    AdminClient nobody(withPassword.url());
    QVERIFY(errorText(nobody.command({"PING"})).startsWith("NOAUTH"));
    AdminClient wrong(withPassword.url(), u"guess"_s);
    QVERIFY(errorText(wrong.command({"PING"})).startsWith("WRONGPASS"));

    RedisServer withUsers({.aclUsers = {u"default off"_s, u"alice on >secret ~one* +@all"_s}});
    QVERIFY2(withUsers.start(), qPrintable(withUsers.errorString()));
    QVERIFY(answers(withUsers.admin()));
    AdminClient alice(withUsers.url(), u"secret"_s, u"alice"_s);
    QVERIFY(alice.xadd("one:1", "*", {"f", "v"}).contains('-'));
    QVERIFY(errorText(alice.command({"XADD", "two", "*", "f", "v"})).startsWith("NOPERM"));
    AdminClient aliceByUrl(u"redis://alice:secret@127.0.0.1:%1"_s.arg(withUsers.port()));
    QCOMPARE(aliceByUrl.command({"ACL", "WHOAMI"}), QVariant(QByteArray("alice")));
}

void TestSupport::unixSocket()
{
    RedisServer server({.unixSocket = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QVERIFY(server.socketPath().size() < 100);
    QCOMPARE(server.url(), u"unix://"_s + server.socketPath());
    QCOMPARE(server.port(), 0);
    AdminClient client(server.url());
    QVERIFY(answers(client));
    QVERIFY(server.restart());
    QVERIFY(answers(client));
    const QByteArray large(16 * 1024 * 1024, 'x');
    QCOMPARE(client.command({"SET", "large", large}), QVariant(QByteArray("OK")));
    QCOMPARE(client.command({"GET", "large"}).toByteArray(), large);
}

void TestSupport::tls()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    if (!QSslSocket::supportsSsl())
        QSKIP("This Qt has no TLS.");
    RedisServer server({.tls = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QVERIFY(server.url().startsWith(u"rediss://127.0.0.1:"));
    QVERIFY(answers(server.admin()));

    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setCaCertificates(QSslCertificate::fromPath(server.caFile()));
    for (const QString &peerName : {u"127.0.0.1"_s, u"localhost"_s, u"::1"_s}) {
        QSslSocket socket;
        socket.setSslConfiguration(configuration);
        socket.connectToHostEncrypted(u"127.0.0.1"_s, server.port(), peerName);
        QVERIFY2(socket.waitForEncrypted(), qPrintable(socket.errorString()));
        socket.write(command({"PING"}));
        QTRY_COMPARE_WITH_TIMEOUT((socket.waitForReadyRead(10), socket.peek(100)), simple("PONG"), Patience);
    }
    QSslSocket distrustful;
    configuration.setCaCertificates({});
    distrustful.setSslConfiguration(configuration);
    distrustful.connectToHostEncrypted(u"127.0.0.1"_s, server.port());
    QVERIFY(!distrustful.waitForEncrypted());
}

QTEST_GUILESS_MAIN(TestSupport)

#include "tst_support.moc"
