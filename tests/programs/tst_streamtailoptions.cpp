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
    QTest::newRow("half a pair") << QByteArrayList{"--group", "g", "--max-deliveries", "3", "s"}
                                 << u"--max-deliveries needs --dead-letter"_s;
    QTest::newRow("groups") << QByteArrayList{"--group", "g", "--consumer", "c", "s"}
                            << u"does not have consumer groups yet"_s;
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
