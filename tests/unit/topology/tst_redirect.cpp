// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/redirect_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;

namespace {
const Endpoint asked{QStringLiteral("10.0.0.7"), 7000, {}};
} // namespace

class tst_Redirect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redirects_data();
    void redirects();
    void noRedirects_data();
    void noRedirects();
    void noHostOverUnixSocket();
    void hosts_data();
    void hosts();
};

void tst_Redirect::redirects_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("ask");
    QTest::addColumn<int>("slot");
    QTest::addColumn<QString>("endpoint");
    const auto row = [](const char *text, bool ask, int slot, const char *endpoint) {
        QTest::newRow(text) << QByteArray(text) << ask << slot << QString::fromLatin1(endpoint);
    };
    row("MOVED 3999 127.0.0.1:6381", false, 3999, "127.0.0.1:6381");
    row("ASK 3999 127.0.0.1:6381", true, 3999, "127.0.0.1:6381");
    row("MOVED 0 a:1", false, 0, "a:1");
    row("MOVED 16383 a:65535", false, 16383, "a:65535");
    row("MOVED 1 redis-3.example.com:7002", false, 1, "redis-3.example.com:7002");
    row("MOVED 1 ::1:7002", false, 1, "[::1]:7002");
    row("MOVED 1 2001:db8::ff00:42:8329:6379", false, 1, "[2001:db8::ff00:42:8329]:6379");
    row("MOVED 1 [::1]:7002", false, 1, "[::1]:7002");
    row("MOVED 1 fe80::1%eth0:7002", false, 1, "[fe80::1%eth0]:7002");
    row("MOVED 1 :7002", false, 1, "10.0.0.7:7002"); // the same host
    row("ASK 1 :7002", true, 1, "10.0.0.7:7002");
    row("MOVED 1 ?:7002", false, 1, ""); // no name known
    row("ASK 1 ?:7002", true, 1, "");
    row("MOVED 1 a:7002\r\n", false, 1, "a:7002");
}

void tst_Redirect::redirects()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, ask);
    const std::optional<Redirect> redirect = parseRedirect(text, asked);
    QVERIFY(redirect);
    QCOMPARE(redirect->kind, ask ? Redirect::Kind::Ask : Redirect::Kind::Moved);
    QTEST(int(redirect->slot), "slot");
    QTEST(redirect->endpoint ? redirect->endpoint->toString() : QString(), "endpoint");
    if (redirect->endpoint)
        QVERIFY(!redirect->endpoint->isLocal());
}

void tst_Redirect::noRedirects_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray longName = "MOVED 1 " + QByteArray(256, 'a') + ":1";
    for (const QByteArray &text : {QByteArray(), QByteArray("MOVED"), QByteArray("ASK"), QByteArray("MOVED "),
             QByteArray("MOVED 1"), QByteArray("MOVED 1 "), QByteArray("MOVED 16384 a:1"),
             QByteArray("MOVED 65536 a:1"), QByteArray("MOVED 99999999999999999999 a:1"), QByteArray("MOVED -1 a:1"),
             QByteArray("MOVED +1 a:1"), QByteArray("MOVED 0x1 a:1"), QByteArray("MOVED x a:1"),
             QByteArray("MOVED  1 a:1"), QByteArray("MOVED 1  a:1"), QByteArray("MOVED 1 a"), QByteArray("MOVED 1 a:"),
             QByteArray("MOVED 1 a:0"), QByteArray("MOVED 1 ?:0"), QByteArray("MOVED 1 :0"),
             QByteArray("MOVED 1 a:65536"), QByteArray("MOVED 1 a:-1"), QByteArray("MOVED 1 a:+1"),
             QByteArray("MOVED 1 a:1x"), QByteArray("MOVED 1 a:1@10001"), QByteArray("MOVED 1 a:1 b:2"),
             QByteArray("MOVED 1 a b:1"), QByteArray("MOVED\t1\ta:1"), QByteArray("MOVEDX 1 a:1"),
             QByteArray("moved 1 a:1"), QByteArray("ASKING 1 a:1"), QByteArray("ERR MOVED 1 a:1"),
             QByteArray("TRYAGAIN 1 a:1"), QByteArray("MOVED 1 caf\xc3\xa9:1"), QByteArray("MOVED 1 a\x01:1"),
             QByteArray("MOVED 1 a\0b:1", 13), longName})
        QTest::newRow(QByteArray("'" + text.left(40).toPercentEncoding(" :?[]+") + "'").constData()) << text;
}

void tst_Redirect::noRedirects()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseRedirect(text, asked));
}

void tst_Redirect::noHostOverUnixSocket()
{
    // Whoever was asked over a socket file has no host to stand in.
    const std::optional<Redirect> redirect
        = parseRedirect("MOVED 5 :7002", Endpoint{{}, 0, QStringLiteral("/run/redis.sock")});
    QVERIFY(redirect);
    QVERIFY(!redirect->endpoint);
    QCOMPARE(redirect->slot, 5);
}

void tst_Redirect::hosts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("host");
    QTest::newRow("name") << QByteArray("node-1.example.com") << QStringLiteral("node-1.example.com");
    QTest::newRow("v4") << QByteArray("127.0.0.1") << QStringLiteral("127.0.0.1");
    QTest::newRow("v6") << QByteArray("::1") << QStringLiteral("::1");
    QTest::newRow("v6 in brackets") << QByteArray("[::1]") << QStringLiteral("::1");
    QTest::newRow("longest") << QByteArray(255, 'a') << QString(255, QLatin1Char('a'));
    QTest::newRow("too long") << QByteArray(256, 'a') << QString();
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("brackets alone") << QByteArray("[]") << QStringLiteral("[]");
    QTest::newRow("space") << QByteArray("a b") << QString();
    QTest::newRow("delete") << QByteArray("a\x7f") << QString();
    QTest::newRow("high") << QByteArray("a\xe9") << QString();
    QTest::newRow("zero") << QByteArray("a\0", 2) << QString();
}

void tst_Redirect::hosts()
{
    QFETCH(QByteArray, text);
    QTEST(announcedHost(text).value_or(QString()), "host");
}

QTEST_APPLESS_MAIN(tst_Redirect)
#include "tst_redirect.moc"
