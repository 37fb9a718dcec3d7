// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include "support/fakeserver.h"

#include <QtTest/QSignalSpy>

#include <atomic>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// Commands and options that the server is too old for: NotSupported with the version that has them, asked only once.
class TestCommandVersions : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void realServer_data();
    void realServer();
    void messages_data();
    void messages();
    void askedOnce();
    void otherOptionsAreStillSent();
    void askedAgainOfAnotherVersion();
    void unknownVersion();
    void otherErrorsStayWhatTheyAre();
    void newerReplies();

private:
    enum Feature { AddReferences, AddIdmp, TrimReferences, Config, ReadNewest, ReadTotals, ReadClaim, Release, AckDelete, DeleteEx };

    RedisError errorOf(RedisClient &client, int feature)
    {
        XaddOptions references;
        references.trim = StreamTrim::toLength(10);
        references.trim.references = ReferencePolicy::DeleteReferences;
        XaddOptions idmp;
        idmp.idempotence = XaddIdempotence {"p", "m"};
        StreamTrim acked = StreamTrim::toLength(10);
        acked.references = ReferencePolicy::Acknowledged;
        Xreadgroup claiming {"g", "c", {{"s", {}}}};
        claiming.options.claimMinIdle = 1s;
        const auto error = [](const auto &future) {
            return endsSoon(future) ? failureOf(future) : RedisError(Code::ReplyTimeout, u"no reply"_s);
        };
        switch (Feature(feature)) {
        case AddReferences: return error(client.run(Xadd {"s", {{"a", "b"}}, references}));
        case AddIdmp: return error(client.run(Xadd {"s", {{"a", "b"}}, idmp}));
        case TrimReferences: return error(client.run(Xtrim {"s", acked}));
        case Config: return error(client.run(Xcfgset {"s", 10s}));
        case ReadNewest: return error(client.run(Xread {{{"s", {}, true}}}));
        case ReadTotals: return error(client.run(Xread {{{"s", {}}}, {-1, {}, 5}}));
        case ReadClaim: return error(client.run(claiming));
        case Release: return error(client.run(Xnack {"s", "g", {{1, 0}}}));
        case AckDelete: return error(client.run(Xackdel {"s", "g", {{1, 0}}}));
        case DeleteEx: return error(client.run(Xdelex {"s", {{1, 0}}}));
        }
        return {};
    }

    static CommandFeature featureOf(int feature)
    {
        const auto without = [](const char *name, ServerVersion redis) { return CommandFeature {name, redis, std::nullopt}; };
        switch (Feature(feature)) {
        case AddReferences:
        case TrimReferences: return without("references", {8, 2});
        case AddIdmp: return without("IDMP", {8, 6});
        case Config: return Xcfgset::Since;
        case ReadNewest: return {"+", {7, 4}, ServerVersion {8, 0}};
        case ReadTotals: return without("MAXCOUNT", {8, 10});
        case ReadClaim: return without("CLAIM", {8, 4});
        case Release: return Xnack::Since;
        case AckDelete: return Xackdel::Since;
        case DeleteEx: return Xdelex::Since;
        }
        return {};
    }

    static void addFeatures()
    {
        QTest::addColumn<int>("feature");
        QTest::addColumn<QString>("needs");
        QTest::newRow("XADD DELREF") << int(AddReferences) << u"the option DELREF needs Redis 8.2 or newer"_s;
        QTest::newRow("XADD IDMP") << int(AddIdmp) << u"the option IDMP needs Redis 8.6 or newer"_s;
        QTest::newRow("XTRIM ACKED") << int(TrimReferences) << u"the option ACKED needs Redis 8.2 or newer"_s;
        QTest::newRow("XCFGSET") << int(Config) << u"the command needs Redis 8.6 or newer"_s;
        QTest::newRow("XREAD +") << int(ReadNewest) << u"the option + needs Redis 7.4 or newer (Valkey 8.0 or newer)"_s;
        QTest::newRow("XREAD MAXCOUNT") << int(ReadTotals) << u"the option MAXCOUNT needs Redis 8.10 or newer"_s;
        QTest::newRow("XREADGROUP CLAIM") << int(ReadClaim) << u"the option CLAIM needs Redis 8.4 or newer"_s;
        QTest::newRow("XNACK") << int(Release) << u"the command needs Redis 8.8 or newer"_s;
        QTest::newRow("XACKDEL") << int(AckDelete) << u"the command needs Redis 8.2 or newer (Valkey 9.2 or newer)"_s;
        QTest::newRow("XDELEX") << int(DeleteEx) << u"the command needs Redis 8.2 or newer"_s;
    }

    static QByteArray hello(const QByteArray &server, const QByteArray &version)
    {
        return Test::map({{bulk("server"), bulk(server)}, {bulk("version"), bulk(version)}, {bulk("proto"), integer(3)}, {bulk("id"), integer(1)}});
    }
};

void TestCommandVersions::realServer_data()
{
    addFeatures();
}

void TestCommandVersions::realServer()
{
    QFETCH(int, feature);
    QFETCH(QString, needs);
    add("s", {1, 0});
    ok(XgroupCreate {"s", "g"});
    const RedisError error = errorOf(*m_client, feature);
    // Neither more nor less than what the tables say of this version.
    QCOMPARE(error.code(), has(featureOf(feature)) ? Code::NoError : Code::NotSupported);
    if (!error)
        return;
    QVERIFY2(error.message().contains(needs), qPrintable(error.message()));
    QCOMPARE(error.stream(), u"s"_s);
    // The second time it is not even sent.
    admin("CONFIG RESETSTAT");
    QCOMPARE(errorOf(*m_client, feature).code(), Code::NotSupported);
    ok(Ping());
    const auto calls = m_server.admin().commandCalls();
    QCOMPARE(calls.value("ping"), 1);
    for (const char *name : {"xadd", "xtrim", "xread", "xreadgroup"})
        QVERIFY2(!calls.contains(name), name);
}

void TestCommandVersions::messages_data()
{
    addFeatures();
}

void TestCommandVersions::messages()
{
    QFETCH(int, feature);
    QFETCH(QString, needs);
    FakeServer server([feature](int, const QByteArrayList &command) {
        if (command.constFirst() == "HELLO")
            return hello("redis", "6.2.14");
        const bool known = feature != Config && feature != Release && feature != AckDelete && feature != DeleteEx;
        return known ? Test::error("ERR syntax error") : QByteArray();
    });
    RedisClient client(server.url());
    const RedisError error = errorOf(client, feature);
    QCOMPARE(error.code(), Code::NotSupported);
    QVERIFY2(error.message().contains(needs), qPrintable(error.message()));
    QVERIFY2(error.message().contains(u"this is redis 6.2.14"), qPrintable(error.message()));
    QVERIFY(!error.endpoint().isEmpty());
}

void TestCommandVersions::askedOnce()
{
    FakeServer server;
    RedisClient client(server.url());
    QList<RedisError> reported;
    connect(&client, &RedisClient::errorOccurred, this, [&](const RedisError &error) { reported.append(error); });
    QVERIFY(errorOf(client, Release).message().contains(u"XNACK: the command needs Redis 8.8 or newer"));
    for (int i = 0; i < 3; ++i)
        QVERIFY(errorOf(client, Release).message().startsWith(u"XNACK: the command needs Redis 8.8 or newer"));
    QVERIFY(endsSoon(client.ping()));
    QCOMPARE(server.received().count(QByteArrayList({"XNACK", "s", "g", "FAIL", "IDS", "1", "1-0"})), 1);
    QCOMPARE(reported.size(), 4);
}

void TestCommandVersions::otherOptionsAreStillSent()
{
    FakeServer server([](int, const QByteArrayList &command) {
        if (command.constFirst() != "XADD")
            return QByteArray();
        return command.contains("IDMP") ? Test::error("ERR Invalid stream ID specified as stream command argument") : bulk("1-0");
    });
    RedisClient client(server.url());
    QCOMPARE(errorOf(client, AddIdmp).code(), Code::NotSupported);
    QCOMPARE(errorOf(client, AddIdmp).code(), Code::NotSupported);
    const auto plain = client.run(Xadd {"s", {{"a", "b"}}});
    QVERIFY(endsSoon(plain));
    QCOMPARE(plain.result(), StreamId(1, 0));
    QVERIFY(!errorOf(client, AddReferences));
}

void TestCommandVersions::askedAgainOfAnotherVersion()
{
    std::atomic_bool updated = false;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == "HELLO")
            return hello("redis", updated ? "8.8.0" : "8.2.1");
        if (command.constFirst() == "XNACK" && updated)
            return integer(1);
        return QByteArray();
    });
    RedisClient client(quick(server.url()));
    QCOMPARE(errorOf(client, Release).code(), Code::NotSupported);
    // The same version again: it is known.
    QTRY_VERIFY(client.isConnected());
    QSignalSpy states(&client, &RedisClient::stateChanged);
    server.closeAll();
    QTRY_VERIFY(states.size() >= 2 && client.isConnected());
    server.clearReceived();
    QCOMPARE(errorOf(client, Release).code(), Code::NotSupported);
    QVERIFY(!server.waitForCommand("XNACK", 50ms));
    updated = true;
    states.clear();
    server.closeAll();
    QTRY_VERIFY(states.size() >= 2 && client.isConnected());
    QCOMPARE(errorOf(client, Release).code(), Code::NoError);
}

void TestCommandVersions::unknownVersion()
{
    // RESP2 does not tell the version: the newest option given is the one to blame.
    FakeServer server([](int, const QByteArrayList &command) {
        return command.constFirst() == "XADD" ? Test::error("ERR syntax error") : QByteArray();
    });
    RedisClient client(server.url() + u"?protocol=2"_s);
    const RedisError error = errorOf(client, AddReferences);
    QCOMPARE(error.code(), Code::NotSupported);
    QVERIFY2(error.message().contains(u"the option DELREF needs Redis 8.2"), qPrintable(error.message()));
    QVERIFY2(error.message().contains(u"this server does not have it"), qPrintable(error.message()));
    server.clearReceived();
    QCOMPARE(errorOf(client, AddReferences).code(), Code::NotSupported);
    QVERIFY(endsSoon(client.ping()));
    QCOMPARE(server.received().size(), 1);
}

void TestCommandVersions::otherErrorsStayWhatTheyAre()
{
    // A server that should have it, and one that fails for another reason.
    std::atomic_bool syntax = true;
    FakeServer server([&](int, const QByteArrayList &command) {
        if (command.constFirst() == "HELLO")
            return hello("redis", "8.10.0");
        if (command.constFirst() != "XADD")
            return QByteArray();
        return syntax ? Test::error("ERR syntax error") : Test::error("OOM command not allowed when used memory > 'maxmemory'.");
    });
    RedisClient client(server.url());
    QCOMPARE(errorOf(client, AddIdmp).code(), Code::ServerError);
    syntax = false;
    QCOMPARE(errorOf(client, AddIdmp).code(), Code::OutOfMemory);
    QCOMPARE(server.received().size(), 3);
}

void TestCommandVersions::newerReplies()
{
    FakeServer server([](int, const QByteArrayList &command) {
        const QByteArray name = command.constFirst();
        if (name == "HELLO")
            return hello("redis", "8.10.0");
        if (name == "XADD")
            return bulk("3-0");
        if (name == "XTRIM" || name == "XNACK")
            return integer(2);
        if (name == "XCFGSET")
            return simple("OK");
        if (name == "XDELEX" || name == "XACKDEL")
            return array({integer(1), integer(-1), integer(2)});
        if (name == "XREAD" || name == "XREADGROUP")
            return Test::map({{bulk("s"), array({array({bulk("1-0"), Test::command({"a", "1"}), integer(7), integer(2)})})}});
        return QByteArray();
    });
    RedisClient client(server.url());
    for (int feature = AddReferences; feature <= DeleteEx; ++feature)
        QCOMPARE(errorOf(client, feature), RedisError());
    const auto removed = client.run(Xackdel {"s", "g", {{1, 0}, {2, 0}, {3, 0}}, ReferencePolicy::Acknowledged});
    QVERIFY(endsSoon(removed));
    QCOMPARE(removed.result(), QList<EntryRemoval>({EntryRemoval::Removed, EntryRemoval::NotFound, EntryRemoval::StillReferenced}));
    const auto claimed = client.run(Xreadgroup {"g", "c", {{"s", {}}}});
    QVERIFY(endsSoon(claimed));
    QCOMPARE(described(claimed.result()), QByteArrayList({"s 1-0 a=1 idle 7 deliveries 2"}));
}

COMMAND_SERVER_MAIN(TestCommandVersions)
#include "tst_commandversions.moc"
