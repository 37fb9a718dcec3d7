// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlcommandtest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

/// xread and xreadgroup of the QML client against a real server.
class tst_QmlReads : public QmlCommandTest
{
    Q_OBJECT

private Q_SLOTS:
    void reading();
    void readingTheNewest();
    void readingRefused();
    void waitingLeavesTheOthersAlone();
    void waitingInVain();
    void readingAsConsumer();
    void readingHistory();
    void waitingAsConsumer();
    void claimingReads();
    void groupReadingRefused();

private:
    /// How many connections wait in the server.
    int blockedClients()
    {
        const QByteArray info = admin().command({"INFO", "clients"}).toByteArray();
        const qsizetype from = info.indexOf("blocked_clients:") + 16;
        return info.mid(from, info.indexOf('\r', from) - from).toInt();
    }
};

void tst_QmlReads::reading()
{
    add(1, 3);
    admin().xadd("t", "5-0", {"n", "5"});
    const auto show = [this](const QByteArray &call) { return reply(call + ", (batches, error) => done(show(batches), error))").toString(); };
    QCOMPARE(show(R"(client.xread({s: "1-0", t: 0})"), u"s:2-0,3-0 t:5-0"_s);
    QCOMPARE(show(R"(client.xread({s: "0-0", t: "5-0"}, {count: 2})"), u"s:1-0,2-0"_s);
    // A stream may be read from two places at once.
    QCOMPARE(show(R"(client.xread([["s", "2-0"], ["t", "0"], ["s", "0"]])"), u"s:3-0 t:5-0 s:1-0,2-0,3-0"_s);
    QCOMPARE(show(R"(client.xread({s: "9-0", missing: "0"})"), QString());
    QCOMPARE(reply(R"(client.xread({s: "0"}, {count: 1}, (batches, error) => done(batches[0].entries[0].fields.n + batches.length, error)))"), QVariant(u"11"_s));
    // An entry stands for its id.
    QCOMPARE(reply(R"(client.xrange("s", {count: 1}, list => client.xread({s: list[0]}, (batches, error) => done(show(batches), error))))"), QVariant(u"s:2-0,3-0"_s));
}

void tst_QmlReads::readingTheNewest()
{
    add(1, 3);
    if (isError(admin().command({"XREAD", "STREAMS", "s", "+"})))
        QSKIP("This server has it not");
    QCOMPARE(reply(R"(client.xread({s: "+"}, (batches, error) => done(show(batches), error)))"), QVariant(u"s:3-0"_s));
}

void tst_QmlReads::readingRefused()
{
    QVERIFY(error(R"(client.xread("s", done))").startsWith(u"XREAD: the positions are neither an object nor a list of pairs [stream, id]"));
    QVERIFY(error(R"(client.xread(["s", "0"], done))").contains(u"element 0 of the positions is no pair [stream, id]"));
    QVERIFY(error(R"(client.xread({s: "$"}, done))").contains(u"the position of \"s\" must be an id such as"));
    QVERIFY(error(R"(client.xread({s: undefined}, done))").contains(u"\"undefined\""));
    QVERIFY(error(R"(client.xread({}, done))").contains(u"at least one stream"));
    QVERIFY(error(R"(client.xread({s: 0}, {count: 0}, done))").contains(u"COUNT"));
    QVERIFY(error(R"(client.xread({s: 0}, {count: true}, done))").contains(u"count must be a whole number"));
    QVERIFY(error(R"(client.xread({s: 0}, {block: "5"}, done))").contains(u"block must be a whole number"));
    QVERIFY(error(R"(client.xread({s: 0}, {block: 0}, done))").contains(u"BLOCK"));
    QVERIFY(error(R"(client.xread({s: 0}, {count: 5, maxCount: 2}, done))").contains(u"MAXCOUNT"));
    QVERIFY(error(R"(client.xread({s: 0}, {noAck: true}, done))").contains(u"there is no option \"noAck\"; there are count, block, maxCount, maxSize"));
}

void tst_QmlReads::waitingLeavesTheOthersAlone()
{
    start(R"(client.xread({s: "0"}, {block: 60000}, (batches, error) => done(batches && show(batches), error)))");
    QTRY_COMPARE(blockedClients(), 1);
    // Were it the connection that all share, this would wait for the entry too.
    evaluate(u"client.ping(reply => other = reply)"_s);
    QTRY_COMPARE(m_root->property("other").toString(), u"PONG"_s);
    QVERIFY(m_root->property("got").isNull());
    admin().xadd("s", "1-0", {"n", "1"});
    QCOMPARE(answer().value(0), QVariant(u"s:1-0"_s));
}

void tst_QmlReads::waitingInVain()
{
    QCOMPARE(reply(R"(client.xread({s: "0"}, {block: 10}, (batches, error) => done(batches.length, error)))"), QVariant(0));
    makeGroup();
    QCOMPARE(reply(R"(client.xreadgroup("g", "alice", {s: ">"}, {block: 10}, (batches, error) => done(batches.length, error)))"), QVariant(0));
}

void tst_QmlReads::readingAsConsumer()
{
    add(1, 5);
    makeGroup();
    const auto show = [this](const QByteArray &call) { return reply(call + ", (batches, error) => done(show(batches), error))").toString(); };
    QCOMPARE(show(R"(client.xreadgroup("g", "alice", {s: ">"}, {count: 2})"), u"s:1-0,2-0"_s);
    QCOMPARE(pendingCount(), 2);
    QCOMPARE(show(R"(client.xreadgroup("g", "bob", [["s", ">"]], {count: 2, noAck: true})"), u"s:3-0,4-0"_s);
    QCOMPARE(pendingCount(), 2);
    QCOMPARE(show(R"(client.xreadgroup("g", "bob", {s: ">"})"), u"s:5-0"_s);
    QCOMPARE(show(R"(client.xreadgroup("g", "bob", {s: ">"})"), QString());
    QCOMPARE(code(R"(client.xreadgroup("missing", "bob", {s: ">"}, done))"), int(RedisError::Code::NoGroup));
}

void tst_QmlReads::readingHistory()
{
    add(1, 4);
    makeGroup();
    leavePending("alice", 3);
    QCOMPARE(admin().integer({"XDEL", "s", "2-0"}), 1);
    QCOMPARE(reply(R"(client.xreadgroup("g", "alice", {s: "0"}, (batches, error) =>
        done(batches[0].entries.map(entry => entry.id + (entry.deleted ? " gone" : "")), error)))").toStringList(),
             QStringList({u"1-0"_s, u"2-0 gone"_s, u"3-0"_s}));
    // Its end is that the stream is not there any more.
    QCOMPARE(reply(R"(client.xreadgroup("g", "alice", {s: "3-0"}, (batches, error) => done(batches.length, error)))"), QVariant(0));
}

void tst_QmlReads::waitingAsConsumer()
{
    makeGroup();
    start(R"(client.xreadgroup("g", "alice", {s: ">"}, {block: 60000}, (batches, error) => done(batches && show(batches), error)))");
    QTRY_COMPARE(blockedClients(), 1);
    evaluate(u"client.xadd('s', {n: 1}, {id: '1-0'}, id => other = id)"_s);
    QCOMPARE(answer().value(0), QVariant(u"s:1-0"_s));
    QTRY_COMPARE(m_root->property("other").toString(), u"1-0"_s);
}

void tst_QmlReads::claimingReads()
{
    add(1, 2);
    makeGroup();
    leavePending("alice", 1);
    admin().command({"XCLAIM", "s", "g", "alice", "0", "1-0", "IDLE", "100000", "JUSTID"});
    const QByteArray call = R"(client.xreadgroup("g", "bob", {s: ">"}, {claimMinIdle: 50000}, )";
    if (isError(admin().command({"XREADGROUP", "GROUP", "g", "probe", "CLAIM", "999999", "COUNT", "1", "STREAMS", "s", ">"}))) {
        QCOMPARE(code(call + "done)"), int(RedisError::Code::NotSupported));
        QSKIP("This server has it not");
    }
    add(3, 3);
    QCOMPARE(reply(call + R"((batches, error) => done(batches[0].entries.map(entry => [entry.id, entry.deliveryCount, entry.idle >= 100000].join()), error)))").toStringList(),
             QStringList({u"1-0,1,true"_s, u"3-0,0,false"_s}));
}

void tst_QmlReads::groupReadingRefused()
{
    QVERIFY(error(R"(client.xreadgroup("g", "alice", {s: "+"}, done))").contains(u"an entry or \">\", not \"+\""));
    QVERIFY(error(R"(client.xreadgroup("g", "alice", {s: 0}, {noAck: true}, done))").contains(u"NOACK"));
    QVERIFY(error(R"(client.xreadgroup("g", "alice", {s: ">"}, {noAck: 1}, done))").contains(u"noAck must be true or false"));
    QVERIFY(error(R"(client.xreadgroup("g", "alice", {s: ">"}, {claimMinIdle: -1}, done))").contains(u"CLAIM"));
    QVERIFY(error(R"(client.xreadgroup("", "alice", {s: ">"}, done))").startsWith(u"XREADGROUP: "));
    QVERIFY(error(R"(client.xreadgroup("g", "alice", {s: ">"}, {noack: true}, done))").contains(u"there is no option \"noack\""));
}

QTEST_MAIN(tst_QmlReads)
#include "tst_qmlreads.moc"
