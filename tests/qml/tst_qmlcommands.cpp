// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlfixture.h"

#include "support/redisserver.h"

#include <RedisStreams/rediserror.h>
#include <RedisStreams/streamproducer.h>

#include <QtCore/QFile>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

/// The stream commands of the QML client and the producer, in QML text, against a real server.
class tst_QmlCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void adding();
    void addingWithOptions();
    void fieldsThatAreNone_data();
    void fieldsThatAreNone();
    void ranges();
    void rangeOptionsRefused();
    void figures();
    void groups();
    void pendingOneByOne();
    void removing();
    void trimming();
    void streams();
    void serverErrors();
    void contextInPlaceOfOptions();
    void askedBeforeCompletion();
    void exampleOfTheGuide();
    void producerPublishes();
    void producerWaitsForCompletion();
    void producerTrims();
    void producerErrors();
    void producerBackPressure();
    void producerFlushes();

private:
    /// Runs \a body with `client` and `done(reply, error)`; what done got.
    QVariantList ask(const QByteArray &body)
    {
        m_root = m_qml->create(R"(
            Item {
                property list<QtObject> parts: [ RedisClient { id: client; url: server } ]
                property var got
                function done(reply, error) { got = [reply, error === null ? "" : error.message, error === null ? 0 : error.code] }
                Component.onCompleted: { )" + body + R"( }
            })", {{u"server"_s, m_server->url()}});
        if (!m_root)
            return {};
        // In a lambda: QTRY_ macros return.
        [this] { QTRY_VERIFY(!m_root->property("got").isNull()); }();
        return m_root->property("got").value<QJSValue>().toVariant().toList();
    }
    QVariant reply(const QByteArray &body)
    {
        const QVariantList got = ask(body);
        if (!got.value(1).toString().isEmpty())
            QTest::qFail(qPrintable(got.value(1).toString()), __FILE__, __LINE__);
        return got.value(0);
    }
    QString error(const QByteArray &body) { return ask(body).value(1).toString(); }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<QmlFixture> m_qml;
    std::unique_ptr<QObject> m_root;
};

void tst_QmlCommands::initTestCase()
{
    REDISSTREAMS_REQUIRE_SERVER();
    m_server = std::make_unique<RedisServer>();
    QVERIFY2(m_server->start(), qPrintable(m_server->errorString()));
}

void tst_QmlCommands::init()
{
    m_server->admin().command({"FLUSHALL"});
    m_qml = std::make_unique<QmlFixture>();
}

void tst_QmlCommands::cleanup()
{
    m_root.reset();
    QCOMPARE(m_qml->warnings, QStringList());
}

void tst_QmlCommands::adding()
{
    const QString id = reply(R"(client.xadd("s", {user: "alice", n: 17, half: 0.5, on: true}, done))").toString();
    const QVariantList entry = m_server->admin().command({"XRANGE", "s", "-", "+"}).toList().value(0).toList();
    QCOMPARE(entry.value(0).toString(), id);
    // In the order they were written, not in that of their names.
    QCOMPARE(entry.value(1).toList(), QVariantList({QByteArray("user"), QByteArray("alice"), QByteArray("n"), QByteArray("17"),
                                                    QByteArray("half"), QByteArray("0.5"), QByteArray("on"), QByteArray("true")}));
    // Names that repeat, and bytes.
    reply(R"(client.xadd("t", [["a", "1"], ["a", new Uint8Array([0, 255]).buffer]], done))");
    QCOMPARE(m_server->admin().command({"XRANGE", "t", "-", "+"}).toList().value(0).toList().value(1).toList(),
             QVariantList({QByteArray("a"), QByteArray("1"), QByteArray("a"), QByteArray("\0\xff", 2)}));
}

void tst_QmlCommands::addingWithOptions()
{
    QCOMPARE(reply(R"(client.xadd("s", {a: 1}, {id: "5-3"}, done))").toString(), u"5-3"_s);
    QCOMPARE(reply(R"(client.xadd("s", {a: 1}, {id: "5-*"}, done))").toString(), u"5-4"_s);
    QCOMPARE(reply(R"(client.xadd("s", {a: 1}, {id: 6, maximumLength: 1, exact: true}, done))").toString(), u"6-0"_s);
    QCOMPARE(m_server->admin().integer({"XLEN", "s"}), 1);
    QVERIFY(reply(R"(client.xadd("missing", {a: 1}, {createStream: false}, done))").isNull());
    QCOMPARE(m_server->admin().integer({"EXISTS", "missing"}), 0);
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maxlen: 5}, done))").startsWith(u"XADD: there is no option \"maxlen\""));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {id: "x"}, done))").contains(u"\"x\""));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {id: "1-2-*"}, done))").contains(u"option id"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {exact: 1, maximumLength: 1}, done))").contains(u"exact must be true or false"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maximumLength: "5"}, done))").contains(u"whole number"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maximumLength: 5, minimumId: "1-0"}, done))").contains(u"together"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maximumLength: 5, references: "all"}, done))").contains(u"KEEPREF"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {messageId: "m"}, done))").contains(u"producerId"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, "5-0", done))").contains(u"no object"));
    QCOMPARE(m_server->admin().integer({"XLEN", "s"}), 1);
}

void tst_QmlCommands::fieldsThatAreNone_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("reason");
    QTest::newRow("undefined value") << QByteArray("{a: undefined}") << u"the field \"a\""_s;
    QTest::newRow("object value") << QByteArray("{a: {}}") << u"the field \"a\""_s;
    QTest::newRow("string") << QByteArray("\"a\"") << u"neither an object nor a list"_s;
    QTest::newRow("flat list") << QByteArray("[\"a\", \"b\"]") << u"no pair"_s;
    QTest::newRow("three") << QByteArray("[[\"a\", \"b\", \"c\"]]") << u"no pair"_s;
    QTest::newRow("none") << QByteArray("{}") << u"at least one field"_s;
    QTest::newRow("function") << QByteArray("(() => 1)") << u"neither an object nor a list"_s;
}

void tst_QmlCommands::fieldsThatAreNone()
{
    QFETCH(QByteArray, fields);
    QFETCH(QString, reason);
    const QVariantList got = ask("client.xadd(\"s\", " + fields + ", done)");
    QVERIFY2(got.value(1).toString().contains(reason), qPrintable(got.value(1).toString()));
    QCOMPARE(got.value(2).toInt(), int(RedisError::Code::InvalidArgument));
    QVERIFY(!got.value(0).isValid());
    QCOMPARE(m_server->admin().integer({"EXISTS", "s"}), 0);
}

void tst_QmlCommands::ranges()
{
    for (int i = 1; i <= 5; ++i)
        m_server->admin().xadd("s", QByteArray::number(i) + "-0", {"n", QByteArray::number(i)});
    const auto ids = [this](const QByteArray &call) { return reply(call + ", (list, error) => done(list.map(entry => entry.id).join(), error))").toString(); };
    QCOMPARE(ids(R"(client.xrange("s")"), u"1-0,2-0,3-0,4-0,5-0"_s);
    QCOMPARE(ids(R"(client.xrevrange("s", {count: 2})"), u"5-0,4-0"_s);
    QCOMPARE(ids(R"(client.xrange("s", {first: "2", last: "4", excludeFirst: true})"), u"3-0,4-0"_s);
    QCOMPARE(ids(R"(client.xrange("s", {first: 4, last: "+", excludeLast: false})"), u"4-0,5-0"_s);
    QCOMPARE(ids(R"(client.xrange("missing")"), QString());
    QCOMPARE(reply(R"(client.xrange("s", {count: 1}, (list, error) => done(list[0].fields.n + list.length, error)))").toString(), u"11"_s);
    QCOMPARE(reply(R"(client.xlen("s", done))").toInt(), 5);
}

void tst_QmlCommands::rangeOptionsRefused()
{
    QVERIFY(error(R"(client.xrange("s", {count: 0}, done))").contains(u"COUNT"));
    QVERIFY(error(R"(client.xrevrange("s", {count: 1.5}, done))").startsWith(u"XREVRANGE: the option count"));
    QVERIFY(error(R"(client.xrange("s", {first: {}}, done))").contains(u"first"));
    QVERIFY(error(R"(client.xrange("s", {limit: 1}, done))").contains(u"first, last"));
    QVERIFY(error(R"(client.xlen("", done))").contains(u"name is empty"));
}

void tst_QmlCommands::figures()
{
    m_server->admin().xadd("s", "1-0", {"n", "1"});
    m_server->admin().xadd("s", "2-0", {"n", "2"});
    const QVariantMap info = reply(R"(client.xinfoStream("s", (info, error) =>
        done({length: info.length, last: info.lastGeneratedId, first: info.firstEntry.fields.n, absent: info.noSuchThing === undefined}, error)))").toMap();
    QCOMPARE(info, QVariantMap({{u"length"_s, 2}, {u"last"_s, u"2-0"_s}, {u"first"_s, u"1"_s}, {u"absent"_s, true}}));
    QVERIFY(error(R"(client.xinfoStream("missing", done))").contains(u"no such key"));
    QCOMPARE(reply(R"(client.xinfoGroups("s", done))").toList(), QVariantList());
}

void tst_QmlCommands::groups()
{
    QCOMPARE(reply(R"(client.xgroupCreate("s", "g", {id: "0", makeStream: true}, done))"), QVariant(true));
    QVERIFY(error(R"(client.xgroupCreate("s", "g", done))").contains(u"BUSYGROUP"));
    QCOMPARE(reply(R"(client.xgroupCreate("s", "h", {id: "$"}, done))"), QVariant(true));
    m_server->admin().xadd("s", "1-0", {"n", "1"});
    m_server->admin().xadd("s", "2-0", {"n", "2"});
    m_server->admin().command({"XREADGROUP", "GROUP", "g", "alice", "STREAMS", "s", ">"});
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

void tst_QmlCommands::pendingOneByOne()
{
    for (int i = 1; i <= 3; ++i)
        m_server->admin().xadd("s", QByteArray::number(i) + "-0", {"n", "1"});
    m_server->admin().command({"XGROUP", "CREATE", "s", "g", "0"});
    m_server->admin().command({"XREADGROUP", "GROUP", "g", "alice", "COUNT", "2", "STREAMS", "s", ">"});
    m_server->admin().command({"XREADGROUP", "GROUP", "g", "bob", "STREAMS", "s", ">"});
    const QVariantList all = reply(R"(client.xpending("s", "g", {}, done))").toList();
    QCOMPARE(all.size(), 3);
    QCOMPARE(all[2].toMap().value(u"id"_s), QVariant(u"3-0"_s));
    QCOMPARE(all[2].toMap().value(u"consumer"_s), QVariant(u"bob"_s));
    QCOMPARE(all[2].toMap().value(u"deliveryCount"_s).toInt(), 1);
    QCOMPARE(reply(R"(client.xpending("s", "g", {consumer: "alice", first: "2-0", count: 5}, done))").toList().size(), 1);
    QCOMPARE(reply(R"(client.xpending("s", "g", {minIdle: 100000}, done))").toList().size(), 0);
}

void tst_QmlCommands::removing()
{
    for (int i = 1; i <= 3; ++i)
        m_server->admin().xadd("s", QByteArray::number(i) + "-0", {"n", "1"});
    QCOMPARE(reply(R"(client.xdel("s", "1-0", done))").toInt(), 1);
    // An entry stands for its id.
    QCOMPARE(reply(R"(client.xrange("s", {count: 1}, list => client.xdel("s", list[0], done)))").toInt(), 1);
    QCOMPARE(m_server->admin().integer({"XLEN", "s"}), 1);
    QVERIFY(error(R"(client.xdel("s", [], done))").contains(u"at least one id"));
    QVERIFY(error(R"(client.xdel("s", ["3-0", "x"], done))").startsWith(u"XDEL: \"x\" is no entry"));
    QCOMPARE(m_server->admin().integer({"XLEN", "s"}), 1);
}

void tst_QmlCommands::trimming()
{
    for (int i = 1; i <= 10; ++i)
        m_server->admin().xadd("s", QByteArray::number(i) + "-0", {"n", "1"});
    QCOMPARE(reply(R"(client.xtrim("s", {maximumLength: 6, exact: true}, done))").toInt(), 4);
    QCOMPARE(reply(R"(client.xtrim("s", {minimumId: "9-0", exact: true}, done))").toInt(), 4);
    QVERIFY(error(R"(client.xtrim("s", {}, done))").contains(u"MAXLEN or MINID"));
    QVERIFY(error(R"(client.xtrim("s", {maximumLength: -1}, done))").contains(u"MAXLEN"));
}

void tst_QmlCommands::streams()
{
    m_server->admin().xadd("host:b", "1-0", {"n", "1"});
    m_server->admin().xadd("host:a", "1-0", {"n", "1"});
    m_server->admin().command({"SET", "host:c", "text"});
    QCOMPARE(reply(R"(client.streams("host:*", done))").toStringList(), QStringList({u"host:a"_s, u"host:b"_s}));
}

void tst_QmlCommands::serverErrors()
{
    m_server->admin().command({"SET", "s", "text"});
    const QVariantList got = ask(R"(
        client.errorOccurred.connect(error => { client.objectName = error.serverCode });
        client.xlen("s", (reply, error) => done([client.objectName, error.serverCode, error.stream], error)))");
    QCOMPARE(got.value(0).toStringList(), QStringList({u"WRONGTYPE"_s, u"WRONGTYPE"_s, u"s"_s}));
    QCOMPARE(got.value(2).toInt(), int(RedisError::Code::WrongType));
}

void tst_QmlCommands::contextInPlaceOfOptions()
{
    // (stream, callback, context): a callback whose context is gone by then is dropped. destroy() takes effect in the event
    // loop, so the reply is held back meanwhile.
    m_server->admin().command({"CLIENT", "PAUSE", "200"});
    const QVariantList got = ask(R"(
        const context = Qt.createQmlObject("import QtQuick; Item {}", this);
        client.xrange("s", () => done("called", null), context);
        context.destroy();
        client.command(["PING"], () => client.command(["PING"], done)))");
    QCOMPARE(got.value(0).toString(), u"PONG"_s);
}

void tst_QmlCommands::askedBeforeCompletion()
{
    m_root = m_qml->create(R"(
        Item {
            id: item
            property var got
            property int early: { inner.xadd("s", {a: 1}, {id: "1-0"}, id => got = id); return 1 }
            property list<QtObject> parts: [ RedisClient { id: inner; url: server } ]
        })", {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("got").toString(), u"1-0"_s);
}

void tst_QmlCommands::exampleOfTheGuide()
{
    QFile guide(QStringLiteral(GUIDE));
    QVERIFY2(guide.open(QIODevice::ReadOnly), GUIDE);
    QByteArray example = guide.readAll();
    example = example.mid(example.indexOf("```qml") + 6);
    example = example.left(example.indexOf("```"));
    QVERIFY(example.contains("\"redis://localhost\""));
    example.replace("\"redis://localhost\"", "server").replace("import QtQuick\n", "").replace("import RedisStreams\n", "");
    m_server->admin().command({"XGROUP", "CREATE", "chat", "g", "0", "MKSTREAM"});
    m_root = m_qml->create(example, {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    const auto rows = [this] { return m_root->property("rows").value<QJSValue>().toVariant().toList(); };
    QTRY_COMPARE(rows().size(), 1);
    QCOMPARE(rows()[0].toMap().value(u"text"_s), QVariant(u"hello"_s));
    QTRY_COMPARE(m_root->property("lag").toInt(), 1);
}

void tst_QmlCommands::producerPublishes()
{
    m_root = m_qml->create(R"(
        Item {
            property var ids: []
            property int failures: 0
            property bool ready: producer.ready
            RedisClient { id: redis; url: server }
            StreamProducer { id: producer; objectName: "producer"; client: redis }
            function go() {
                for (let i = 0; i < 100; ++i)
                    producer.publish("s", {n: i, b: "x"}, (id, error) => { if (error) ++failures; else { ids.push(id); idsChanged() } });
                producer.publish("own", [["a", 1]], {id: "7-7"}, (id, error) => { ids.push(id); idsChanged() });
            }
            Component.onCompleted: go()
        })", {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("ids").value<QJSValue>().toVariant().toList().size(), 101);
    QCOMPARE(m_root->property("failures").toInt(), 0);
    QVERIFY(m_root->property("ready").toBool());
    QCOMPARE(m_server->admin().integer({"XLEN", "s"}), 100);
    QCOMPARE(m_root->property("ids").value<QJSValue>().toVariant().toList().constLast().toString(), u"7-7"_s);
    auto *producer = m_root->findChild<StreamProducer *>(u"producer"_s);
    QVERIFY(producer);
    QCOMPARE(producer->published(), 101);
}

void tst_QmlCommands::producerWaitsForCompletion()
{
    QVERIFY(m_server->admin().killClients({}) >= 0);
    m_root = m_qml->create(R"(
        Item {
            property var id
            property bool sentEarly: { producer.publish("s", {a: 1}, {id: "1-0"}, reply => id = reply); return producer.inFlight > 0 }
            property list<QtObject> parts: [
                StreamProducer { id: producer; client: redis },
                RedisClient { id: redis; url: server }
            ]
        })", {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    QVERIFY(!m_root->property("sentEarly").toBool());
    QTRY_COMPARE(m_root->property("id").toString(), u"1-0"_s);
}

void tst_QmlCommands::producerTrims()
{
    m_server->admin().command({"CONFIG", "SET", "stream-node-max-entries", "1"});
    m_root = m_qml->create(R"(
        Item {
            property int count: 0
            RedisClient { id: redis; url: server }
            StreamProducer { id: producer; client: redis; maximumLength: 5 }
            Component.onCompleted: {
                for (let i = 0; i < 20; ++i)
                    producer.publish("s", {n: i}, () => ++count);
            }
        })", {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("count").toInt(), 20);
    QCOMPARE(m_server->admin().integer({"XLEN", "s"}), 5);
    m_server->admin().command({"CONFIG", "SET", "stream-node-max-entries", "100"});
}

void tst_QmlCommands::producerErrors()
{
    m_server->admin().command({"SET", "text", "x"});
    m_root = m_qml->create(R"(
        Item {
            property var codes: []
            property int reported: 0
            function add(reply, error) { codes.push(error ? error.code : 0); codesChanged() }
            RedisClient { id: redis; url: server }
            StreamProducer { id: producer; client: redis; onErrorOccurred: ++reported }
            Component.onCompleted: {
                producer.publish("text", {a: 1}, add);
                producer.publish("s", {}, add);
                producer.publish("s", 5, add);
                producer.publish("s", {a: 1}, {maximumLength: 5}, add);
            }
        })", {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    const auto codes = [this] { return m_root->property("codes").value<QJSValue>().toVariant().toList(); };
    QTRY_COMPARE(codes().size(), 4);
    QVariantList sorted = codes();
    QCOMPARE(sorted.count(int(RedisError::Code::InvalidArgument)), 3);
    QCOMPARE(sorted.count(int(RedisError::Code::WrongType)), 1);
    QCOMPARE(m_root->property("reported").toInt(), 4);
}

void tst_QmlCommands::producerBackPressure()
{
    m_root = m_qml->create(R"(
        Item {
            id: root
            property int sent: 0
            property int acknowledged: 0
            property int most: 0
            property bool started: false
            RedisClient { id: redis; url: server }
            StreamProducer {
                id: producer
                client: redis
                maxInFlight: 10
                onReadyChanged: if (root.started) fill()
                function fill() {
                    while (ready && sent < 200) {
                        ++sent
                        publish("s", {n: sent}, () => ++acknowledged)
                        root.most = Math.max(root.most, inFlight)
                    }
                }
            }
            Component.onCompleted: { started = true; producer.fill() }
        })", {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("acknowledged").toInt(), 200);
    // Never more than it may, so it was paused and resumed all the time.
    QCOMPARE(m_root->property("most").toInt(), 10);
    QCOMPARE(m_server->admin().integer({"XLEN", "s"}), 200);
}

void tst_QmlCommands::producerFlushes()
{
    m_root = m_qml->create(R"(
        Item {
            property int count: 0
            property int atFlush: -1
            RedisClient { id: redis; url: server }
            StreamProducer { id: producer; client: redis }
            Component.onCompleted: {
                for (let i = 0; i < 20; ++i)
                    producer.publish("s", {n: i}, () => ++count);
                producer.flush(() => atFlush = count);
            }
        })", {{u"server"_s, m_server->url()}});
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("atFlush").toInt(), 20);
}

QTEST_MAIN(tst_QmlCommands)
#include "tst_qmlcommands.moc"
