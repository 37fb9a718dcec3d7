// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlservertest.h"

#include <RedisStreams/groupconsumer.h>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// GroupConsumer in QML text: what is pending, taken over, given back, or dead.
class tst_QmlGroupPending : public QmlGroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void backlogComesFirst();
    void claims();
    void tombstonesAndDeadLetters();
    void pendingGetsItsReply();
    void releaseGetsItsReply();
    void callbacksAreDroppedWithIt();
};

void tst_QmlGroupPending::backlogComesFirst()
{
    makeGroup();
    add(1, 5);
    leavePending("c", 3);
    const auto root = create(R"(
        Item {
            id: top
            property var log: []
            function note(text) { log.push(text); logChanged(); }
            RedisClient { id: redis; url: server }
            GroupConsumer {
                client: redis; streams: ["s"]; group: "g"; consumer: "c"; active: true; startFromBacklog: true
                onEntryReceived: (stream, entry) => top.note(entry.id + " x" + entry.deliveryCount)
                onBacklogFinished: stream => top.note("finished " + stream)
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(list(root, "log").size(), 6);
    QCOMPARE(list(root, "log").join(u','), QStringLiteral("1-0 x2,2-0 x2,3-0 x2,finished s,4-0 x1,5-0 x1"));
    QCOMPARE(pendingCount(), 5); // nobody acknowledges
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroupPending::claims()
{
    makeGroup();
    add(1, 4);
    leavePending("gone", 3);
    const auto root = create(R"(
        Item {
            id: top
            property var claimed: []
            property var received: []
            RedisClient { id: redis; url: server }
            GroupConsumer {
                id: worker
                client: redis; streams: ["s"]; group: "g"; consumer: "c"; active: true
                claimMinIdle: 150; claimInterval: 30; ackPolicy: GroupConsumer.AfterDelivery
                onEntryClaimed: (stream, entry) => { top.claimed.push(entry.id); top.claimedChanged(); }
                onEntryReceived: (stream, entry) => {
                    top.received.push(entry.id + " " + entry.deliveryCount + " " + (entry.idle >= 150));
                    top.receivedChanged();
                }
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(list(root, "received").size(), 4);
    QCOMPARE(list(root, "claimed").join(u','), QStringLiteral("1-0,2-0,3-0"));
    QStringList received = list(root, "received");
    received.sort();
    QCOMPARE(received.join(u','), QStringLiteral("1-0 2 true,2-0 2 true,3-0 2 true,4-0 1 false"));
    QTRY_COMPARE(pendingCount(), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroupPending::tombstonesAndDeadLetters()
{
    makeGroup();
    add(1, 3);
    leavePending("c", 3);
    admin().command({"XDEL", "s", "1-0"});
    admin().command({"XCLAIM", "s", "g", "c", "0", "2-0", "RETRYCOUNT", "7"});
    const auto root = create(R"(
        Item {
            id: top
            property var log: []
            function note(text) { log.push(text); logChanged(); }
            RedisClient { id: redis; url: server }
            GroupConsumer {
                client: redis; streams: ["s"]; group: "g"; consumer: "c"; active: true; startFromBacklog: true
                maxDeliveries: 3; deadLetterStream: "dead"; ackPolicy: GroupConsumer.AfterDelivery
                onTombstoneDropped: (stream, id) => top.note("tombstone " + stream + " " + id)
                onEntryDeadLettered: (stream, entry) => top.note("dead " + stream + " " + entry.fields.n)
                onEntryReceived: (stream, entry) => top.note("entry " + entry.id)
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(list(root, "log").size(), 3);
    QStringList log = list(root, "log");
    log.sort();
    QCOMPARE(log.join(u','), QStringLiteral("dead s 2,entry 3-0,tombstone s 1-0"));
    QCOMPARE(admin().integer({"XLEN", "dead"}), 1);
    QTRY_COMPARE(pendingCount(), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroupPending::pendingGetsItsReply()
{
    makeGroup();
    add(1, 5);
    leavePending("a", 2);
    leavePending("b", 1);
    const auto root = create(R"(
        Item {
            id: top
            property string some
            property string none
            property bool failed: false
            RedisClient { id: redis; url: server }
            GroupConsumer { id: worker; client: redis; streams: ["s"]; group: "g"; consumer: "c" }
            Component.onCompleted: {
                worker.pending("s", (reply, error) => {
                    top.some = [error, reply.total, reply.smallestId, reply.greatestId,
                                reply.consumers.map(one => one.name + ":" + one.count).join("+")].join(" ");
                });
                worker.pending("missing", (reply, error) => top.failed = reply === undefined && error.code === RedisError.NoGroup);
                redis.command(["XGROUP", "CREATE", "empty", "g", "0", "MKSTREAM"], () => {
                    worker.pending("empty", reply => top.none = [reply.total, reply.smallestId, reply.greatestId,
                                                                 reply.consumers.length].join(" "));
                });
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("some").toString(), QStringLiteral(" 3 1-0 3-0 a:2+b:1"));
    QTRY_VERIFY(root->property("failed").toBool());
    QTRY_COMPARE(root->property("none").toString(), QStringLiteral("0   0"));
    auto *worker = root->findChild<GroupConsumer *>();
    QCOMPARE(worker->state(), StreamConsumer::State::Closed); // asking is no reading
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroupPending::releaseGetsItsReply()
{
    makeGroup();
    add(1, 2);
    const auto root = create(R"(
        Item {
            id: top
            property int entries: 0
            property string reply
            property int wrong: -1
            property int errors: 0
            RedisClient { id: redis; url: server }
            GroupConsumer {
                client: redis; streams: ["s"]; group: "g"; consumer: "c"; active: true
                onEntryReceived: (stream, entry) => {
                    if (entry.id === "1-0") {
                        release(stream, ["x"], (reply, error) => top.wrong = error.code);
                        release(stream, [entry.id], (reply, error) => top.reply = reply + " " + (error ? error.code === RedisError.NotSupported : ""));
                    } else {
                        release(entry);
                    }
                    top.entries++;
                }
                onErrorOccurred: top.errors++
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("entries").toInt(), 2);
    QCOMPARE(root->property("wrong").toInt(), int(RedisError::Code::InvalidArgument));
    QTRY_VERIFY(!root->property("reply").toString().isEmpty());
    // Redis has XNACK since 8.8.
    const bool has = !admin().command({"COMMAND", "INFO", "XNACK"}).toList().value(0).toList().isEmpty();
    QCOMPARE(root->property("reply").toString(), has ? QStringLiteral("1 ") : QStringLiteral("undefined true"));
    QCOMPARE(pendingCount(), 2); // given back, or still ours: never gone
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroupPending::callbacksAreDroppedWithIt()
{
    makeGroup();
    const auto root = create(R"(
        Item {
            id: top
            property int calls: 0
            property bool done: false
            RedisClient { id: redis; url: server }
            GroupConsumer { id: worker; client: redis; streams: ["s"]; group: "g"; consumer: "c" }
            Component.onCompleted: {
                worker.open(() => top.calls++);
                worker.pending("s", () => top.calls++);
                worker.release("s", ["1-0"], () => top.calls++);
            }
            function ask() { redis.command(["PING"], () => top.done = true); }
        })");
    QVERIFY(root);
    delete root->findChild<GroupConsumer *>();
    const int callsSoFar = root->property("calls").toInt();
    QMetaObject::invokeMethod(root.get(), "ask"); // its answer comes after all others
    QTRY_VERIFY(root->property("done").toBool());
    QCOMPARE(root->property("calls").toInt(), callsSoFar);
    QCOMPARE(m_qml->warnings, QStringList());
}

QTEST_MAIN(tst_QmlGroupPending)
#include "tst_qmlgrouppending.moc"
