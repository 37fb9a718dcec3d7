// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlservertest.h"

#include <RedisStreams/groupconsumer.h>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// GroupConsumer in QML text: its life, and what it acknowledges.
class tst_QmlGroup : public QmlGroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void example();
    void createsItsGroup();
    void acknowledgesFromJavaScript();
    void afterDelivery();
    void noAcknowledgement();
    void drainAndFetch();
    void activeStartsAndStops();
    void nothingStartsBeforeCompletion();
    void refusesWhatMakesNoSense();
    void enums();
};

void tst_QmlGroup::example()
{
    // The file that qmllint checks as well: some of its own, some that another left, and new ones.
    QCOMPARE(admin().command({"XGROUP", "CREATE", "jobs", "group-a", "0", "MKSTREAM"}), QVariant(QByteArray("OK")));
    for (int i = 1; i <= 6; ++i)
        admin().xadd("jobs", QByteArray::number(i) + "-0", {"n", QByteArray::number(i)});
    for (const QByteArray &name : {QByteArray("consumer-1"), QByteArray("gone")})
        admin().command({"XREADGROUP", "GROUP", "group-a", name, "COUNT", "2", "STREAMS", "jobs", ">"});
    QQmlComponent component(&m_qml->engine, QUrl::fromLocalFile(QStringLiteral(QML_TEST_DIR "/GroupExample.qml")));
    const std::unique_ptr<QObject> root(component.createWithInitialProperties({{QStringLiteral("server"), m_server.url()}}));
    QVERIFY2(root, qPrintable(component.errorString()));
    QTRY_COMPARE(list(root, "done").size(), 6);
    QStringList done = list(root, "done");
    QCOMPARE(done.first(2), QStringList({QStringLiteral("1x2"), QStringLiteral("2x2")}));
    done.sort();
    QCOMPARE(done.join(u' '), QStringLiteral("1x2 2x2 3x2 4x2 5x1 6x1"));
    QCOMPARE(root->property("backlog").toInt(), 1);
    QCOMPARE(root->property("taken").toInt(), 2);
    QTRY_COMPARE(pendingCount("jobs", "group-a"), 0);
    QMetaObject::invokeMethod(root.get(), "count");
    QTRY_VERIFY(root->property("pendingTotal").isValid());
    QCOMPARE(root->property("pendingTotal").toInt(), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroup::createsItsGroup()
{
    add(1, 3);
    const auto root = create(R"(
        Item {
            id: top
            property var log: []
            RedisClient { id: redis; url: server }
            GroupConsumer {
                client: redis; streams: ["s", "t"]; group: "g"; consumer: "c"; active: true
                groupStartId: "1-0"; ackPolicy: GroupConsumer.AfterDelivery
                onGroupCreated: (stream, from) => { top.log.push(stream + " from " + from); top.logChanged(); }
                onEntryReceived: (stream, entry) => { top.log.push(stream + " " + entry.id); top.logChanged(); }
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(list(root, "log").size(), 4);
    QStringList log = list(root, "log");
    log.sort();
    QCOMPARE(log.join(u','), QStringLiteral("s 2-0,s 3-0,s from 1-0,t from 1-0"));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroup::acknowledgesFromJavaScript()
{
    makeGroup();
    add(1, 10);
    const auto root = create(R"(
        Item {
            id: top
            property int count: 0
            property int confirmed: 0
            property int inFlight: worker.inFlightCount
            property int acknowledgedCount: worker.acknowledgedCount
            property string wrong
            RedisClient { id: redis; url: server }
            GroupConsumer {
                id: worker
                client: redis; streams: ["s"]; group: "g"; consumer: "c"; active: true
                onEntryReceived: (stream, entry) => {
                    top.count++;
                    if (entry.fields.n <= 4)
                        worker.acknowledge(entry);
                    else if (entry.fields.n <= 8)
                        worker.acknowledge(stream, [entry.id]);
                }
                onAcknowledged: (stream, count) => top.confirmed += count
                onErrorOccurred: error => top.wrong = error.message
            }
            function acknowledgeWrongly() { worker.acknowledge("s", ["x"]); }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("confirmed").toInt(), 8);
    QTRY_COMPARE(root->property("count").toInt(), 10);
    QCOMPARE(pendingCount(), 2);
    QTRY_COMPARE(root->property("acknowledgedCount").toInt(), 8);
    QTRY_COMPARE(root->property("inFlight").toInt(), 2);
    // Together: how many at a time depends on how long the machine takes for them.
    QVERIFY(admin().commandCalls().value("xack") < 8);
    QMetaObject::invokeMethod(root.get(), "acknowledgeWrongly");
    QVERIFY2(root->property("wrong").toString().contains(QStringLiteral("\"x\" is not an id")), qPrintable(root->property("wrong").toString()));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroup::afterDelivery()
{
    makeGroup();
    add(1, 5);
    const auto root = create(R"(
        Item {
            id: top
            property int count: 0
            RedisClient { id: redis; url: server }
            GroupConsumer {
                client: redis; streams: ["s"]; group: "g"; consumer: "c"; active: true
                ackPolicy: GroupConsumer.AfterDelivery
                onEntriesReceived: (stream, batch) => top.count += batch.count
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("count").toInt(), 5);
    QTRY_COMPARE(pendingCount(), 0);
}

void tst_QmlGroup::noAcknowledgement()
{
    makeGroup();
    add(1, 5);
    const auto root = create(R"(
        Item {
            id: top
            property int count: 0
            RedisClient { id: redis; url: server }
            GroupConsumer {
                client: redis; streams: ["s"]; group: "g"; consumer: "c"; active: true; autoAcknowledge: true
                onEntryReceived: top.count++
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("count").toInt(), 5);
    QCOMPARE(pendingCount(), 0);
    QCOMPARE(admin().commandCalls().value("xack"), 0);
}

void tst_QmlGroup::drainAndFetch()
{
    makeGroup();
    add(1, 3);
    const auto root = create(R"(
        Item {
            id: top
            property var log: []
            function note(text) { log.push(text); logChanged(); }
            RedisClient { id: redis; url: server }
            GroupConsumer { id: worker; client: redis; streams: ["s"]; group: "g"; consumer: "c" }
            Component.onCompleted: worker.open((none, error) => {
                worker.fetchEntry((entry, error) => {
                    top.note("fetched " + entry.id);
                    worker.acknowledge(entry);
                    worker.drain((count, error) => top.note("drained " + count));
                });
            })
        })");
    QVERIFY(root);
    QTRY_COMPARE(list(root, "log").size(), 2);
    QCOMPARE(list(root, "log").join(u','), QStringLiteral("fetched 1-0,drained 2"));
    QTRY_COMPARE(pendingCount(), 2);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroup::activeStartsAndStops()
{
    makeGroup();
    const auto root = create(R"(
        Item {
            id: top
            property alias on: worker.active
            property int stops: 0
            property int count: 0
            property int activeChanges: 0
            onOnChanged: activeChanges++
            RedisClient { id: redis; url: server }
            GroupConsumer {
                id: worker; client: redis; streams: ["s"]; group: "g"; consumer: "c"; ackPolicy: GroupConsumer.AfterDelivery
                onEntryReceived: top.count++
                onStopped: top.stops++
            }
        })");
    QVERIFY(root);
    auto *worker = root->findChild<GroupConsumer *>();
    root->setProperty("on", true);
    QTRY_COMPARE(worker->state(), StreamConsumer::State::Following);
    add(1, 1);
    QTRY_COMPARE(root->property("count").toInt(), 1);
    root->setProperty("on", false);
    QTRY_COMPARE(root->property("stops").toInt(), 1);
    QCOMPARE(pendingCount(), 0); // acknowledged before it said so
    add(2, 2);
    root->setProperty("on", true);
    QTRY_COMPARE(root->property("count").toInt(), 2); // the group knows where it was
    QCOMPARE(root->property("activeChanges").toInt(), 3);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroup::nothingStartsBeforeCompletion()
{
    makeGroup();
    add(1, 1);
    const auto root = create(R"(
        Item {
            id: top
            property var log: []
            property int count: 0
            property int errors: 0
            GroupConsumer {
                active: true
                onStateChanged: top.log.push(streams.length + group + consumer + ackPolicy)
                onErrorOccurred: top.errors++
                client: RedisClient { url: server }
                streams: ["s"]
                ackPolicy: GroupConsumer.AfterDelivery
                consumer: "c"
                group: "g"
                onEntryReceived: top.count++
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("count").toInt(), 1);
    QVERIFY(!list(root, "log").isEmpty());
    for (const QString &line : list(root, "log"))
        QCOMPARE(line, QStringLiteral("1gc1"));
    QCOMPARE(root->property("errors").toInt(), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlGroup::refusesWhatMakesNoSense()
{
    const auto root = create(R"(
        Item {
            id: top
            property var errors: []
            RedisClient { id: redis; url: server }
            GroupConsumer {
                client: redis; streams: ["s"]; group: "g"; active: true
                onErrorOccurred: error => { top.errors.push(error.code + " " + error.message); top.errorsChanged(); }
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(list(root, "errors").size(), 1);
    QVERIFY2(list(root, "errors").first().contains(QStringLiteral("no consumer is set")), qPrintable(list(root, "errors").first()));
    auto *worker = root->findChild<GroupConsumer *>();
    QCOMPARE(worker->property("active").toBool(), false);
    QCOMPARE(admin().integer({"EXISTS", "s"}), 0);
}

void tst_QmlGroup::enums()
{
    const auto root = create(R"(
        QtObject {
            property var values: [
                GroupConsumer.Manual, GroupConsumer.AfterDelivery, GroupConsumer.AckPolicy.AckAndDelete,
                GroupConsumer.RecreateFromPosition, GroupConsumer.RecreateFromStart, GroupConsumer.MissingGroupPolicy.Fail,
                GroupConsumer.Following, GroupConsumer.StartFrom.Beginning
            ]
        })");
    QVERIFY(root);
    const QVariantList expected {int(GroupConsumer::AckPolicy::Manual),
                                 int(GroupConsumer::AckPolicy::AfterDelivery),
                                 int(GroupConsumer::AckPolicy::AckAndDelete),
                                 int(GroupConsumer::MissingGroupPolicy::RecreateFromPosition),
                                 int(GroupConsumer::MissingGroupPolicy::RecreateFromStart),
                                 int(GroupConsumer::MissingGroupPolicy::Fail),
                                 int(StreamConsumer::State::Following),
                                 int(StreamConsumer::StartFrom::Beginning)};
    const QVariantList values = root->property("values").toList();
    QCOMPARE(values.size(), expected.size());
    for (int i = 0; i < values.size(); ++i)
        QCOMPARE(values.at(i).toInt(), expected.at(i).toInt());
}

QTEST_MAIN(tst_QmlGroup)
#include "tst_qmlgroup.moc"
