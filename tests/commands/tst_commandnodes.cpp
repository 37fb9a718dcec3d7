// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;

/// Trimming with "~" and LIMIT against a real server: whole nodes go or stay, of as many entries as the server's
/// configuration says. The cases are those of Redis' own stream.tcl, as a client sees them.
class TestCommandNodes : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void cleanup();
    void addingLeavesWholeNodes();
    void trimmingLeavesWholeNodes();
    void minimumIdLeavesWholeNodes();
    void limitBelowANode();
    void limitOfTheServer();
    void noLimitWhenExact();
    void afterARestart();
    void fieldsThatChange();
    void acknowledgedInSomeNodes();

private:
    void setNodeSize(int entries) { m_server.admin().command({"CONFIG", "SET", "stream-node-max-entries", QByteArray::number(entries)}); }
    static StreamTrim limited(StreamTrim trim, qint64 limit)
    {
        trim.limit = limit;
        return trim;
    }
};

void TestCommandNodes::cleanup()
{
    setNodeSize(100);
}

void TestCommandNodes::addingLeavesWholeNodes()
{
    XaddOptions options;
    options.trim = StreamTrim::toLength(555);
    // The names change now and then: entries whose names are not those of their node are stored in another way.
    for (int i = 0; i < 1000; ++i)
        QVERIFY(!ok(Xadd {"s", {{i % 10 == 7 ? "y" : "x", QByteArray::number(i)}}, options}).isNull());
    QCOMPARE(ok(Xlen {"s"}), 600);
    const QByteArrayList left = range("s");
    QVERIFY2(left.constFirst().endsWith(" x=400"), left.constFirst().constData());
    QVERIFY2(left[7].endsWith(" y=407"), left[7].constData());
}

void TestCommandNodes::trimmingLeavesWholeNodes()
{
    addNumbered(m_server.admin(), "s", 1000);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(666, false)}), 334);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(555, false)}), 111);
    // Of 445 deleted entries 45 lay in a node that is still there.
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(444)}), 55);
    QCOMPARE(ok(Xlen {"s"}), 500);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(400)}), 100);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(400)}), 0);
    QCOMPARE(range("s").constFirst(), QByteArray("s 601-0 n=601"));
}

void TestCommandNodes::minimumIdLeavesWholeNodes()
{
    setNodeSize(10);
    addNumbered(m_server.admin(), "s", 100);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toId({55, 0})}), 50);
    QCOMPARE(range("s").constFirst(), QByteArray("s 51-0 n=51"));
    XaddOptions options;
    options.trim = limited(StreamTrim::toId({95, 0}), 30);
    ok(Xadd {"s", {{"n", "new"}}, options});
    QCOMPARE(range("s").constFirst(), QByteArray("s 81-0 n=81"));
}

void TestCommandNodes::limitBelowANode()
{
    // A node that is larger than what may go stays.
    addMany("s", 3);
    XaddOptions options;
    options.trim = limited(StreamTrim::toLength(0), 1);
    ok(Xadd {"s", {{"a", "b"}}, options});
    QCOMPARE(ok(Xlen {"s"}), 4);
    admin("DEL s");
    setNodeSize(2);
    addMany("s", 3);
    QCOMPARE(ok(Xtrim {"s", limited(StreamTrim::toLength(0), 1)}), 0);
    QCOMPARE(ok(Xtrim {"s", limited(StreamTrim::toLength(0), 2)}), 2);
    QCOMPARE(range("s"), QByteArrayList({"s 3-0 a=3"}));
}

void TestCommandNodes::limitOfTheServer()
{
    // Without LIMIT "~" removes at most a hundred nodes at a time; LIMIT 0 is no limit.
    setNodeSize(1);
    addNumbered(m_server.admin(), "s", 204);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(1)}), 100);
    QCOMPARE(ok(Xlen {"s"}), 104);
    QCOMPARE(ok(Xtrim {"s", limited(StreamTrim::toLength(1), 0)}), 103);
    QCOMPARE(ok(Xlen {"s"}), 1);
}

void TestCommandNodes::noLimitWhenExact()
{
    setNodeSize(1);
    addNumbered(m_server.admin(), "s", 204);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(1, false)}), 203);
    QCOMPARE(range("s"), QByteArrayList({"s 204-0 n=204"}));
}

void TestCommandNodes::afterARestart()
{
    // What "~" and LIMIT have removed stays removed when the server reads its file again with nodes of another size.
    RedisServer::Options serverOptions;
    serverOptions.appendOnly = true;
    RedisServer server(serverOptions);
    QVERIFY2(server.start(), qPrintable(server.errorString()));
    RedisClient client(quick(server.url(), QStringLiteral("protocol=%1").arg(m_protocol)));
    server.admin().command({"CONFIG", "SET", "stream-node-max-entries", "10"});
    addNumbered(server.admin(), "s", 100);
    addNumbered(server.admin(), "t", 100);
    XaddOptions options;
    options.trim = limited(StreamTrim::toLength(55), 30);
    const auto limitedLength = client.run(Xadd {"s", {{"a", "b"}}, options});
    options.trim = limited(StreamTrim::toId({55, 0}), 30);
    const auto limitedId = client.run(Xadd {"t", {{"a", "b"}}, options});
    const auto emptied = client.run(Xadd {"empty", {{"a", "b"}}, {XaddOptions::IdMode::Explicit, {5, 5}, true, StreamTrim::toLength(0, false)}});
    QVERIFY(endsSoon(limitedLength) && endsSoon(limitedId) && endsSoon(emptied));
    QVERIFY2(server.restart(), qPrintable(server.errorString()));
    server.admin().command({"CONFIG", "SET", "stream-node-max-entries", "1"});
    for (const char *stream : {"s", "t"}) {
        const auto length = client.run(Xlen {stream});
        QVERIFY(endsSoon(length));
        QCOMPARE(length.result(), 71);
    }
    // A stream without entries is there all the same, and knows its last id.
    const auto info = client.run(XinfoStream {"empty"});
    QVERIFY(endsSoon(info));
    QCOMPARE(info.result().length, 0);
    QCOMPARE(info.result().lastGeneratedId, StreamId(5, 5));
}

void TestCommandNodes::fieldsThatChange()
{
    // Many entries, some with a field more: all of them come back, whole and in pages.
    constexpr int count = 3000;
    Transaction transaction;
    for (int i = 0; i < count; ++i) {
        const QByteArray item = QByteArray::number(i);
        transaction.add(Xadd {"s", i % 10 == 3 ? StreamFields {{"item", item}, {"otherfield", "foo"}} : StreamFields {{"item", item}}});
    }
    QVERIFY(endsSoon(m_client->exec(transaction)));
    QCOMPARE(ok(Xlen {"s"}), count);
    Xrange page;
    page.stream = "s";
    page.count = 100;
    int next = 0;
    for (StreamEntries entries = ok(page); !entries.isEmpty(); entries = ok(page)) {
        for (const StreamEntry &entry : entries) {
            QCOMPARE(entry.fieldCount(), next % 10 == 3 ? 2 : 1);
            QCOMPARE(entry.value("item"), QByteArray::number(next++));
            page.first = entry.id();
        }
        page.excludeFirst = true;
    }
    QCOMPARE(next, count);
}

void TestCommandNodes::acknowledgedInSomeNodes()
{
    REQUIRE_FEATURE({"~ with ACKED", {8, 6}, std::nullopt}); // before 8.6 it trimmed nothing
    setNodeSize(2);
    makeGroup(5);
    ok(read("c"));
    ok(Xack {"s", "g", {{1, 0}, {2, 0}, {4, 0}}});
    StreamTrim trim = StreamTrim::toId({6, 0});
    trim.references = ReferencePolicy::Acknowledged;
    QCOMPARE(ok(Xtrim {"s", trim}), 3);
    QCOMPARE(range("s"), QByteArrayList({"s 3-0 a=3", "s 5-0 a=5"}));
}

COMMAND_SERVER_MAIN(TestCommandNodes)
#include "tst_commandnodes.moc"
