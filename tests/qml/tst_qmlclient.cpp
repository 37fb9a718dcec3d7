// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlservertest.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/rediserror.h>
#include <RedisStreams/streamconsumer.h>

using namespace RedisStreams;
using namespace RedisStreams::Test;

/// RedisClient.command() in QML text: what it takes, its replies, and the life of callbacks.
class tst_QmlClient : public QmlServerTest
{
    Q_OBJECT

private Q_SLOTS:
    void commandGetsItsReply();
    void commandGetsItsError();
    void commandTakesBytesAndNumbers();
    void commandBeforeCompletion();
    void callbackIsDroppedWithItsContext();
    void callbackIsDroppedWithItsClient();

private:
    void add(const QByteArray &stream, const QByteArrayList &fields) { admin().xadd(stream, "*", fields); }
};

void tst_QmlClient::commandGetsItsReply()
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

void tst_QmlClient::commandGetsItsError()
{
    admin().command({"SET", "text", "1"});
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

void tst_QmlClient::commandTakesBytesAndNumbers()
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
    QCOMPARE(admin().command({"LRANGE", "list", "0", "-1"}).toList(), expected);
}

void tst_QmlClient::commandBeforeCompletion()
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

void tst_QmlClient::callbackIsDroppedWithItsContext()
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

void tst_QmlClient::callbackIsDroppedWithItsClient()
{
    const auto root = create(R"(
        Item {
            id: top
            property int calls: 0
            property bool done: false
            RedisClient { id: redis; objectName: "redis"; url: server }
            RedisClient { id: other; url: server }
            StreamConsumer { id: consumer; client: redis; streams: ["s"] }
            Component.onCompleted: {
                redis.command(["PING"], () => top.calls++);
                other.command(["PING"], () => top.done = true);
                consumer.open(() => top.calls++);
            }
        })");
    QVERIFY(root);
    delete root->findChild<StreamConsumer *>();
    delete root->findChild<RedisClient *>(QStringLiteral("redis"));
    QTRY_VERIFY(root->property("done").toBool()); // so long it takes at most
    QCOMPARE(root->property("calls").toInt(), 0);
    QCOMPARE(m_qml->warnings, QStringList());
}

QTEST_MAIN(tst_QmlClient)
#include "tst_qmlclient.moc"
