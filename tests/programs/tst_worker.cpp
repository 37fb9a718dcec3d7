// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "programrun.h"

#include "support/redisserver.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// The example of a group whose members share a stream of jobs: what it says is compared with what the server holds.
class TestWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void crewLosesAMember();
    void processesTakeOver();
    void failedJobsDoNotHoldUpTheOnlyWorker();
    void resultIsNotedWhenThatIsPossible();
    void terminationFinishesWhatIsInWork();
    void crewCanBeStopped();
    void crewEndsWithoutItsServer();
    void impatienceEndsItAtOnce();
    void demoOnAServerOfItsOwn();
    void demoLeavesNothingBehind_data();
    void demoLeavesNothingBehind();
    void leavesAnIgnoredSignalIgnored();
    void workersThatEndByThemselves();
    void stoppedBeforeJobsAreAdded();
    void badUsage_data();
    void badUsage();

private:
    static QString program() { return QStringLiteral(WORKER_PATH); }
    QStringList arguments(const QStringList &more) const { return QStringList{u"--url"_s, m_server.url()} + more; }
    AdminClient &admin() { return m_server.admin(); }
    /// The values of a field in all entries of a stream, and how often each occurs.
    QHash<QByteArray, int> values(const QByteArray &stream, const QByteArray &field);
    QSet<QByteArray> ids(const QByteArray &stream);
    qint64 pending() { return admin().command({"XPENDING", "jobs", "workers"}).toList().value(0, -1).toLongLong(); }
    /// Every job is done, or put aside once; nothing is pending. Returns how many were done more than once.
    void checkAccount(int jobs, int poison, int *doneTwice);

    RedisServer m_server;
};

void TestWorker::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void TestWorker::init() { QVERIFY(!isError(admin().command({"FLUSHALL"}))); }

QHash<QByteArray, int> TestWorker::values(const QByteArray &stream, const QByteArray &field)
{
    QHash<QByteArray, int> counts;
    const QVariantList entries = admin().command({"XRANGE", stream, "-", "+"}).toList();
    for (const QVariant &entry : entries) {
        const QVariantList words = entry.toList().value(1).toList();
        for (qsizetype i = 0; i + 1 < words.size(); i += 2) {
            if (words.at(i).toByteArray() == field)
                ++counts[words.at(i + 1).toByteArray()];
        }
    }
    return counts;
}

QSet<QByteArray> TestWorker::ids(const QByteArray &stream)
{
    QSet<QByteArray> all;
    const QVariantList entries = admin().command({"XRANGE", stream, "-", "+"}).toList();
    for (const QVariant &entry : entries)
        all.insert(entry.toList().value(0).toByteArray());
    return all;
}

void TestWorker::checkAccount(int jobs, int poison, int *doneTwice)
{
    const QSet<QByteArray> produced = ids("jobs");
    const QHash<QByteArray, int> done = values("jobs:done", "job");
    const QHash<QByteArray, int> dead = values("jobs:dead", "origin-id");
    QCOMPARE(produced.size(), jobs);
    QCOMPARE(dead.size(), poison);
    for (auto it = dead.cbegin(); it != dead.cend(); ++it) {
        QCOMPARE(it.value(), 1);
        QVERIFY2(produced.contains(it.key()) && !done.contains(it.key()), it.key().constData());
    }
    QCOMPARE(done.size(), jobs - poison);
    *doneTwice = 0;
    for (auto it = done.cbegin(); it != done.cend(); ++it) {
        QVERIFY2(produced.contains(it.key()), it.key().constData());
        *doneTwice += it.value() > 1 ? 1 : 0;
    }
    QCOMPARE(pending(), 0);
}

void TestWorker::crewLosesAMember()
{
    ProgramRun run(program(),
        arguments({u"--produce"_s, u"200"_s, u"--poison"_s, u"4"_s, u"--workers"_s, u"4"_s, u"--kill-one"_s,
            u"--claim-idle"_s, u"2000"_s, u"--work"_s, u"10"_s}));
    QCOMPARE(run.waitForEnd(std::chrono::seconds(90)), 0);
    QVERIFY2(run.output().contains("killing worker-1"), run.output().constData());
    int doneTwice = 0;
    checkAccount(200, 4, &doneTwice);
    if (QTest::currentTestFailed())
        qWarning().noquote() << run.output() << run.messages();
    const QByteArray tally = "tally: 200 produced = 196 done + 4 dead-lettered, 0 missing, "
        + QByteArray::number(doneTwice) + " done twice\n";
    QVERIFY2(run.output().endsWith(tally), run.output().constData());
}

void TestWorker::processesTakeOver()
{
    for (int i = 0; i < 60; ++i)
        admin().xadd(
            "jobs", "*", i % 20 == 7 ? QByteArrayList{"poison", "1"} : QByteArrayList{"number", QByteArray::number(i)});
    // Nothing is taken over from one that only had to wait for a processor.
    const auto member = [this](const QString &name, const QString &work) {
        return std::make_unique<ProgramRun>(program(),
            arguments({u"--consumer"_s, name, u"--work"_s, work, u"--claim-idle"_s, u"3000"_s, u"--max-deliveries"_s,
                u"2"_s}));
    };
    // One has ten jobs in work, and would need an hour for them.
    const auto doomed = member(u"doomed"_s, u"3600000"_s);
    QTRY_COMPARE_WITH_TIMEOUT(pending(), 10, 20000);
    doomed->signal(SIGKILL);
    QCOMPARE(doomed->waitForEnd(), -1);

    const auto first = member(u"a"_s, u"5"_s);
    const auto second = member(u"b"_s, u"5"_s);
    QTRY_COMPARE_WITH_TIMEOUT(values("jobs:done", "job").size() + values("jobs:dead", "origin-id").size(), 60, 60000);
    QTRY_COMPARE(pending(), 0);
    int tookOver = 0;
    int done = 0;
    for (ProgramRun *run : {first.get(), second.get()}) {
        run->signal(SIGTERM);
        QCOMPARE(run->waitForEnd(), 0);
        QVERIFY2(run->messages().isEmpty(), run->messages().constData());
        static const QRegularExpression line(u"ends: (\\d+) done, (\\d+) taken over"_s);
        const QRegularExpressionMatch match = line.match(QString::fromUtf8(run->output()));
        QVERIFY2(match.hasMatch(), run->output().constData());
        done += match.captured(1).toInt();
        tookOver += match.captured(2).toInt();
    }
    int doneTwice = 0;
    checkAccount(60, 3, &doneTwice);
    QCOMPARE(doneTwice, 0); // the one that was killed had finished nothing
    QCOMPARE(done, 57);
    QVERIFY2(tookOver >= 10, QByteArray::number(tookOver).constData());
    QVERIFY(!values("jobs:done", "worker").contains("doomed"));
}

void TestWorker::failedJobsDoNotHoldUpTheOnlyWorker()
{
    // More of them than it has in work at a time, and nobody else who could try them.
    ProgramRun run(program(),
        arguments({u"--produce"_s, u"30"_s, u"--poison"_s, u"6"_s, u"--workers"_s, u"1"_s, u"--in-flight"_s, u"2"_s,
            u"--claim-idle"_s, u"500"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QVERIFY2(run.output().contains("30 produced = 24 done + 6 dead-lettered"), run.output().constData());
    int doneTwice = 0;
    checkAccount(30, 6, &doneTwice);
}

void TestWorker::resultIsNotedWhenThatIsPossible()
{
    admin().command({"SET", "jobs:done", "no stream"});
    for (int i = 0; i < 3; ++i)
        admin().xadd("jobs", "*", {"number", QByteArray::number(i)});
    ProgramRun run(program(), arguments({u"--consumer"_s, u"c"_s, u"--claim-idle"_s, u"600000"_s}));
    QVERIFY2(run.waitForMessage("WRONGTYPE"), run.messages().constData());
    admin().command({"DEL", "jobs:done"});
    QTRY_COMPARE_WITH_TIMEOUT(values("jobs:done", "job").size(), 3, 20000);
    QTRY_COMPARE(pending(), 0);
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.messages().count('\n'), 1); // told once
}

void TestWorker::terminationFinishesWhatIsInWork()
{
    for (int i = 0; i < 5; ++i)
        admin().xadd("jobs", "*", {"number", QByteArray::number(i)});
    // It is told long before the first job is done.
    ProgramRun run(program(),
        arguments({u"--consumer"_s, u"c"_s, u"--work"_s, u"5000"_s, u"--claim-idle"_s, u"60000"_s, u"--in-flight"_s,
            u"2"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(pending(), 2, 20000);
    run.signal(SIGTERM);
    run.signal(SIGTERM); // as timeout(1) does
    QCOMPARE(run.waitForEnd(), 0);
    QVERIFY2(run.output().contains("c ends: 2 done"), run.output().constData());
    QCOMPARE(values("jobs:done", "job").size(), 2);
    QCOMPARE(pending(), 0);
}

void TestWorker::crewCanBeStopped()
{
    // All of them would take ten seconds.
    ProgramRun run(program(),
        arguments(
            {u"--produce"_s, u"500"_s, u"--workers"_s, u"2"_s, u"--work"_s, u"400"_s, u"--claim-idle"_s, u"60000"_s}));
    QTRY_VERIFY_WITH_TIMEOUT(admin().integer({"XLEN", "jobs:done"}) >= 20, 20000);
    run.signal(SIGINT);
    QCOMPARE(run.waitForEnd(), 0);
    const qint64 done = admin().integer({"XLEN", "jobs:done"});
    QVERIFY(done < 500);
    QVERIFY2(run.output().contains("500 produced = " + QByteArray::number(done) + " done"), run.output().constData());
    QVERIFY2(run.output().contains("stopped before all were done"), run.output().constData());
    // What was on its way to a member at that moment is left to others; what is done is acknowledged.
    const QHash<QByteArray, int> finished = values("jobs:done", "job");
    const QVariantList left = admin().command({"XPENDING", "jobs", "workers", "-", "+", "1000"}).toList();
    for (const QVariant &entry : left)
        QVERIFY(!finished.contains(entry.toList().value(0).toByteArray()));
}

void TestWorker::crewEndsWithoutItsServer()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    ProgramRun run(program(),
        {u"--url"_s, server.url(), u"--produce"_s, u"5000"_s, u"--workers"_s, u"2"_s, u"--claim-idle"_s, u"60000"_s});
    QTRY_VERIFY_WITH_TIMEOUT(server.admin().integer({"XLEN", "jobs:done"}) >= 20, 20000);
    server.kill();
    for (const char *who : {"worker: No server", "worker: worker-1: No server", "worker: worker-2: No server"})
        QVERIFY2(run.waitForMessage(who), run.messages().constData());
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("the account is not whole"), run.messages().constData());
    // Each says once that the connection was lost, and once that nobody is there any more.
    QVERIFY2(run.messages().count('\n') <= 10, run.messages().constData());
}

void TestWorker::impatienceEndsItAtOnce()
{
    admin().xadd("jobs", "*", {"number", "1"});
    ProgramRun run(
        program(), arguments({u"--consumer"_s, u"c"_s, u"--work"_s, u"3600000"_s, u"--claim-idle"_s, u"3600000"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(pending(), 1, 20000);
    // Only what comes more than a second after the first one is impatience.
    QTRY_VERIFY_WITH_TIMEOUT((run.signal(SIGTERM), !run.isRunning()), 20000);
    QCOMPARE(run.waitForEnd(), 1);
    QCOMPARE(pending(), 1); // and left to others
}

void TestWorker::demoOnAServerOfItsOwn()
{
    ProgramRun run(program(), {u"--demo"_s, u"--claim-idle"_s, u"1500"_s});
    QCOMPARE(run.waitForEnd(std::chrono::seconds(90)), 0);
    QVERIFY2(
        run.output().contains("tally: 300 produced = 295 done + 5 dead-lettered, 0 missing"), run.output().constData());
    QVERIFY(ids("jobs").isEmpty());
}

void TestWorker::demoLeavesNothingBehind_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("closed terminal") << SIGHUP;
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("killed") << SIGKILL;
}

void TestWorker::demoLeavesNothingBehind()
{
#ifndef Q_OS_LINUX
    QSKIP("Which processes a process has started is read from /proc");
#endif
    QFETCH(int, signal);
    const QTemporaryDir directory;
    // Slow enough for the first figures to come before anything is killed or done.
    ProgramRun run(
        program(), {u"--demo"_s, u"--work"_s, u"500"_s}, ProgramRun::Output::Read, {u"TMPDIR="_s + directory.path()});
    QVERIFY(run.waitForLines(2)); // all were started, and the jobs added
    const QString process = QString::number(run.processId());
    QFile list(u"/proc/%1/task/%1/children"_s.arg(process));
    QVERIFY(list.open(QIODevice::ReadOnly));
    const QByteArrayList children = list.readAll().simplified().split(' ');
    QCOMPARE(children.size(), 4); // the server and three workers
    QVERIFY(!QDir(directory.path()).isEmpty());
    run.signal(signal);
    QCOMPARE(run.waitForEnd(), signal == SIGKILL ? -1 : 0);
    for (const QByteArray &child : children) {
        // Whoever takes over orphans may be slow to take note of their end.
        const auto isGone = [&child] {
            QFile status(u"/proc/%1/stat"_s.arg(QLatin1StringView(child)));
            return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isGone(), child.constData(), 20000);
    }
    if (signal != SIGKILL)
        QVERIFY(QDir(directory.path()).isEmpty());
}

void TestWorker::leavesAnIgnoredSignalIgnored()
{
    ProgramRun run(u"/bin/sh"_s,
        QStringList{u"-c"_s, uR"(trap "" HUP; exec "$0" "$@")"_s, program()}
            + arguments({u"--consumer"_s, u"c"_s, u"--claim-idle"_s, u"60000"_s}));
    for (int job = 1; job <= 2; ++job) {
        admin().xadd("jobs", "*", {"number", QByteArray::number(job)});
        QTRY_COMPARE_WITH_TIMEOUT(admin().integer({"XLEN", "jobs:done"}), job, 20000);
        run.signal(SIGHUP); // as nohup(1) has it
    }
    QVERIFY(run.isRunning());
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
}

void TestWorker::workersThatEndByThemselves()
{
    admin().command({"SET", "jobs", "no stream"});
    ProgramRun run(program(), arguments({u"--workers"_s, u"2"_s}));
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("all workers have ended"), run.messages().constData());
}

void TestWorker::stoppedBeforeJobsAreAdded()
{
    ProgramRun run(program(), {u"--url"_s, u"redis://127.0.0.1:1"_s, u"--produce"_s, u"5"_s});
    QVERIFY2(run.waitForMessage("No server answers"), run.messages().constData());
    run.signal(SIGINT);
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("5 jobs may not have been added"), run.messages().constData());
}

void TestWorker::badUsage_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("nothing") << QStringList{} << QByteArray("nothing to do");
    QTest::newRow("both") << QStringList{u"--consumer"_s, u"c"_s, u"--produce"_s, u"1"_s}
                          << QByteArray("--consumer is for a worker");
    QTest::newRow("number") << QStringList{u"--produce"_s, u"many"_s} << QByteArray("'many'");
    for (const QString &name : {u"--group"_s, u"--jobs"_s, u"--url"_s}) {
        QTest::addRow("empty %s", qPrintable(name)) << QStringList{u"--workers"_s, u"1"_s, name, QString()}
                                                    << QByteArray(name.toLatin1() + " must not be empty");
    }
    QTest::newRow("empty consumer") << QStringList{u"--consumer"_s, QString(), u"--produce"_s, u"1"_s}
                                    << QByteArray("--consumer must not be empty");
    QTest::newRow("URL") << QStringList{u"--url"_s, u"http://:secret@host"_s, u"--produce"_s, u"1"_s}
                         << QByteArray("http");
    QTest::newRow("argument") << QStringList{u"--produce"_s, u"1"_s, u"more"_s} << QByteArray("'more'");
}

void TestWorker::badUsage()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, reason);
    ProgramRun run(program(), options);
    QCOMPARE(run.waitForEnd(), 2);
    QVERIFY2(run.messages().contains(reason), run.messages().constData());
    QVERIFY2(!run.messages().contains("secret"), run.messages().constData());
    QCOMPARE(run.messages().count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
