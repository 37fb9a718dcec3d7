// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlservertest.h"

#include <QtCore/QAbstractItemModel>
#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// StreamMonitor in QML text: its lists and its actions.
class tst_QmlMonitor : public QmlServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void monitorLists();
    void monitorActions();
    void monitorWaitsForCompletion();

private:
    void add(const QByteArray &stream, const QByteArrayList &fields) { admin().xadd(stream, "*", fields); }
};

void tst_QmlMonitor::monitorLists()
{
    for (int i = 0; i < 3; ++i) {
        add("host:cpu", {"n", "1"});
        add("orders", {"n", "1"});
    }
    admin().command({"SET", "other", "1"});
    admin().command({"XGROUP", "CREATE", "orders", "g", "0"});
    admin().command({"XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", "orders", ">"});
    const auto root = create(R"(
        StreamMonitor {
            id: monitor
            property RedisClient redis: RedisClient { url: server }
            property StreamListModel list: streamList
            property int checkedRole: StreamListModel.CheckedRole
            client: redis
            refreshInterval: 100
            active: true
            currentStream: "orders"
            currentGroup: "g"
            Component.onCompleted: streamList.checkedStreams = ["later"]
        })");
    QVERIFY(root);
    auto *list = root->property("list").value<QAbstractItemModel *>();
    QVERIFY(list);
    QSignalSpy reset(list, &QAbstractItemModel::modelReset);
    const auto value = [](QAbstractItemModel *model, int row, const char *role) {
        return model->data(model->index(row, 0), model->roleNames().key(role));
    };
    QTRY_COMPARE(list->rowCount(), 3);
    QCOMPARE(value(list, 0, "name").toString(), QStringLiteral("host:cpu"));
    QCOMPARE(value(list, 1, "name").toString(), QStringLiteral("later"));
    QCOMPARE(value(list, 1, "exists").toBool(), false);
    QCOMPARE(value(list, 1, "checked").toBool(), true);
    QTRY_COMPARE(value(list, 2, "length").toInt(), 3);
    QVERIFY(list->setData(list->index(0, 0), true, root->property("checkedRole").toInt()));
    list->setProperty("search", QStringLiteral("CPU"));
    QCOMPARE(list->rowCount(), 1);
    QCOMPARE(reset.count(), 0);
    const auto of = [&root](const char *name) { return root->property(name).value<QAbstractItemModel *>(); };
    QTRY_COMPARE(of("groupList")->rowCount(), 1);
    QTRY_COMPARE(value(of("groupList"), 0, "pending").toInt(), 2);
    QCOMPARE(value(of("groupList"), 0, "lag").toInt(), 1);
    QTRY_COMPARE(of("consumerList")->rowCount(), 1);
    QTRY_COMPARE(of("pendingList")->rowCount(), 2);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlMonitor::monitorActions()
{
    QByteArrayList ids;
    for (int i = 0; i < 4; ++i)
        ids.append(admin().xadd("jobs", "*", {"n", QByteArray::number(i)}));
    admin().command({"XGROUP", "CREATE", "jobs", "g", "0"});
    admin().command({"XREADGROUP", "GROUP", "g", "c", "STREAMS", "jobs", ">"});
    const auto root = create(R"(
        StreamMonitor {
            id: monitor
            property RedisClient redis: RedisClient { url: server }
            property var results: []
            property int errors: 0
            client: redis
            onErrorOccurred: ++errors
            function note(name, reply, error) {
                results.push(name + ": " + (error ? "error " + error.code : JSON.stringify(reply)));
                resultsChanged();
            }
            function act(ids) {
                acknowledge("jobs", "g", [ids[0]], (r, e) => note("acknowledge", r, e));
                claim("jobs", "g", "d", [ids[1]], 0, (r, e) => note("claim", r.length, e));
                release("jobs", "g", [ids[1]], (r, e) => note("release", r, e));
                deadLetter("jobs", "g", [ids[2]], "dead", (r, e) => note("deadLetter", r, e));
                deadLetters("dead", "", 10, (r, e) => note("deadLetters", r.map(letter => [letter.originStream, letter.originGroup, letter.originConsumer,
                    letter.originId === ids[2], letter.deliveries, letter.entry.fields.n, letter.id.length > 0]), e));
                removeConsumer("jobs", "g", "c", "d", (r, e) => note("removeConsumer", r, e));
                removeGroup("jobs", "g", false, (r, e) => note("removeGroup", r, e));
                createGroup("jobs", "h", "beginning", false, (r, e) => note("createGroup", r, e));
                createGroup("jobs", "i", "nonsense", false, (r, e) => note("createGroup", r, e));
                // Looking takes several questions: what is asked next may be answered before.
                previewTrimToLength("jobs", 1, (r, e) => {
                    note("previewTrimToLength", r, e);
                    previewTrimBefore("jobs", ids[2], (r, e) => {
                        note("previewTrimBefore", r, e);
                        trimBefore("jobs", ids[2], (r, e) => note("trimBefore", r, e));
                        trimToLength("jobs", 1, (r, e) => note("trimToLength", r, e));
                    });
                });
                acknowledge("jobs", "g", ["what"], (r, e) => note("acknowledge", r, e));
            }
            function replayAll(ids) { replay("dead", ids, (r, e) => note("replay", r, e)); }
        })");
    QVERIFY(root);
    QVariantList texts;
    for (const QByteArray &id : ids)
        texts.append(QString::fromLatin1(id));
    QVERIFY(QMetaObject::invokeMethod(root.get(), "act", Q_ARG(QVariant, texts)));
    const auto results = [&root] { return root->property("results").toStringList(); };
    QTRY_COMPARE(results().size(), 14);
    const auto has = [&results](const char *text) { return results().contains(QLatin1StringView(text)); };
    QVERIFY2(has("acknowledge: 1"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("claim: 1"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("release: error 4"), qPrintable(results().join(u'\n'))); // NotSupported, before Redis 8.8
    QVERIFY2(has("deadLetter: 1"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("deadLetters: [[\"jobs\",\"g\",\"c\",true,1,\"2\",true]]"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("removeConsumer: 1"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("removeGroup: error 3"), qPrintable(results().join(u'\n'))); // InvalidState: two are pending
    QVERIFY2(has("createGroup: true"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("createGroup: error 1"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("previewTrimToLength: {\"complete\":true,\"entries\":3,\"groupsBehind\":[\"h\"]}"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("previewTrimBefore: {\"complete\":true,\"entries\":2,\"groupsBehind\":[\"h\"]}"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("trimBefore: 2"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("trimToLength: 1"), qPrintable(results().join(u'\n')));
    QVERIFY2(has("acknowledge: error 1"), qPrintable(results().join(u'\n')));
    QCOMPARE(root->property("errors").toInt(), 4);

    const QVariant letter = admin().command({"XRANGE", "dead", "-", "+"}).toList().value(0).toList().value(0).toString();
    QVERIFY(QMetaObject::invokeMethod(root.get(), "replayAll", Q_ARG(QVariant, QVariantList {letter})));
    QTRY_VERIFY(has("replay: 1"));
    QCOMPARE(admin().integer({"XLEN", "jobs"}), 2);
    QCOMPARE(admin().integer({"XLEN", "dead"}), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlMonitor::monitorWaitsForCompletion()
{
    // `active` stands first: what is to be looked at is set after it.
    add("one", {"n", "1"});
    add("two", {"n", "1"});
    admin().command({"CONFIG", "RESETSTAT"});
    const auto root = create(R"(
        Item {
            property alias on: monitor.active
            property StreamListModel list: monitor.streamList
            property bool openedEarly: false
            RedisClient { id: redis; url: server }
            StreamMonitor {
                id: monitor
                active: true
                client: redis
                onClientChanged: openedEarly = redis.state !== RedisClient.Disconnected
                streams: ["two"]
                refreshInterval: 60000
            }
        })");
    QVERIFY(root);
    QCOMPARE(root->property("openedEarly").toBool(), false);
    QCOMPARE(root->property("on").toBool(), true);
    auto *list = root->property("list").value<QAbstractItemModel *>();
    QTRY_VERIFY(list->rowCount() == 1 && list->data(list->index(0, 0), list->roleNames().key("length")).toInt() == 1);
    QCOMPARE(admin().commandCalls().value("scan"), 0);
    QCOMPARE(admin().commandCalls().value("xinfo|stream"), 1);
    QCOMPARE(m_qml->warnings, QStringList());
}

QTEST_MAIN(tst_QmlMonitor)
#include "tst_qmlmonitor.moc"
