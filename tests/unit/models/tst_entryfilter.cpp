// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/entryfilter_p.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;

class tst_EntryFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matching_data();
    void matching();
    void errors_data();
    void errors();
    void empty();
    void binary();
    void anythingTyped();
};

namespace {

const StreamEntry theEntry("host:cpu", StreamId(1700000000512, 7),
    {{"user", "80"}, {"name", "John Smith"}, {"first name", "Ann"}, {"city", "Z\xc3\xbcrich"}, {"twice", "1"},
        {"twice", "2"}, {"big", "9007199254740993"}, {"float", "-2.5e1"}, {"empty", ""}, {"sign", "a=b and \"c\\d\""},
        {"and", "x"}});

} // namespace

void tst_EntryFilter::matching_data()
{
    QTest::addColumn<bool>("matches");
    const auto yes = [](const char *text) { QTest::newRow(text) << true; };
    const auto no = [](const char *text) { QTest::newRow(text) << false; };

    // Text: values, stream, id.
    yes("smith");
    yes("JOHN SM");
    yes("  john smith  ");
    no("john  smith"); // as typed
    yes("\"john smith\"");
    no("smithy");
    yes("HOST:");
    yes("0512-7");
    yes("1700000000512");
    no("1700000000513");
    yes("Z\xc3\x9cRICH");
    yes("\xc3\xbc");
    no("\xc3\xa4");
    no("user"); // names of fields are no values
    yes("\"\"");

    // Comparisons.
    yes("user = 80");
    yes("user=80");
    yes("user == 80");
    yes("user = 80.0");
    yes("user = +8e1");
    no("user = 81");
    no("user = 80x");
    yes("name = John Smith");
    no("name = john smith"); // bytes are bytes
    yes("name = \"John Smith\"");
    yes("\"first name\" = Ann");
    yes("empty = \"\"");
    no("user = \"\"");
    yes("user != 81");
    no("user != 80.0");
    no("missing = 1");
    no("missing != 1");
    no("missing !~ 1");
    yes("user > 79.5");
    no("user > 80");
    yes("user >= 80");
    no("user < 80");
    yes("user <= 80");
    yes("float < -24");
    no("float < -25");
    no("name > 1");
    yes("big > 9007199254740992"); // more than a double can tell apart
    no("big = 9007199254740992");
    yes("big < 1e300");
    yes("name ~ SMITH");
    no("name ~ cpu");
    yes("name !~ cpu");
    no("name !~ smith");
    yes("city~\xc3\xbcRI");
    yes("twice = 2");
    no("twice = 1");
    yes("sign = \"a=b and \\\"c\\\\d\\\"\"");
    yes("\"and\" = x");
    no("User = 80");

    // Streams.
    yes("stream:host:cpu");
    yes("STREAM:host:cpu");
    no("stream:host");
    no("stream:Host:cpu");
    yes("stream:host:*");
    yes("stream:*cpu");
    yes("stream:*:*");
    yes("stream:h*t:*p*");
    no("stream:*p:cpu*p");
    no("stream:host:cpu*u");
    yes("stream:\"host:cpu\"");
    no("\"stream:host:cpu\""); // a text
    yes("stream:host:cpu smith");
    no("stream:host:cpu nobody");
    yes("stream:host:cpu user > 1");

    // Joined.
    yes("user > 1 and name ~ smith");
    no("user > 1 and name ~ nobody");
    yes("user > 100 or name ~ smith");
    yes("user > 100 and name ~ nobody or stream:host:*");
    yes("stream:host:* or user > 100 and name ~ nobody"); // and binds closer
    no("stream:other and user > 1 or name ~ nobody");
    yes("smith AND user>1 AND city ~ rich");
    no("nobody OR noone");
}

void tst_EntryFilter::matching()
{
    QFETCH(bool, matches);
    const EntryFilter::Parsed parsed = EntryFilter::parse(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY2(parsed.error.isEmpty(), qPrintable(parsed.error));
    QCOMPARE(parsed.position, -1);
    QCOMPARE(parsed.filter.matches(theEntry), matches);
}

void tst_EntryFilter::errors_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *text, int position, const char *word) {
        QTest::newRow(text) << position << QString::fromLatin1(word);
    };
    row("user >", 6, "value is missing after \">\"");
    row("user > abc", 7, "\"abc\" is none");
    row("user > 80 90", 7, "\"80 90\" is none");
    row("= 5", 0, "field is missing before \"=\"");
    row("a = b = c", 6, "Two comparisons");
    row("a => 5", 3, "Two comparisons");
    row("first name = x", 0, "quotation marks");
    row("say \"hello", 4, "not closed");
    row("\"", 0, "not closed");
    row("\"a\\\"", 0, "not closed");
    row("and", 0, "beside \"and\"");
    row("a and", 2, "beside \"and\"");
    row("and b", 0, "beside \"and\"");
    row("a and and b", 6, "beside \"and\"");
    row("a or", 2, "beside \"or\"");
    row("or", 0, "beside \"or\"");
    row("a or or b", 5, "beside \"or\"");
    row("stream:", 7, "stream is missing");
    row("stream: x", 7, "stream is missing");
    row("a and stream:\"\"", 13, "stream is missing");
    row("~", 0, "before \"~\"");
    row("x != ", 4, "after \"!=\"");
}

void tst_EntryFilter::errors()
{
    QFETCH(int, position);
    QFETCH(QString, word);
    const EntryFilter::Parsed parsed = EntryFilter::parse(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY2(parsed.error.contains(word), qPrintable(parsed.error));
    QVERIFY2(parsed.error.endsWith(QStringLiteral("(character %1)").arg(position + 1)), qPrintable(parsed.error));
    QCOMPARE(int(parsed.position), position);
    QVERIFY(parsed.filter.isEmpty());
}

void tst_EntryFilter::empty()
{
    for (const QStringView text : {QStringView(), QStringView(u""), QStringView(u"  \t ")}) {
        const EntryFilter::Parsed parsed = EntryFilter::parse(text);
        QVERIFY(parsed.error.isEmpty());
        QVERIFY(parsed.filter.isEmpty());
        QVERIFY(parsed.filter.matches(theEntry));
        QVERIFY(parsed.filter.matches(StreamEntry()));
    }
}

void tst_EntryFilter::binary()
{
    const StreamEntry entry("\xff\xfe", StreamId(1, 0),
        {{"raw",
            QByteArray("\xff\x00\x80"
                       "abc",
                6)}});
    const auto matches = [&entry](QStringView text) { return EntryFilter::parse(text).filter.matches(entry); };
    QVERIFY(matches(u"ABC"));
    QVERIFY(!matches(u"abd"));
    QVERIFY(matches(u"raw ~ bc"));
    QVERIFY(!matches(u"raw > 0"));
    QVERIFY(!matches(QString(QChar(0xe9))));
}

void tst_EntryFilter::anythingTyped()
{
    // Whatever is typed gives a filter or an error that points into it; never both, never a crash.
    const QStringList pieces{QStringLiteral("and"), QStringLiteral("or"), QStringLiteral("stream:"),
        QStringLiteral("\""), QStringLiteral("\\"), QStringLiteral(" "), QStringLiteral("="), QStringLiteral("!"),
        QStringLiteral("~"), QStringLiteral("<"), QStringLiteral(">"), QStringLiteral("a"), QStringLiteral("80"),
        QStringLiteral("*"), QString(QChar(0xe9)), QString(QChar(0xd800))};
    QRandomGenerator random(20260101);
    int valid = 0;
    for (int round = 0; round < 20000; ++round) {
        QString text;
        for (int length = random.bounded(12); length > 0; --length)
            text += pieces.at(random.bounded(int(pieces.size())));
        const EntryFilter::Parsed parsed = EntryFilter::parse(text);
        if (parsed.error.isEmpty()) {
            ++valid;
            parsed.filter.matches(theEntry);
        } else {
            QVERIFY2(parsed.position >= 0 && parsed.position <= text.size(), qPrintable(text));
            QVERIFY2(parsed.filter.isEmpty(), qPrintable(text));
        }
    }
    QVERIFY(valid > 1000);
}

QTEST_GUILESS_MAIN(tst_EntryFilter)
#include "tst_entryfilter.moc"
