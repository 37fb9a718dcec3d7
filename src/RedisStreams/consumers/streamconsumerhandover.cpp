// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Handing over: entries from the queue to the application, in slices of the event loop.
#include "consumers/streamconsumer_p.h"

#include <QtCore/QMetaMethod>

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;

namespace {
/// A slice ends after this long, so that timers, input and painting get their turn; a frame has 16 ms.
constexpr qint64 sliceNanoseconds = 4'000'000;
/// Entries between two looks at the clock, and the most a stream hands over before it is another one's turn.
constexpr qsizetype entriesPerLook = 16;
constexpr quint32 entriesPerTurn = 512;
} // namespace

void StreamConsumerPrivate::received(const Cursor &cursor, const Internal::EntryChunkPtr &chunk, quint32 first, quint32 count,
                                     qint64 bytes)
{
    cursor->continuity.received(chunk->records[first].id, chunk->records[first + count - 1].id, count);
    queue.push(cursor, chunk, first, count, bytes, clock.elapsed());
}

bool StreamConsumerPrivate::takeBatch()
{
    if (queue.isEmpty())
        return false;
    current = queue.take(entriesPerTurn);
    currentNext = 0;
    currentAnnounced = false;
    return true;
}

void StreamConsumerPrivate::delivered(const Cursor &, const StreamEntries &) { }
void StreamConsumerPrivate::delivered(const Cursor &, const StreamEntry &) { }

void StreamConsumerPrivate::scheduleHandOver()
{
    if (std::exchange(handOverScheduled, true))
        return;
    QMetaObject::invokeMethod(q, [this] {
        handOverScheduled = false;
        handOver();
    }, Qt::QueuedConnection);
}

void StreamConsumerPrivate::handOver()
{
    // A slot that spins an event loop gets no further entries until it returns.
    if (handingOver) {
        adjustBackPressure();
        return;
    }
    const QPointer<StreamConsumer> guard(q);
    if (phase == Phase::Open && mode == Mode::None) {
        serveFetches();
        return;
    }
    if (phase != Phase::Open && phase != Phase::Stopping)
        return;
    const bool held = paused && phase != Phase::Stopping;
    if (!held && (current.cursor || !queue.isEmpty())) {
        QElapsedTimer slice;
        slice.start();
        handingOver = true;
        while (handOverSome(slice)) { }
        if (!guard)
            return;
        handingOver = false;
        countersMoved();
    }
    adjustBackPressure();
    const bool empty = queue.isEmpty() && !current.cursor;
    if (!empty && (phase == Phase::Stopping || (phase == Phase::Open && !paused)))
        scheduleHandOver();
    if (phase == Phase::Stopping) {
        const auto awaitsReply = [](const Lane &lane) { return lane->isReady() && lane->isBusy(); };
        if (empty && std::none_of(lanes.begin(), lanes.end(), awaitsReply))
            settleStopping();
        return;
    }
    pump();
}

bool StreamConsumerPrivate::handOverSome(const QElapsedTimer &slice)
{
    // Members, not locals, hold what is under way: a slot may stop, abort, remove the stream or delete us.
    const QPointer<StreamConsumer> guard(q);
    const auto goesOn = [&] {
        return guard && (phase == Phase::Stopping || (phase == Phase::Open && mode != Mode::None && !paused));
    };
    if (!current.cursor) {
        if (!takeBatch())
            return false;
    }
    if (!std::exchange(currentAnnounced, true)) {
        static const QMetaMethod batchSignal = QMetaMethod::fromSignal(&StreamConsumer::entriesReceived);
        if (q->isSignalConnected(batchSignal)) {
            static const QMetaMethod entrySignal = QMetaMethod::fromSignal(&StreamConsumer::entryReceived);
            const Internal::StreamCursorPtr cursor = current.cursor;
            const StreamEntries batch = current.entries.mid(currentNext, current.entries.count() - currentNext);
            if (!q->isSignalConnected(entrySignal)) {
                // Nobody wants them one by one: the batch is all there is to hand over.
                cursor->position = batch.last().id();
                entries += batch.count();
                drained += batch.count();
                for (const StreamEntry &entry : batch)
                    byteTotal += entry.byteCount();
                current = {};
            }
            const bool whole = !current.cursor;
            if (whole)
                aboutToDeliver(cursor, batch);
            Q_EMIT q->entriesReceived(cursor->name(), batch);
            if (!guard)
                return false;
            if (whole)
                delivered(cursor, batch);
            return goesOn() && slice.nsecsElapsed() < sliceNanoseconds;
        }
    }
    for (int look = 1; current.cursor && keepsCurrent(); ++look) {
        const Internal::StreamCursorPtr cursor = current.cursor;
        const StreamEntry entry = takeFromCurrent();
        ++drained;
        Q_EMIT q->entryReceived(cursor->name(), entry);
        if (guard)
            delivered(cursor, entry);
        if (!goesOn() || (look % entriesPerLook == 0 && slice.nsecsElapsed() >= sliceNanoseconds))
            return false;
    }
    return slice.nsecsElapsed() < sliceNanoseconds;
}

StreamEntry StreamConsumerPrivate::takeFromCurrent()
{
    const StreamEntry entry = current.entries.at(currentNext++);
    current.cursor->position = entry.id();
    ++entries;
    byteTotal += entry.byteCount();
    if (currentNext >= current.entries.count())
        current = {};
    return entry;
}

void StreamConsumerPrivate::serveFetches()
{
    const QPointer<StreamConsumer> guard(q);
    while (!fetches.empty() && (current.cursor || !queue.isEmpty()) && phase == Phase::Open && mode == Mode::None) {
        if (!(current.cursor && keepsCurrent()) && !takeBatch())
            break;
        const Cursor cursor = current.cursor;
        const StreamEntry entry = takeFromCurrent();
        countersMoved();
        delivered(cursor, entry);
        const Fetch fetch = fetches.front();
        fetches.pop_front();
        fetch.promise->addResult(std::optional<StreamEntry>(entry));
        fetch.promise->finish();
        if (!guard)
            return;
    }
    startWhenPossible();
    if (!guard)
        return;
    adjustBackPressure();
    pump();
}

void StreamConsumerPrivate::drainFinished()
{
    mode = Mode::None;
    auto promise = std::exchange(drainPromise, std::nullopt);
    const qint64 count = drained;
    const QPointer<StreamConsumer> guard(q);
    updateState();
    if (guard)
        Q_EMIT q->drained();
    if (promise) {
        promise->addResult(count);
        promise->finish();
    }
    if (guard)
        startWhenPossible();
    if (guard)
        pump();
}

void StreamConsumerPrivate::finishStopping()
{
    const QPointer<StreamConsumer> guard(q);
    closeDown(Phase::Closed, RedisError(Code::Aborted, QStringLiteral("The consumer was stopped")));
    if (guard)
        Q_EMIT q->stopped();
    if (guard)
        startWhenPossible(); // active was set meanwhile
}

} // namespace RedisStreams
