// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupstate.h"
#include "numberedentries.h"
#include "programrun.h"

#include "support/faultproxy.h"
#include "support/ledger.h"
#include "support/redisserver.h"

#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// What streamtail acknowledges is what it has written out: when it is told to stop, when nobody reads its output,
/// when the reader is gone, and when the server is.
class TestStreamtailGroupFlow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void terminationUnderFlood_data();
    void terminationUnderFlood();
    void terminationLeavesThePolicyAlone_data();
    void terminationLeavesThePolicyAlone();
    void slowReaderHoldsAcknowledgements();
    void slowReaderLosesNothing();
    void terminationWhileTheReaderIsSlow();
    void closedReaderGetsNothingMoreAcknowledged();
    void endsWhenItsReaderDoesWhileIdle();
    void lostConnections();
    void serverThatIsAwayAtTheEnd();
    void serverThatIsAwayAtTheStart();

private:
    QStringList arguments(const QStringList &more) const
    {
        return QStringList{u"--url"_s, m_server.url(), u"--group"_s, u"g"_s, u"--group-start"_s, u"beginning"_s} + more;
    }
    static QString program() { return QStringLiteral(STREAMTAIL_PATH); }
    AdminClient &admin() { return m_server.admin(); }
    void fill(const QByteArray &stream, int count) { addNumberedEntries(admin(), stream, count); }
    /// Waits until the server holds as acknowledged what was written out of a stream, and this stays so for a while.
    bool acknowledgesWhatIsWritten(const ProgramRun &run, qsizetype readBefore);
    /// How many whole lines of the numbered entries are in the first so many bytes of output.
    static int linesIn(qsizetype bytes);

    RedisServer m_server;
};

void TestStreamtailGroupFlow::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void TestStreamtailGroupFlow::init() { QVERIFY(!isError(admin().command({"FLUSHALL"}))); }

int TestStreamtailGroupFlow::linesIn(qsizetype bytes)
{
    int lines = 0;
    for (qsizetype end = 0;; ++lines) {
        end += numberedLines("one", lines + 1, lines + 1).first().size() + 1;
        if (end > bytes)
            return lines;
    }
}

bool TestStreamtailGroupFlow::acknowledgesWhatIsWritten(const ProgramRun &run, qsizetype readBefore)
{
    QElapsedTimer unchanged;
    qsizetype written = -1;
    return QTest::qWaitFor(
        [&] {
            const qsizetype now = readBefore + run.heldBytes();
            if (now != written || acknowledgedCount(admin(), "one") != linesIn(now)) {
                written = now;
                unchanged.start();
            }
            return unchanged.hasExpired(300);
        },
        20000);
}

void TestStreamtailGroupFlow::terminationUnderFlood_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("after");
    QTest::newRow("SIGINT, early") << SIGINT << 1;
    QTest::newRow("SIGTERM, early") << SIGTERM << 1000;
    QTest::newRow("SIGTERM, in the midst") << SIGTERM << 30000;
}

void TestStreamtailGroupFlow::terminationUnderFlood()
{
    QFETCH(int, signal);
    QFETCH(int, after);
    fill("one", 300000);
    ProgramRun run(program(), arguments({u"one"_s}));
    QVERIFY(run.waitForLines(after));
    run.signal(signal);
    run.signal(signal); // as timeout(1) does
    QCOMPARE(run.waitForEnd(), 0);
    const QByteArrayList lines = run.lines();
    QVERIFY(run.output().endsWith('\n'));
    QCOMPARE(lines, numberedLines("one", 1, int(lines.size())));
    // Whatever the server assigned to it was printed, and all of that is acknowledged.
    QCOMPARE(entriesRead(admin(), "one"), lines.size());
    QCOMPARE(pendingCount(admin(), "one"), 0);
    QVERIFY(run.messages().contains("stopping"));
}

void TestStreamtailGroupFlow::terminationLeavesThePolicyAlone_data()
{
    QTest::addColumn<QString>("ack");
    QTest::newRow("manual") << u"manual"_s;
    QTest::newRow("none") << u"none"_s;
}

void TestStreamtailGroupFlow::terminationLeavesThePolicyAlone()
{
    QFETCH(QString, ack);
    fill("one", 300000);
    ProgramRun run(program(), arguments({u"--ack"_s, ack, u"one"_s}));
    QVERIFY(run.waitForLines(1000));
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
    const QByteArrayList lines = run.lines();
    QCOMPARE(lines, numberedLines("one", 1, int(lines.size())));
    QCOMPARE(entriesRead(admin(), "one"), lines.size());
    QCOMPARE(pendingCount(admin(), "one"), ack == u"manual"_s ? lines.size() : 0);
}

void TestStreamtailGroupFlow::slowReaderHoldsAcknowledgements()
{
    fill("one", 400000);
    ProgramRun run(program(), arguments({u"one"_s}), ProgramRun::Output::Held);
    QVERIFY(run.waitUntilHeldIsFull());
    // Far more was received than fits into the pipe; acknowledged is what is in there, and nothing of what waits.
    QVERIFY(acknowledgesWhatIsWritten(run, 0));
    QVERIFY(pendingCount(admin(), "one") > 1000);
    QByteArray read;
    while (read.size() < 200'000)
        read += run.readHeld();
    QVERIFY(run.waitUntilHeldIsFull());
    QVERIFY(acknowledgesWhatIsWritten(run, read.size()));
}

void TestStreamtailGroupFlow::slowReaderLosesNothing()
{
    constexpr int Total = 300000;
    fill("one", Total);
    ProgramRun run(program(), arguments({u"--drain"_s, u"one"_s}), ProgramRun::Output::Held);
    QVERIFY(run.waitUntilHeldIsFull());
    QByteArrayList lines = run.readHeldToEnd().split('\n');
    QCOMPARE(lines.takeLast(), QByteArray());
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(lines, numberedLines("one", 1, Total));
    QCOMPARE(acknowledgedCount(admin(), "one"), Total);
}

void TestStreamtailGroupFlow::terminationWhileTheReaderIsSlow()
{
    fill("one", 300000);
    ProgramRun run(program(), arguments({u"one"_s}), ProgramRun::Output::Held);
    QVERIFY(run.waitUntilHeldIsFull());
    run.signal(SIGTERM);
    QVERIFY(run.waitForMessage("stopping"));
    // The reading has ended; the rest waits for the reader, unacknowledged.
    QVERIFY(acknowledgesWhatIsWritten(run, 0));
    QVERIFY(pendingCount(admin(), "one") > 0);
    QByteArrayList lines = run.readHeldToEnd().split('\n');
    QCOMPARE(lines.takeLast(), QByteArray());
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(lines, numberedLines("one", 1, int(lines.size())));
    QCOMPARE(entriesRead(admin(), "one"), lines.size());
    QCOMPARE(pendingCount(admin(), "one"), 0);
}

void TestStreamtailGroupFlow::closedReaderGetsNothingMoreAcknowledged()
{
    fill("one", 300000);
    ProgramRun run(program(), arguments({u"one"_s}), ProgramRun::Output::Held);
    QByteArray read;
    while (read.size() < 100'000)
        read += run.readHeld();
    QVERIFY(run.waitUntilHeldIsFull());
    const int written = linesIn(read.size() + run.heldBytes());
    run.closeHeld();
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("standard output was closed"), run.messages().constData());
    QCOMPARE(acknowledgedCount(admin(), "one"), written);
    QCOMPARE(pendingIds(admin(), "one").first(), QByteArray::number(written + 1) + "-0");
}

void TestStreamtailGroupFlow::endsWhenItsReaderDoesWhileIdle()
{
    fill("one", 1);
    ProgramRun run(program(), arguments({u"one"_s}), ProgramRun::Output::Held);
    QCOMPARE(run.readHeld(), numberedLines("one", 1, 1).first() + '\n');
    run.closeHeld();
    QCOMPARE(run.waitForEnd(), 1); // though nothing is added any more
    QCOMPARE(acknowledgedCount(admin(), "one"), 1);
}

void TestStreamtailGroupFlow::lostConnections()
{
    constexpr int Total = 100000;
    fill("one", Total);
    ProgramRun run(program(), arguments({u"--format"_s, u"json"_s, u"one"_s}));
    for (int lines = 10000; lines <= 70000; lines += 15000) {
        QVERIFY(run.waitForLines(lines));
        // What it had received before the last loss may be written sooner than it is connected again.
        QVERIFY(QTest::qWaitFor([this] { return admin().killClients("*") > 0; }, Patience));
    }
    QVERIFY(run.waitForLines(Total));
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
    EntryLedger ledger;
    for (int i = 1; i <= Total; ++i)
        ledger.expect("one", QByteArray::number(i) + "-0");
    for (const QByteArray &line : run.lines()) {
        const qsizetype at = line.indexOf("\"id\":\"") + 6;
        ledger.saw("one", line.mid(at, line.indexOf('"', at) - at));
    }
    // Found again after the loss, an entry may come behind later ones; but each comes, and once.
    const auto checks = EntryLedger::Lost | EntryLedger::Duplicated | EntryLedger::Unexpected;
    QVERIFY2(ledger.problems(checks).isEmpty(), qPrintable(ledger.problems(checks).join(u'\n')));
    QCOMPARE(acknowledgedCount(admin(), "one"), Total);
}

void TestStreamtailGroupFlow::serverThatIsAwayAtTheEnd()
{
    fill("one", 5);
    FaultProxy proxy(m_server.port());
    ProgramRun run(program(),
        {u"--url"_s, proxy.url() + u"?command_timeout=5000"_s, u"--group"_s, u"g"_s, u"--group-start"_s, u"beginning"_s,
            u"one"_s});
    QVERIFY(run.waitForLines(5));
    QTRY_COMPARE(acknowledgedCount(admin(), "one"), 5);
    proxy.setRefuse(true);
    proxy.cutAll();
    QVERIFY(run.waitForMessage("reconnecting"));
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0); // nothing was left to acknowledge
}

void TestStreamtailGroupFlow::serverThatIsAwayAtTheStart()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    server.stop();
    const QStringList common{u"--url"_s, server.url(), u"--group"_s, u"g"_s, u"--group-start"_s, u"beginning"_s,
        u"--count"_s, u"1"_s, u"one"_s};
    ProgramRun impatient(program(), common);
    QCOMPARE(impatient.waitForEnd(), 1);

    ProgramRun patient(program(), QStringList{u"--retry"_s} + common);
    QVERIFY(patient.waitForMessages(2)); // where it connects to, and that nobody is there
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    server.admin().xadd("one", "1-0", {"n", "1"});
    QCOMPARE(patient.waitForEnd(), 0);
    QCOMPARE(patient.output(), "one 1-0 n=1\n");
    QCOMPARE(pendingCount(server.admin(), "one"), 0);
}

QTEST_GUILESS_MAIN(TestStreamtailGroupFlow)
#include "tst_streamtailgroupflow.moc"
