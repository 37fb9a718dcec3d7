// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlcommandtest.h"

#include <QtCore/QFile>
#include <QtCore/QMetaMethod>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

/// The stream commands of the QML client against a real server.
class tst_QmlCommands : public QmlCommandTest
{
    Q_OBJECT

private Q_SLOTS:
    void adding();
    void addingWithOptions();
    void fieldsThatAreNone_data();
    void fieldsThatAreNone();
    void ranges();
    void rangeOptionsRefused();
    void figures();
    void removing();
    void removingWithReferences();
    void trimming();
    void settingTheId();
    void remembering();
    void streams();
    void pinging();
    void serverErrors();
    void contextInPlaceOfOptions();
    void askedBeforeCompletion();
    void exampleOfTheGuide();
    void guideListsEveryMethod();
};

void tst_QmlCommands::adding()
{
    const QString id = reply(R"(client.xadd("s", {user: "alice", n: 17, half: 0.5, on: true}, done))").toString();
    const QVariantList entry = admin().command({"XRANGE", "s", "-", "+"}).toList().value(0).toList();
    QCOMPARE(entry.value(0).toString(), id);
    // In the order they were written, not in that of their names.
    QCOMPARE(entry.value(1).toList(), QVariantList({QByteArray("user"), QByteArray("alice"), QByteArray("n"), QByteArray("17"),
                                                    QByteArray("half"), QByteArray("0.5"), QByteArray("on"), QByteArray("true")}));
    // Names that repeat, and bytes.
    reply(R"(client.xadd("t", [["a", "1"], ["a", new Uint8Array([0, 255]).buffer]], done))");
    QCOMPARE(admin().command({"XRANGE", "t", "-", "+"}).toList().value(0).toList().value(1).toList(),
             QVariantList({QByteArray("a"), QByteArray("1"), QByteArray("a"), QByteArray("\0\xff", 2)}));
}

void tst_QmlCommands::addingWithOptions()
{
    QCOMPARE(reply(R"(client.xadd("s", {a: 1}, {id: "5-3"}, done))").toString(), u"5-3"_s);
    QCOMPARE(reply(R"(client.xadd("s", {a: 1}, {id: "5-*"}, done))").toString(), u"5-4"_s);
    QCOMPARE(reply(R"(client.xadd("s", {a: 1}, {id: 6, maximumLength: 1, exact: true}, done))").toString(), u"6-0"_s);
    QCOMPARE(admin().integer({"XLEN", "s"}), 1);
    QVERIFY(reply(R"(client.xadd("missing", {a: 1}, {createStream: false}, done))").isNull());
    QCOMPARE(admin().integer({"EXISTS", "missing"}), 0);
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maxlen: 5}, done))").startsWith(u"XADD: there is no option \"maxlen\""));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {id: "x"}, done))").contains(u"\"x\""));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {id: "1-2-*"}, done))").contains(u"option id"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {exact: 1, maximumLength: 1}, done))").contains(u"exact must be true or false"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maximumLength: "5"}, done))").contains(u"whole number"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maximumLength: 5, minimumId: "1-0"}, done))").contains(u"together"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {maximumLength: 5, references: "all"}, done))").contains(u"KEEPREF"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, {messageId: "m"}, done))").contains(u"producerId"));
    QVERIFY(error(R"(client.xadd("s", {a: 1}, "5-0", done))").contains(u"no object"));
    QCOMPARE(admin().integer({"XLEN", "s"}), 1);
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
    QCOMPARE(admin().integer({"EXISTS", "s"}), 0);
}

void tst_QmlCommands::ranges()
{
    for (int i = 1; i <= 5; ++i)
        admin().xadd("s", QByteArray::number(i) + "-0", {"n", QByteArray::number(i)});
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
    admin().xadd("s", "1-0", {"n", "1"});
    admin().xadd("s", "2-0", {"n", "2"});
    const QVariantMap info = reply(R"(client.xinfoStream("s", (info, error) =>
        done({length: info.length, last: info.lastGeneratedId, first: info.firstEntry.fields.n, absent: info.noSuchThing === undefined}, error)))").toMap();
    QCOMPARE(info, QVariantMap({{u"length"_s, 2}, {u"last"_s, u"2-0"_s}, {u"first"_s, u"1"_s}, {u"absent"_s, true}}));
    QVERIFY(error(R"(client.xinfoStream("missing", done))").contains(u"no such key"));
    QCOMPARE(reply(R"(client.xinfoGroups("s", done))").toList(), QVariantList());
}

void tst_QmlCommands::removing()
{
    for (int i = 1; i <= 3; ++i)
        admin().xadd("s", QByteArray::number(i) + "-0", {"n", "1"});
    QCOMPARE(reply(R"(client.xdel("s", "1-0", done))").toInt(), 1);
    // An entry stands for its id.
    QCOMPARE(reply(R"(client.xrange("s", {count: 1}, list => client.xdel("s", list[0], done)))").toInt(), 1);
    QCOMPARE(admin().integer({"XLEN", "s"}), 1);
    // A list that comes from C++.
    add(4, 5);
    m_qml->engine.rootContext()->setContextProperty(u"names"_s, QStringList({u"4-0"_s, u"5-0"_s}));
    QCOMPARE(reply(R"(client.xdel("s", names, done))").toInt(), 2);
    QVERIFY(error(R"(client.xdel("s", [], done))").contains(u"at least one id"));
    QVERIFY(error(R"(client.xdel("s", ["3-0", "x"], done))").startsWith(u"XDEL: \"x\" is no entry"));
    QCOMPARE(admin().integer({"XLEN", "s"}), 1);
}

void tst_QmlCommands::removingWithReferences()
{
    add(1, 3);
    makeGroup();
    leavePending("alice", 2);
    REQUIRE_COMMAND("XDELEX", R"(client.xdelex("s", "1-0", done))");
    // 3-0 is still to be read, 1-0 is pending.
    QCOMPARE(reply(R"(client.xdelex("s", ["1-0", "3-0"], {references: "ACKED"}, (all, error) =>
        done(all.every(one => one === RedisClient.StillReferenced), error)))"), QVariant(true));
    QCOMPARE(reply(R"(client.xdelex("s", ["9-0", "1-0"], {references: "DELREF"}, (all, error) =>
        done([all[0] === RedisClient.NotFound, all[1] === RedisClient.Removed], error)))").toList(), QVariantList({true, true}));
    QCOMPARE(pendingCount(), 1);
    // References stay unless said otherwise.
    QCOMPARE(reply(R"(client.xdelex("s", "2-0", done))").toList(), QVariantList({1}));
    QCOMPARE(pendingCount(), 1);
}

void tst_QmlCommands::trimming()
{
    for (int i = 1; i <= 10; ++i)
        admin().xadd("s", QByteArray::number(i) + "-0", {"n", "1"});
    QCOMPARE(reply(R"(client.xtrim("s", {maximumLength: 6, exact: true}, done))").toInt(), 4);
    QCOMPARE(reply(R"(client.xtrim("s", {minimumId: "9-0", exact: true}, done))").toInt(), 4);
    QVERIFY(error(R"(client.xtrim("s", {}, done))").contains(u"MAXLEN or MINID"));
    QVERIFY(error(R"(client.xtrim("s", {maximumLength: -1}, done))").contains(u"MAXLEN"));
}

void tst_QmlCommands::settingTheId()
{
    add(1, 1);
    QCOMPARE(reply(R"(client.xsetid("s", "5-0", {entriesAdded: 10, maxDeletedId: "4-0"}, done))"), QVariant(true));
    QCOMPARE(reply(R"(client.xinfoStream("s", (info, error) => done([info.lastGeneratedId, info.entriesAdded, info.maxDeletedEntryId], error)))").toList(),
             QVariantList({u"5-0"_s, 10, u"4-0"_s}));
    // An entry stands for its id.
    QCOMPARE(reply(R"(client.xadd("s", {a: 1}, {id: "7-7"}, () => client.xrevrange("s", list => client.xsetid("s", list[0], done))))"), QVariant(true));
    QCOMPARE(code(R"(client.xsetid("s", "5-0", done))"), int(RedisError::Code::IdTooSmall));
    QCOMPARE(code(R"(client.xsetid("missing", "5-0", done))"), int(RedisError::Code::NoSuchKey));
}

void tst_QmlCommands::remembering()
{
    REQUIRE_COMMAND("XCFGSET", R"(client.xcfgset("s", {idmpDuration: 60}, done))");
    add(1, 1);
    QCOMPARE(reply(R"(client.xcfgset("s", {idmpDuration: 60, idmpMaxSize: 5}, done))"), QVariant(true));
    QCOMPARE(reply(R"(client.xinfoStream("s", (info, error) => done([info.idmpDuration, info.idmpMaxSize], error)))").toList(), QVariantList({60, 5}));
    QCOMPARE(reply(R"(client.xcfgset("s", {idmpMaxSize: 7}, done))"), QVariant(true));
    QCOMPARE(reply(R"(client.xinfoStream("s", (info, error) => done([info.idmpDuration, info.idmpMaxSize], error)))").toList(), QVariantList({60, 7}));
    // What it is for.
    const QVariantList ids = reply(R"(
        const once = {producerId: "p", messageId: "m"}
        client.xadd("s", {a: 1}, once, first => client.xadd("s", {a: 1}, once, (second, error) => done([first, second], error))))").toList();
    QCOMPARE(ids.value(0), ids.value(1));
    QCOMPARE(code(R"(client.xcfgset("missing", {idmpMaxSize: 7}, done))"), int(RedisError::Code::NoSuchKey));
}

void tst_QmlCommands::streams()
{
    admin().xadd("host:b", "1-0", {"n", "1"});
    admin().xadd("host:a", "1-0", {"n", "1"});
    admin().command({"SET", "host:c", "text"});
    QCOMPARE(reply(R"(client.streams("host:*", done))").toStringList(), QStringList({u"host:a"_s, u"host:b"_s}));
}

void tst_QmlCommands::pinging()
{
    QCOMPARE(reply(R"(client.ping(done))"), QVariant(u"PONG"_s));
}

void tst_QmlCommands::serverErrors()
{
    admin().command({"SET", "s", "text"});
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
    admin().command({"CLIENT", "PAUSE", "200"});
    const QVariantList got = ask(R"(
        const context = Qt.createQmlObject("import QtQuick; Item {}", this);
        client.xrange("s", () => done("called", null), context);
        context.destroy();
        client.command(["PING"], () => client.command(["PING"], done)))");
    QCOMPARE(got.value(0).toString(), u"PONG"_s);
}

void tst_QmlCommands::askedBeforeCompletion()
{
    m_root = create(R"(
        Item {
            id: item
            property var got
            property int early: { inner.xadd("s", {a: 1}, {id: "1-0"}, id => got = id); return 1 }
            property list<QtObject> parts: [ RedisClient { id: inner; url: server } ]
        })");
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
    admin().command({"XGROUP", "CREATE", "chat", "g", "0", "MKSTREAM"});
    m_root = create(example);
    QVERIFY(m_root);
    const auto rows = [this] { return m_root->property("rows").value<QJSValue>().toVariant().toList(); };
    QTRY_COMPARE(rows().size(), 1);
    QCOMPARE(rows()[0].toMap().value(u"text"_s), QVariant(u"hello"_s));
    QTRY_COMPARE(m_root->property("lag").toInt(), 1);
}

void tst_QmlCommands::guideListsEveryMethod()
{
    QFile guide(QStringLiteral(GUIDE));
    QVERIFY2(guide.open(QIODevice::ReadOnly), GUIDE);
    const QByteArray page = guide.readAll();
    const QByteArray table = page.mid(page.indexOf("| Method |"));
    const std::unique_ptr<QObject> client = create("RedisClient {}");
    QVERIFY(client);
    const QMetaObject *type = client->metaObject();
    while (QByteArrayView(type->className()) != "RedisStreams::QuickRedisClient")
        type = type->superClass();
    for (int i = type->methodOffset(); i < type->methodCount(); ++i) {
        const QByteArray name = type->method(i).name();
        QVERIFY2(name == "open" || table.contains('`' + name + '('), name.constData());
    }
}

QTEST_MAIN(tst_QmlCommands)
#include "tst_qmlcommands.moc"
