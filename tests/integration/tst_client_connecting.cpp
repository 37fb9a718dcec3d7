// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "servertest.h"

#include "support/faultproxy.h"

#include <QtCore/QDebug>
#include <QtCore/QLoggingCategory>
#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using State = RedisClient::State;
using Code = RedisError::Code;

/// The way to a server: URLs, credentials, TLS, sockets, and what is said when it leads nowhere.
class TestClientConnecting : public ServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void unreachable_data();
    void unreachable();
    void badUrls_data();
    void badUrls();
    void passwords_data();
    void passwords();
    void secretsStaySecret_data();
    void secretsStaySecret();
    void databaseAndName();
    void tls();
    void tlsClientCertificate();
    void unixSocket();
    void urlChangesWhileConnected();
    void urlChangesUnderAConsumer();
    void reconnectSwitchedOff();
    void connectionLossShows();
};

void TestClientConnecting::unreachable_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("word");
    QTest::newRow("nobody listens") << u"redis://127.0.0.1:1"_s << Code::ConnectionRefused << u"127.0.0.1:1"_s;
    QTest::newRow("no such host") << u"redis://no-such-host.invalid:7000"_s << Code::HostNotFound << u"no-such-host.invalid"_s;
    QTest::newRow("no such socket") << u"unix:///no/such/redis.sock"_s << Code::ConnectionRefused << u"/no/such/redis.sock"_s;
}

void TestClientConnecting::unreachable()
{
    QFETCH(QString, url);
    QFETCH(Code, code);
    QFETCH(QString, word);
    RedisClient client(url + u"?command_timeout=3000&reconnect_initial=20"_s);
    const auto ping = client.ping();
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping).code(), code);
    QVERIFY2(failureOf(ping).message().contains(word), qPrintable(failureOf(ping).message()));
    QVERIFY(!failureOf(ping).endpoint().isEmpty());
}

void TestClientConnecting::badUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("word");
    QTest::newRow("empty") << QString() << u"redis://"_s;
    QTest::newRow("another scheme") << u"http://localhost"_s << u"http"_s;
    QTest::newRow("no slashes") << u"redis:localhost"_s << u"//"_s;
    QTest::newRow("port") << u"redis://localhost:99999"_s << u"99999"_s;
    QTest::newRow("database") << u"redis://localhost/first"_s << u"first"_s;
    QTest::newRow("unknown option") << u"redis://localhost?colour=red"_s << u"colour"_s;
    QTest::newRow("option's value") << u"redis://localhost?block_limit=0"_s << u"block_limit"_s;
    QTest::newRow("several hosts") << u"redis://one,two"_s << u"redis+cluster"_s;
    QTest::newRow("IPv6 without brackets") << u"redis://::1"_s << u"bracket"_s;
    QTest::newRow("missing CA file") << u"rediss://localhost?ca=/no/such/ca.crt"_s << u"/no/such/ca.crt"_s;
    QTest::newRow("certificate without key") << u"rediss://localhost?cert=/some.crt"_s << u"key"_s;
    QTest::newRow("sentinel without master") << u"redis+sentinel://localhost"_s << u"master"_s;
}

void TestClientConnecting::badUrls()
{
    QFETCH(QString, url);
    QFETCH(QString, word);
    // With a password in it, which is not for the message.
    QString withSecret = url;
    if (const qsizetype at = url.indexOf(u"://"); at >= 0)
        withSecret.insert(at + 3, u"me:sesame@"_s);
    QSignalSpy changed(m_client.get(), &RedisClient::urlChanged);
    QSignalSpy errors(m_client.get(), &RedisClient::errorOccurred);
    m_client->setUrl(withSecret);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(errors.size(), 1);
    QCOMPARE(m_client->state(), State::Failed);
    QCOMPARE(m_client->error().code(), Code::InvalidUrl);
    QVERIFY2(m_client->errorString().contains(word), qPrintable(m_client->errorString()));
    QVERIFY2(!m_client->errorString().contains(u"sesame"), qPrintable(m_client->errorString()));
    QVERIFY(!m_client->displayUrl().contains(u"sesame"));
    QCOMPARE(failureOf(m_client->ping()).code(), Code::InvalidUrl);
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    QCOMPARE(failureOf(consumer.open()).code(), Code::InvalidUrl);
    // A good one mends it.
    m_client->setUrl(m_server.url());
    QVERIFY(ends(m_client->ping()));
    QVERIFY(m_client->isConnected());
}

void TestClientConnecting::passwords_data()
{
    QTest::addColumn<QString>("userInfo");
    QTest::addColumn<QString>("options");
    QTest::addColumn<bool>("good");
    for (const char *protocol : {"2", "3"}) {
        const QString option = u"?protocol="_s + QString::fromLatin1(protocol);
        QTest::addRow("password, RESP%s", protocol) << u":open sesame!@"_s << option << true;
        QTest::addRow("encoded, RESP%s", protocol) << u":open%20sesame%21@"_s << option << true;
        QTest::addRow("with user, RESP%s", protocol) << u"default:open%20sesame%21@"_s << option << true;
        QTest::addRow("as options, RESP%s", protocol) << QString() << QString(option + u"&password=open%20sesame%21"_s) << true;
        QTest::addRow("wrong, RESP%s", protocol) << u":open%20wrong@"_s << option << false;
        QTest::addRow("none, RESP%s", protocol) << QString() << option << false;
    }
}

void TestClientConnecting::passwords()
{
    QFETCH(QString, userInfo);
    QFETCH(QString, options);
    QFETCH(bool, good);
    RedisServer server({.requirePass = u"open sesame!"_s});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QString url = server.url() + options;
    url.insert(url.indexOf(u"//") + 2, userInfo);
    RedisClient client(url);
    QSignalSpy errors(&client, &RedisClient::errorOccurred);
    const auto ping = client.ping();
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping).code(), good ? Code::NoError : Code::AuthenticationFailed);
    QVERIFY(good ? client.isConnected() : client.state() == State::Failed);
    QCOMPARE(errors.size(), good ? 0 : 1);
    QVERIFY(!client.errorString().contains(u"sesame") && !client.errorString().contains(u"wrong"));
}

void TestClientConnecting::secretsStaySecret_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("refused") << u"redis://me:qzx-kvw@127.0.0.1:1"_s;
    QTest::newRow("not found") << u"redis://me:qzx-kvw@no-such-host.invalid"_s;
    QTest::newRow("wrong") << QString();
    QTest::newRow("option") << u"redis://127.0.0.1:1?user=me&password=qzx-kvw"_s;
    QTest::newRow("bad port") << u"redis://me:qzx-kvw@localhost:port"_s;
    QTest::newRow("at in password") << u"redis://me:qzx@kvw@127.0.0.1:1"_s;
    QTest::newRow("slash in password") << u"redis://me:qzx/kvw@127.0.0.1:1"_s;
    QTest::newRow("question mark in password") << u"redis://me:qzx?kvw@127.0.0.1:1"_s;
    QTest::newRow("slash behind digits") << u"redis://me:12/kvw@127.0.0.1:1"_s;
    QTest::newRow("no scheme") << u"me:qzx-kvw@127.0.0.1:1"_s;
}

void TestClientConnecting::secretsStaySecret()
{
    QFETCH(QString, url);
    if (url.isEmpty())
        url = QString(m_server.url()).replace(u"redis://"_s, u"redis://me:qzx-kvw@"_s);
    QString said;
    static QString *log = nullptr;
    log = &said;
    const QtMessageHandler before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &text) { *log += text + u'\n'; });
    QLoggingCategory::setFilterRules(u"redisstreams.*=true"_s);
    {
        RedisClient client;
        connect(&client, &RedisClient::errorOccurred, this, [&](const RedisError &error) {
            QDebug(&said) << error << error.message() << error.endpoint() << error.what();
        });
        client.setUrl(url);
        StreamConsumer consumer(&client, {u"one"_s});
        consumer.start();
        client.open();
        const auto ping = client.ping();
        const bool failed = QTest::qWaitFor([&] { return client.error().isError() && consumer.error().isError(); }, Patience);
        QDebug(&said) << client.displayUrl() << client.errorString() << consumer.errorString() << client.options().endpoint().toString();
        qInstallMessageHandler(before);
        QLoggingCategory::setFilterRules({});
        QVERIFY2(failed, qPrintable(said));
    }
    QVERIFY2(!said.contains(u"qzx") && !said.contains(u"kvw"), qPrintable(said));
}

void TestClientConnecting::databaseAndName()
{
    RedisClient client(m_server.url() + u"/5?client_name=dashboard"_s);
    QVERIFY(ends(client.xadd(u"one"_s, {{"n", "1"}})));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(m_server.admin().integer({"EXISTS", "one"}), 0);
    // Its own connection is not less well labelled than the shared one.
    QCOMPARE(m_server.admin().clientIds("dashboard*").size(), 2);
    QVERIFY(client.displayUrl().endsWith(u"/5"));

    RedisClient tooHigh(m_server.url() + u"/999"_s);
    const auto ping = tooHigh.ping();
    QVERIFY(ends(ping));
    QVERIFY2(failureOf(ping).message().contains(u"999"), qPrintable(failureOf(ping).message()));
    QCOMPARE(tooHigh.state(), State::Failed);
}

void TestClientConnecting::tls()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    RedisServer server({.tls = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    addNumbered(server.admin(), "one", 500);

    RedisClient trusting(server.url() + u"?ca="_s + server.caFile());
    StreamConsumer consumer(&trusting, {u"one"_s});
    consumer.setStartFrom(StreamConsumer::StartFrom::LastEntries);
    consumer.setStartCount(500);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 500);
    addNumbered(server.admin(), "one", 100, 501);
    TRY_RECEIVED(recorder, 600);
    server.admin().killClients({});
    addNumbered(server.admin(), "one", 100, 601);
    TRY_RECEIVED(recorder, 700);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 700));

    RedisClient doubting(server.url() + u"?command_timeout=500&reconnect_initial=50"_s);
    doubting.open();
    QTRY_COMPARE(doubting.error().code(), Code::TlsError);
    const auto ping = doubting.ping();
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping).code(), Code::TlsError);
    QVERIFY2(failureOf(ping).message().contains(u"certificate"), qPrintable(failureOf(ping).message()));
    RedisClient careless(server.url() + u"?verify=no"_s);
    QVERIFY(ends(careless.ping()));
    QVERIFY(careless.isConnected());
    // Without TLS towards a server that wants it.
    RedisClient plain(QString(server.url()).replace(u"rediss://"_s, u"redis://"_s) + u"?command_timeout=500&connect_timeout=300&reconnect_initial=50"_s);
    const auto unanswered = plain.ping();
    QVERIFY(ends(unanswered));
    QVERIFY(failureOf(unanswered).isError());
}

void TestClientConnecting::tlsClientCertificate()
{
    REDISSTREAMS_REQUIRE_PROGRAM(u"openssl"_s);
    RedisServer server({.tls = true, .extraArguments = {u"--tls-auth-clients"_s, u"yes"_s}});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient known(server.url() + u"?ca=%1&cert=%2&key=%3"_s.arg(server.caFile(), server.certFile(), server.keyFile()));
    const auto ping = known.ping();
    QVERIFY(ends(ping));
    QCOMPARE(failureOf(ping), RedisError());
    RedisClient unknown(server.url() + u"?command_timeout=500&reconnect_initial=50&ca="_s + server.caFile());
    const auto refused = unknown.ping();
    QVERIFY(ends(refused));
    QVERIFY(failureOf(refused).isError());
}

void TestClientConnecting::unixSocket()
{
    RedisServer server({.unixSocket = true});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient client(quick(server.url(), u"db=2"_s));
    StreamConsumer consumer(&client, {u"one"_s});
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_COMPARE(consumer.state(), StreamConsumer::State::Following);
    for (quint64 i = 1; i <= 3; ++i) {
        XaddOptions options;
        options.idMode = XaddOptions::IdMode::Explicit;
        options.id = StreamId(i, 0);
        QVERIFY(ends(client.xadd(u"one"_s, {{"n", "1"}}, options)));
        TRY_RECEIVED(recorder, i);
        QCOMPARE(server.admin().killClients({}), 2);
        QTRY_COMPARE_WITH_TIMEOUT(consumer.reconnectCount(), qint64(i), Patience);
    }
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 3));
    QVERIFY(client.displayUrl().contains(server.socketPath()));
}

void TestClientConnecting::urlChangesWhileConnected()
{
    RedisServer other;
    QVERIFY2(other.start(), qPrintable(other.errorString()));
    other.admin().command({"SET", "where", "other"});
    m_server.admin().command({"SET", "where", "first"});
    const auto first = m_client->command({"GET", "where"});
    QVERIFY(ends(first));
    QCOMPARE(first.result().bytes(), "first");
    QSignalSpy changed(m_client.get(), &RedisClient::urlChanged);
    const auto underWay = m_client->command({"GET", "where"});
    m_client->setUrl(other.url());
    QCOMPARE(changed.size(), 1);
    QVERIFY(underWay.isFinished());
    QCOMPARE(failureOf(underWay).code(), Code::Aborted);
    const auto second = m_client->command({"GET", "where"});
    QVERIFY(ends(second));
    QCOMPARE(second.result().bytes(), "other");
    QVERIFY(m_client->displayUrl().endsWith(QString::number(other.port())));
    m_client->setUrl(other.url());
    QCOMPARE(changed.size(), 1);
}

void TestClientConnecting::urlChangesUnderAConsumer()
{
    // The same server by another way, as after a fail-over by hand: nothing is lost, nothing repeated.
    FaultProxy proxy(m_server.port());
    StreamConsumer consumer(m_client.get(), {u"one"_s});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    for (int i = 0; i < 6; ++i) {
        addNumbered(m_server.admin(), "one", 100, 1 + 100 * i);
        m_client->setUrl(quick(i % 2 ? m_server.url() : proxy.url()));
        TRY_RECEIVED(recorder, 100 * (i + 1));
    }
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 600));
    QVERIFY(proxy.connectionCount() >= 3);
}

void TestClientConnecting::reconnectSwitchedOff()
{
    FaultProxy proxy(m_server.port());
    RedisClient client(quick(proxy.url(), u"reconnect=no"_s));
    QVERIFY(ends(client.ping()));
    proxy.cutAll();
    QTRY_COMPARE(client.state(), State::Failed);
    QCOMPARE(failureOf(client.ping()).code(), Code::ConnectTimeout);
    client.open();
    QVERIFY(ends(client.ping()));
    QCOMPARE(client.state(), State::Connected);
}

void TestClientConnecting::connectionLossShows()
{
    // Also when no command is under way that would notice.
    QVERIFY(ends(m_client->ping()));
    QSignalSpy states(m_client.get(), &RedisClient::stateChanged);
    QSignalSpy errors(m_client.get(), &RedisClient::errorOccurred);
    QCOMPARE(m_server.admin().killClients({}), 1);
    QTRY_COMPARE(states.size(), 2);
    QCOMPARE(states.at(0).at(0).value<State>(), State::Reconnecting);
    QCOMPARE(states.at(1).at(0).value<State>(), State::Connected);
    QCOMPARE(errors.size(), 1);
    QCOMPARE(errors.at(0).at(0).value<RedisError>().code(), Code::ConnectionLost);
}

QTEST_GUILESS_MAIN(TestClientConnecting)
#include "tst_client_connecting.moc"
