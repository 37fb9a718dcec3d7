// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "integration/servertest.h"

#include <RedisStreams/streammonitor.h>

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>

namespace RedisStreams::Test {

/// A test with a server and a monitor that looks when it is told to.
class MonitorTest : public ServerTest
{
    Q_OBJECT

protected Q_SLOTS:
    void init()
    {
        ServerTest::init();
        if (QTest::currentTestFailed())
            return;
        m_monitor = std::make_unique<StreamMonitor>();
        m_testers.clear();
        for (QAbstractItemModel *model : models()) {
            m_testers.push_back(std::make_unique<QAbstractItemModelTester>(model, QAbstractItemModelTester::FailureReportingMode::QtTest));
            connect(model, &QAbstractItemModel::modelReset, this, [] { QFAIL("a model was reset"); });
        }
        m_monitor->setClient(m_client.get());
    }

    void cleanup()
    {
        m_testers.clear();
        m_monitor.reset();
        m_client.reset();
    }

protected:
    QList<QAbstractItemModel *> models() const
    {
        return {m_monitor->streamList(), m_monitor->groupList(), m_monitor->consumerList(), m_monitor->pendingList()};
    }

    void withoutTesters() { m_testers.clear(); }

    /// One complete look.
    bool look()
    {
        QSignalSpy refreshed(m_monitor.get(), &StreamMonitor::refreshed);
        m_monitor->refresh();
        return QTest::qWaitFor([&] { return refreshed.count() > 0; }, 30'000);
    }

    AdminClient &admin() { return m_server.admin(); }
    QVariant ask(const QByteArrayList &words) { return admin().command(words); }

    StreamStatus stream(const QString &name) const { return m_monitor->streamList()->at(m_monitor->streamList()->indexOf(name)); }
    GroupStatus group(const QString &streamName, const QString &name) const
    {
        return m_monitor->groupList()->at(m_monitor->groupList()->indexOf(streamName, name));
    }
    QStringList streamNames() const
    {
        QStringList names;
        for (int row = 0; row < m_monitor->streamList()->count(); ++row)
            names.append(m_monitor->streamList()->at(row).name);
        return names;
    }
    QList<StreamId> pendingIds() const
    {
        QList<StreamId> ids;
        for (int row = 0; row < m_monitor->pendingList()->count(); ++row)
            ids.append(m_monitor->pendingList()->at(row).id);
        return ids;
    }

    /// Reads as a member of a group would.
    void deliver(const QByteArray &stream, const QByteArray &group, const QByteArray &consumer, int count)
    {
        QVERIFY(!isError(ask({"XREADGROUP", "GROUP", group, consumer, "COUNT", QByteArray::number(count), "STREAMS", stream, ">"})));
    }
    /// What the server says is pending for a consumer, or for all: ids.
    QByteArrayList pendingIn(const QByteArray &stream, const QByteArray &group, const QByteArray &consumer = {})
    {
        QByteArrayList words {"XPENDING", stream, group, "-", "+", "10000"};
        if (!consumer.isEmpty())
            words.append(consumer);
        QByteArrayList ids;
        for (const QVariant &entry : ask(words).toList())
            ids.append(entry.toList().value(0).toByteArray());
        return ids;
    }

    std::unique_ptr<StreamMonitor> m_monitor;

private:
    std::vector<std::unique_ptr<QAbstractItemModelTester>> m_testers;
};

template <typename T>
T resultOf(QFuture<T> future)
{
    return future.isFinished() && !future.isCanceled() && future.resultCount() == 1 ? future.result() : T();
}

} // namespace RedisStreams::Test

/// The value of an action that succeeds.
#define COMPARE_RESULT(future, expected)                                                                               \
    do {                                                                                                               \
        auto theFuture = future;                                                                                       \
        QVERIFY(RedisStreams::Test::ends(theFuture));                                                                  \
        const RedisStreams::RedisError theError = RedisStreams::Test::failureOf(theFuture);                            \
        QVERIFY2(!theError, qPrintable(theError.message()));                                                           \
        QCOMPARE(theFuture.result(), expected);                                                                        \
    } while (false)

/// The code with which an action fails, and a part of its message.
#define COMPARE_FAILURE(future, expectedCode, text)                                                                    \
    do {                                                                                                               \
        auto theFuture = future;                                                                                       \
        QVERIFY(RedisStreams::Test::ends(theFuture));                                                                  \
        const RedisStreams::RedisError theError = RedisStreams::Test::failureOf(theFuture);                            \
        QVERIFY2(theError.code() == expectedCode, qPrintable(theError.message()));                                     \
        QVERIFY2(theError.message().contains(QLatin1StringView(text)), qPrintable(theError.message()));                \
    } while (false)
