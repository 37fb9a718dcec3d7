// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlcommandtest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

/// What the commands of the QML client send, word by word: also what no server that is at hand has.
class tst_QmlCommandBytes : public QmlCommandTest
{
    Q_OBJECT

private Q_SLOTS:
    // No server of the kind that the others need.
    void initTestCase() { }
    void init() { m_qml = std::make_unique<QmlFixture>(); }
    void words_data();
    void words();
    void optionsRefused_data();
    void optionsRefused();
};

void tst_QmlCommandBytes::words_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("answered");
    QTest::addColumn<QVariant>("reply");
    const auto row = [](const char *call, const char *expected, const QByteArray &answered, const QVariant &reply) {
        QTest::newRow(expected) << QByteArray(call) << QByteArray(expected) << answered << reply;
    };
    row(R"(xnack("s", "g", ["1-0", "2-0"])", "XNACK s g FAIL IDS 2 1-0 2-0", integer(2), 2);
    row(R"(xnack("s", "g", "1-0", {mode: "silent"})", "XNACK s g SILENT IDS 1 1-0", integer(1), 1);
    row(R"(xnack("s", "g", 5, {mode: "FATAL", retryCount: 3, force: true})", "XNACK s g FATAL IDS 1 5-0 RETRYCOUNT 3 FORCE", integer(0), 0);
    row(R"(xread({a: "1-0", b: 2}, {count: 3, maxCount: 4, maxSize: 500})", "XREAD COUNT 3 MAXCOUNT 4 MAXSIZE 500 STREAMS a b 1-0 2-0", nil3(),
        QVariantList());
    row(R"(xread([["a", "+"]], {block: 5})", "XREAD BLOCK 5 STREAMS a +", nil3(), QVariantList());
    row(R"(xreadgroup("g", "c", {a: ">"}, {count: 3, block: 5, maxCount: 4, maxSize: 500, noAck: true, claimMinIdle: 0})",
        "XREADGROUP GROUP g c COUNT 3 MAXCOUNT 4 MAXSIZE 500 BLOCK 5 CLAIM 0 NOACK STREAMS a >", nil3(), QVariantList());
    row(R"(xclaim("s", "g", "c", 7, "1-0", {idle: 1, retryCount: 2, force: true, lastId: "9-0", justId: true})",
        "XCLAIM s g c 7 1-0 IDLE 1 RETRYCOUNT 2 FORCE LASTID 9-0 JUSTID", command({"1-0"}), QVariantList({u"1-0"_s}));
    row(R"(xclaim("s", "g", "c", 7, "1-0", {time: 1700000000000})", "XCLAIM s g c 7 1-0 TIME 1700000000000", array({}), QVariantList());
    row(R"(xautoclaim("s", "g", "c", 7, {start: "1-0", excludeStart: true, count: 2, justId: true})", "XAUTOCLAIM s g c 7 (1-0 COUNT 2 JUSTID",
        array({bulk("5-0"), command({"2-0"}), command({"3-0"})}),
        QVariantMap({{u"next"_s, u"5-0"_s}, {u"complete"_s, false}, {u"ids"_s, QVariantList({u"2-0"_s})}, {u"deletedIds"_s, QVariantList({u"3-0"_s})}}));
    row(R"(xackdel("s", "g", ["1-0", "2-0"], {references: "acked"})", "XACKDEL s g ACKED IDS 2 1-0 2-0", array({integer(2), integer(-1)}),
        QVariantList({2, -1}));
    row(R"(xdelex("s", "1-0")", "XDELEX s KEEPREF IDS 1 1-0", array({integer(1)}), QVariantList({1}));
    row(R"(xsetid("s", "5-0", {entriesAdded: 7, maxDeletedId: "4-0"})", "XSETID s 5-0 ENTRIESADDED 7 MAXDELETEDID 4-0", simple("OK"), true);
    row(R"(xcfgset("s", {idmpDuration: 60, idmpMaxSize: 5})", "XCFGSET s IDMP-DURATION 60 IDMP-MAXSIZE 5", simple("OK"), true);
    row(R"(xgroupSetId("s", "g", "$", {entriesRead: 4})", "XGROUP SETID s g $ ENTRIESREAD 4", simple("OK"), true);
    row(R"(xgroupCreateConsumer("s", "g", "c")", "XGROUP CREATECONSUMER s g c", integer(1), true);
    row(R"(xgroupDeleteConsumer("s", "g", "c")", "XGROUP DELCONSUMER s g c", integer(3), 3);
    row(R"(xinfoStreamFull("s", {count: 0})", "XINFO STREAM s FULL COUNT 0", map({}),  QVariant());
    row(R"(ping()", "PING", simple("PONG"), u"PONG"_s);
}

void tst_QmlCommandBytes::words()
{
    QFETCH(QByteArray, call);
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, answered);
    QFETCH(QVariant, reply);
    const QByteArrayList words = expected.split(' ');
    FakeServer server([&](int, const QByteArrayList &command) { return command == words ? answered : QByteArray(); });
    const QVariantList got = ask("client." + call + (call.endsWith('(') ? "done)" : ", done)"), server.url());
    QVERIFY(server.received().contains(words));
    if (reply.isValid()) {
        QCOMPARE(got.value(1), QVariant(QString()));
        QCOMPARE(got.value(0), reply);
    }
}

void tst_QmlCommandBytes::optionsRefused_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *call, const char *reason) { QTest::newRow(call) << QByteArray(call) << QString::fromLatin1(reason); };
    row(R"(xnack("s", "g", "1-0", {mode: "NONE"})", "XNACK: the option mode must be \"SILENT\", \"FAIL\" or \"FATAL\"");
    row(R"(xnack("s", "g", "1-0", {mode: true})", "XNACK: the option mode must be a string");
    row(R"(xnack("s", "g", "1-0", {retryCount: 1.5})", "XNACK: the option retryCount must be a whole number, not \"1.5\"");
    row(R"(xnack("s", "g", "1-0", {force: "yes"})", "XNACK: the option force must be true or false");
    row(R"(xnack("s", "g", "1-0", {idle: 1})", "XNACK: there is no option \"idle\"; there are mode, retryCount, force");
    row(R"(xnack("s", "g", "x")", "XNACK: \"x\" is no entry and no id");
    row(R"(xackdel("s", "g", "1-0", {references: "all"})", "XACKDEL: the option references must be \"KEEPREF\", \"DELREF\" or \"ACKED\"");
    row(R"(xdelex("s", "1-0", {references: 5})", "XDELEX: the option references must be");
    row(R"(xdelex("s", [])", "XDELEX: there must be at least one id");
    row(R"(xdelex("s", "1-0", {policy: "ACKED"})", "XDELEX: there is no option \"policy\"; there are references");
    row(R"(xsetid("s", "x")", "XSETID: the id must be an entry or an id such as \"1700000000000-0\", not \"x\"");
    row(R"(xsetid("s", "5-0", {entriesAdded: "1"})", "XSETID: the option entriesAdded must be a whole number, not \"1\"");
    row(R"(xsetid("s", "5-0", {maxDeletedId: "6-0"})", "XSETID: MAXDELETEDID 6-0 must not be above the id 5-0");
    row(R"(xcfgset("s", {})", "XCFGSET: it needs IDMP-DURATION or IDMP-MAXSIZE");
    row(R"(xcfgset("s", {idmpDuration: 0})", "XCFGSET: IDMP-DURATION must be 1 to 86400, not 0");
    row(R"(xcfgset("s", {duration: 5})", "XCFGSET: there is no option \"duration\"; there are idmpDuration, idmpMaxSize");
    row(R"(xgroupSetId("s", "g", undefined, undefined)", "XGROUP SETID: the id must be an entry or an id such as \"1700000000000-0\", not \"undefined\"");
    row(R"(xgroupSetId("s", "g", "0", {id: "1-0"})", "XGROUP SETID: there is no option \"id\"; there are entriesRead");
    row(R"(xinfoStreamFull("s", {count: -1})", "XINFO STREAM FULL: COUNT");
    row(R"(xinfoStreamFull("s", 5)", "XINFO STREAM FULL: the options are no object");
}

void tst_QmlCommandBytes::optionsRefused()
{
    QFETCH(QByteArray, call);
    QFETCH(QString, reason);
    FakeServer server;
    const QVariantList got = ask("client." + call + ", done)", server.url());
    QVERIFY2(got.value(1).toString().startsWith(reason), qPrintable(got.value(1).toString()));
    QCOMPARE(got.value(2).toInt(), int(RedisError::Code::InvalidArgument));
    QCOMPARE(server.received().size(), 0);
}

QTEST_MAIN(tst_QmlCommandBytes)
#include "tst_qmlcommandbytes.moc"
