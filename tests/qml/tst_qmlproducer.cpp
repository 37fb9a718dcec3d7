// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "qmlcommandtest.h"

#include <RedisStreams/streamproducer.h>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;

/// StreamProducer in QML text against a real server.
class tst_QmlProducer : public QmlCommandTest
{
    Q_OBJECT

private Q_SLOTS:
    void publishes();
    void waitsForCompletion();
    void trims();
    void errors();
    void backPressure();
    void flushes();
};

void tst_QmlProducer::publishes()
{
    m_root = create(R"(
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
        })");
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("ids").value<QJSValue>().toVariant().toList().size(), 101);
    QCOMPARE(m_root->property("failures").toInt(), 0);
    QVERIFY(m_root->property("ready").toBool());
    QCOMPARE(admin().integer({"XLEN", "s"}), 100);
    QCOMPARE(m_root->property("ids").value<QJSValue>().toVariant().toList().constLast().toString(), u"7-7"_s);
    auto *producer = m_root->findChild<StreamProducer *>(u"producer"_s);
    QVERIFY(producer);
    QCOMPARE(producer->published(), 101);
}

void tst_QmlProducer::waitsForCompletion()
{
    QVERIFY(admin().killClients({}) >= 0);
    m_root = create(R"(
        Item {
            property var id
            property bool sentEarly: { producer.publish("s", {a: 1}, {id: "1-0"}, reply => id = reply); return producer.inFlight > 0 }
            property list<QtObject> parts: [
                StreamProducer { id: producer; client: redis },
                RedisClient { id: redis; url: server }
            ]
        })");
    QVERIFY(m_root);
    QVERIFY(!m_root->property("sentEarly").toBool());
    QTRY_COMPARE(m_root->property("id").toString(), u"1-0"_s);
}

void tst_QmlProducer::trims()
{
    admin().command({"CONFIG", "SET", "stream-node-max-entries", "1"});
    m_root = create(R"(
        Item {
            property int count: 0
            RedisClient { id: redis; url: server }
            StreamProducer { id: producer; client: redis; maximumLength: 5 }
            Component.onCompleted: {
                for (let i = 0; i < 20; ++i)
                    producer.publish("s", {n: i}, () => ++count);
            }
        })");
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("count").toInt(), 20);
    QCOMPARE(admin().integer({"XLEN", "s"}), 5);
    admin().command({"CONFIG", "SET", "stream-node-max-entries", "100"});
}

void tst_QmlProducer::errors()
{
    admin().command({"SET", "text", "x"});
    m_root = create(R"(
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
        })");
    QVERIFY(m_root);
    const auto codes = [this] { return m_root->property("codes").value<QJSValue>().toVariant().toList(); };
    QTRY_COMPARE(codes().size(), 4);
    QVariantList sorted = codes();
    QCOMPARE(sorted.count(int(RedisError::Code::InvalidArgument)), 3);
    QCOMPARE(sorted.count(int(RedisError::Code::WrongType)), 1);
    QCOMPARE(m_root->property("reported").toInt(), 4);
}

void tst_QmlProducer::backPressure()
{
    m_root = create(R"(
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
        })");
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("acknowledged").toInt(), 200);
    // Never more than it may, so it was paused and resumed all the time.
    QCOMPARE(m_root->property("most").toInt(), 10);
    QCOMPARE(admin().integer({"XLEN", "s"}), 200);
}

void tst_QmlProducer::flushes()
{
    m_root = create(R"(
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
        })");
    QVERIFY(m_root);
    QTRY_COMPARE(m_root->property("atFlush").toInt(), 20);
}

QTEST_MAIN(tst_QmlProducer)
#include "tst_qmlproducer.moc"
