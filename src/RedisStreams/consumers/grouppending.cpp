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

namespace {
constexpr qint64 backlogPage = 500;
constexpr qint64 recoverPage = 1000;
} // namespace

void GroupConsumerPrivate::readBacklog(const GroupCursorPtr &cursor)
{
    const qint64 count = std::min({backlogPage, room(), cursor->lane->sizer.count()});
    cursor->asked = maxInFlight > 0 ? count : 0;
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
    struct Answers
    {
        std::optional<StreamEntries> page;
        std::optional<QList<PendingEntry>> pending;
        bool failed = false;
    };
    const auto answers = std::make_shared<Answers>();
    // In a cluster each is sent again by itself when a node refuses it: the second may be answered first.
    const auto join = [this, cursor, answers, count, wanted = stillWanted(cursor)] {
        if (wanted() && answers->page && answers->pending)
            backlogPageRead(cursor, *answers->page, *answers->pending, count);
    };
    const auto failed = [this, cursor, answers, wanted = stillWanted(cursor)](const RedisError &problem) {
        if (!std::exchange(answers->failed, true) && wanted())
            operationFailed(cursor, problem);
    };
    ask(
        history,
        [answers, join](const QList<StreamEntries> &batches) {
            answers->page = batches.isEmpty() ? StreamEntries() : batches.first();
            join();
        },
        failed);
    ask(
        counts,
        [answers, join](const QList<PendingEntry> &pending) {
            answers->pending = pending;
            join();
        },
        failed);
}

void GroupConsumerPrivate::backlogPageRead(const GroupCursorPtr &cursor, const StreamEntries &page, const QList<PendingEntry> &pending,
                                           qint64 count)
{
    QHash<StreamId, qint64> deliveries;
    for (const PendingEntry &entry : pending)
        deliveries.insert(entry.id, entry.deliveryCount);
    QList<Found> found;
    qint64 bytes = 0;
    for (const StreamEntry &entry : page) {
        cursor->backlogAfter = entry.id();
        bytes += entry.byteCount();
        if (!cursor->flights->contains(entry.id()))
            found.append({entry, deliveries.value(entry.id(), -1)});
    }
    cursor->lane->sizer.replied(page.count(), page.count(), bytes, 1);
    cursor->backlogRead = page.count() < count;
    const auto wanted = stillWanted(cursor);
    handOverFound(cursor, found);
    if (wanted())
        operationDone(cursor);
}

void GroupConsumerPrivate::finishBacklogs()
{
    if (phase != Phase::Open && phase != Phase::Stopping)
        return; // aborted: what was not handed over will not be
    const auto isDue = [this](const Cursor &c) { return own(c)->backlogRead && own(c)->backlogWanted && isHandedOver(own(c)); };
    if (std::none_of(cursors.begin(), cursors.end(), isDue))
        return;
    for (const Cursor &plain : std::vector<Cursor>(cursors)) {
        const GroupCursorPtr cursor = own(plain);
        if (!isDue(cursor))
            continue;
        cursor->backlogWanted = false;
        cursor->lane->stale = true;
        const auto wanted = stillWanted(cursor);
        const QPointer<StreamConsumer> guard(q);
        Q_EMIT group()->backlogFinished(cursor->name());
        if (!guard || (!wanted() && !cursor->removed))
            return; // deleted or closed by the slot
    }
}

void GroupConsumerPrivate::listPending(const GroupCursorPtr &cursor, StreamId first, std::shared_ptr<std::set<StreamId>> listed)
{
    XpendingRange list;
    list.stream = cursor->key();
    list.group = groupName;
    list.consumer = consumerName;
    list.first = first;
    list.count = recoverPage;
    ask(
        list,
        [this, cursor, listed, wanted = stillWanted(cursor)](const QList<PendingEntry> &page) {
            if (!wanted())
                return;
            QList<PendingEntry> unseen;
            for (const PendingEntry &entry : page) {
                listed->insert(entry.id);
                const bool laterInBacklog = cursor->backlogWanted && entry.id > cursor->backlogAfter;
                // What is that old others may claim at any moment: we have to claim it ourselves.
                const bool leftToClaim = claimMinIdle > 0 && entry.idle >= claimMinIdle;
                if (!laterInBacklog && !leftToClaim && !cursor->flights->contains(entry.id) && !cursor->ignored.contains(entry.id))
                    unseen.append(entry);
            }
            const bool more = page.size() == recoverPage;
            const StreamId next = more ? page.last().id.next() : StreamId();
            fetchUnseen(cursor, unseen, [this, cursor, listed, more, next] {
                if (more)
                    listPending(cursor, next, listed);
                else
                    recovered(cursor, *listed);
            });
        },
        [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (wanted())
                operationFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::recovered(const GroupCursorPtr &cursor, const std::set<StreamId> &listed)
{
    const auto wanted = stillWanted(cursor);
    for (const StreamId id : cursor->flights->inWork()) {
        if (listed.contains(id))
            continue;
        cursor->flights->remove(id);
        Q_EMIT group()->ownershipLost(cursor->name(), id.toString());
        if (!wanted())
            return;
    }
    operationDone(cursor);
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
        ask(
            range,
            [gather, one, entry](const StreamEntries &same) {
                if (same.isEmpty())
                    gather->gone.append(entry.id);
                else
                    gather->found.append({same.first(), entry.deliveryCount, -1, entry.idle, false});
                one();
            },
            [gather, one](const RedisError &problem) {
                gather->problem = problem;
                one();
            });
    }
}

void GroupConsumerPrivate::handOverFound(const GroupCursorPtr &cursor, const QList<Found> &found)
{
    const auto wanted = stillWanted(cursor);
    const EntryChunkPtr chunk(new EntryChunk);
    QList<quint32> claimed;
    qint64 bytes = 0;
    qint64 age = 0;
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
            age = qMax(age, one.age);
            if (one.claimed)
                claimed.append(quint32(chunk->records.size() - 1));
            cursor->ignored.erase(one.entry.id());
        }
        if (!wanted())
            return;
    }
    const auto count = quint32(chunk->records.size());
    if (count == 0)
        return;
    // Not received(): flights are noted here also with NOACK, as history and claims are pending all the same.
    const qint64 since = clock.elapsed() - age;
    for (quint32 i = 0; i < count; ++i)
        cursor->flights->add(chunk->records[i].id, since);
    cursor->asked = 0; // they are here
    queue.push(cursor, chunk, 0, count, bytes, since);
    for (const quint32 i : std::as_const(claimed)) {
        Q_EMIT group()->entryClaimed(cursor->name(), EntryChunk::entry(chunk.data(), i));
        if (!wanted())
            return;
    }
    scheduleHandOver();
}

void GroupConsumerPrivate::dropTombstone(const GroupCursorPtr &cursor, StreamId id)
{
    cursor->flights->add(id, clock.elapsed());
    queueAck(cursor, id);
    Q_EMIT group()->tombstoneDropped(cursor->name(), id.toString());
}

} // namespace RedisStreams
