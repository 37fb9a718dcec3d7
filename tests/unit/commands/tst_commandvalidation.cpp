// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Arguments that no server would take are refused before anything is sent, and the message says which and why.
#include "streamcommands.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using std::chrono::milliseconds;

namespace {

const QList<StreamId> ids {{1, 0}};
const StreamFields fields {{"a", "1"}};

template <typename Command>
void refused(const char *name, const Command &command, const char *reason)
{
    QTest::newRow(name) << command.validate() << QByteArray(Command::Name) << QByteArray(reason);
}

template <typename Command, typename Change>
Command changed(Command command, Change change)
{
    change(command);
    return command;
}

} // namespace

class tst_CommandValidation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusals_data();
    void refusals();
    void limitsAreAllowed();
};

void tst_CommandValidation::refusals_data()
{
    QTest::addColumn<RedisError>("error");
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("reason");

    // Names
    const char *const noStream = "stream's name";
    refused("XLEN, no stream", Xlen {""}, noStream);
    refused("XADD, no stream", Xadd {"", fields, {}}, noStream);
    refused("XDEL, no stream", Xdel {"", ids}, noStream);
    refused("XDELEX, no stream", Xdelex {"", ids}, noStream);
    refused("XRANGE, no stream", Xrange {""}, noStream);
    refused("XREAD, no stream", Xread {{{"a", {}}, {"", {}}}, {}}, noStream);
    refused("XREADGROUP, no stream", Xreadgroup {"g", "c", {{"", {}}}, {}}, noStream);
    refused("XINFO STREAM, no stream", XinfoStream {""}, noStream);
    refused("XINFO STREAM FULL, no stream", XinfoStreamFull {""}, noStream);
    refused("XINFO GROUPS, no stream", XinfoGroups {""}, noStream);
    refused("XINFO CONSUMERS, no stream", XinfoConsumers {"", "g"}, noStream);
    refused("XPENDING, no stream", XpendingSummary {"", "g"}, noStream);
    refused("XGROUP CREATE, no stream", XgroupCreate {"", "g"}, noStream);
    refused("XGROUP DESTROY, no stream", XgroupDestroy {"", "g"}, noStream);
    refused("XCLAIM, no stream", Xclaim {"", "g", "c", {}, ids, {}}, noStream);
    refused("XAUTOCLAIM, no stream", Xautoclaim {"", "g", "c"}, noStream);
    const char *const noGroup = "group's name";
    refused("XACK, no group", Xack {"s", "", ids}, noGroup);
    refused("XACKDEL, no group", Xackdel {"s", "", ids}, noGroup);
    refused("XNACK, no group", Xnack {"s", "", ids}, noGroup);
    refused("XREADGROUP, no group", Xreadgroup {"", "c", {{"s", {}}}, {}}, noGroup);
    refused("XINFO CONSUMERS, no group", XinfoConsumers {"s", ""}, noGroup);
    refused("XPENDING, no group", XpendingRange {"s", ""}, noGroup);
    refused("XGROUP SETID, no group", XgroupSetId {"s", ""}, noGroup);
    refused("XCLAIM JUSTID, no group", XclaimJustId {"s", "", "c", {}, ids, {}}, noGroup);
    const char *const noConsumer = "consumer's name";
    refused("XREADGROUP, no consumer", Xreadgroup {"g", "", {{"s", {}}}, {}}, noConsumer);
    refused("XCLAIM, no consumer", Xclaim {"s", "g", "", {}, ids, {}}, noConsumer);
    refused("XAUTOCLAIM, no consumer", XautoclaimJustId {"s", "g", ""}, noConsumer);
    refused("XGROUP CREATECONSUMER, no consumer", XgroupCreateConsumer {"s", "g", ""}, noConsumer);
    refused("XGROUP DELCONSUMER, no consumer", XgroupDeleteConsumer {"s", "g", ""}, noConsumer);

    // Lists that must not be empty
    refused("XREAD of nothing", Xread {{}, {}}, "at least one stream");
    refused("XREADGROUP of nothing", Xreadgroup {"g", "c", {}, {}}, "at least one stream");
    refused("XADD of nothing", Xadd {"s", {}, {}}, "at least one field");
    refused("XDEL of nothing", Xdel {"s", {}}, "at least one id");
    refused("XDELEX of nothing", Xdelex {"s", {}}, "at least one id");
    refused("XACK of nothing", Xack {"s", "g", {}}, "at least one id");
    refused("XACKDEL of nothing", Xackdel {"s", "g", {}}, "at least one id");
    refused("XNACK of nothing", Xnack {"s", "g", {}}, "at least one id");
    refused("XCLAIM of nothing", Xclaim {"s", "g", "c", {}, {}, {}}, "at least one id");

    // Numbers
    refused("XREAD, count 0", Xread {{{"s", {}}}, {0, {}}}, "COUNT");
    refused("XREAD, count -2", Xread {{{"s", {}}}, {-2, {}}}, "-2");
    refused("XREAD, block 0", Xread {{{"s", {}}}, {-1, milliseconds(0)}}, "for ever");
    refused("XREAD, block -1", Xread {{{"s", {}}}, {-1, milliseconds(-1)}}, "BLOCK");
    refused("XRANGE, count 0", Xrange {"s", {}, StreamId::maximum(), false, false, false, 0}, "COUNT");
    refused("XRANGE, behind the last", Xrange {"s", StreamId::maximum(), StreamId::maximum(), true}, "excluded");
    refused("XRANGE, before the first", Xrange {"s", {}, StreamId::minimum(), false, true}, "excluded");
    refused("SCAN, count 0", ScanStreams {0, "*", 0}, "COUNT");
    refused("CLIENT UNBLOCK 0", ClientUnblock {0}, "client id");
    refused("CLIENT UNBLOCK -1", ClientUnblock {-1}, "-1");
    refused("XINFO STREAM FULL, count -1", XinfoStreamFull {"s", -1}, "COUNT");
    refused("XPENDING, count 0", XpendingRange {"s", "g", {}, StreamId::maximum(), false, false, 0}, "count");
    refused("XPENDING, idle -1", XpendingRange {"s", "g", {}, StreamId::maximum(), false, false, 1, {}, milliseconds(-1)}, "IDLE");
    refused("XPENDING, behind the last", XpendingRange {"s", "g", StreamId::maximum(), StreamId::maximum(), true}, "excluded");
    refused("XNACK, retry count -1", Xnack {"s", "g", ids, Xnack::Mode::Fail, -1}, "RETRYCOUNT");
    refused("XGROUP CREATE, entries read -2", XgroupCreate {"s", "g", {}, false, -2}, "ENTRIESREAD");
    refused("XGROUP SETID, entries read -2", XgroupSetId {"s", "g", {}, -2}, "ENTRIESREAD");
    refused("XAUTOCLAIM, idle -1", Xautoclaim {"s", "g", "c", milliseconds(-1)}, "idle");
    refused("XAUTOCLAIM, count 0", Xautoclaim {"s", "g", "c", {}, {}, false, 0}, "COUNT");
    refused("XAUTOCLAIM, behind the last", Xautoclaim {"s", "g", "c", {}, StreamId::maximum(), true}, "excluded");
    const Xclaim claim {"s", "g", "c", {}, ids, {}};
    refused("XCLAIM, min idle", changed(claim, [](Xclaim &c) { c.minIdle = milliseconds(-1); }), "idle");
    refused("XCLAIM, idle", changed(claim, [](Xclaim &c) { c.options.idle = milliseconds(-1); }), "IDLE");
    refused("XCLAIM, time", changed(claim, [](Xclaim &c) { c.options.time = -1; }), "TIME");
    refused("XCLAIM, retry count", changed(claim, [](Xclaim &c) { c.options.retryCount = -1; }), "RETRYCOUNT");
    refused("XCLAIM, idle and time", changed(claim, [](Xclaim &c) { c.options.idle = milliseconds(1); c.options.time = 1; }), "IDLE and TIME");
    const Xreadgroup read {"g", "c", {{"s", {}}}, {}};
    refused("XREADGROUP, count", changed(read, [](Xreadgroup &r) { r.options.count = 0; }), "COUNT");
    refused("XREADGROUP, max count", changed(read, [](Xreadgroup &r) { r.options.maxCount = 0; }), "MAXCOUNT");
    refused("XREADGROUP, max count below count", changed(read, [](Xreadgroup &r) { r.options.maxCount = 5; r.options.count = 6; }), "MAXCOUNT");
    refused("XREADGROUP, max size", changed(read, [](Xreadgroup &r) { r.options.maxSize = 0; }), "MAXSIZE");
    refused("XREADGROUP, block", changed(read, [](Xreadgroup &r) { r.options.block = milliseconds(0); }), "BLOCK");
    refused("XREADGROUP, claim", changed(read, [](Xreadgroup &r) { r.options.claimMinIdle = milliseconds(-1); }), "CLAIM");

    refused("XREAD, max count below count", Xread {{{"s", {}}}, {6, {}, 5, -1}}, "MAXCOUNT");
    refused("XREAD, max size 0", Xread {{{"s", {}}}, {-1, {}, -1, 0}}, "MAXSIZE");
    refused("XTRIM of nothing", Xtrim {"s", {}}, "MAXLEN or MINID");
    refused("XTRIM, length -1", Xtrim {"s", StreamTrim::toLength(-1)}, "MAXLEN");
    refused("XTRIM, no stream", Xtrim {"", StreamTrim::toLength(1)}, noStream);
    refused("XSETID, no stream", Xsetid {"", {1, 0}}, noStream);
    refused("XSETID, entries added -1", Xsetid {"s", {1, 0}, -1}, "ENTRIESADDED");
    refused("XSETID, deleted above the last", Xsetid {"s", {1, 0}, {}, StreamId(1, 1)}, "MAXDELETEDID");
    refused("XCFGSET of nothing", Xcfgset {"s"}, "IDMP-DURATION");
    refused("XCFGSET, no stream", Xcfgset {"", {}, 1}, noStream);
    refused("XCFGSET, duration 0", Xcfgset {"s", std::chrono::seconds(0)}, "IDMP-DURATION");
    refused("XCFGSET, duration of a day and a second", Xcfgset {"s", std::chrono::seconds(86401)}, "86400");
    refused("XCFGSET, size 0", Xcfgset {"s", {}, 0}, "IDMP-MAXSIZE");
    refused("XCFGSET, size 10001", Xcfgset {"s", {}, 10001}, "10000");

    // XADD's own
    const Xadd add {"s", fields, {}};
    refused("XADD, id 0-0", changed(add, [](Xadd &a) { a.options.idMode = XaddOptions::IdMode::Explicit; }), "0-0");
    refused("XADD, length -1", changed(add, [](Xadd &a) { a.options.trim = StreamTrim::toLength(-1); }), "MAXLEN");
    refused("XADD, limit without trimming", changed(add, [](Xadd &a) { a.options.trim.limit = 5; }), "LIMIT");
    refused("XADD, limit -2", changed(add, [](Xadd &a) { a.options.trim = StreamTrim::toLength(5); a.options.trim.limit = -2; }), "LIMIT");
    refused("XADD, references without trimming", changed(add, [](Xadd &a) { a.options.trim.references = ReferencePolicy::DeleteReferences; }), "DELREF");
    refused("XADD, no producer", changed(add, [](Xadd &a) { a.options.idempotence = XaddIdempotence {}; }), "producer");
    refused("XADD, empty message id", changed(add, [](Xadd &a) { a.options.idempotence = XaddIdempotence {"p", ""}; }), "message");
    refused("XADD, idempotence and an id", changed(add, [](Xadd &a) {
        a.options.idempotence = XaddIdempotence {"p", "m"};
        a.options.idMode = XaddOptions::IdMode::Explicit;
        a.options.id = {1, 0};
    }), "IDMP");
    refused("XADD, limit with exact trimming", changed(add, [](Xadd &a) { a.options.trim = StreamTrim::toLength(5, false); a.options.trim.limit = 5; }), "~");
}

void tst_CommandValidation::refusals()
{
    QFETCH(RedisError, error);
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, reason);
    QCOMPARE(error.code(), RedisError::Code::InvalidArgument);
    QVERIFY2(error.message().startsWith(QString::fromLatin1(command)), qPrintable(error.message()));
    QVERIFY2(error.message().contains(QString::fromLatin1(reason)), qPrintable(error.message()));
    QVERIFY(!error.isTransient());
}

void tst_CommandValidation::limitsAreAllowed()
{
    const auto fine = [](const auto &command) { return command.validate().message(); };
    QCOMPARE(fine(Xread {{{"s", {}}}, {1, milliseconds(1)}}), QString());
    QCOMPARE(fine(Xrange {"s", StreamId::minimum(), StreamId::maximum(), true, true, true, 1}), QString());
    QCOMPARE(fine(XpendingRange {"s", "g", {}, StreamId::maximum(), false, false, 1, {}, milliseconds(0)}), QString());
    QCOMPARE(fine(XgroupCreate {"s", "g", {}, false, -1}), QString());
    QCOMPARE(fine(XgroupSetId {"s", "g", StreamId::maximum(), 0}), QString());
    QCOMPARE(fine(Xautoclaim {"s", "g", "c", milliseconds(0), StreamId::maximum(), false, 1}), QString());
    QCOMPARE(fine(Xnack {"s", "g", ids, Xnack::Mode::Fatal, 0}), QString());
    XreadgroupOptions equal;
    equal.count = 5;
    equal.maxCount = 5;
    equal.maxSize = 1;
    QCOMPARE(fine(Xreadgroup {"g", "c", {{"s", {}}}, equal}), QString());
    // Binary names, names with spaces, names of options.
    QCOMPARE(fine(Xlen {QByteArray("\0", 1)}), QString());
    QCOMPARE(fine(Xack {"a b", "STREAMS", ids}), QString());
    Xadd least {"s", {{"", ""}}, {}};
    least.options.idMode = XaddOptions::IdMode::Explicit;
    least.options.id = {0, 1};
    QCOMPARE(fine(least), QString());
    least.options.idMode = XaddOptions::IdMode::AutomaticSequence;
    least.options.id = {};
    QCOMPARE(fine(least), QString()); // "0-*" gives 0-1
}

QTEST_APPLESS_MAIN(tst_CommandValidation)
#include "tst_commandvalidation.moc"
