// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Code = RedisError::Code;

/// Reads that wait, at the edges: after ids that are gone, beside readers of the same stream, and what a read leaves
/// behind that got nothing. The cases are those of Redis' own stream.tcl and stream-cgroups.tcl, as a client sees them.
/// The plain ones: tst_commandreadwaiting, tst_commandwaiting.
class TestCommandWaitingEdges : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void afterTheLastThatIsLeft();
    void keyComesBack();
    void keyComesBackAfterAnotherType();
    void sameStreamThreeTimes();
    void newestOfEmptyStreams();
    void newestWithHighestSequence();
    void newestAfterDeletion();
    void groupAfterTheLastThatIsLeft();
    void groupDoesNotWaitWithIds();
    void sameConsumerThreeTimes();
    void otherReadersTimeGoesOn();
    void waitingMakesTheConsumer();
    void historyMakesTheConsumer();

private:
    template <RedisCommand Command>
    QFuture<typename Command::Reply> waiting(const Command &command)
    {
        const int before = blockedClients(m_server.admin());
        const auto future = m_client->run(command);
        [&] { QTRY_COMPARE(blockedClients(m_server.admin()), before + 1); }();
        return future;
    }
    static Xread after(StreamId id, milliseconds block = 20s) { return Xread {{{"s", id}}, {-1, block}}; }
    Xreadgroup waitingRead(const QByteArray &consumer, milliseconds block = 20s) const
    {
        Xreadgroup command = read(consumer);
        command.options.block = block;
        return command;
    }
    QByteArrayList consumers()
    {
        QByteArrayList names;
        for (const ConsumerInfo &consumer : ok(XinfoConsumers {"s", "g"}))
            names.append(consumer.name);
        return names;
    }
};

void TestCommandWaitingEdges::afterTheLastThatIsLeft()
{
    // The stream's last id is greater than that of its last entry: there is nothing to be read, and no empty list.
    addMany("s", 3);
    ok(Xdel {"s", {{3, 0}}});
    QVERIFY(ok(after({2, 0}, 30ms)).isEmpty());
    QVERIFY(ok(Xread {{{"s", {2, 0}}}}).isEmpty());
    const auto reply = waiting(after({2, 0}));
    add("s", {4, 0});
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 4-0 a=4"}));
}

void TestCommandWaitingEdges::keyComesBack()
{
    addMany("s", 1);
    const auto reply = waiting(after({1, 0}));
    admin("DEL s");
    QCOMPARE(blockedClients(m_server.admin()), 1);
    admin("XADD s 2-0 f v");
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 2-0 f=v"}));
}

void TestCommandWaitingEdges::keyComesBackAfterAnotherType()
{
    addMany("s", 1);
    const auto reply = waiting(after({1, 0}));
    admin("SET s val1");
    QCOMPARE(blockedClients(m_server.admin()), 1);
    admin("DEL s");
    admin("XADD s 2-0 f v");
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 2-0 f=v"}));
}

void TestCommandWaitingEdges::sameStreamThreeTimes()
{
    addMany("s", 1);
    const auto reply = waiting(Xread {{{"s", {1, 0}}, {"s", {1, 0}}, {"s", {1, 0}}}, {-1, 20s}});
    add("s", {2, 0});
    QVERIFY(endsSoon(reply));
    // Up to 7.0 the server answered the one that woke the reader, later versions read all three again.
    QCOMPARE(described(reply.result()), QByteArrayList(has({"read again", {7, 2}}) ? 3 : 1, "s 2-0 a=2"));
}

void TestCommandWaitingEdges::newestOfEmptyStreams()
{
    REQUIRE_FEATURE({"XREAD +", {7, 4}, ServerVersion {8, 0}});
    const Xread newest {{{"s", {}, true}}};
    QVERIFY(ok(newest).isEmpty());
    addMany("s", 1);
    ok(Xdel {"s", {{1, 0}}});
    QVERIFY(ok(newest).isEmpty());
    admin("DEL s");
    QVERIFY(ok(XgroupCreate {"s", "g", {}, true}));
    // Of a stream that never had an entry earlier versions say "the stream last element ID is 0-0".
    const auto answer = run(newest);
    QVERIFY(answer.value.isEmpty());
    QCOMPARE(answer.error.code(), has({"+ of nothing", {8, 0}, ServerVersion {9, 0}}) ? Code::NoError : Code::ServerError);
}

void TestCommandWaitingEdges::newestWithHighestSequence()
{
    REQUIRE_FEATURE({"XREAD +", {7, 4}, ServerVersion {8, 0}});
    const Xread newest {{{"s", {}, true}}};
    for (const quint64 seq : {quint64(0), StreamId::maximum().seq - 1, StreamId::maximum().seq}) {
        add("s", {3, seq});
        QCOMPARE(described(ok(newest)), QByteArrayList({"s 3-" + QByteArray::number(seq) + " a=3"}));
    }
    add("s", {4, 0});
    QCOMPARE(described(ok(newest)), QByteArrayList({"s 4-0 a=4"}));
}

void TestCommandWaitingEdges::newestAfterDeletion()
{
    // Redis issue 13628; Valkey looks for the newest id there ever was.
    REQUIRE_FEATURE({"XREAD + after XDEL", {8, 0}, std::nullopt});
    addMany("s", 2);
    ok(Xdel {"s", {{2, 0}}});
    QCOMPARE(described(ok(Xread {{{"s", {}, true}}})), QByteArrayList({"s 1-0 a=1"}));
}

void TestCommandWaitingEdges::groupAfterTheLastThatIsLeft()
{
    makeGroup(1);
    QCOMPARE(described(ok(waitingRead("c", 30ms))), QByteArrayList({"s 1-0 a=1"}));
    add("s", {2, 0});
    ok(Xdel {"s", {{2, 0}}});
    QVERIFY(ok(waitingRead("c", 30ms)).isEmpty());
    QCOMPARE(pending(), QByteArrayList({"1-0 c 1"}));
}

void TestCommandWaitingEdges::groupDoesNotWaitWithIds()
{
    // Whatever the id and whatever is there: one's history is answered at once.
    ok(XgroupCreate {"s", "g", {}, true});
    const auto historyAfter = [this](quint64 ms) {
        Xreadgroup command = read("c", -1, StreamId {ms, 0});
        command.options.block = 60s;
        const Decoded<QList<StreamEntries>> answer = run(command);
        return answer.error ? QByteArrayList {"failed"} : described(answer.value);
    };
    const auto allAre = [&](const QList<quint64> &ids, const QByteArrayList &expected) {
        for (const quint64 id : ids)
            QCOMPARE(historyAfter(id), expected);
    };
    addMany("s", 6);
    ok(Xdel {"s", {{1, 0}, {2, 0}, {3, 0}, {4, 0}, {5, 0}, {6, 0}}});
    allAre({0, 5, 6, 9}, {});
    add("s", {7, 0});
    allAre({0, 5, 6, 7, 9}, {});
    ok(read("c"));
    allAre({0, 5, 6}, {"s 7-0 a=7"});
    allAre({7, 9}, {});
    ok(Xack {"s", "g", {{7, 0}}});
    allAre({0, 5, 6, 7, 9}, {});
}

void TestCommandWaitingEdges::sameConsumerThreeTimes()
{
    // Three reads of one consumer wait; one entry wakes one of them, and the server is still there.
    makeGroup(0);
    QList<QFuture<QList<StreamEntries>>> readers;
    for (int i = 0; i < 3; ++i)
        readers.append(waiting(waitingRead("c")));
    XaddOptions options;
    options.trim = StreamTrim::toLength(5000, false);
    ok(Xadd {"s", {{"a", "b"}}, options});
    const auto finished = [&] { return std::count_if(readers.cbegin(), readers.cend(), [](const auto &reader) { return reader.isFinished(); }); };
    QTRY_COMPARE(finished(), 1);
    QCOMPARE(ok(Ping()), QByteArray("PONG"));
    QCOMPARE(blockedClients(m_server.admin()), 2);
    QCOMPARE(pending().size(), 1);
    for (int i = 0; i < 2; ++i)
        ok(Xadd {"s", {{"a", "b"}}, options});
    QTRY_COMPARE(finished(), 3);
    QCOMPARE(pending().size(), 3);
}

void TestCommandWaitingEdges::otherReadersTimeGoesOn()
{
    // An entry that another reader gets does not make the second one's time begin anew (it did in 7.2.0 to 7.2.4).
    makeGroup(0);
    const auto first = waiting(waitingRead("c"));
    QElapsedTimer timer;
    timer.start();
    const auto second = waiting(waitingRead("c", 4000ms));
    QTRY_VERIFY(timer.elapsed() >= 3500);
    add("s", {1, 0});
    QVERIFY(endsSoon(first));
    QCOMPARE(described(first.result()), QByteArrayList({"s 1-0 a=1"}));
    QVERIFY(endsSoon(second));
    QVERIFY(!failureOf(second) && second.result().isEmpty());
    QVERIFY2(timer.elapsed() >= 3990 && timer.elapsed() < 7400, qPrintable(QString::number(timer.elapsed())));
}

void TestCommandWaitingEdges::waitingMakesTheConsumer()
{
    // Also one that has got nothing yet, and that never has anything pending.
    makeGroup(1);
    Xreadgroup command = read("alice");
    command.options.noAck = true;
    ok(command);
    command = waitingRead("bob");
    command.options.noAck = true;
    const auto reply = waiting(command);
    // Up to 7.0 a consumer was made when there was something for it.
    const QByteArrayList made = has({"at once", {7, 2}}) ? QByteArrayList {"alice", "bob"} : QByteArrayList {"alice"};
    QCOMPARE(consumers(), made);
    ok(XgroupCreateConsumer {"s", "g", "charlie"});
    QCOMPARE(ok(XinfoGroups {"s"})[0].consumers, made.size() + 1);
    add("s", {2, 0});
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 2-0 a=2"}));
    QCOMPARE(consumers(), QByteArrayList({"alice", "bob", "charlie"}));
    QVERIFY(pending().isEmpty());
    QCOMPARE(ok(XinfoGroups {"s"})[0].lastDeliveredId, StreamId(2, 0));
}

void TestCommandWaitingEdges::historyMakesTheConsumer()
{
    makeGroup(2);
    ok(read("alice"));
    QVERIFY(ok(read("bob", 2, StreamId())).isEmpty());
    QCOMPARE(consumers(), QByteArrayList({"alice", "bob"}));
}

COMMAND_SERVER_MAIN(TestCommandWaitingEdges)
#include "tst_commandwaitingedges.moc"
