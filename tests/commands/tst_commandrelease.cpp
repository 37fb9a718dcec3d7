// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "claimserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Code = RedisError::Code;
using Mode = Xnack::Mode;

/// XNACK (Redis 8.8+) against a real server that has it: what it does to entries. The cases are those of Redis' own
/// stream-cgroups.tcl, as a client sees them. What becomes of them then: tst_commandreleased.
class TestCommandRelease : public ClaimServerTest
{
    Q_OBJECT

public:
    using ClaimServerTest::ClaimServerTest;

private Q_SLOTS:
    void refusals();
    void silently();
    void failed();
    void forGood();
    void ofSeveralConsumers();
    void howMany();
    void again();
    void manyIds();
    void givenCount();
    void forced();
    void forcedWithCount();

private:
    const QByteArray m_most = QByteArray::number(std::numeric_limits<qint64>::max());
};

void TestCommandRelease::refusals()
{
    REQUIRE_NACK();
    QCOMPARE(code(Xnack {"s", "g", {{1, 0}}}), Code::NoGroup);
    addMany("s", 1);
    QCOMPARE(code(Xnack {"s", "g", {{1, 0}}}), Code::NoGroup);
    admin("SET text x");
    QCOMPARE(code(Xnack {"text", "g", {{1, 0}}}), Code::WrongType);
}

void TestCommandRelease::silently()
{
    REQUIRE_NACK();
    makeGroup(1);
    ok(read("c"));
    QCOMPARE(release({{1, 0}}, Mode::Silent), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - 0"}));
    // Never below zero.
    XclaimOptions zero;
    zero.retryCount = 0;
    ok(Xclaim {"s", "g", "d", 0ms, {{1, 0}}, zero});
    release({{1, 0}}, Mode::Silent);
    QCOMPARE(held(), QByteArrayList({"1-0 - 0"}));
    for (int i = 0; i < 3; ++i)
        ok(Xclaim {"s", "g", "c", 0ms, {{1, 0}}});
    QCOMPARE(held(), QByteArrayList({"1-0 c 3"}));
    release({{1, 0}}, Mode::Silent);
    QCOMPARE(held(), QByteArrayList({"1-0 - 2"}));
}

void TestCommandRelease::failed()
{
    REQUIRE_NACK();
    makeGroup(1);
    ok(read("c"));
    QCOMPARE(release({{1, 0}}, Mode::Fail), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - 1"}));
}

void TestCommandRelease::forGood()
{
    REQUIRE_NACK();
    makeGroup(1);
    ok(read("c"));
    QCOMPARE(release({{1, 0}}, Mode::Fatal), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - " + m_most}));
}

void TestCommandRelease::ofSeveralConsumers()
{
    REQUIRE_NACK();
    makeGroup(3);
    ok(read("c", 2));
    ok(read("d", 1));
    QCOMPARE(release({{3, 0}}), 1);
    QCOMPARE(release({{1, 0}}), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - 1", "2-0 c 1", "3-0 - 1"}));
    QCOMPARE(pending("c"), QByteArrayList({"2-0 c 1"}));
    QVERIFY(pending("d").isEmpty());
    // One that has nothing left is a consumer all the same.
    QCOMPARE(ok(XinfoGroups {"s"})[0].consumers, 2);
    const QList<ConsumerInfo> consumers = ok(XinfoConsumers {"s", "g"});
    QCOMPARE(consumers[0].pending, 1);
    QCOMPARE(consumers[1].pending, 0);
}

void TestCommandRelease::howMany()
{
    REQUIRE_NACK();
    makeGroup(3);
    QCOMPARE(release({{1, 0}}), 0);
    ok(read("c"));
    QCOMPARE(release({{9, 9}}), 0);
    QCOMPARE(release({{1, 0}, {9, 9}, {2, 0}, {8, 8}, {3, 0}}), 3);
    QCOMPARE(held(), QByteArrayList({"1-0 - 1", "2-0 - 1", "3-0 - 1"}));
    // Each time an id is named it counts.
    ok(Xclaim {"s", "g", "c", 0ms, {{1, 0}}});
    QCOMPARE(release({{1, 0}, {1, 0}}), 2);
    QCOMPARE(held(), QByteArrayList({"1-0 - 2", "2-0 - 1", "3-0 - 1"}));
    ok(Xack {"s", "g", {{1, 0}, {2, 0}, {3, 0}}});
    QVERIFY(held().isEmpty());
    QCOMPARE(release({{1, 0}}), 0);
}

void TestCommandRelease::again()
{
    REQUIRE_NACK();
    makeGroup(1);
    ok(read("c"));
    const auto expect = [this](Mode mode, const QByteArray &count) {
        QCOMPARE(release({{1, 0}}, mode), 1);
        QCOMPARE(held(), QByteArrayList({"1-0 - " + count}));
    };
    expect(Mode::Fail, "1");
    expect(Mode::Fail, "1");
    expect(Mode::Silent, "0");
    expect(Mode::Fatal, m_most);
    expect(Mode::Fail, m_most);
}

void TestCommandRelease::manyIds()
{
    REQUIRE_NACK();
    makeGroup(50);
    ok(read("c"));
    QList<StreamId> ids;
    for (int i = 1; i <= 50; ++i)
        ids.append({quint64(i), 0});
    QCOMPARE(release(ids), 50);
    QVERIFY(pending("c").isEmpty());
    QCOMPARE(held().size(), 50);
}

void TestCommandRelease::givenCount()
{
    REQUIRE_NACK();
    makeGroup(1);
    ok(read("c"));
    const auto expect = [this](Mode mode, qint64 count) {
        QCOMPARE(release({{1, 0}}, mode, count), 1);
        QCOMPARE(held(), QByteArrayList({"1-0 - " + QByteArray::number(count)}));
        if (count != 0) // the next one is of what nobody owns
            ok(Xclaim {"s", "g", "c", 0ms, {{1, 0}}});
    };
    expect(Mode::Fatal, 42);
    expect(Mode::Silent, 10);
    expect(Mode::Fail, 0);
    expect(Mode::Fail, 99);
}

void TestCommandRelease::forced()
{
    REQUIRE_NACK();
    makeGroup(3);
    // Nobody has read anything.
    QCOMPARE(release({{1, 0}}, Mode::Fail, {}, true), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - 0"}));
    QCOMPARE(described(ok(Xclaim {"s", "g", "c", 0ms, {{1, 0}}})), QByteArrayList({"s 1-0 a=1"}));
    QCOMPARE(release({{9, 9}}, Mode::Fail, {}, true), 0);
    ok(Xack {"s", "g", {{1, 0}}});
    QCOMPARE(release({{1, 0}}, Mode::Fatal, {}, true), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - " + m_most}));
    ok(Xack {"s", "g", {{1, 0}}});
    QCOMPARE(release({{1, 0}, {2, 0}}, Mode::Silent, {}, true), 2);
    QCOMPARE(held(), QByteArrayList({"1-0 - 0", "2-0 - 0"}));
    // What is pending already is released as without it.
    ok(Xack {"s", "g", {{1, 0}, {2, 0}}});
    ok(read("c"));
    QCOMPARE(release({{1, 0}, {2, 0}, {3, 0}}, Mode::Fail, {}, true), 3);
    QCOMPARE(release({{1, 0}}, Mode::Fail, {}, true), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - 1", "2-0 - 1", "3-0 - 1"}));
    // Nothing to be had of an empty stream.
    admin("DEL s");
    ok(XgroupCreate {"s", "g", {}, true});
    QCOMPARE(release({{1, 0}}, Mode::Fail, {}, true), 0);
    QVERIFY(held().isEmpty());
}

void TestCommandRelease::forcedWithCount()
{
    REQUIRE_NACK();
    makeGroup(3);
    QCOMPARE(release({{1, 0}}, Mode::Fail, 7, true), 1);
    QCOMPARE(release({{2, 0}}, Mode::Silent, 5, true), 1);
    QCOMPARE(release({{3, 0}}, Mode::Fatal, 99, true), 1);
    QCOMPARE(held(), QByteArrayList({"1-0 - 7", "2-0 - 5", "3-0 - 99"}));
}

COMMAND_SERVER_MAIN(TestCommandRelease)
#include "tst_commandrelease.moc"
