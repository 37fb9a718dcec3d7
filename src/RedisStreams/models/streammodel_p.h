// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streammodel.h"

#include "models/fieldcolumns_p.h"
#include "models/pendingentries_p.h"
#include "models/ratemeter_p.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <deque>

namespace RedisStreams {

class StreamModelPrivate
{
public:
    explicit StreamModelPrivate(StreamModel *model);

    /// Counts \a entries that are pending now and sees to it that the frame comes.
    void arrived(qsizetype entries);
    void flush();
    /// What came in during a pause stays out of sight, but not out of bounds.
    void hold();
    void insert(const QList<StreamEntry> &entries);
    void addFoundColumns();
    void removeOldest(int rows);
    void removeUnusedColumns();
    void tick();
    void setPausedCount(qint64 count);

    int rowCount() const noexcept { return int(rows.size()); }
    /// The place in `rows` of a row of the model, and the other way round.
    int toIndex(int row) const noexcept { return newestFirst ? rowCount() - 1 - row : row; }
    const StreamEntry &entry(int row) const { return rows[size_t(toIndex(row))]; }

    StreamModel *q;
    QPointer<StreamConsumer> consumer;
    std::deque<StreamEntry> rows; // oldest first, whatever the order shown
    Internal::FieldColumns columns {StreamModel::MaximumFieldColumns};
    Internal::PendingEntries pending; // since the last frame
    std::deque<StreamEntry> held; // since the pause began, oldest first
    int streamCharacters = 0; // of the longest stream name shown so far
    int maximumRows = 1000;
    bool newestFirst = false;
    bool paused = false;
    qint64 pausedCount = 0; // as notified
    qint64 totalAtPause = 0;
    qint64 notifiedTotal = 0;

    QTimer frameTimer;
    QTimer counterTimer; // runs only while something changes
    int ticksToSample = 0;
    QElapsedTimer clock;
    qint64 lastFlush = 0;
    Internal::RateMeter rate;
    double notifiedRate = 0;
};

} // namespace RedisStreams
