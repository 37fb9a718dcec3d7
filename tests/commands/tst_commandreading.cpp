// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include <QtCore/QRandomGenerator>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;

/// XRANGE, XREVRANGE, XREAD and XINFO against a real server. The cases are those of Redis' own stream.tcl, as a client
/// sees them. XREAD that waits: tst_commandreadwaiting.
class TestCommandReading : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void counts();
    void reversedIsReverse();
    void exclusiveEnds();
    void exclusiveEndsOfAll();
    void rangesAtRandom();
    void reverseRangeAcrossDeleted();
    void reverseRangeFromBetween();
    void reading();
    void readingNothing();
    void readingTheSameStreamTwice();
    void readingAtTheEdge();
    void info();
    void fullInfo();
    void largeEntries();
    void scan();

private:
    Xrange between(StreamId first, StreamId last) const
    {
        Xrange command;
        command.stream = "s";
        command.first = first;
        command.last = last;
        return command;
    }
    Xread after(StreamId id) const { return Xread {{{"s", id}}}; }
};

void TestCommandReading::counts()
{
    addMany("s", 10);
    Xrange command = between(StreamId::minimum(), StreamId::maximum());
    command.count = 3;
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"1-0", "2-0", "3-0"}));
    command.reverse = true;
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"10-0", "9-0", "8-0"}));
    QCOMPARE(idsOf(ok(between({3, 0}, {4, 0}))), QByteArrayList({"3-0", "4-0"}));
    QVERIFY(ok(between({4, 0}, {3, 0})).isEmpty());
    command.stream = "missing";
    QVERIFY(ok(command).isEmpty());
}

void TestCommandReading::reversedIsReverse()
{
    addMany("s", 200);
    Xrange command = between(StreamId::minimum(), StreamId::maximum());
    QByteArrayList forwards = idsOf(ok(command));
    command.reverse = true;
    std::reverse(forwards.begin(), forwards.end());
    QCOMPARE(idsOf(ok(command)), forwards);
    QCOMPARE(forwards.size(), 200);
}

void TestCommandReading::exclusiveEnds()
{
    for (const StreamId id : {StreamId(1, 0), StreamId(1, StreamId::maximum().seq), StreamId(2, 0), StreamId(3, 0)})
        add("s", id);
    Xrange command = between({1, 0}, {3, 0});
    command.excludeFirst = true;
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"1-18446744073709551615", "2-0", "3-0"}));
    command.excludeLast = true;
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"1-18446744073709551615", "2-0"}));
    command.first = {1, StreamId::maximum().seq};
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"2-0"}));
    command.reverse = true;
    command.first = {1, 0};
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"2-0", "1-18446744073709551615"}));
}

void TestCommandReading::exclusiveEndsOfAll()
{
    add("s", {0, 1});
    add("s", StreamId::maximum());
    Xrange command = between(StreamId::minimum(), StreamId::maximum());
    command.excludeFirst = command.excludeLast = true;
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"0-1"}));
}

void TestCommandReading::rangesAtRandom()
{
    constexpr int count = 500;
    addNumbered(m_server.admin(), "s", count);
    QRandomGenerator random(6379);
    for (int round = 0; round < 60; ++round) {
        const quint64 first = random.bounded(1, count + 50);
        const quint64 last = random.bounded(1, count + 50);
        const qint64 most = random.bounded(1, count);
        QByteArrayList expected;
        for (quint64 n = first; n <= qMin<quint64>(last, count); ++n)
            expected.append(QByteArray::number(n) + "-0");
        const QByteArrayList all = expected;
        Xrange command = between({first, 0}, {last, 0});
        command.count = most;
        QCOMPARE(idsOf(ok(command)), expected.mid(0, most));
        command.reverse = true;
        std::reverse(expected.begin(), expected.end());
        QCOMPARE(idsOf(ok(command)), expected.mid(0, most));
    }
}

void TestCommandReading::reverseRangeAcrossDeleted()
{
    for (int i = 1; i <= 5; ++i)
        add("s", {1'234'567'891'230, quint64(i)});
    ok(Xdel {"s", {{1'234'567'891'230, 2}, {1'234'567'891'230, 4}}});
    Xrange command = between(StreamId::minimum(), {1'234'567'891'245, 0});
    command.reverse = true;
    QCOMPARE(idsOf(ok(command)), QByteArrayList({"1234567891230-5", "1234567891230-3", "1234567891230-1"}));
}

void TestCommandReading::reverseRangeFromBetween()
{
    // Redis issue 5006: the range begins between two entries, with the same fields in each and with others.
    for (const QByteArrayList &names : {QByteArrayList {"key1", "key2", "key3"}, QByteArrayList {"key1", "key1", "key1"}}) {
        admin("DEL s");
        QByteArrayList expected;
        for (int i = 0; i < 3; ++i) {
            const StreamId id {quint64(1'234'567'891'230 + 10 * i), 0};
            ok(Xadd {"s", {{names[i], QByteArray::number(i)}}, {XaddOptions::IdMode::Explicit, id}});
            expected.prepend("s " + id.toByteArray() + ' ' + names[i] + '=' + QByteArray::number(i));
        }
        Xrange command = between(StreamId::minimum(), {1'234'567'891'245, 0});
        command.reverse = true;
        QCOMPARE(described(ok(command)), expected.mid(1));
        command.first = {1'234'567'891'235, 7};
        QCOMPARE(described(ok(command)), expected.mid(1, 1));
    }
}

void TestCommandReading::reading()
{
    addMany("s", 3);
    addMany("t", 2);
    QCOMPARE(described(ok(Xread {{{"s", {1, 0}}, {"t", {}}}})), QByteArrayList({"s 2-0 a=2", "s 3-0 a=3", "t 1-0 a=1", "t 2-0 a=2"}));
    // COUNT is for each stream; a stream without anything new is not in the reply.
    QCOMPARE(described(ok(Xread {{{"s", {}}, {"t", {}}}, {1}})), QByteArrayList({"s 1-0 a=1", "t 1-0 a=1"}));
    QCOMPARE(described(ok(Xread {{{"s", {3, 0}}, {"t", {1, 0}}}})), QByteArrayList({"t 2-0 a=2"}));
}

void TestCommandReading::readingNothing()
{
    QVERIFY(ok(after({})).isEmpty());
    addMany("s", 1);
    QVERIFY(ok(after({1, 0})).isEmpty());
    QVERIFY(ok(after(StreamId::maximum())).isEmpty());
}

void TestCommandReading::readingTheSameStreamTwice()
{
    addMany("s", 2);
    QCOMPARE(described(ok(Xread {{{"s", {}}, {"s", {1, 0}}}})), QByteArrayList({"s 1-0 a=1", "s 2-0 a=2", "s 2-0 a=2"}));
}

void TestCommandReading::readingAtTheEdge()
{
    add("s", {1, StreamId::maximum().seq - 1});
    add("s", {1, StreamId::maximum().seq});
    add("s", {2, 1});
    QCOMPARE(described(ok(after({1, StreamId::maximum().seq}))), QByteArrayList({"s 2-1 a=2"}));
    QCOMPARE(described(ok(after({1, StreamId::maximum().seq - 1}))), QByteArrayList({"s 1-18446744073709551615 a=1", "s 2-1 a=2"}));
}

void TestCommandReading::info()
{
    addMany("s", 3);
    ok(XgroupCreate {"s", "g", StreamId()});
    const StreamInfo info = ok(XinfoStream {"s"});
    QCOMPARE(info.length, 3);
    QCOMPARE(info.groups, 1);
    QVERIFY(info.radixTreeKeys > 0 && info.radixTreeNodes > 0);
    QCOMPARE(info.lastGeneratedId, StreamId(3, 0));
    QCOMPARE(described(*info.firstEntry), QByteArray("1-0 a=1"));
    QCOMPARE(described(*info.lastEntry), QByteArray("3-0 a=3"));
    QCOMPARE(info.raw.value("length").toInteger(), std::optional<qint64>(3));
    QCOMPARE(code(XinfoStream {"missing"}), Code::NoSuchKey);
}

void TestCommandReading::fullInfo()
{
    addMany("s", 20);
    QCOMPARE(ok(XinfoStreamFull {"s"}).entries.size(), 10);
    QCOMPARE(ok(XinfoStreamFull {"s", 3}).entries.size(), 3);
    const StreamFullInfo all = ok(XinfoStreamFull {"s", 0});
    QCOMPARE(all.entries.size(), 20);
    QCOMPARE(all.summary.length, 20);
    QVERIFY(all.groups.isEmpty());
}

void TestCommandReading::largeEntries()
{
    const QByteArray large(8 * 1024 * 1024, 'x');
    const StreamId id = ok(Xadd {"s", {{"large", large}, {"", ""}}});
    const QList<StreamEntries> read = ok(after({}));
    QCOMPARE(read.size(), 1);
    QCOMPARE(read[0].first().id(), id);
    QVERIFY(read[0].first().value("large") == large);
}

void TestCommandReading::scan()
{
    QByteArrayList expected;
    for (int i = 10; i < 60; ++i) {
        expected.append("host:" + QByteArray::number(i));
        ok(Xadd {expected.constLast(), {{"a", "b"}}});
    }
    admin("SET host:text x");
    ok(Xadd {"other", {{"a", "b"}}});
    const auto found = m_client->streams(QStringLiteral("host:*"));
    QVERIFY(ends(found));
    QCOMPARE(found.result(), expected);
}

COMMAND_SERVER_MAIN(TestCommandReading)
#include "tst_commandreading.moc"
