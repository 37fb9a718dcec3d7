// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "programrun.h"

#include "support/rediscluster.h"

#include <QtTest/QTest>

#include <algorithm>
#include <csignal>
#include <memory>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// streamtail on a cluster: streams of several nodes, some seeds of no use.
class TestStreamtailCluster : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void drainsAllNodes();
    void followsPastUselessSeeds();
    void noSeedAnswers();

private:
    std::unique_ptr<RedisCluster> m_cluster;
};

void TestStreamtailCluster::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    m_cluster = std::make_unique<RedisCluster>(RedisCluster::Options {.masters = 2});
    QVERIFY2(m_cluster->start(), qPrintable(m_cluster->errorString()));
}

void TestStreamtailCluster::drainsAllNodes()
{
    QVERIFY(m_cluster->nodeOf("a") != m_cluster->nodeOf("b"));
    for (const char *stream : {"a", "b"}) {
        for (const char *id : {"1-0", "2-0", "3-0"})
            m_cluster->xadd(stream, id, {"n", id});
    }
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), {u"--url"_s, m_cluster->url({0}), u"--from"_s, u"beginning"_s, u"--drain"_s, u"a"_s, u"b"_s});
    QCOMPARE(run.waitForEnd(), 0);
    QByteArrayList lines = run.output().trimmed().split('\n');
    std::stable_sort(lines.begin(), lines.end(), [](const QByteArray &one, const QByteArray &other) { return one.at(0) < other.at(0); });
    QCOMPARE(lines, QByteArrayList({"a 1-0 n=1-0", "a 2-0 n=2-0", "a 3-0 n=3-0", "b 1-0 n=1-0", "b 2-0 n=2-0", "b 3-0 n=3-0"}));
}

void TestStreamtailCluster::followsPastUselessSeeds()
{
    // One is not there, one is not of a cluster.
    RedisServer alone;
    QVERIFY(alone.start());
    const QString url = u"redis+cluster://127.0.0.1:1,127.0.0.1:%1,127.0.0.1:%2"_s.arg(alone.port()).arg(m_cluster->port(1));
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), {u"--url"_s, url, u"c"_s, u"d"_s});
    QVERIFY2(run.waitForMessage("following"), run.messages().constData());
    m_cluster->xadd("c", "1-0", {"n", "1"});
    QVERIFY(run.waitForLines(1));
    m_cluster->xadd("d", "1-0", {"n", "2"});
    QVERIFY(run.waitForLines(2));
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.output(), "c 1-0 n=1\nd 1-0 n=2\n");
}

void TestStreamtailCluster::noSeedAnswers()
{
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), {u"--url"_s, u"redis+cluster://127.0.0.1:1,127.0.0.1:2"_s, u"c"_s});
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("No server answers"), run.messages().constData());
}

QTEST_GUILESS_MAIN(TestStreamtailCluster)
#include "tst_streamtailcluster.moc"
