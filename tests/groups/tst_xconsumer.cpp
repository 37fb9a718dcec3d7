// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "grouptest.h"

#include <RedisStreams/xconsumer.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;

/// xconsumer(): one call for both kinds, with the options of the class it makes.
class TestXconsumer : public GroupTest
{
    Q_OBJECT

private Q_SLOTS:
    void plain();
    void member();
    void backlogFirst();
    void badOptions();
};

void TestXconsumer::plain()
{
    addNumbered(admin(), "one", 30);
    addNumbered(admin(), "two", 5);
    const std::unique_ptr<StreamConsumer> consumer(
        xconsumer(m_client.get(), {u"one"_s, u"two"_s}, {.bufferSize = 4, .startFrom = StreamConsumer::StartFrom::Beginning, .startIds = {{u"one"_s, u"20-0"_s}}}));
    QVERIFY(!qobject_cast<GroupConsumer *>(consumer.get()));
    QCOMPARE(consumer->state(), StreamConsumer::State::Closed);
    QCOMPARE(consumer->bufferSize(), 4);
    Recorder record(consumer.get());
    const QFuture<qint64> drained = consumer->drain();
    QTRY_VERIFY(drained.isFinished());
    QCOMPARE(drained.result(), 15);
    QCOMPARE(record.of(u"one"_s).constFirst(), u"one 21-0"_s);
    QCOMPARE(record.of(u"two"_s).size(), 5);
}

void TestXconsumer::member()
{
    addNumbered(admin(), "one", 3);
    QObject owner;
    StreamConsumer *const consumer = xconsumer(
        m_client.get(), {u"one"_s}, {.group = u"g"_s, .consumer = u"a"_s, .autoAcknowledge = true, .startFrom = StreamConsumer::StartFrom::Beginning}, &owner);
    const auto *const inGroup = qobject_cast<GroupConsumer *>(consumer);
    QVERIFY(inGroup && inGroup->autoAcknowledge() && inGroup->autoCreate() && consumer->parent() == &owner);
    const QFuture<qint64> drained = consumer->drain();
    QTRY_VERIFY(drained.isFinished());
    QCOMPARE(drained.result(), 3);
    QCOMPARE(pendingCount(admin(), "one"), 0);
}

void TestXconsumer::backlogFirst()
{
    addNumbered(admin(), "one", 5);
    makeGroup(admin(), "one");
    readAs(admin(), "one", "a", 2);
    const std::unique_ptr<StreamConsumer> consumer(
        xconsumer(m_client.get(), {u"one"_s}, {.group = u"g"_s, .consumer = u"a"_s, .autoCreate = false, .startFromBacklog = true}));
    Recorder record(consumer.get());
    const QFuture<qint64> drained = consumer->drain();
    QTRY_VERIFY(drained.isFinished());
    QCOMPARE(record.received, QStringList({u"one 1-0"_s, u"one 2-0"_s, u"one 3-0"_s, u"one 4-0"_s, u"one 5-0"_s}));
}

void TestXconsumer::badOptions()
{
    const std::unique_ptr<StreamConsumer> noGroup(xconsumer(m_client.get(), {u"one"_s}, {.consumer = u"a"_s}));
    noGroup->start();
    QCOMPARE(noGroup->error().code(), RedisError::Code::InvalidArgument);
    const std::unique_ptr<StreamConsumer> missing(xconsumer(m_client.get(), {u"one"_s}, {.group = u"g"_s, .consumer = u"a"_s, .autoCreate = false}));
    missing->start();
    QTRY_COMPARE(missing->error().code(), RedisError::Code::GroupMissing);
}

QTEST_GUILESS_MAIN(TestXconsumer)
#include "tst_xconsumer.moc"
