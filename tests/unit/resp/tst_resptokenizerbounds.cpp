// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/resptokenizer_p.h"
#include "splitting.h"
#include "tokenizerrun.h"

#include <QtTest/QTest>

#ifdef Q_OS_UNIX
#include <sys/mman.h>
#endif

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;

class tst_RespTokenizerBounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limits_data();
    void limits();
    void aLineTooLongIsRefusedBeforeItEnds();
    void scannedBytesOfALineAreNotLookedAtAgain();
    void bytesOfABulkAreNotLookedAtAtAll();
    void digitsAreLookedAtAFewTimesOnly();
    void errorMessages();
};

void tst_RespTokenizerBounds::limits_data()
{
    QTest::addColumn<QByteArray>("atLimit");
    QTest::addColumn<QByteArray>("pastLimit");
    // bulkLength 10, lineLength 12, elements 6
    QTest::newRow("bulk") << QByteArray("$10\r\n0123456789\r\n") << QByteArray("$11\r\n");
    QTest::newRow("bulk error") << QByteArray("!10\r\n0123456789\r\n") << QByteArray("!11\r\n");
    QTest::newRow("verbatim") << QByteArray("=10\r\ntxt:456789\r\n") << QByteArray("=11\r\n");
    QTest::newRow("absurd bulk") << QByteArray("$1\r\nx\r\n") << QByteArray("$9223372036854775807\r\n");
    QTest::newRow("simple") << QByteArray("+0123456789ab\r\n") << QByteArray("+0123456789abc\r\n");
    QTest::newRow("error") << QByteArray("-0123456789ab\r\n") << QByteArray("-0123456789abc\r\n");
    QTest::newRow("double") << QByteArray(",0.0000000001\r\n") << QByteArray(",0.00000000001\r\n");
    QTest::newRow("big number") << QByteArray("(012345678901\r\n") << QByteArray("(0123456789012\r\n");
    QTest::newRow("null") << QByteArray("_\r\n") << QByteArray("_0123456789012\r\n");
    QTest::newRow("array") << QByteArray("*6\r\n") << QByteArray("*7\r\n");
    QTest::newRow("set") << QByteArray("~6\r\n") << QByteArray("~7\r\n");
    QTest::newRow("push") << QByteArray(">6\r\n") << QByteArray(">7\r\n");
    QTest::newRow("map counts both") << QByteArray("%3\r\n") << QByteArray("%4\r\n");
    QTest::newRow("attribute") << QByteArray("|3\r\n") << QByteArray("|4\r\n");
    QTest::newRow("absurd map") << QByteArray("%0\r\n") << QByteArray("%9223372036854775807\r\n");
}

void tst_RespTokenizerBounds::limits()
{
    QFETCH(QByteArray, atLimit);
    QFETCH(QByteArray, pastLimit);
    RespLimits limits;
    limits.bulkLength = 10;
    limits.lineLength = 12;
    limits.elements = 6;
    // Elements behind one at the limit are counted afresh.
    forEverySplit(atLimit + atLimit, [&](const QByteArrayList &pieces) {
        const Run result = run(pieces, limits);
        QCOMPARE(result.last, Status::NeedMore);
        QCOMPARE(result.tokens.size(), 2);
    });
    forEverySplit(pastLimit, [&](const QByteArrayList &pieces) {
        const Run result = run(pieces, limits);
        QCOMPARE(result.last, Status::Error);
        QCOMPARE(result.error, Code::LimitExceeded);
    });
}

void tst_RespTokenizerBounds::aLineTooLongIsRefusedBeforeItEnds()
{
    // Otherwise a line that never ends would be kept for ever.
    RespLimits limits;
    limits.lineLength = 100;
    for (const char type : {'+', '-', ',', '(', '_', '#', ':', '$', '*'}) {
        const QByteArray line = QByteArray(1, type) + QByteArray(100, '7');
        QCOMPARE(run({line}, limits).last, Status::NeedMore);
        QCOMPARE(run({line + "7"}, limits).error, Code::LimitExceeded);
        QCOMPARE(run(byteByByte(line + "7"), limits).error, Code::LimitExceeded);
    }
}

void tst_RespTokenizerBounds::scannedBytesOfALineAreNotLookedAtAgain()
{
    // The proof that no byte is searched twice: what was searched is spoilt, and the line is found all the same.
    QByteArray buffer = "+" + QByteArray(1000, 'a');
    RespTokenizer tokenizer;
    RespToken token;
    QCOMPARE(tokenizer.next(buffer.constData(), buffer.size(), token), Status::NeedMore);
    for (qsizetype i = 1; i < buffer.size(); ++i)
        buffer[i] = '\r';
    buffer += "bc\r";
    QCOMPARE(tokenizer.next(buffer.constData(), buffer.size(), token), Status::NeedMore);
    buffer[buffer.size() - 2] = '\r';
    buffer += "\n";
    QCOMPARE(tokenizer.next(buffer.constData(), buffer.size(), token), Status::Token);
    QCOMPARE(token.length, 1002);
}

void tst_RespTokenizerBounds::bytesOfABulkAreNotLookedAtAtAll()
{
#ifdef Q_OS_UNIX
    // The bytes of a large bulk lie in pages that cannot be read: only its head and its end are looked at.
    constexpr size_t page = 65536;
    void *const memory = mmap(nullptr, 18 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    QVERIFY(memory != MAP_FAILED);
    char *const data = static_cast<char *>(memory);
    const QByteArray head = "$1048576\r\n";
    std::memcpy(data, head.constData(), size_t(head.size()));
    const size_t end = size_t(head.size()) + 1048576;
    std::memcpy(data + end, "\r\n", 2);
    QCOMPARE(mprotect(data + page, 15 * page, PROT_NONE), 0);

    RespTokenizer tokenizer;
    RespToken token;
    qsizetype calls = 0;
    // One byte at a time: a million calls, none of which reads what came before.
    for (size_t size = 1; size < end + 2; ++size, ++calls) {
        if (tokenizer.next(data, qsizetype(size), token) != Status::NeedMore)
            QFAIL("the bulk is not complete");
        if (size >= size_t(head.size()) && tokenizer.position() != head.size())
            QFAIL("the position moved inside the bulk");
    }
    QCOMPARE(tokenizer.next(data, qsizetype(end + 2), token), Status::Token);
    QCOMPARE(token.length, 1048576);
    QCOMPARE(tokenizer.position(), qsizetype(end + 2));
    munmap(memory, 18 * page);
#else
    QSKIP("needs mprotect");
#endif
}

void tst_RespTokenizerBounds::digitsAreLookedAtAFewTimesOnly()
{
#ifdef Q_OS_UNIX
    // A number that never ends must not cost the square of its length: once it is too long for any number, only new
    // bytes are looked at. All but the first and the last page become unreadable after they were searched.
    constexpr size_t page = 65536;
    void *const memory = mmap(nullptr, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    QVERIFY(memory != MAP_FAILED);
    char *const data = static_cast<char *>(memory);
    std::memset(data, '1', 4 * page);
    data[0] = ':';
    RespLimits limits;
    limits.lineLength = 4 * page;
    RespTokenizer tokenizer(limits);
    RespToken token;
    QCOMPARE(tokenizer.next(data, 3 * page + 1, token), Status::NeedMore);
    QCOMPARE(mprotect(data + page, 2 * page, PROT_NONE), 0);
    for (qsizetype size = 3 * page + 1; size < qsizetype(3 * page) + 100; ++size)
        QCOMPARE(tokenizer.next(data, size, token), Status::NeedMore);
    munmap(memory, 4 * page);
#else
    QSKIP("needs mprotect");
#endif
}

void tst_RespTokenizerBounds::errorMessages()
{
    // Each says what is wrong; that of a limit says which and how much.
    RespLimits limits;
    limits.bulkLength = 10;
    RespTokenizer tokenizer(limits);
    RespToken token;
    const QByteArray large = "$4711\r\n";
    QCOMPARE(tokenizer.next(large.constData(), large.size(), token), Status::Error);
    QVERIFY(tokenizer.error().message().contains(QStringLiteral("4711")));
    QVERIFY(tokenizer.error().message().contains(QStringLiteral("10")));
    tokenizer.reset();
    const QByteArray http = "HTTP/1.1 400 Bad Request\r\n";
    QCOMPARE(tokenizer.next(http.constData(), http.size(), token), Status::Error);
    QVERIFY(tokenizer.error().message().contains(QStringLiteral("RESP")));
}

QTEST_APPLESS_MAIN(tst_RespTokenizerBounds)
#include "tst_resptokenizerbounds.moc"
