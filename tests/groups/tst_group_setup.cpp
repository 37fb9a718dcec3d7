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

/// Groups are created where they should begin, or found; streams come and go.
class TestGroupSetup : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void createsGroups_data();
    void createsGroups();
    void groupThatExists();
    void manyMembersAtOnce();
    void missingGroups();
    void missingGroupOfARemovedStream();
    void addedWhileRunning();
    void addedWithoutGroup();
    void removedWhileRunning();
    void removedAndAddedAgain();
    void wrongType();
};

void TestGroupSetup::createsGroups_data()
{
    using Setup = void (*)(GroupConsumer *);
    QTest::addColumn<Setup>("setup");
    QTest::addColumn<bool>("streamExists");
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("firstReceived");
    // The stream, when it exists, holds 1-0 ... 10-0; 11-0 ... 13-0 are added when it is open.
    const auto row = [](const char *name, bool exists, const QString &from, int first, Setup setup) {
        QTest::newRow(name) << setup << exists << from << first;
    };
    row("latest", true, u"$"_s, 11, [](GroupConsumer *c) { c->setStartFrom(StartFrom::Latest); });
    row("latest, no stream", false, u"$"_s, 11, [](GroupConsumer *c) { c->setStartFrom(StartFrom::Latest); });
    row("beginning", true, u"0-0"_s, 1, [](GroupConsumer *c) { c->setStartFrom(StartFrom::Beginning); });
    row("beginning, no stream", false, u"0-0"_s, 11, [](GroupConsumer *c) { c->setStartFrom(StartFrom::Beginning); });
    row("time", true, u"4-18446744073709551615"_s, 5, [](GroupConsumer *c) {
        c->setStartFrom(StartFrom::Time);
        c->setStartTime(QDateTime::fromMSecsSinceEpoch(5));
    });
    row("id", true, u"7-0"_s, 8, [](GroupConsumer *c) { c->setGroupStartId(u"7-0"_s); });
    row("id without sequence", true, u"0-0"_s, 1, [](GroupConsumer *c) { c->setGroupStartId(u"0"_s); });
    row("id $ goes before startFrom", true, u"$"_s, 11, [](GroupConsumer *c) {
        c->setStartFrom(StartFrom::Beginning);
        c->setGroupStartId(u"$"_s);
    });
}

void TestGroupSetup::createsGroups()
{
    using Setup = void (*)(GroupConsumer *);
    QFETCH(Setup, setup);
    QFETCH(bool, streamExists);
    QFETCH(QString, from);
    QFETCH(int, firstReceived);
    if (streamExists)
        addNumbered(admin(), "one", 10);
    GroupConsumer consumer(m_client.get(), {u"one"_s}, u"g"_s, u"c"_s);
    setup(&consumer);
    GroupRecorder recorder(&consumer);
    QVERIFY(ends(consumer.open()));
    QCOMPARE(consumer.state(), State::Open);
    QCOMPARE(recorder.log, QStringList {u"created one "_s + from});
    addNumbered(admin(), "one", 3, 11);
    consumer.start();
    TRY_RECEIVED(recorder, 14 - firstReceived);
    QCOMPARE(recorder.received, numbered(u"one"_s, firstReceived, 13));
    QCOMPARE(recorder.errors, QList<RedisError>());
}

void TestGroupSetup::groupThatExists()
{
    addNumbered(admin(), "one", 10);
    makeGroup(admin(), "one", "g", "6-0");
    const auto consumer = member(u"c"_s); // startFrom Beginning says nothing to a group that exists
    GroupRecorder recorder(consumer.get());
    QSignalSpy clientErrors(m_client.get(), &RedisClient::errorOccurred);
    consumer->start();
    TRY_RECEIVED(recorder, 4);
    QCOMPARE(recorder.received, numbered(u"one"_s, 7, 10));
    QCOMPARE(recorder.count(u"created"_s), 0);
    QCOMPARE(recorder.errors.size() + clientErrors.size(), 0);
}

void TestGroupSetup::manyMembersAtOnce()
{
    addNumbered(admin(), "one", 100);
    std::vector<std::unique_ptr<GroupConsumer>> members;
    std::vector<std::unique_ptr<GroupRecorder>> recorders;
    for (int i = 0; i < 8; ++i) {
        members.push_back(member(u"c%1"_s.arg(i)));
        members.back()->setBufferSize(4);
        recorders.push_back(std::make_unique<GroupRecorder>(members.back().get()));
        members.back()->start();
    }
    const auto sum = [&](auto count) {
        qsizetype total = 0;
        for (const auto &recorder : recorders)
            total += count(*recorder);
        return total;
    };
    QTRY_COMPARE(sum([](const GroupRecorder &r) { return r.received.size(); }), 100);
    QCOMPARE(sum([](const GroupRecorder &r) { return r.count(u"created"_s); }), 1);
    QCOMPARE(sum([](const GroupRecorder &r) { return r.errors.size(); }), 0);
}

void TestGroupSetup::missingGroups()
{
    makeGroup(admin(), "two");
    addNumbered(admin(), "three", 1);
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s, u"three"_s, u"four"_s});
    consumer->setAutoCreate(false);
    GroupRecorder recorder(consumer.get());
    const QFuture<void> opened = consumer->open();
    QVERIFY(ends(opened));
    const RedisError error = failureOf(opened);
    QCOMPARE(error.code(), Code::GroupMissing);
    for (const QString &name : {u"one"_s, u"three"_s, u"four"_s})
        QVERIFY2(error.message().contains(name), qPrintable(error.message()));
    QVERIFY2(!error.message().contains(u"two"_s), qPrintable(error.message()));
    QCOMPARE(consumer->state(), State::Failed);
    QCOMPARE(recorder.errorCount(Code::GroupMissing), 1);
    // Nothing was made, nothing is read, nobody is connected to read.
    QCOMPARE(admin().integer({"EXISTS", "one", "four"}), 0);
    QCOMPARE(admin().command({"XINFO", "CONSUMERS", "two", "g"}), QVariant(QVariantList()));
    QCOMPARE(blockedClients(admin()), 0);
    QTRY_COMPARE(admin().clientIds("*").size(), 1); // the client's shared connection
    // Once they are there, the same consumer opens.
    for (const QByteArray name : {"one", "three", "four"})
        makeGroup(admin(), name);
    consumer->start();
    TRY_RECEIVED(recorder, 1);
    QCOMPARE(consumer->state(), State::Following);
    QCOMPARE(recorder.count(u"created"_s), 0);
}

void TestGroupSetup::missingGroupOfARemovedStream()
{
    makeGroup(admin(), "two");
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    consumer->setAutoCreate(false);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    consumer->removeStream(u"one"_s);
    TRY_STATE(consumer, Following);
    QCOMPARE(recorder.errors, QList<RedisError>());
}

void TestGroupSetup::addedWhileRunning()
{
    const auto consumer = member(u"c"_s);
    GroupRecorder recorder(consumer.get());
    QSignalSpy added(consumer.get(), &StreamConsumer::streamAdded);
    consumer->start();
    QTRY_COMPARE(blockedClients(admin()), 1);
    addNumbered(admin(), "two", 5);
    consumer->addStream(u"two"_s);
    TRY_RECEIVED(recorder, 5);
    QCOMPARE(added.size(), 1);
    addNumbered(admin(), "one", 5);
    TRY_RECEIVED(recorder, 10);
    QCOMPARE(recorder.log.filter(u"created"_s), QStringList({u"created one 0-0"_s, u"created two 0-0"_s}));
}

void TestGroupSetup::addedWithoutGroup()
{
    makeGroup(admin(), "one");
    const auto consumer = member(u"c"_s);
    consumer->setAutoCreate(false);
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_STATE(consumer, Following);
    consumer->addStream(u"two"_s);
    // It cannot be read, which is said; the other stream goes on.
    QTRY_COMPARE(recorder.errorCount(Code::GroupMissing), 1);
    QCOMPARE(recorder.errors.first().stream(), u"two"_s);
    QCOMPARE(consumer->state(), State::Following);
    addNumbered(admin(), "one", 2);
    TRY_RECEIVED(recorder, 2);
    QCOMPARE(admin().integer({"EXISTS", "two"}), 0);
}

void TestGroupSetup::removedWhileRunning()
{
    addNumbered(admin(), "one", 5);
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_RECEIVED(recorder, 5);
    // In work when the stream is removed: still ours to acknowledge.
    consumer->acknowledge("one", {StreamId(1, 0)});
    consumer->removeStream(u"one"_s);
    consumer->acknowledge("one", {StreamId(2, 0)});
    QTRY_COMPARE(pendingCount(admin(), "one"), 3);
    QTRY_COMPARE(blockedClients(admin()), 1);
    addNumbered(admin(), "one", 5, 6);
    addNumbered(admin(), "two", 5);
    TRY_RECEIVED(recorder, 10);
    QCOMPARE(recorder.of(u"two"_s).size(), 5);
    QCOMPARE(pendingCount(admin(), "one"), 3);
    QCOMPARE(recorder.errors, QList<RedisError>());
}

void TestGroupSetup::removedAndAddedAgain()
{
    // What was received and not handed over when the stream was removed comes when it is added again, once.
    addNumbered(admin(), "one", 100);
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    consumer->setAckPolicy(Policy::AfterDelivery);
    GroupRecorder recorder(consumer.get());
    QObject::connect(consumer.get(), &StreamConsumer::entryReceived, &recorder, [&](const QString &, const StreamEntry &entry) {
        if (entry.id() == StreamId(10, 0))
            consumer->removeStream(u"one"_s);
    });
    consumer->start();
    TRY_RECEIVED(recorder, 10);
    QTRY_COMPARE(pendingCount(admin(), "one"), 90);
    consumer->addStream(u"one"_s);
    TRY_RECEIVED(recorder, 100);
    QCOMPARE(recorder.received, numbered(u"one"_s, 1, 100));
    QTRY_COMPARE(pendingCount(admin(), "one"), 0);
}

void TestGroupSetup::wrongType()
{
    admin().command({"SET", "one", "text"});
    const auto consumer = member(u"c"_s, {u"one"_s, u"two"_s});
    GroupRecorder recorder(consumer.get());
    consumer->start();
    TRY_STATE(consumer, Following);
    QCOMPARE(recorder.errorCount(Code::WrongType), 1);
    QCOMPARE(recorder.errors.first().stream(), u"one"_s);
    addNumbered(admin(), "two", 2);
    TRY_RECEIVED(recorder, 2);
    const auto alone = member(u"c"_s);
    alone->start();
    TRY_STATE(alone, Failed);
    QCOMPARE(alone->error().code(), Code::WrongType);
}

QTEST_GUILESS_MAIN(TestGroupSetup)
#include "tst_group_setup.moc"
