// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/handshake_p.h"
#include "resp/replytreedecoder_p.h"
#include "splitting.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Code = RedisError::Code;
using Protocol = ConnectionOptions::Protocol;
using Verdict = Handshake::Verdict;

namespace {

ConnectionOptions options(const QByteArray &user = {}, const QByteArray &password = {}, int database = 0, const QByteArray &name = {},
                          Protocol protocol = Protocol::Automatic)
{
    ConnectionOptions result;
    result.setCredentials(QString::fromUtf8(user), QString::fromUtf8(password)).setDatabase(database)
        .setClientName(QString::fromUtf8(name)).setProtocol(protocol);
    return result;
}

/// What a server says to HELLO 3.
QByteArray hello(bool resp3 = true)
{
    const QList<std::pair<QByteArray, QByteArray>> fields {
        {bulk("server"), bulk("redis")}, {bulk("version"), bulk("7.2.4")}, {bulk("proto"), integer(resp3 ? 3 : 2)}, {bulk("id"), integer(42)},
        {bulk("mode"), bulk("standalone")}, {bulk("role"), bulk("master")}, {bulk("modules"), array({})}};
    if (resp3)
        return map(fields);
    QByteArrayList flat;
    for (const auto &[key, value] : fields)
        flat << key << value;
    return array(flat);
}

struct Outcome
{
    QByteArray sent;
    Verdict verdict = Verdict::Continue;
    RedisError error;
    bool final = false;
    ServerInfo server;
};

/// Plays a whole handshake with the bytes of a server, as a connection does.
Outcome play(const ConnectionOptions &wanted, const QByteArrayList &pieces)
{
    Handshake handshake(wanted);
    Outcome outcome;
    outcome.sent = handshake.start();
    RespInput input;
    ReplyTreeDecoder decoder;
    for (const QByteArray &piece : pieces) {
        input.append(piece);
        while (outcome.verdict == Verdict::Continue && decoder.consume(input) == ReplyDecoder::Status::Done) {
            outcome.verdict = handshake.reply(decoder.take());
            outcome.sent += handshake.outgoing();
        }
    }
    outcome.error = handshake.error();
    outcome.final = handshake.isFinal();
    outcome.server = handshake.server();
    return outcome;
}

const QByteArray ok = simple("OK");

} // namespace

class tst_Handshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void succeeds_data();
    void succeeds();
    void serverInfo();
    void fails_data();
    void fails();
    void failureMessages();
    void wrongShapes_data();
    void wrongShapes();
    void replyNobodyAskedFor();
    void sentBytesComeOnce();
};

void tst_Handshake::succeeds_data()
{
    QTest::addColumn<ConnectionOptions>("wanted");
    QTest::addColumn<QByteArray>("replies");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("protocol");
    QTest::addColumn<qint64>("clientId");
    const QByteArray unknown = error("ERR unknown command `HELLO`, with args beginning with: `3`, ");
    const QByteArray clientId = command({"CLIENT", "ID"});
    const auto row = [](const char *name, const ConnectionOptions &wanted, const QByteArray &replies, const QByteArray &sent, int protocol, qint64 id) {
        QTest::newRow(name) << wanted << replies << sent << protocol << id;
    };
    row("plain", options(), hello(), command({"HELLO", "3"}), 3, 42);
    row("everything", options("u", "p", 5, "app"), hello() + ok,
        command({"HELLO", "3", "AUTH", "u", "p", "SETNAME", "app"}) + command({"SELECT", "5"}), 3, 42);
    row("password only", options({}, "p"), hello(), command({"HELLO", "3", "AUTH", "default", "p"}), 3, 42);
    row("user only", options("u"), hello(), command({"HELLO", "3", "AUTH", "u", ""}), 3, 42);
    row("binary password", options("u", "\xc3\xa9\r\n$"), hello(), command({"HELLO", "3", "AUTH", "u", "\xc3\xa9\r\n$"}), 3, 42);
    row("database", options({}, {}, 7), hello() + ok, command({"HELLO", "3"}) + command({"SELECT", "7"}), 3, 42);
    row("a proxy that answers HELLO in RESP2", options(), hello(false), command({"HELLO", "3"}), 2, 42);
    row("before Redis 6", options(), unknown + integer(17), command({"HELLO", "3"}) + clientId, 2, 17);
    row("before Redis 6, everything", options("u", "p", 5, "app"), unknown + ok + ok + integer(17) + ok,
        command({"HELLO", "3", "AUTH", "u", "p", "SETNAME", "app"}) + command({"AUTH", "u", "p"}) + command({"CLIENT", "SETNAME", "app"}) + clientId
            + command({"SELECT", "5"}), 2, 17);
    row("before Redis 6, password only", options({}, "p"), unknown + ok + integer(17),
        command({"HELLO", "3", "AUTH", "default", "p"}) + command({"AUTH", "p"}) + clientId, 2, 17);
    row("RESP3 not known", options(), error("NOPROTO unsupported protocol version") + integer(17), command({"HELLO", "3"}) + clientId, 2, 17);
    row("HELLO forbidden", options(), error("NOPERM User u has no permissions to run the 'hello' command") + integer(17),
        command({"HELLO", "3"}) + clientId, 2, 17);
    row("RESP2 asked for", options("u", "p", 1, "app", Protocol::Resp2), ok + ok + integer(9) + ok,
        command({"AUTH", "u", "p"}) + command({"CLIENT", "SETNAME", "app"}) + clientId + command({"SELECT", "1"}), 2, 9);
    row("RESP2 asked for, plain", options({}, {}, 0, {}, Protocol::Resp2), integer(9), clientId, 2, 9);
    row("RESP3 asked for", options({}, {}, 0, {}, Protocol::Resp3), hello(), command({"HELLO", "3"}), 3, 42);
    // What is only good to have may be refused.
    row("no CLIENT ID", options({}, {}, 0, {}, Protocol::Resp2), error("ERR unknown subcommand 'ID'"), clientId, 2, 0);
    row("no CLIENT at all", options({}, {}, 3, "app", Protocol::Resp2),
        error("NOPERM client") + error("ERR unknown command 'CLIENT'") + ok,
        command({"CLIENT", "SETNAME", "app"}) + clientId + command({"SELECT", "3"}), 2, 0);
}

void tst_Handshake::succeeds()
{
    QFETCH(ConnectionOptions, wanted);
    QFETCH(QByteArray, replies);
    QFETCH(QByteArray, sent);
    forEverySplit(replies, [&](const QByteArrayList &pieces) {
        const Outcome outcome = play(wanted, pieces);
        QCOMPARE(outcome.error.message(), QString());
        QCOMPARE(outcome.verdict, Verdict::Done);
        QCOMPARE(outcome.sent, sent);
        QTEST(outcome.server.protocol, "protocol");
        QTEST(outcome.server.clientId, "clientId");
    });
    // Not done before the last byte.
    QCOMPARE(play(wanted, {replies.chopped(1)}).verdict, Verdict::Continue);
}

void tst_Handshake::serverInfo()
{
    const ServerInfo server = play(options(), {hello()}).server;
    QCOMPARE(server.name, QByteArray("redis"));
    QCOMPARE(server.version, QByteArray("7.2.4"));
    QCOMPARE(server.role, QByteArray("master"));
    const ServerInfo little = play(options(), {map({})}).server;
    QCOMPARE(little.clientId, 0);
    QVERIFY(little.name.isEmpty());
}

void tst_Handshake::fails_data()
{
    QTest::addColumn<ConnectionOptions>("wanted");
    QTest::addColumn<QByteArray>("replies");
    QTest::addColumn<Code>("code");
    QTest::addColumn<bool>("final");
    const QByteArray unknown = error("ERR unknown command `HELLO`, with args beginning with: `3`, ");
    const QByteArray full = error("ERR max number of clients reached");
    const QByteArray wrong = error("WRONGPASS invalid username-password pair or user is disabled.");
    const QByteArray loading = error("LOADING Redis is loading the dataset in memory");
    const ConnectionOptions resp2 = options("u", "p", 1, "app", Protocol::Resp2);
    const ConnectionOptions resp3 = options({}, {}, 0, {}, Protocol::Resp3);
    const auto row = [](const char *name, const ConnectionOptions &wanted, const QByteArray &replies, Code code, bool final) {
        QTest::newRow(name) << wanted << replies << code << final;
    };
    row("wrong password", options("u", "p"), wrong, Code::AuthenticationFailed, true);
    row("password needed", options(), error("NOAUTH HELLO must be called with the client already authenticated"), Code::AuthenticationFailed, true);
    row("wrong password, RESP2", resp2, wrong, Code::AuthenticationFailed, true);
    row("wrong password, Redis 5", options({}, "p"), unknown + error("ERR invalid password"), Code::AuthenticationFailed, true);
    row("password needed, Redis 5", options(), unknown + error("NOAUTH Authentication required."), Code::AuthenticationFailed, true);
    row("a password where there is none", options({}, "p"), error("ERR AUTH <password> called without any password configured for the default user."), Code::ServerError, true);
    // A full server says so instead of the first reply, then closes: it may have room later.
    row("server full", options(), full, Code::ServerError, false);
    row("server full, RESP2", resp2, full, Code::ServerError, false);
    row("server full, plain RESP2", options({}, {}, 0, {}, Protocol::Resp2), full, Code::ServerError, false);
    row("loading", options(), loading, Code::Loading, false);
    row("loading at SELECT", options({}, {}, 1), hello() + loading, Code::Loading, false);
    row("no such database", options({}, {}, 99), hello() + error("ERR DB index is out of range"), Code::ServerError, true);
    row("database in a cluster", options({}, {}, 1), hello() + error("ERR SELECT is not allowed in cluster mode"), Code::ServerError, true);
    row("SELECT forbidden", options({}, {}, 1), hello() + error("NOPERM no permissions to run the 'select' command"), Code::PermissionDenied, true);
    row("no RESP3", resp3, unknown, Code::NotSupported, true);
    row("no RESP3, by number", resp3, error("NOPROTO unsupported protocol version"), Code::NotSupported, true);
    row("HELLO forbidden with RESP3", resp3, error("NOPERM hello"), Code::PermissionDenied, true);
    row("bad client name", options({}, {}, 0, "app"), error("ERR Client names cannot contain spaces, newlines or special characters."), Code::ServerError, true);
}

void tst_Handshake::fails()
{
    QFETCH(ConnectionOptions, wanted);
    QFETCH(QByteArray, replies);
    forEverySplit(replies, [&](const QByteArrayList &pieces) {
        const Outcome outcome = play(wanted, pieces);
        QCOMPARE(outcome.verdict, Verdict::Failed);
        QTEST(outcome.error.code(), "code");
        QTEST(outcome.final, "final");
        QVERIFY(!outcome.error.message().isEmpty());
    });
}

void tst_Handshake::failureMessages()
{
    const auto message = [](const ConnectionOptions &wanted, const QByteArray &replies) { return play(wanted, {replies}).error.message(); };
    const QString needed = message(options(), error("NOAUTH x"));
    QVERIFY2(needed.contains(QStringLiteral("password")) && needed.contains(QStringLiteral("redis://")), qPrintable(needed));
    const QString refused = message(options("alice", "p"), error("WRONGPASS x"));
    QVERIFY2(refused.contains(QStringLiteral("alice")) && refused.contains(QStringLiteral("WRONGPASS")), qPrintable(refused));
    const QString database = message(options({}, {}, 99), hello() + error("ERR DB index is out of range"));
    QVERIFY2(database.contains(QStringLiteral("99")) && database.contains(QStringLiteral("out of range")), qPrintable(database));
    const QString resp3 = message(options({}, {}, 0, {}, Protocol::Resp3), error("NOPROTO x"));
    QVERIFY2(resp3.contains(QStringLiteral("RESP3")), qPrintable(resp3));
    // A proxy without SELECT: the message must not blame the protocol, which nobody asked for.
    const QString select = message(options({}, {}, 1), hello() + error("ERR unknown command 'SELECT'"));
    QVERIFY2(!select.contains(QStringLiteral("RESP3")) && select.contains(QStringLiteral("SELECT")), qPrintable(select));
}

void tst_Handshake::wrongShapes_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::newRow("OK") << ok;
    QTest::newRow("integer") << integer(1);
    QTest::newRow("null") << nil3();
    QTest::newRow("bulk") << bulk("hello");
    QTest::newRow("set") << aggregate('~', {bulk("server"), bulk("redis")});
}

void tst_Handshake::wrongShapes()
{
    QFETCH(QByteArray, reply);
    const Outcome outcome = play(options(), {reply});
    QCOMPARE(outcome.verdict, Verdict::Failed);
    QCOMPARE(outcome.error.code(), Code::ProtocolError);
}

void tst_Handshake::replyNobodyAskedFor()
{
    Handshake handshake(options());
    handshake.start();
    QCOMPARE(handshake.reply(RespValue::makeAggregate(RespValue::Type::Map, {})), Verdict::Done);
    QCOMPARE(handshake.reply(RespValue::makeInteger(1)), Verdict::Failed);
    QCOMPARE(handshake.error().code(), Code::ProtocolError);
}

void tst_Handshake::sentBytesComeOnce()
{
    Handshake handshake(options({}, {}, 1));
    QVERIFY(!handshake.start().isEmpty());
    QVERIFY(handshake.outgoing().isEmpty());
    QCOMPARE(handshake.reply(RespValue::makeAggregate(RespValue::Type::Map, {})), Verdict::Continue);
    QCOMPARE(handshake.outgoing(), command({"SELECT", "1"}));
    QVERIFY(handshake.outgoing().isEmpty());
}

QTEST_GUILESS_MAIN(tst_Handshake)
#include "tst_handshake.moc"
