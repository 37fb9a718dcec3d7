// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "numberedentries.h"
#include "programrun.h"

#include "support/redisserver.h"

#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

/// What streamtail prints, from a server that is well. See also tst_streamtailflow and tst_streamtailoutage.
class TestStreamtail : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void formats_data();
    void formats();
    void latestIsWhatComesAfterwards();
    void beginsWhereItIsTold_data();
    void beginsWhereItIsTold();
    void countIsExact_data();
    void countIsExact();
    void drainsWhatIsThere();
    void quietCountsAndSums();
    void statsAreALinePerSecond();

    void leavesOutWhatIsNoStream();
    void failsWhenNothingIsAStream();
    void badUsage_data();
    void badUsage();

private:
    QStringList arguments(const QStringList &more) const { return QStringList{u"--url"_s, m_server.url()} + more; }
    void fill(const QByteArray &stream, int count) { addNumberedEntries(m_server.admin(), stream, count); }

    RedisServer m_server;
};

void TestStreamtail::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    QVERIFY2(m_server.start(), qPrintable(m_server.errorString()));
}

void TestStreamtail::init() { QVERIFY(!isError(m_server.admin().command({"FLUSHALL"}))); }

void TestStreamtail::formats_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("json")
        << u"json"_s
        << QByteArray("{\"stream\":\"one\",\"id\":\"1-0\",\"fields\":[[\"id\",\"1\"],[\"id\",\"2\"],[\"\",\"\"]]}\n"
                      "{\"stream\":\"one\",\"id\":\"1-1\",\"fields\":[[{\"base64\":\"//4=\"},{\"base64\":\"AP8=\"}],"
                      "[\"t\",\"a\\n\\\"ä\\\"\\u0000\"]]}\n");
    QTest::newRow("text") << u"text"_s
                          << QByteArray("one 1-0 id=1 id=2 \"\"=\"\"\n"
                                        "one 1-1 \"\\xff\\xfe\"=\"\\x00\\xff\" t=\"a\\n\\\"ä\\\"\\x00\"\n");
    QTest::newRow("raw") << u"raw"_s << QByteArray("1\n2\n\n\0\xff\na\n\"\xc3\xa4\"\0\n", 16);
}

void TestStreamtail::formats()
{
    QFETCH(QString, format);
    QFETCH(QByteArray, expected);
    m_server.admin().xadd("one", "1-0", {"id", "1", "id", "2", "", ""});
    m_server.admin().xadd("one", "1-1", {"\xff\xfe", QByteArray("\0\xff", 2), "t", QByteArray("a\n\"\xc3\xa4\"\0", 7)});
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
        arguments({u"--from"_s, u"beginning"_s, u"--drain"_s, u"--format"_s, format, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.output(), expected);
}

void TestStreamtail::latestIsWhatComesAfterwards()
{
    fill("one", 3);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), arguments({u"one"_s, u"two"_s}));
    QVERIFY2(run.waitForMessage("following"), run.messages().constData());
    m_server.admin().xadd("one", "4-0", {"n", "4"});
    QVERIFY(run.waitForLines(1)); // each as it comes, not when a buffer is full
    m_server.admin().xadd("two", "1-0", {"n", "5"});
    QVERIFY(run.waitForLines(2));
    run.signal(SIGTERM);
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.output(), "one 4-0 n=4\ntwo 1-0 n=5\n");
}

void TestStreamtail::beginsWhereItIsTold_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<int>("first");

    QTest::newRow("beginning") << QStringList{u"--from"_s, u"beginning"_s} << 1;
    QTest::newRow("id") << QStringList{u"--from"_s, u"3-0"_s} << 4;
    QTest::newRow("id without sequence") << QStringList{u"--from"_s, u"3"_s} << 4;
    QTest::newRow("id in between") << QStringList{u"--from"_s, u"3-7"_s} << 4;
    QTest::newRow("of one stream") << QStringList{u"--from"_s, u"beginning"_s, u"--from-stream"_s, u"one=7-0"_s} << 8;
    QTest::newRow("the last") << QStringList{u"--from"_s, u"10-0"_s} << 11;
}

void TestStreamtail::beginsWhereItIsTold()
{
    QFETCH(QStringList, options);
    QFETCH(int, first);
    fill("one", 10);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), arguments(options + QStringList{u"--drain"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("one", first, 10));
}

void TestStreamtail::countIsExact_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("automatic") << QStringList{};
    QTest::newRow("one at a time") << QStringList{u"--buffer"_s, u"0"_s};
    QTest::newRow("ten at a time") << QStringList{u"--buffer"_s, u"9"_s};
    QTest::newRow("draining") << QStringList{u"--drain"_s};
}

void TestStreamtail::countIsExact()
{
    QFETCH(QStringList, options);
    fill("one", 5000);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
        arguments(options + QStringList{u"--from"_s, u"beginning"_s, u"--count"_s, u"1037"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("one", 1, 1037));
}

void TestStreamtail::drainsWhatIsThere()
{
    fill("one", 5000);
    fill("two", 2500);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
        arguments(
            {u"--from"_s, u"beginning"_s, u"--drain"_s, u"--block"_s, u"50"_s, u"one"_s, u"two"_s, u"missing"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QByteArrayList one;
    QByteArrayList two;
    for (const QByteArray &line : run.lines())
        (line.startsWith("one") ? one : two).append(line);
    QCOMPARE(one, numberedLines("one", 1, 5000));
    QCOMPARE(two, numberedLines("two", 1, 2500));
}

void TestStreamtail::quietCountsAndSums()
{
    quint64 sum = 0;
    QList<QByteArrayList> commands;
    for (int i = 1; i <= 3000; ++i) {
        QByteArray value(i % 300, Qt::Uninitialized);
        for (char &byte : value)
            byte = char(i * 7 + (&byte - value.data()) * 13);
        const QByteArrayList fields{"name", value, "name", "\xff"};
        for (const QByteArray &part : fields) {
            for (const char byte : part)
                sum += quint8(byte);
        }
        commands.append(QByteArrayList{"XADD", "one", QByteArray::number(i) + "-0"} + fields);
    }
    m_server.admin().pipeline(commands);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
        arguments({u"--from"_s, u"beginning"_s, u"--drain"_s, u"--quiet"_s, u"one"_s}));
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.output(), "entries 3000 checksum " + QByteArray::number(sum) + '\n');
}

void TestStreamtail::statsAreALinePerSecond()
{
    fill("one", 100);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
        arguments({u"--from"_s, u"beginning"_s, u"--stats"_s, u"--quiet"_s, u"one"_s}));
    // The seconds before it is connected have a line as well.
    QVERIFY2(run.waitForMessage("MB/s, 100 entries in all"), run.messages().constData());
    QVERIFY2(run.messages().contains("entries/s"), run.messages().constData());
    run.signal(SIGINT);
    QCOMPARE(run.waitForEnd(), 0);
    QVERIFY(run.output().startsWith("entries 100 checksum "));
}

void TestStreamtail::leavesOutWhatIsNoStream()
{
    fill("good", 3);
    m_server.admin().command({"SET", "bad one", "x"});
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH),
        arguments({u"--from"_s, u"beginning"_s, u"--count"_s, u"4"_s, u"bad one"_s, u"good"_s}));
    QVERIFY2(run.waitForMessage("bad one"), run.messages().constData());
    QVERIFY(run.waitForLines(3));
    m_server.admin().xadd("good", "4-0", {"n", "4", "text", numberedText()});
    QCOMPARE(run.waitForEnd(), 0);
    QCOMPARE(run.lines(), numberedLines("good", 1, 4));
}

void TestStreamtail::failsWhenNothingIsAStream()
{
    m_server.admin().command({"SET", "bad", "x"});
    m_server.admin().command({"SADD", "worse", "x"});
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), arguments({u"bad"_s, u"worse"_s}));
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(run.messages().contains("bad") && run.messages().contains("worse"), run.messages().constData());
    QCOMPARE(run.output(), QByteArray());
}

void TestStreamtail::badUsage_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("nothing") << QStringList{} << QByteArray("no stream is named");
    QTest::newRow("option") << QStringList{u"--nope"_s, u"s"_s} << QByteArray("nope");
    QTest::newRow("group option") << QStringList{u"--backlog"_s, u"s"_s} << QByteArray("--backlog needs --group");
    QTest::newRow("URL") << QStringList{u"--url"_s, u"http://:secret@host"_s, u"s"_s} << QByteArray("http");
    QTest::newRow("no TLS") << QStringList{u"--ca"_s, u"ca.pem"_s, u"s"_s} << QByteArray("rediss://");
    QTest::newRow("no such file") << QStringList{u"--url"_s, u"rediss://localhost"_s, u"--ca"_s, u"/no/such/file"_s,
        u"s"_s} << QByteArray("/no/such/file");
    QTest::newRow("no PEM") << QStringList{u"--url"_s, u"rediss://localhost"_s, u"--ca"_s,
        QStringLiteral(STREAMTAIL_PATH), u"s"_s}
                            << QByteArray("PEM");
}

void TestStreamtail::badUsage()
{
    QFETCH(QStringList, options);
    QFETCH(QByteArray, reason);
    ProgramRun run(QStringLiteral(STREAMTAIL_PATH), options);
    QCOMPARE(run.waitForEnd(), 2);
    const QByteArray messages = run.messages();
    QVERIFY2(messages.contains(reason), messages.constData());
    QVERIFY2(messages.contains("--help"), messages.constData());
    QVERIFY2(!messages.contains("secret"), messages.constData());
    QCOMPARE(messages.count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestStreamtail)
#include "tst_streamtail.moc"
