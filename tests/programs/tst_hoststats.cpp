// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "programrun.h"

#include "support/redisserver.h"

#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;

class TestHostStats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void writesSamples();
    void trims();
    void waitsForTheServer();
    void wrongPassword();
    void badUsage_data();
    void badUsage();

private:
    static QString program() { return QStringLiteral(HOSTSTATS_PATH); }
};

void TestHostStats::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
#ifndef Q_OS_LINUX
    QSKIP("/proc is a thing of Linux");
#endif
}

void TestHostStats::writesSamples()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    ProgramRun run(
        program(), {u"--url"_s, server.url(), u"--interval"_s, u"20"_s, u"--count"_s, u"3"_s, u"--prefix"_s, u"box"_s});
    QCOMPARE(run.waitForEnd(), 0);
    for (const QByteArray &stream : {QByteArray("box:cpu"), QByteArray("box:memory"), QByteArray("box:disk"),
             QByteArray("box:network"), QByteArray("box:load")}) {
        const QVariantList entries = server.admin().command({"XRANGE", stream, "-", "+"}).toList();
        QVERIFY2(entries.size() >= 3, stream.constData());
        for (const QVariant &entry : entries) {
            const QVariantList fields = entry.toList().at(1).toList();
            QVERIFY(fields.size() >= 6);
            for (qsizetype i = 1; i < fields.size(); i += 2) {
                bool ok = false;
                const double value = fields.at(i).toByteArray().toDouble(&ok);
                QVERIFY2(ok && value >= 0, fields.at(i).toByteArray().constData());
            }
        }
    }
}

void TestHostStats::trims()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    ProgramRun run(program(),
        {u"--url"_s, server.url(), u"--interval"_s, u"10"_s, u"--count"_s, u"250"_s, u"--maxlen"_s, u"10"_s});
    QCOMPARE(run.waitForEnd(), 0);
    const qint64 length = server.admin().integer({"XLEN", "host:cpu"});
    QVERIFY2(length >= 10 && length < 250, QByteArray::number(length).constData()); // "about": whole nodes are dropped
}

void TestHostStats::waitsForTheServer()
{
    RedisServer server;
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    server.stop();
    // At this pace a server that only had to wait for a processor is not taken for one that is away.
    ProgramRun run(program(), {u"--url"_s, server.url(), u"--interval"_s, u"200"_s, u"--count"_s, u"2"_s});
    QVERIFY2(run.waitForMessage("does not answer"), run.messages().constData());
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    QCOMPARE(run.waitForEnd(), 0);
    QVERIFY2(run.messages().contains("answers again"), run.messages().constData());
    QCOMPARE(run.messages().count("does not answer"), 1);
}

void TestHostStats::wrongPassword()
{
    RedisServer server({.requirePass = u"sesame-42"_s});
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    ProgramRun run(program(), {u"--url"_s, server.url(), u"--interval"_s, u"10"_s}, ProgramRun::Output::Read,
        {u"REDISCLI_AUTH=sesame-wrong"_s});
    QCOMPARE(run.waitForEnd(), 1);
    QVERIFY2(!run.messages().contains("sesame"), run.messages().constData());
    ProgramRun right(program(), {u"--url"_s, server.url(), u"--interval"_s, u"10"_s, u"--count"_s, u"1"_s},
        ProgramRun::Output::Read, {u"REDISCLI_AUTH=sesame-42"_s});
    QCOMPARE(right.waitForEnd(), 0);
}

void TestHostStats::badUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("option") << QStringList{u"--nope"_s};
    QTest::newRow("argument") << QStringList{u"nope"_s};
    QTest::newRow("interval") << QStringList{u"--interval"_s, u"1"_s};
    QTest::newRow("count") << QStringList{u"--count"_s, u"0"_s};
    QTest::newRow("empty count") << QStringList{u"--count"_s, QString()};
    QTest::newRow("URL") << QStringList{u"--url"_s, u"http://host"_s};
}

void TestHostStats::badUsage()
{
    QFETCH(QStringList, arguments);
    ProgramRun run(program(), arguments);
    QCOMPARE(run.waitForEnd(), 2);
    QVERIFY2(run.messages().contains("--help"), run.messages().constData());
}

QTEST_GUILESS_MAIN(TestHostStats)
#include "tst_hoststats.moc"
