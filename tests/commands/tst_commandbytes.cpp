// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandtest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

/// The exact bytes of the commands that write and read streams; for those of groups see tst_commandbytesgroups.
class tst_CommandBytes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void xadd();
    void xaddIds();
    void xaddTrimming();
    void xaddIdempotence();
    void xaddBinary();
    void xtrim();
    void xdel();
    void xlen();
    void xsetid();
    void xcfgset();
    void xrange();
    void xread();
    void xreadKeysThatLookLikeOptions();
    void server();
};

namespace {

Xadd entryWith(const XaddOptions &options)
{
    return Xadd {"one", {{"a", "1"}}, options};
}

Xrange rangeOf(StreamId first, StreamId last)
{
    Xrange range;
    range.stream = "one";
    range.first = first;
    range.last = last;
    return range;
}

} // namespace

void tst_CommandBytes::xadd()
{
    COMPARE_COMMAND((Xadd {"one", {{"a", "1"}}, {}}), "XADD one * a 1", {"one"});
    // Names may repeat, and their order counts.
    COMPARE_COMMAND((Xadd {"one", {{"b", "1"}, {"a", "2"}, {"b", "3"}}, {}}), "XADD one * b 1 a 2 b 3", {"one"});
    QCOMPARE(EncodedCommand::from(Xadd {"one", {{"a", "1"}}, {}}).flags, CommandFlags(CommandFlag::None));
}

void tst_CommandBytes::xaddIds()
{
    XaddOptions options;
    options.idMode = XaddOptions::IdMode::Explicit;
    options.id = {12, 34};
    COMPARE_COMMAND(entryWith(options), "XADD one 12-34 a 1", {"one"});
    options.id = StreamId::maximum();
    COMPARE_COMMAND(entryWith(options), "XADD one 18446744073709551615-18446744073709551615 a 1", {"one"});
    options.id = {0, 1};
    COMPARE_COMMAND(entryWith(options), "XADD one 0-1 a 1", {"one"});
    options.idMode = XaddOptions::IdMode::AutomaticSequence;
    options.id = {12, 0};
    COMPARE_COMMAND(entryWith(options), "XADD one 12-* a 1", {"one"});
    options.id = {};
    COMPARE_COMMAND(entryWith(options), "XADD one 0-* a 1", {"one"});
}

void tst_CommandBytes::xaddTrimming()
{
    XaddOptions options;
    options.createStream = false;
    COMPARE_COMMAND(entryWith(options), "XADD one NOMKSTREAM * a 1", {"one"});
    options.createStream = true;
    options.trim = StreamTrim::toLength(1000);
    COMPARE_COMMAND(entryWith(options), "XADD one MAXLEN ~ 1000 * a 1", {"one"});
    options.trim.limit = 0;
    COMPARE_COMMAND(entryWith(options), "XADD one MAXLEN ~ 1000 LIMIT 0 * a 1", {"one"});
    options.trim = StreamTrim::toLength(0, false);
    COMPARE_COMMAND(entryWith(options), "XADD one MAXLEN = 0 * a 1", {"one"});
    options.trim = StreamTrim::toId({7, 0});
    options.trim.limit = 50;
    COMPARE_COMMAND(entryWith(options), "XADD one MINID ~ 7-0 LIMIT 50 * a 1", {"one"});
    options.trim = StreamTrim::toId({7, 1}, false);
    COMPARE_COMMAND(entryWith(options), "XADD one MINID = 7-1 * a 1", {"one"});
    options.createStream = false;
    options.trim.references = ReferencePolicy::Acknowledged;
    COMPARE_COMMAND(entryWith(options), "XADD one NOMKSTREAM ACKED MINID = 7-1 * a 1", {"one"});
    options.createStream = true;
    options.trim = StreamTrim::toLength(5);
    options.trim.references = ReferencePolicy::DeleteReferences;
    COMPARE_COMMAND(entryWith(options), "XADD one DELREF MAXLEN ~ 5 * a 1", {"one"});
    options.trim.references = ReferencePolicy::KeepReferences;
    COMPARE_COMMAND(entryWith(options), "XADD one KEEPREF MAXLEN ~ 5 * a 1", {"one"});
}

void tst_CommandBytes::xaddIdempotence()
{
    XaddOptions options;
    options.idempotence = XaddIdempotence {"p1", "m7"};
    COMPARE_COMMAND(entryWith(options), "XADD one IDMP p1 m7 * a 1", {"one"});
    options.idempotence = XaddIdempotence {"p1", {}};
    COMPARE_COMMAND(entryWith(options), "XADD one IDMPAUTO p1 * a 1", {"one"});
    options.createStream = false;
    options.trim = StreamTrim::toLength(9);
    options.trim.references = ReferencePolicy::KeepReferences;
    COMPARE_COMMAND(entryWith(options), "XADD one NOMKSTREAM KEEPREF IDMPAUTO p1 MAXLEN ~ 9 * a 1", {"one"});
}

void tst_CommandBytes::xaddBinary()
{
    const QByteArray key("a\0\r\n ", 5);
    const QByteArray name("\r\n$3\r\n");
    const QByteArray value(QByteArray(3, '\0') + "\xff\xfe*1\r\n");
    const Xadd command {key, {{name, value}, {"", ""}}, {}};
    QCOMPARE(EncodedCommand::from(command).bytes, Test::command({"XADD", key, "*", name, value, "", ""}));
    QCOMPARE(EncodedCommand::from(command).keys, QByteArrayList {key});
}

void tst_CommandBytes::xtrim()
{
    COMPARE_COMMAND((Xtrim {"one", StreamTrim::toLength(10)}), "XTRIM one MAXLEN ~ 10", {"one"});
    COMPARE_COMMAND((Xtrim {"one", StreamTrim::toLength(10, false)}), "XTRIM one MAXLEN = 10", {"one"});
    COMPARE_COMMAND((Xtrim {"one", StreamTrim::toId({5, 3}, false)}), "XTRIM one MINID = 5-3", {"one"});
    Xtrim command {"one", StreamTrim::toId({5, 3})};
    command.trim.limit = 100;
    COMPARE_COMMAND(command, "XTRIM one MINID ~ 5-3 LIMIT 100", {"one"});
    command.trim.references = ReferencePolicy::DeleteReferences;
    COMPARE_COMMAND(command, "XTRIM one MINID ~ 5-3 LIMIT 100 DELREF", {"one"});
    command.trim.references = ReferencePolicy::Acknowledged;
    COMPARE_COMMAND(command, "XTRIM one MINID ~ 5-3 LIMIT 100 ACKED", {"one"});
    command.trim.references = ReferencePolicy::KeepReferences;
    COMPARE_COMMAND(command, "XTRIM one MINID ~ 5-3 LIMIT 100 KEEPREF", {"one"});
}

void tst_CommandBytes::xdel()
{
    COMPARE_COMMAND((Xdel {"one", {{1, 2}}}), "XDEL one 1-2", {"one"});
    COMPARE_COMMAND((Xdel {"one", {{1, 2}, {3, 4}}}), "XDEL one 1-2 3-4", {"one"});
    COMPARE_COMMAND((Xdelex {"one", {{1, 2}}, {}}), "XDELEX one KEEPREF IDS 1 1-2", {"one"});
    COMPARE_COMMAND((Xdelex {"one", {{1, 2}, {3, 4}}, ReferencePolicy::DeleteReferences}), "XDELEX one DELREF IDS 2 1-2 3-4", {"one"});
    COMPARE_COMMAND((Xdelex {"one", {{1, 2}}, ReferencePolicy::Acknowledged}), "XDELEX one ACKED IDS 1 1-2", {"one"});
}

void tst_CommandBytes::xlen()
{
    COMPARE_COMMAND((Xlen {"one"}), "XLEN one", {"one"});
    QCOMPARE(Xlen {"one"}.flags(), CommandFlags(CommandFlag::ReadOnly));
}

void tst_CommandBytes::xsetid()
{
    Xsetid command {"one", {9, 1}};
    COMPARE_COMMAND(command, "XSETID one 9-1", {"one"});
    command.entriesAdded = 12;
    COMPARE_COMMAND(command, "XSETID one 9-1 ENTRIESADDED 12", {"one"});
    command.maxDeletedId = StreamId {9, 1};
    COMPARE_COMMAND(command, "XSETID one 9-1 ENTRIESADDED 12 MAXDELETEDID 9-1", {"one"});
    command.entriesAdded.reset();
    COMPARE_COMMAND(command, "XSETID one 9-1 MAXDELETEDID 9-1", {"one"});
}

void tst_CommandBytes::xcfgset()
{
    Xcfgset command {"one"};
    command.idmpDuration = 60s;
    COMPARE_COMMAND(command, "XCFGSET one IDMP-DURATION 60", {"one"});
    command.idmpMaxSize = 10'000;
    COMPARE_COMMAND(command, "XCFGSET one IDMP-DURATION 60 IDMP-MAXSIZE 10000", {"one"});
    command.idmpDuration.reset();
    COMPARE_COMMAND(command, "XCFGSET one IDMP-MAXSIZE 10000", {"one"});
}

void tst_CommandBytes::xrange()
{
    COMPARE_COMMAND(rangeOf(StreamId::minimum(), StreamId::maximum()), "XRANGE one - +", {"one"});
    Xrange range = rangeOf({1, 0}, {5, 2});
    COMPARE_COMMAND(range, "XRANGE one 1-0 5-2", {"one"});
    range.count = 7;
    COMPARE_COMMAND(range, "XRANGE one 1-0 5-2 COUNT 7", {"one"});
    range.reverse = true;
    COMPARE_COMMAND(range, "XREVRANGE one 5-2 1-0 COUNT 7", {"one"});
    range.excludeFirst = true;
    COMPARE_COMMAND(range, "XREVRANGE one 5-2 (1-0 COUNT 7", {"one"});
    range.excludeLast = true;
    range.reverse = false;
    COMPARE_COMMAND(range, "XRANGE one (1-0 (5-2 COUNT 7", {"one"});
    // "(-" and "(+" are errors to a server; the ids they stand for are not.
    range = rangeOf(StreamId::minimum(), StreamId::maximum());
    range.excludeFirst = range.excludeLast = true;
    COMPARE_COMMAND(range, "XRANGE one (0-0 (18446744073709551615-18446744073709551615", {"one"});
    QCOMPARE(range.flags(), CommandFlags(CommandFlag::ReadOnly));
}

void tst_CommandBytes::xread()
{
    Xread command {{{"one", {1, 2}}, {"two", {}}}, {}};
    COMPARE_COMMAND(command, "XREAD STREAMS one two 1-2 0-0", QByteArrayList({"one", "two"}));
    QCOMPARE(EncodedCommand::from(command).flags, CommandFlags(CommandFlag::ReadOnly));
    QCOMPARE(EncodedCommand::from(command).blockTime, std::optional(0ms));
    command.options.count = 10;
    COMPARE_COMMAND(command, "XREAD COUNT 10 STREAMS one two 1-2 0-0", QByteArrayList({"one", "two"}));
    command.options.block = 1500ms;
    COMPARE_COMMAND(command, "XREAD COUNT 10 BLOCK 1500 STREAMS one two 1-2 0-0", QByteArrayList({"one", "two"}));
    QCOMPARE(EncodedCommand::from(command).flags, CommandFlag::ReadOnly | CommandFlag::Blocking);
    QCOMPARE(EncodedCommand::from(command).blockTime, std::optional(1500ms));
    command.options.maxCount = 10;
    command.options.maxSize = 4096;
    COMPARE_COMMAND(command, "XREAD COUNT 10 MAXCOUNT 10 MAXSIZE 4096 BLOCK 1500 STREAMS one two 1-2 0-0", QByteArrayList({"one", "two"}));
    command.options = {};
    command.positions[1].newestOnly = true;
    COMPARE_COMMAND(command, "XREAD STREAMS one two 1-2 +", QByteArrayList({"one", "two"}));
    // The same stream twice is legal.
    COMPARE_COMMAND((Xread {{{"one", {1, 0}}, {"one", {2, 0}}}, {}}), "XREAD STREAMS one one 1-0 2-0", QByteArrayList({"one", "one"}));
}

void tst_CommandBytes::xreadKeysThatLookLikeOptions()
{
    COMPARE_COMMAND((Xread {{{"STREAMS", {1, 0}}, {"BLOCK", {2, 0}}}, {}}), "XREAD STREAMS STREAMS BLOCK 1-0 2-0", QByteArrayList({"STREAMS", "BLOCK"}));
    // The same from words, where the keys have to be found.
    const EncodedCommand found = EncodedCommand::fromWords(words("XREADGROUP GROUP STREAMS BLOCK COUNT 2 NOACK STREAMS STREAMS x > >"));
    QCOMPARE(found.keys, QByteArrayList({"STREAMS", "x"}));
    QCOMPARE(found.flags, CommandFlags(CommandFlag::None));
    const EncodedCommand blocking = EncodedCommand::fromWords(words("xread block 0 maxcount 5 streams one 5-0"));
    QCOMPARE(blocking.keys, QByteArrayList({"one"}));
    QCOMPARE(blocking.flags, CommandFlag::ReadOnly | CommandFlag::Blocking);
    QVERIFY(!blocking.blockTime);
}

void tst_CommandBytes::server()
{
    COMPARE_COMMAND(Ping(), "PING", {});
    ScanStreams scan;
    COMPARE_COMMAND(scan, "SCAN 0 MATCH * COUNT 1000 TYPE stream", {});
    scan.cursor = std::numeric_limits<quint64>::max();
    scan.pattern = "host:*";
    scan.count = 10;
    COMPARE_COMMAND(scan, "SCAN 18446744073709551615 MATCH host:* COUNT 10 TYPE stream", {});
    COMPARE_COMMAND(ClientUnblock {77}, "CLIENT UNBLOCK 77 TIMEOUT", {});
}

QTEST_GUILESS_MAIN(tst_CommandBytes)
#include "tst_commandbytes.moc"
