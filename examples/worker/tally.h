// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "settings.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streamconsumer.h>

#include <QtCore/QMap>

namespace Worker {

/// Keeps account of the jobs of this run: what was produced, and what became of each, as it is written to the streams
/// of done jobs and of dead letters.
class Tally : public QObject
{
    Q_OBJECT

public:
    Tally(const Settings &settings, RedisStreams::RedisClient *client, QObject *parent = nullptr);

    /// Begins to follow what becomes of jobs.
    void start() { m_consumer.start(); }
    /// A job that was added.
    void produced(RedisStreams::StreamId job);
    /// No more will be.
    void close();
    /// Reads to the end of the streams, then the tally is final(); after some seconds also when the server does not
    /// answer.
    void conclude();

    qsizetype doneCount() const { return m_doneCount; }
    QString line() const;
    /// Each job of this run has come to its end.
    bool isComplete() const { return m_closed && m_doneCount + m_putAsideCount >= m_producedCount; }
    /// Every job was done, or put aside once; none is missing.
    bool addsUp() const;
    /// When it is final: all that there is was read.
    bool isWhole() const { return m_whole; }
    QString summary() const;

Q_SIGNALS:
    void changed();
    void complete();
    /// The streams cannot be read: no more will be known.
    void failed();
    void final();

private:
    struct Fate
    {
        bool produced = false; ///< by this run
        int done = 0;
        int putAside = 0;
    };
    void note(const QString &stream, const RedisStreams::StreamEntry &entry);
    void check();
    void end(bool whole);

    const Settings m_settings;
    RedisStreams::StreamConsumer m_consumer;
    Complaints m_complaints;
    QMap<RedisStreams::StreamId, Fate> m_fates;
    QMap<QString, int> m_byWorker;
    // Jobs of this run:
    qsizetype m_producedCount = 0;
    qsizetype m_doneCount = 0; ///< at least once
    qsizetype m_putAsideCount = 0;
    bool m_closed = false;
    bool m_concluding = false;
    bool m_final = false;
    bool m_whole = false;
};

} // namespace Worker
