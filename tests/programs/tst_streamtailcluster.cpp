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
    void countTakesNoMore_data();
    void countTakesNoMore();

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

void TestStreamtailCluster::countTakesNoMore_data()
{
    QTest::addColumn<QString>("ack");
    for (const QString &ack : {u"after"_s, u"manual"_s, u"none"_s})
        QTest::addRow("%s", qPrintable(ack)) << ack;
}

void TestStreamtailCluster::countTakesNoMore()
{
    // Streams of several nodes are asked each over a connection of its own; one entry is wanted, then three.
    QFETCH(QString, ack);
    const QStringList streams{u"a "_s + ack, u"b "_s + ack, u"c "_s + ack};
    for (const QString &stream : streams) {
        for (int i = 1; i <= 20; ++i)
            m_cluster->xadd(stream.toUtf8(), QByteArray::number(i) + "-0", {"n", QByteArray::number(i)});
    }
    int wanted = 0;
    for (const int count : {1, 3}) {
        ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
            QStringList{u"--url"_s, m_cluster->url({0}), u"--group"_s, u"g"_s, u"--group-start"_s, u"beginning"_s,
                u"--ack"_s, ack, u"--count"_s, QString::number(count)} + streams);
        QCOMPARE(run.waitForEnd(), 0);
        QCOMPARE(run.lines().size(), count);
        wanted += count;
        qint64 read = 0;
        qint64 pending = 0;
        for (const QString &stream : streams) {
            const QVariantList group
                = m_cluster->command(stream.toUtf8(), {"XINFO", "GROUPS", stream.toUtf8()}).toList().value(0).toList();
            read += group.value(group.indexOf(QByteArray("entries-read")) + 1).toLongLong();
            pending += group.value(group.indexOf(QByteArray("pending")) + 1).toLongLong();
        }
        QCOMPARE(read, wanted);
        QCOMPARE(pending, ack == u"manual"_s ? wanted : 0);
    }
}

QTEST_GUILESS_MAIN(TestStreamtailCluster)
#include "tst_streamtailcluster.moc"
