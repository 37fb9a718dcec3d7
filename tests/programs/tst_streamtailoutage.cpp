// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "programrun.h"

#include "support/redisserver.h"

#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// streamtail against servers that are away, go away, or let only some in.
class TestStreamtailOutage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { REDISSTREAMS_REQUIRE_SERVER(); }

    void unreachable_data();
    void unreachable();
    void retryWaitsForTheServer();
    void retryCanBeStopped();
    void survivesARestart();
    void passwords_data();
    void passwords();
    void tls();

private:
    static QString program() { return QStringLiteral(STREAMTAIL_PATH); }
};

void TestStreamtailOutage::unreachable_data()
{
    QTest::addColumn<QString>("url");
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    const QString url = server.url();
    server.stop();
    QTest::newRow("nobody listens") << url;
    QTest::newRow("no such socket") << u"unix:///no/such/redis.sock"_s;
    QTest::newRow("no such host") << u"redis://no-such-host.invalid"_s;
}

void TestStreamtailOutage::unreachable()
{
    QFETCH(QString, url);
    ProgramRun run(program(), {u"--url"_s, url, u"one"_s});
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(!run.messages().contains("following"), run.messages().constData());
    QVERIFY2(run.messages().count('\n') >= 1, run.messages().constData());
}

void TestStreamtailOutage::retryWaitsForTheServer()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    server.stop();
    ProgramRun run(program(), {u"--url"_s, server.url(), u"--retry"_s, u"--count"_s, u"1"_s, u"one"_s});
    QVERIFY(run.waitForMessages(2)); // where it connects to, and that nobody is there
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QVERIFY2(run.waitForMessage("following"), run.messages().constData());
    server.admin().xadd("one", "1-0", {"n", "1"});
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.output(), "one 1-0 n=1\n");
}

void TestStreamtailOutage::retryCanBeStopped()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    server.stop();
    ProgramRun run(program(), {u"--url"_s, server.url(), u"--retry"_s, u"one"_s});
    QVERIFY(run.waitForMessages(2)); // where it connects to, and that nobody is there
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
}

void TestStreamtailOutage::survivesARestart()
{
    RedisServer server({.appendOnly = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    // Deadlines are so far away that only the end of the connection can be what it notices.
    ProgramRun run(program(), {u"--url"_s, server.url() + u"?command_timeout=120000"_s, u"--count"_s, u"2"_s, u"one"_s});
    QVERIFY2(run.waitForMessage("following"), run.messages().constData());
    server.admin().xadd("one", "1-0", {"n", "1"});
    QVERIFY(run.waitForLines(1));
    server.kill();
    QVERIFY(run.waitForMessage("reconnecting"));
    QVERIFY2(server.restart(), qPrintable(server.errorString()));
    server.admin().xadd("one", "2-0", {"n", "2"});
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.output(), "one 1-0 n=1\none 2-0 n=2\n");
}

void TestStreamtailOutage::passwords_data()
{
    QTest::addColumn<QString>("credentials");
    QTest::addColumn<QString>("environment");
    QTest::addColumn<int>("status");
    QTest::newRow("in the URL") << u":sesame-42@"_s << u"REDISCLI_AUTH="_s << 0;
    QTest::newRow("in the environment") << QString() << u"REDISCLI_AUTH=sesame-42"_s << 0;
    QTest::newRow("user in the URL") << u"default@"_s << u"REDISCLI_AUTH=sesame-42"_s << 0;
    QTest::newRow("the URL comes first") << u":sesame-42@"_s << u"REDISCLI_AUTH=sesame-wrong"_s << 0;
    QTest::newRow("wrong") << u":sesame-wrong@"_s << u"REDISCLI_AUTH=sesame-42"_s << 1;
    QTest::newRow("none") << QString() << u"REDISCLI_AUTH="_s << 1;
}

void TestStreamtailOutage::passwords()
{
    QFETCH(QString, credentials);
    QFETCH(QString, environment);
    QFETCH(int, status);
    RedisServer server({.requirePass = u"sesame-42"_s});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    server.admin().xadd("one", "1-0", {"n", "1"});
    QString url = server.url();
    url.insert(url.indexOf(u"//") + 2, credentials);
    ProgramRun run(program(), {u"--url"_s, url, u"--from"_s, u"beginning"_s, u"--drain"_s, u"one"_s},
        ProgramRun::Output::Read, {environment});
    QCOMPARE(run.waitForEnd(), status);
    QCOMPARE(run.output(), status == 0 ? QByteArray("one 1-0 n=1\n") : QByteArray());
    QVERIFY2(!run.messages().contains("sesame"), run.messages().constData());
    QVERIFY(!run.messages().isEmpty());
}

void TestStreamtailOutage::tls()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    RedisServer server({.tls = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    server.admin().xadd("one", "1-0", {"n", "1"});
    const QStringList common{u"--url"_s, server.url(), u"--from"_s, u"beginning"_s, u"--drain"_s, u"one"_s};

    ProgramRun trusting(program(),
        QStringList{u"--ca"_s, server.caFile(), u"--cert"_s, server.certFile(), u"--key"_s, server.keyFile()} + common);
    QCOMPARE(trusting.waitForEnd(), 0);
    QCOMPARE(trusting.output(), "one 1-0 n=1\n");

    ProgramRun distrusting(program(), common);
    QCOMPARE(distrusting.waitForEnd(), 1);
    QCOMPARE(distrusting.output(), QByteArray());

    ProgramRun mistaken(program(),
        QStringList{u"--ca"_s, server.caFile(), u"--cert"_s, server.certFile(), u"--key"_s, server.certFile()}
            + common);
    QCOMPARE(mistaken.waitForEnd(), 2);
    QVERIFY2(mistaken.messages().contains("holds no private key"), mistaken.messages().constData());
}

QTEST_GUILESS_MAIN(TestStreamtailOutage)
#include "tst_streamtailoutage.moc"
