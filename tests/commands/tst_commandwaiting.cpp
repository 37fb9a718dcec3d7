// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// XREADGROUP with BLOCK against a real server: what ends the wait, and how. The cases are those of Redis' own
/// stream-cgroups.tcl.
class TestCommandWaiting : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void newEntry();
    void noEmptyList();
    void timeOut();
    void streamThatRanDry();
    void keyDeleted();
    void otherType();
    void otherTypeInTransaction();
    void databaseFlushed();
    void databaseSwapped();
    void groupDestroyed();
    void renamedWithEntries();
    void renamedWithoutGroup();
    void unblocked();
    void besidesReadersOfAList();
    void manyReaders();

private:
    QFuture<QList<StreamEntries>> waiting(const QByteArray &consumer = "c", std::chrono::milliseconds block = 20s)
    {
        Xreadgroup command = read(consumer, 10);
        command.options.block = block;
        const int before = blockedClients(m_server.admin());
        const auto future = m_client->run(command);
        [&] { QTRY_COMPARE(blockedClients(m_server.admin()), before + 1); }();
        return future;
    }

    /// The error a waiting read ends with; ProtocolError when it goes on waiting.
    Code endOf(const QFuture<QList<StreamEntries>> &future)
    {
        return endsSoon(future) ? failureOf(future).code() : Code::ProtocolError;
    }

    /// Another type in the stream's place: 7.0 says UNBLOCKED, later versions WRONGTYPE.
    bool foundOtherType(const QFuture<QList<StreamEntries>> &future)
    {
        return endOf(future) == (serverVersion() < ServerVersion {7, 2} ? Code::Unblocked : Code::WrongType);
    }

    /// The reader has lost its group: 7.0 says UNBLOCKED or NOGROUP, later versions NOGROUP.
    bool lostItsGroup(const QFuture<QList<StreamEntries>> &future)
    {
        const Code code = endOf(future);
        return code == Code::NoGroup || code == Code::Unblocked;
    }
};

void TestCommandWaiting::newEntry()
{
    makeGroup(0);
    const auto reply = waiting();
    admin("XADD s 1-0 a 1");
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(pending(), QByteArrayList({"1-0 c 1"}));
}

void TestCommandWaiting::noEmptyList()
{
    // Added and deleted in one. Up to 7.0 the reader is woken with nothing, later it sleeps on; it never gets an empty
    // batch.
    makeGroup(0);
    const auto reply = waiting();
    admin("MULTI");
    admin("XADD s 1-0 a 1");
    admin("XDEL s 1-0");
    admin("EXEC");
    const bool woken = blockedClients(m_server.admin()) == 0;
    admin("XADD s 2-0 a 2");
    QVERIFY(endsSoon(reply));
    QVERIFY(!failureOf(reply));
    QCOMPARE(reply.result().size(), woken ? 0 : 1);
    QCOMPARE(described(reply.result()), woken ? QByteArrayList() : QByteArrayList({"s 2-0 a=2"}));
}

void TestCommandWaiting::timeOut()
{
    makeGroup(0);
    const auto reply = waiting("c", 2000ms);
    QVERIFY(endsSoon(reply));
    QVERIFY(!failureOf(reply));
    QVERIFY(reply.result().isEmpty());
}

void TestCommandWaiting::streamThatRanDry()
{
    makeGroup(1);
    ok(Xdel {"s", {{1, 0}}});
    const auto reply = waiting();
    admin("XADD s 2-0 a 2");
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 2-0 a=2"}));
}

void TestCommandWaiting::keyDeleted()
{
    makeGroup(0);
    const auto reply = waiting();
    admin("DEL s");
    QVERIFY(lostItsGroup(reply));
}

void TestCommandWaiting::otherType()
{
    makeGroup(0);
    const auto reply = waiting();
    admin("SET s val1");
    QVERIFY(foundOtherType(reply));
}

void TestCommandWaiting::otherTypeInTransaction()
{
    makeGroup(0);
    const auto reply = waiting();
    admin("MULTI");
    admin("DEL s");
    admin("SADD s e1");
    admin("EXEC");
    QVERIFY(foundOtherType(reply));
}

void TestCommandWaiting::databaseFlushed()
{
    makeGroup(0);
    const auto reply = waiting();
    admin("FLUSHALL");
    QVERIFY(lostItsGroup(reply));
}

void TestCommandWaiting::databaseSwapped()
{
    makeGroup(0);
    const auto gone = waiting();
    admin("SWAPDB 0 9");
    QVERIFY(lostItsGroup(gone));
    admin("SWAPDB 0 9");
    admin("SELECT 9");
    admin("SADD s e1");
    const auto other = waiting();
    admin("SWAPDB 0 9");
    QVERIFY(foundOtherType(other));
    admin("SELECT 0");
}

void TestCommandWaiting::groupDestroyed()
{
    makeGroup(0);
    const auto reply = waiting();
    QVERIFY(ok(XgroupDestroy {"s", "g"}));
    QCOMPARE(endOf(reply), Code::NoGroup);
}

void TestCommandWaiting::renamedWithEntries()
{
    if (serverVersion() < ServerVersion {7, 2})
        QSKIP("Before Redis 7.2 RENAME wakes nobody");
    makeGroup(0);
    const auto reply = waiting();
    admin("XGROUP CREATE other g $ MKSTREAM");
    admin("XADD other 1-0 f v");
    admin("RENAME other s");
    QVERIFY(endsSoon(reply));
    QCOMPARE(described(reply.result()), QByteArrayList({"s 1-0 f=v"}));
}

void TestCommandWaiting::renamedWithoutGroup()
{
    if (serverVersion() < ServerVersion {7, 2})
        QSKIP("Before Redis 7.2 RENAME wakes nobody");
    makeGroup(0);
    const auto reply = waiting();
    admin("XADD other 1-0 f v");
    admin("RENAME other s");
    QCOMPARE(endOf(reply), Code::NoGroup);
}

void TestCommandWaiting::unblocked()
{
    makeGroup(0);
    const auto softly = waiting();
    const auto blockedIds = [this] {
        QList<qint64> ids;
        for (const QByteArray &line : admin("CLIENT LIST").toByteArray().split('\n')) {
            if (line.contains("cmd=xreadgroup"))
                ids.append(line.mid(3, line.indexOf(' ') - 3).toLongLong());
        }
        return ids;
    };
    QCOMPARE(blockedIds().size(), 1);
    QVERIFY(ok(ClientUnblock {blockedIds().constFirst()}));
    QVERIFY(endsSoon(softly));
    QVERIFY(!failureOf(softly) && softly.result().isEmpty());
    const auto withError = waiting();
    const qint64 id = blockedIds().constFirst();
    m_server.admin().command({"CLIENT", "UNBLOCK", QByteArray::number(id), "ERROR"});
    QCOMPARE(endOf(withError), Code::Unblocked);
    QVERIFY(!ok(ClientUnblock {id}));
}

void TestCommandWaiting::besidesReadersOfAList()
{
    // Others wait for a list under the same name, and get it when the stream makes way for one.
    makeGroup(0);
    const auto reader = waiting();
    const auto popper = m_client->command({"BLPOP", "s", "20"});
    QTRY_VERIFY(popper.isFinished() || blockedClients(m_server.admin()) == 2);
    // While "s" is a stream BLPOP is refused at once; it can wait only for a key that is missing.
    QVERIFY(endsSoon(popper));
    QCOMPARE(failureOf(popper).code(), Code::WrongType);
    admin("DEL s");
    QVERIFY(lostItsGroup(reader));
    const auto waitingPopper = m_client->command({"BLPOP", "s", "20"});
    QTRY_COMPARE(blockedClients(m_server.admin()), 1);
    QVERIFY(ok(XgroupCreate {"s", "g", StreamId(), true}));
    const auto again = waiting();
    admin("XADD s 1-0 a 1");
    QVERIFY(endsSoon(again));
    QCOMPARE(described(again.result()), QByteArrayList({"s 1-0 a=1"}));
    QVERIFY(!waitingPopper.isFinished());
    admin("DEL s");
    admin("RPUSH s element");
    QVERIFY(endsSoon(waitingPopper));
    QCOMPARE(waitingPopper.result().at(1).bytes(), QByteArray("element"));
}

void TestCommandWaiting::manyReaders()
{
    // Each waiting read has a connection of its own, and each entry goes to one of them.
    makeGroup(0);
    QList<QFuture<QList<StreamEntries>>> readers;
    for (int i = 0; i < 5; ++i)
        readers.append(waiting("c" + QByteArray::number(i)));
    QCOMPARE(ok(Ping()), QByteArray("PONG"));
    for (int i = 1; i <= 5; ++i)
        add("s", {quint64(i), 0});
    QByteArrayList received;
    for (const auto &reader : readers) {
        QVERIFY(endsSoon(reader));
        received += described(reader.result());
    }
    std::sort(received.begin(), received.end());
    QCOMPARE(received, QByteArrayList({"s 1-0 a=1", "s 2-0 a=2", "s 3-0 a=3", "s 4-0 a=4", "s 5-0 a=5"}));
}

COMMAND_SERVER_MAIN(TestCommandWaiting)
#include "tst_commandwaiting.moc"
