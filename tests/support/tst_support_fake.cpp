// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "support/adminclient.h"
#include "support/fakeserver.h"
#include "support/fakeserverworker_p.h"
#include "support/rawclient.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

class TestSupportFake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaults();
    void script();
    void closing();
    void sendsUnasked();
    void parsesByteByByte();
};

void TestSupportFake::defaults()
{
    FakeServer server;
    AdminClient client(server.url(), u"any"_s);
    QCOMPARE(client.command({"PING"}), QVariant(QByteArray("PONG")));
    QCOMPARE(client.command({"CLIENT", "SETNAME", "me"}), QVariant(QByteArray("OK")));
    QCOMPARE(client.integer({"CLIENT", "ID"}), 1);
    QVERIFY(errorText(client.command({"XLEN", "s"})).startsWith("ERR unknown command"));
    QCOMPARE(client.command({"HELLO", "2"}).toList().size(), 14);
    QVERIFY(errorText(client.command({"HELLO", "4"})).startsWith("NOPROTO"));
    QCOMPARE(client.command({"QUIT"}), QVariant(QByteArray("OK")));
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(server.received().constFirst(), QByteArrayList({"AUTH", "any"}));

    RawClient resp3(server.port());
    resp3.send(command({"HELLO", "3"}));
    const QByteArray reply = FakeServer::defaultReply(1, {"HELLO", "3"});
    QVERIFY(reply.startsWith(
        "%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:3\r\n"));
    QCOMPARE(resp3.read(reply.size()), reply);
    QCOMPARE(server.connectionCount(), 2);
}

void TestSupportFake::script()
{
    FakeServer server([](int index, const QByteArrayList &command) {
        if (command.first() == "XREAD")
            return index == 0 ? nilArray2() : array({array({bulk("s"), array({entry("1-1", {{"f", "v"}})})})});
        return QByteArray();
    });
    AdminClient one(server.url());
    AdminClient other(server.url());
    QVERIFY(one.command({"xread"}).toByteArray().isEmpty());
    QVERIFY(one.command({"XREAD", "STREAMS", "s", "0"}).isNull());
    const QVariantList streams = other.command({"XREAD", "STREAMS", "s", "0"}).toList();
    QCOMPARE(streams.value(0).toList().value(1).toList().value(0).toList().value(0), QVariant(QByteArray("1-1")));
    QVERIFY(server.waitForCommand("xread", 5s, 3));
    QVERIFY(server.waitForCommand("XREAD STREAMS", 5s, 2));
    QVERIFY(!server.waitForCommand("XREAD STREAMS", 10ms, 3));
    QCOMPARE(server.received(1), QList<QByteArrayList>({{"XREAD", "STREAMS", "s", "0"}}));
    QCOMPARE(server.received().size(), 3);
    server.clearReceived();
    QVERIFY(server.received().isEmpty());

    server.setHandler([&server](int, const QByteArrayList &command) {
        if (command.first() != "SWAP")
            return FakeServer::silence();
        // A handler may use the server, and even replace itself.
        server.setHandler({});
        return FakeServer::closeConnection();
    });
    one.setTimeout(50ms);
    QVERIFY(errorText(one.command({"PING"})).startsWith("IO no reply"));
    one.setTimeout(10s);
    QVERIFY(errorText(one.command({"SWAP"})).startsWith("IO no reply"));
    QCOMPARE(one.command({"PING"}), QVariant(QByteArray("PONG")));
}

void TestSupportFake::closing()
{
    FakeServer server([&server](int index, const QByteArrayList &command) {
        if (command.first() == "GONE")
            return FakeServer::closeConnection();
        if (command.first() == "HALF")
            return FakeServer::closeAfter("$10\r\nhalf");
        if (command.first() == "ME")
            server.close(index);
        return QByteArray();
    });
    for (const char *name : {"GONE", "ME"}) {
        RawClient client(server.port());
        client.send(command({name, "1"}) + command({"PING"}));
        QCOMPARE(client.read(everything), QByteArray());
        QVERIFY(client.waitForClose());
    }
    RawClient half(server.port());
    half.send(command({"HALF"}));
    QCOMPARE(half.read(everything), "$10\r\nhalf");
    RawClient bad(server.port());
    QTest::ignoreMessage(QtWarningMsg, "FakeServer: received what is no command");
    bad.send("*1\r\n+PING\r\n");
    QCOMPARE(bad.read(everything), QByteArray());
    QTRY_COMPARE(server.openConnections(), 0);
}

void TestSupportFake::sendsUnasked()
{
    FakeServer server;
    RawClient one(server.port());
    RawClient other(server.port());
    QVERIFY(server.waitForConnections(2));
    const QByteArray message = push({bulk("invalidate"), nil3()});
    QVERIFY(server.sendRaw(1, message));
    QCOMPARE(other.read(message.size()), message);
    QVERIFY(!server.sendRaw(2, message));
    server.closeAll();
    QVERIFY(one.waitForClose() && other.waitForClose());
    QVERIFY(!server.sendRaw(0, message));
}

void TestSupportFake::parsesByteByByte()
{
    const QByteArray bytes = command({"ECHO", "a\r\nb"}) + command({"ECHO", ""}) + "\r\nPING  now\r\n";
    QByteArray buffer;
    QList<QByteArrayList> commands;
    for (const char byte : bytes) {
        buffer.append(byte);
        while (const auto command = takeCommand(buffer))
            commands.append(*command);
    }
    QCOMPARE(commands, QList<QByteArrayList>({{"ECHO", "a\r\nb"}, {"ECHO", ""}, {}, {"PING", "now"}}));
    QVERIFY(buffer.isEmpty());

    FakeServer server;
    RawClient client(server.port());
    const QByteArray large(8'000'000, 'l');
    client.send(command({"ECHO", large}));
    QCOMPARE(client.read(bulk(large).size()), bulk(large));
}

QTEST_GUILESS_MAIN(TestSupportFake)

#include "tst_support_fake.moc"
