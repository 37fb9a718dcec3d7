// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// How entries arrive: kept by reference, brought in once a frame, counted.

#include "models/streammodel_p.h"

#include <QtCore/QDateTime>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace RedisStreams {

namespace {

/// What calendars reach to, in milliseconds since 1970.
constexpr quint64 LastTime = 8'640'000'000'000'000;

constexpr qint64 FrameInterval = 16; // ms
constexpr int CounterInterval = 100; // ms
constexpr int TicksPerSample = 5; // the rate is taken every 500 ms
constexpr int TimesInterval = 1000; // ms

} // namespace

StreamModelPrivate::StreamModelPrivate(StreamModel *model)
    : q(model)
    , columns(new StreamColumnModel(this, model))
    , history(new StreamHistory(this, model))
    , past(history->d.get())
{
    clock.start();
    lastFlush = -FrameInterval;
    frameTimer.setSingleShot(true);
    frameTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&frameTimer, &QTimer::timeout, q, [this] { flush(); });
    counterTimer.setInterval(CounterInterval);
    QObject::connect(&counterTimer, &QTimer::timeout, q, [this] { tick(); });
    timesTimer.setInterval(TimesInterval);
    QObject::connect(&timesTimer, &QTimer::timeout, q, [this] { notifyTimes(); });
}

template <typename Entries>
void StreamModelPrivate::append(const Entries &entries, qsizetype early)
{
    if (entries.isEmpty())
        return;
    // Ids are made by the server's clock; a batch's newest entry tells how far that is from ours.
    const StreamEntry &newest = entries.at(entries.size() - 1);
    streamClocks[newest.streamKey()].arrived(QDateTime::currentMSecsSinceEpoch(), qint64(qMin(newest.id().ms, LastTime)));
    qint64 serial = rate.total();
    pending.append(entries, serial, arrivalLimit());
    if (filter.isEmpty()) {
        matchCount += entries.size();
    } else {
        for (const StreamEntry &entry : entries) {
            if (filter.matches(entry)) {
                pendingMatches.push_back({entry, serial});
                ++matchCount;
            }
            ++serial;
        }
        Internal::keepNewest(&pendingMatches, rowLimit());
    }
    arrived(entries.size(), early);
}

template void StreamModelPrivate::append(const StreamEntries &, qsizetype);
template void StreamModelPrivate::append(const QList<StreamEntry> &, qsizetype);

/// Counts entries that are pending now and sees to it that the frame comes.
void StreamModelPrivate::arrived(qsizetype entries, qsizetype early)
{
    if (!counterTimer.isActive()) {
        rate.restart(clock.elapsed());
        ticksToSample = TicksPerSample;
        counterTimer.start();
    }
    rate.addApart(early);
    rate.add(entries - early);
    // After a quiet time the next turn of the event loop is early enough; it still gathers what this turn brings.
    if (!frameTimer.isActive())
        frameTimer.start(int(qBound(qint64(0), lastFlush + FrameInterval - clock.elapsed(), FrameInterval)));
}

void StreamModelPrivate::flush()
{
    frameTimer.stop();
    lastFlush = clock.elapsed();
    const QList<ModelRow> fresh = takePending();
    // Of a flood only the newest come this far: without a filter the rest was never looked at.
    const bool someLost = matchCount - matchesFlushed > fresh.size();
    past->arrivalsCome(fresh.size());
    if (isHolding()) {
        hold(fresh, someLost);
    } else {
        const bool beginsAnew = std::exchange(heldIsCut, false) && rowCount() > 0;
        if (beginsAnew)
            removeOldest(rowCount()); // what is held does not go on where they end
        const qsizetype fromHeld = qBound<qsizetype>(0, rowLimit() - fresh.size(), qsizetype(held.size()));
        QList<ModelRow> entries(held.end() - fromHeld, held.end());
        held.clear();
        entries.append(fresh);
        if (startArrives && filter.isEmpty())
            addByTime(entries);
        else
            addNewest(entries);
        if (beginsAnew && rows.empty())
            Q_EMIT q->countChanged();
        if (someLost)
            past->rowsBeginAnew();
    }
    startArrives = false;
    matchesFlushed = matchCount;
    serialFlushed = rate.total();
    // Painting may take longer than a frame: the next one is counted from here.
    lastFlush = clock.elapsed();
}

QList<Internal::ModelRow> StreamModelPrivate::takePending()
{
    QList<ModelRow> arrivals = pending.takeNewest(arrivalLimit());
    if (filter.isEmpty()) {
        if (startArrives)
            mergeStart(&arrivals);
        return arrivals;
    }
    recent.insert(recent.end(), arrivals.begin(), arrivals.end());
    trimRecent();
    Internal::keepNewest(&pendingMatches, rowLimit()); // which may be lower now than when they came
    // What is both a match and recent is kept once.
    QList<ModelRow> matches;
    auto arrival = arrivals.begin();
    for (const ModelRow &match : pendingMatches) {
        while (arrival != arrivals.end() && arrival->serial < match.serial)
            ++arrival;
        const bool isRecent = arrival != arrivals.end() && arrival->serial == match.serial;
        matches.append(isRecent ? *arrival : ModelRow{match.entry.detached(), match.serial});
    }
    pendingMatches.clear();
    return matches;
}

/// What came in during a pause stays out of sight, but not out of bounds.
void StreamModelPrivate::hold(const QList<ModelRow> &fresh, bool someLost)
{
    held.insert(held.end(), fresh.begin(), fresh.end());
    const bool tooMany = qsizetype(held.size()) > maximumRows;
    Internal::keepNewest(&held, maximumRows);
    heldIsCut = heldIsCut || someLost || tooMany;
    if (someLost || tooMany)
        past->arrivalsLost();
    setPausedCount(matchCount - matchesAtPause);
}

void StreamModelPrivate::markHold()
{
    serialAtPause = serialFlushed;
    newSince = serialFlushed;
    matchesAtPause = matchesFlushed;
    setPausedCount(0);
}

void StreamModelPrivate::releaseHold()
{
    if (!paused) {
        flush();
        return markHold();
    }
    const auto later
        = std::find_if(held.begin(), held.end(), [this](const ModelRow &row) { return row.serial >= serialAtPause; });
    const QList<ModelRow> before(held.begin(), later);
    held.erase(held.begin(), later);
    addNewest(before);
    // All that is held is to come; what was fetched meanwhile is there already.
    newSince = held.empty() ? serialFlushed : held.front().serial;
    matchesAtPause = matchesFlushed - qint64(held.size());
    setPausedCount(qint64(held.size()));
}

void StreamModelPrivate::holdLiveRows()
{
    if (!isHolding())
        markHold();
    if (heldIsCut)
        return;
    // What an earlier filter left has gaps: only what arrived lately was judged by this one.
    qint64 oldest = 0;
    if (rowsHaveGaps) {
        const auto arrived = std::find_if(recentTail(), recent.cend(), [](const ModelRow &row) { return row.serial >= 0; });
        oldest = arrived == recent.cend() ? std::numeric_limits<qint64>::max() : arrived->serial;
    }
    const auto isOlder = [oldest](const ModelRow &row) { return row.serial < oldest; };
    ModelRows live;
    std::remove_copy_if(rows.begin(), rows.end(), std::back_inserter(live), isOlder);
    std::erase_if(held, isOlder);
    held.insert(held.begin(), live.begin(), live.end());
    Internal::keepNewest(&held, maximumRows);
}

void StreamModelPrivate::showHeld()
{
    const ModelRows live = std::exchange(held, {});
    heldIsCut = false;
    replaceRows(QList<ModelRow>(live.begin(), live.end()));
    markHold();
}

void StreamModelPrivate::setPaused(bool pause)
{
    // What arrived before this moment belongs to the side before it.
    flush();
    const bool wasHolding = isHolding();
    paused = pause;
    if (wasHolding && !isHolding())
        flush();
    if (wasHolding != isHolding())
        markHold();
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
