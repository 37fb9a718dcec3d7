// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/resptokenizer_p.h"
#include "splitting.h"
#include "support/respbytes.h"
#include "tokenizerrun.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;

class tst_RespTokenizer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokens_data();
    void tokens();
    void everyPrefixWaits();
    void malformed_data();
    void malformed();
    void wanted();
    void rebase();
    void reset();
};

void tst_RespTokenizer::tokens_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArrayList &expected) {
        QTest::newRow(name) << bytes << expected;
    };
    row("simple", "+OK\r\n", {"+OK"});
    row("empty simple", "+\r\n", {"+"});
    row("simple with a line feed", "+a\nb\r\n", {"+a\nb"});
    row("error", "-ERR no such key\r\n", {"-ERR no such key"});
    row("integer", ":42\r\n", {":42"});
    row("negative", ":-42\r\n", {":-42"});
    row("plus sign", ":+42\r\n", {":42"});
    row("zero", ":0\r\n:-0\r\n", {":0", ":0"});
    row("18 digits", ":999999999999999999\r\n", {":999999999999999999"});
    row("19 digits", ":1000000000000000000\r\n", {":1000000000000000000"});
    row("most", ":9223372036854775807\r\n", {":9223372036854775807"});
    row("most with plus", ":+9223372036854775807\r\n", {":9223372036854775807"});
    row("least", ":-9223372036854775808\r\n", {":-9223372036854775808"});
    row("leading zeros", ":0000000000000000000000042\r\n", {":42"});
    row("bulk", "$3\r\nfoo\r\n", {"$foo"});
    row("empty bulk", "$0\r\n\r\n", {"$"});
    row("bulk of line ends", "$4\r\n\r\n\r\n\r\n", {"$\r\n\r\n"});
    row("bulk with every byte that is a type", "$15\r\n+-:$*_,#(!=%~|>\r\n", {"$+-:$*_,#(!=%~|>"});
    row("binary bulk", QByteArray("$3\r\n\0\xff\0\r\n", 9), {QByteArray("$\0\xff\0", 4)});
    row("null bulk", "$-1\r\n", {"$null"});
    row("array", "*2\r\n:1\r\n:2\r\n", {"*2", ":1", ":2"});
    row("empty array", "*0\r\n", {"*0"});
    row("null array", "*-1\r\n", {"*null"});
    row("null", "_\r\n", {"_null"});
    row("double", ",1.5\r\n", {",1.5"});
    row("infinities", ",inf\r\n,-inf\r\n,nan\r\n", {",inf", ",-inf", ",nan"});
    row("boolean", "#t\r\n#f\r\n", {"#true", "#false"});
    row("big number", "(3492890328409238509324850943850943825024385\r\n", {"(3492890328409238509324850943850943825024385"});
    row("bulk error", "!21\r\nSYNTAX invalid syntax\r\n", {"!SYNTAX invalid syntax"});
    row("empty bulk error", "!0\r\n\r\n", {"!"});
    row("verbatim", "=8\r\ntxt:Some\r\n", {"=txt:Some"});
    row("shortest verbatim", "=4\r\ntxt:\r\n", {"=txt:"});
    row("map", "%1\r\n+k\r\n:1\r\n", {"%2", "+k", ":1"});
    row("empty map", "%0\r\n", {"%0"});
    row("set", "~1\r\n+a\r\n", {"~1", "+a"});
    row("push", ">2\r\n+message\r\n+x\r\n", {">2", "+message", "+x"});
    row("attribute", "|1\r\n+ttl\r\n:5\r\n:1\r\n", {"|2", "+ttl", ":5", ":1"});
    row("several", "+a\r\n$1\r\nb\r\n:3\r\n", {"+a", "$b", ":3"});
    row("null after bulk", "$1\r\nb\r\n$-1\r\n$1\r\nc\r\n", {"$b", "$null", "$c"});
}

void tst_RespTokenizer::tokens()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, expected);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const Run result = run(pieces);
        QCOMPARE(result.tokens, expected);
        QCOMPARE(result.last, Status::NeedMore);
        QCOMPARE(result.position, bytes.size());
    });
}

void tst_RespTokenizer::everyPrefixWaits()
{
    // No prefix of something valid is an error, and no token comes too early.
    const QByteArray bytes = array({bulk("a\r\nb"), integer(-12345678901234567), simple("OK"), nil2(), nil3(), "#t\r\n", ",1e5\r\n",
                                    "(12345678901234567890\r\n", "=5\r\ntxt:x\r\n", "!3\r\nERR\r\n", map({{bulk("k"), bulk("")}})});
    const QByteArrayList all = run({bytes}).tokens;
    for (qsizetype length = 0; length < bytes.size(); ++length) {
        const Run result = run({bytes.first(length)});
        QCOMPARE(result.last, Status::NeedMore);
        QCOMPARE(result.tokens, all.first(result.tokens.size()));
        QVERIFY(result.tokens.size() < all.size());
        QVERIFY(result.position <= length);
    }
}

void tst_RespTokenizer::malformed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    for (const char *bytes : {
             // not a type
             "x\r\n", "HTTP/1.1 400 Bad Request\r\n", "\r\n", "\n", " +OK\r\n", "@1\r\n", "^5\r\n",
             // numbers
             ":\r\n", ":-\r\n", ":+\r\n", ":abc\r\n", ":1 2\r\n", ":1.5\r\n", ": 1\r\n", ":1 \r\n", ":--1\r\n", ":+-1\r\n",
             ":9223372036854775808\r\n", ":-9223372036854775809\r\n", ":99999999999999999999999999\r\n",
             ":12345678901234567890x\r\n", ":+-1234567890123456789\r\n",
             // line ends
             ":1\n", ":1\rx", "+OK\rx\n", "-ERR\r\r\n", "$1\rx", "$3\n", "_\rx",
             // bulks
             "$\r\n", "$x\r\n", "$-2\r\n", "$-9\r\n", "$3\r\nfooX\n", "$3\r\nfoo\rX", "$3\r\nfoobar\r\n", "$0\r\nx\r\n",
             "=3\r\ntxt\r\n", "=0\r\n\r\n", "=-1\r\n", "!-1\r\n", "$9223372036854775808\r\n",
             // aggregates
             "*\r\n", "*x\r\n", "*-2\r\n", "%-1\r\n", "~-1\r\n", ">-1\r\n", "|-1\r\n", "*1.0\r\n", "*?\r\n", "$?\r\n",
             // others
             "_x\r\n", "#\r\n", "#x\r\n", "#tt\r\n", "#true\r\n", "#1\r\n"})
        QTest::newRow(QByteArray(bytes).replace('\r', "\\r").replace('\n', "\\n").constData()) << QByteArray(bytes);
    QTest::newRow("NUL") << QByteArray("\0", 1);
    QTest::newRow("TLS alert") << QByteArray("\x15\x03\x01\x00\x02\x02\x28", 7);
}

void tst_RespTokenizer::malformed()
{
    QFETCH(QByteArray, bytes);
    forEverySplit(bytes, [&](const QByteArrayList &pieces) {
        const Run result = run(pieces);
        QCOMPARE(result.last, Status::Error);
        QCOMPARE(result.error, Code::ProtocolError);
        QVERIFY(result.tokens.isEmpty());
    });
}

void tst_RespTokenizer::wanted()
{
    RespTokenizer tokenizer;
    RespToken token;
    const QByteArray bytes = ":1\r\n$10\r\nabc";
    QCOMPARE(tokenizer.next(bytes.constData(), bytes.size(), token), Status::Token);
    QCOMPARE(tokenizer.bytesWanted(), 0);
    QCOMPARE(tokenizer.next(bytes.constData(), bytes.size(), token), Status::NeedMore);
    QCOMPARE(tokenizer.bytesWanted(), 9 + 10 + 2);
}

void tst_RespTokenizer::rebase()
{
    // What is dealt with is cut off after every call, in the middle of a line and of a bulk too.
    const QByteArray bytes = "+first\r\n$12\r\nhello\r\nworld\r\n-ERR second line\r\n:1234567890123456789\r\n";
    RespTokenizer tokenizer;
    QByteArray buffer;
    QByteArrayList tokens;
    for (const char byte : bytes) {
        buffer += byte;
        RespToken token;
        if (tokenizer.next(buffer.constData(), buffer.size(), token) == Status::Token)
            tokens.append(shown(token, buffer.constData()));
        const qsizetype done = tokenizer.position();
        buffer.remove(0, done);
        tokenizer.rebase(done);
        QCOMPARE(tokenizer.position(), 0);
    }
    QCOMPARE(tokens, run({bytes}).tokens);
    QCOMPARE(tokens.size(), 4);
    QVERIFY(buffer.isEmpty());
}

void tst_RespTokenizer::reset()
{
    RespTokenizer tokenizer;
    RespToken token;
    const QByteArray half = "$100\r\nabc";
    QCOMPARE(tokenizer.next(half.constData(), half.size(), token), Status::NeedMore);
    tokenizer.reset();
    QCOMPARE(tokenizer.position(), 0);
    QCOMPARE(tokenizer.bytesWanted(), 0);
    const QByteArray wrong = "?";
    QCOMPARE(tokenizer.next(wrong.constData(), wrong.size(), token), Status::Error);
    QVERIFY(tokenizer.error());
    tokenizer.reset();
    QVERIFY(!tokenizer.error());
    const QByteArray fine = "+OK\r\n";
    QCOMPARE(tokenizer.next(fine.constData(), fine.size(), token), Status::Token);
}

QTEST_APPLESS_MAIN(tst_RespTokenizer)
#include "tst_resptokenizer.moc"
