// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Replies that do not have the shape of the command's reply give ProtocolError: no crash, and no made-up value.
#include "replyof.h"
#include "streamcommands.h"
#include "support/respbytes.h"

#include <QtTest/QTest>

#include <functional>

using namespace RedisStreams;
using namespace RedisStreams::Test;

namespace {

struct Known
{
    const char *name;
    std::function<RedisError(const RespValue &)> decode;
    /// Which of the shapes below it takes.
    QByteArrayList takes;
};

template <typename Command>
Known known(const char *name, const QByteArrayList &takes)
{
    return {name, [](const RespValue &reply) { return Command {}.decode(reply).error; }, takes};
}

/// Shapes of many kinds; each is the reply of some command, or of none.
const QList<std::pair<QByteArray, QByteArray>> &shapes()
{
    static const QList<std::pair<QByteArray, QByteArray>> list {
        {"null", nil3()}, {"integer", integer(1)}, {"OK", simple("OK")}, {"text", bulk("x")}, {"id", bulk("1-0")}, {"digits", bulk("7")}, {"empty text", bulk("")},
        {"double", ",1.5\r\n"}, {"true", "#t\r\n"}, {"empty array", array({})}, {"empty map", map({})}, {"array of integers", array({integer(1), integer(2)})},
        {"array of 3", array({integer(3), integer(3), integer(3)})}, {"array of texts", array({bulk("x"), bulk("y")})}, {"array of ids", array({bulk("1-0"), bulk("2-0")})},
        {"array of nulls", array({nil2(), nil2()})}, {"array of arrays", array({array({}), array({})})}, {"deep array", array({array({array({array({integer(1)})})})})},
        {"map of texts", map({{bulk("a"), bulk("b")}})}, {"set", aggregate('~', {bulk("a")})}};
    return list;
}

QList<Known> commands()
{
    const QByteArrayList numbers {"integer", "digits", "true"};
    const QByteArrayList lists {"null", "empty array", "empty map", "array of nulls"};
    return {
        known<Ping>("PING", {"OK", "text", "id", "digits", "empty text"}),
        known<ScanStreams>("SCAN", {}),
        known<ClientUnblock>("CLIENT UNBLOCK", numbers),
        known<Xlen>("XLEN", numbers),
        known<Xdel>("XDEL", numbers),
        known<Xack>("XACK", numbers),
        known<Xnack>("XNACK", numbers),
        known<XgroupDeleteConsumer>("XGROUP DELCONSUMER", numbers),
        known<XgroupDestroy>("XGROUP DESTROY", numbers),
        known<XgroupCreateConsumer>("XGROUP CREATECONSUMER", numbers),
        known<Xtrim>("XTRIM", numbers),
        known<Xsetid>("XSETID", {"OK"}),
        known<Xcfgset>("XCFGSET", {"OK"}),
        known<XgroupCreate>("XGROUP CREATE", {"OK"}),
        known<XgroupSetId>("XGROUP SETID", {"OK"}),
        known<Xadd>("XADD", {"null", "id", "digits"}),
        known<Xdelex>("XDELEX", {"empty array", "empty map", "array of integers"}),
        known<Xackdel>("XACKDEL", {"empty array", "empty map", "array of integers"}),
        known<Xrange>("XRANGE", lists),
        known<Xclaim>("XCLAIM", lists),
        known<XclaimJustId>("XCLAIM JUSTID", lists + QByteArrayList {"array of ids"}),
        known<Xautoclaim>("XAUTOCLAIM", {}),
        known<XautoclaimJustId>("XAUTOCLAIM JUSTID", {}),
        known<Xread>("XREAD", {"null", "empty array", "empty map"}),
        known<Xreadgroup>("XREADGROUP", {"null", "empty array", "empty map"}),
        known<XinfoStream>("XINFO STREAM", {}),
        known<XinfoStreamFull>("XINFO STREAM FULL", {}),
        known<XinfoGroups>("XINFO GROUPS", {"null", "empty array", "empty map"}),
        known<XinfoConsumers>("XINFO CONSUMERS", {"null", "empty array", "empty map"}),
        known<XpendingSummary>("XPENDING", {}),
        known<XpendingRange>("XPENDING, range", {"null", "empty array", "empty map"}),
    };
}

} // namespace

class tst_WrongReplies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shapesOfOthers_data();
    void shapesOfOthers();
    void entries_data();
    void entries();
    void pages_data();
    void pages();
    void infos_data();
    void infos();
    void pending_data();
    void pending();
};

void tst_WrongReplies::shapesOfOthers_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("taken");
    const QList<Known> all = commands();
    for (int i = 0; i < all.size(); ++i) {
        for (const auto &[name, bytes] : shapes())
            QTest::addRow("%s: %s", all[i].name, name.constData()) << i << bytes << all[i].takes.contains(name);
    }
}

void tst_WrongReplies::shapesOfOthers()
{
    QFETCH(int, index);
    QFETCH(QByteArray, bytes);
    QFETCH(bool, taken);
    const RedisError error = commands()[index].decode(valueOf(bytes));
    QCOMPARE(error.code(), taken ? RedisError::Code::NoError : RedisError::Code::ProtocolError);
    QCOMPARE(error.message().isEmpty(), taken);
}

void tst_WrongReplies::entries_data()
{
    QTest::addColumn<QByteArray>("item");
    const QByteArray id = bulk("1-0");
    const QByteArray fields = command({"a", "1"});
    QTest::newRow("id only") << id;
    QTest::newRow("id in a list") << array({id});
    QTest::newRow("three elements") << array({id, fields, integer(1)});
    QTest::newRow("five elements") << array({id, fields, integer(1), integer(1), integer(1)});
    QTest::newRow("bad id") << array({bulk("x"), fields});
    QTest::newRow("null id") << array({nil2(), fields});
    QTest::newRow("list for an id") << array({array({}), fields});
    QTest::newRow("odd fields") << array({id, command({"a"})});
    QTest::newRow("text for fields") << array({id, bulk("a")});
    QTest::newRow("integer for fields") << array({id, integer(2)});
    QTest::newRow("null value") << array({id, array({bulk("a"), nil2()})});
    QTest::newRow("list for a value") << array({id, array({bulk("a"), array({bulk("x")})})});
    QTest::newRow("error for a value") << array({id, array({bulk("a"), error("ERR x")})});
    QTest::newRow("text for idle") << array({id, fields, bulk("x"), integer(1)});
    QTest::newRow("list for deliveries") << array({id, fields, integer(1), array({})});
}

void tst_WrongReplies::entries()
{
    QFETCH(QByteArray, item);
    const QByteArray good = entry("0-1", {{"a", "1"}});
    for (const QByteArray &list : {array({item}), array({good, item}), array({item, good})}) {
        QCOMPARE(Xrange {"s"}.decode(valueOf(list)).error.code(), RedisError::Code::ProtocolError);
        QCOMPARE(Xread {}.decode(valueOf(map({{bulk("s"), list}}))).error.code(), RedisError::Code::ProtocolError);
        QCOMPARE(Xread {}.decode(valueOf(array({array({bulk("s"), list}), array({bulk("t"), array({good})})}))).error.code(), RedisError::Code::ProtocolError);
        QCOMPARE(Xautoclaim {}.decode(valueOf(array({bulk("0-0"), list, array({})}))).error.code(), RedisError::Code::ProtocolError);
    }
}

void tst_WrongReplies::pages_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no cursor") << array({nil2(), array({})});
    QTest::newRow("bad cursor") << array({bulk("x"), array({}), array({})});
    QTest::newRow("cursor only") << array({bulk("0-0")});
    QTest::newRow("text for the list") << array({bulk("0-0"), bulk("x"), array({})});
    QTest::newRow("text for the deleted") << array({bulk("0-0"), array({}), bulk("x")});
    QTest::newRow("bad id among the deleted") << array({bulk("0-0"), array({}), array({bulk("1-0"), bulk("x")})});
    QTest::newRow("list among the deleted") << array({bulk("0-0"), array({}), array({array({})})});
}

void tst_WrongReplies::pages()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(Xautoclaim {}.decode(valueOf(bytes)).error.code(), RedisError::Code::ProtocolError);
    QCOMPARE(XautoclaimJustId {}.decode(valueOf(bytes)).error.code(), RedisError::Code::ProtocolError);
}

void tst_WrongReplies::infos_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("odd list") << array({bulk("length"), integer(1), bulk("last-generated-id")});
    QTest::newRow("no last id") << map({{bulk("length"), integer(1)}});
    QTest::newRow("null last id") << map({{bulk("length"), integer(1)}, {bulk("last-generated-id"), nil3()}});
    QTest::newRow("integer last id") << map({{bulk("last-generated-id"), integer(5)}});
    QTest::newRow("bad last id") << map({{bulk("last-generated-id"), bulk("x")}});
}

void tst_WrongReplies::infos()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(XinfoStream {}.decode(valueOf(bytes)).error.code(), RedisError::Code::ProtocolError);
    QCOMPARE(XinfoStreamFull {}.decode(valueOf(bytes)).error.code(), RedisError::Code::ProtocolError);
    // As the description of a group or consumer it lacks a name.
    QCOMPARE(XinfoGroups {}.decode(valueOf(array({bytes}))).error.code(), RedisError::Code::ProtocolError);
    QCOMPARE(XinfoConsumers {}.decode(valueOf(array({bytes}))).error.code(), RedisError::Code::ProtocolError);
}

void tst_WrongReplies::pending_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray list = array({array({bulk("a"), bulk("1")})});
    QTest::newRow("no total") << array({nil2(), nil2(), nil2(), nil2()});
    QTest::newRow("three elements") << array({integer(0), nil2(), nil2()});
    QTest::newRow("bad smallest id") << array({integer(1), bulk("x"), bulk("1-0"), list});
    QTest::newRow("bad greatest id") << array({integer(1), bulk("1-0"), integer(5), list});
    QTest::newRow("consumer of one") << array({integer(1), bulk("1-0"), bulk("1-0"), array({array({bulk("a")})})});
    QTest::newRow("consumer without a number") << array({integer(1), bulk("1-0"), bulk("1-0"), array({array({bulk("a"), bulk("x")})})});
    QTest::newRow("null consumer") << array({integer(1), bulk("1-0"), bulk("1-0"), array({array({nil2(), bulk("1")})})});
    QTest::newRow("text for consumers") << array({integer(1), bulk("1-0"), bulk("1-0"), bulk("x")});
}

void tst_WrongReplies::pending()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(XpendingSummary {}.decode(valueOf(bytes)).error.code(), RedisError::Code::ProtocolError);
    // Nor is any of it an entry of the long form.
    QCOMPARE(XpendingRange {}.decode(valueOf(array({bytes}))).error.code(), RedisError::Code::ProtocolError);
}

QTEST_APPLESS_MAIN(tst_WrongReplies)
#include "tst_wrongreplies.moc"
