// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandserver.h"

#include <QtCore/QRandomGenerator>

#include <numeric>

using namespace RedisStreams;
using namespace RedisStreams::Test;
using Code = RedisError::Code;
using Mode = XaddOptions::IdMode;

/// XADD, XTRIM, XDEL and XSETID against a real server. The cases are those of Redis' own stream.tcl, as a client sees
/// them.
class TestCommandAdding : public CommandServerTest
{
    Q_OBJECT

public:
    using CommandServerTest::CommandServerTest;

private Q_SLOTS:
    void entriesComeBack();
    void idsGrow();
    void automaticSequence();
    void automaticSequenceEnds();
    void idsEnd();
    void smallIds();
    void incompleteIdWithHighestSequence();
    void missingStream();
    void maximumLength();
    void minimumId();
    void limit();
    void trimming();
    void trimmingWithLimit();
    void deleting();
    void deletingAtRandom();
    void emptyStream();
    void setId();
    void setIdRefusals();
    void counters();
    void maximumDeletedId();

private:
    Decoded<StreamId> tryAdd(Mode mode, StreamId id = {}, const StreamTrim &trim = {}, bool create = true)
    {
        XaddOptions options;
        options.idMode = mode;
        options.id = id;
        options.trim = trim;
        options.createStream = create;
        return run(Xadd {"s", {{"a", "x"}}, options});
    }
};

void TestCommandAdding::entriesComeBack()
{
    const StreamId first = ok(Xadd {"s", {{"item", "1"}, {"value", "a"}}});
    const StreamId second = ok(Xadd {"s", {{"item", "2"}, {"value", QByteArray("\0\r\n\xff", 4)}, {"item", "3"}}});
    QCOMPARE(ok(Xlen {"s"}), 2);
    QCOMPARE(range("s"), QByteArrayList({"s " + first.toByteArray() + " item=1 value=a",
                                         "s " + second.toByteArray() + " item=2 value=" + QByteArray("\0\r\n\xff", 4) + " item=3"}));
}

void TestCommandAdding::idsGrow()
{
    StreamId last;
    for (int i = 0; i < 300; ++i) {
        const StreamId id = ok(Xadd {"s", {{"a", "b"}}});
        QVERIFY(id > last);
        last = id;
    }
    // Several in one millisecond, as they are run in one go.
    Transaction together;
    QList<TransactionStep<StreamId>> steps;
    for (int i = 0; i < 3; ++i)
        steps.append(together.add(Xadd {"s", {{"a", "b"}}}));
    const auto done = m_client->exec(together);
    QVERIFY(endsSoon(done));
    for (const auto &step : steps) {
        QVERIFY(*done.result().value(step) > last);
        last = *done.result().value(step);
    }
    QCOMPARE(ok(Xlen {"s"}), 303);
}

void TestCommandAdding::automaticSequence()
{
    QCOMPARE(tryAdd(Mode::Explicit, {123, 456}).value, StreamId(123, 456));
    QCOMPARE(tryAdd(Mode::AutomaticSequence, {123, 0}).value, StreamId(123, 457));
    QCOMPARE(tryAdd(Mode::AutomaticSequence, {789, 0}).value, StreamId(789, 0));
    QCOMPARE(tryAdd(Mode::AutomaticSequence, {42, 0}).error.code(), Code::IdTooSmall);
    admin("DEL s");
    // 0-0 is no id, so it begins with 0-1.
    QCOMPARE(tryAdd(Mode::AutomaticSequence, {0, 0}).value, StreamId(0, 1));
    QCOMPARE(tryAdd(Mode::AutomaticSequence, {0, 0}).value, StreamId(0, 2));
}

void TestCommandAdding::automaticSequenceEnds()
{
    QCOMPARE(tryAdd(Mode::Explicit, {1, StreamId::maximum().seq}).value, StreamId(1, StreamId::maximum().seq));
    // Which error it is differs from version to version; 7.0 says "Elements are too large to be stored".
    QVERIFY(tryAdd(Mode::AutomaticSequence, {1, 0}).error.isError());
    QCOMPARE(ok(Xlen {"s"}), 1);
    QCOMPARE(tryAdd(Mode::AutomaticSequence, {2, 0}).value, StreamId(2, 0));
}

void TestCommandAdding::idsEnd()
{
    QCOMPARE(tryAdd(Mode::Explicit, StreamId::maximum()).value, StreamId::maximum());
    QCOMPARE(tryAdd(Mode::Automatic).error.code(), Code::IdsExhausted);
    QCOMPARE(ok(Xlen {"s"}), 1);
    admin("DEL s");
    // With the sequence at its end the next millisecond begins.
    const StreamId edge {StreamId::maximum().ms - 1, StreamId::maximum().seq};
    QCOMPARE(tryAdd(Mode::Explicit, edge).value, edge);
    QCOMPARE(tryAdd(Mode::Automatic).value, StreamId(StreamId::maximum().ms, 0));
}

void TestCommandAdding::smallIds()
{
    QCOMPARE(tryAdd(Mode::Explicit, {5, 5}).value, StreamId(5, 5));
    for (const StreamId id : {StreamId(5, 5), StreamId(5, 4), StreamId(1, 9), StreamId(0, 1)}) {
        const RedisError error = tryAdd(Mode::Explicit, id).error;
        QCOMPARE(error.code(), Code::IdTooSmall);
        QCOMPARE(error.stream(), QStringLiteral("s"));
        QVERIFY(error.message().startsWith(QStringLiteral("XADD: ")));
    }
    // 0-0 is refused before it is sent; by words the server refuses it.
    const auto zero = m_client->command({"XADD", "s", "0-0", "a", "b"});
    QVERIFY(ends(zero));
    QCOMPARE(failureOf(zero).code(), Code::IdTooSmall);
    const auto zeroOfNew = m_client->command({"XADD", "new", "0-0", "a", "b"});
    QVERIFY(ends(zeroOfNew));
    QVERIFY(failureOf(zeroOfNew).isError());
    QCOMPARE(m_server.admin().integer({"EXISTS", "new"}), 0);
}

void TestCommandAdding::incompleteIdWithHighestSequence()
{
    // "1" is 1-0, which is too small after 1-18446744073709551615.
    QCOMPARE(add("s", {1, StreamId::maximum().seq}), StreamId(1, StreamId::maximum().seq));
    const auto incomplete = m_client->command({"XADD", "s", "1", "a", "b"});
    QVERIFY(ends(incomplete));
    QCOMPARE(failureOf(incomplete).code(), Code::IdTooSmall);
}

void TestCommandAdding::missingStream()
{
    QCOMPARE(tryAdd(Mode::Automatic, {}, {}, false).value, StreamId());
    QCOMPARE(m_server.admin().integer({"EXISTS", "s"}), 0);
    QCOMPARE(tryAdd(Mode::Explicit, {1, 0}).value, StreamId(1, 0));
    QVERIFY(!tryAdd(Mode::Automatic, {}, {}, false).value.isNull());
    QCOMPARE(ok(Xlen {"s"}), 2);
    // A stream of which nothing is kept.
    QVERIFY(!run(Xadd {"empty", {{"a", "b"}}, {Mode::Automatic, {}, true, StreamTrim::toLength(0, false)}}).error);
    QCOMPARE(ok(Xlen {"empty"}), 0);
    QCOMPARE(m_server.admin().integer({"EXISTS", "empty"}), 1);
}

void TestCommandAdding::maximumLength()
{
    for (int i = 1; i <= 50; ++i)
        QVERIFY(!tryAdd(Mode::Explicit, {quint64(i), 0}, StreamTrim::toLength(5, false)).error);
    QCOMPARE(ok(Xlen {"s"}), 5);
    QCOMPARE(range("s").constFirst(), QByteArray("s 46-0 a=x"));
    // "~" removes whole nodes only, of 100 entries by default.
    for (int i = 51; i <= 1000; ++i)
        QVERIFY(!tryAdd(Mode::Explicit, {quint64(i), 0}, StreamTrim::toLength(555, true)).error);
    const qint64 length = ok(Xlen {"s"});
    QVERIFY2(length >= 555 && length < 755, qPrintable(QString::number(length)));
}

void TestCommandAdding::minimumId()
{
    addMany("s", 10);
    QVERIFY(!tryAdd(Mode::Explicit, {11, 0}, StreamTrim::toId({9, 0}, false)).error);
    QCOMPARE(range("s"), QByteArrayList({"s 9-0 a=9", "s 10-0 a=10", "s 11-0 a=x"}));
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toId({10, 1}, false)}), 2);
    QCOMPARE(range("s"), QByteArrayList({"s 11-0 a=x"}));
    // A difference past 32 bits.
    admin("DEL s");
    add("s", {1, 0});
    add("s", {1'577'836'800'000, 0});
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toId({1'000'000'000'000, 0}, false)}), 1);
}

void TestCommandAdding::limit()
{
    admin("CONFIG SET stream-node-max-entries 1");
    addMany("s", 3);
    StreamTrim trim = StreamTrim::toLength(0);
    trim.limit = 1;
    QVERIFY(!tryAdd(Mode::Explicit, {4, 0}, trim).error);
    QCOMPARE(ok(Xlen {"s"}), 3);
    trim.limit = 0;
    QVERIFY(!tryAdd(Mode::Explicit, {5, 0}, trim).error);
    QCOMPARE(ok(Xlen {"s"}), 0);
    // One call after the other.
    admin("DEL s");
    admin("CONFIG SET stream-node-max-entries 10");
    addMany("s", 100);
    trim = StreamTrim::toLength(55);
    trim.limit = 30;
    QVERIFY(!tryAdd(Mode::Explicit, {101, 0}, trim).error);
    QCOMPARE(ok(Xlen {"s"}), 71);
    QVERIFY(!tryAdd(Mode::Explicit, {102, 0}, trim).error);
    QCOMPARE(ok(Xlen {"s"}), 62);
    admin("CONFIG SET stream-node-max-entries 100");
}

void TestCommandAdding::trimming()
{
    addMany("s", 10);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(10, false)}), 0);
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(5, false)}), 5);
    QCOMPARE(range("s").constFirst(), QByteArray("s 6-0 a=6"));
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(0, false)}), 5);
    QCOMPARE(ok(Xlen {"s"}), 0);
    QCOMPARE(ok(Xtrim {"missing", StreamTrim::toLength(1)}), 0);
}

void TestCommandAdding::trimmingWithLimit()
{
    admin("CONFIG SET stream-node-max-entries 10");
    addMany("s", 102);
    StreamTrim trim = StreamTrim::toLength(1);
    trim.limit = 30;
    QCOMPARE(ok(Xtrim {"s", trim}), 30);
    QCOMPARE(ok(Xlen {"s"}), 72);
    trim.limit = -1; // the server's own: 100 nodes' worth of entries
    QCOMPARE(ok(Xtrim {"s", trim}), 70);
    trim = StreamTrim::toLength(1, false);
    QCOMPARE(ok(Xtrim {"s", trim}), 1);
    admin("CONFIG SET stream-node-max-entries 100");
}

void TestCommandAdding::deleting()
{
    addMany("s", 5);
    QCOMPARE(ok(Xdel {"s", {{2, 0}}}), 1);
    QCOMPARE(ok(Xdel {"s", {{1, 0}, {2, 0}, {4, 0}, {9, 9}}}), 2);
    QCOMPARE(range("s"), QByteArrayList({"s 3-0 a=3", "s 5-0 a=5"}));
    QCOMPARE(ok(Xdel {"missing", {{1, 0}}}), 0);
}

void TestCommandAdding::deletingAtRandom()
{
    constexpr int count = 1000;
    addNumbered(m_server.admin(), "s", count);
    QRandomGenerator random(20240229);
    QList<int> left(count);
    std::iota(left.begin(), left.end(), 1);
    while (left.size() > 100) {
        QList<StreamId> ids;
        for (int i = 0; i < 50; ++i)
            ids.append({quint64(left.takeAt(random.bounded(left.size()))), 0});
        QCOMPARE(ok(Xdel {"s", ids}), 50);
        QCOMPARE(ok(Xlen {"s"}), left.size());
    }
    QByteArrayList expected;
    for (const int n : left)
        expected.append("s " + QByteArray::number(n) + "-0 n=" + QByteArray::number(n));
    QCOMPARE(range("s"), expected);
    // Down to nothing, one by one.
    while (!left.isEmpty()) {
        QCOMPARE(ok(Xdel {"s", {{quint64(left.takeAt(random.bounded(left.size()))), 0}}}), 1);
        QCOMPARE(ok(Xlen {"s"}), left.size());
    }
    QVERIFY(range("s").isEmpty());
}

void TestCommandAdding::emptyStream()
{
    addMany("s", 1);
    QCOMPARE(ok(Xdel {"s", {{1, 0}}}), 1);
    QCOMPARE(ok(Xlen {"s"}), 0);
    const StreamInfo info = ok(XinfoStream {"s"});
    QCOMPARE(info.lastGeneratedId, StreamId(1, 0));
    QVERIFY(!info.firstEntry && !info.lastEntry);
    QCOMPARE(tryAdd(Mode::Explicit, {1, 0}).error.code(), Code::IdTooSmall);
}

void TestCommandAdding::setId()
{
    addMany("s", 1);
    QVERIFY(ok(Xsetid {"s", {200, 0}}));
    QCOMPARE(ok(XinfoStream {"s"}).lastGeneratedId, StreamId(200, 0));
    QVERIFY(ok(Xsetid {"s", {300, 1}, 100, StreamId {250, 0}}));
    const StreamInfo info = ok(XinfoStream {"s"});
    QCOMPARE(info.lastGeneratedId, StreamId(300, 1));
    QCOMPARE(info.entriesAdded, std::optional<qint64>(100));
    QCOMPARE(info.maxDeletedEntryId, std::optional(StreamId(250, 0)));
    // Each option may come alone.
    QVERIFY(ok(Xsetid {"s", {300, 1}, 101}));
    QVERIFY(ok(Xsetid {"s", {300, 1}, {}, StreamId {300, 0}}));
    QCOMPARE(ok(XinfoStream {"s"}).entriesAdded, std::optional<qint64>(101));
}

void TestCommandAdding::setIdRefusals()
{
    QCOMPARE(code(Xsetid {"missing", {1, 1}}), Code::NoSuchKey);
    addMany("s", 5);
    QCOMPARE(code(Xsetid {"s", {4, 0}}), Code::IdTooSmall);
    const RedisError below = run(Xsetid {"s", {5, 0}, 4}).error;
    QVERIFY2(below.message().contains(QStringLiteral("entries_added")), qPrintable(below.message()));
    QCOMPARE(ok(XinfoStream {"s"}).lastGeneratedId, StreamId(5, 0));
    // Not below what was deleted either, of which the server keeps the greatest and, from 7.2 on, looks at it.
    QCOMPARE(ok(Xdel {"s", {{4, 0}, {5, 0}}}), 2);
    if (has({"XSETID", {7, 2}}))
        QCOMPARE(code(Xsetid {"s", {4, 0}}), Code::IdTooSmall);
    QVERIFY(ok(Xsetid {"s", {5, 0}}));
}

void TestCommandAdding::counters()
{
    addMany("s", 3);
    StreamInfo info = ok(XinfoStream {"s"});
    QCOMPARE(info.entriesAdded, std::optional<qint64>(3));
    QCOMPARE(info.recordedFirstEntryId, std::optional(StreamId(1, 0)));
    QCOMPARE(ok(Xdel {"s", {{2, 0}}}), 1);
    QCOMPARE(ok(XinfoStream {"s"}).recordedFirstEntryId, std::optional(StreamId(1, 0)));
    QCOMPARE(ok(Xdel {"s", {{1, 0}}}), 1);
    QCOMPARE(ok(XinfoStream {"s"}).recordedFirstEntryId, std::optional(StreamId(3, 0)));
    QCOMPARE(ok(Xtrim {"s", StreamTrim::toLength(0, false)}), 1);
    info = ok(XinfoStream {"s"});
    QCOMPARE(info.entriesAdded, std::optional<qint64>(3));
    QCOMPARE(info.recordedFirstEntryId, std::optional(StreamId()));
}

void TestCommandAdding::maximumDeletedId()
{
    addMany("s", 3);
    QCOMPARE(ok(XinfoStream {"s"}).maxDeletedEntryId, std::optional(StreamId()));
    QCOMPARE(ok(Xdel {"s", {{2, 0}}}), 1);
    QCOMPARE(ok(XinfoStream {"s"}).maxDeletedEntryId, std::optional(StreamId(2, 0)));
    QCOMPARE(ok(Xdel {"s", {{1, 0}}}), 1);
    QCOMPARE(ok(XinfoStream {"s"}).maxDeletedEntryId, std::optional(StreamId(2, 0)));
}

COMMAND_SERVER_MAIN(TestCommandAdding)
#include "tst_commandadding.moc"
