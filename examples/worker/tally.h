// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "settings.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streamconsumer.h>

#include <QtCore/QHash>
#include <QtCore/QMap>

namespace Worker {

/// Keeps account of the jobs of this run: what was produced, and what became of each, as it is written to the streams of
/// done jobs and of dead letters.
class Tally : public QObject
{
    Q_OBJECT

public:
    Tally(const Settings &settings, RedisStreams::RedisClient *client, QObject *parent = nullptr);

    /// Jobs that were added.
    void produced(RedisStreams::StreamId job) { m_produced[job]; check(); }
    /// No more will be.
    void close() { m_closed = true; check(); }
    /// Begins to follow what becomes of them.
    void start() { m_consumer.start(); }

    qsizetype doneCount() const { return m_doneCount; }
    QString line() const;
    /// Every job was done, or put aside once; none is missing.
    bool addsUp() const;
    QString summary() const;

Q_SIGNALS:
    void changed();
    /// Each job has come to its end.
    void complete();

private:
    struct Fate
    {
        int done = 0;
        int putAside = 0;
    };
    void check();

    const Settings m_settings;
    RedisStreams::StreamConsumer m_consumer;
    QMap<RedisStreams::StreamId, Fate> m_produced;
    QMap<QString, int> m_byWorker;
    qsizetype m_doneCount = 0; ///< jobs done at least once
    qsizetype m_putAsideCount = 0;
    bool m_closed = false;
};

} // namespace Worker
