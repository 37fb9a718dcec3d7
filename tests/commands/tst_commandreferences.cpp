// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupserver.h"

using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace std::chrono_literals;
using Removal = EntryRemoval;

/// XDELEX, XACKDEL and the references of XADD and XTRIM (Redis 8.2+) against a real server that has them. The cases
/// are those of Redis' own stream.tcl and stream-cgroups.tcl, as a client sees them.
class TestCommandReferences : public GroupServerTest
{
    Q_OBJECT

public:
    using GroupServerTest::GroupServerTest;

private Q_SLOTS:
    void deletedOfNothing();
    void deletedWithReferencesKept();
    void deletedWithReferences();
    void deletedWhenAcknowledged();
    void laterGroupNeedsItStill();
    void acknowledgedOfNothing();
    void acknowledgedWithReferencesKept();
    void acknowledgedWithReferences();
    void acknowledgedByAll();
    void manyIds();
    void addingKeepsWhatIsNotAcknowledged();
    void addingDeletesReferences();
    void trimmingWhatIsAcknowledged();
    void trimmingReferences();

private:
    /// Groups "g" and "h", which have both read entries 1-0 and 2-0.
    void makeTwoGroups()
    {
        makeGroup(2);
        ok(XgroupCreate {"s", "h", StreamId()});
        ok(read("c"));
        ok(Xreadgroup {"h", "d", {{"s", {}}}});
    }
    qint64 pendingIn(const QByteArray &group) { return ok(XpendingSummary {"s", group}).total; }
    static StreamTrim trimmed(StreamTrim trim, ReferencePolicy policy)
    {
        trim.references = policy;
        return trim;
    }

    const QList<StreamId> m_both {{1, 0}, {2, 0}};
};

#define REQUIRE_REMOVAL() REQUIRE_FEATURE({"XDELEX", {8, 2}, ServerVersion {9, 2}})
#define REQUIRE_POLICIES() REQUIRE_FEATURE({"ACKED", {8, 2}, std::nullopt})

void TestCommandReferences::deletedOfNothing()
{
    REQUIRE_REMOVAL();
    QCOMPARE(ok(Xdelex {"missing", m_both}), QList<Removal>({Removal::NotFound, Removal::NotFound}));
    makeGroup(1);
    QCOMPARE(ok(Xdelex {"s", {{7, 7}, {1, 0}}}), QList<Removal>({Removal::NotFound, Removal::Removed}));
    admin("SET text x");
    QCOMPARE(code(Xdelex {"text", m_both}), RedisError::Code::WrongType);
}

void TestCommandReferences::deletedWithReferencesKept()
{
    REQUIRE_REMOVAL();
    makeTwoGroups();
    QCOMPARE(ok(Xdelex {"s", m_both, ReferencePolicy::KeepReferences}), QList<Removal>({Removal::Removed, Removal::Removed}));
    QCOMPARE(ok(Xlen {"s"}), 0);
    QCOMPARE(pending(), QByteArrayList({"1-0 c 1", "2-0 c 1"}));
    QCOMPARE(pendingIn("h"), 2);
}

void TestCommandReferences::deletedWithReferences()
{
    REQUIRE_REMOVAL();
    makeTwoGroups();
    QCOMPARE(ok(Xdelex {"s", m_both, ReferencePolicy::DeleteReferences}), QList<Removal>({Removal::Removed, Removal::Removed}));
    QCOMPARE(ok(Xlen {"s"}), 0);
    QCOMPARE(pendingIn("g"), 0);
    QCOMPARE(pendingIn("h"), 0);
}

void TestCommandReferences::deletedWhenAcknowledged()
{
    REQUIRE_REMOVAL();
    makeTwoGroups();
    ok(XgroupCreate {"s", "late", StreamId()});
    const QList<Removal> kept {Removal::StillReferenced, Removal::StillReferenced};
    const Xdelex command {"s", m_both, ReferencePolicy::Acknowledged};
    QCOMPARE(ok(command), kept);
    ok(Xack {"s", "g", m_both});
    QCOMPARE(ok(command), kept);
    ok(Xack {"s", "h", m_both});
    // One group has not even read them.
    QCOMPARE(ok(command), kept);
    ok(Xreadgroup {"late", "e", {{"s", {}}}});
    QCOMPARE(ok(command), kept);
    ok(Xack {"s", "late", m_both});
    QCOMPARE(ok(command), QList<Removal>({Removal::Removed, Removal::Removed}));
    QCOMPARE(ok(Xlen {"s"}), 0);
}

void TestCommandReferences::laterGroupNeedsItStill()
{
    REQUIRE_REMOVAL();
    makeGroup(2);
    ok(read("c"));
    QCOMPARE(ok(Xack {"s", "g", m_both}), 2);
    QCOMPARE(ok(Xdelex {"s", {{1, 0}}, ReferencePolicy::Acknowledged}), QList<Removal>({Removal::Removed}));
    ok(XgroupCreate {"s", "late", StreamId()});
    QCOMPARE(ok(Xdelex {"s", {{2, 0}}, ReferencePolicy::Acknowledged}), QList<Removal>({Removal::StillReferenced}));
}

void TestCommandReferences::acknowledgedOfNothing()
{
    REQUIRE_REMOVAL();
    const QList<Removal> none {Removal::NotFound, Removal::NotFound};
    QCOMPARE(ok(Xackdel {"missing", "g", m_both}), none);
    makeGroup(2);
    QCOMPARE(ok(Xackdel {"s", "missing", m_both}), none);
    // They are in the stream, but nobody has them pending.
    QCOMPARE(ok(Xackdel {"s", "g", m_both}), none);
    QCOMPARE(ok(Xlen {"s"}), 2);
}

void TestCommandReferences::acknowledgedWithReferencesKept()
{
    REQUIRE_REMOVAL();
    makeTwoGroups();
    const QList<Removal> removed {Removal::Removed, Removal::Removed};
    QCOMPARE(ok(Xackdel {"s", "g", m_both}), removed);
    QCOMPARE(ok(Xlen {"s"}), 0);
    QCOMPARE(pendingIn("g"), 0);
    QCOMPARE(pendingIn("h"), 2);
    // Gone from the stream counts as removed too.
    QCOMPARE(ok(Xackdel {"s", "h", m_both}), removed);
    QCOMPARE(pendingIn("h"), 0);
}

void TestCommandReferences::acknowledgedWithReferences()
{
    REQUIRE_REMOVAL();
    makeTwoGroups();
    QCOMPARE(ok(Xackdel {"s", "g", m_both, ReferencePolicy::DeleteReferences}), QList<Removal>({Removal::Removed, Removal::Removed}));
    QCOMPARE(ok(Xlen {"s"}), 0);
    QCOMPARE(pendingIn("g"), 0);
    QCOMPARE(pendingIn("h"), 0);
    QCOMPARE(ok(Xackdel {"s", "h", m_both, ReferencePolicy::DeleteReferences}), QList<Removal>({Removal::NotFound, Removal::NotFound}));
}

void TestCommandReferences::acknowledgedByAll()
{
    REQUIRE_REMOVAL();
    makeTwoGroups();
    QCOMPARE(ok(Xackdel {"s", "g", m_both, ReferencePolicy::Acknowledged}), QList<Removal>({Removal::StillReferenced, Removal::StillReferenced}));
    QCOMPARE(ok(Xlen {"s"}), 2);
    QCOMPARE(pendingIn("g"), 0);
    QCOMPARE(pendingIn("h"), 2);
    QCOMPARE(ok(Xackdel {"s", "h", m_both, ReferencePolicy::Acknowledged}), QList<Removal>({Removal::Removed, Removal::Removed}));
    QCOMPARE(ok(Xlen {"s"}), 0);
    QCOMPARE(pendingIn("h"), 0);
}

void TestCommandReferences::manyIds()
{
    REQUIRE_REMOVAL();
    makeGroup(50);
    ok(read("c"));
    QList<StreamId> ids;
    for (int i = 1; i <= 60; ++i)
        ids.append({quint64(i), 0});
    const QList<Removal> removals = ok(Xackdel {"s", "g", ids, ReferencePolicy::Acknowledged});
    QCOMPARE(removals.size(), 60);
    QCOMPARE(removals.count(Removal::Removed), 50);
    QCOMPARE(removals.count(Removal::NotFound), 10);
}

void TestCommandReferences::addingKeepsWhatIsNotAcknowledged()
{
    REQUIRE_POLICIES();
    makeGroup(5);
    const auto addTo = [this](quint64 ms) {
        XaddOptions options;
        options.idMode = XaddOptions::IdMode::Explicit;
        options.id = {ms, 0};
        options.trim = trimmed(StreamTrim::toLength(1, false), ReferencePolicy::Acknowledged);
        ok(Xadd {"s", {{"a", "b"}}, options});
        return ok(Xlen {"s"});
    };
    // Nothing is acknowledged, so nothing goes.
    QCOMPARE(addTo(6), 6);
    ok(read("c", 1));
    ok(Xack {"s", "g", {{1, 0}}});
    QCOMPARE(addTo(7), 6);
    const QList<StreamEntries> rest = ok(read("c"));
    for (const StreamEntry &entry : rest[0])
        ok(Xack {"s", "g", {entry.id()}});
    QCOMPARE(addTo(8), 1);
}

void TestCommandReferences::addingDeletesReferences()
{
    REQUIRE_POLICIES();
    makeGroup(5);
    ok(read("c", 3));
    XaddOptions options;
    options.trim = trimmed(StreamTrim::toLength(1, false), ReferencePolicy::DeleteReferences);
    QVERIFY(!ok(Xadd {"s", {{"a", "b"}}, options}).isNull());
    QCOMPARE(ok(Xlen {"s"}), 1);
    QVERIFY(pending().isEmpty());
}

void TestCommandReferences::trimmingWhatIsAcknowledged()
{
    REQUIRE_POLICIES();
    admin("CONFIG SET stream-node-max-entries 2");
    makeGroup(5);
    ok(read("c"));
    ok(Xack {"s", "g", {{1, 0}, {2, 0}, {4, 0}}});
    // What is kept in the first node does not save the next ones.
    QCOMPARE(ok(Xtrim {"s", trimmed(StreamTrim::toId({6, 0}, false), ReferencePolicy::Acknowledged)}), 3);
    QCOMPARE(range("s"), QByteArrayList({"s 3-0 a=3", "s 5-0 a=5"}));
    admin("CONFIG SET stream-node-max-entries 100");
}

void TestCommandReferences::trimmingReferences()
{
    REQUIRE_POLICIES();
    REQUIRE_FEATURE({"~ with DELREF", {8, 6}, std::nullopt}); // before 8.6 it trimmed nothing
    admin("CONFIG SET stream-node-max-entries 2");
    makeGroup(4);
    ok(read("c"));
    QCOMPARE(ok(Xtrim {"s", trimmed(StreamTrim::toId({5, 0}, true), ReferencePolicy::DeleteReferences)}), 4);
    QCOMPARE(ok(Xlen {"s"}), 0);
    QVERIFY(pending().isEmpty());
    admin("CONFIG SET stream-node-max-entries 100");
}

COMMAND_SERVER_MAIN(TestCommandReferences)
#include "tst_commandreferences.moc"
