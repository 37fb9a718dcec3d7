// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "options.h"

#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace StreamTail;
using RedisStreams::StreamId;

class TestStreamtailOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaults();
    void everything();
    void keepsNamesAsBytes();
    void countsARepeatedStreamOnce();
    void takesNegativeNumbers();
    void takesNamesThatLookLikeOptions();
    void splitsFromStreamAtTheLastEqualsSign();
    void groupDefaults();
    void groupEverything();
    void groupBeginsWhere_data();
    void groupBeginsWhere();
    void showsHelp();
    void refuses_data();
    void refuses();

private:
    static ParseResult parse(const QByteArrayList &arguments)
    {
        return parseArguments(QByteArrayList{"streamtail"} + arguments);
    }
};

void TestStreamtailOptions::defaults()
{
    const ParseResult result = parse({"one"});
    QCOMPARE(result.outcome, ParseResult::Outcome::Run);
    const Options &options = result.options;
    QCOMPARE(options.url, u"redis://localhost"_s);
    QCOMPARE(options.from, From::Latest);
    QVERIFY(!options.count);
    QVERIFY(!options.drain && !options.retry && !options.stats && !options.quiet);
    QCOMPARE(options.blockTimeout, 0);
    QCOMPARE(options.bufferSize, -1);
    QCOMPARE(options.format, Format::Text);
    QCOMPARE(options.streams, QByteArrayList{"one"});
}

void TestStreamtailOptions::everything()
{
    const ParseResult result = parse({"--url", "rediss://h:1/2", "--from=5-1", "--from-stream", "b=7", "--count", "12",
        "--drain", "--block", "250", "--buffer", "9", "--retry", "--format", "json", "--stats", "--quiet", "--ca",
        "ca.pem", "--cert", "c.pem", "--key", "k.pem", "a", "b"});
    QCOMPARE(result.text, QString());
    const Options &options = result.options;
    QCOMPARE(options.url, u"rediss://h:1/2"_s);
    QCOMPARE(options.from, From::Id);
    QCOMPARE(options.fromId, StreamId(5, 1));
    QCOMPARE(options.streamIds.value("b"), StreamId(7, 0));
    QCOMPARE(options.count, 12);
    QVERIFY(options.drain && options.retry && options.stats && options.quiet);
    QCOMPARE(options.blockTimeout, 250);
    QCOMPARE(options.bufferSize, 9);
    QCOMPARE(options.format, Format::Json);
    QCOMPARE(options.caFile, u"ca.pem"_s);
    QCOMPARE(options.certificateFile, u"c.pem"_s);
    QCOMPARE(options.keyFile, u"k.pem"_s);
    QCOMPARE(options.streams, QByteArrayList({"a", "b"}));
}

void TestStreamtailOptions::keepsNamesAsBytes()
{
    const QByteArray name("\xff\xfe \xc3\xa4\x80");
    const ParseResult result = parse({"--from-stream", name + "=1-2", name});
    QCOMPARE(result.outcome, ParseResult::Outcome::Run);
    QCOMPARE(result.options.streams, QByteArrayList{name});
    QCOMPARE(result.options.streamIds.value(name), StreamId(1, 2));
    QCOMPARE(parse({"--ca", "\xc3\xa4.pem", "s"}).options.caFile, u"ä.pem"_s);
}

void TestStreamtailOptions::countsARepeatedStreamOnce()
{
    QCOMPARE(parse({"a", "b", "a"}).options.streams, QByteArrayList({"a", "b"}));
}

void TestStreamtailOptions::takesNegativeNumbers()
{
    QCOMPARE(parse({"--block", "-1", "--buffer", "-1", "s"}).options.blockTimeout, -1);
}

void TestStreamtailOptions::takesNamesThatLookLikeOptions()
{
    QCOMPARE(parse({"--", "--drain"}).options.streams, QByteArrayList{"--drain"});
}

void TestStreamtailOptions::splitsFromStreamAtTheLastEqualsSign()
{
    QCOMPARE(parse({"--from-stream", "a=b=3-0", "a=b"}).options.streamIds.value("a=b"), StreamId(3, 0));
}

void TestStreamtailOptions::groupDefaults()
{
    QVERIFY(!parse({"s"}).options.group);
    const ParseResult result = parse({"--group", "g", "s"});
    QCOMPARE(result.text, QString());
    QVERIFY(result.options.group);
    const GroupOptions &group = *result.options.group;
    QCOMPARE(group.group, u"g"_s);
    const QString pid = QString::number(QCoreApplication::applicationPid());
    QVERIFY2(group.consumer.endsWith(u'-' + pid), qPrintable(group.consumer));
    QVERIFY(group.consumer.size() > pid.size() + 1);
    QCOMPARE(group.ack, Ack::After);
    QVERIFY(group.create && !group.backlog);
    QCOMPARE(group.claimIdle, 0);
    QCOMPARE(group.maxDeliveries, 0);
    QCOMPARE(group.start, u"$"_s);
}

void TestStreamtailOptions::groupEverything()
{
    const ParseResult result
        = parse({"--group", "g\xc3\xa4", "--consumer", "c", "--ack", "manual", "--backlog", "--no-create",
            "--claim-idle", "1500", "--max-deliveries", "3", "--dead-letter", "dead", "--group-start", "5-1", "s"});
    QCOMPARE(result.text, QString());
    const GroupOptions &group = *result.options.group;
    QCOMPARE(group.group, u"gä"_s);
    QCOMPARE(group.consumer, u"c"_s);
    QCOMPARE(group.ack, Ack::Manual);
    QVERIFY(!group.create && group.backlog);
    QCOMPARE(group.claimIdle, 1500);
    QCOMPARE(group.maxDeliveries, 3);
    QCOMPARE(group.deadLetterStream, u"dead"_s);
    QCOMPARE(group.start, u"5-1"_s);
    QCOMPARE(parse({"--group", "g", "--ack", "none", "s"}).options.group->ack, Ack::None);
    QCOMPARE(parse({"--group", "g", "--ack", "after", "s"}).options.group->ack, Ack::After);
}

void TestStreamtailOptions::groupBeginsWhere_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::addColumn<QString>("start");
    QTest::newRow("latest") << QByteArrayList{"--group-start", "latest"} << u"$"_s;
    QTest::newRow("beginning") << QByteArrayList{"--group-start", "beginning"} << u"0"_s;
    QTest::newRow("id") << QByteArrayList{"--group-start", "7"} << u"7-0"_s;
    QTest::newRow("as --from says") << QByteArrayList{"--from", "beginning"} << u"0"_s;
    QTest::newRow("--from is about the backlog") << QByteArrayList{"--from", "7"} << u"$"_s;
    QTest::newRow("both") << QByteArrayList{"--from", "beginning", "--group-start", "latest"} << u"$"_s;
}

void TestStreamtailOptions::groupBeginsWhere()
{
    QFETCH(QByteArrayList, arguments);
    QFETCH(QString, start);
    const ParseResult result = parse(QByteArrayList{"--group", "g"} + arguments + QByteArrayList{"s"});
    QCOMPARE(result.text, QString());
    QCOMPARE(result.options.group->start, start);
}

void TestStreamtailOptions::showsHelp()
{
    const ParseResult result = parse({"--help"});
    QCOMPARE(result.outcome, ParseResult::Outcome::Help);
    for (const auto part : {"--from-stream", "--max-deliveries", "REDISCLI_AUTH", "raw"})
        QVERIFY2(result.text.contains(QLatin1StringView(part)), part);
}

void TestStreamtailOptions::refuses_data()
{
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::addColumn<QString>("reason");

    QTest::newRow("nothing") << QByteArrayList{} << u"no stream is named"_s;
    QTest::newRow("empty name") << QByteArrayList{"one", ""} << u"a stream's name is empty; is a variable of the shell not set?"_s;
    QTest::newRow("unknown option") << QByteArrayList{"--nope", "s"} << u"Unknown option 'nope'"_s;
    QTest::newRow("missing value") << QByteArrayList{"s", "--url"} << u"Missing value after '--url'"_s;
    QTest::newRow("from") << QByteArrayList{"--from", "$", "s"} << u"--from takes"_s;
    QTest::newRow("from, empty") << QByteArrayList{"--from", "", "s"} << u"--from takes"_s;
    QTest::newRow("from, too large") << QByteArrayList{"--from", "18446744073709551616", "s"} << u"--from takes"_s;
    QTest::newRow("from-stream, no id") << QByteArrayList{"--from-stream", "s", "s"} << u"--from-stream takes"_s;
    QTest::newRow("from-stream, bad id") << QByteArrayList{"--from-stream", "s=x", "s"} << u"--from-stream takes"_s;
    QTest::newRow("from-stream, only an id") << QByteArrayList{"--from-stream", "7", "s"} << u"--from-stream takes"_s;
    QTest::newRow("from-stream, other") << QByteArrayList{"--from-stream", "t=1", "s"} << u"'t', which is not among"_s;
    QTest::newRow("count 0") << QByteArrayList{"--count", "0", "s"} << u"--count takes"_s;
    QTest::newRow("count text") << QByteArrayList{"--count", "many", "s"} << u"'many'"_s;
    QTest::newRow("block") << QByteArrayList{"--block", "-2", "s"} << u"--block takes"_s;
    QTest::newRow("buffer") << QByteArrayList{"--buffer", "2147483647", "s"} << u"--buffer takes"_s;
    QTest::newRow("drain for ever") << QByteArrayList{"--drain", "--block", "-1", "s"} << u"--block -1"_s;
    QTest::newRow("format") << QByteArrayList{"--format", "xml", "s"} << u"'xml'"_s;
    QTest::newRow("cert alone") << QByteArrayList{"--cert", "f", "s"} << u"--cert needs --key"_s;
    QTest::newRow("key alone") << QByteArrayList{"--key", "f", "s"} << u"--key needs --cert"_s;
    for (const char *option : {"--backlog", "--no-create"})
        QTest::addRow("%s without group", option)
            << QByteArrayList{option, "s"} << QString::fromLatin1(option) + u" needs --group"_s;
    for (const char *option :
        {"--consumer", "--ack", "--claim-idle", "--max-deliveries", "--dead-letter", "--group-start"})
        QTest::addRow("%s without group", option)
            << QByteArrayList{option, "1", "s"} << QString::fromLatin1(option) + u" needs --group"_s;
    const auto refused = [](const char *name, const QByteArrayList &more, const QString &reason) {
        QTest::newRow(name) << QByteArrayList{"--group", "g", "s"} + more << reason;
    };
    refused("dead-letter alone", {"--dead-letter", "d"}, u"--dead-letter needs --max-deliveries"_s);
    refused("max-deliveries alone", {"--max-deliveries", "3"}, u"--max-deliveries needs --dead-letter"_s);
    refused(
        "dead letters go in circles", {"--max-deliveries", "3", "--dead-letter", "s"}, u"'s' is one of the streams"_s);
    refused("dead letters nowhere", {"--max-deliveries", "3", "--dead-letter", ""}, u"--dead-letter needs a name"_s);
    refused("max-deliveries 0", {"--max-deliveries", "0", "--dead-letter", "d"}, u"--max-deliveries takes"_s);
    refused("claim-idle", {"--claim-idle", "0"}, u"--claim-idle takes"_s);
    refused("claim-idle text", {"--claim-idle", "1s"}, u"'1s'"_s);
    refused("ack", {"--ack", "always"}, u"--ack takes manual, after or none, not 'always'"_s);
    refused("ack, empty", {"--ack", ""}, u"--ack takes"_s);
    refused("group-start", {"--group-start", "$"}, u"--group-start takes"_s);
    refused("consumer, empty", {"--consumer", ""}, u"--consumer needs a name"_s);
    refused("consumer, bytes", {"--consumer", "\xff"}, u"--consumer takes text"_s);
    refused("no backlog without acks", {"--ack", "none", "--backlog"}, u"--backlog is about pending"_s);
    refused("no claims without acks", {"--ack", "none", "--claim-idle", "9"}, u"--claim-idle is about pending"_s);
    refused("no dead letters without acks", {"--ack", "none", "--max-deliveries", "9", "--dead-letter", "d"},
        u"--max-deliveries is about pending"_s);
    refused("no history without acks", {"--ack", "none", "--from", "7"}, u"--from with an id is about pending"_s);
    refused("no history of one stream without acks", {"--ack", "none", "--from-stream", "s=7"},
        u"--from-stream is about pending"_s);
    QTest::newRow("group, empty") << QByteArrayList{"--group", "", "s"} << u"--group needs a name"_s;
    QTest::newRow("group, bytes") << QByteArrayList{"--group", "\xff", "s"} << u"--group takes text"_s;
}

void TestStreamtailOptions::refuses()
{
    QFETCH(QByteArrayList, arguments);
    QFETCH(QString, reason);
    const ParseResult result = parse(arguments);
    QCOMPARE(result.outcome, ParseResult::Outcome::BadUsage);
    QVERIFY2(result.text.contains(reason), qPrintable(result.text));
    QVERIFY(!result.text.contains(u'\n'));
}

QTEST_GUILESS_MAIN(TestStreamtailOptions)
#include "tst_streamtailoptions.moc"
