// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Continuity: noticing that entries were removed before they were read, and that a stream is no longer what it was.
#include "consumers/streamconsumer_p.h"

#include "topology/topology_p.h"

#include <QtCore/QMetaMethod>

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::Continuity;
using Internal::ReadLane;
using Internal::StreamLook;

namespace {
/// While there is more to read than one request brings, when somebody wants to know of gaps.
constexpr qint64 lookIntervalBehind = 250;
/// A look costs the server some microseconds a stream, and brings its first and last entry whole (XINFO STREAM): it must not
/// take more of the reading than this.
constexpr qint64 streamsLookedAtPerSecond = 200;
constexpr qint64 bytesLookedAtPerSecond = 4 * 1024 * 1024;
/// Of streams that are asked from time to time, so many reads go by until one is looked at again, at least.
constexpr qint64 pollsPerLook = 10;
/// After so long without a request anything may have happened.
constexpr qint64 idleLimit = 1000;

std::optional<StreamLook> lookFrom(const Decoded<StreamInfo> &info)
{
    // Any other error (moved, loading, not permitted) says nothing about the stream.
    if (info.error)
        return info.error.code() == Code::NoSuchKey ? std::optional(StreamLook()) : std::nullopt;
    return StreamConsumerPrivate::lookOf(info.value);
}

qint64 intervalBehind(const ReadLane &lane)
{
    return std::max({lookIntervalBehind, qint64(lane.request.cursors().size()) * 1000 / streamsLookedAtPerSecond,
                     lane.lookedBytes * 1000 / bytesLookedAtPerSecond});
}
} // namespace

StreamLook StreamConsumerPrivate::lookOf(const StreamInfo &info)
{
    StreamLook look;
    look.exists = true;
    look.length = info.length;
    look.lastGeneratedId = info.lastGeneratedId;
    look.entriesAdded = info.entriesAdded;
    if (info.firstEntry)
        look.firstId = info.firstEntry->id();
    return look;
}

void StreamConsumerPrivate::lookFirst(ReadLane &lane)
{
    if (!onlyReads())
        return;
    static const QMetaMethod gapSignal = QMetaMethod::fromSignal(&StreamConsumer::gapDetected);
    // A blocked reader of a stream that was made anew with lower ids would hear nothing, ever.
    const qint64 usual = client ? client->options().blockLimit().count() : idleLimit;
    const bool blocks = lane.reader->blocks();
    const qint64 interval = !blocks ? qMax(usual, pollsPerLook * pollInterval())
        : lane.behind && q->isSignalConnected(gapSignal) ? qMin(usual, intervalBehind(lane))
                                                         : usual;
    const qint64 now = clock.elapsed();
    const bool idle = blocks && lane.reader->lastReplyAge() > idleLimit;
    const bool all = lane.lookedAt < 0 || now - lane.lookedAt >= interval || idle;
    if (!all && !lane.lookSoon)
        return;
    if (all) {
        lane.lookedAt = now;
        lane.lookedBytes = 0;
    }
    lane.lookSoon = false;
    if (all && readsReplica(lane))
        checkReplica(lane);
    const auto self = std::find_if(lanes.begin(), lanes.end(), [&lane](const Lane &held) { return held.get() == &lane; });
    const std::weak_ptr weak(*self);
    for (const Cursor &cursor : lane.request.cursors()) {
        if (!all && !cursor->lookSoon)
            continue;
        cursor->lookSoon = false;
        lane.reader->look(cursor, [this, cursor, weak, thisRun = run, guard = QPointer<StreamConsumer>(q)](const Decoded<StreamInfo> &info) {
            const Lane held = weak.lock();
            if (!guard || !held || run != thisRun || cursor->lane != held.get())
                return;
            for (const std::optional<StreamEntry> &entry : {info.value.firstEntry, info.value.lastEntry})
                held->lookedBytes += entry ? entry->byteCount() : 0;
            looked(cursor, info);
        });
    }
}

void StreamConsumerPrivate::looked(const Cursor &cursor, const Decoded<StreamInfo> &info)
{
    if (cursor->reset || cursor->excluded)
        return;
    const std::optional<StreamLook> look = lookFrom(info);
    if (!look)
        return;
    const Continuity::Verdict verdict = cursor->continuity.look(*look);
    if (verdict.kind == Continuity::Kind::Gap)
        Q_EMIT q->gapDetected(cursor->name(), verdict.from, verdict.to, verdict.lostAtLeast);
    else if (verdict.kind == Continuity::Kind::Shrunk && readsReplica(*cursor->lane) && cursor->continuity.isAheadOf(*look))
        askMaster(cursor);
    else if (verdict.kind == Continuity::Kind::Shrunk)
        beginReset(cursor, *look);
}

bool StreamConsumerPrivate::readsReplica(const ReadLane &lane) const
{
    return onlyReads() && !lane.polls() && client && client->topology() && client->topology()->readsReplicas();
}

void StreamConsumerPrivate::askMaster(const Cursor &cursor)
{
    const auto judge = [this, cursor, thisRun = run](const StreamLook &look) {
        if (run == thisRun && cursor->lane && !cursor->removed && !cursor->reset && cursor->continuity.isAheadOf(look))
            beginReset(cursor, look);
    };
    ask(
        XinfoStream {cursor->key()}, [judge](const StreamInfo &info) { judge(lookOf(info)); },
        [judge](const RedisError &problem) {
            if (problem.code() == Code::NoSuchKey)
                judge({});
        });
}

void StreamConsumerPrivate::checkReplica(ReadLane &lane)
{
    for (const Cursor &cursor : lane.request.cursors()) {
        const std::optional<StreamId> missing = std::exchange(cursor->awaited, std::nullopt);
        if (missing && !lane.behind && cursor->readAfter < *missing) {
            const RedisError stale(Code::MasterDown, QStringLiteral("The replica %1 lacks the entry %2 of \"%3\", which its master has; "
                                                                    "another node is asked")
                                                         .arg(lane.reader->endpoint().toString(), missing->toString(), cursor->name()));
            // Not from within a pump: it is told to the application.
            QTimer::singleShot(0, lane.reader.get(), [reader = lane.reader.get(), stale] { reader->reconnect(stale); });
            return;
        }
        ask(
            XinfoStream {cursor->key()},
            [cursor, thisRun = run, this](const StreamInfo &info) {
                if (run == thisRun && info.lastEntry)
                    cursor->awaited = info.lastEntry->id();
            },
            [](const RedisError &) { /* the next time */ });
    }
}

void StreamConsumerPrivate::beginReset(const Cursor &cursor, const StreamLook &look)
{
    cursor->reset.emplace();
    cursor->reset->look = look;
    ++cursor->lane->resetting;
    ++resetsWaiting;
    // The read behind the look asks for what follows an entry that the stream does not have.
    wake(*cursor->lane);
    std::vector<StreamId> evidence;
    if (look.exists)
        evidence = cursor->continuity.evidence(look.lastGeneratedId);
    findEvidence(cursor, std::move(evidence));
}

void StreamConsumerPrivate::findEvidence(const Cursor &cursor, std::vector<StreamId> ids)
{
    const auto decide = [this, cursor](bool rolledBack) {
        cursor->reset->decided = true;
        cursor->reset->rolledBack = rolledBack;
        pump();
    };
    // Nothing that speaks for the old stream: beginning with the new one repeats entries at worst, and loses none.
    if (ids.empty())
        return decide(false);
    Xrange one;
    one.stream = cursor->key();
    one.first = one.last = ids.front();
    one.count = 1;
    ids.erase(ids.begin());
    const auto stillWanted = [this, cursor, thisRun = run] { return run == thisRun && cursor->reset && !cursor->reset->decided; };
    ask(
        one,
        [this, cursor, stillWanted, decide, ids](const StreamEntries &found) {
            if (!stillWanted())
                return;
            if (found.isEmpty())
                findEvidence(cursor, ids);
            else
                decide(true);
        },
        [this, cursor, stillWanted, decide](const RedisError &problem) {
            if (!stillWanted())
                return;
            if (problem.code() == Code::PermissionDenied)
                return decide(false);
            endReset(cursor); // the next look begins anew
            const QPointer<StreamConsumer> guard(q);
            updateState();
            if (guard)
                pump();
        });
}

void StreamConsumerPrivate::endReset(const Cursor &cursor)
{
    if (!std::exchange(cursor->reset, std::nullopt))
        return;
    --resetsWaiting;
    if (cursor->lane)
        --cursor->lane->resetting;
}

void StreamConsumerPrivate::applyResets()
{
    const QPointer<StreamConsumer> guard(q);
    const quint64 thisRun = run;
    // A copy: what the signal leads to may change the set.
    for (const Cursor &cursor : std::vector<Cursor>(cursors)) {
        if (!cursor->reset || !cursor->reset->decided)
            continue;
        // What was received is handed over first, so that the position is what it seems.
        if (cursor->lane->isBusy() || !cursor->queue.empty() || current.cursor == cursor)
            continue;
        const StreamLook look = cursor->reset->look;
        const bool rolledBack = cursor->reset->rolledBack;
        endReset(cursor);
        const bool ahead = look.lastGeneratedId < cursor->readAfter; // of all that the stream holds
        if (rolledBack && ahead) {
            cursor->startAt(look.lastGeneratedId);
            cursor->continuity.startAtEnd(look);
        } else if (rolledBack) {
            cursor->continuity.resumeAt(cursor->readAfter);
        } else if (!look.exists) {
            cursor->startAt(StreamId());
            cursor->continuity.startAtEnd(look);
        } else {
            const bool unread = look.firstId && *look.firstId <= cursor->readAfter && !cursor->continuity.began(*look.firstId);
            if (ahead || unread)
                cursor->startAt(StreamId());
            cursor->continuity.startAt(cursor->readAfter);
        }
        countersMoved();
        updateState(); // it is read again
        if (!guard || run != thisRun)
            return;
        Q_EMIT q->streamReset(cursor->name(), rolledBack ? StreamConsumer::ResetReason::RolledBack : StreamConsumer::ResetReason::Recreated);
        if (!guard || run != thisRun)
            return;
    }
}

} // namespace RedisStreams
