// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streammodel_p.h"

#include <limits>

namespace RedisStreams {

namespace {

constexpr qint64 FrameInterval = 16; // ms
constexpr int CounterInterval = 100; // ms
constexpr int TicksPerSample = 5; // the rate is taken every 500 ms

} // namespace

StreamModelPrivate::StreamModelPrivate(StreamModel *model)
    : q(model)
{
    clock.start();
    lastFlush = -FrameInterval;
    frameTimer.setSingleShot(true);
    frameTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&frameTimer, &QTimer::timeout, q, [this] { flush(); });
    counterTimer.setInterval(CounterInterval);
    QObject::connect(&counterTimer, &QTimer::timeout, q, [this] { tick(); });
}

void StreamModelPrivate::arrived(qsizetype entries)
{
    if (entries == 0)
        return;
    if (!counterTimer.isActive()) {
        rate.restart(clock.elapsed());
        ticksToSample = TicksPerSample;
        counterTimer.start();
    }
    rate.add(entries);
    // After a quiet time the next turn of the event loop is early enough; it still gathers what this turn brings.
    if (!frameTimer.isActive())
        frameTimer.start(int(qBound(qint64(0), lastFlush + FrameInterval - clock.elapsed(), FrameInterval)));
}

void StreamModelPrivate::flush()
{
    frameTimer.stop();
    lastFlush = clock.elapsed();
    if (paused)
        return hold();
    const QList<StreamEntry> fresh = pending.takeNewest(maximumRows);
    const qsizetype fromHeld = qMin<qsizetype>(qsizetype(held.size()), maximumRows - fresh.size());
    QList<StreamEntry> entries(held.end() - fromHeld, held.end());
    held.clear();
    entries.append(fresh);
    insert(entries);
    // Painting may take longer than a frame: the next one is counted from here.
    lastFlush = clock.elapsed();
}

void StreamModelPrivate::hold()
{
    const QList<StreamEntry> fresh = pending.takeNewest(maximumRows);
    held.insert(held.end(), fresh.begin(), fresh.end());
    if (held.size() > size_t(maximumRows))
        held.erase(held.begin(), held.end() - maximumRows);
    setPausedCount(rate.total() - totalAtPause);
}

void StreamModelPrivate::insert(const QList<StreamEntry> &entries)
{
    if (entries.isEmpty())
        return;
    const int rowsBefore = rowCount();
    bool columnsChanged = columns.scan(entries);
    for (const StreamEntry &entry : entries) {
        const int characters = int(qMin<qsizetype>(entry.stream().size(), Internal::FieldColumns::MaximumCharacters));
        columnsChanged = columnsChanged || characters > streamCharacters;
        streamCharacters = qMax(streamCharacters, characters);
    }
    addFoundColumns();
    removeOldest(int(rows.size()) + int(entries.size()) - maximumRows);

    const int first = newestFirst ? 0 : rowCount();
    q->beginInsertRows({}, first, first + int(entries.size()) - 1);
    rows.insert(rows.end(), entries.begin(), entries.end());
    q->endInsertRows();

    if (columnsChanged)
        Q_EMIT q->headerDataChanged(Qt::Horizontal, StreamModel::StreamColumn, q->columnCount() - 1);
    if (rowCount() != rowsBefore)
        Q_EMIT q->countChanged();
}

void StreamModelPrivate::addFoundColumns()
{
    const int found = columns.foundCount();
    if (found == 0)
        return;
    const int first = q->columnCount();
    q->beginInsertColumns({}, first, first + found - 1);
    columns.publish();
    q->endInsertColumns();
    Q_EMIT q->fieldNamesChanged();
}

void StreamModelPrivate::removeOldest(int count)
{
    count = qMin(count, rowCount());
    if (count <= 0)
        return;
    const int first = newestFirst ? rowCount() - count : 0;
    q->beginRemoveRows({}, first, first + count - 1);
    rows.erase(rows.begin(), rows.begin() + count);
    q->endRemoveRows();
}

void StreamModelPrivate::removeUnusedColumns()
{
    const QList<int> unused = columns.unused(rows);
    for (const int column : unused) {
        const int section = StreamModel::FirstFieldColumn + column;
        q->beginRemoveColumns({}, section, section);
        columns.remove(column);
        q->endRemoveColumns();
    }
    if (!unused.isEmpty())
        Q_EMIT q->fieldNamesChanged();
}

void StreamModelPrivate::tick()
{
    const bool totalChanged = notifiedTotal != rate.total();
    notifiedTotal = rate.total();
    bool rateChanged = false;
    if (--ticksToSample == 0) {
        ticksToSample = TicksPerSample;
        const double newRate = rate.sample(clock.elapsed());
        rateChanged = !qFuzzyCompare(newRate + 1.0, notifiedRate + 1.0);
        notifiedRate = newRate;
        if (newRate <= std::numeric_limits<double>::epsilon() && !totalChanged)
            counterTimer.stop();
    }
    if (totalChanged)
        Q_EMIT q->totalCountChanged();
    if (rateChanged)
        Q_EMIT q->entriesPerSecondChanged();
}

void StreamModelPrivate::setPausedCount(qint64 count)
{
    if (pausedCount == count)
        return;
    pausedCount = count;
    Q_EMIT q->pausedCountChanged();
}

} // namespace RedisStreams
