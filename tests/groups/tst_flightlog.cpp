// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/flightlog_p.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <map>

using namespace RedisStreams;
using RedisStreams::Internal::FlightLog;
using State = FlightLog::State;

/// The account of pending entries, against one that is slow and obvious.
class TestFlightLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lifeOfAnEntry();
    void outOfOrder();
    void knownEntryAgain();
    void againstAModel_data();
    void againstAModel();
    void findsInEveryOrder();
    void oneOldEntryKeepsNoOthers();
};

void TestFlightLog::lifeOfAnEntry()
{
    FlightLog log;
    const StreamId id(5, 1);
    QVERIFY(!log.contains(id));
    log.add(id, 10);
    QCOMPARE(log.find(id)->state, State::Received);
    QCOMPARE(log.openCount(), 1);
    log.setState(id, State::InWork, 20);
    QCOMPARE(log.inWork(), QList<StreamId> {id});
    QCOMPARE(log.inWorkSince(19, 10), QList<StreamId>());
    QCOMPARE(log.inWorkSince(20, 10), QList<StreamId> {id});
    log.setState(id, State::Acknowledging, 30);
    QCOMPARE(log.openCount(), 0);
    QCOMPARE(log.count(), 1);
    QVERIFY(log.remove(id));
    QVERIFY(!log.remove(id));
    QCOMPARE(log.count(), 0);
    log.setState(id, State::InWork, 40);
    QVERIFY(!log.contains(id));
}

void TestFlightLog::outOfOrder()
{
    FlightLog log;
    for (const quint64 ms : {5, 9, 3, 7, 1})
        log.add(StreamId(ms, 0), 0);
    QCOMPARE(log.count(), 5);
    for (const quint64 ms : {5, 9, 3, 7, 1})
        log.setState(StreamId(ms, 0), State::InWork, 0);
    QCOMPARE(log.inWork(), QList<StreamId>({StreamId(1, 0), StreamId(3, 0), StreamId(5, 0), StreamId(7, 0), StreamId(9, 0)}));
    // One that was removed and comes again while later ones are there.
    QVERIFY(log.remove(StreamId(5, 0)));
    QVERIFY(!log.contains(StreamId(5, 0)));
    log.add(StreamId(5, 0), 1);
    QVERIFY(log.contains(StreamId(5, 0)));
    QCOMPARE(log.count(), 5);
}

void TestFlightLog::knownEntryAgain()
{
    FlightLog log;
    log.add(StreamId(1, 0), 10);
    log.setState(StreamId(1, 0), State::Acknowledging, 20);
    QVERIFY(!log.addNew(StreamId(1, 0), 30));
    QCOMPARE(log.find(StreamId(1, 0))->state, State::Acknowledging);
    log.add(StreamId(1, 0), 40);
    QCOMPARE(log.find(StreamId(1, 0))->state, State::Received);
    QCOMPARE(log.find(StreamId(1, 0))->since, 40);
    QCOMPARE(log.openCount(), 1);
    QCOMPARE(log.count(), 1);
}

void TestFlightLog::againstAModel_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 20; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestFlightLog::againstAModel()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    FlightLog log;
    std::map<StreamId, FlightLog::Flight> model;
    quint64 newest = 0;
    const auto anyId = [&] { return StreamId(1 + random.bounded(quint32(newest + 2)), 0); };
    for (int step = 0; step < 4000; ++step) {
        switch (random.bounded(8)) {
        case 0: case 1: case 2: { // mostly the newest, as groups deliver
            const StreamId id(++newest, 0);
            log.add(id, step);
            model[id] = {State::Received, step};
            break;
        }
        case 3: {
            const StreamId id = anyId();
            QCOMPARE(log.addNew(id, step), !model.contains(id));
            model.insert({id, {State::Received, step}});
            newest = qMax(newest, id.ms);
            break;
        }
        case 4: {
            const StreamId id = anyId();
            const auto state = State(random.bounded(3));
            log.setState(id, state, step);
            if (const auto it = model.find(id); it != model.end())
                it->second = {state, step};
            break;
        }
        case 5: case 6: { // mostly the oldest, as work is done in order
            const StreamId id = model.empty() || random.bounded(4) == 0 ? anyId() : model.begin()->first;
            QCOMPARE(log.remove(id), model.erase(id) == 1);
            break;
        }
        default:
            if (random.bounded(200) == 0) {
                log.removeReceived();
                std::erase_if(model, [](const auto &item) { return item.second.state == State::Received; });
            }
        }
        qint64 open = 0;
        for (const auto &[id, flight] : model)
            open += flight.state != State::Acknowledging;
        QCOMPARE(log.count(), qint64(model.size()));
        QCOMPARE(log.openCount(), open);
        const StreamId probe = anyId();
        QCOMPARE(log.contains(probe), model.contains(probe));
    }
    QList<StreamId> inWork;
    for (const auto &[id, flight] : model) {
        const FlightLog::Flight *found = log.find(id);
        QVERIFY(found);
        QVERIFY(found->state == flight.state && found->since == flight.since);
        if (flight.state == State::InWork)
            inWork.append(id);
    }
    QCOMPARE(log.inWork(), inWork);
    log.clear();
    QCOMPARE(log.count() + log.openCount(), 0);
}

void TestFlightLog::findsInEveryOrder()
{
    // Entries are handed over, acknowledged and confirmed at different places of the log, which all move on.
    FlightLog log;
    constexpr quint64 Total = 5000;
    quint64 added = 0;
    quint64 handedOver = 0;
    quint64 confirmed = 0;
    QRandomGenerator random(7);
    while (confirmed < Total) {
        for (int i = random.bounded(40); i > 0 && added < Total; --i)
            log.add(StreamId(++added, 0), 1);
        for (int i = random.bounded(40); i > 0 && handedOver < added; --i) {
            const StreamId id(++handedOver, 0);
            const FlightLog::Flight *flight = log.find(id);
            QVERIFY(flight && flight->state == State::Received);
            log.setState(id, State::InWork, 2);
            if (handedOver % 3 != 0) { // the others are acknowledged later, and before those around them are confirmed
                log.setAcknowledging(id);
                QVERIFY(log.find(id)->state == State::Acknowledging && log.find(id)->since == 2);
            }
        }
        for (int i = random.bounded(40); i > 0 && confirmed < handedOver; --i) {
            const StreamId id(++confirmed, 0);
            if (confirmed % 3 == 0)
                log.setAcknowledging(id);
            QVERIFY(log.remove(id));
            QVERIFY(!log.contains(id) && !log.remove(id));
        }
        QCOMPARE(log.count(), qint64(added - confirmed));
    }
    QCOMPARE(log.openCount(), 0);
}

void TestFlightLog::oneOldEntryKeepsNoOthers()
{
    // One entry in work for hours, a million others done meanwhile: finding is still quick, so this ends.
    FlightLog log;
    log.add(StreamId(1, 0), 0);
    log.setState(StreamId(1, 0), State::InWork, 0);
    for (quint64 ms = 2; ms <= 1'000'000; ++ms) {
        log.add(StreamId(ms, 0), 0);
        QVERIFY(log.remove(StreamId(ms, 0)));
    }
    QCOMPARE(log.count(), 1);
    QCOMPARE(log.inWork(), QList<StreamId> {StreamId(1, 0)});
}

QTEST_APPLESS_MAIN(TestFlightLog)
#include "tst_flightlog.moc"
