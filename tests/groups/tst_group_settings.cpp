// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include <QtTest/QSignalSpy>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

using Code = RedisError::Code;
using StartFrom = StreamConsumer::StartFrom;
using State = StreamConsumer::State;

/// Settings that make no sense are refused with a reason, and none changes while it is in use.
class TestGroupSettings : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void refusedSettings_data();
    void refusedSettings();
    void lockedWhileReading();
    void numbersBelowZero();
};

void TestGroupSettings::refusedSettings_data()
{
    using Setup = void (*)(GroupConsumer *);
    QTest::addColumn<Setup>("setup");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const QString &reason, Setup setup) { QTest::newRow(name) << setup << reason; };
    row("no group", u"group"_s, [](GroupConsumer *c) { c->setGroup({}); });
    row("no consumer", u"consumer"_s, [](GroupConsumer *c) { c->setConsumer({}); });
    row("last entries", u"LastEntries"_s, [](GroupConsumer *c) { c->setStartFrom(StartFrom::LastEntries); });
    row("bad start id", u"groupStartId"_s, [](GroupConsumer *c) { c->setGroupStartId(u"soon"_s); });
    row("time without time", u"startTime"_s, [](GroupConsumer *c) { c->setStartFrom(StartFrom::Time); });
    row("deliveries without dead letters", u"deadLetterStream"_s, [](GroupConsumer *c) { c->setMaxDeliveries(3); });
    row("dead letters without deliveries", u"maxDeliveries"_s, [](GroupConsumer *c) { c->setDeadLetterStream(u"dead"_s); });
    row("dead letters in a circle", u"deadLetterStream"_s, [](GroupConsumer *c) {
        c->setMaxDeliveries(3);
        c->setDeadLetterStream(u"one"_s);
    });
    row("circle by a later stream", u"deadLetterStream"_s, [](GroupConsumer *c) {
        c->setMaxDeliveries(3);
        c->setDeadLetterStream(u"two"_s);
        c->addStream(u"two"_s);
    });
    row("noack and policy", u"ackPolicy"_s, [](GroupConsumer *c) {
        c->setAutoAcknowledge(true);
        c->setAckPolicy(Policy::AfterDelivery);
    });
    row("policy and noack", u"ackPolicy"_s, [](GroupConsumer *c) {
        c->setAckPolicy(Policy::AckAndDelete);
        c->setAutoAcknowledge(true);
    });
    row("noack and heartbeat", u"heartbeat"_s, [](GroupConsumer *c) {
        c->setHeartbeat(50);
        c->setAutoAcknowledge(true);
    });
    row("heartbeat too slow", u"heartbeat"_s, [](GroupConsumer *c) {
        c->setClaimMinIdle(1000);
        c->setHeartbeat(1000);
    });
    row("interval without claiming", u"claimInterval"_s, [](GroupConsumer *c) { c->setClaimInterval(100); });
}

void TestGroupSettings::refusedSettings()
{
    using Setup = void (*)(GroupConsumer *);
    QFETCH(Setup, setup);
    QFETCH(QString, reason);
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    setup(consumer.get());
    if (recorder.errors.isEmpty())
        consumer->start();
    QCOMPARE(recorder.errors.size(), 1);
    QCOMPARE(recorder.errors.first().code(), Code::InvalidArgument);
    QVERIFY2(recorder.errors.first().message().contains(reason), qPrintable(recorder.errors.first().message()));
    QCOMPARE(consumer->state(), State::Closed);
    QCOMPARE(admin().clientIds("*").size(), 0);
}

void TestGroupSettings::lockedWhileReading()
{
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    QSignalSpy changed(consumer.get(), &GroupConsumer::settingsChanged);
    consumer->start();
    TRY_STATE(consumer, Following);
    int expected = 0;
    const auto refused = [&](auto set) {
        set();
        QCOMPARE(recorder.errors.size(), ++expected);
        QCOMPARE(recorder.errors.last().code(), Code::InvalidState);
    };
    refused([&] { consumer->setGroup(u"h"_s); });
    refused([&] { consumer->setConsumer(u"d"_s); });
    refused([&] { consumer->setAutoCreate(false); });
    refused([&] { consumer->setGroupStartId(u"0"_s); });
    refused([&] { consumer->setAutoAcknowledge(true); });
    refused([&] { consumer->setStartFromBacklog(true); });
    refused([&] { consumer->setAckPolicy(Policy::AfterDelivery); });
    refused([&] { consumer->setClaimMinIdle(100); });
    refused([&] { consumer->setMaxDeliveries(3); });
    refused([&] { consumer->setDeadLetterStream(u"dead"_s); });
    refused([&] { consumer->setHeartbeat(100); });
    refused([&] { consumer->setMissingGroupPolicy(GroupConsumer::MissingGroupPolicy::Fail); });
    refused([&] { consumer->setReleaseOnStop(true); });
    refused([&] { consumer->setRemoveConsumerOnStop(true); });
    consumer->setGroup(u"g"_s); // no change, no error
    QCOMPARE(recorder.errors.size(), expected);
    QCOMPARE(changed.size(), 0);
    QCOMPARE(consumer->group(), u"g"_s);
    QCOMPARE(consumer->claimMinIdle(), 0);
    // Less or more at a time makes sense in the midst of it.
    consumer->setMaxInFlight(3);
    QCOMPARE(consumer->maxInFlight(), 3);
    QCOMPARE(changed.size(), 1);
    QVERIFY(stops(consumer.get()));
    consumer->setClaimMinIdle(100);
    QCOMPARE(consumer->claimMinIdle(), 100);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(recorder.errors.size(), expected);
}

void TestGroupSettings::numbersBelowZero()
{
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    consumer->setMaxInFlight(-1);
    consumer->setClaimMinIdle(-1);
    consumer->setClaimInterval(-1);
    consumer->setMaxDeliveries(-1);
    consumer->setHeartbeat(-1);
    QCOMPARE(recorder.errorCount(Code::InvalidArgument), 5);
    QCOMPARE(consumer->maxInFlight() + consumer->claimMinIdle() + consumer->claimInterval() + consumer->maxDeliveries() + consumer->heartbeat(), 0);
}

QTEST_GUILESS_MAIN(TestGroupSettings)
#include "tst_group_settings.moc"
