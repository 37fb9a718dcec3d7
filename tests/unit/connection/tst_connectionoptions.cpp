// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connectionoptions.h"

#include <QtTest/QTest>

#include <limits>

using namespace RedisStreams;
using std::chrono::milliseconds;

class tst_ConnectionOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaults();
    void settersChain();
    void copiesDoNotAlias();
    void valuesAreBounded();
    void policyIsBounded_data();
    void policyIsBounded();
    void endpoints();
};

void tst_ConnectionOptions::defaults()
{
    const ConnectionOptions options;
    QCOMPARE(options.endpoint().toString(), QStringLiteral("localhost:6379"));
    QCOMPARE(options.deployment(), ConnectionOptions::Deployment::SingleServer);
    QCOMPARE(options.protocol(), ConnectionOptions::Protocol::Automatic);
    QCOMPARE(options.database(), 0);
    QVERIFY(!options.isTls());
    QCOMPARE(options.connectTimeout(), milliseconds(5000));
    QCOMPARE(options.replyTimeout(), milliseconds(5000));
    QCOMPARE(options.commandTimeout(), milliseconds(10000));
    QCOMPARE(options.blockLimit(), milliseconds(5000));
    QCOMPARE(options.keepAlive(), milliseconds(15000));
    QVERIFY(options.reconnectPolicy().enabled);
    QCOMPARE(options.displayUrl(), QStringLiteral("redis://localhost:6379"));
}

void tst_ConnectionOptions::settersChain()
{
    ConnectionOptions options;
    options.setEndpoint({QStringLiteral("h"), 1, {}}).setCredentials(QStringLiteral("u"), QStringLiteral("p")).setDatabase(2)
        .setClientName(QStringLiteral("n")).setProtocol(ConnectionOptions::Protocol::Resp3).setTls(true)
        .setConnectTimeout(milliseconds(10)).setReplyTimeout(milliseconds(20)).setCommandTimeout(milliseconds(30))
        .setBlockLimit(milliseconds(40)).setKeepAlive(milliseconds(50));
    options.setDeployment(ConnectionOptions::Deployment::Sentinel, QStringLiteral("m"));
    QCOMPARE(options.endpoint().toString(), QStringLiteral("h:1"));
    QCOMPARE(options.user(), QStringLiteral("u"));
    QCOMPARE(options.password(), QStringLiteral("p"));
    QCOMPARE(options.database(), 2);
    QCOMPARE(options.clientName(), QStringLiteral("n"));
    QCOMPARE(options.protocol(), ConnectionOptions::Protocol::Resp3);
    QVERIFY(options.isTls());
    QCOMPARE(options.connectTimeout(), milliseconds(10));
    QCOMPARE(options.replyTimeout(), milliseconds(20));
    QCOMPARE(options.commandTimeout(), milliseconds(30));
    QCOMPARE(options.blockLimit(), milliseconds(40));
    QCOMPARE(options.keepAlive(), milliseconds(50));
    QCOMPARE(options.masterName(), QStringLiteral("m"));
    QCOMPARE(options.displayUrl(), QStringLiteral("rediss+sentinel://h:1/m/2"));
}

void tst_ConnectionOptions::copiesDoNotAlias()
{
    ConnectionOptions first;
    ConnectionOptions second = first;
    second.setDatabase(5).setCredentials(QStringLiteral("u"), QStringLiteral("p"));
    QCOMPARE(first.database(), 0);
    QVERIFY(first.password().isEmpty());
    first = second;
    second.setDatabase(6);
    QCOMPARE(first.database(), 5);
}

void tst_ConnectionOptions::valuesAreBounded()
{
    ConnectionOptions options;
    options.setDatabase(-1).setConnectTimeout(milliseconds(0)).setReplyTimeout(milliseconds(-1)).setCommandTimeout(milliseconds(0))
        .setBlockLimit(milliseconds(0)).setKeepAlive(milliseconds(-1));
    QCOMPARE(options.database(), 0);
    QCOMPARE(options.connectTimeout(), milliseconds(1));
    QCOMPARE(options.replyTimeout(), milliseconds(1));
    QCOMPARE(options.commandTimeout(), milliseconds(1));
    QCOMPARE(options.blockLimit(), milliseconds(1));
    QCOMPARE(options.keepAlive(), milliseconds(0));
    options.setBlockLimit(std::chrono::hours(1));
    QCOMPARE(options.blockLimit(), milliseconds(5000));
}

void tst_ConnectionOptions::policyIsBounded_data()
{
    QTest::addColumn<int>("initial");
    QTest::addColumn<int>("maximum");
    QTest::addColumn<double>("factor");
    QTest::addColumn<double>("jitter");
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("sensible") << 100 << 5000 << 2.0 << 0.3;
    QTest::newRow("zero") << 0 << 0 << 0.0 << 0.0;
    QTest::newRow("negative") << -5 << -7 << -2.0 << -1.0;
    QTest::newRow("maximum below initial") << 1000 << 10 << 2.0 << 0.5;
    QTest::newRow("too much jitter") << 100 << 1000 << 2.0 << 7.0;
    QTest::newRow("shrinking") << 100 << 1000 << 0.5 << 0.5;
    QTest::newRow("not numbers") << 100 << 1000 << nan << nan;
}

void tst_ConnectionOptions::policyIsBounded()
{
    QFETCH(int, initial);
    QFETCH(int, maximum);
    QFETCH(double, factor);
    QFETCH(double, jitter);
    ReconnectPolicy policy;
    policy.initialDelay = milliseconds(initial);
    policy.maximumDelay = milliseconds(maximum);
    policy.factor = factor;
    policy.jitter = jitter;
    ConnectionOptions options;
    options.setReconnectPolicy(policy);
    const ReconnectPolicy kept = options.reconnectPolicy();
    QVERIFY(kept.initialDelay >= milliseconds(1));
    QVERIFY(kept.maximumDelay >= kept.initialDelay);
    QVERIFY(kept.factor >= 1.0);
    QVERIFY(kept.jitter >= 0.0 && kept.jitter <= 1.0);
    if (initial == 100 && maximum == 5000)
        QCOMPARE(kept, policy);
}

void tst_ConnectionOptions::endpoints()
{
    QCOMPARE((Endpoint {QStringLiteral("host"), 1, {}}).toString(), QStringLiteral("host:1"));
    QCOMPARE((Endpoint {QStringLiteral("::1"), 6379, {}}).toString(), QStringLiteral("[::1]:6379"));
    const Endpoint local {QStringLiteral("ignored"), 5, QStringLiteral("/run/r.sock")};
    QCOMPARE(local.toString(), QStringLiteral("/run/r.sock"));
    QVERIFY(local.isLocal());
    QVERIFY(!Endpoint().isLocal());
    QCOMPARE(Endpoint(), Endpoint());
    QVERIFY(!((Endpoint {QStringLiteral("a"), 1, {}}) == (Endpoint {QStringLiteral("a"), 2, {}})));
}

QTEST_GUILESS_MAIN(tst_ConnectionOptions)
#include "tst_connectionoptions.moc"
