// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlcommandtest.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

/// The commands of groups of the QML client against a real server.
class tst_QmlGroupCommands : public QmlCommandTest
{
    Q_OBJECT

private Q_SLOTS:
    void example();
    void groups();
    void movingTheGroup();
    void consumers();
    void pendingOneByOne();
    void claiming();
    void claimingWithOptions();
    void claimOptionsRefused();
    void claimingAll();
    void claimingAllRefused();
    void acknowledgingWithReferences();
    void fullFigures();

private:
    /// What is pending, as "id consumer deliveries".
    QStringList held()
    {
        QStringList list;
        for (const QVariant &entry : admin().command({"XPENDING", "s", "g", "-", "+", "100"}).toList()) {
            const QVariantList parts = entry.toList();
            list.append(parts.value(0).toString() + u' ' + parts.value(1).toString() + u' ' + parts.value(3).toString());
        }
        return list;
    }
};

void tst_QmlGroupCommands::example()
{
    // The file that qmllint checks as well.
    QCOMPARE(admin().command({"XGROUP", "CREATE", "jobs", "group-a", "0", "MKSTREAM"}), QVariant(QByteArray("OK")));
    for (int i = 1; i <= 4; ++i)
        admin().xadd("jobs", QByteArray::number(i) + "-0", {"n", QByteArray::number(i)});
    admin().command({"XREADGROUP", "GROUP", "group-a", "gone", "COUNT", "2", "STREAMS", "jobs", ">"});
    QQmlComponent component(&m_qml->engine, QUrl::fromLocalFile(QStringLiteral(QML_TEST_DIR "/CommandExample.qml")));
    QVERIFY2(component.isReady(), qPrintable(component.errorString()));
    m_root.reset(component.createWithInitialProperties({{u"server"_s, m_server.url()}}));
    QVERIFY(m_root);
    QMetaObject::invokeMethod(m_root.get(), "work");
    QTRY_COMPARE(m_root->property("stillPending").toInt(), 2);
    QCOMPARE(list(m_root, "done"), QStringList({u"jobs 3"_s, u"jobs 4"_s}));
    QCOMPARE(list(m_root, "takenOver"), QStringList({u"1-0"_s, u"2-0"_s}));
    QMetaObject::invokeMethod(m_root.get(), "remove", Q_ARG(QVariant, QVariant(QStringList({u"1-0"_s, u"2-0"_s, u"9-0"_s}))));
    QTRY_VERIFY(m_root->property("removed").toInt() != -1);
    QCOMPARE(m_root->property("removed").toInt(), has("XACKDEL") ? 2 : -2);
}

void tst_QmlGroupCommands::groups()
{
    QCOMPARE(reply(R"(client.xgroupCreate("s", "g", {id: "0", makeStream: true}, done))"), QVariant(true));
    QVERIFY(error(R"(client.xgroupCreate("s", "g", done))").contains(u"BUSYGROUP"));
    QCOMPARE(reply(R"(client.xgroupCreate("s", "h", {id: "$"}, done))"), QVariant(true));
    admin().xadd("s", "1-0", {"n", "1"});
    admin().xadd("s", "2-0", {"n", "2"});
    admin().command({"XREADGROUP", "GROUP", "g", "alice", "STREAMS", "s", ">"});
    const QVariantList groups = reply(R"(client.xinfoGroups("s", done))").toList();
    QCOMPARE(groups.size(), 2);
    QCOMPARE(groups[0].toMap().value(u"name"_s), QVariant(u"g"_s));
    QCOMPARE(groups[0].toMap().value(u"pending"_s).toInt(), 2);
    QCOMPARE(groups[0].toMap().value(u"lastDeliveredId"_s), QVariant(u"2-0"_s));
    const QVariantList consumers = reply(R"(client.xinfoConsumers("s", "g", done))").toList();
    QCOMPARE(consumers.size(), 1);
    QCOMPARE(consumers[0].toMap().value(u"name"_s), QVariant(u"alice"_s));
    QCOMPARE(consumers[0].toMap().value(u"pending"_s).toInt(), 2);
    const QVariantMap summary = reply(R"(client.xpending("s", "g", done))").toMap();
    QCOMPARE(summary.value(u"total"_s).toInt(), 2);
    QCOMPARE(summary.value(u"smallestId"_s), QVariant(u"1-0"_s));
    QCOMPARE(summary.value(u"consumers"_s).toList().value(0).toMap().value(u"name"_s), QVariant(u"alice"_s));
    QCOMPARE(reply(R"(client.xack("s", "g", ["1-0", "2-0", "3-0"], done))").toInt(), 2);
    QCOMPARE(reply(R"(client.xgroupDestroy("s", "h", done))"), QVariant(true));
    QCOMPARE(reply(R"(client.xgroupDestroy("s", "h", done))"), QVariant(false));
    QVERIFY(error(R"(client.xinfoConsumers("s", "h", done))").contains(u"NOGROUP"));
}

void tst_QmlGroupCommands::movingTheGroup()
{
    add(1, 3);
    makeGroup();
    const QByteArray position = R"((moved, error) => client.xinfoGroups("s", groups => done([moved, groups[0].lastDeliveredId, groups[0].entriesRead ?? -1], error))))";
    QCOMPARE(reply(R"(client.xgroupSetId("s", "g", "2-0", {entriesRead: 2}, )" + position).toList(), QVariantList({true, u"2-0"_s, 2}));
    QCOMPARE(reply(R"(client.xgroupSetId("s", "g", "$", )" + position).toList().mid(0, 2), QVariantList({true, u"3-0"_s}));
    QCOMPARE(reply(R"(client.xgroupSetId("s", "g", 0, )" + position).toList().mid(0, 2), QVariantList({true, u"0-0"_s}));
    QCOMPARE(code(R"(client.xgroupSetId("s", "missing", "0", done))"), int(RedisError::Code::NoGroup));
}

void tst_QmlGroupCommands::consumers()
{
    add(1, 3);
    makeGroup();
    QCOMPARE(reply(R"(client.xgroupCreateConsumer("s", "g", "alice", done))"), QVariant(true));
    QCOMPARE(reply(R"(client.xgroupCreateConsumer("s", "g", "alice", done))"), QVariant(false));
    leavePending("alice", 2);
    QCOMPARE(reply(R"(client.xgroupDeleteConsumer("s", "g", "alice", done))").toInt(), 2);
    QCOMPARE(reply(R"(client.xgroupDeleteConsumer("s", "g", "alice", done))").toInt(), 0);
    QCOMPARE(pendingCount(), 0);
    QCOMPARE(code(R"(client.xgroupCreateConsumer("s", "missing", "alice", done))"), int(RedisError::Code::NoGroup));
    QVERIFY(error(R"(client.xgroupDeleteConsumer("s", "g", "", done))").startsWith(u"XGROUP DELCONSUMER: "));
}

void tst_QmlGroupCommands::pendingOneByOne()
{
    for (int i = 1; i <= 3; ++i)
        admin().xadd("s", QByteArray::number(i) + "-0", {"n", "1"});
    admin().command({"XGROUP", "CREATE", "s", "g", "0"});
    admin().command({"XREADGROUP", "GROUP", "g", "alice", "COUNT", "2", "STREAMS", "s", ">"});
    admin().command({"XREADGROUP", "GROUP", "g", "bob", "STREAMS", "s", ">"});
    const QVariantList all = reply(R"(client.xpending("s", "g", {}, done))").toList();
    QCOMPARE(all.size(), 3);
    QCOMPARE(all[2].toMap().value(u"id"_s), QVariant(u"3-0"_s));
    QCOMPARE(all[2].toMap().value(u"consumer"_s), QVariant(u"bob"_s));
    QCOMPARE(all[2].toMap().value(u"deliveryCount"_s).toInt(), 1);
    QCOMPARE(reply(R"(client.xpending("s", "g", {consumer: "alice", first: "2-0", count: 5}, done))").toList().size(), 1);
    QCOMPARE(reply(R"(client.xpending("s", "g", {minIdle: 100000}, done))").toList().size(), 0);
}

void tst_QmlGroupCommands::claiming()
{
    add(1, 3);
    makeGroup();
    leavePending("alice", 3);
    QVERIFY(reply(R"(client.xclaim("s", "g", "bob", 60000, ["1-0", "2-0"], done))").toList().isEmpty());
    QCOMPARE(reply(R"(client.xclaim("s", "g", "bob", 0, ["1-0", "9-0"], (list, error) => done(list.map(entry => entry.id + entry.fields.n), error)))").toList(),
             QVariantList({u"1-01"_s}));
    QCOMPARE(reply(R"(client.xclaim("s", "g", "bob", 0, "2-0", {justId: true}, done))").toList(), QVariantList({u"2-0"_s}));
    QCOMPARE(held(), QStringList({u"1-0 bob 2"_s, u"2-0 bob 1"_s, u"3-0 alice 1"_s}));
    // An entry stands for its id.
    QCOMPARE(reply(R"(client.xrevrange("s", {count: 1}, list => client.xclaim("s", "g", "bob", 0, list[0], {justId: true}, done)))").toList(),
             QVariantList({u"3-0"_s}));
    QCOMPARE(code(R"(client.xclaim("s", "missing", "bob", 0, "1-0", done))"), int(RedisError::Code::NoGroup));
}

void tst_QmlGroupCommands::claimingWithOptions()
{
    add(1, 5);
    makeGroup();
    leavePending("alice", 2);
    QCOMPARE(reply(R"(client.xclaim("s", "g", "bob", 0, "1-0", {idle: 100000, retryCount: 7, lastId: "4-0"}, (list, error) => done(list.length, error)))").toInt(), 1);
    QCOMPARE(reply(R"(client.xclaim("s", "g", "bob", 0, "2-0", {time: Date.now() - 500000, justId: true}, done))").toList(), QVariantList({u"2-0"_s}));
    QCOMPARE(reply(R"(client.xclaim("s", "g", "bob", 0, "5-0", {force: true, retryCount: 1, justId: false}, (list, error) => done(list[0].id, error)))"),
             QVariant(u"5-0"_s));
    QCOMPARE(held(), QStringList({u"1-0 bob 7"_s, u"2-0 bob 1"_s, u"5-0 bob 1"_s}));
    QCOMPARE(reply(R"(client.xpending("s", "g", {minIdle: 90000}, (list, error) => done(list.map(entry => entry.idle >= 500000), error)))").toList(),
             QVariantList({false, true}));
    QCOMPARE(reply(R"(client.xinfoGroups("s", (groups, error) => done(groups[0].lastDeliveredId, error)))"), QVariant(u"4-0"_s));
}

void tst_QmlGroupCommands::claimOptionsRefused()
{
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", "x", "1-0", done))").startsWith(u"XCLAIM: the minimum idle time must be a whole number of milliseconds, not \"x\""));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 1.5, "1-0", done))").contains(u"\"1.5\""));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", undefined, "1-0", done))").contains(u"minimum idle time"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", -1, "1-0", done))").contains(u"minimum idle time"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "x", done))").startsWith(u"XCLAIM: \"x\" is no entry"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, [], done))").contains(u"at least one id"));
    QVERIFY(error(R"(client.xclaim("s", "g", "", 0, "1-0", done))").contains(u"consumer"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {justID: true}, done))").contains(u"there is no option \"justID\"; there are justId, idle, "));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {justId: "yes"}, done))").contains(u"justId must be true or false"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {force: 1}, done))").contains(u"force must be true or false"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {idle: "5"}, done))").contains(u"idle must be a whole number"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {idle: true}, done))").contains(u"idle must be a whole number"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {idle: 5, time: 5}, done))").contains(u"IDLE and TIME"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {lastId: "x"}, done))").contains(u"option lastId"));
    QVERIFY(error(R"(client.xclaim("s", "g", "bob", 0, "1-0", {retryCount: -1}, done))").contains(u"RETRYCOUNT"));
}

void tst_QmlGroupCommands::claimingAll()
{
    add(1, 4);
    makeGroup();
    leavePending("alice", 4);
    const QByteArray show = R"((page, error) => done([page.entries.map(entry => entry.id).join(), page.next, page.complete, page.deletedIds.join()], error)))";
    QCOMPARE(reply(R"(client.xautoclaim("s", "g", "bob", 0, {count: 2}, )" + show).toList(), QVariantList({u"1-0,2-0"_s, u"3-0"_s, false, QString()}));
    QCOMPARE(reply(R"(client.xautoclaim("s", "g", "bob", 0, {start: "3-0"}, )" + show).toList(), QVariantList({u"3-0,4-0"_s, u"0-0"_s, true, QString()}));
    // Page after page, from the beginning.
    QCOMPARE(reply(R"(
        let ids = []
        const next = start => client.xautoclaim("s", "g", "carol", 0, {start, count: 1, justId: true}, (page, error) => {
            ids = ids.concat(page.ids)
            if (page.complete) done(ids, error); else next(page.next)
        })
        next("-"))").toStringList(), QStringList({u"1-0"_s, u"2-0"_s, u"3-0"_s, u"4-0"_s}));
    QCOMPARE(held(), QStringList({u"1-0 carol 2"_s, u"2-0 carol 2"_s, u"3-0 carol 2"_s, u"4-0 carol 2"_s}));
    QCOMPARE(admin().integer({"XDEL", "s", "3-0"}), 1);
    QCOMPARE(reply(R"(client.xautoclaim("s", "g", "bob", 0, {start: "2-0", excludeStart: true}, )" + show).toList(),
             QVariantList({u"4-0"_s, u"0-0"_s, true, u"3-0"_s}));
    QCOMPARE(reply(R"(client.xautoclaim("s", "g", "bob", 60000, )" + show).toList(), QVariantList({QString(), u"0-0"_s, true, QString()}));
}

void tst_QmlGroupCommands::claimingAllRefused()
{
    QVERIFY(error(R"(client.xautoclaim("s", "g", "bob", [], done))").startsWith(u"XAUTOCLAIM: the minimum idle time"));
    QVERIFY(error(R"(client.xautoclaim("s", "g", "bob", 0, {count: 0}, done))").contains(u"COUNT"));
    QVERIFY(error(R"(client.xautoclaim("s", "g", "bob", 0, {start: "x"}, done))").contains(u"option start"));
    QVERIFY(error(R"(client.xautoclaim("s", "g", "bob", 0, {excludeStart: 1}, done))").contains(u"excludeStart must be true or false"));
    QVERIFY(error(R"(client.xautoclaim("s", "g", "bob", 0, {idle: 1}, done))").contains(u"there is no option \"idle\""));
    QCOMPARE(code(R"(client.xautoclaim("s", "missing", "bob", 0, done))"), int(RedisError::Code::NoGroup));
}

void tst_QmlGroupCommands::acknowledgingWithReferences()
{
    add(1, 3);
    makeGroup();
    leavePending("alice", 2);
    REQUIRE_COMMAND("XACKDEL", R"(client.xackdel("s", "g", "1-0", done))");
    QCOMPARE(admin().command({"XGROUP", "CREATE", "s", "other", "0"}), QVariant(QByteArray("OK")));
    QCOMPARE(reply(R"(client.xackdel("s", "g", ["1-0", "3-0"], {references: "ACKED"}, (all, error) =>
        done([all[0] === RedisClient.StillReferenced, all[1] === RedisClient.NotFound], error)))").toList(), QVariantList({true, true}));
    QCOMPARE(admin().integer({"XLEN", "s"}), 3);
    QCOMPARE(reply(R"(client.xackdel("s", "g", "2-0", done))").toList(), QVariantList({1}));
    QCOMPARE(admin().integer({"XLEN", "s"}), 2);
    QCOMPARE(pendingCount(), 0);
    QCOMPARE(reply(R"(client.xackdel("s", "missing", "2-0", done))").toList(), QVariantList({-1}));
}

void tst_QmlGroupCommands::fullFigures()
{
    add(1, 3);
    makeGroup();
    leavePending("alice", 2);
    const QVariantMap all = reply(R"(client.xinfoStreamFull("s", done))").toMap();
    QCOMPARE(all.value(u"summary"_s).toMap().value(u"length"_s).toInt(), 3);
    QCOMPARE(all.value(u"entries"_s).toList().size(), 3);
    const QVariantMap group = all.value(u"groups"_s).toList().value(0).toMap();
    QCOMPARE(group.value(u"name"_s), QVariant(u"g"_s));
    QCOMPARE(group.value(u"lastDeliveredId"_s), QVariant(u"2-0"_s));
    QCOMPARE(group.value(u"pendingCount"_s).toInt(), 2);
    QCOMPARE(group.value(u"entriesRead"_s).toInt(), 2);
    QCOMPARE(group.value(u"lag"_s).toInt(), 1);
    const QVariantMap consumer = group.value(u"consumers"_s).toList().value(0).toMap();
    QCOMPARE(consumer.value(u"name"_s), QVariant(u"alice"_s));
    QCOMPARE(consumer.value(u"pendingCount"_s).toInt(), 2);
    QVERIFY(consumer.value(u"seenTime"_s).toLongLong() > 0);
    for (const QVariantMap &owner : {group, consumer}) {
        const QVariantMap pending = owner.value(u"pending"_s).toList().value(1).toMap();
        QCOMPARE(pending.value(u"id"_s), QVariant(u"2-0"_s));
        QCOMPARE(pending.value(u"consumer"_s), QVariant(u"alice"_s));
        QCOMPARE(pending.value(u"deliveryCount"_s).toInt(), 1);
        QVERIFY(pending.value(u"deliveryTime"_s).toLongLong() > 0);
    }
    // Lists in lists are JavaScript's own.
    QCOMPARE(reply(R"(client.xinfoStreamFull("s", {count: 1}, (all, error) =>
        done(all.groups.map(group => group.consumers.map(consumer => consumer.pending.map(entry => entry.id))).concat(all.entries.map(entry => entry.fields.n)).join(), error)))"),
             QVariant(u"1-0,1"_s));
    QCOMPARE(reply(R"(client.xinfoStreamFull("s", {count: 0}, (all, error) => done(all.entries.length, error)))").toInt(), 3);
    QCOMPARE(code(R"(client.xinfoStreamFull("missing", done))"), int(RedisError::Code::NoSuchKey));
}

QTEST_MAIN(tst_QmlGroupCommands)
#include "tst_qmlgroupcommands.moc"
