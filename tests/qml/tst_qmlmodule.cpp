// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlfixture.h"

#include "support/redisserver.h"

#include <RedisStreams/rediserror.h>
#include <RedisStreams/streamconsumer.h>
#include <RedisStreams/streammodel.h>

#include <QtCore/QAbstractItemModel>
#include <QtTest/QSignalSpy>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// The module's types in QML text, against a real server.
class tst_QmlModule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void exampleOfTheReadme();
    void batches();
    void activeStartsAndStops();
    void activeWaitsForTheClient();
    void nothingStartsBeforeCompletion();
    void commandGetsItsReply();
    void commandGetsItsError();
    void commandTakesBytesAndNumbers();
    void commandBeforeCompletion();
    void callbackIsDroppedWithItsContext();
    void callbackIsDroppedWithItsClient();
    void drainAndFetch();
    void enums();
    void monitorLists();
    void monitorActions();
    void monitorWaitsForCompletion();
    void series();

private:
    std::unique_ptr<QObject> create(const QByteArray &text)
    {
        return m_qml->create(text, {{QStringLiteral("server"), m_server->url()}});
    }
    void add(const QByteArray &stream, const QByteArrayList &fields) { m_server->admin().xadd(stream, "*", fields); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<QmlFixture> m_qml;
};

void tst_QmlModule::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    m_server = std::make_unique<RedisServer>();
    QVERIFY2(m_server->start(), qPrintable(m_server->errorString()));
}

void tst_QmlModule::init()
{
    m_server->admin().command({"FLUSHALL"});
    m_qml = std::make_unique<QmlFixture>();
}

void tst_QmlModule::exampleOfTheReadme()
{
    add("host:cpu", {"user", "1"});
    const auto root = create(R"(
        TableView {
            id: view
            property var seen: []
            property var last
            RedisClient { id: redis; url: server }
            StreamConsumer {
                id: hosts; objectName: "consumer"
                client: redis; streams: ["host:cpu", "host:memory"]; active: true
                onEntryReceived: (stream, entry) => {
                    view.last = entry;
                    view.seen.push([stream, entry.id, entry.fields.user, entry.text("user"), entry.timestamp,
                                    entry.stream, entry.fieldCount, typeof entry.value("user"), entry.deleted].join("|"));
                    view.seenChanged();
                }
            }
            model: StreamModel { objectName: "model"; consumer: hosts; maximumRows: 1000 }
        })");
    QVERIFY(root);
    auto *consumer = root->findChild<StreamConsumer *>();
    auto *model = root->property("model").value<StreamModel *>();
    QVERIFY(consumer && model);
    QTRY_COMPARE(consumer->state(), StreamConsumer::State::Following);
    add("host:cpu", {"user", "2", "user", "12.5"});
    const QByteArray id = m_server->admin().xadd("host:memory", "1700000000512-7", {"user", "\xc3\xa9"});
    QTRY_COMPARE(root->property("seen").toStringList().size(), 2);
    const QStringList fields = root->property("seen").toStringList();
    QVERIFY2(fields.at(0).startsWith(QStringLiteral("host:cpu|")), qPrintable(fields.at(0)));
    QVERIFY2(fields.at(0).contains(QStringLiteral("|12.5|12.5|")), qPrintable(fields.at(0)));
    QVERIFY2(fields.at(0).endsWith(QStringLiteral("|host:cpu|2|object|false")), qPrintable(fields.at(0)));
    QVERIFY2(fields.at(1).startsWith(QStringLiteral("host:memory|1700000000512-7|") + QChar(0xe9)), qPrintable(fields.at(1)));
    QCOMPARE(root->property("last").value<StreamEntry>().idText(), QString::fromLatin1(id));
    QTRY_COMPARE(model->count(), 2);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::batches()
{
    const auto root = create(R"(
        Item {
            id: top
            property int count: 0
            property string first
            RedisClient { id: redis; url: server }
            StreamConsumer {
                client: redis; streams: ["s"]; active: true; startFrom: StreamConsumer.Beginning
                onEntriesReceived: (stream, batch) => {
                    if (top.count === 0)
                        top.first = batch.at(0).fields.n;
                    top.count += batch.count;
                }
            }
        })");
    QVERIFY(root);
    for (int i = 0; i < 10; ++i)
        add("s", {"n", QByteArray::number(i)});
    QTRY_COMPARE(root->property("count").toInt(), 10);
    QCOMPARE(root->property("first").toString(), QStringLiteral("0"));
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::activeStartsAndStops()
{
    const auto root = create(R"(
        Item {
            id: top
            property alias on: consumer.active
            property int stops: 0
            property int count: 0
            property int activeChanges: 0
            RedisClient { id: redis; url: server }
            StreamConsumer {
                id: consumer; client: redis; streams: ["s"]
                onEntryReceived: top.count++
                onStopped: top.stops++
            }
            onOnChanged: top.activeChanges++
        })");
    QVERIFY(root);
    auto *consumer = root->findChild<StreamConsumer *>();
    QTest::qWait(100);
    QCOMPARE(consumer->state(), StreamConsumer::State::Closed);
    QCOMPARE(root->property("on").toBool(), false);

    root->setProperty("on", true);
    QTRY_COMPARE(consumer->state(), StreamConsumer::State::Following);
    add("s", {"n", "1"});
    QTRY_COMPARE(root->property("count").toInt(), 1);

    root->setProperty("on", false);
    QTRY_COMPARE(consumer->state(), StreamConsumer::State::Closed);
    QTRY_COMPARE(root->property("stops").toInt(), 1);
    add("s", {"n", "2"});
    QTest::qWait(150);
    QCOMPARE(root->property("count").toInt(), 1);

    root->setProperty("on", true);
    QTRY_COMPARE(consumer->state(), StreamConsumer::State::Following);
    add("s", {"n", "3"});
    QTRY_COMPARE(root->property("count").toInt(), 2); // Latest again: what came while stopped is not read
    QCOMPARE(root->property("activeChanges").toInt(), 3);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::activeWaitsForTheClient()
{
    const auto root = create(R"(
        Item {
            id: top
            property bool ready: false
            RedisClient { id: redis; url: server }
            StreamConsumer { client: ready ? redis : null; streams: ["s"]; active: true }
        })");
    QVERIFY(root);
    auto *consumer = root->findChild<StreamConsumer *>();
    QTest::qWait(50);
    QCOMPARE(consumer->state(), StreamConsumer::State::Closed);
    QCOMPARE(consumer->property("active").toBool(), true);
    QVERIFY(!consumer->error().isError());
    root->setProperty("ready", true);
    QTRY_COMPARE(consumer->state(), StreamConsumer::State::Following);
}

void tst_QmlModule::nothingStartsBeforeCompletion()
{
    // `active` stands first: the streams and where to start are set after it.
    add("s", {"n", "1"});
    const auto root = create(R"(
        Item {
            id: top
            property var log: []
            property int count: 0
            StreamConsumer {
                active: true
                onStateChanged: top.log.push(streams.length + ":" + startFrom)
                client: RedisClient { url: server }
                startFrom: StreamConsumer.Beginning
                streams: ["s"]
                onEntryReceived: top.count++
            }
            Component.onCompleted: log.push("completed")
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("count").toInt(), 1);
    for (const QVariant &line : root->property("log").toList()) {
        if (line.toString() != QStringLiteral("completed"))
            QCOMPARE(line.toString(), QStringLiteral("1:1"));
    }
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::commandGetsItsReply()
{
    add("s", {"name", "value"});
    const auto root = create(R"(
        RedisClient {
            url: server
            property var results: []
            Component.onCompleted: {
                command(["XLEN", "s"], (reply, error) => { results.push([reply, error]); resultsChanged(); });
                command(["XRANGE", "s", "-", "+"], (reply, error) => { results.push([reply[0][1], error]); resultsChanged(); });
                command(["GET", "missing"], (reply, error) => { results.push([reply, error]); resultsChanged(); });
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("results").toList().size(), 3);
    const QVariantList results = root->property("results").toList();
    QCOMPARE(results.at(0).toList().at(0).toInt(), 1);
    QVERIFY(results.at(0).toList().at(1).isNull());
    QCOMPARE(results.at(1).toList().at(0).toStringList(), QStringList({QStringLiteral("name"), QStringLiteral("value")}));
    QVERIFY(results.at(2).toList().at(0).isNull());
    QVERIFY(results.at(2).toList().at(1).isNull());
}

void tst_QmlModule::commandGetsItsError()
{
    m_server->admin().command({"SET", "text", "1"});
    const auto root = create(R"(
        Item {
            id: top
            property int code: -1
            property string message
            property string word
            property bool replied: false
            property bool noArgument: false
            RedisClient {
                url: server
                Component.onCompleted: {
                    command(["XLEN", "text"], (reply, error) => {
                        if (!error)
                            return;
                        replied = reply !== undefined;
                        message = error.message;
                        word = error.serverCode;
                        code = error.code;
                    });
                    command(["XLEN", undefined], (reply, error) => noArgument = error.code === RedisError.InvalidArgument);
                }
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("code").toInt(), int(RedisError::Code::WrongType));
    QCOMPARE(root->property("word").toString(), QStringLiteral("WRONGTYPE"));
    QVERIFY(!root->property("message").toString().isEmpty());
    QCOMPARE(root->property("replied").toBool(), false);
    QCOMPARE(root->property("noArgument").toBool(), true);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::commandTakesBytesAndNumbers()
{
    const auto root = create(R"(
        RedisClient {
            url: server
            property bool done: false
            Component.onCompleted: {
                const bytes = new Uint8Array([255, 0, 1]).buffer;
                command(["RPUSH", "list", bytes, 1700000000512, 2.5, -3, "\u00e9"], () => done = true);
            }
        })");
    QVERIFY(root);
    QTRY_VERIFY(root->property("done").toBool());
    QVariantList expected;
    for (const QByteArray &word : {QByteArray("\xff\x00\x01", 3), QByteArray("1700000000512"), QByteArray("2.5"),
                                   QByteArray("-3"), QByteArray("\xc3\xa9")})
        expected.append(word);
    QCOMPARE(m_server->admin().command({"LRANGE", "list", "0", "-1"}).toList(), expected);
}

void tst_QmlModule::commandBeforeCompletion()
{
    // The binding that sends runs while the URL is not set yet.
    const auto root = create(R"(
        Item {
            id: top
            property string pong
            RedisClient {
                property int early: { command(["PING"], reply => pong = reply); return 1; }
                url: server
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("pong").toString(), QStringLiteral("PONG"));
}

void tst_QmlModule::callbackIsDroppedWithItsContext()
{
    const auto root = create(R"(
        Item {
            id: top
            property int calls: 0
            property bool done: false
            RedisClient { id: redis; url: server }
            Timer { id: popup; objectName: "popup" }
            Component.onCompleted: {
                redis.command(["PING"], () => top.calls += 10, popup);
                redis.command(["PING"], () => top.calls++, top);
                redis.command(["PING"], () => top.done = true);
            }
        })");
    QVERIFY(root);
    delete root->findChild<QObject *>(QStringLiteral("popup"));
    QTRY_VERIFY(root->property("done").toBool());
    QCOMPARE(root->property("calls").toInt(), 1);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::callbackIsDroppedWithItsClient()
{
    const auto root = create(R"(
        Item {
            id: top
            property int calls: 0
            RedisClient { id: redis; url: server }
            StreamConsumer { id: consumer; client: redis; streams: ["s"] }
            Component.onCompleted: {
                redis.command(["PING"], () => top.calls++);
                consumer.open(() => top.calls++);
            }
        })");
    QVERIFY(root);
    delete root->findChild<StreamConsumer *>();
    delete root->findChild<RedisClient *>();
    QTest::qWait(100);
    QCOMPARE(root->property("calls").toInt(), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::drainAndFetch()
{
    add("s", {"n", "1"});
    add("s", {"n", "2"});
    const auto root = create(R"(
        Item {
            id: top
            property var results: []
            RedisClient { id: redis; url: server }
            StreamConsumer { id: all; client: redis; streams: ["s"]; startFrom: StreamConsumer.Beginning }
            StreamConsumer { id: one; client: redis; streams: ["s"]; startFrom: StreamConsumer.Beginning }
            Component.onCompleted: {
                all.drain((count, error) => { results.push("drained " + count + " " + error); resultsChanged(); });
                one.open((none, error) => {
                    one.fetchEntry((entry, error) => { results.push("fetched " + entry.fields.n); resultsChanged(); });
                    one.fetchEntry((entry, error) => { results.push("fetched " + entry.fields.n); resultsChanged(); });
                    one.fetchEntry((entry, error) => { results.push("fetched " + entry); resultsChanged(); });
                });
            }
        })");
    QVERIFY(root);
    QTRY_COMPARE(root->property("results").toList().size(), 4);
    QStringList results = root->property("results").toStringList();
    QVERIFY(results.removeOne(QStringLiteral("drained 2 null")));
    QCOMPARE(results.join(u','), QStringLiteral("fetched 1,fetched 2,fetched null"));
}

void tst_QmlModule::enums()
{
    const auto root = create(R"(
        QtObject {
            property var values: [
                StreamConsumer.Following, StreamConsumer.State.Following, StreamConsumer.Beginning, RedisClient.Connected,
                RedisError.WrongType, RedisError.Code.WrongType, StreamModel.FirstFieldColumn
            ]
        })");
    QVERIFY(root);
    const QVariantList expected {int(StreamConsumer::State::Following),    int(StreamConsumer::State::Following),
                                 int(StreamConsumer::StartFrom::Beginning), 2,
                                 int(RedisError::Code::WrongType),          int(RedisError::Code::WrongType), 3};
    const QVariantList values = root->property("values").toList();
    QCOMPARE(values.size(), expected.size());
    for (int i = 0; i < values.size(); ++i)
        QCOMPARE(values.at(i).toInt(), expected.at(i).toInt());
}

void tst_QmlModule::monitorLists()
{
    for (int i = 0; i < 3; ++i) {
        add("host:cpu", {"n", "1"});
        add("orders", {"n", "1"});
    }
    m_server->admin().command({"SET", "other", "1"});
    m_server->admin().command({"XGROUP", "CREATE", "orders", "g", "0"});
    m_server->admin().command({"XREADGROUP", "GROUP", "g", "c", "COUNT", "2", "STREAMS", "orders", ">"});
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

void tst_QmlModule::monitorActions()
{
    QByteArrayList ids;
    for (int i = 0; i < 4; ++i)
        ids.append(m_server->admin().xadd("jobs", "*", {"n", QByteArray::number(i)}));
    m_server->admin().command({"XGROUP", "CREATE", "jobs", "g", "0"});
    m_server->admin().command({"XREADGROUP", "GROUP", "g", "c", "STREAMS", "jobs", ">"});
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

    const QVariant letter = m_server->admin().command({"XRANGE", "dead", "-", "+"}).toList().value(0).toList().value(0).toString();
    QVERIFY(QMetaObject::invokeMethod(root.get(), "replayAll", Q_ARG(QVariant, QVariantList {letter})));
    QTRY_VERIFY(has("replay: 1"));
    QCOMPARE(m_server->admin().integer({"XLEN", "jobs"}), 2);
    QCOMPARE(m_server->admin().integer({"XLEN", "dead"}), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::monitorWaitsForCompletion()
{
    // `active` stands first: what is to be looked at is set after it.
    add("one", {"n", "1"});
    add("two", {"n", "1"});
    m_server->admin().command({"CONFIG", "RESETSTAT"});
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
    QCOMPARE(m_server->admin().commandCalls().value("scan"), 0);
    QCOMPARE(m_server->admin().commandCalls().value("xinfo|stream"), 1);
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlModule::series()
{
    const auto root = create(R"(
        Item {
            RedisClient { id: redis; url: server }
            StreamConsumer { id: consumer; client: redis; streams: ["s"]; active: true; startFrom: StreamConsumer.Beginning }
            StreamSeries { id: values; consumer: consumer; fields: ["user"] }
            StreamSeries { id: rates; consumer: consumer; kind: StreamSeries.Rate; interval: 100 }
            property alias lines: lines
            Repeater { id: lines; model: values; Item {
                required property string stream; required property string field
                required property int pointCount; required property var lastValue
                property string summary: [stream, field, pointCount, lastValue].join(" ")
            } }
            property string summary: lines.count > 0 ? lines.itemAt(0).summary : ""
            property int rateLines: rates.count
            property var fieldNames: values.fieldNames
        })");
    QVERIFY(root);
    add("s", {"user", "1.5", "name", "web"});
    add("s", {"user", "2.5", "name", "web"});
    QTRY_COMPARE(root->property("summary").toString(), QStringLiteral("s user 2 2.5"));
    QTRY_COMPARE(root->property("rateLines").toInt(), 1);
    QCOMPARE(root->property("fieldNames").toStringList(), QStringList({QStringLiteral("user")}));
    QCOMPARE(m_qml->warnings, QStringList());
}

QTEST_MAIN(tst_QmlModule)
#include "tst_qmlmodule.moc"
