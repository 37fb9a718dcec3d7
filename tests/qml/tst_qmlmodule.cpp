// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "componenttest.h"
#include "qmlservertest.h"

#include <RedisStreams/rediserror.h>
#include <RedisStreams/streamconsumer.h>
#include <RedisStreams/streamhistory.h>
#include <RedisStreams/streammodel.h>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// StreamConsumer, StreamModel and StreamSeries in QML text.
class tst_QmlModule : public QmlServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void exampleOfTheReadme();
    void batches();
    void activeStartsAndStops();
    void activeWaitsForTheClient();
    void nothingStartsBeforeCompletion();
    void drainAndFetch();
    void enums();
    void series();
    void noNewerRowsForNow();

private:
    void add(const QByteArray &stream, const QByteArrayList &fields) { admin().xadd(stream, "*", fields); }
};

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
    const QByteArray id = admin().xadd("host:memory", "1700000000512-7", {"user", "\xc3\xa9"});
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

/// A table whose model cannot know yet where live rows will join on does not ask the server without end.
void tst_QmlModule::noNewerRowsForNow()
{
    for (int i = 1; i <= 300; ++i)
        admin().xadd("s", QByteArray::number(i) + "-0", {"n", "1"});
    ComponentWindow window;
    QVERIFY(window.show(*m_qml, R"(
        RedisClient { id: redis; objectName: "client"; url: server }
        StreamModel { id: entries; objectName: "entries"; consumer: StreamConsumer { client: redis; streams: ["s"] } }
        StreamTable { objectName: "table"; anchors.fill: parent; model: entries })", {{QStringLiteral("server"), m_server.url()}}));
    auto *client = qobject_cast<RedisClient *>(window.object("client"));
    const StreamHistory *history = qobject_cast<StreamModel *>(window.object("entries"))->history();
    QSignalSpy jumped(history, &StreamHistory::jumped);
    QSignalSpy fetched(history, &StreamHistory::fetched);
    QVERIFY(QMetaObject::invokeMethod(window.object("table"), "jumpTo", Q_ARG(QDateTime, QDateTime::fromMSecsSinceEpoch(50))));
    QTRY_COMPARE(jumped.count(), 1);
    const auto scrollToTheEnd = [&window] { QVERIFY(QMetaObject::invokeMethod(window.object("table"), "scrollTo", Q_ARG(double, 1e6))); };
    scrollToTheEnd();
    QTRY_COMPARE(fetched.count(), 1);
    QCOMPARE(fetched.first().at(0).toInt(), 51);
    scrollToTheEnd();
    QTRY_VERIFY(fetched.count() > 1);
    QCOMPARE(fetched.last().at(0).toInt(), 0);
    QVERIFY(history->canFetchNewer());
    const qsizetype before = fetched.count();
    for (int i = 0; i < 10; ++i) {
        const QFuture<QByteArray> pong = client->ping();
        QTRY_VERIFY(pong.isFinished());
    }
    QCOMPARE(fetched.count(), before);
    // Until the user looks there again.
    admin().xadd("s", "301-0", {"n", "1"});
    scrollToTheEnd();
    QTRY_COMPARE(qobject_cast<StreamModel *>(window.object("entries"))->rowCount(), 301);
}

QTEST_MAIN(tst_QmlModule)
#include "tst_qmlmodule.moc"
