// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "bytewords.h"
#include "entryformat.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace StreamTail;
using RedisStreams::StreamEntry;
using RedisStreams::StreamFields;
using RedisStreams::StreamId;

class TestStreamtailFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void json();
    void jsonString_data();
    void jsonString();
    void jsonOfAnyBytesIsWhatQtReads();
    void text();
    void raw();
    void changesStream();
    void sumOfBytesIsExact();
    void bufferKeepsOrder();

private:
    static QByteArray contentOf(const OutputBuffer &buffer) { return QByteArray(buffer.data(), buffer.size()); }
    static QByteArray format(Format format, const QByteArray &stream, StreamId id, const StreamFields &fields);
};

QByteArray TestStreamtailFormat::format(
    Format format, const QByteArray &stream, StreamId id, const StreamFields &fields)
{
    EntryFormat writer(format);
    writer.setStream(stream);
    OutputBuffer out;
    writer.append(out, StreamEntry(stream, id, fields));
    return contentOf(out);
}

void TestStreamtailFormat::json()
{
    QCOMPARE(format(Format::Json, "one", {1, 0}, {{"id", "1"}}),
        "{\"stream\":\"one\",\"id\":\"1-0\",\"fields\":[[\"id\",\"1\"]]}\n");
    QCOMPARE(format(Format::Json, "one", {1, 0}, {}), "{\"stream\":\"one\",\"id\":\"1-0\",\"fields\":[]}\n");
    QCOMPARE(format(Format::Json, "\xff", StreamId::maximum(), {{"b", "1"}, {"a", "\xfe"}, {"b", ""}}),
        "{\"stream\":{\"base64\":\"/w==\"},\"id\":\"18446744073709551615-18446744073709551615\","
        "\"fields\":[[\"b\",\"1\"],[\"a\",{\"base64\":\"/g==\"}],[\"b\",\"\"]]}\n");
}

void TestStreamtailFormat::jsonString_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("empty") << QByteArray() << QByteArray("\"\"");
    QTest::newRow("7") << QByteArray("1234567") << QByteArray("\"1234567\"");
    QTest::newRow("8") << QByteArray("12345678") << QByteArray("\"12345678\"");
    QTest::newRow("9") << QByteArray("123456789") << QByteArray("\"123456789\"");
    QTest::newRow("quote") << QByteArray("a\"b") << QByteArray("\"a\\\"b\"");
    QTest::newRow("quote, late") << QByteArray("123456789012\"") << QByteArray("\"123456789012\\\"\"");
    QTest::newRow("backslash") << QByteArray("\\12345678") << QByteArray("\"\\\\12345678\"");
    QTest::newRow("controls") << QByteArray("\n\r\t\0\x1b[31m\x7f", 10)
                              << QByteArray("\"\\n\\r\\t\\u0000\\u001b[31m\\u007f\"");
    QTest::newRow("UTF-8") << QByteArray("Grüße €😀") << QByteArray("\"Grüße €😀\"");
    QTest::newRow("C1 control") << QByteArray("\xc2\x9b"
                                              "31m")
                                << QByteArray("\"\\u009b31m\"");
    QTest::newRow("line separator") << QByteArray("\xe2\x80\xa8") << QByteArray("\"\\u2028\"");
    QTest::newRow("cut sequence") << QByteArray("abc\xe2\x82") << QByteArray("{\"base64\":\"YWJj4oI=\"}");
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QByteArray("{\"base64\":\"wK8=\"}");
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("{\"base64\":\"7aCA\"}");
    QTest::newRow("above Unicode") << QByteArray("\xf4\x90\x80\x80") << QByteArray("{\"base64\":\"9JCAgA==\"}");
}

void TestStreamtailFormat::jsonString()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    OutputBuffer out;
    appendJsonString(out, bytes);
    QCOMPARE(contentOf(out), expected);
}

void TestStreamtailFormat::jsonOfAnyBytesIsWhatQtReads()
{
    QRandomGenerator random(1);
    for (int round = 0; round < 20000; ++round) {
        QByteArray bytes(random.bounded(40), Qt::Uninitialized);
        // Mostly ASCII, so that all kinds come up: plain, escaped, UTF-8 and not UTF-8.
        for (char &byte : bytes)
            byte = char(random.bounded(20) ? random.bounded(0x20, 0x7f) : random.bounded(256));
        OutputBuffer out;
        appendJsonString(out, bytes);
        const QByteArray document = '[' + contentOf(out) + ']';
        QJsonParseError error;
        const QJsonValue value = QJsonDocument::fromJson(document, &error).array().at(0);
        QVERIFY2(error.error == QJsonParseError::NoError, document.constData());
        QCOMPARE(value.isString(), bytes.isValidUtf8());
        QCOMPARE(value.isString() ? value.toString().toUtf8()
                                  : QByteArray::fromBase64(value[u"base64"].toString().toLatin1()),
            bytes);
        for (const char byte : document)
            QVERIFY(quint8(byte) >= 0x20 && byte != 0x7f);
    }
}

void TestStreamtailFormat::text()
{
    QCOMPARE(format(Format::Text, "one", {1, 2}, {{"temperature", "21.5"}, {"place", "at home"}, {"place", ""}}),
        "one 1-2 temperature=21.5 place=\"at home\" place=\"\"\n");
    QCOMPARE(format(Format::Text, "a b", {1, 2}, {{"x=y", "Grüße"}, {"k", QByteArray("\xff\n\x1b\0\"\\", 6)}}),
        "\"a b\" 1-2 \"x=y\"=\"Grüße\" k=\"\\xff\\n\\x1b\\x00\\\"\\\\\"\n");
    QCOMPARE(readable("\xe2\x80\xae"), "\"\\xe2\\x80\\xae\""); // would turn the line around
}

void TestStreamtailFormat::raw()
{
    QCOMPARE(
        format(Format::Raw, "one", {1, 2}, {{"a", "1"}, {"b", QByteArray("\0\xff", 2)}}), QByteArray("1\n\0\xff\n", 5));
}

void TestStreamtailFormat::changesStream()
{
    EntryFormat writer(Format::Text);
    OutputBuffer out;
    for (const QByteArray &stream : {QByteArray(), QByteArray("a"), QByteArray("b"), QByteArray("a")}) {
        writer.setStream(stream);
        writer.append(out, StreamEntry(stream, {1, 0}, {}));
    }
    QCOMPARE(contentOf(out), "\"\" 1-0\na 1-0\nb 1-0\na 1-0\n");
}

void TestStreamtailFormat::sumOfBytesIsExact()
{
    QRandomGenerator random(2);
    QByteArray bytes(300000, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(random.bounded(256));
    const auto expected = [](QByteArrayView view) {
        return std::accumulate(
            view.begin(), view.end(), quint64(0), [](quint64 sum, char byte) { return sum + quint8(byte); });
    };
    for (qsizetype size = 0; size < 3000; ++size) {
        const QByteArrayView view = QByteArrayView(bytes).sliced(size, size);
        QCOMPARE(sumOfBytes(view), expected(view));
    }
    QCOMPARE(sumOfBytes(bytes), expected(bytes));
    QCOMPARE(sumOfBytes(QByteArray(300000, '\xff')), quint64(300000) * 255); // the fullest lanes
    QCOMPARE(sumOfBytes({}), quint64(0));
}

void TestStreamtailFormat::bufferKeepsOrder()
{
    QRandomGenerator random(3);
    OutputBuffer buffer;
    QByteArray written;
    QByteArray taken;
    for (int round = 0; round < 3000; ++round) {
        const QByteArray part(random.bounded(2000), char('a' + round % 26));
        buffer.append(part);
        written += part;
        const qsizetype size = random.bounded(int(buffer.size()) + 1);
        taken.append(buffer.data(), size);
        buffer.consume(size);
    }
    taken.append(buffer.data(), buffer.size());
    QCOMPARE(taken, written);
}

QTEST_APPLESS_MAIN(TestStreamtailFormat)
#include "tst_streamtailformat.moc"
