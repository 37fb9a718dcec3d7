// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// ConnectionOptions::fromUrl(): what URLs mean, and which are none.
#include "connectionoptions.h"
#include "support/testcertificates.h"

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtTest/QTest>

using namespace RedisStreams;
using std::chrono::milliseconds;
using Deployment = ConnectionOptions::Deployment;

namespace {

QString text(const char *latin1) { return QString::fromLatin1(latin1); }

ConnectionOptions read(const QString &url, RedisError *error = nullptr)
{
    RedisError problem;
    const ConnectionOptions options = ConnectionOptions::fromUrl(url, &problem);
    if (error)
        *error = problem;
    return options;
}

} // namespace

class tst_ConnectionUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addresses_data();
    void addresses();
    void credentials_data();
    void credentials();
    void clustersAndSentinels_data();
    void clustersAndSentinels();
    void queryOptions();
    void queryValues_data();
    void queryValues();
    void refused_data();
    void refused();
    void refusedGivesDefaults();
    void displayUrl_data();
    void displayUrl();
    void displayUrlReadsAgain();
    void pemFiles();
    void documentedOptions();
};

void tst_ConnectionUrl::addresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<int>("database");
    QTest::addColumn<bool>("tls");
    const auto row = [](const char *url, const char *endpoint, int database = 0, bool tls = false) {
        QTest::newRow(url) << text(url) << text(endpoint) << database << tls;
    };
    row("redis://", "localhost:6379");
    row("redis://localhost", "localhost:6379");
    row("redis://localhost/", "localhost:6379");
    row("redis://example.com:7000", "example.com:7000");
    row("redis://:7000", "localhost:7000");
    row("redis://127.0.0.1:1", "127.0.0.1:1");
    row("redis://h:65535", "h:65535");
    row("redis://[::1]", "[::1]:6379");
    row("redis://[::1]:7000/2", "[::1]:7000", 2);
    row("redis://[fe80::1%25eth0]:7000", "[fe80::1%eth0]:7000");
    row("redis://host/0", "host:6379");
    row("redis://host/15", "host:6379", 15);
    row("redis://host//7", "host:6379", 7);
    row("redis://host?db=3", "host:6379", 3);
    row("redis://host/?db=3", "host:6379", 3);
    row("redis://host/2147483647", "host:6379", 2147483647);
    row("REDIS://host", "host:6379");
    row("  redis://host  ", "host:6379");
    row("redis://h%6fst", "host:6379");
    row("redis://redis_1.my-net.local.:7000", "redis_1.my-net.local.:7000");
    QTest::newRow("international") << QStringLiteral("redis://\u0939\u093f\u0928\u094d\u0926\u0940.example") << QStringLiteral("\u0939\u093f\u0928\u094d\u0926\u0940.example:6379")
                                   << 0 << false;
    row("rediss://host", "host:6379", 0, true);
    row("rediss://host:6380/1", "host:6380", 1, true);
    row("RedisS://host", "host:6379", 0, true);
    row("unix:///run/redis.sock", "/run/redis.sock");
    row("unix:///run/redis.sock?db=2", "/run/redis.sock", 2);
    row("unix:/run/redis.sock", "/run/redis.sock");
    row("redis+unix:///run/redis.sock", "/run/redis.sock");
    row("unix:///run/with%20space%3f.sock", "/run/with space?.sock");
    row("unix:///run/a@b:c.sock", "/run/a@b:c.sock");
}

void tst_ConnectionUrl::addresses()
{
    QFETCH(QString, url);
    RedisError error;
    const ConnectionOptions options = read(url, &error);
    QCOMPARE(error.message(), QString());
    QCOMPARE(options.endpoints().size(), 1);
    QTEST(options.endpoint().toString(), "endpoint");
    QTEST(options.database(), "database");
    QTEST(options.isTls(), "tls");
    QCOMPARE(options.deployment(), Deployment::SingleServer);
    QVERIFY(options.user().isEmpty());
    QVERIFY(options.password().isEmpty());
}

void tst_ConnectionUrl::credentials_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("endpoint");
    const auto row = [](const QString &url, const QString &user, const QString &password, const char *endpoint = "host:6379") {
        QTest::newRow(qPrintable(url)) << url << user << password << text(endpoint);
    };
    row(text("redis://host"), {}, {});
    row(text("redis://:secret@host"), {}, text("secret"));
    row(text("redis://user:secret@host"), text("user"), text("secret"));
    row(text("redis://user@host"), text("user"), {});
    row(text("redis://user:@host"), text("user"), {});
    row(text("redis://@host"), {}, {});
    row(text("redis://:@host"), {}, {});
    row(text("redis://user:a:b:c@host"), text("user"), text("a:b:c"));
    row(text("redis://user:p@ss@host"), text("user"), text("p@ss"));
    row(text("redis://us%3aer:p%40ss%2F%3F%23%25@host:1/2"), text("us:er"), text("p@ss/?#%"), "host:1");
    row(text("redis://:%2541@host"), {}, text("%41"));
    row(text("redis://:a+b@host"), {}, text("a+b"));
    row(text("redis://:caf%C3%A9@host"), {}, QStringLiteral("caf\u00e9"));
    row(QStringLiteral("redis://:caf\u00e9@host"), {}, QStringLiteral("caf\u00e9"));
    row(text("redis://:s%20p@host"), {}, text("s p"));
    row(text("redis://user:secret@[::1]:7"), text("user"), text("secret"), "[::1]:7");
    row(text("unix://user:secret@/run/r.sock"), text("user"), text("secret"), "/run/r.sock");
    row(text("redis://host?user=u&password=p"), text("u"), text("p"));
    row(text("redis://a:b@host?password=c"), text("a"), text("c"));
    row(text("redis://host?password=a%26b%3Dc%2B%25d%23%3F"), {}, text("a&b=c+%d#?"));
    row(text("redis://host?password=%2541"), {}, text("%41"));
    row(text("redis://host?password=a+b"), {}, text("a+b"));
    row(text("redis://host?password=a=b"), {}, text("a=b"));
    row(text("redis://host?password="), {}, {});
}

void tst_ConnectionUrl::credentials()
{
    QFETCH(QString, url);
    RedisError error;
    const ConnectionOptions options = read(url, &error);
    QCOMPARE(error.message(), QString());
    QTEST(options.user(), "user");
    QTEST(options.password(), "password");
    QTEST(options.endpoint().toString(), "endpoint");
}

void tst_ConnectionUrl::clustersAndSentinels_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<Deployment>("deployment");
    QTest::addColumn<QString>("endpoints");
    QTest::addColumn<QString>("master");
    QTest::addColumn<int>("database");
    const auto row = [](const char *url, Deployment deployment, const char *endpoints, const char *master = "", int database = 0) {
        QTest::newRow(url) << text(url) << deployment << text(endpoints) << text(master) << database;
    };
    row("redis+cluster://a", Deployment::Cluster, "a:6379");
    row("redis+cluster://a,b:7001,[::1]:7002,[::2]", Deployment::Cluster, "a:6379 b:7001 [::1]:7002 [::2]:6379");
    row("rediss+cluster://a,b", Deployment::Cluster, "a:6379 b:6379");
    row("redis+cluster://", Deployment::Cluster, "localhost:6379");
    row("redis+cluster://:7000", Deployment::Cluster, "localhost:7000");
    row("redis+cluster://a:7000,a:7001,a:7002", Deployment::Cluster, "a:7000 a:7001 a:7002");
    row("redis+cluster://127.0.0.1:7000,127.0.0.1:7001/", Deployment::Cluster, "127.0.0.1:7000 127.0.0.1:7001");
    row("redis+cluster://[::1],[::1]:7001,[2001:db8::7]:65535", Deployment::Cluster, "[::1]:6379 [::1]:7001 [2001:db8::7]:65535");
    row("redis+cluster://[fe80::1%25eth0]:7000,b", Deployment::Cluster, "[fe80::1%eth0]:7000 b:6379");
    row("rediss+cluster://user:secret@[::1]:7000,node-2.example.com:7001", Deployment::Cluster, "[::1]:7000 node-2.example.com:7001");
    row("redis+cluster://a,b?client_name=x&protocol=2&verify=no", Deployment::Cluster, "a:6379 b:6379");
    row("redis+cluster://a,b/?db=2", Deployment::Cluster, "a:6379 b:6379", "", 2);
    row("REDIS+CLUSTER://a,b", Deployment::Cluster, "a:6379 b:6379");
    row("redis+cluster://user:se,cret@a,b", Deployment::Cluster, "a:6379 b:6379");
    row("redis+cluster://a,b/1", Deployment::Cluster, "a:6379 b:6379", "", 1);
    row("redis+sentinel://a/mymaster", Deployment::Sentinel, "a:26379", "mymaster");
    row("redis+sentinel://a,b:1,c/mymaster/3", Deployment::Sentinel, "a:26379 b:1 c:26379", "mymaster", 3);
    row("rediss+sentinel://:pw@a,b/m", Deployment::Sentinel, "a:26379 b:26379", "m");
    row("redis+sentinel://a/my%20master%2F1", Deployment::Sentinel, "a:26379", "my master/1");
    row("redis+sentinel://a/5", Deployment::Sentinel, "a:26379", "5");
    row("redis+sentinel://a/m?db=4", Deployment::Sentinel, "a:26379", "m", 4);
}

void tst_ConnectionUrl::clustersAndSentinels()
{
    QFETCH(QString, url);
    RedisError error;
    const ConnectionOptions options = read(url, &error);
    QCOMPARE(error.message(), QString());
    QTEST(options.deployment(), "deployment");
    QStringList endpoints;
    for (const Endpoint &endpoint : options.endpoints())
        endpoints.append(endpoint.toString());
    QTEST(endpoints.join(QLatin1Char(' ')), "endpoints");
    QTEST(options.masterName(), "master");
    QTEST(options.database(), "database");
    QCOMPARE(options.isTls(), url.startsWith(text("rediss")));
}

void tst_ConnectionUrl::queryOptions()
{
    RedisError error;
    const ConnectionOptions options = read(
        text("redis://host?client_name=my-app&protocol=2&connect_timeout=1&reply_timeout=2&command_timeout=3&block_limit=4&keep_alive=0"
             "&reconnect=no&reconnect_initial=50&reconnect_max=9000&verify=no"), &error);
    QCOMPARE(error.message(), QString());
    QCOMPARE(options.clientName(), text("my-app"));
    QCOMPARE(options.protocol(), ConnectionOptions::Protocol::Resp2);
    QCOMPARE(options.connectTimeout(), milliseconds(1));
    QCOMPARE(options.replyTimeout(), milliseconds(2));
    QCOMPARE(options.commandTimeout(), milliseconds(3));
    QCOMPARE(options.blockLimit(), milliseconds(4));
    QCOMPARE(options.keepAlive(), milliseconds(0));
    QCOMPARE(options.reconnectPolicy().enabled, false);
    QCOMPARE(options.reconnectPolicy().initialDelay, milliseconds(50));
    QCOMPARE(options.reconnectPolicy().maximumDelay, milliseconds(9000));
    QCOMPARE(options.sslConfiguration().peerVerifyMode(), QSslSocket::VerifyNone);
    QCOMPARE(read(text("redis://h?protocol=3")).protocol(), ConnectionOptions::Protocol::Resp3);
    QCOMPARE(read(text("redis://h?protocol=auto")).protocol(), ConnectionOptions::Protocol::Automatic);
    // What is not said stays as it is by default; certificates are verified.
    const ConnectionOptions plain = read(text("rediss://host"));
    QCOMPARE(plain.connectTimeout(), ConnectionOptions().connectTimeout());
    QVERIFY(plain.sslConfiguration().peerVerifyMode() != QSslSocket::VerifyNone);
    QVERIFY(plain.reconnectPolicy().enabled);
}

void tst_ConnectionUrl::queryValues_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("good");
    const auto rows = [](bool good, std::initializer_list<const char *> queries) {
        for (const char *query : queries)
            QTest::newRow(query) << text(query) << good;
    };
    rows(true, {"", "db=0", "db=2147483647", "protocol=2", "protocol=3", "protocol=auto", "connect_timeout=86400000", "keep_alive=0", "block_limit=5000",
                "reconnect=yes", "reconnect=no", "reconnect=true", "reconnect=0", "verify=1", "verify=false", "client_name=a-b", "user=u", "db=1&db=2"});
    rows(false, {"db=-1", "db=", "db=x", "db=1.5", "db=2147483648", "protocol=", "protocol=4", "protocol=resp3", "connect_timeout=0", "connect_timeout=-5",
                 "connect_timeout=5s", "connect_timeout=86400001", "reply_timeout=0", "command_timeout=x", "block_limit=0", "block_limit=5001", "keep_alive=-1",
                 "reconnect=maybe", "reconnect=", "reconnect_initial=0", "reconnect_max=0", "verify=", "verify=none", "client_name=a%20b", "client_name=a%0Ab",
                 "timeout=5", "Db=1", "unknown", "=", "cert=/nowhere/cert.pem", "key=/nowhere/key.pem", "ca=/nowhere/ca.pem"});
}

void tst_ConnectionUrl::queryValues()
{
    QFETCH(QString, query);
    QFETCH(bool, good);
    RedisError error;
    read(text("redis://host?") + query, &error);
    QCOMPARE(error.code(), good ? RedisError::Code::NoError : RedisError::Code::InvalidUrl);
    QCOMPARE(error.message().isEmpty(), good);
    // The message names the option that is wrong.
    const QString name = query.section(QLatin1Char('='), 0, 0);
    if (!good)
        QVERIFY2(error.message().contains(name), qPrintable(error.message()));
}

void tst_ConnectionUrl::refused_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : {"", " ", "localhost", "localhost:6379", "//localhost", "http://localhost", "redi://h", "redisss://h", "redis+tls://h", "redis",
                            "redis:", "redis:localhost", "redis:/localhost", "redis+cluster:h", "rediss+unix:///x", "valkey://h", "redis://h:0", "redis://h:65536",
                            "redis://h:", "redis://h:x", "redis://h:-1", "redis://h:6379x", "redis://h:+6379", "redis://h: 6379", "redis://::1", "redis://::1:6379",
                            "redis://[::1", "redis://[::1]x", "redis://[::1]:", "redis://h/x", "redis://h/-1", "redis://h/1/2", "redis://h/1.0", "redis://h/2147483648",
                            "redis://h/+1", "redis://a,b", "redis://a,b:1/2", "redis+sentinel://h", "redis+sentinel://h/", "redis+sentinel://h/m/x",
                            "redis+sentinel://h/m/1/2", "redis+cluster://a,b/x", "redis+cluster://a,b:x", "redis+cluster://a,", "redis+cluster://,a",
                            "redis+cluster://a,,b", "redis+sentinel://a,,b/m", "redis+cluster://a, b", "redis+cluster://a ,b", "redis+cluster://a%20b", "redis:// h",
                            "redis://h%0A", "redis://h%00", "redis://[::1%0A]", "redis+cluster://a;b", "redis+cluster://a|b", "redis://(h)", "redis://h\"", "redis+cluster://a b", "redis+cluster://a,::1",
                            "redis+cluster://a:1:2,b", "redis+cluster://a,[::1", "redis+cluster://a,[]", "redis+cluster://a,b:0", "redis+cluster://a,b:65536",
                            "redis+cluster:///run/redis.sock,a", "redis+cluster://a,b/1/2", "redis+cluster://a,b/mymaster", "unix://", "unix:///", "unix://relative/path", "unix:relative", "unix://host"})
        QTest::newRow(url) << text(url);
}

void tst_ConnectionUrl::refused()
{
    QFETCH(QString, url);
    RedisError error;
    read(url, &error);
    QCOMPARE(error.code(), RedisError::Code::InvalidUrl);
    QVERIFY(!error.message().isEmpty());
    QVERIFY(!error.isTransient());
}

void tst_ConnectionUrl::refusedGivesDefaults()
{
    // Nothing of a URL that is not understood is used, and asking for no error is allowed.
    const ConnectionOptions options = ConnectionOptions::fromUrl(text("redis://user:secret@example.com:7000/1?unknown=1"));
    QCOMPARE(options.endpoint().toString(), text("localhost:6379"));
    QVERIFY(options.user().isEmpty());
    QVERIFY(options.password().isEmpty());
    QCOMPARE(options.database(), 0);
}

void tst_ConnectionUrl::displayUrl_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *url, const char *shown) { QTest::newRow(url) << text(url) << text(shown); };
    row("redis://", "redis://localhost:6379");
    row("redis://user:secret@host:7000/3?password=secret&verify=no", "redis://host:7000/3");
    row("rediss://[::1]", "rediss://[::1]:6379");
    row("redis+cluster://user:secret@a,b:7001", "redis+cluster://a:6379,b:7001");
    row("rediss+sentinel://:secret@a,b/mymaster/2", "rediss+sentinel://a:26379,b:26379/mymaster/2");
    row("unix://user:secret@/run/redis.sock", "unix:///run/redis.sock");
    row("unix:///run/redis.sock?db=2&password=secret", "unix:///run/redis.sock?db=2");
}

void tst_ConnectionUrl::displayUrl()
{
    QFETCH(QString, url);
    QTEST(read(url).displayUrl(), "shown");
}

void tst_ConnectionUrl::displayUrlReadsAgain()
{
    for (const char *url : {"redis://host:7000/3", "rediss://[::1]:6379", "redis+cluster://a:6379,b:7001", "rediss+sentinel://a:26379/m/2",
                            "unix:///run/redis.sock", "unix:///run/redis.sock?db=2"})
        QCOMPARE(read(text(url)).displayUrl(), text(url));
}

void tst_ConnectionUrl::pemFiles()
{
    const QTemporaryDir folder;
    const QString empty = folder.filePath(text("empty.pem"));
    QVERIFY(QFile(empty).open(QIODevice::WriteOnly));
    for (const QString &query : {text("ca=") + empty, text("cert=%1&key=%1").arg(empty)}) {
        RedisError error;
        read(text("rediss://host?") + query, &error);
        QCOMPARE(error.code(), RedisError::Code::InvalidUrl);
        QVERIFY2(error.message().contains(empty), qPrintable(error.message()));
    }

    QString reason;
    if (!Test::makeTestCertificates(folder.path(), &reason))
        QSKIP(qPrintable(reason));
    RedisError error;
    const QString files = text("rediss://host?ca=%1/ca.crt&cert=%1/server.crt&key=%1/server.key").arg(folder.path());
    const ConnectionOptions options = read(files, &error);
    QCOMPARE(error.message(), QString());
    QCOMPARE(options.sslConfiguration().caCertificates().size(), 1);
    QVERIFY(!options.sslConfiguration().localCertificate().isNull());
    QVERIFY(!options.sslConfiguration().privateKey().isNull());
    read(text("rediss://host?cert=%1/server.crt&key=%1/ca.crt").arg(folder.path()), &error); // no key in there
    QCOMPARE(error.code(), RedisError::Code::InvalidUrl);
}

/// docs/connecting.md names every option, with its true default; and so does the error for one that does not exist.
void tst_ConnectionUrl::documentedOptions()
{
    QFile file(QStringLiteral(CONNECTING_PAGE));
    QVERIFY(file.open(QIODevice::ReadOnly));
    static const QRegularExpression row(QStringLiteral("^\\| `(\\w+)` \\| ([^|]+) \\|"), QRegularExpression::MultilineOption);
    QStringList documented;
    auto rows = row.globalMatch(QString::fromUtf8(file.readAll()));
    while (rows.hasNext()) {
        const QRegularExpressionMatch match = rows.next();
        const QString name = match.captured(1);
        documented.append(name);
        const QString byDefault = match.captured(2).trimmed();
        if (!byDefault.startsWith(QLatin1Char('`')))
            continue; // none: what it is about is absent then
        RedisError error;
        const QString value = byDefault.mid(1, byDefault.size() - 2);
        const ConnectionOptions options = read(QStringLiteral("redis+cluster://localhost?%1=%2").arg(name, value), &error);
        QVERIFY2(!error, qPrintable(error.message()));
        const ConnectionOptions defaults = read(QStringLiteral("redis+cluster://localhost"));
        QCOMPARE(options.database(), defaults.database());
        QCOMPARE(options.protocol(), defaults.protocol());
        QCOMPARE(options.connectTimeout(), defaults.connectTimeout());
        QCOMPARE(options.replyTimeout(), defaults.replyTimeout());
        QCOMPARE(options.commandTimeout(), defaults.commandTimeout());
        QCOMPARE(options.blockLimit(), defaults.blockLimit());
        QCOMPARE(options.keepAlive(), defaults.keepAlive());
        QCOMPARE(options.reconnectPolicy().enabled, defaults.reconnectPolicy().enabled);
        QCOMPARE(options.reconnectPolicy().initialDelay, defaults.reconnectPolicy().initialDelay);
        QCOMPARE(options.reconnectPolicy().maximumDelay, defaults.reconnectPolicy().maximumDelay);
        QCOMPARE(options.readFrom(), defaults.readFrom());
        QCOMPARE(options.sslConfiguration().peerVerifyMode() == QSslSocket::VerifyNone, false);
    }
    RedisError unknown;
    read(QStringLiteral("redis://localhost?conect_timeout=5"), &unknown);
    const QString message = unknown.message();
    QVERIFY2(message.contains(QStringLiteral("there is no option \"conect_timeout\"; there are ")), qPrintable(message));
    QStringList known = message.mid(message.indexOf(QStringLiteral("there are ")) + 10).split(QStringLiteral(", "));
    for (const QString &name : std::as_const(known)) {
        RedisError error;
        read(QStringLiteral("redis+cluster://localhost?%1=%2").arg(name, QStringLiteral("x y")), &error);
        QVERIFY2(!error.message().contains(QStringLiteral("there is no option")), qPrintable(name));
    }
    known.sort();
    documented.sort();
    QCOMPARE(documented, known);
}

QTEST_GUILESS_MAIN(tst_ConnectionUrl)
#include "tst_connectionurl.moc"
