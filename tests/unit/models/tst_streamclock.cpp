// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streamclock_p.h"

#include <QtTest/QTest>

using namespace RedisStreams::Internal;

class tst_StreamClock : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingKnown();
    void serverOfAnotherTime_data();
    void serverOfAnotherTime();
    void oldEntries();
    void noTimes_data();
    void noTimes();
    void ourClockWasBehind();
    void ourClockWasAhead();
    void lateOnceInAWhile();
    void eachStreamItsOwn();
    void quietStreamsGoByTheOthers();
    void setWhileAStreamWasQuiet();
};

namespace {

constexpr qint64 Now = 1'700'000'000'000;
constexpr qint64 Second = 1000;
constexpr qint64 Hour = 3'600'000;

} // namespace

void tst_StreamClock::nothingKnown()
{
    QCOMPARE(StreamClock().now(Now), Now);
    QVERIFY(!StreamClock().hasTime());
    QCOMPARE(commonClock({}).now(Now), Now);
}

void tst_StreamClock::serverOfAnotherTime_data()
{
    QTest::addColumn<qint64>("ahead");
    QTest::newRow("the same") << qint64(0);
    QTest::newRow("ahead") << 8 * Hour;
    QTest::newRow("behind") << -40 * Second;
}

void tst_StreamClock::serverOfAnotherTime()
{
    QFETCH(qint64, ahead);
    StreamClock clock;
    for (qint64 time = Now; time < Now + Hour; time += Second)
        clock.arrived(time + (time % 7) * 10, time + ahead); // on the way for a while
    QCOMPARE(clock.now(Now + Hour), Now + Hour + ahead);
    QCOMPARE(clock.now(Now + 2 * Hour), Now + 2 * Hour + ahead);
}

void tst_StreamClock::oldEntries()
{
    StreamClock clock;
    clock.arrived(Now, Now - Hour);
    QCOMPARE(clock.now(Now), Now);
    QVERIFY(!clock.isSure());
}

void tst_StreamClock::noTimes_data()
{
    QTest::addColumn<qint64>("id");
    QTest::newRow("a counter") << qint64(7);
    QTest::newRow("microseconds") << Now * 1000;
    QTest::newRow("made by hand") << qint64(9'999'999'999'999);
}

void tst_StreamClock::noTimes()
{
    QFETCH(qint64, id);
    StreamClock clock;
    clock.arrived(Now, id);
    QCOMPARE(clock.now(Now + Second), id + Second);
    QVERIFY(clock.isSure() && !clock.tellsTime());
}

void tst_StreamClock::ourClockWasBehind()
{
    StreamClock clock;
    qint64 time = Now;
    for (; time < Now + Hour; time += Second)
        clock.arrived(time - 8 * Hour, time);
    QCOMPARE(clock.now(time - 8 * Hour), time);
    clock.arrived(time, time); // it was set
    QCOMPARE(clock.now(time + Second), time + Second);
    // By less than can be told from a quiet time.
    clock = {};
    for (time = Now; time < Now + Hour; time += Second)
        clock.arrived(time - 30 * Second, time);
    for (; time < Now + Hour + 121 * Second; time += Second)
        clock.arrived(time, time);
    QCOMPARE(clock.now(time + Second), time + Second);
}

void tst_StreamClock::ourClockWasAhead()
{
    StreamClock clock;
    clock.arrived(Now + 8 * Hour, Now);
    clock.arrived(Now + Second, Now + Second);
    QCOMPARE(clock.now(Now + 2 * Second), Now + 2 * Second);
}

void tst_StreamClock::lateOnceInAWhile()
{
    StreamClock clock;
    for (qint64 time = Now; time < Now + 10 * Hour; time += Second) {
        clock.arrived(time + (time % (100 * Second) ? 50 * Second : 0), time);
        QCOMPARE(clock.now(time), time);
    }
}

void tst_StreamClock::eachStreamItsOwn()
{
    StreamClocks clocks;
    clocks["counter"].arrived(Now, 7);
    QCOMPARE(commonClock(clocks).now(Now), 7);
    clocks["micro"].arrived(Now, Now * 1000);
    clocks["one"].arrived(Now, Now + Hour);
    clocks["two"].arrived(Now, Now + Hour - Second);
    QCOMPARE(clockOf(clocks, "counter").now(Now), 7);
    QCOMPARE(clockOf(clocks, "micro").now(Now), Now * 1000);
    QCOMPARE(clockOf(clocks, "one").now(Now), Now + Hour);
    QCOMPARE(commonClock(clocks).now(Now), Now + Hour);
    QCOMPARE(commonClock(clocks).now(Now + Second), Now + Hour + Second);
}

void tst_StreamClock::quietStreamsGoByTheOthers()
{
    StreamClocks clocks;
    clocks["old"].arrived(Now, Now - 100 * Hour);
    QCOMPARE(clockOf(clocks, "old").now(Now), Now);
    clocks["busy"].arrived(Now, Now - 30 * Second);
    QCOMPARE(clockOf(clocks, "old").now(Now), Now - 30 * Second);
    QCOMPARE(clockOf(clocks, "unheard of").now(Now), Now - 30 * Second);
}

void tst_StreamClock::setWhileAStreamWasQuiet()
{
    StreamClocks clocks;
    for (const char *stream : {"a", "b", "quiet", "c", "d"})
        clocks[stream].arrived(Now - 8 * Hour, Now);
    for (const char *stream : {"a", "b", "c", "d"})
        clocks[stream].arrived(Now + Second, Now + Second);
    QCOMPARE(commonClock(clocks).now(Now + 2 * Second), Now + 2 * Second);
}

QTEST_GUILESS_MAIN(tst_StreamClock)
#include "tst_streamclock.moc"
