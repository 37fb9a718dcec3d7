// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

namespace {

enum class Signal { EntryReceived, EntryClaimed, Acknowledged, BacklogFinished, Tombstone, DeadLettered, GroupLost, GroupCreated, OwnershipLost };
enum class Action { Delete, Stop, Abort, RemoveStream, RemoveAndAdd, Acknowledge, SpinLoop, SpinAndDelete, StartAgain };

} // namespace

/// Slots may do anything to the consumer whose signal they serve. Sanitizers see what goes wrong here.
class TestGroupSlots : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void anything_data();
    void anything();

private:
    void act();
    template <typename Member>
    void actOn(Member signal)
    {
        QObject::connect(m_consumer.get(), signal, m_consumer.get(), [this] { act(); });
    }
    void connectTo(Signal signal);

    std::unique_ptr<GroupConsumer> m_consumer;
    Action m_action = Action::Stop;
    int m_calls = 0;
    bool m_acting = false;
};

void TestGroupSlots::init()
{
    m_consumer.reset();
    m_calls = 0;
    GroupTest::init();
}

void TestGroupSlots::act()
{
    // A loop in a slot may bring the signal again; one at a time is enough.
    if (++m_calls > 1 || m_acting)
        return;
    m_acting = true;
    const auto spin = [](int milliseconds) {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
        loop.exec();
    };
    switch (m_action) {
    case Action::Delete:
        m_consumer.reset();
        break;
    case Action::Stop:
        m_consumer->stop();
        break;
    case Action::Abort:
        m_consumer->abort();
        break;
    case Action::RemoveStream:
        m_consumer->removeStream(u"one"_s);
        break;
    case Action::RemoveAndAdd:
        m_consumer->removeStream(u"one"_s);
        m_consumer->addStream(u"one"_s);
        break;
    case Action::Acknowledge:
        m_consumer->acknowledge(u"one"_s, plainIds(1, 30));
        break;
    case Action::SpinLoop:
        spin(60);
        break;
    case Action::SpinAndDelete:
        QTimer::singleShot(10, m_consumer.get(), [this] { m_consumer.reset(); });
        spin(60);
        break;
    case Action::StartAgain:
        m_consumer->abort();
        m_consumer->start();
        break;
    }
    m_acting = false;
}

void TestGroupSlots::connectTo(Signal signal)
{
    switch (signal) {
    case Signal::EntryReceived: return actOn(&StreamConsumer::entryReceived);
    case Signal::EntryClaimed: return actOn(&GroupConsumer::entryClaimed);
    case Signal::Acknowledged: return actOn(&GroupConsumer::acknowledged);
    case Signal::BacklogFinished: return actOn(&GroupConsumer::backlogFinished);
    case Signal::Tombstone: return actOn(&GroupConsumer::tombstoneDropped);
    case Signal::DeadLettered: return actOn(&GroupConsumer::entryDeadLettered);
    case Signal::GroupLost: return actOn(&GroupConsumer::groupLost);
    case Signal::GroupCreated: return actOn(&GroupConsumer::groupCreated);
    case Signal::OwnershipLost: return actOn(&GroupConsumer::ownershipLost);
    }
}

void TestGroupSlots::anything_data()
{
    QTest::addColumn<Signal>("signal");
    QTest::addColumn<Action>("action");
    const std::pair<const char *, Signal> all[] {
        {"entryReceived", Signal::EntryReceived}, {"entryClaimed", Signal::EntryClaimed}, {"acknowledged", Signal::Acknowledged},
        {"backlogFinished", Signal::BacklogFinished}, {"tombstoneDropped", Signal::Tombstone}, {"entryDeadLettered", Signal::DeadLettered},
        {"groupLost", Signal::GroupLost}, {"groupCreated", Signal::GroupCreated}, {"ownershipLost", Signal::OwnershipLost},
    };
    const std::pair<const char *, Action> actions[] {
        {"deletes", Action::Delete}, {"stops", Action::Stop}, {"aborts", Action::Abort}, {"removes the stream", Action::RemoveStream},
        {"removes and adds", Action::RemoveAndAdd}, {"acknowledges", Action::Acknowledge}, {"spins", Action::SpinLoop},
        {"spins and deletes", Action::SpinAndDelete}, {"starts again", Action::StartAgain},
    };
    for (const auto &[signalName, signal] : all) {
        for (const auto &[actionName, action] : actions)
            QTest::addRow("%s %s", signalName, actionName) << signal << action;
    }
}

void TestGroupSlots::anything()
{
    QFETCH(Signal, signal);
    QFETCH(Action, action);
    m_action = action;
    // Something for every signal: old entries of ours, some deleted; old entries of the dead, some poison; new ones.
    makeGroup(admin(), "one");
    addNumbered(admin(), "one", 30);
    readAs(admin(), "one", "c", 10);
    readAs(admin(), "one", "dead", 10);
    admin().command({"XDEL", "one", "4-0", "5-0", "14-0"});
    admin().command({"XCLAIM", "one", "g", "dead", "0", "12-0", "13-0", "RETRYCOUNT", "9", "JUSTID"});
    m_consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    m_consumer->setStartFromBacklog(true);
    // What the thief takes must not be claimed back before it is missed.
    m_consumer->setClaimMinIdle(signal == Signal::OwnershipLost ? 60'000 : 40);
    m_consumer->setClaimInterval(15);
    m_consumer->setHeartbeat(15);
    m_consumer->setMaxDeliveries(5);
    m_consumer->setDeadLetterStream(u"letters"_s);
    m_consumer->setMaxInFlight(25);
    if (signal == Signal::Acknowledged)
        m_consumer->setAckPolicy(Policy::AfterDelivery);
    connectTo(signal);
    m_consumer->start();
    if (signal == Signal::GroupLost) {
        QTRY_COMPARE(m_consumer->state(), StreamConsumer::State::Following);
        admin().command({"DEL", "one", "two"});
    } else if (signal == Signal::OwnershipLost) {
        QTRY_VERIFY(m_consumer->inFlightCount() > 5);
        admin().command({"XCLAIM", "one", "g", "thief", "0", "1-0", "2-0", "3-0", "JUSTID"});
    }
    QTRY_VERIFY(m_calls > 0);
    // What was under way when the slot acted comes back now.
    QTest::qWait(50);
    if (!m_consumer)
        return;
    if (action == Action::Abort)
        QCOMPARE(m_consumer->state(), StreamConsumer::State::Closed);
    else if (action == Action::Stop)
        QTRY_COMPARE(m_consumer->state(), StreamConsumer::State::Closed);
    else
        QTRY_COMPARE(m_consumer->state(), StreamConsumer::State::Following);
}

QTEST_GUILESS_MAIN(TestGroupSlots)
#include "tst_group_slots.moc"
