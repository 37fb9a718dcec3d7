// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumertest.h"

#include "support/fakeserver.h"
#include "support/respbytes.h"

#include <atomic>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;
using Code = RedisError::Code;

/// Servers that answer what no good server answers, again and again: it is reported, nothing loops hot, and when they
/// come to their senses reading begins.
class TestConsumerLoops : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handshakeEndsEarly_data();
    void handshakeEndsEarly();
    void acceptsAndNeverAnswers();
    void fullServer();
    void readsAreAnsweredAtOnce_data();
    void readsAreAnsweredAtOnce();
    void resolvingIsAnsweredAtOnce();
    void garbage_data();
    void garbage();
    void oldServer();
};

namespace {

int count(const FakeServer &server, const QByteArray &name)
{
    const QList<QByteArrayList> all = server.received();
    return int(std::count_if(all.begin(), all.end(), [&](const QByteArrayList &command) { return command.constFirst().toUpper() == name; }));
}

/// RESP3: the entry after the position in the command, once; then silence, as a stream without news.
QByteArray oneEntry(const QByteArrayList &command)
{
    if (command.constLast() != "0-0")
        return FakeServer::silence();
    return map({{bulk("one"), array({entry("1-0", {{"n", "1"}})})}});
}

} // namespace

void TestConsumerLoops::handshakeEndsEarly_data()
{
    QTest::addColumn<QByteArray>("step");
    QTest::addColumn<QString>("options");
    QTest::addColumn<QByteArray>("lastBytes");
    QTest::newRow("HELLO") << QByteArray("HELLO") << QString() << QByteArray();
    QTest::newRow("within the reply to HELLO") << QByteArray("HELLO") << QString() << QByteArray("%7\r\n$6\r\nserver\r\n$5\r\nre");
    QTest::newRow("SELECT") << QByteArray("SELECT") << u"db=3"_s << QByteArray();
    QTest::newRow("behind SELECT") << QByteArray("SELECT") << u"db=3"_s << QByteArray("+OK\r\n");
    QTest::newRow("CLIENT") << QByteArray("CLIENT") << u"protocol=2&client_name=me"_s << QByteArray();
    QTest::newRow("AUTH") << QByteArray("AUTH") << u"protocol=2&password=sesame"_s << QByteArray();
}

void TestConsumerLoops::handshakeEndsEarly()
{
    QFETCH(QByteArray, step);
    QFETCH(QString, options);
    QFETCH(QByteArray, lastBytes);
    std::atomic<int> left = 8;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == step && left-- > 0)
            return lastBytes.isEmpty() ? FakeServer::closeConnection() : FakeServer::closeAfter(lastBytes);
        if (command.constFirst() == "XREAD") {
            return options.contains(u"protocol=2") && command.constLast() == "0-0"
                ? array({array({bulk("one"), array({entry("1-0", {{"n", "1"}})})})})
                : oneEntry(command);
        }
        return QByteArray();
    });
    RedisClient client(quick(server.url(), options));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QVERIFY(recorder.errorCount(Code::ConnectionLost) >= 1);
    QVERIFY(!consumer.errorString().contains(u"sesame"));
}

void TestConsumerLoops::acceptsAndNeverAnswers()
{
    FakeServer server([](int, const QByteArrayList &) { return FakeServer::silence(); });
    RedisClient client(quick(server.url(), u"connect_timeout=100"_s));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    const QFuture<void> open = consumer.open();
    QTRY_VERIFY(recorder.errorCount(Code::ConnectTimeout) >= 5);
    QCOMPARE(consumer.state(), State::Opening);
    QVERIFY(!open.isFinished());
    QVERIFY(!consumer.isHealthy());
    server.setHandler([](int, const QByteArrayList &command) { return command.constFirst() == "XREAD" ? oneEntry(command) : QByteArray(); });
    QVERIFY(ends(open));
    QCOMPARE(failureOf(open), RedisError());
    const QFuture<void> opened = consumer.open();
    QVERIFY(opened.isFinished());
}

void TestConsumerLoops::fullServer()
{
    // What a full server says instead of its first reply, before it closes. There may be room later.
    std::atomic<bool> full = true;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (full)
            return FakeServer::closeAfter("-ERR max number of clients reached\r\n");
        return command.constFirst() == "XREAD" ? oneEntry(command) : QByteArray();
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(server.connectionCount() >= 5);
    QCOMPARE(consumer.state(), State::Opening);
    QVERIFY2(consumer.errorString().contains(u"max number of clients"), qPrintable(consumer.errorString()));
    full = false;
    TRY_RECEIVED(recorder, 1);
}

void TestConsumerLoops::readsAreAnsweredAtOnce_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("how");
    QTest::addColumn<int>("mostPerSecond");
    const QList<std::pair<const char *, QByteArray>> answers {
        {"nothing", nil3()},
        {"nothing, as an old server", map({{bulk("one"), array({})}})},
        {"an error", error("ERR no, thank you")},
        {"loading", error("LOADING Redis is loading the dataset in memory")},
        {"wrong authentication", error("NOAUTH Authentication required.")},
        {"the end", FakeServer::closeConnection()},
    };
    for (const auto &[name, answer] : answers) {
        for (const char *how : {"follow", "drain", "fetch", "fetch for ever"})
            QTest::addRow("%s, %s", name, how) << answer << QString::fromLatin1(how) << 60;
    }
}

void TestConsumerLoops::readsAreAnsweredAtOnce()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, how);
    QFETCH(int, mostPerSecond);
    std::atomic<bool> odd = true;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() != "XREAD")
            return QByteArray();
        return odd ? answer : oneEntry(command);
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    consumer.setBlockTimeout(how == u"fetch for ever" ? -1 : 120'000);
    Recorder recorder(&consumer);
    QFuture<qint64> drained;
    QFuture<std::optional<StreamEntry>> fetched;
    if (how == u"follow")
        consumer.start();
    else if (how == u"drain")
        drained = consumer.drain();
    else
        fetched = consumer.fetchEntry();
    QTRY_VERIFY(count(server, "XREAD") > 0);
    server.clearReceived();
    const bool hot = QTest::qWaitFor([&] { return count(server, "XREAD") > mostPerSecond; }, 1000);
    QVERIFY2(!hot, "more than 60 requests within a second");
    QVERIFY2(count(server, "HELLO") <= 40, qPrintable(QString::number(count(server, "HELLO"))));
    if (answer.startsWith('-'))
        QVERIFY(!recorder.errors.isEmpty());
    // The server comes to its senses.
    odd = false;
    if (how.startsWith(u"fetch")) {
        QVERIFY(ends(fetched));
        QCOMPARE(failureOf(fetched), RedisError());
        QCOMPARE(fetched.result()->id(), StreamId(1, 0));
    } else {
        TRY_RECEIVED(recorder, 1);
    }
}

void TestConsumerLoops::resolvingIsAnsweredAtOnce()
{
    std::atomic<bool> busy = true;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == "XINFO")
            return busy ? error("BUSY Redis is busy running a script.") : error("ERR no such key");
        return command.constFirst() == "XREAD" ? oneEntry(command) : QByteArray();
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    Recorder recorder(&consumer);
    consumer.start();
    QTRY_VERIFY(count(server, "XINFO") >= 1);
    QVERIFY(!QTest::qWaitFor([&] { return count(server, "XINFO") > 10; }, 1000));
    QCOMPARE(consumer.state(), State::Opening);
    busy = false;
    TRY_RECEIVED(recorder, 1);
}

void TestConsumerLoops::garbage_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("no type") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
    QTest::newRow("a length that is none") << QByteArray("%1\r\n$3\r\none\r\n*1\r\n*x\r\n");
    QTest::newRow("another shape") << QByteArray("%1\r\n$3\r\none\r\n:5\r\n");
    QTest::newRow("an id that is none") << map({{bulk("one"), array({entry("later", {{"n", "1"}})})}});
    QTest::newRow("a field without value") << map({{bulk("one"), array({array({bulk("1-0"), command({"n"})})})}});
    QTest::newRow("a stream nobody asked for") << map({{bulk("other"), array({entry("1-0", {{"n", "1"}})})}});
    QTest::newRow("a simple string") << simple("OK");
    QTest::newRow("two replies") << nil3() + nil3();
}

void TestConsumerLoops::garbage()
{
    QFETCH(QByteArray, answer);
    std::atomic<int> left = 3;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() != "XREAD")
            return QByteArray();
        return left-- > 0 ? answer : oneEntry(command);
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 1));
    QVERIFY(recorder.errorCount(Code::ProtocolError) >= 1);
    QVERIFY(consumer.reconnectCount() >= 1);
    for (const RedisError &error : std::as_const(recorder.errors))
        QVERIFY2(error.message().size() > 20 && !error.endpoint().isEmpty(), qPrintable(error.message()));
}

void TestConsumerLoops::oldServer()
{
    // Before Redis 6: no HELLO, so RESP2, and no id of the connection from it.
    FakeServer server([](int, const QByteArrayList &command) {
        if (command.constFirst() == "HELLO")
            return error("ERR unknown command `HELLO`, with args beginning with: `3`, ");
        if (command.constFirst() == "XREAD" && command.constLast() == "0-0")
            return array({array({bulk("one"), array({entry("1-0", {{"n", "1"}})})})});
        return command.constFirst() == "XREAD" ? FakeServer::silence() : QByteArray();
    });
    RedisClient client(quick(server.url()));
    StreamConsumer consumer(&client, {u"one"_s});
    consumer.setStartFrom(StartFrom::Beginning);
    Recorder recorder(&consumer);
    consumer.start();
    TRY_RECEIVED(recorder, 1);
    QVERIFY2(recorder.errors.isEmpty(), qPrintable(consumer.errorString()));
}

QTEST_GUILESS_MAIN(TestConsumerLoops)
#include "tst_consumer_loops.moc"
