// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupstate.h"
#include "numberedentries.h"
#include "programrun.h"

#include "support/redisserver.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QSysInfo>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// streamtail as a member of a group: each option, by what it prints and what the server then holds.
class TestStreamtailGroup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void acknowledgesByPolicy_data();
    void acknowledgesByPolicy();
    void quietAcknowledges();
    void consumerIsHostAndProcess();
    void membersShare();
    void groupBegins_data();
    void groupBegins();
    void createsNothingWhenTold();
    void takesPartInAGroupThatExists();
    void beginsWithItsBacklog();
    void beginsWithItsBacklogAfterAnId();
    void takesOverFromOthers();
    void movesDeadLetters();
    void reportsTombstones();
    void countTakesNoMore_data();
    void countTakesNoMore();
    void countOfSeveralStreams_data();
    void countOfSeveralStreams();
    void countWaitsForAllStreams_data();
    void countWaitsForAllStreams();
    void survivesTheLossOfItsGroup();
    void leavesOutWhatIsNoStream();
    void failsWhenNothingIsAStream();
    void badUsage();

private:
    QStringList arguments(const QStringList &more) const
    {
        return QStringList{u"--url"_s, m_server.url(), u"--group"_s, u"g"_s} + more;
    }
    static QString program() { return QStringLiteral(STREAMTAIL_PATH); }
    AdminClient &admin() { return m_server.admin(); }
    void fill(const QByteArray &stream, int count) { addNumberedEntries(admin(), stream, count); }
    static QList<QJsonObject> objects(ProgramRun &run);

    RedisServer m_server;
};

void TestStreamtailGroup::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void TestStreamtailGroup::init()
{
    QVERIFY(!isError(admin().command({"FLUSHALL"})));
    QVERIFY(!isError(admin().command({"CONFIG", "RESETSTAT"})));
}

QList<QJsonObject> TestStreamtailGroup::objects(ProgramRun &run)
{
    QList<QJsonObject> all;
    for (const QByteArray &line : run.lines())
        all.append(QJsonDocument::fromJson(line).object());
    return all;
}

void TestStreamtailGroup::acknowledgesByPolicy_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("pending");
    QTest::addColumn<int>("mostAcks");
    QTest::newRow("default") << QStringList{} << 0 << 500;
    QTest::newRow("after") << QStringList{u"--ack"_s, u"after"_s} << 0 << 500;
    QTest::newRow("manual") << QStringList{u"--ack"_s, u"manual"_s} << 5000 << 0;
    QTest::newRow("none") << QStringList{u"--ack"_s, u"none"_s} << 0 << 0;
}

void TestStreamtailGroup::acknowledgesByPolicy()
{
    QFETCH(QStringList, options);
    QFETCH(int, pending);
    QFETCH(int, mostAcks);
    fill("one", 5000);
    ProgramRun run(program(),
        arguments(options
            + QStringList{u"--consumer"_s, u"c"_s, u"--group-start"_s, u"beginning"_s, u"--drain"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("one", 1, 5000));
    QCOMPARE(entriesRead(admin(), "one"), 5000);
    QCOMPARE(pendingIds(admin(), "one", "c").size(), pending);
    QCOMPARE(pendingCount(admin(), "one"), pending);
    const qint64 acks = admin().commandCalls().value("xack");
    QVERIFY2(acks <= mostAcks, QByteArray::number(acks).constData()); // many at a time
    QCOMPARE(acks > 0, mostAcks > 0);
}

void TestStreamtailGroup::quietAcknowledges()
{
    fill("one", 5000);
    ProgramRun run(program(), arguments({u"--group-start"_s, u"beginning"_s, u"--drain"_s, u"--quiet"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QVERIFY2(run.output().startsWith("entries 5000 checksum "), run.output().constData());
    QCOMPARE(acknowledgedCount(admin(), "one"), 5000);
}

void TestStreamtailGroup::consumerIsHostAndProcess()
{
    fill("one", 1);
    ProgramRun run(
        program(), arguments({u"--ack"_s, u"manual"_s, u"--group-start"_s, u"beginning"_s, u"--drain"_s, u"one"_s}));
    const QByteArray name = QSysInfo::machineHostName().toUtf8() + '-' + QByteArray::number(run.processId());
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(consumerNames(admin(), "one"), QByteArrayList{name});
}

void TestStreamtailGroup::membersShare()
{
    QVERIFY(makeGroup(admin(), "one"));
    ProgramRun first(program(), arguments({u"--consumer"_s, u"a"_s, u"--buffer"_s, u"0"_s, u"one"_s}));
    ProgramRun second(program(), arguments({u"--consumer"_s, u"b"_s, u"--buffer"_s, u"0"_s, u"one"_s}));
    QVERIFY2(first.waitForMessage("following"), first.messages().constData());
    QVERIFY2(second.waitForMessage("following"), second.messages().constData());
    QTRY_VERIFY(admin().command({"INFO", "clients"}).toByteArray().contains("blocked_clients:2\r"));
    fill("one", 200);
    QVERIFY(QTest::qWaitFor([&] { return first.lines().size() + second.lines().size() >= 200; }, 20000));
    for (ProgramRun *run : {&first, &second}) {
        run->signal(SIGTERM);
        QCOMPARE(run->waitForEnd(), 0);
        QVERIFY(!run->lines().isEmpty());
    }
    QByteArrayList together = first.lines() + second.lines();
    QByteArrayList expected = numberedLines("one", 1, 200);
    std::sort(together.begin(), together.end());
    std::sort(expected.begin(), expected.end());
    QCOMPARE(together, expected);
    QCOMPARE(acknowledgedCount(admin(), "one"), 200);
}

void TestStreamtailGroup::groupBegins_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("first");
    QTest::newRow("latest by default") << QStringList{} << 11;
    QTest::newRow("latest") << QStringList{u"--group-start"_s, u"latest"_s} << 11;
    QTest::newRow("beginning") << QStringList{u"--group-start"_s, u"beginning"_s} << 1;
    QTest::newRow("id") << QStringList{u"--group-start"_s, u"4-0"_s} << 5;
    QTest::newRow("as --from says") << QStringList{u"--from"_s, u"beginning"_s} << 1;
}

void TestStreamtailGroup::groupBegins()
{
    QFETCH(QStringList, options);
    QFETCH(int, first);
    fill("one", 10);
    ProgramRun run(program(),
        arguments(options + QStringList{u"--count"_s, QString::number(12 - first), u"one"_s, u"made on the way"_s}));
    QVERIFY2(run.waitForMessage("following"), run.messages().constData());
    QVERIFY2(run.messages().contains("one: created the group \"g\""), run.messages().constData());
    QVERIFY2(run.messages().contains("made on the way: created the group \"g\""), run.messages().constData());
    admin().xadd("one", "11-0", {"n", "11", "text", numberedText()});
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("one", first, 11));
    QCOMPARE(pendingCount(admin(), "one"), 0);
}

void TestStreamtailGroup::createsNothingWhenTold()
{
    fill("there", 3);
    QVERIFY(makeGroup(admin(), "there"));
    fill("one", 3);
    ProgramRun run(program(), arguments({u"--no-create"_s, u"there"_s, u"one"_s, u"two"_s}));
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("one, two"), run.messages().constData());
    QVERIFY2(!run.messages().contains("following"), run.messages().constData());
    QCOMPARE(run.output(), QByteArray());
    QVERIFY(groupInfo(admin(), "one").isEmpty());
    QCOMPARE(admin().integer({"EXISTS", "two"}), 0);
    QCOMPARE(consumerNames(admin(), "there"), QByteArrayList{}); // not half begun
}

void TestStreamtailGroup::takesPartInAGroupThatExists()
{
    fill("one", 10);
    QVERIFY(makeGroup(admin(), "one"));
    leavePending(admin(), "one", "another", 4);
    ProgramRun run(program(), arguments({u"--no-create"_s, u"--drain"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QVERIFY2(!run.messages().contains("created"), run.messages().constData());
    QCOMPARE(run.lines(), numberedLines("one", 5, 10));
    QCOMPARE(pendingIds(admin(), "one"), QByteArrayList({"1-0", "2-0", "3-0", "4-0"}));
}

void TestStreamtailGroup::beginsWithItsBacklog()
{
    fill("one", 10);
    QVERIFY(makeGroup(admin(), "one"));
    leavePending(admin(), "one", "c", 5);
    leavePending(admin(), "one", "another", 3);
    const QStringList common{u"--consumer"_s, u"c"_s, u"--drain"_s, u"--format"_s, u"json"_s, u"one"_s};

    ProgramRun run(program(), arguments(QStringList{u"--backlog"_s} + common));
    QCOMPARE(run.waitForEnd(), 0);
    QByteArrayList told;
    for (const QJsonObject &entry : objects(run)) {
        told.append(entry.value("id"_L1).toString().toLatin1() + " x"
            + QByteArray::number(entry.value("deliveries"_L1).toInt()));
    }
    QCOMPARE(told, QByteArrayList({"1-0 x2", "2-0 x2", "3-0 x2", "4-0 x2", "5-0 x2", "9-0 x1", "10-0 x1"}));
    QCOMPARE(pendingIds(admin(), "one"), QByteArrayList({"6-0", "7-0", "8-0"}));
    QCOMPARE(pendingIds(admin(), "one", "another"), QByteArrayList({"6-0", "7-0", "8-0"}));

    // Without it, what is pending from before stays so.
    ProgramRun other(
        program(), arguments({u"--consumer"_s, u"another"_s, u"--drain"_s, u"--format"_s, u"json"_s, u"one"_s}));
    QCOMPARE(other.waitForEnd(), 0);
    QCOMPARE(other.output(), QByteArray());
    QCOMPARE(pendingIds(admin(), "one", "another"), QByteArrayList({"6-0", "7-0", "8-0"}));
}

void TestStreamtailGroup::beginsWithItsBacklogAfterAnId()
{
    fill("one", 10);
    QVERIFY(makeGroup(admin(), "one"));
    leavePending(admin(), "one", "c", 5);
    ProgramRun run(program(), arguments({u"--consumer"_s, u"c"_s, u"--from"_s, u"3-0"_s, u"--drain"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("one", 4, 10));
    QCOMPARE(pendingIds(admin(), "one"), QByteArrayList({"1-0", "2-0", "3-0"}));
}

void TestStreamtailGroup::takesOverFromOthers()
{
    fill("one", 10);
    QVERIFY(makeGroup(admin(), "one"));
    leavePending(admin(), "one", "dead", 7);
    ProgramRun run(program(),
        arguments({u"--consumer"_s, u"c"_s, u"--claim-idle"_s, u"200"_s, u"--count"_s, u"10"_s, u"--format"_s,
            u"json"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QList<int> numbers;
    for (const QJsonObject &entry : objects(run)) {
        const int number = entry.value("id"_L1).toString().chopped(2).toInt();
        numbers.append(number);
        const bool wasTakenOver = number <= 7;
        QCOMPARE(entry.value("deliveries"_L1).toInt(), wasTakenOver ? 2 : 1);
        QCOMPARE(entry.value("idle"_L1).toInt(-1) >= 200, wasTakenOver);
    }
    std::sort(numbers.begin(), numbers.end());
    QCOMPARE(numbers, QList<int>({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    QCOMPARE(pendingCount(admin(), "one"), 0);
}

void TestStreamtailGroup::movesDeadLetters()
{
    fill("one", 4);
    QVERIFY(makeGroup(admin(), "one"));
    leavePending(admin(), "one", "dead", 3);
    admin().command({"XCLAIM", "one", "g", "dead", "0", "2-0", "RETRYCOUNT", "3"}); // delivered three times by now
    ProgramRun run(program(),
        arguments(
            {u"--claim-idle"_s, u"100"_s, u"--max-deliveries"_s, u"3"_s, u"--dead-letter"_s, u"the dead"_s, u"one"_s}));
    QVERIFY2(run.waitForMessage("one: the entry 2-0 was delivered more than 3 times; moved to \"the dead\""),
        run.messages().constData());
    QVERIFY(run.waitForLines(3));
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
    QByteArrayList lines = run.lines();
    std::sort(lines.begin(), lines.end());
    QCOMPARE(lines, numberedLines("one", 1, 1) + numberedLines("one", 3, 4));
    QCOMPARE(pendingCount(admin(), "one"), 0);
    const QVariantList letters = admin().command({"XRANGE", "the dead", "-", "+"}).toList();
    QCOMPARE(letters.size(), 1);
    QVERIFY(letters.first().toList().value(1).toList().contains(QByteArray("2-0")));
}

void TestStreamtailGroup::reportsTombstones()
{
    fill("one", 6);
    QVERIFY(makeGroup(admin(), "one"));
    leavePending(admin(), "one", "c", 4);
    QCOMPARE(admin().integer({"XDEL", "one", "2-0", "3-0"}), 2);
    ProgramRun run(program(), arguments({u"--consumer"_s, u"c"_s, u"--backlog"_s, u"--drain"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("one", 1, 1) + numberedLines("one", 4, 6));
    for (const auto id : {"2-0", "3-0"}) {
        const QByteArray told = QByteArray("one: the pending entry ") + id + " was deleted";
        QVERIFY2(run.messages().contains(told), run.messages().constData());
    }
    QCOMPARE(pendingCount(admin(), "one"), 0);
}

void TestStreamtailGroup::countTakesNoMore_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QStringList>("options");
    const QStringList none{u"--ack"_s, u"none"_s};
    const QStringList manual{u"--ack"_s, u"manual"_s};
    for (const int count : {1, 7, 16, 17, 1037, 4999}) {
        QTest::addRow("after %d", count) << count << QStringList{};
        QTest::addRow("manual %d", count) << count << manual;
        QTest::addRow("none %d", count) << count << none;
    }
    QTest::newRow("large requests") << 1037 << QStringList{u"--buffer"_s, u"4000"_s};
    QTest::newRow("draining") << 1037 << QStringList{u"--drain"_s};
    QTest::newRow("all of it, draining") << 5000 << QStringList{u"--drain"_s};
    QTest::newRow("more than there is") << 9000 << QStringList{u"--drain"_s};
    QTest::newRow("more than there is, manual") << 9000 << QStringList{u"--drain"_s} + manual;
    QTest::newRow("more than there is, none") << 9000 << QStringList{u"--drain"_s} + none;
    QTest::newRow("quiet") << 1037 << QStringList{u"--quiet"_s};
}

void TestStreamtailGroup::countTakesNoMore()
{
    QFETCH(int, count);
    QFETCH(QStringList, options);
    fill("one", 5000);
    ProgramRun run(program(),
        arguments(
            options + QStringList{u"--group-start"_s, u"beginning"_s, u"--count"_s, QString::number(count), u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    const int taken = qMin(count, 5000);
    if (!options.contains(u"--quiet"_s))
        QCOMPARE(run.lines(), numberedLines("one", 1, taken));
    QCOMPARE(entriesRead(admin(), "one"), taken); // the rest is left to others
    QCOMPARE(pendingCount(admin(), "one"), options.contains(u"manual"_s) ? taken : 0);
}

void TestStreamtailGroup::countOfSeveralStreams_data()
{
    QTest::addColumn<QString>("ack");
    QTest::addColumn<int>("count");
    QTest::addColumn<QStringList>("options");
    for (const QString &ack : {u"after"_s, u"manual"_s, u"none"_s}) {
        for (const int count : {1, 2, 3, 4, 25, 700})
            QTest::addRow("%s %d", qPrintable(ack), count) << ack << count << QStringList{};
        QTest::addRow("%s, draining", qPrintable(ack)) << ack << 4 << QStringList{u"--drain"_s};
        QTest::addRow("%s, large requests", qPrintable(ack)) << ack << 700 << QStringList{u"--buffer"_s, u"4000"_s};
    }
}

void TestStreamtailGroup::countOfSeveralStreams()
{
    QFETCH(QString, ack);
    QFETCH(int, count);
    QFETCH(QStringList, options);
    const QByteArrayList streams{"one", "two", "three"};
    for (const QByteArray &stream : streams) {
        QVERIFY(makeGroup(admin(), stream));
        fill(stream, 500);
    }
    ProgramRun run(program(),
        arguments(options
            + QStringList{u"--ack"_s, ack, u"--count"_s, QString::number(count), u"one"_s, u"two"_s, u"three"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines().size(), count);
    qint64 read = 0;
    qint64 pending = 0;
    for (const QByteArray &stream : streams) {
        read += entriesRead(admin(), stream);
        pending += pendingCount(admin(), stream);
    }
    QCOMPARE(read, count);
    QCOMPARE(pending, ack == u"manual"_s ? count : 0);
}

void TestStreamtailGroup::countWaitsForAllStreams_data()
{
    QTest::addColumn<QString>("ack");
    for (const QString &ack : {u"after"_s, u"manual"_s, u"none"_s})
        QTest::addRow("%s", qPrintable(ack)) << ack;
}

void TestStreamtailGroup::countWaitsForAllStreams()
{
    // Fewer are wanted than there are streams, and they come to one after the other.
    QFETCH(QString, ack);
    const QByteArrayList streams{"one", "two", "three"};
    for (const QByteArray &stream : streams)
        QVERIFY(makeGroup(admin(), stream));
    ProgramRun run(program(), arguments({u"--ack"_s, ack, u"--count"_s, u"2"_s, u"one"_s, u"two"_s, u"three"_s}));
    QVERIFY2(run.waitForMessage("following"), run.messages().constData());
    fill("three", 1);
    QVERIFY(run.waitForLines(1));
    fill("one", 1);
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("three", 1, 1) + numberedLines("one", 1, 1));
    for (const QByteArray &stream : streams)
        QCOMPARE(pendingCount(admin(), stream), ack == u"manual"_s && stream != "two" ? 1 : 0);
}

void TestStreamtailGroup::survivesTheLossOfItsGroup()
{
    fill("one", 5);
    ProgramRun run(program(), arguments({u"--group-start"_s, u"beginning"_s, u"--count"_s, u"6"_s, u"one"_s}));
    QVERIFY(run.waitForLines(5));
    QCOMPARE(admin().integer({"XGROUP", "DESTROY", "one", "g"}), 1);
    QVERIFY2(run.waitForMessage("one: the group \"g\" is gone"), run.messages().constData());
    admin().xadd("one", "6-0", {"n", "6", "text", numberedText()});
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("one", 1, 6));
    QCOMPARE(run.messages().count("created the group"), 2);
    QCOMPARE(pendingCount(admin(), "one"), 0);
}

void TestStreamtailGroup::leavesOutWhatIsNoStream()
{
    fill("good", 3);
    admin().command({"SET", "bad one", "x"});
    ProgramRun run(
        program(), arguments({u"--group-start"_s, u"beginning"_s, u"--count"_s, u"4"_s, u"bad one"_s, u"good"_s}));
    QVERIFY2(run.waitForMessage("bad one"), run.messages().constData());
    QVERIFY(run.waitForLines(3));
    admin().xadd("good", "4-0", {"n", "4", "text", numberedText()});
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("good", 1, 4));
    QCOMPARE(pendingCount(admin(), "good"), 0);
}

void TestStreamtailGroup::failsWhenNothingIsAStream()
{
    admin().command({"SET", "bad", "x"});
    admin().command({"SADD", "worse", "x"});
    ProgramRun run(program(), arguments({u"bad"_s, u"worse"_s}));
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("bad") && run.messages().contains("worse"), run.messages().constData());
    QCOMPARE(run.output(), QByteArray());
}

void TestStreamtailGroup::badUsage()
{
    ProgramRun run(program(), arguments({u"--dead-letter"_s, u"d"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 2);
    QVERIFY2(run.messages().contains("--dead-letter needs --max-deliveries"), run.messages().constData());
    QVERIFY2(run.messages().contains("--help"), run.messages().constData());
    QCOMPARE(run.messages().count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestStreamtailGroup)
#include "tst_streamtailgroup.moc"
