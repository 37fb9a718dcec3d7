// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Every command with all its options, byte by byte.
#include "streamcommands.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using std::chrono::milliseconds;

namespace {

using Words = QByteArrayList;
const QList<StreamId> twoIds {{1, 0}, {2, 5}};

template <typename Command>
void row(const char *name, const Command &command, const Words &words, const Words &keys)
{
    QTest::newRow(name) << EncodedCommand::from(command).bytes << words << EncodedCommand::from(command).keys << keys << command.validate().message();
}

} // namespace

class tst_CommandEncoding : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commands_data();
    void commands();
    void flagsAndBlockTimes();

private:
    static void readingRows();
    static void writingRows();
    static void groupRows();
    static void claimRows();
};

void tst_CommandEncoding::readingRows()
{
    row("PING", Ping {}, {"PING"}, {});
    row("SCAN", ScanStreams {17, "job*", 5}, {"SCAN", "17", "MATCH", "job*", "COUNT", "5", "TYPE", "stream"}, {});
    row("SCAN, largest cursor", ScanStreams {18446744073709551615ULL}, {"SCAN", "18446744073709551615", "MATCH", "*", "COUNT", "1000", "TYPE", "stream"}, {});
    row("CLIENT UNBLOCK", ClientUnblock {42}, {"CLIENT", "UNBLOCK", "42", "TIMEOUT"}, {});
    row("XLEN", Xlen {"s"}, {"XLEN", "s"}, {"s"});
    row("XRANGE", Xrange {"s"}, {"XRANGE", "s", "-", "+"}, {"s"});
    row("XRANGE, bounds", Xrange {"s", {1, 2}, {3, 4}, false, false, false, 7}, {"XRANGE", "s", "1-2", "3-4", "COUNT", "7"}, {"s"});
    row("XRANGE, exclusive", Xrange {"s", {1, 2}, {3, 4}, true, true}, {"XRANGE", "s", "(1-2", "(3-4"}, {"s"});
    row("XRANGE, exclusive open ends", Xrange {"s", StreamId::minimum(), StreamId::maximum(), true, true},
        {"XRANGE", "s", "(0-0", "(18446744073709551615-18446744073709551615"}, {"s"});
    row("XREVRANGE", Xrange {"s", {1, 2}, StreamId::maximum(), true, false, true, 1}, {"XREVRANGE", "s", "+", "(1-2", "COUNT", "1"}, {"s"});
    row("XREAD", Xread {{{"a", {1, 2}}}, {}}, {"XREAD", "STREAMS", "a", "1-2"}, {"a"});
    row("XREAD, options", Xread {{{"a", {1, 2}}, {"b", {}}}, {10, milliseconds(5000)}},
        {"XREAD", "COUNT", "10", "BLOCK", "5000", "STREAMS", "a", "b", "1-2", "0-0"}, {"a", "b"});
    row("XREAD, a stream named as an option", Xread {{{"STREAMS", {}}, {"BLOCK", {}}, {"a", {}}, {"a", {}}}, {}},
        {"XREAD", "STREAMS", "STREAMS", "BLOCK", "a", "a", "0-0", "0-0", "0-0", "0-0"}, {"STREAMS", "BLOCK", "a", "a"});
    row("XREAD, the newest", Xread {{{"a", {}, true}, {"b", {1, 2}}}, {}}, {"XREAD", "STREAMS", "a", "b", "+", "1-2"}, {"a", "b"});
    row("XREAD, limits", Xread {{{"a", {}}}, {10, {}, 20, 30}}, {"XREAD", "COUNT", "10", "MAXCOUNT", "20", "MAXSIZE", "30", "STREAMS", "a", "0-0"}, {"a"});
    row("XINFO STREAM", XinfoStream {"s"}, {"XINFO", "STREAM", "s"}, {"s"});
    row("XINFO STREAM FULL", XinfoStreamFull {"s"}, {"XINFO", "STREAM", "s", "FULL", "COUNT", "10"}, {"s"});
    row("XINFO STREAM FULL, all", XinfoStreamFull {"s", 0}, {"XINFO", "STREAM", "s", "FULL", "COUNT", "0"}, {"s"});
    row("XINFO GROUPS", XinfoGroups {"s"}, {"XINFO", "GROUPS", "s"}, {"s"});
    row("XINFO CONSUMERS", XinfoConsumers {"s", "g"}, {"XINFO", "CONSUMERS", "s", "g"}, {"s"});
    row("XPENDING", XpendingSummary {"s", "g"}, {"XPENDING", "s", "g"}, {"s"});
    row("XPENDING, range", XpendingRange {"s", "g"}, {"XPENDING", "s", "g", "-", "+", "100"}, {"s"});
    row("XPENDING, options", XpendingRange {"s", "g", {1, 0}, {2, 0}, true, true, 5, "c", milliseconds(60)},
        {"XPENDING", "s", "g", "IDLE", "60", "(1-0", "(2-0", "5", "c"}, {"s"});
    row("XPENDING, idle 0", XpendingRange {"s", "g", {}, StreamId::maximum(), false, false, 1, {}, milliseconds(0)},
        {"XPENDING", "s", "g", "IDLE", "0", "-", "+", "1"}, {"s"});
}

void tst_CommandEncoding::writingRows()
{
    const StreamFields fields {{"a", "1"}, {"a", QByteArray("\0\r\n", 3)}, {"", ""}};
    const Words encodedFields {"a", "1", "a", QByteArray("\0\r\n", 3), "", ""};
    const auto xadd = [&](XaddOptions::IdMode mode, StreamId id, bool create, const StreamTrim &trim) {
        XaddOptions options;
        options.idMode = mode;
        options.id = id;
        options.createStream = create;
        options.trim = trim;
        return Xadd {"s", fields, options};
    };
    using Mode = XaddOptions::IdMode;
    row("XADD", Xadd {"s", fields, {}}, Words {"XADD", "s", "*"} + encodedFields, {"s"});
    row("XADD, explicit id", xadd(Mode::Explicit, {5, 6}, true, {}), Words {"XADD", "s", "5-6"} + encodedFields, {"s"});
    row("XADD, automatic sequence", xadd(Mode::AutomaticSequence, {5, 6}, true, {}), Words {"XADD", "s", "5-*"} + encodedFields, {"s"});
    row("XADD, NOMKSTREAM", xadd(Mode::Automatic, {}, false, {}), Words {"XADD", "s", "NOMKSTREAM", "*"} + encodedFields, {"s"});
    row("XADD, MAXLEN ~", xadd(Mode::Automatic, {}, true, StreamTrim::toLength(1000)), Words {"XADD", "s", "MAXLEN", "~", "1000", "*"} + encodedFields, {"s"});
    row("XADD, MAXLEN =", xadd(Mode::Automatic, {}, true, StreamTrim::toLength(0, false)), Words {"XADD", "s", "MAXLEN", "=", "0", "*"} + encodedFields, {"s"});
    row("XADD, MINID ~", xadd(Mode::Automatic, {}, true, StreamTrim::toId({7, 8})), Words {"XADD", "s", "MINID", "~", "7-8", "*"} + encodedFields, {"s"});
    StreamTrim limited = StreamTrim::toLength(10);
    limited.limit = 50;
    row("XADD, everything", xadd(Mode::Explicit, {5, 6}, false, limited),
        Words {"XADD", "s", "NOMKSTREAM", "MAXLEN", "~", "10", "LIMIT", "50", "5-6"} + encodedFields, {"s"});
    StreamTrim unlimited = StreamTrim::toId({1, 0});
    unlimited.limit = 0;
    row("XADD, LIMIT 0", xadd(Mode::Automatic, {}, true, unlimited), Words {"XADD", "s", "MINID", "~", "1-0", "LIMIT", "0", "*"} + encodedFields, {"s"});
    Xadd idempotent {"s", {{"a", "1"}}, {}};
    idempotent.options.idempotence = XaddIdempotence {"p", "m"};
    row("XADD, IDMP", idempotent, {"XADD", "s", "IDMP", "p", "m", "*", "a", "1"}, {"s"});
    idempotent.options.idempotence->messageId.reset();
    idempotent.options.trim = limited;
    idempotent.options.trim.references = ReferencePolicy::Acknowledged;
    row("XADD, IDMPAUTO and ACKED", idempotent, {"XADD", "s", "ACKED", "IDMPAUTO", "p", "MAXLEN", "~", "10", "LIMIT", "50", "*", "a", "1"}, {"s"});
    row("XTRIM", Xtrim {"s", StreamTrim::toLength(0, false)}, {"XTRIM", "s", "MAXLEN", "=", "0"}, {"s"});
    row("XTRIM, everything", Xtrim {"s", idempotent.options.trim}, {"XTRIM", "s", "MAXLEN", "~", "10", "LIMIT", "50", "ACKED"}, {"s"});
    row("XSETID", Xsetid {"s", {5, 6}}, {"XSETID", "s", "5-6"}, {"s"});
    row("XSETID, everything", Xsetid {"s", {5, 6}, 7, StreamId(5, 6)}, {"XSETID", "s", "5-6", "ENTRIESADDED", "7", "MAXDELETEDID", "5-6"}, {"s"});
    row("XCFGSET", Xcfgset {"s", std::chrono::seconds(86400), 10000}, {"XCFGSET", "s", "IDMP-DURATION", "86400", "IDMP-MAXSIZE", "10000"}, {"s"});
    row("XCFGSET, one", Xcfgset {"s", {}, 1}, {"XCFGSET", "s", "IDMP-MAXSIZE", "1"}, {"s"});
    row("XDEL", Xdel {"s", twoIds}, {"XDEL", "s", "1-0", "2-5"}, {"s"});
    row("XDELEX", Xdelex {"s", twoIds}, {"XDELEX", "s", "KEEPREF", "IDS", "2", "1-0", "2-5"}, {"s"});
    row("XDELEX, DELREF", Xdelex {"s", twoIds, ReferencePolicy::DeleteReferences}, {"XDELEX", "s", "DELREF", "IDS", "2", "1-0", "2-5"}, {"s"});
    row("XDELEX, ACKED", Xdelex {"s", {{1, 0}}, ReferencePolicy::Acknowledged}, {"XDELEX", "s", "ACKED", "IDS", "1", "1-0"}, {"s"});
    row("XACK", Xack {"s", "g", twoIds}, {"XACK", "s", "g", "1-0", "2-5"}, {"s"});
    row("XACKDEL", Xackdel {"s", "g", twoIds}, {"XACKDEL", "s", "g", "KEEPREF", "IDS", "2", "1-0", "2-5"}, {"s"});
    row("XACKDEL, ACKED", Xackdel {"s", "g", twoIds, ReferencePolicy::Acknowledged}, {"XACKDEL", "s", "g", "ACKED", "IDS", "2", "1-0", "2-5"}, {"s"});
    row("XNACK", Xnack {"s", "g", twoIds}, {"XNACK", "s", "g", "FAIL", "IDS", "2", "1-0", "2-5"}, {"s"});
    row("XNACK, silent", Xnack {"s", "g", twoIds, Xnack::Mode::Silent}, {"XNACK", "s", "g", "SILENT", "IDS", "2", "1-0", "2-5"}, {"s"});
    row("XNACK, everything", Xnack {"s", "g", twoIds, Xnack::Mode::Fatal, 0, true},
        {"XNACK", "s", "g", "FATAL", "IDS", "2", "1-0", "2-5", "RETRYCOUNT", "0", "FORCE"}, {"s"});
}

void tst_CommandEncoding::groupRows()
{
    row("XGROUP CREATE", XgroupCreate {"s", "g"}, {"XGROUP", "CREATE", "s", "g", "$"}, {"s"});
    row("XGROUP CREATE, everything", XgroupCreate {"s", "g", StreamId(), true, -1},
        {"XGROUP", "CREATE", "s", "g", "0-0", "MKSTREAM", "ENTRIESREAD", "-1"}, {"s"});
    row("XGROUP SETID", XgroupSetId {"s", "g", StreamId(3, 4), 12}, {"XGROUP", "SETID", "s", "g", "3-4", "ENTRIESREAD", "12"}, {"s"});
    row("XGROUP SETID, end", XgroupSetId {"s", "g"}, {"XGROUP", "SETID", "s", "g", "$"}, {"s"});
    row("XGROUP DESTROY", XgroupDestroy {"s", "g"}, {"XGROUP", "DESTROY", "s", "g"}, {"s"});
    row("XGROUP CREATECONSUMER", XgroupCreateConsumer {"s", "g", "c"}, {"XGROUP", "CREATECONSUMER", "s", "g", "c"}, {"s"});
    row("XGROUP DELCONSUMER", XgroupDeleteConsumer {"s", "g", "c"}, {"XGROUP", "DELCONSUMER", "s", "g", "c"}, {"s"});
    row("XREADGROUP", Xreadgroup {"g", "c", {{"a", {}}}, {}}, {"XREADGROUP", "GROUP", "g", "c", "STREAMS", "a", ">"}, {"a"});
    row("XREADGROUP, history", Xreadgroup {"g", "c", {{"a", StreamId(1, 2)}, {"b", {}}}, {}},
        {"XREADGROUP", "GROUP", "g", "c", "STREAMS", "a", "b", "1-2", ">"}, {"a", "b"});
    XreadgroupOptions options;
    options.count = 10;
    options.maxCount = 20;
    options.maxSize = 30;
    options.block = milliseconds(40);
    options.claimMinIdle = milliseconds(0);
    options.noAck = true;
    row("XREADGROUP, everything", Xreadgroup {"STREAMS", "BLOCK", {{"STREAMS", {}}}, options},
        {"XREADGROUP", "GROUP", "STREAMS", "BLOCK", "COUNT", "10", "MAXCOUNT", "20", "MAXSIZE", "30", "BLOCK", "40", "CLAIM", "0", "NOACK", "STREAMS", "STREAMS", ">"},
        {"STREAMS"});
}

void tst_CommandEncoding::claimRows()
{
    XclaimOptions options;
    options.idle = milliseconds(5);
    options.retryCount = 3;
    options.force = true;
    options.lastId = StreamId(9, 9);
    XclaimOptions timed;
    timed.time = 1700000000000;
    const Words head {"XCLAIM", "s", "g", "c", "60000", "1-0", "2-5"};
    row("XCLAIM", Xclaim {"s", "g", "c", milliseconds(60000), twoIds, {}}, head, {"s"});
    row("XCLAIM, options", Xclaim {"s", "g", "c", milliseconds(60000), twoIds, options},
        head + Words {"IDLE", "5", "RETRYCOUNT", "3", "FORCE", "LASTID", "9-9"}, {"s"});
    row("XCLAIM, time", Xclaim {"s", "g", "c", milliseconds(60000), twoIds, timed}, head + Words {"TIME", "1700000000000"}, {"s"});
    row("XCLAIM JUSTID", XclaimJustId {"s", "g", "c", milliseconds(60000), twoIds, {}}, head + Words {"JUSTID"}, {"s"});
    row("XCLAIM JUSTID, options", XclaimJustId {"s", "g", "c", milliseconds(60000), twoIds, timed}, head + Words {"TIME", "1700000000000", "JUSTID"}, {"s"});
    row("XAUTOCLAIM", Xautoclaim {"s", "g", "c", milliseconds(5)}, {"XAUTOCLAIM", "s", "g", "c", "5", "0-0", "COUNT", "100"}, {"s"});
    row("XAUTOCLAIM, options", Xautoclaim {"s", "g", "c", milliseconds(0), {7, 8}, true, 1}, {"XAUTOCLAIM", "s", "g", "c", "0", "(7-8", "COUNT", "1"}, {"s"});
    row("XAUTOCLAIM JUSTID", XautoclaimJustId {"s", "g", "c", milliseconds(5), {7, 8}}, {"XAUTOCLAIM", "s", "g", "c", "5", "7-8", "COUNT", "100", "JUSTID"}, {"s"});
}

void tst_CommandEncoding::commands_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<QByteArrayList>("keys");
    QTest::addColumn<QByteArrayList>("expectedKeys");
    QTest::addColumn<QString>("problem");
    readingRows();
    writingRows();
    groupRows();
    claimRows();
}

void tst_CommandEncoding::commands()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArrayList, words);
    QFETCH(QByteArrayList, keys);
    QFETCH(QString, problem);
    QCOMPARE(bytes, Test::command(words));
    QTEST(keys, "expectedKeys");
    QCOMPARE(problem, QString()); // all of them are valid
}

void tst_CommandEncoding::flagsAndBlockTimes()
{
    const auto flags = [](const auto &command) { return EncodedCommand::from(command).flags; };
    for (const CommandFlags readOnly : {flags(Ping {}), flags(ScanStreams {}), flags(Xlen {"s"}), flags(Xrange {"s"}), flags(Xread {{{"s", {}}}, {}}),
                                        flags(XinfoStream {"s"}), flags(XinfoGroups {"s"}), flags(XinfoConsumers {"s", "g"}), flags(XinfoStreamFull {"s"}),
                                        flags(XpendingSummary {"s", "g"}), flags(XpendingRange {"s", "g"})})
        QCOMPARE(readOnly, CommandFlags(CommandFlag::ReadOnly));
    // What changes something is never repeated by itself; XREADGROUP changes who owns entries.
    for (const CommandFlags writes : {flags(Xadd {"s", {}, {}}), flags(Xack {"s", "g", {}}), flags(Xackdel {"s", "g", {}}), flags(Xnack {"s", "g", {}}),
                                      flags(Xdel {"s", {}}), flags(Xdelex {"s", {}}), flags(Xclaim {"s", "g", "c"}), flags(XclaimJustId {"s", "g", "c"}),
                                      flags(Xautoclaim {"s", "g", "c"}), flags(XautoclaimJustId {"s", "g", "c"}), flags(XgroupCreate {"s", "g"}),
                                      flags(XgroupSetId {"s", "g"}), flags(XgroupDestroy {"s", "g"}), flags(XgroupCreateConsumer {"s", "g", "c"}),
                                      flags(XgroupDeleteConsumer {"s", "g", "c"}), flags(Xreadgroup {"g", "c", {}, {}})})
        QCOMPARE(writes, CommandFlags(CommandFlag::None));
    const EncodedCommand blocking = EncodedCommand::from(Xread {{{"s", {}}}, {-1, milliseconds(700)}});
    QCOMPARE(blocking.flags, CommandFlag::ReadOnly | CommandFlag::Blocking);
    QCOMPARE(blocking.blockTime, std::optional(milliseconds(700)));
    XreadgroupOptions options;
    options.block = milliseconds(800);
    const EncodedCommand group = EncodedCommand::from(Xreadgroup {"g", "c", {{"s", {}}}, options});
    QCOMPARE(group.flags, CommandFlags(CommandFlag::Blocking));
    QCOMPARE(group.blockTime, std::optional(milliseconds(800)));
    QCOMPARE(EncodedCommand::from(Xlen {"s"}).blockTime, std::optional(milliseconds(0)));
    QCOMPARE(EncodedCommand::from(Xlen {"s"}).name, QByteArray("XLEN"));
}

QTEST_APPLESS_MAIN(tst_CommandEncoding)
#include "tst_commandencoding.moc"
