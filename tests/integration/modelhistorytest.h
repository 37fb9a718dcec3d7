// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "servertest.h"

#include <RedisStreams/streammodel.h>

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>

namespace RedisStreams::Test {

/// A model on a real server, watched over by a model tester.
class ModelHistoryTest : public ServerTest
{
    Q_OBJECT

protected Q_SLOTS:
    void init()
    {
        cleanup();
        ServerTest::init();
        m_model = std::make_unique<StreamModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_resets.clear();
        connect(m_model.get(), &QAbstractItemModel::modelReset, this, [this] { m_resets.append(true); });
    }

    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_consumer.reset();
    }

protected:
    StreamHistory *history() const { return m_model->history(); }

    void follow(const QByteArrayList &streams, StreamConsumer::StartFrom from, qint64 count = 0)
    {
        QStringList names;
        for (const QByteArray &stream : streams)
            names.append(QString::fromLatin1(stream));
        m_consumer = std::make_unique<StreamConsumer>(m_client.get(), names);
        m_consumer->setStartFrom(from);
        m_consumer->setStartCount(count);
        m_model->setConsumer(m_consumer.get());
        m_consumer->start();
        QTRY_COMPARE(m_consumer->state(), StreamConsumer::State::Following);
    }

    /// The rows that came; -1 when it never ended.
    int fetchOlder() { return fetch(&StreamHistory::fetchOlder); }
    int fetchNewer() { return fetch(&StreamHistory::fetchNewer); }
    void fetchToTheBeginning()
    {
        while (history()->canFetchOlder())
            QVERIFY(fetchOlder() >= 0);
    }
    /// The newest so many entries are the rows.
    void followLast(const QByteArrayList &streams, int count)
    {
        follow(streams, StreamConsumer::StartFrom::LastEntries, count);
        QTRY_COMPARE(m_model->rowCount(), count * int(streams.size()));
    }

    /// "stream id" of each row, in the order shown.
    QStringList rows() const
    {
        QStringList list;
        for (int row = 0; row < m_model->rowCount(); ++row)
            list.append(m_model->entryAt(row).stream() + u' ' + m_model->entryAt(row).idText());
        return list;
    }
    static QStringList numbered(const char *stream, int first, int last)
    {
        return Test::numbered(QString::fromLatin1(stream), first, last);
    }

    std::unique_ptr<StreamConsumer> m_consumer;
    std::unique_ptr<StreamModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QList<bool> m_resets;

private:
    int fetch(void (StreamHistory::*method)())
    {
        QSignalSpy fetched(history(), &StreamHistory::fetched);
        (history()->*method)();
        return QTest::qWaitFor([&fetched] { return fetched.count() > 0; }, Patience) ? fetched.first().at(0).toInt() : -1;
    }
};

} // namespace RedisStreams::Test
