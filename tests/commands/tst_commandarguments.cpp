// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandtest.h"

Q_DECLARE_METATYPE(RedisStreams::XaddOptions)
Q_DECLARE_METATYPE(RedisStreams::XreadOptions)

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// What a command refuses before anything is sent, and that the message says what is wrong.
class tst_CommandArguments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyNames();
    void missingIds();
    void xadd_data();
    void xadd();
    void xtrim();
    void xsetid();
    void xcfgset_data();
    void xcfgset();
    void ranges();
    void reading_data();
    void reading();
    void groupReading();
    void groups();
    void claiming();
};

#define COMPARE_REFUSAL(value, part)                                                                                   \
    do {                                                                                                               \
        const RedisError refused = (value).validate();                                                                 \
        QCOMPARE(refused.code(), Code::InvalidArgument);                                                               \
        QVERIFY2(refused.message().contains(QLatin1StringView(part)), qPrintable(refused.message()));                  \
    } while (false)

void tst_CommandArguments::emptyNames()
{
    const char *stream = "stream's name";
    const char *group = "group's name";
    const char *consumer = "consumer's name";
    const QList<StreamId> ids {{1, 0}};
    COMPARE_REFUSAL((Xadd {"", {{"a", "1"}}, {}}), stream);
    COMPARE_REFUSAL((Xtrim {"", StreamTrim::toLength(1)}), stream);
    COMPARE_REFUSAL((Xdel {"", ids}), stream);
    COMPARE_REFUSAL((Xdelex {"", ids, {}}), stream);
    COMPARE_REFUSAL(Xlen {""}, stream);
    COMPARE_REFUSAL((Xsetid {"", {1, 0}}), stream);
    COMPARE_REFUSAL((Xcfgset {"", 1s}), stream);
    COMPARE_REFUSAL(Xrange(), stream);
    COMPARE_REFUSAL((Xread {{{"one", {}}, {"", {}}}, {}}), stream);
    COMPARE_REFUSAL((Xreadgroup {"g", "c", {{"", {}}}, {}}), stream);
    COMPARE_REFUSAL((Xreadgroup {"", "c", {{"one", {}}}, {}}), group);
    COMPARE_REFUSAL((Xreadgroup {"g", "", {{"one", {}}}, {}}), consumer);
    COMPARE_REFUSAL((Xack {"", "g", ids}), stream);
    COMPARE_REFUSAL((Xack {"one", "", ids}), group);
    COMPARE_REFUSAL((Xackdel {"one", "", ids, {}}), group);
    COMPARE_REFUSAL((Xnack {"one", "", ids}), group);
    COMPARE_REFUSAL((Xclaim {"one", "", "c", 0ms, ids, {}}), group);
    COMPARE_REFUSAL((Xclaim {"one", "g", "", 0ms, ids, {}}), consumer);
    COMPARE_REFUSAL((XclaimJustId {"", "g", "c", 0ms, ids, {}}), stream);
    COMPARE_REFUSAL((Xautoclaim {"", "g", "c", 0ms, {}}), stream);
    COMPARE_REFUSAL((XautoclaimJustId {"one", "g", "", 0ms, {}}), consumer);
    COMPARE_REFUSAL((XpendingSummary {"one", ""}), group);
    COMPARE_REFUSAL((XpendingRange {"", "g"}), stream);
    COMPARE_REFUSAL((XgroupCreate {"", "g", {}}), stream);
    COMPARE_REFUSAL((XgroupSetId {"one", "", {}, {}}), group);
    COMPARE_REFUSAL((XgroupDestroy {"one", ""}), group);
    COMPARE_REFUSAL((XgroupCreateConsumer {"one", "g", ""}), consumer);
    COMPARE_REFUSAL((XgroupDeleteConsumer {"one", "g", ""}), consumer);
    COMPARE_REFUSAL(XinfoStream {""}, stream);
    COMPARE_REFUSAL(XinfoGroups {""}, stream);
    COMPARE_REFUSAL((XinfoConsumers {"one", ""}), group);
    COMPARE_REFUSAL(XinfoStreamFull {""}, stream);
}

void tst_CommandArguments::missingIds()
{
    COMPARE_REFUSAL((Xdel {"one", {}}), "at least one id");
    COMPARE_REFUSAL((Xdelex {"one", {}, {}}), "at least one id");
    COMPARE_REFUSAL((Xack {"one", "g", {}}), "at least one id");
    COMPARE_REFUSAL((Xackdel {"one", "g", {}, {}}), "at least one id");
    COMPARE_REFUSAL((Xnack {"one", "g", {}}), "at least one id");
    COMPARE_REFUSAL((Xclaim {"one", "g", "c", 0ms, {}, {}}), "at least one id");
    COMPARE_REFUSAL((Xread {{}, {}}), "at least one stream");
    COMPARE_REFUSAL((Xreadgroup {"g", "c", {}, {}}), "at least one stream");
    COMPARE_REFUSAL((Xadd {"one", {}, {}}), "at least one field");
}

void tst_CommandArguments::xadd_data()
{
    QTest::addColumn<XaddOptions>("options");
    QTest::addColumn<QString>("reason");
    using Mode = XaddOptions::IdMode;
    XaddOptions options;
    const auto row = [&](const char *name, const char *reason, auto change) {
        options = {};
        change();
        QTest::newRow(name) << options << QString::fromLatin1(reason);
    };
    row("0-0", "greater than 0-0", [&] { options.idMode = Mode::Explicit; });
    row("negative length", "MAXLEN must be 0 or more, not -1", [&] { options.trim = StreamTrim::toLength(-1); });
    row("limit of exact trimming", "only with approximate", [&] {
        options.trim = StreamTrim::toLength(1, false);
        options.trim.limit = 0;
    });
    row("limit of nothing", "LIMIT needs MAXLEN or MINID", [&] { options.trim.limit = 1; });
    row("negative limit", "LIMIT must be", [&] {
        options.trim = StreamTrim::toLength(1);
        options.trim.limit = -2;
    });
    row("references of nothing", "ACKED needs MAXLEN or MINID", [&] { options.trim.references = ReferencePolicy::Acknowledged; });
    row("IDMP with an id", "only with automatic ids", [&] {
        options.idMode = Mode::Explicit;
        options.id = {1, 1};
        options.idempotence = XaddIdempotence {"p", "m"};
    });
    row("IDMP with ms-*", "only with automatic ids", [&] {
        options.idMode = Mode::AutomaticSequence;
        options.idempotence = XaddIdempotence {"p", {}};
    });
    row("no producer", "producer's id is empty", [&] { options.idempotence = XaddIdempotence {"", "m"}; });
    row("empty message", "message's id is empty", [&] { options.idempotence = XaddIdempotence {"p", ""}; });
}

void tst_CommandArguments::xadd()
{
    QFETCH(XaddOptions, options);
    QFETCH(QString, reason);
    const RedisError refused = Xadd {"one", {{"a", "1"}}, options}.validate();
    QCOMPARE(refused.code(), Code::InvalidArgument);
    QVERIFY2(refused.message().contains(reason), qPrintable(refused.message()));
}

void tst_CommandArguments::xtrim()
{
    COMPARE_REFUSAL((Xtrim {"one", {}}), "needs MAXLEN or MINID");
    COMPARE_REFUSAL((Xtrim {"one", StreamTrim::toLength(-5)}), "MAXLEN");
    Xtrim command {"one", StreamTrim::toId({1, 0}, false)};
    command.trim.limit = 5;
    COMPARE_REFUSAL(command, "LIMIT");
}

void tst_CommandArguments::xsetid()
{
    COMPARE_REFUSAL((Xsetid {"one", {1, 0}, -1}), "ENTRIESADDED");
    COMPARE_REFUSAL((Xsetid {"one", {1, 0}, {}, StreamId {1, 1}}), "MAXDELETEDID 1-1");
}

void tst_CommandArguments::xcfgset_data()
{
    QTest::addColumn<qint64>("duration");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<QString>("reason");
    QTest::newRow("neither") << -99LL << -99LL << QStringLiteral("needs IDMP-DURATION or IDMP-MAXSIZE");
    QTest::newRow("duration 0") << 0LL << 5LL << QStringLiteral("IDMP-DURATION must be 1 to 86400, not 0");
    QTest::newRow("duration above") << 86'401LL << -99LL << QStringLiteral("IDMP-DURATION");
    QTest::newRow("size 0") << -99LL << 0LL << QStringLiteral("IDMP-MAXSIZE must be 1 to 10000, not 0");
    QTest::newRow("size above") << 1LL << 10'001LL << QStringLiteral("IDMP-MAXSIZE");
    QTest::newRow("at the bounds") << 86'400LL << 10'000LL << QString();
    QTest::newRow("at the lower bounds") << 1LL << 1LL << QString();
}

void tst_CommandArguments::xcfgset()
{
    QFETCH(qint64, duration);
    QFETCH(qint64, size);
    QFETCH(QString, reason);
    Xcfgset command {"one"};
    if (duration != -99)
        command.idmpDuration = std::chrono::seconds(duration);
    if (size != -99)
        command.idmpMaxSize = size;
    const RedisError refused = command.validate();
    QCOMPARE(refused.isError(), !reason.isEmpty());
    QVERIFY2(refused.message().contains(reason), qPrintable(refused.message()));
}

void tst_CommandArguments::ranges()
{
    Xrange range;
    range.stream = "one";
    for (const qint64 count : {0LL, -2LL}) {
        range.count = count;
        COMPARE_REFUSAL(range, "COUNT must be 1 or more, or -1");
    }
    range.count = -1;
    range.first = StreamId::maximum();
    QVERIFY(!range.validate());
    range.excludeFirst = true;
    COMPARE_REFUSAL(range, "excluded end");
    XpendingRange pending {"one", "g"};
    pending.count = 0;
    COMPARE_REFUSAL(pending, "count");
    pending.count = 1;
    pending.minIdle = -1ms;
    COMPARE_REFUSAL(pending, "IDLE");
    pending.minIdle.reset();
    pending.last = StreamId::minimum();
    pending.excludeLast = true;
    COMPARE_REFUSAL(pending, "excluded end");
    COMPARE_REFUSAL((XinfoStreamFull {"one", -1}), "COUNT");
    ScanStreams scan;
    scan.count = 0;
    COMPARE_REFUSAL(scan, "COUNT");
    COMPARE_REFUSAL(ClientUnblock {0}, "client id");
}

void tst_CommandArguments::reading_data()
{
    QTest::addColumn<XreadOptions>("options");
    QTest::addColumn<QString>("reason");
    QTest::newRow("count 0") << XreadOptions {0, {}} << QStringLiteral("COUNT");
    QTest::newRow("for ever") << XreadOptions {-1, 0ms} << QStringLiteral("BLOCK must be 1 ms or more");
    QTest::newRow("negative block") << XreadOptions {-1, -1ms} << QStringLiteral("BLOCK");
    QTest::newRow("total of 0") << XreadOptions {-1, {}, 0} << QStringLiteral("MAXCOUNT");
    QTest::newRow("total below each") << XreadOptions {10, {}, 9} << QStringLiteral("MAXCOUNT 9 must not be less than COUNT 10");
    QTest::newRow("size 0") << XreadOptions {-1, {}, -1, 0} << QStringLiteral("MAXSIZE");
    QTest::newRow("fine") << XreadOptions {10, 1ms, 10, 1} << QString();
}

void tst_CommandArguments::reading()
{
    QFETCH(XreadOptions, options);
    QFETCH(QString, reason);
    XreadgroupOptions groupOptions;
    groupOptions.count = options.count;
    groupOptions.block = options.block;
    groupOptions.maxCount = options.maxCount;
    groupOptions.maxSize = options.maxSize;
    for (const RedisError &refused : {Xread {{{"one", {}}}, options}.validate(), Xreadgroup {"g", "c", {{"one", {}}}, groupOptions}.validate()}) {
        QCOMPARE(refused.code(), reason.isEmpty() ? Code::NoError : Code::InvalidArgument);
        QVERIFY2(refused.message().contains(reason), qPrintable(refused.message()));
    }
}

void tst_CommandArguments::groupReading()
{
    Xreadgroup command {"g", "c", {{"one", {}}}, {}};
    command.options.claimMinIdle = 0ms;
    QVERIFY(!command.validate());
    command.options.claimMinIdle = -1ms;
    COMPARE_REFUSAL(command, "CLAIM");
    // What the server would pass over in silence: a history is neither claimed nor taken for acknowledged.
    command.options.claimMinIdle = 1ms;
    command.positions = {{"one", StreamId()}};
    COMPARE_REFUSAL(command, "CLAIM is for new entries");
    command.options.claimMinIdle.reset();
    command.options.noAck = true;
    COMPARE_REFUSAL(command, "NOACK is for new entries");
    command.positions.append(GroupPosition {"two", {}});
    QVERIFY(!command.validate());
}

void tst_CommandArguments::groups()
{
    XgroupCreate create {"one", "g", {}};
    create.entriesRead = -2;
    COMPARE_REFUSAL(create, "ENTRIESREAD");
    COMPARE_REFUSAL((XgroupSetId {"one", "g", {}, -2}), "ENTRIESREAD");
    Xnack release {"one", "g", {{1, 0}}};
    release.retryCount = -1;
    COMPARE_REFUSAL(release, "RETRYCOUNT");
}

void tst_CommandArguments::claiming()
{
    Xclaim claim {"one", "g", "c", -1ms, {{1, 0}}, {}};
    COMPARE_REFUSAL(claim, "minimum idle time");
    claim.minIdle = 0ms;
    claim.options.idle = 1ms;
    claim.options.time = 1;
    COMPARE_REFUSAL(claim, "IDLE and TIME");
    claim.options = {};
    claim.options.idle = -1ms;
    COMPARE_REFUSAL(claim, "IDLE");
    claim.options = {};
    claim.options.time = -1;
    COMPARE_REFUSAL(claim, "TIME");
    claim.options = {};
    claim.options.retryCount = -1;
    COMPARE_REFUSAL(claim, "RETRYCOUNT");
    COMPARE_REFUSAL((Xautoclaim {"one", "g", "c", 0ms, {}, false, 0}), "COUNT");
    COMPARE_REFUSAL((Xautoclaim {"one", "g", "c", 0ms, {}, false, std::numeric_limits<qint64>::max()}), "COUNT must be at most");
    COMPARE_REFUSAL((XautoclaimJustId {"one", "g", "c", -1ms, {}}), "minimum idle time");
    COMPARE_REFUSAL((Xautoclaim {"one", "g", "c", 0ms, StreamId::maximum(), true}), "excluded end");
}

QTEST_GUILESS_MAIN(tst_CommandArguments)
#include "tst_commandarguments.moc"
