// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What comes in: how much is asked for, what comes before the next read, and how old an entry is when it is handed over.
#include "consumers/groupconsumer_p.h"

#include <algorithm>

namespace RedisStreams {

using Internal::EntryChunkPtr;
using Internal::FlightLog;
using Internal::GroupCursor;
using std::chrono::milliseconds;

namespace {
/// Above this much waiting to be handed over no history is fetched and nothing is claimed.
constexpr qint64 queueHold = 2 * 1024 * 1024;
/// When there is room for fewer entries than there are streams: the pause between rounds in which each is asked.
constexpr qint64 roundPause = 250;
/// So long after a read must have ended, the server has ended it too.
constexpr qint64 ghostSlack = 500;

bool hasWork(const GroupCursor &cursor)
{
    return cursor.recoverWanted || cursor.backlogWanted || cursor.claimWanted || !cursor.claimable.isEmpty();
}
} // namespace

qint64 GroupConsumerPrivate::openCount() const
{
    if (autoAcknowledge)
        return q->bufferedCount(); // what is handed over is settled
    qint64 open = 0;
    for (const Cursor &cursor : cursors)
        open += own(cursor)->flights->openCount();
    return open;
}

qint64 GroupConsumerPrivate::roomWithoutReading() const
{
    if (maxInFlight <= 0)
        return std::numeric_limits<int>::max();
    qint64 left = maxInFlight - openCount();
    for (const Cursor &cursor : cursors)
        left -= own(cursor)->asked;
    return qMax<qint64>(0, left);
}

qint64 GroupConsumerPrivate::room() const
{
    qint64 left = roomWithoutReading();
    if (maxInFlight <= 0)
        return left;
    for (const Lane &lane : lanes)
        left -= lane->isBusy() ? lane->asked : 0;
    return qMax<qint64>(0, left);
}

void GroupConsumerPrivate::roomChanged()
{
    for (const Lane &lane : lanes)
        lane->stale = true; // a bound where there was none
    if (phase == Phase::Open)
        scheduleHandOver(); // ends with pump()
}

void GroupConsumerPrivate::readerReady(const Lane &lane)
{
    // What was on its way when the last connection ended is pending for us, and nobody has seen it.
    if (lane->everConnected) {
        for (const Cursor &cursor : lane->cursors)
            recover(cursor);
    }
    StreamConsumerPrivate::readerReady(lane);
}

void GroupConsumerPrivate::readerLost(const Lane &lane, const RedisError &problem)
{
    lane->stale = true;
    // The server may not know yet that the connection is gone. What waits there goes on to be given entries, until its
    // BLOCK ends: then is the time to look again.
    const qint64 wait = qMax<qint64>(0, lane->endsAt - clock.elapsed()) + ghostSlack;
    if (!autoAcknowledge && (!ghostTimer.isActive() || ghostTimer.remainingTime() < wait))
        ghostTimer.start(milliseconds(wait));
    StreamConsumerPrivate::readerLost(lane, problem);
}

void GroupConsumerPrivate::recover(const Cursor &cursor)
{
    if (autoAcknowledge || !own(cursor)->groupReady)
        return;
    own(cursor)->recoverWanted = true;
    if (cursor->lane)
        cursor->lane->stale = true;
}

void GroupConsumerPrivate::recoverAll()
{
    for (const Cursor &cursor : cursors)
        recover(cursor);
}

bool GroupConsumerPrivate::wantsRequest(const Internal::ReadLane &lane) const
{
    return StreamConsumerPrivate::wantsRequest(lane) && room() > 0;
}

qint64 GroupConsumerPrivate::blockForRequest(const Internal::ReadLane &lane) const
{
    // Streams that are left out must not wait until entries come to those that are asked: a request waits only when all
    // have had their turn, and not for long. (A wait for each would not do: servers end it only ten times a second.)
    if (lane.unasked > 0 || lane.polls())
        return 0;
    const qint64 whole = StreamConsumerPrivate::blockForRequest(lane);
    const qint64 block = lane.leavesOut ? qMin(whole, roundPause) : whole;
    // A read that waits keeps its share of maxInFlight: where that is not enough for all lanes, they wait in turn, and not
    // long while one of them has much to give.
    if (maxInFlight <= 0 || lanes.size() == 1 || roomWithoutReading() >= qint64(lanes.size()))
        return block;
    constexpr qint64 calm = 1000;
    constexpr qint64 busyTurn = 10;
    constexpr qint64 calmTurn = 100;
    return qMin(block, clock.elapsed() - lastEntryAt < calm ? busyTurn : calmTurn);
}

bool GroupConsumerPrivate::isCaughtUp() const
{
    return std::all_of(cursors.begin(), cursors.end(), [](const Cursor &c) { return c->excluded || own(c)->isCaughtUp(); });
}

bool GroupConsumerPrivate::isHandedOver(const GroupCursorPtr &cursor) const
{
    return !handingOver && cursor->queue.empty() && current.cursor != cursor;
}

void GroupConsumerPrivate::beforeRequest()
{
    const QPointer<StreamConsumer> guard(q);
    finishBacklogs();
    if (!guard)
        return;
    const bool reading = phase == Phase::Open && !paused && (mode != Mode::None || !fetches.empty());
    if (!reading || std::none_of(cursors.begin(), cursors.end(), [](const Cursor &c) { return hasWork(*own(c)); }))
        return;
    // Nothing of this emits a signal: it sends commands.
    for (const Cursor &plain : std::vector<Cursor>(cursors)) {
        const GroupCursorPtr cursor = own(plain);
        if (cursor->groupReady && !cursor->excluded && !cursor->removed && cursor->lane && cursor->lane->isReady())
            workOn(cursor);
    }
}

void GroupConsumerPrivate::workOn(const GroupCursorPtr &cursor)
{
    Internal::ReadLane &lane = *cursor->lane;
    const bool mayWait = lane.isBusy() && roomWithoutReading() > 0; // what the read under way does not use is left
    if (cursor->busy) {
        if (cursor->claimable.isEmpty())
            return;
        if (room() > 0)
            return takeClaimable(cursor);
        if (mayWait)
            return wake(lane);
        cursor->claimable.clear();
        return operationDone(cursor);
    }
    if (cursor->recoverWanted) {
        // A read under way may bring what the list would show: it has to end first.
        if (lane.isBusy())
            return wake(lane);
        cursor->busy = true;
        cursor->recoverWanted = false;
        cursor->recovering = true;
        return listPending(cursor, StreamId::minimum(), std::make_shared<std::set<StreamId>>());
    }
    if (queue.byteCount() >= queueHold)
        return;
    if (cursor->backlogWanted && !cursor->backlogRead) {
        if (room() > 0) {
            cursor->busy = true;
            readBacklog(cursor);
        } else if (mayWait) {
            wake(lane);
        }
        return;
    }
    // A portion at a time: what is taken and only waits would age in the buffer, where others may claim it again.
    if (cursor->claimWanted && isHandedOver(cursor) && client && client->isConnected()) {
        if (roomWithoutReading() <= 0)
            return;
        cursor->busy = true;
        findClaimable(cursor);
    }
}

std::vector<StreamConsumerPrivate::Cursor> GroupConsumerPrivate::readableCursors(Internal::ReadLane &lane)
{
    std::vector<Cursor> readable = StreamConsumerPrivate::readableCursors(lane);
    lane.leavesOut = false;
    if (maxInFlight <= 0) {
        lane.unasked = 0;
        return readable;
    }
    lane.stale = true; // how many fit changes from request to request
    const auto most = size_t(room());
    lane.leavesOut = readable.size() > most;
    if (!lane.leavesOut) {
        lane.unasked = 0;
        return readable;
    }
    if (lane.unasked == 0 || lane.unasked > readable.size()) {
        lane.unasked = readable.size();
        lane.roundAt = clock.elapsed();
    }
    lane.unasked -= qMin(most, lane.unasked);
    std::vector<Cursor> some;
    for (size_t i = 0; i < most; ++i)
        some.push_back(readable[(lane.turn + i) % readable.size()]);
    lane.turn = (lane.turn + most) % readable.size();
    return some;
}

qint64 GroupConsumerPrivate::requestCount(Internal::ReadLane &lane, qint64 streamCount)
{
    const qint64 streams = qMax<qint64>(1, streamCount);
    const qint64 count = qMax<qint64>(1, qMin(lane.sizer.count(), room() / streams));
    lane.asked = count * streams;
    lane.sentAt = clock.elapsed();
    lane.endsAt = lane.sentAt + qMax<qint64>(0, blockForRequest(lane));
    lane.replySince = -1;
    return count;
}

int GroupConsumerPrivate::turnInterval() const
{
    return qBound(5, claimMinIdle / 16, 500);
}

void GroupConsumerPrivate::noteTurn()
{
    // While the thread was held up by something a reply may have come and waited, its entries growing old.
    const qint64 now = clock.elapsed();
    const bool heldUp = now - lastTurn > 2 * turnInterval();
    for (const Lane &lane : lanes) {
        if (heldUp && lane->replySince < 0 && lane->isBusy())
            lane->replySince = qMax(lastTurn, lane->sentAt);
    }
    lastTurn = now;
}

void GroupConsumerPrivate::received(const Cursor &plain, const EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes)
{
    const GroupCursorPtr cursor = own(plain);
    cursor->receivedAny = true;
    if (claimMinIdle > 0)
        noteTurn();
    cursor->lane->unasked = 0; // there may be more where this came from
    // All entries of a reply were delivered together.
    qint64 &replySince = cursor->lane->replySince;
    if (replySince < 0)
        replySince = clock.elapsed();
    quint32 from = first;
    const auto push = [&](quint32 end) {
        if (end > from)
            queue.push(cursor, chunk, from, end - from, bytes * (end - from) / count, replySince);
        from = end + 1;
    };
    for (quint32 i = first; i < first + count; ++i) {
        Internal::EntryRecord &record = chunk->records[i];
        record.deliveryCount = 1; // what ">" brings was never delivered before
        // One that waited so long that we claimed it from ourselves has come that way.
        if (!autoAcknowledge && !cursor->flights->addNew(record.id, replySince))
            push(i);
    }
    push(first + count);
}

bool GroupConsumerPrivate::takeBatch()
{
    while (StreamConsumerPrivate::takeBatch()) {
        if (!dropAged())
            return true;
    }
    return false;
}

bool GroupConsumerPrivate::keepsCurrent()
{
    if (dropAged())
        return false;
    handedOut(*current.cursor, current.entries.at(currentNext).id());
    return true;
}

void GroupConsumerPrivate::aboutToDeliver(const Cursor &cursor, const StreamEntries &batch)
{
    for (const StreamEntry &entry : batch)
        handedOut(*cursor, entry.id());
}

void GroupConsumerPrivate::handedOut(const Internal::StreamCursor &cursor, StreamId id)
{
    // Before its slots are called: one of them may remove the stream, and the application has it by then.
    FlightLog::Flight *flight = static_cast<const GroupCursor &>(cursor).flights->find(id);
    if (!flight || flight->state != FlightLog::State::Received)
        return;
    flight->state = FlightLog::State::InWork; // open as before
    if (claimMinIdle > 0 || heartbeat > 0) // nobody else asks since when
        flight->since = clock.elapsed();
}

bool GroupConsumerPrivate::dropAged()
{
    // Shorter hold-ups than these are not seen.
    if (claimMinIdle <= 0 || clock.elapsed() - current.receivedAt + 2 * turnInterval() < claimMinIdle)
        return false;
    const GroupCursorPtr cursor = own(current.cursor);
    if (autoAcknowledge && !cursor->flights->contains(current.entries.at(currentNext).id()))
        return false; // pending for nobody, so nobody claims it
    // They waited so long that another consumer may have claimed them; if not, our own claim finds them again.
    for (qsizetype i = currentNext; i < current.entries.count(); ++i) {
        const StreamId id = current.entries.at(i).id();
        const FlightLog::Flight *flight = cursor->flights->find(id);
        if (flight && flight->state == FlightLog::State::Received && flight->since <= current.receivedAt)
            cursor->flights->remove(id);
    }
    current = {};
    currentNext = 0;
    return true;
}

void GroupConsumerPrivate::operationDone(const GroupCursorPtr &cursor)
{
    cursor->busy = false;
    cursor->recovering = false;
    cursor->asked = 0;
    if (cursor->lane)
        cursor->lane->stale = true;
    scheduleHandOver(); // ends with pump()
}

void GroupConsumerPrivate::operationFailed(const GroupCursorPtr &cursor, const RedisError &problem)
{
    constexpr milliseconds tryAgain {250};
    const auto wanted = stillWanted(cursor);
    cursor->recoverWanted |= cursor->recovering;
    cursor->asked = 0;
    if (problem.code() == RedisError::Code::NoGroup) {
        checkGroup(cursor);
    } else if (!passes(problem)) {
        if (problem.code() == RedisError::Code::WrongType || problem.code() == RedisError::Code::PermissionDenied)
            exclude(cursor, problem);
        else
            report(problem.withStream(cursor->name()));
    }
    if (!wanted())
        return;
    QTimer::singleShot(tryAgain, q, [this, cursor, wanted] {
        if (wanted())
            operationDone(cursor);
    });
}

} // namespace RedisStreams
