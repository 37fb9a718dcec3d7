// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What the server has pending: for us from earlier, for us and lost on the way, for consumers that died.
#include "consumers/groupconsumer_p.h"

#include "xpending.h"

#include <QtCore/QHash>

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::EntryChunk;
using Internal::EntryChunkPtr;
using Internal::FlightLog;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds tryAgain {250};
constexpr qint64 backlogPage = 500;
constexpr qint64 recoverPage = 1000;
/// Above this much waiting to be handed over no history is fetched.
constexpr qint64 queueHold = 2 * 1024 * 1024;
} // namespace

qint64 GroupConsumerPrivate::openCount() const
{
    qint64 open = 0;
    for (const Cursor &cursor : cursors)
        open += own(cursor)->flights.openCount();
    return open;
}

qint64 GroupConsumerPrivate::room() const
{
    return maxInFlight > 0 ? qMax<qint64>(0, maxInFlight - openCount()) : std::numeric_limits<int>::max();
}

void GroupConsumerPrivate::readerReady()
{
    // What was on its way when the last connection ended is pending for us, and nobody has seen it.
    if (everConnected && !autoAcknowledge) {
        for (const Cursor &cursor : cursors)
            own(cursor)->recoverWanted = own(cursor)->groupReady;
        requestStale = true;
    }
    StreamConsumerPrivate::readerReady();
}

void GroupConsumerPrivate::readerLost(const RedisError &problem)
{
    requestStale = true;
    StreamConsumerPrivate::readerLost(problem);
}

bool GroupConsumerPrivate::wantsRequest() const
{
    return StreamConsumerPrivate::wantsRequest() && room() > 0;
}

bool GroupConsumerPrivate::isCaughtUp() const
{
    return std::all_of(cursors.begin(), cursors.end(), [](const Cursor &c) { return c->excluded || own(c)->isCaughtUp(); });
}

void GroupConsumerPrivate::beforeRequest()
{
    const bool reading = phase == Phase::Open && reader && reader->isReady() && !paused && (mode != Mode::None || !fetches.empty());
    if (!reading)
        return;
    for (const Cursor &plain : std::vector<Cursor>(cursors)) {
        const GroupCursorPtr cursor = own(plain);
        if (!cursor->groupReady || cursor->excluded || cursor->busy || cursor->removed)
            continue;
        if (cursor->recoverWanted) {
            // A read under way may bring what the list would show: it has to end first.
            if (reader->isBusy()) {
                wake();
                continue;
            }
            cursor->busy = true;
            recover(cursor, StreamId::minimum(), std::make_shared<std::set<StreamId>>());
        } else if (cursor->backlogWanted && room() > 0 && queue.byteCount() < queueHold) {
            cursor->busy = true;
            readBacklog(cursor);
        }
    }
}

std::vector<StreamConsumerPrivate::Cursor> GroupConsumerPrivate::readableCursors()
{
    std::vector<Cursor> readable = StreamConsumerPrivate::readableCursors();
    const auto most = size_t(room());
    if (maxInFlight > 0)
        requestStale = true; // how many fit changes from request to request
    if (readable.size() <= most)
        return readable;
    std::vector<Cursor> some;
    for (size_t i = 0; i < most; ++i)
        some.push_back(readable[(turn + i) % readable.size()]);
    turn = (turn + most) % readable.size();
    return some;
}

qint64 GroupConsumerPrivate::requestCount(qint64 streamCount) const
{
    return qMax<qint64>(1, qMin(sizer.count(), room() / qMax<qint64>(1, streamCount)));
}

void GroupConsumerPrivate::received(const Cursor &plain, const EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes)
{
    const GroupCursorPtr cursor = own(plain);
    cursor->lostInRow = 0;
    const qint64 now = clock.elapsed();
    for (quint32 i = 0; i < count; ++i) {
        Internal::EntryRecord &record = chunk->records[first + i];
        record.deliveryCount = 1; // what ">" brings was never delivered before
        if (!autoAcknowledge)
            cursor->flights.add(record.id, now);
    }
    StreamConsumerPrivate::received(plain, chunk, first, count, bytes);
}

bool GroupConsumerPrivate::takeBatch()
{
    while (StreamConsumerPrivate::takeBatch()) {
        if (claimMinIdle <= 0 || autoAcknowledge || clock.elapsed() - current.receivedAt < claimMinIdle)
            return true;
        // It waited so long that another consumer may have claimed it; if not, our own claim finds it again.
        const GroupCursorPtr cursor = own(current.cursor);
        for (const StreamEntry &entry : current.entries)
            cursor->flights.remove(entry.id());
        current = {};
    }
    return false;
}

void GroupConsumerPrivate::operationDone(const GroupCursorPtr &cursor)
{
    cursor->busy = false;
    requestStale = true;
    if (phase == Phase::Stopping)
        return scheduleHandOver();
    const QPointer<StreamConsumer> guard(q);
    scheduleHandOver(); // ends with pump()
}

void GroupConsumerPrivate::operationFailed(const GroupCursorPtr &cursor, const RedisError &problem)
{
    const auto wanted = stillWanted(cursor);
    if (problem.code() == Code::NoGroup) {
        checkGroup(cursor);
    } else if (!passes(problem)) {
        if (problem.code() == Code::WrongType || problem.code() == Code::PermissionDenied)
            exclude(cursor, problem);
        else
            report(problem.withStream(cursor->name()));
    }
    QTimer::singleShot(tryAgain, q, [this, cursor, wanted] {
        if (wanted())
            operationDone(cursor);
    });
}

void GroupConsumerPrivate::readBacklog(const GroupCursorPtr &cursor)
{
    const qint64 count = qMin(backlogPage, room());
    Xreadgroup history;
    history.group = groupName;
    history.consumer = consumerName;
    history.positions = {{cursor->key(), cursor->backlogAfter}};
    history.options.count = count;
    // The delivery counts, which the history does not tell; sent together, so they are those of this delivery.
    XpendingRange counts;
    counts.stream = cursor->key();
    counts.group = groupName;
    counts.consumer = consumerName;
    counts.first = cursor->backlogAfter.next();
    counts.count = count;
    const auto page = std::make_shared<StreamEntries>();
    const auto wanted = stillWanted(cursor);
    const auto failed = [this, cursor, wanted](const RedisError &problem) {
        if (wanted())
            operationFailed(cursor, problem);
    };
    const auto readFailed = std::make_shared<bool>(false);
    ask(history)
        .then(q, [page](const QList<StreamEntries> &batches) {
            if (!batches.isEmpty())
                *page = batches.first();
        })
        .onFailed(q, [failed, readFailed](const RedisError &problem) {
            *readFailed = true;
            failed(problem);
        });
    ask(counts)
        .then(q, [this, cursor, page, count, wanted, readFailed](const QList<PendingEntry> &pending) {
            if (!wanted() || *readFailed)
                return;
            QHash<StreamId, qint64> deliveries;
            for (const PendingEntry &entry : pending)
                deliveries.insert(entry.id, entry.deliveryCount);
            QList<Found> found;
            for (const StreamEntry &entry : *page) {
                cursor->backlogAfter = entry.id();
                if (!cursor->flights.contains(entry.id()))
                    found.append({entry, deliveries.value(entry.id(), -1), -1, false});
            }
            handOverFound(cursor, found);
            if (!wanted())
                return;
            if (page->count() < count) {
                cursor->backlogWanted = false;
                Q_EMIT group()->backlogFinished(cursor->name());
            }
            if (wanted())
                operationDone(cursor);
        })
        .onFailed(q, [failed, readFailed](const RedisError &problem) {
            if (!*readFailed)
                failed(problem);
        });
}

void GroupConsumerPrivate::recover(const GroupCursorPtr &cursor, StreamId first, std::shared_ptr<std::set<StreamId>> listed)
{
    XpendingRange list;
    list.stream = cursor->key();
    list.group = groupName;
    list.consumer = consumerName;
    list.first = first;
    list.count = recoverPage;
    ask(list)
        .then(q, [this, cursor, listed, wanted = stillWanted(cursor)](const QList<PendingEntry> &page) {
            if (!wanted())
                return;
            QList<PendingEntry> unseen;
            for (const PendingEntry &entry : page) {
                listed->insert(entry.id);
                const bool laterInBacklog = cursor->backlogWanted && entry.id > cursor->backlogAfter;
                if (!laterInBacklog && !cursor->flights.contains(entry.id) && !cursor->ignored.contains(entry.id))
                    unseen.append(entry);
            }
            const bool more = page.size() == recoverPage;
            const StreamId next = more ? page.last().id.next() : StreamId();
            fetchUnseen(cursor, unseen, [this, cursor, listed, more, next, wanted] {
                if (more)
                    return recover(cursor, next, listed);
                cursor->recoverWanted = false;
                for (const StreamId id : cursor->flights.inWork()) {
                    if (listed->contains(id))
                        continue;
                    cursor->flights.remove(id);
                    Q_EMIT group()->ownershipLost(cursor->name(), id.toString());
                    if (!wanted())
                        return;
                }
                operationDone(cursor);
            });
        })
        .onFailed(q, [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (wanted())
                operationFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::fetchUnseen(const GroupCursorPtr &cursor, const QList<PendingEntry> &unseen, std::function<void()> then)
{
    if (unseen.isEmpty())
        return then();
    // By XRANGE: it changes neither owner nor delivery count nor idle time of what is read.
    struct Gather
    {
        QList<Found> found;
        QList<StreamId> gone;
        qsizetype left = 0;
        RedisError problem;
    };
    const auto gather = std::make_shared<Gather>();
    gather->left = unseen.size();
    const auto wanted = stillWanted(cursor);
    const auto one = [this, cursor, gather, then, wanted] {
        if (--gather->left > 0 || !wanted())
            return;
        if (gather->problem)
            return operationFailed(cursor, gather->problem);
        std::sort(gather->found.begin(), gather->found.end(), [](const Found &a, const Found &b) { return a.entry.id() < b.entry.id(); });
        for (const StreamId id : std::as_const(gather->gone)) {
            dropTombstone(cursor, id);
            if (!wanted())
                return;
        }
        handOverFound(cursor, gather->found);
        if (wanted())
            then();
    };
    for (const PendingEntry &entry : unseen) {
        Xrange range;
        range.stream = cursor->key();
        range.first = entry.id;
        range.last = entry.id;
        ask(range)
            .then(q, [gather, one, entry](const StreamEntries &same) {
                if (same.isEmpty())
                    gather->gone.append(entry.id);
                else
                    gather->found.append({same.first(), entry.deliveryCount, -1, false});
                one();
            })
            .onFailed(q, [gather, one](const RedisError &problem) {
                gather->problem = problem;
                one();
            });
    }
}

void GroupConsumerPrivate::handOverFound(const GroupCursorPtr &cursor, const QList<Found> &found)
{
    const auto wanted = stillWanted(cursor);
    const EntryChunkPtr chunk(new EntryChunk);
    qint64 bytes = 0;
    for (const Found &one : found) {
        if (one.entry.isDeleted()) {
            dropTombstone(cursor, one.entry.id());
        } else if (maxDeliveries > 0 && one.deliveries > maxDeliveries) {
            deadLetter(cursor, one);
        } else {
            chunk->appendCopy(one.entry, cursor->label);
            chunk->records.back().deliveryCount = one.deliveries;
            chunk->records.back().idle = one.idle;
            bytes += one.entry.byteCount();
            cursor->ignored.erase(one.entry.id());
        }
        if (!wanted())
            return;
    }
    const auto count = quint32(chunk->records.size());
    if (count == 0)
        return;
    // Not received(): flights are noted here also with NOACK, as history and claims are pending all the same.
    const qint64 now = clock.elapsed();
    for (quint32 i = 0; i < count; ++i)
        cursor->flights.add(chunk->records[i].id, now);
    StreamConsumerPrivate::received(cursor, chunk, 0, count, bytes);
    for (quint32 i = 0; found.first().claimed && i < count; ++i) {
        if (!wanted())
            return;
        Q_EMIT group()->entryClaimed(cursor->name(), EntryChunk::entry(chunk.data(), i));
    }
    if (wanted())
        scheduleHandOver();
}

void GroupConsumerPrivate::dropTombstone(const GroupCursorPtr &cursor, StreamId id)
{
    cursor->flights.add(id, clock.elapsed());
    queueAck(cursor, id);
    Q_EMIT group()->tombstoneDropped(cursor->name(), id.toString());
}

} // namespace RedisStreams
