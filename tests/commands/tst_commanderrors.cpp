// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

#include "support/fakeserver.h"

#include <QtCore/QDir>

#include <atomic>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using Code = RedisError::Code;

/// Errors of servers as codes to decide by: with the command and the stream, and never changed into success.
class TestCommandErrors : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void wrongType();
    void noGroup();
    void noPermission();
    void outOfMemory();
    void readOnlyReplica();
    void noReplicas();
    void masterDown();
    void misconfigured();
    void busy();
    void wrongPassword();
    void unknownWords();
    void replicaThatLoads();
    void loading();
    void loadingTooLong();
    void reportedOnce();
    void invalidIsNotSent();
};

void TestCommandErrors::wrongType()
{
    admin("SET s text");
    Xrange all;
    all.stream = "s";
    for (const RedisError &error : {run(Xadd {"s", {{"a", "b"}}}).error, run(Xlen {"s"}).error, run(all).error,
                                    run(Xdel {"s", {{1, 0}}}).error, run(Xtrim {"s", StreamTrim::toLength(1)}).error,
                                    run(Xsetid {"s", {1, 0}}).error, run(XinfoStream {"s"}).error, run(XgroupCreate {"s", "g"}).error,
                                    run(Xack {"s", "g", {{1, 0}}}).error, run(Xread {{{"s", {}}}}).error, run(read("c")).error}) {
        QCOMPARE(error.code(), Code::WrongType);
        QCOMPARE(error.serverCode(), u"WRONGTYPE"_s);
        QCOMPARE(error.stream(), u"s"_s);
        QVERIFY(!error.endpoint().isEmpty());
        QVERIFY2(error.message().startsWith(u'X'), qPrintable(error.message()));
    }
}

void TestCommandErrors::noGroup()
{
    addMany("s", 1);
    for (const RedisError &error : {run(read("c")).error, run(XpendingSummary {"s", "g"}).error, run(XpendingRange {"s", "g"}).error,
                                    run(Xclaim {"s", "g", "c", {}, {{1, 0}}}).error, run(Xautoclaim {"s", "g", "c", {}}).error,
                                    run(XgroupSetId {"s", "g"}).error, run(XgroupCreateConsumer {"s", "g", "c"}).error,
                                    run(XgroupDeleteConsumer {"s", "g", "c"}).error, run(XinfoConsumers {"s", "g"}).error}) {
        QCOMPARE(error.code(), Code::NoGroup);
        QCOMPARE(error.serverCode(), u"NOGROUP"_s);
        QCOMPARE(error.stream(), u"s"_s);
    }
}

void TestCommandErrors::noPermission()
{
    m_server.admin().command({"ACL", "SETUSER", "reader", "on", ">secret", "~allowed*", "+xread", "+xlen", "+hello", "+client", "+auth"});
    RedisClient reader(m_server.url() + quick({}, u"user=reader&password=secret&protocol=%1"_s.arg(m_protocol)));
    const auto codeOf = [&](const auto &future) {
        return endsSoon(future) ? failureOf(future).code() : Code::ProtocolError;
    };
    QCOMPARE(codeOf(reader.run(Xlen {"allowed"})), Code::NoError);
    QCOMPARE(codeOf(reader.run(Xlen {"forbidden"})), Code::PermissionDenied);
    const auto add = reader.run(Xadd {"allowed", {{"a", "b"}}});
    QCOMPARE(codeOf(add), Code::PermissionDenied);
    QVERIFY(!failureOf(add).message().contains(u"secret"));
    QCOMPARE(failureOf(add).stream(), u"allowed"_s);
    admin("ACL DELUSER reader");
}

void TestCommandErrors::outOfMemory()
{
    makeGroup(1);
    admin("CONFIG SET maxmemory 1");
    QCOMPARE(code(Xadd {"s", {{"a", "b"}}}), Code::OutOfMemory);
    QCOMPARE(code(XgroupCreate {"s", "other"}), Code::OutOfMemory);
    // Reading and acknowledging go on.
    QCOMPARE(described(ok(read("c"))), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(ok(Xack {"s", "g", {{1, 0}}}), 1);
    admin("CONFIG SET maxmemory 0");
    QCOMPARE(code(Xadd {"s", {{"a", "b"}}}), Code::NoError);
}

void TestCommandErrors::readOnlyReplica()
{
    addMany("s", 2);
    RedisServer replica;
    QVERIFY2(replica.start(), qPrintable(replica.errorString()));
    replica.admin().command({"REPLICAOF", "127.0.0.1", QByteArray::number(m_server.port())});
    QTRY_COMPARE_WITH_TIMEOUT(replica.admin().integer({"XLEN", "s"}), 2, 60'000);
    RedisClient client(replica.url() + quick({}, u"protocol=%1"_s.arg(m_protocol)));
    const auto add = client.run(Xadd {"s", {{"a", "b"}}});
    QVERIFY(endsSoon(add));
    QCOMPARE(failureOf(add).code(), Code::ReadOnly);
    QVERIFY(failureOf(add).isTransient());
    const auto length = client.run(Xlen {"s"});
    QVERIFY(endsSoon(length));
    QCOMPARE(length.result(), 2);
}

void TestCommandErrors::noReplicas()
{
    makeGroup(1);
    admin("CONFIG SET min-replicas-to-write 1");
    // Reading in a group writes, too.
    for (const RedisError &error : {run(Xadd {"s", {{"a", "b"}}}).error, run(read("c")).error, run(Xack {"s", "g", {{1, 0}}}).error}) {
        QCOMPARE(error.code(), Code::NoReplicas);
        QVERIFY(error.isTransient());
    }
    QCOMPARE(code(Xlen {"s"}), Code::NoError);
    admin("CONFIG SET min-replicas-to-write 0");
}

void TestCommandErrors::masterDown()
{
    // The port of a server that is gone: nobody answers there.
    RedisServer master;
    QVERIFY2(master.start(), qPrintable(master.errorString()));
    const QByteArray port = QByteArray::number(master.port());
    master.stop();
    admin("CONFIG SET replica-serve-stale-data no");
    m_server.admin().command({"REPLICAOF", "127.0.0.1", port});
    const RedisError error = run(Xlen {"s"}).error;
    admin("REPLICAOF NO ONE");
    admin("CONFIG SET replica-serve-stale-data yes");
    QCOMPARE(error.code(), Code::MasterDown);
    QVERIFY(error.isTransient());
}

void TestCommandErrors::misconfigured()
{
    ok(Xadd {"s", {{"a", "b"}}});
    // A folder in the place of the file that is to be written.
    QVERIFY(QDir(m_server.directory()).mkdir(u"dump.rdb"_s));
    m_server.admin().command({"CONFIG", "SET", "save", "10000 10000"});
    admin("BGSAVE");
    QTRY_VERIFY_WITH_TIMEOUT(admin("INFO persistence").toByteArray().contains("rdb_last_bgsave_status:err"), 60'000);
    const RedisError error = run(Xadd {"s", {{"a", "b"}}}).error;
    m_server.admin().command({"CONFIG", "SET", "save", ""});
    QVERIFY(QDir(m_server.directory()).rmdir(u"dump.rdb"_s));
    admin("BGSAVE");
    QTRY_VERIFY_WITH_TIMEOUT(admin("INFO persistence").toByteArray().contains("rdb_last_bgsave_status:ok"), 60'000);
    QCOMPARE(error.code(), Code::Misconfigured);
    QVERIFY(error.isTransient());
    QCOMPARE(code(Xadd {"s", {{"a", "b"}}}), Code::NoError);
}

void TestCommandErrors::busy()
{
    ok(Ping());
    admin("CONFIG SET lua-time-limit 1"); // its name since 2.6; later ones take it, too
    const auto endless = m_client->command({"EVAL", "while true do end", "0"});
    // Commands wait behind the script in this connection, so it is another one that is told.
    RedisClient other(m_server.url() + quick({}, u"protocol=%1&command_timeout=20000"_s.arg(m_protocol)));
    Code code = Code::NoError;
    QTRY_VERIFY_WITH_TIMEOUT([&] {
        const auto length = other.run(Xlen {"s"});
        code = endsSoon(length) ? failureOf(length).code() : Code::ReplyTimeout;
        return code == Code::Busy;
    }(), 20'000);
    m_server.admin().command({"SCRIPT", "KILL"});
    QVERIFY(endsSoon(endless));
    QCOMPARE(failureOf(endless).code(), Code::ServerError);
    admin("CONFIG SET lua-time-limit 5000");
}

void TestCommandErrors::wrongPassword()
{
    m_server.admin().command({"ACL", "SETUSER", "reader", "on", ">secret", "~*", "+@all"});
    RedisClient reader(m_server.url() + quick({}, u"user=reader&password=wrong-one&protocol=%1"_s.arg(m_protocol)));
    const auto length = reader.run(Xlen {"s"});
    QVERIFY(endsSoon(length));
    QCOMPARE(failureOf(length).code(), Code::AuthenticationFailed);
    QCOMPARE(failureOf(length).serverCode(), u"WRONGPASS"_s);
    QVERIFY(!failureOf(length).message().contains(u"wrong-one"));
    admin("ACL DELUSER reader");
}

void TestCommandErrors::unknownWords()
{
    // What this library has no code for keeps its word and its text.
    admin("DEL s");
    const auto custom = m_client->command({"EVAL", "return redis.error_reply('STRANGE something new')", "0"});
    QVERIFY(endsSoon(custom));
    QCOMPARE(failureOf(custom).code(), Code::ServerError);
    QCOMPARE(failureOf(custom).serverCode(), u"STRANGE"_s);
    QVERIFY(failureOf(custom).message().contains(u"something new"));
}

void TestCommandErrors::replicaThatLoads()
{
    // A replica reads what its master sent as it would read a file, here a while for each key.
    for (int i = 0; i < 120; ++i)
        ok(Xadd {"s" + QByteArray::number(i), {{"a", QByteArray(4096, 'x')}}});
    RedisServer replica;
    QVERIFY2(replica.start(), qPrintable(replica.errorString()));
    replica.admin().command({"CONFIG", "SET", "key-load-delay", "100000"}); // microseconds
    replica.admin().command({"CONFIG", "SET", "loading-process-events-interval-bytes", "1024"});
    RedisClient impatient(replica.url() + quick({}, u"protocol=%1&command_timeout=200"_s.arg(m_protocol)));
    RedisClient patient(replica.url() + quick({}, u"protocol=%1&command_timeout=30000"_s.arg(m_protocol)));
    QVERIFY(ends(impatient.ping()) && ends(patient.ping()));
    replica.admin().command({"REPLICAOF", "127.0.0.1", QByteArray::number(m_server.port())});
    QTRY_VERIFY_WITH_TIMEOUT(errorText(replica.admin().command({"XLEN", "s0"})).startsWith("LOADING"), 60'000);
    const auto waits = patient.run(Xlen {"s0"});
    const auto refused = impatient.run(Xlen {"s0"});
    QVERIFY(endsSoon(refused));
    QCOMPARE(failureOf(refused).code(), Code::Loading);
    QVERIFY(failureOf(refused).isTransient());
    // The other one waits, as it would for a connection, and is answered in the end.
    replica.admin().command({"CONFIG", "SET", "key-load-delay", "0"});
    QVERIFY(ends(waits, 30'000));
    QCOMPARE(waits.result(), 1);
}

void TestCommandErrors::loading()
{
    // A server that loads has done nothing: the command waits, and is then run once.
    std::atomic_int asked = 0;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() != "XADD")
            return QByteArray();
        return ++asked < 3 ? Test::error("LOADING Redis is loading the dataset in memory") : bulk("5-0");
    });
    RedisClient client(server.url());
    const auto add = client.run(Xadd {"s", {{"a", "b"}}});
    QVERIFY(endsSoon(add));
    QCOMPARE(add.result(), StreamId(5, 0));
    QCOMPARE(asked.load(), 3);
}

void TestCommandErrors::loadingTooLong()
{
    FakeServer server([](int, const QByteArrayList &command) {
        return command.constFirst() == "XADD" ? Test::error("LOADING Redis is loading the dataset in memory") : QByteArray();
    });
    RedisClient client(server.url() + u"?command_timeout=250"_s);
    const auto add = client.run(Xadd {"s", {{"a", "b"}}});
    QVERIFY(endsSoon(add));
    QCOMPARE(failureOf(add).code(), Code::Loading);
}

void TestCommandErrors::reportedOnce()
{
    QList<RedisError> reported;
    connect(m_client.get(), &RedisClient::errorOccurred, this, [&](const RedisError &error) { reported.append(error); });
    admin("SET s text");
    const RedisError error = run(Xlen {"s"}).error;
    QCOMPARE(reported, QList<RedisError> {error});
}

void TestCommandErrors::invalidIsNotSent()
{
    ok(Ping());
    admin("CONFIG RESETSTAT");
    QCOMPARE(code(Xadd {"s", {}}), Code::InvalidArgument);
    QCOMPARE(code(Xtrim {"s", {}}), Code::InvalidArgument);
    QCOMPARE(code(Xread {}), Code::InvalidArgument);
    ok(Ping());
    const auto calls = m_server.admin().commandCalls();
    QVERIFY(!calls.contains("xadd") && !calls.contains("xtrim") && !calls.contains("xread"));
    QCOMPARE(calls.value("ping"), 1);
}

COMMAND_SERVER_MAIN(TestCommandErrors)
#include "tst_commanderrors.moc"
