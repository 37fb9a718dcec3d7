// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandtest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

/// The exact bytes of the commands of consumer groups, and of those that look into streams.
class tst_CommandBytesGroups : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void xgroupCreate();
    void xgroupOthers();
    void xreadgroup();
    void xack();
    void xnack();
    void xclaim();
    void xautoclaim();
    void xpending();
    void xinfo();
};

void tst_CommandBytesGroups::xgroupCreate()
{
    XgroupCreate create {"one", "g", {}};
    COMPARE_COMMAND(create, "XGROUP CREATE one g $", {"one"});
    create.id = StreamId();
    COMPARE_COMMAND(create, "XGROUP CREATE one g 0-0", {"one"});
    create.makeStream = true;
    COMPARE_COMMAND(create, "XGROUP CREATE one g 0-0 MKSTREAM", {"one"});
    create.entriesRead = 5;
    create.id = StreamId {8, 9};
    COMPARE_COMMAND(create, "XGROUP CREATE one g 8-9 MKSTREAM ENTRIESREAD 5", {"one"});
    create.makeStream = false;
    create.entriesRead = -1;
    COMPARE_COMMAND(create, "XGROUP CREATE one g 8-9 ENTRIESREAD -1", {"one"});
}

void tst_CommandBytesGroups::xgroupOthers()
{
    XgroupSetId set {"one", "g", {}, {}};
    COMPARE_COMMAND(set, "XGROUP SETID one g $", {"one"});
    set.id = StreamId {3, 0};
    set.entriesRead = 0;
    COMPARE_COMMAND(set, "XGROUP SETID one g 3-0 ENTRIESREAD 0", {"one"});
    COMPARE_COMMAND((XgroupDestroy {"one", "g"}), "XGROUP DESTROY one g", {"one"});
    COMPARE_COMMAND((XgroupCreateConsumer {"one", "g", "c"}), "XGROUP CREATECONSUMER one g c", {"one"});
    COMPARE_COMMAND((XgroupDeleteConsumer {"one", "g", "c"}), "XGROUP DELCONSUMER one g c", {"one"});
}

void tst_CommandBytesGroups::xreadgroup()
{
    Xreadgroup command {"g", "c", {{"one", {}}, {"two", StreamId {4, 2}}}, {}};
    const QByteArrayList keys {"one", "two"};
    COMPARE_COMMAND(command, "XREADGROUP GROUP g c STREAMS one two > 4-2", keys);
    // It writes, so it is never repeated by itself.
    QCOMPARE(EncodedCommand::from(command).flags, CommandFlags(CommandFlag::None));
    command.options.count = 3;
    command.options.noAck = true;
    COMPARE_COMMAND(command, "XREADGROUP GROUP g c COUNT 3 NOACK STREAMS one two > 4-2", keys);
    command.options.block = 250ms;
    COMPARE_COMMAND(command, "XREADGROUP GROUP g c COUNT 3 BLOCK 250 NOACK STREAMS one two > 4-2", keys);
    QCOMPARE(EncodedCommand::from(command).flags, CommandFlags(CommandFlag::Blocking));
    QCOMPARE(EncodedCommand::from(command).blockTime, std::optional(250ms));
    command.options.claimMinIdle = 60s;
    command.options.noAck = false;
    COMPARE_COMMAND(command, "XREADGROUP GROUP g c COUNT 3 BLOCK 250 CLAIM 60000 STREAMS one two > 4-2", keys);
    command.options.block.reset();
    command.options.maxCount = 5;
    command.options.maxSize = 100;
    COMPARE_COMMAND(command, "XREADGROUP GROUP g c COUNT 3 MAXCOUNT 5 MAXSIZE 100 CLAIM 60000 STREAMS one two > 4-2", keys);
    command.options = {};
    command.positions = {{"one", StreamId()}};
    COMPARE_COMMAND(command, "XREADGROUP GROUP g c STREAMS one 0-0", {"one"});
}

void tst_CommandBytesGroups::xack()
{
    COMPARE_COMMAND((Xack {"one", "g", {{1, 0}}}), "XACK one g 1-0", {"one"});
    COMPARE_COMMAND((Xack {"one", "g", {{1, 0}, {2, 5}}}), "XACK one g 1-0 2-5", {"one"});
    COMPARE_COMMAND((Xackdel {"one", "g", {{1, 0}}, {}}), "XACKDEL one g KEEPREF IDS 1 1-0", {"one"});
    COMPARE_COMMAND((Xackdel {"one", "g", {{1, 0}, {2, 5}}, ReferencePolicy::Acknowledged}), "XACKDEL one g ACKED IDS 2 1-0 2-5", {"one"});
    COMPARE_COMMAND((Xackdel {"one", "g", {{1, 0}}, ReferencePolicy::DeleteReferences}), "XACKDEL one g DELREF IDS 1 1-0", {"one"});
}

void tst_CommandBytesGroups::xnack()
{
    Xnack command {"one", "g", {{1, 0}, {2, 0}}};
    COMPARE_COMMAND(command, "XNACK one g FAIL IDS 2 1-0 2-0", {"one"});
    command.mode = Xnack::Mode::Silent;
    COMPARE_COMMAND(command, "XNACK one g SILENT IDS 2 1-0 2-0", {"one"});
    command.mode = Xnack::Mode::Fatal;
    command.retryCount = 4;
    COMPARE_COMMAND(command, "XNACK one g FATAL IDS 2 1-0 2-0 RETRYCOUNT 4", {"one"});
    command.force = true;
    COMPARE_COMMAND(command, "XNACK one g FATAL IDS 2 1-0 2-0 RETRYCOUNT 4 FORCE", {"one"});
}

void tst_CommandBytesGroups::xclaim()
{
    Xclaim command {"one", "g", "c", 1s, {{1, 0}, {2, 0}}, {}};
    COMPARE_COMMAND(command, "XCLAIM one g c 1000 1-0 2-0", {"one"});
    command.options.idle = 5ms;
    COMPARE_COMMAND(command, "XCLAIM one g c 1000 1-0 2-0 IDLE 5", {"one"});
    command.options = {};
    command.options.time = 1'700'000'000'000;
    command.options.retryCount = 3;
    command.options.force = true;
    command.options.lastId = StreamId {9, 9};
    COMPARE_COMMAND(command, "XCLAIM one g c 1000 1-0 2-0 TIME 1700000000000 RETRYCOUNT 3 FORCE LASTID 9-9", {"one"});
    COMPARE_COMMAND((XclaimJustId {"one", "g", "c", 0ms, {{1, 0}}, {}}), "XCLAIM one g c 0 1-0 JUSTID", {"one"});
    COMPARE_COMMAND((XclaimJustId {"one", "g", "c", 0ms, {{1, 0}}, command.options}),
                    "XCLAIM one g c 0 1-0 TIME 1700000000000 RETRYCOUNT 3 FORCE LASTID 9-9 JUSTID", {"one"});
}

void tst_CommandBytesGroups::xautoclaim()
{
    Xautoclaim command {"one", "g", "c", 30s, {}};
    COMPARE_COMMAND(command, "XAUTOCLAIM one g c 30000 0-0 COUNT 100", {"one"});
    command.start = {5, 1};
    command.count = 1;
    COMPARE_COMMAND(command, "XAUTOCLAIM one g c 30000 5-1 COUNT 1", {"one"});
    command.excludeStart = true;
    COMPARE_COMMAND(command, "XAUTOCLAIM one g c 30000 (5-1 COUNT 1", {"one"});
    COMPARE_COMMAND((XautoclaimJustId {"one", "g", "c", 0ms, {5, 1}, true, 10}), "XAUTOCLAIM one g c 0 (5-1 COUNT 10 JUSTID", {"one"});
}

void tst_CommandBytesGroups::xpending()
{
    COMPARE_COMMAND((XpendingSummary {"one", "g"}), "XPENDING one g", {"one"});
    XpendingRange range;
    range.stream = "one";
    range.group = "g";
    COMPARE_COMMAND(range, "XPENDING one g - + 100", {"one"});
    range.first = {1, 0};
    range.last = {9, 9};
    range.count = 5;
    range.consumer = "c";
    COMPARE_COMMAND(range, "XPENDING one g 1-0 9-9 5 c", {"one"});
    range.minIdle = 10s;
    range.excludeFirst = true;
    COMPARE_COMMAND(range, "XPENDING one g IDLE 10000 (1-0 9-9 5 c", {"one"});
    range.excludeLast = true;
    range.minIdle = 0ms;
    range.consumer.clear();
    COMPARE_COMMAND(range, "XPENDING one g IDLE 0 (1-0 (9-9 5", {"one"});
    QCOMPARE(range.flags(), CommandFlags(CommandFlag::ReadOnly));
}

void tst_CommandBytesGroups::xinfo()
{
    COMPARE_COMMAND((XinfoStream {"one"}), "XINFO STREAM one", {"one"});
    COMPARE_COMMAND((XinfoGroups {"one"}), "XINFO GROUPS one", {"one"});
    COMPARE_COMMAND((XinfoConsumers {"one", "g"}), "XINFO CONSUMERS one g", {"one"});
    COMPARE_COMMAND((XinfoStreamFull {"one"}), "XINFO STREAM one FULL COUNT 10", {"one"});
    COMPARE_COMMAND((XinfoStreamFull {"one", 0}), "XINFO STREAM one FULL COUNT 0", {"one"});
}

QTEST_GUILESS_MAIN(tst_CommandBytesGroups)
#include "tst_commandbytesgroups.moc"
