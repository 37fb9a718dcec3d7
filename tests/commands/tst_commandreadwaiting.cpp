// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// XREAD with BLOCK and with "+" against a real server. The cases are those of Redis' own stream.tcl, as a client sees
/// them.
class TestCommandReadWaiting : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void blockingForNewEntries();
    void blockingWithOldEntries();
    void blockingTimeOut();
    void blockedReadersSleepOn();
    void blockedReaderOfStreamThatRanDry();
    void blockedReaderSurvivesOtherType();
    void blockingAtTheEdge();
    void addedTogether();
    void newestEntry();
    void waitingForNewestEntry();

private:
    Xread after(StreamId id, std::chrono::milliseconds block = {}) const
    {
        Xread command {{{"s", id}}};
        if (block.count() > 0)
            command.options.block = block;
        return command;
    }
    QFuture<QList<StreamEntries>> blocked(const Xread &command)
    {
        const auto future = m_client->run(command);
        [this] { QTRY_COMPARE(blockedClients(m_server.admin()), 1); }();
        return future;
    }
};

void TestCommandReadWaiting::blockingForNewEntries()
{
    const auto reply = blocked(Xread {{{"s", {}}, {"t", {}}}, {-1, 20s}});
    admin("XADD t 7-0 new abcd1234");
    QVERIFY(ends(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"t 7-0 new=abcd1234"}));
}

void TestCommandReadWaiting::blockingWithOldEntries()
{
    addMany("s", 3);
    QCOMPARE(described(ok(after({2, 0}, 20s))), QByteArrayList({"s 3-0 a=3"}));
}

void TestCommandReadWaiting::blockingTimeOut()
{
    QElapsedTimer timer;
    timer.start();
    const auto answer = run(after({}, 150ms));
    QVERIFY(!answer.error);
    QVERIFY(answer.value.isEmpty());
    QVERIFY(timer.elapsed() >= 140);
}

void TestCommandReadWaiting::blockedReadersSleepOn()
{
    // An entry that is gone before anyone looks wakes nobody, nor does a key of another type.
    const auto reply = blocked(after({}, 20s));
    admin("MULTI");
    admin("XADD s 1-0 old abcd1234");
    admin("DEL s");
    admin("EXEC");
    admin("MULTI");
    admin("XADD s 1-0 old abcd1234");
    admin("DEL s");
    admin("LPUSH s bar");
    admin("EXEC");
    QVERIFY(!reply.isFinished());
    QCOMPARE(blockedClients(m_server.admin()), 1);
    admin("DEL s");
    admin("XADD s 2-0 new 1");
    QVERIFY(ends(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 2-0 new=1"}));
}

void TestCommandReadWaiting::blockedReaderOfStreamThatRanDry()
{
    // Redis issue 5299: a stream of which all is deleted has nothing, and no empty list either.
    addMany("s", 1);
    ok(Xdel {"s", {{1, 0}}});
    QVERIFY(ok(after({}, 50ms)).isEmpty());
    const auto reply = blocked(after({}, 20s));
    admin("XADD s 2-0 a 2");
    QVERIFY(ends(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 2-0 a=2"}));
}

void TestCommandReadWaiting::blockedReaderSurvivesOtherType()
{
    // XREAD is not woken by DEL or SET; it goes on waiting, until its time is up.
    addMany("s", 1);
    const auto reply = blocked(after({1, 0}, 2000ms));
    admin("DEL s");
    admin("SET s 1");
    QVERIFY(ends(reply));
    QVERIFY(!failureOf(reply));
    QVERIFY(reply.result().isEmpty());
}

void TestCommandReadWaiting::blockingAtTheEdge()
{
    const auto reply = blocked(after({1, StreamId::maximum().seq}, 20s));
    admin("XADD s 1-18446744073709551615 f v");
    admin("XADD s 2-1 f v");
    QVERIFY(ends(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 2-1 f=v"}));
}

void TestCommandReadWaiting::addedTogether()
{
    // A reader is served when the transaction is done, and gets all of it.
    const auto reply = blocked(after({}, 20s));
    Transaction three;
    for (int i = 1; i <= 3; ++i)
        three.add(Xadd {"s", {{"field", QByteArray::number(i)}}, {XaddOptions::IdMode::Explicit, {quint64(i), 0}}});
    QVERIFY(ends(m_client->exec(three)));
    QVERIFY(ends(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 1-0 field=1", "s 2-0 field=2", "s 3-0 field=3"}));
}

void TestCommandReadWaiting::newestEntry()
{
    const Xread newest {{{"s", {}, true}}};
    if (code(newest) == Code::NotSupported)
        QSKIP("XREAD + needs Redis 7.4 or Valkey 8.0");
    QVERIFY(ok(newest).isEmpty());
    addMany("s", 3);
    addMany("t", 2);
    QCOMPARE(described(ok(newest)), QByteArrayList({"s 3-0 a=3"}));
    // COUNT does not count here.
    QCOMPARE(described(ok(Xread {{{"s", {}, true}, {"t", {}, true}, {"missing", {}, true}}, {5}})), QByteArrayList({"s 3-0 a=3", "t 2-0 a=2"}));
    QCOMPARE(described(ok(Xread {{{"s", {1, 0}}, {"t", {}, true}}})), QByteArrayList({"s 2-0 a=2", "s 3-0 a=3", "t 2-0 a=2"}));
    ok(Xdel {"s", {{3, 0}}});
    // Valkey looks for the newest id there ever was.
    const QByteArrayList left = described(ok(newest));
    QVERIFY(left == QByteArrayList {"s 2-0 a=2"} || left.isEmpty());
}

void TestCommandReadWaiting::waitingForNewestEntry()
{
    Xread newest {{{"s", {}, true}}};
    newest.options.block = 20s;
    if (code(Xread {{{"s", {}, true}}}) == Code::NotSupported)
        QSKIP("XREAD + needs Redis 7.4 or Valkey 8.0");
    const auto reply = blocked(newest);
    admin("XADD s 1-0 a 1");
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(described(ok(newest)), QByteArrayList({"s 1-0 a=1"}));
}

COMMAND_SERVER_MAIN(TestCommandReadWaiting)
#include "tst_commandreadwaiting.moc"
