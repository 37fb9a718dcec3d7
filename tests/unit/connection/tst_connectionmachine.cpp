// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/connectionmachine_p.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace RedisStreams;
using namespace RedisStreams::Internal;
using std::chrono::milliseconds;
using Actions = ConnectionMachine::Actions;
using State = ConnectionMachine::State;

namespace {

enum class Event { Open, Close, TransportOpened, HandshakeDone, Lost, Refused, TimerFired };
constexpr Event events[] {Event::Open, Event::Close, Event::TransportOpened, Event::HandshakeDone, Event::Lost, Event::Refused, Event::TimerFired};
constexpr State states[] {State::Closed, State::Connecting, State::Handshaking, State::Ready, State::Waiting, State::Failed};
const char *const eventNames[] {"open", "close", "transportOpened", "handshakeDone", "lost", "refused", "timerFired"};
const char *const stateNames[] {"Closed", "Connecting", "Handshaking", "Ready", "Waiting", "Failed"};

Actions give(ConnectionMachine &machine, Event event)
{
    // In the order of Event.
    static constexpr Actions (ConnectionMachine::*calls[])() {
        &ConnectionMachine::open, &ConnectionMachine::close, &ConnectionMachine::transportOpened, &ConnectionMachine::handshakeDone,
        &ConnectionMachine::lost, &ConnectionMachine::refused, &ConnectionMachine::timerFired};
    return (machine.*calls[int(event)])();
}

ReconnectPolicy policy(bool enabled = true, double jitter = 0.0)
{
    ReconnectPolicy result;
    result.enabled = enabled;
    result.initialDelay = milliseconds(100);
    result.maximumDelay = milliseconds(5000);
    result.factor = 2.0;
    result.jitter = jitter;
    return result;
}

ConnectionMachine make(bool enabled = true) { return ConnectionMachine(policy(enabled), milliseconds(3000), [] { return 0.0; }); }

/// A machine in \a state.
ConnectionMachine in(State state, bool enabled = true)
{
    ConnectionMachine machine = make(enabled);
    if (state == State::Closed)
        return machine;
    machine.open();
    if (state == State::Failed)
        machine.refused();
    else if (state == State::Waiting)
        machine.lost();
    else if (state != State::Connecting) {
        machine.transportOpened();
        if (state == State::Ready)
            machine.handshakeDone();
    }
    return machine;
}

/// All that is asked for, in words; empty for nothing.
QByteArray shown(const Actions &actions)
{
    QByteArrayList words;
    const auto add = [&](bool on, const char *word) {
        if (on)
            words.append(word);
    };
    add(actions.connect, "connect");
    add(actions.disconnect, "disconnect");
    add(actions.handshake, "handshake");
    add(actions.announceReady, "ready");
    add(actions.announceLost, "lost");
    add(actions.announceFailed, "failed");
    add(actions.stopTimer, "stop");
    if (actions.startTimer)
        words.append("timer " + QByteArray::number(qint64(actions.startTimer->count())));
    return words.join(", ");
}

} // namespace

class tst_ConnectionMachine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transitions_data();
    void transitions();
    void withoutReconnect_data();
    void withoutReconnect();
    void backOffGrowsToItsCap();
    void backOffAfterProgress();
    void handshakeAloneIsNoProgress();
    void openStartsAfresh();
    void jitter_data();
    void jitter();
    void extremePolicies_data();
    void extremePolicies();
    void randomWalk_data();
    void randomWalk();
};

void tst_ConnectionMachine::transitions_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("event");
    QTest::addColumn<int>("next");
    QTest::addColumn<QByteArray>("actions");
    struct Row { State state; Event event; State next; const char *actions; };
    static constexpr Row rows[] {
        {State::Closed, Event::Open, State::Connecting, "connect, timer 3000"},
        {State::Failed, Event::Open, State::Connecting, "connect, timer 3000"},
        {State::Waiting, Event::Open, State::Connecting, "connect, timer 3000"},
        {State::Closed, Event::Close, State::Closed, "stop"},
        {State::Connecting, Event::Close, State::Closed, "disconnect, stop"},
        {State::Handshaking, Event::Close, State::Closed, "disconnect, stop"},
        {State::Ready, Event::Close, State::Closed, "disconnect, stop"},
        {State::Waiting, Event::Close, State::Closed, "stop"},
        {State::Failed, Event::Close, State::Closed, "stop"},
        {State::Connecting, Event::TransportOpened, State::Handshaking, "handshake"},
        {State::Handshaking, Event::HandshakeDone, State::Ready, "ready, stop"},
        {State::Connecting, Event::Lost, State::Waiting, "disconnect, lost, timer 100"},
        {State::Handshaking, Event::Lost, State::Waiting, "disconnect, lost, timer 100"},
        {State::Ready, Event::Lost, State::Waiting, "disconnect, lost, timer 100"},
        {State::Connecting, Event::Refused, State::Failed, "disconnect, failed, stop"},
        {State::Handshaking, Event::Refused, State::Failed, "disconnect, failed, stop"},
        {State::Ready, Event::Refused, State::Failed, "disconnect, failed, stop"},
        {State::Waiting, Event::Refused, State::Failed, "disconnect, failed, stop"},
        {State::Connecting, Event::TimerFired, State::Waiting, "disconnect, lost, timer 100"},
        {State::Handshaking, Event::TimerFired, State::Waiting, "disconnect, lost, timer 100"},
        {State::Waiting, Event::TimerFired, State::Connecting, "connect, timer 3000"},
    };
    for (const State state : states) {
        for (const Event event : events) {
            // What is not in the table does nothing: events of an abandoned attempt may come late.
            Row row {state, event, state, ""};
            for (const Row &known : rows) {
                if (known.state == state && known.event == event)
                    row = known;
            }
            QTest::addRow("%s, %s", stateNames[int(state)], eventNames[int(event)])
                << int(state) << int(event) << int(row.next) << QByteArray(row.actions);
        }
    }
}

void tst_ConnectionMachine::transitions()
{
    QFETCH(int, state);
    QFETCH(int, event);
    QFETCH(int, next);
    ConnectionMachine machine = in(State(state));
    QCOMPARE(machine.state(), State(state));
    QTEST(shown(give(machine, Event(event))), "actions");
    QCOMPARE(machine.state(), State(next));
}

void tst_ConnectionMachine::withoutReconnect_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("event");
    for (const State state : {State::Connecting, State::Handshaking, State::Ready}) {
        QTest::addRow("%s, lost", stateNames[int(state)]) << int(state) << int(Event::Lost);
        if (state != State::Ready)
            QTest::addRow("%s, timer", stateNames[int(state)]) << int(state) << int(Event::TimerFired);
    }
}

void tst_ConnectionMachine::withoutReconnect()
{
    QFETCH(int, state);
    QFETCH(int, event);
    ConnectionMachine machine = in(State(state), false);
    QCOMPARE(shown(give(machine, Event(event))), QByteArray("disconnect, failed, stop"));
    QCOMPARE(machine.state(), State::Failed);
    QCOMPARE(shown(machine.open()), QByteArray("connect, timer 3000"));
}

void tst_ConnectionMachine::backOffGrowsToItsCap()
{
    ConnectionMachine machine = make();
    machine.open();
    QList<qint64> delays;
    for (int i = 0; i < 200; ++i) {
        delays.append(machine.lost().startTimer->count());
        machine.timerFired();
    }
    QCOMPARE(delays.first(8), QList<qint64>({100, 200, 400, 800, 1600, 3200, 5000, 5000}));
    for (qsizetype i = 6; i < delays.size(); ++i)
        QCOMPARE(delays[i], 5000);
}

void tst_ConnectionMachine::backOffAfterProgress()
{
    ConnectionMachine machine = in(State::Ready);
    machine.lost();
    machine.timerFired();
    QCOMPARE(machine.lost().startTimer, milliseconds(200));
    machine.timerFired();
    machine.transportOpened();
    machine.handshakeDone();
    machine.progress();
    QCOMPARE(machine.lost().startTimer, milliseconds(100));
}

void tst_ConnectionMachine::handshakeAloneIsNoProgress()
{
    // A server that accepts and then drops us must not be asked ten times a second for ever.
    ConnectionMachine machine = make();
    machine.open();
    QList<qint64> delays;
    for (int i = 0; i < 4; ++i) {
        machine.transportOpened();
        machine.handshakeDone();
        delays.append(machine.lost().startTimer->count());
        machine.timerFired();
    }
    QCOMPARE(delays, QList<qint64>({100, 200, 400, 800}));
}

void tst_ConnectionMachine::openStartsAfresh()
{
    ConnectionMachine machine = make();
    machine.open();
    for (int i = 0; i < 5; ++i) {
        machine.lost();
        machine.timerFired();
    }
    machine.close();
    machine.open();
    QCOMPARE(machine.lost().startTimer, milliseconds(100));
    // An open() that only ends a wait does not: else a caller in a loop would defeat the back-off.
    machine.open();
    QCOMPARE(machine.lost().startTimer, milliseconds(200));
}

void tst_ConnectionMachine::jitter_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("random");
    QTest::addColumn<QList<qint64>>("delays");
    QTest::newRow("none") << 0.0 << 0.999 << QList<qint64> {100, 200, 400, 800, 1600, 3200, 5000};
    QTest::newRow("least") << 0.3 << 0.0 << QList<qint64> {100, 200, 400, 800, 1600, 3200, 5000};
    QTest::newRow("half") << 0.5 << 0.5 << QList<qint64> {75, 150, 300, 600, 1200, 2400, 3750};
    QTest::newRow("all, nearly") << 1.0 << 0.9999 << QList<qint64> {1, 1, 1, 1, 1, 1, 1};
}

void tst_ConnectionMachine::jitter()
{
    QFETCH(double, share);
    QFETCH(double, random);
    ConnectionMachine machine(policy(true, share), milliseconds(3000), [random] { return random; });
    machine.open();
    QList<qint64> delays;
    for (int i = 0; i < 7; ++i) {
        delays.append(machine.lost().startTimer->count());
        machine.timerFired();
    }
    QTEST(delays, "delays");
}

void tst_ConnectionMachine::extremePolicies_data()
{
    QTest::addColumn<double>("factor");
    QTest::addColumn<qint64>("initial");
    QTest::addColumn<qint64>("maximum");
    QTest::newRow("constant") << 1.0 << qint64(50) << qint64(50);
    QTest::newRow("huge factor") << 1e300 << qint64(1) << qint64(60000);
    QTest::newRow("a day") << 2.0 << qint64(1) << qint64(86400000);
    QTest::newRow("one millisecond") << 1.0 << qint64(1) << qint64(1);
}

void tst_ConnectionMachine::extremePolicies()
{
    QFETCH(double, factor);
    QFETCH(qint64, initial);
    QFETCH(qint64, maximum);
    ReconnectPolicy extreme;
    extreme.factor = factor;
    extreme.initialDelay = milliseconds(initial);
    extreme.maximumDelay = milliseconds(maximum);
    extreme.jitter = 0;
    ConnectionMachine machine(extreme, milliseconds(1), [] { return 0.5; });
    machine.open();
    qint64 last = 0;
    for (int i = 0; i < 1000; ++i) {
        const qint64 delay = machine.lost().startTimer->count();
        QVERIFY(delay >= qMax(last, initial) && delay <= maximum);
        last = delay;
        machine.timerFired();
    }
    QCOMPARE(last, maximum);
}

void tst_ConnectionMachine::randomWalk_data()
{
    QTest::addColumn<bool>("reconnect");
    QTest::newRow("reconnecting") << true;
    QTest::newRow("not reconnecting") << false;
}

void tst_ConnectionMachine::randomWalk()
{
    // 100,000 events in any order. Whatever happens: a machine that is neither closed nor failed is ready, or has a
    // timer running that will move it; transports are opened and dropped in turn; each loss is told once.
    QFETCH(bool, reconnect);
    QRandomGenerator random(4711);
    ConnectionMachine machine(policy(reconnect, 0.3), milliseconds(3000), [&] { return random.generateDouble(); });
    bool timer = false;
    bool transport = false;
    int seen[6] {};
    for (int i = 0; i < 100000; ++i) {
        const State before = machine.state();
        const Event event = events[random.bounded(int(std::size(events)))];
        if (event == Event::TimerFired) {
            if (!timer)
                continue; // only a running timer fires
            timer = false;
        }
        if (random.bounded(20) == 0)
            machine.progress();
        const Actions actions = give(machine, event);
        const State state = machine.state();
        ++seen[int(state)];
        timer = actions.startTimer ? true : actions.stopTimer ? false : timer;
        if (actions.startTimer)
            QVERIFY(*actions.startTimer >= milliseconds(1) && *actions.startTimer <= milliseconds(5000));
        QVERIFY(!(actions.connect && transport && !actions.disconnect)); // never two at once
        transport = actions.connect ? true : actions.disconnect ? false : transport;

        const bool resting = state == State::Closed || state == State::Failed || state == State::Ready;
        QCOMPARE(timer, !resting);
        QCOMPARE(transport, state == State::Connecting || state == State::Handshaking || state == State::Ready);
        QCOMPARE(actions.announceReady, state == State::Ready && before != State::Ready);
        QCOMPARE(actions.announceFailed, state == State::Failed && before != State::Failed);
        QCOMPARE(actions.announceLost, state == State::Waiting && before != State::Waiting);
        QVERIFY(!actions.handshake || state == State::Handshaking);
        QVERIFY(reconnect || state != State::Waiting);
    }
    for (const State state : states)
        QVERIFY2(seen[int(state)] > 100 || (state == State::Waiting && !reconnect), stateNames[int(state)]);
}

QTEST_GUILESS_MAIN(tst_ConnectionMachine)
#include "tst_connectionmachine.moc"
