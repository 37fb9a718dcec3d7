// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "numberedentries.h"
#include "programrun.h"

#include "support/faultproxy.h"
#include "support/redisserver.h"

#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// What becomes of streamtail's output when it is told to stop, when nobody reads, and when the reader is gone.
class TestStreamtailFlow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void terminationPrintsAllItGot_data();
    void terminationPrintsAllItGot();
    void leavesAnIgnoredSignalIgnored();
    void slowReaderLosesNothing();
    void terminationWhileTheReaderIsSlow();
    void endsWhenItsReaderDoes();
    void endsWhenItsReaderDoesWhileIdle();
    void refusesClosedOutput();

private:
    QStringList arguments(const QStringList &more) const { return QStringList{u"--url"_s, m_server.url()} + more; }
    void fill(const QByteArray &stream, int count) { addNumberedEntries(m_server.admin(), stream, count); }

    RedisServer m_server;
};

void TestStreamtailFlow::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void TestStreamtailFlow::init() { QVERIFY(!isError(m_server.admin().command({"FLUSHALL"}))); }

void TestStreamtailFlow::terminationPrintsAllItGot_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TestStreamtailFlow::terminationPrintsAllItGot()
{
    QFETCH(int, signal);
    constexpr int Total = 200000;
    fill("one", Total);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), arguments({u"--from"_s, u"beginning"_s, u"one"_s}));
    QVERIFY(run.waitForLines(1000));
    run.signal(signal);
    run.signal(signal); // as timeout(1) does
    QCOMPARE(run.waitForEnd(), 0);
    const QByteArrayList lines = run.lines();
    QVERIFY(run.output().endsWith('\n'));
    QVERIFY(lines.size() >= 1000);
    QCOMPARE(lines, numberedLines("one", 1, int(lines.size())));
    QVERIFY(run.messages().contains("stopping"));
}

void TestStreamtailFlow::leavesAnIgnoredSignalIgnored()
{
    // As a shell starts what runs in the background of a script, which Ctrl+C is not meant for.
    const QStringList inBackground{u"-c"_s, uR"(trap "" INT; exec "$0" "$@")"_s, QStringLiteral(STREAMTAIL_PATH)};
    ProgramRun run(u"/bin/sh"_s, inBackground + arguments({u"one"_s}));
    QVERIFY2(run.waitForMessage("following"), run.messages().constData());
    for (const char *id : {"1-0", "2-0"}) {
        run.signal(SIGINT);
        m_server.admin().xadd("one", id, {"n", id});
        QVERIFY2(run.waitForLines(id[0] - '0'), run.messages().constData());
    }
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.output(), "one 1-0 n=1-0\none 2-0 n=2-0\n");
}

void TestStreamtailFlow::slowReaderLosesNothing()
{
    constexpr int Total = 400000;
    fill("one", Total);
    FaultProxy proxy(m_server.port());
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
        {u"--url"_s, proxy.url(), u"--from"_s, u"beginning"_s, u"--drain"_s, u"one"_s}, ProgramRun::Output::Held);
    QVERIFY(run.waitUntilHeldIsFull());
    // It stops taking from the server: what went through stays the same for a while, and is a part of the whole.
    qint64 taken = -1;
    QElapsedTimer unchanged;
    unchanged.start();
    QVERIFY(QTest::qWaitFor(
        [&] {
            if (proxy.bytesToClient() != taken) {
                taken = proxy.bytesToClient();
                unchanged.restart();
            }
            return unchanged.hasExpired(500);
        },
        20000));
    QVERIFY2(taken < 20'000'000, QByteArray::number(taken).constData());
    QVERIFY(run.isRunning());
    QByteArrayList lines = run.readHeldToEnd().split('\n');
    QCOMPARE(lines.takeLast(), QByteArray());
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(lines, numberedLines("one", 1, Total));
}

void TestStreamtailFlow::terminationWhileTheReaderIsSlow()
{
    fill("one", 200000);
    ProgramRun run(
        QStringLiteral(STREAMTAIL_PATH), arguments({u"--from"_s, u"beginning"_s, u"one"_s}), ProgramRun::Output::Held);
    QVERIFY(run.waitUntilHeldIsFull());
    run.signal(SIGTERM);
    QVERIFY(run.waitForMessage("stopping"));
    QByteArrayList lines = run.readHeldToEnd().split('\n');
    QCOMPARE(lines.takeLast(), QByteArray());
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(lines, numberedLines("one", 1, int(lines.size())));
}

void TestStreamtailFlow::endsWhenItsReaderDoes()
{
    fill("one", 200000);
    ProgramRun run(
        QStringLiteral(STREAMTAIL_PATH), arguments({u"--from"_s, u"beginning"_s, u"one"_s}), ProgramRun::Output::Held);
    QVERIFY(run.readHeld().startsWith("one 1-0 n=1"));
    run.closeHeld();
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("standard output was closed"), run.messages().constData());
}

void TestStreamtailFlow::endsWhenItsReaderDoesWhileIdle()
{
    fill("one", 1);
    ProgramRun run(
        QStringLiteral(STREAMTAIL_PATH), arguments({u"--from"_s, u"beginning"_s, u"one"_s}), ProgramRun::Output::Held);
    QCOMPARE(run.readHeld(), numberedLines("one", 1, 1).first() + '\n');
    run.closeHeld();
    QCOMPARE(run.waitForEnd(), 1); // though nothing is added any more
}

void TestStreamtailFlow::refusesClosedOutput()
{
    fill("one", 1);
    const QString command = u"exec \"$0\" --url %1 --from beginning --drain one >&-"_s.arg(m_server.url());
    ProgramRun run(u"sh"_s, {u"-c"_s, command, QStringLiteral(STREAMTAIL_PATH)});
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("standard output"), run.messages().constData());
}

QTEST_GUILESS_MAIN(TestStreamtailFlow)
#include "tst_streamtailflow.moc"
