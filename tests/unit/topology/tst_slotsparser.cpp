// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "slotsreply.h"
#include "topology/slotsparser_p.h"

#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using namespace RedisStreams::Test;
using Code = RedisError::Code;

namespace {

const Endpoint asked = at("10.0.0.7", 7000);

/// "first-last: endpoint id, endpoint id; ..."; the error's message when there is one.
QString read(const QByteArray &bytes, const QList<ClusterNode> &known = {}, RedisError *error = nullptr)
{
    SlotsParser parser(asked, known);
    const RedisError problem = parser.parse(valueOf(bytes));
    if (error)
        *error = problem;
    if (problem)
        return problem.message();
    QStringList ranges;
    for (const SlotsParser::Range &range : parser.ranges()) {
        QStringList nodes;
        for (const ClusterNode &node : range.nodes)
            nodes.append((node.isReachable() ? node.endpoint.toString() : QStringLiteral("nowhere")) + QLatin1Char(' ')
                + QString::fromLatin1(node.id.left(1)));
        ranges.append(
            QStringLiteral("%1-%2: %3").arg(range.first).arg(range.last).arg(nodes.join(QLatin1StringView(", "))));
    }
    return ranges.join(QLatin1StringView("; "));
}

} // namespace

class tst_SlotsParser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replies_data();
    void replies();
    void keepsWhatWasKnown();
    void refused_data();
    void refused();
    void errorsNameThePlace();
    void errorReplies();
    void nothingServed();
    void hostileTextIsNotShown();
    void placeholdersStayText();
};

void tst_SlotsParser::replies_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &bytes, const char *expected) {
        QTest::newRow(name) << bytes << QString::fromLatin1(expected);
    };

    row("redis 5",
        array({range(0, 5460, {node("10.0.0.1", 7000, idA), node("10.0.0.4", 7003, idD)}),
            range(5461, 16383, {node("10.0.0.2", 7001, idB)})}),
        "0-5460: 10.0.0.1:7000 a, 10.0.0.4:7003 d; 5461-16383: 10.0.0.2:7001 b");
    row("redis 7, resp2",
        array(
            {range(0, 16383, {node2("10.0.0.1", 7000, idA), node2("10.0.0.2", 7001, idB, {"hostname", "b.example"})})}),
        "0-16383: 10.0.0.1:7000 a, 10.0.0.2:7001 b");
    row("redis 7, resp3",
        array(
            {range(0, 16383, {node3("10.0.0.1", 7000, idA), node3("10.0.0.2", 7001, idB, {"hostname", "b.example"})})}),
        "0-16383: 10.0.0.1:7000 a, 10.0.0.2:7001 b");
    row("host names, resp2", array({range(0, 1, {node2("a.example", 7000, idA, {"ip", "10.0.0.1"})})}),
        "0-1: a.example:7000 a");
    row("host names, resp3", array({range(0, 1, {node3("a.example", 7000, idA, {"ip", "10.0.0.1"})})}),
        "0-1: a.example:7000 a");
    row("unknown endpoint, resp2",
        array({range(0, 1, {node2({}, 7000, idA, {"ip", "10.0.0.1"}), node2({}, 7001, idB)})}),
        "0-1: 10.0.0.7:7000 a, 10.0.0.7:7001 b");
    row("unknown endpoint, resp3", array({range(0, 1, {node3({}, 7000, idA), node3({}, 7001, idB)})}),
        "0-1: 10.0.0.7:7000 a, 10.0.0.7:7001 b");
    row("own address not known yet", array({range(0, 1, {node("", 7000, idA)})}), "0-1: 10.0.0.7:7000 a");
    row("no name, address in resp2", array({range(0, 1, {node2("?", 7000, idA, {"ip", "10.0.0.1"})})}),
        "0-1: 10.0.0.1:7000 a");
    row("no name, address in resp3", array({range(0, 1, {node3("?", 7000, idA, {"ip", "10.0.0.1"})})}),
        "0-1: 10.0.0.1:7000 a");
    row("no name, address in pairs",
        array({range(0, 1,
            {array(
                {bulk("?"), integer(7000), bulk(idA), array({command({"x", "y"}), command({"ip", "10.0.0.1"})})})})}),
        "0-1: 10.0.0.1:7000 a");
    row("no name, name before address",
        array({range(0, 1, {node3("?", 7000, idA, {"ip", "10.0.0.1", "hostname", "a.example"})})}),
        "0-1: a.example:7000 a");
    row("no name, empty address", array({range(0, 1, {node2("?", 7000, idA, {"ip", ""})})}), "0-1: nowhere a");
    row("no name at all", array({range(0, 1, {node2("?", 7000, idA), node("10.0.0.2", 7001, idB)})}),
        "0-1: nowhere a, 10.0.0.2:7001 b");
    row("no port for us", array({range(0, 1, {node("10.0.0.1", 0, idA), node("", 0, idB)})}),
        "0-1: nowhere a, nowhere b");
    row("ipv6", array({range(0, 1, {node("::1", 7000, idA)})}), "0-1: [::1]:7000 a");
    row("ipv6 in brackets", array({range(0, 1, {node("[::1]", 7000, idA)})}), "0-1: [::1]:7000 a");
    row("one slot", array({range(7, 7, {node("a", 1, idA)})}), "7-7: a:1 a");
    row("any order, with gaps", array({range(100, 16383, {node("a", 1, idA)}), range(0, 5, {node("b", 2, idB)})}),
        "100-16383: a:1 a; 0-5: b:2 b");
    row("without ids", array({range(0, 1, {array({bulk("a"), integer(1)}), array({bulk("b"), integer(2), nil2()})})}),
        "0-1: a:1 , b:2 ");
    row("numbers as text", array({array({bulk("0"), bulk("9"), array({bulk("a"), bulk("7000"), bulk(idA)})})}),
        "0-9: a:7000 a");
    row("simple strings", array({range(0, 1, {array({simple("a"), integer(1), simple(idA)})})}), "0-1: a:1 a");
    row("more to come",
        array(
            {array({integer(0), integer(1), array({bulk("a"), integer(1), bulk(idA), map({}), bulk("new"), nil3()})})}),
        "0-1: a:1 a");
}

void tst_SlotsParser::replies()
{
    QFETCH(QByteArray, bytes);
    QTEST(read(bytes), "expected");
}

void tst_SlotsParser::keepsWhatWasKnown()
{
    const QList<ClusterNode> known{{idA, at("was.example", 6999)}, {{}, at("10.0.0.9", 7000)}};
    // The name as before, but the port as it is now; and what was known counts for more than metadata.
    QCOMPARE(read(array({range(0, 1, {node2("?", 7000, idA)})}), known), QStringLiteral("0-1: was.example:7000 a"));
    QCOMPARE(read(array({range(0, 1, {node3("?", 7000, idA, {"ip", "10.0.0.1"})})}), known),
        QStringLiteral("0-1: was.example:7000 a"));
    // Only the same node, by its id.
    QCOMPARE(read(array({range(0, 1, {node2("?", 7000, idB)})}), known), QStringLiteral("0-1: nowhere b"));
    QCOMPARE(read(array({range(0, 1, {array({bulk("?"), integer(7000)})})}), known), QStringLiteral("0-1: nowhere "));
    // A name that is given counts.
    QCOMPARE(
        read(array({range(0, 1, {node("is.example", 7000, idA)})}), known), QStringLiteral("0-1: is.example:7000 a"));
}

void tst_SlotsParser::refused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const QByteArray &bytes) { QTest::newRow(name) << bytes; };
    const QByteArray a = node("a", 1, idA);
    row("null", nil3());
    row("text", bulk("0-16383"));
    row("number", integer(16384));
    row("map", map({{integer(0), integer(1)}}));
    row("range is null", array({nil2()}));
    row("range is text", array({bulk("x")}));
    row("range without nodes", array({range(0, 1, {})}));
    row("range without last", array({array({integer(0)})}));
    row("range is a map", array({map({{integer(0), integer(1)}, {a, a}})}));
    row("negative slot", array({range(-1, 1, {a})}));
    row("slot too large", array({range(0, 16384, {a})}));
    row("slot far too large", array({range(0, 1'000'000'000, {a})}));
    row("backwards", array({range(2, 1, {a})}));
    row("slot is text", array({array({bulk("first"), integer(1), a})}));
    row("slot is null", array({array({nil2(), integer(1), a})}));
    row("slot is a list", array({array({array({}), integer(1), a})}));
    row("slots twice", array({range(0, 10, {a}), range(10, 20, {node("b", 2, idB)})}));
    row("all slots twice", array({range(0, 16383, {a}), range(0, 16383, {a})}));
    row("node is null", array({range(0, 1, {nil2()})}));
    row("node is text", array({range(0, 1, {bulk("10.0.0.1:7000")})}));
    row("node is empty", array({range(0, 1, {array({})})}));
    row("node without port", array({range(0, 1, {array({bulk("a")})})}));
    row("replica is bad", array({range(0, 1, {a, array({bulk("a")})})}));
    row("negative port", array({range(0, 1, {node("a", -1, idA)})}));
    row("port too large", array({range(0, 1, {node("a", 65536, idA)})}));
    row("port is text", array({range(0, 1, {array({bulk("a"), bulk("http"), bulk(idA)})})}));
    row("port is null", array({range(0, 1, {array({bulk("a"), nil2(), bulk(idA)})})}));
    row("port is missing for unknown endpoint", array({range(0, 1, {array({nil2(), nil2(), bulk(idA)})})}));
    row("host is a number", array({range(0, 1, {array({integer(1), integer(1), bulk(idA)})})}));
    row("host is a list", array({range(0, 1, {array({array({}), integer(1), bulk(idA)})})}));
    row("host with space", array({range(0, 1, {node("a b", 1, idA)})}));
    row("host with line end", array({range(0, 1, {node("a\r\nb", 1, idA)})}));
    row("host with zero", array({range(0, 1, {node(QByteArray("a\0b", 3), 1, idA)})}));
    row("host too long", array({range(0, 1, {node(QByteArray(256, 'a'), 1, idA)})}));
    row("second of two", array({range(0, 1, {a}), bulk("x")}));
}

void tst_SlotsParser::refused()
{
    QFETCH(QByteArray, bytes);
    RedisError error;
    read(bytes, {}, &error);
    QCOMPARE(error.code(), Code::ProtocolError);
    QVERIFY2(error.message().startsWith(QStringLiteral("CLUSTER SLOTS: ")), qPrintable(error.message()));
    QCOMPARE(error.endpoint(), QStringLiteral("10.0.0.7:7000"));
}

void tst_SlotsParser::errorsNameThePlace()
{
    const QByteArray good = range(0, 9, {node("a", 1, idA)});
    QCOMPARE(read(array({good, range(10, 19, {node("b", 2, idB), node("c", 70000, idC)})})),
        QStringLiteral("CLUSTER SLOTS: range 2 of the reply: node 2 of the slots 10 to 19: the port is \"70000\", not "
                       "a number up to 65535. "
                       "Is 10.0.0.7:7000 a node of a Redis Cluster?"));
    QVERIFY(read(array({good, range(5, 30, {node("b", 2, idB)})}))
                .contains(QStringLiteral("slot 5 is in an earlier range, too")));
    QVERIFY(read(array({range(3, 2, {node("b", 2, idB)})}))
                .contains(QStringLiteral("the slots are \"3\" to \"2\", not a range within 0 to 16383")));
    QVERIFY(read(nil3()).contains(QStringLiteral("the reply is null, not a list")));
    QVERIFY(read(array({array({integer(0)})})).contains(QStringLiteral("a list of 1 elements")));
}

void tst_SlotsParser::errorReplies()
{
    RedisError error;
    read(Test::error("ERR This instance has cluster support disabled"), {}, &error);
    QCOMPARE(error.code(), Code::NotSupported);
    QVERIFY2(error.message().contains(QStringLiteral("10.0.0.7:7000 is not a node of a cluster")),
        qPrintable(error.message()));
    QVERIFY(error.message().contains(QStringLiteral("redis://")));
    read(Test::error("NOPERM this user has no permissions to run the 'cluster|slots' command"), {}, &error);
    QCOMPARE(error.code(), Code::PermissionDenied);
    QCOMPARE(error.endpoint(), QStringLiteral("10.0.0.7:7000"));
    read(Test::error("LOADING Redis is loading the dataset in memory"), {}, &error);
    QCOMPARE(error.code(), Code::Loading);
    read(Test::error("ERR something new"), {}, &error);
    QCOMPARE(error.code(), Code::ServerError);
    QCOMPARE(error.message(), QStringLiteral("CLUSTER SLOTS: ERR something new"));
}

void tst_SlotsParser::nothingServed()
{
    RedisError error;
    read(array({}), {}, &error);
    QCOMPARE(error.code(), Code::ClusterDown);
    QVERIFY(error.isTransient());
}

void tst_SlotsParser::hostileTextIsNotShown()
{
    RedisError error;
    read(array({range(0, 1, {node(QByteArray("\x1b[31m\n\0evil", 11) + QByteArray(5000, 'x'), 1, idA)})}), {}, &error);
    QCOMPARE(error.code(), Code::ProtocolError);
    QVERIFY(error.message().size() < 300);
    for (const QChar c : error.message())
        QVERIFY(c >= QLatin1Char(' ') && c < QChar(0x7f));
}

void tst_SlotsParser::placeholdersStayText()
{
    QVERIFY(read(array({array({bulk("%1%2%3"), bulk("%3"), bulk("x")})}))
                .contains(QStringLiteral("the slots are \"%1%2%3\" to \"%3\", not a range within 0 to 16383")));
    QVERIFY(read(array({range(0, 1, {node("%1 %2", 1, idA)})})).contains(QStringLiteral("the host is \"%1 %2\"")));
}

QTEST_APPLESS_MAIN(tst_SlotsParser)
#include "tst_slotsparser.moc"
