// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// EncodedCommand::fromWords(): what is found out about a command that somebody wrote by hand.
#include "command.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using std::chrono::milliseconds;

class tst_EncodedCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void incomplete_data();
    void incomplete();
};

void tst_EncodedCommand::words_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<QByteArrayList>("keys");
    QTest::addColumn<int>("flags");
    QTest::addColumn<qint64>("block"); // -1 = for ever
    constexpr int none = 0;
    constexpr int readOnly = int(CommandFlag::ReadOnly);
    constexpr int blocking = int(CommandFlag::Blocking);
    const auto row = [](const QByteArray &line, const QByteArrayList &keys, int flags, qint64 block = 0) {
        QTest::newRow(line.constData()) << line.split(' ') << keys << flags << block;
    };
    row("PING", {}, readOnly);
    row("ping", {}, readOnly);
    row("XLEN s", {"s"}, readOnly);
    row("xrange s - +", {"s"}, readOnly);
    row("XREVRANGE s + -", {"s"}, readOnly);
    row("XINFO STREAM s FULL", {"s"}, readOnly);
    row("XINFO GROUPS s", {"s"}, readOnly);
    row("XINFO CONSUMERS s g", {"s"}, readOnly);
    row("XPENDING s g", {"s"}, readOnly);
    row("TYPE s", {"s"}, readOnly);
    row("EXISTS s", {"s"}, readOnly);
    row("XADD s * a 1", {"s"}, none);
    row("XTRIM s MAXLEN 5", {"s"}, none);
    row("XDEL s 1-0", {"s"}, none);
    row("XDELEX s KEEPREF IDS 1 1-0", {"s"}, none);
    row("XACK s g 1-0", {"s"}, none);
    row("XACKDEL s g KEEPREF IDS 1 1-0", {"s"}, none);
    row("XNACK s g FAIL IDS 1 1-0", {"s"}, none);
    row("XCLAIM s g c 0 1-0", {"s"}, none);
    row("XAUTOCLAIM s g c 0 0-0", {"s"}, none);
    row("XSETID s 5-0", {"s"}, none);
    row("XCFGSET s IDMP-DURATION 5", {"s"}, none);
    row("XGROUP CREATE s g $", {"s"}, none);
    row("xgroup destroy s g", {"s"}, none);
    row("SET k v", {}, none);
    row("SOMETHING NEW", {}, none);
    row("BLPOP l 0", {"l"}, blocking, -1);
    row("BLMPOP 0 2 {l}1 {l}2 LEFT COUNT 3", {"{l}1", "{l}2"}, blocking, -1);
    row("BZMPOP 1.5 1 z MIN", {"z"}, blocking, -1);
    row("BLMPOP 0 9 l LEFT", {}, blocking, -1);
    row("WAIT 1 250", {}, none, 250);
    row("WAITAOF 1 1 250", {}, none, 250);

    // XREAD and XREADGROUP: options in order, as streams, groups and consumers may bear their names.
    row("XREAD STREAMS s 0-0", {"s"}, readOnly);
    row("XREAD STREAMS a b c 1 2 3", {"a", "b", "c"}, readOnly);
    row("XREAD COUNT 5 STREAMS s 0", {"s"}, readOnly);
    row("XREAD BLOCK 500 STREAMS s 5-0", {"s"}, readOnly | blocking, 500);
    row("xread count 5 block 500 streams s 5-0", {"s"}, readOnly | blocking, 500);
    row("XREAD BLOCK 500 COUNT 5 STREAMS a b 5-0 6-0", {"a", "b"}, readOnly | blocking, 500);
    row("XREAD BLOCK 0 STREAMS s +", {"s"}, readOnly | blocking, -1);
    row("XREAD MAXCOUNT 5 MAXSIZE 9 BLOCK 7 STREAMS s 5-0", {"s"}, readOnly | blocking, 7);
    // "$" is another place each time it is sent, so it must not be sent again by itself.
    row("XREAD BLOCK 500 STREAMS s $", {"s"}, blocking, 500);
    row("XREAD STREAMS $ b 5-0 $", {"$", "b"}, none);
    row("XREAD STREAMS $ 5-0", {"$"}, readOnly);
    row("XREAD STREAMS STREAMS 0", {"STREAMS"}, readOnly);
    row("XREAD STREAMS BLOCK 0", {"BLOCK"}, readOnly);
    row("XREAD STREAMS BLOCK STREAMS 0 0", {"BLOCK", "STREAMS"}, readOnly);
    row("XREADGROUP GROUP g c STREAMS s >", {"s"}, none);
    row("XREADGROUP GROUP g c NOACK STREAMS s >", {"s"}, none);
    row("XREADGROUP GROUP g c COUNT 1 NOACK BLOCK 9 STREAMS a b > >", {"a", "b"}, blocking, 9);
    row("XREADGROUP GROUP g c CLAIM 60000 BLOCK 9 STREAMS s >", {"s"}, blocking, 9);
    row("XREADGROUP BLOCK 9 GROUP g c STREAMS s >", {"s"}, blocking, 9);
    row("XREADGROUP GROUP STREAMS STREAMS STREAMS STREAMS >", {"STREAMS"}, none);
    row("XREADGROUP GROUP BLOCK 5 STREAMS s >", {"s"}, none);
    row("XREADGROUP GROUP g BLOCK STREAMS s >", {"s"}, none);
    row("XREADGROUP GROUP NOACK GROUP BLOCK 3 STREAMS s >", {"s"}, blocking, 3);
    row("xreadgroup group g c noack streams NOACK >", {"NOACK"}, none);
}

void tst_EncodedCommand::words()
{
    QFETCH(QByteArrayList, words);
    QFETCH(int, flags);
    QFETCH(qint64, block);
    const EncodedCommand command = EncodedCommand::fromWords(words);
    QCOMPARE(command.bytes, Test::command(words));
    QCOMPARE(command.name, words.first().toUpper());
    QTEST(command.keys, "keys");
    QCOMPARE(int(command.flags), flags);
    QCOMPARE(command.blockTime ? qint64(command.blockTime->count()) : qint64(-1), block);
}

void tst_EncodedCommand::incomplete_data()
{
    QTest::addColumn<QByteArrayList>("words");
    for (const char *line : {"XREAD", "XREAD STREAMS", "XREAD BLOCK", "XREAD COUNT", "XREAD BLOCK x STREAMS s 0", "XREAD BLOCK -1 STREAMS s 0",
                             "XREADGROUP GROUP", "XREADGROUP GROUP g", "XREADGROUP GROUP g c BLOCK", "XLEN", "XINFO", "XINFO STREAM", "XGROUP", "XADD"})
        QTest::newRow(line) << QByteArray(line).split(' ');
    QTest::newRow("nothing") << QByteArrayList();
    QTest::newRow("empty word") << QByteArrayList {""};
    QTest::newRow("binary") << QByteArrayList {QByteArray("\0\xff", 2), QByteArray("\r\n")};
}

void tst_EncodedCommand::incomplete()
{
    // The server will say what is wrong; here it only must not be misread.
    QFETCH(QByteArrayList, words);
    const EncodedCommand command = EncodedCommand::fromWords(words);
    QCOMPARE(command.bytes, Test::command(words));
    for (const QByteArray &key : command.keys)
        QVERIFY(words.contains(key));
    QVERIFY(command.keys.size() <= 1);
}

QTEST_APPLESS_MAIN(tst_EncodedCommand)
#include "tst_encodedcommand.moc"
