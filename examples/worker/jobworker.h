// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "settings.h"

#include <RedisStreams/groupconsumer.h>
#include <RedisStreams/redisclient.h>

#include <QtCore/QTimer>

namespace Worker {

/// One member of the group: takes jobs, does them, notes them as done, acknowledges them.
class JobWorker : public QObject
{
    Q_OBJECT

public:
    explicit JobWorker(const Settings &settings, QObject *parent = nullptr);

    void start();
    /// Takes no more jobs, finishes those in work, and ends when the server has confirmed their acknowledgements.
    void stop();

Q_SIGNALS:
    void ended(int exitStatus);

private:
    void work(const RedisStreams::StreamEntry &job);
    void finish(const RedisStreams::StreamEntry &job);
    void finished(const RedisStreams::StreamEntry &job);
    void giveBack(const RedisStreams::StreamEntry &job);
    void tryAgain(const RedisStreams::StreamEntry &job, const RedisStreams::RedisError &error);
    void over();
    void stopWhenIdle();
    void report(const QString &text) const;
    void conclude();

    const Settings m_settings;
    RedisStreams::RedisClient m_client;
    RedisStreams::GroupConsumer m_consumer;
    Complaints m_complaints;
    QTimer m_news;
    int m_inWork = 0;
    int m_done = 0;
    int m_takenOver = 0;
    int m_newlyTakenOver = 0;
    int m_putAside = 0;
    bool m_stopping = false;
    bool m_failed = false;
};

} // namespace Worker
