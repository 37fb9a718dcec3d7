// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandwriter.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

#include <limits>

using namespace RedisStreams;
using namespace RedisStreams::Test;

class tst_CommandWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordCounts_data();
    void wordCounts();
    void wordTypes();
    void numbers_data();
    void numbers();
    void keys();
    void appends();
    void largeWord();
};

void tst_CommandWriter::wordCounts_data()
{
    // The head is written last, into room for two digits: one and three digits have to move the rest.
    QTest::addColumn<int>("count");
    for (const int count : {0, 1, 9, 10, 11, 99, 100, 101, 999, 1000, 12345})
        QTest::addRow("%d", count) << count;
}

void tst_CommandWriter::wordCounts()
{
    QFETCH(int, count);
    QByteArrayList words;
    for (int i = 0; i < count; ++i)
        words.append("word" + QByteArray::number(i));
    QByteArray bytes;
    CommandWriter writer(bytes);
    for (const QByteArray &word : words)
        writer.word(word);
    writer.finish();
    QCOMPARE(bytes, command(words));
}

void tst_CommandWriter::wordTypes()
{
    const QByteArray binary("a\0\r\n\xff", 5);
    QByteArray bytes;
    CommandWriter writer(bytes);
    writer.word("literal").word(QByteArray("array")).word(QByteArrayView(binary)).word(QStringLiteral("caf\u00e9")).word("").word(QByteArray());
    writer.finish();
    QCOMPARE(bytes, command({"literal", "array", binary, "caf\xc3\xa9", "", ""}));
    QVERIFY(writer.keys().isEmpty());
}

void tst_CommandWriter::numbers_data()
{
    QTest::addColumn<qint64>("number");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("zero") << qint64(0) << QByteArray("0");
    QTest::newRow("positive") << qint64(42) << QByteArray("42");
    QTest::newRow("negative") << qint64(-1) << QByteArray("-1");
    QTest::newRow("most") << std::numeric_limits<qint64>::max() << QByteArray("9223372036854775807");
    QTest::newRow("least") << std::numeric_limits<qint64>::min() << QByteArray("-9223372036854775808");
}

void tst_CommandWriter::numbers()
{
    QFETCH(qint64, number);
    QFETCH(QByteArray, text);
    QByteArray bytes;
    CommandWriter writer(bytes);
    writer.number(number);
    writer.finish();
    QCOMPARE(bytes, command({text}));
}

void tst_CommandWriter::keys()
{
    QByteArray bytes;
    CommandWriter writer(bytes);
    writer.word("XREAD").word("STREAMS").key("one").key("one").key(QByteArrayView("a\0b", 3)).word("0-0");
    writer.finish();
    QCOMPARE(bytes, command({"XREAD", "STREAMS", "one", "one", QByteArray("a\0b", 3), "0-0"}));
    QCOMPARE(writer.keys(), QByteArrayList({"one", "one", QByteArray("a\0b", 3)}));
}

void tst_CommandWriter::appends()
{
    // Several commands go into one buffer.
    QByteArray bytes = "before";
    for (const char *name : {"PING", "TIME"}) {
        CommandWriter writer(bytes);
        writer.word(name);
        writer.finish();
    }
    QCOMPARE(bytes, "before" + command({"PING"}) + command({"TIME"}));
}

void tst_CommandWriter::largeWord()
{
    const QByteArray large(1 << 20, 'x');
    QByteArray bytes;
    CommandWriter writer(bytes);
    writer.word("XADD").word(large);
    writer.finish();
    QCOMPARE(bytes, command({"XADD", large}));
}

QTEST_APPLESS_MAIN(tst_CommandWriter)
#include "tst_commandwriter.moc"
