// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Fetching pages and putting them into the rows. There is one task at a time; what it found goes in when it is done.

#include "models/streamhistory_p.h"
#include "models/streammodel_p.h"

#include <algorithm>
#include <utility>

namespace RedisStreams {

using Code = RedisError::Code;

bool StreamHistoryPrivate::begin(Task next)
{
    tried = next;
    if (!client()) {
        fail(RedisError(Code::InvalidState,
            QStringLiteral("StreamHistory: the model has no consumer with a client; set StreamModel.consumer first")));
        return false;
    }
    model->flush();
    if (browsing)
        refreshSpans();
    else if (next == Task::Older)
        spans = liveSpans();
    if (next != Task::Jump && spans.isEmpty()) {
        fail(RedisError(Code::InvalidState,
            QStringLiteral("StreamHistory: it is not known yet where reading began; start the consumer and wait until "
                           "it is open")));
        return false;
    }
    setError({});
    task = next;
    return true;
}

void StreamHistoryPrivate::fetchOlder()
{
    if (isFetching() || !begin(Task::Older))
        return;
    if (!older.pager) {
        QList<MergedPager::Range> ranges;
        for (auto it = spans.cbegin(); it != spans.cend(); ++it) {
            if (!it->older.isNull())
                ranges.append({it.key(), StreamId::minimum(), it->older.previous()});
        }
        older.pager = std::make_unique<MergedPager>(client(), ranges, MergedPager::Direction::NewestFirst, pageSize);
    }
    browsing = true;
    older.busy = true;
    const QPointer<StreamHistory> guard(q);
    if (!detached && model->heldIsCut)
        arrivalsLost(); // in a pause, before anybody asked for the past
    else
        notify();
    if (guard && task == Task::Older)
        advance(&older);
}

void StreamHistoryPrivate::fetchNewer()
{
    if (!detached || isFetching() || !begin(Task::Newer))
        return;
    if (!newer.pager || newer.pager->atEnd()) {
        QList<MergedPager::Range> ranges;
        for (auto it = spans.cbegin(); it != spans.cend(); ++it)
            ranges.append({it.key(), it->newer, StreamId::maximum()});
        newer.pager = std::make_unique<MergedPager>(client(), ranges, MergedPager::Direction::OldestFirst, pageSize);
        positionsAsked = positions();
    }
    newer.busy = true;
    const QPointer<StreamHistory> guard(q);
    notify();
    if (guard && task == Task::Newer)
        advance(&newer);
}

void StreamHistoryPrivate::jumpTo(const QDateTime &time)
{
    if (!time.isValid()) {
        tried = Task::None;
        fail(RedisError(Code::InvalidArgument, QStringLiteral("StreamHistory: jumpTo() needs a valid time")));
        return;
    }
    const StreamId id = StreamId::fromTime(time);
    model->flush();
    const ModelRows &rows = model->rows;
    if (!isFetching() && !rows.empty() && (detached || !model->rowsHaveGaps) && rows.front().entry.id() <= id
        && id <= rows.back().entry.id() && isShown(id)) {
        const auto first
            = std::find_if(rows.begin(), rows.end(), [id](const ModelRow &r) { return r.entry.id() >= id; });
        Q_EMIT q->jumped(model->toIndex(int(first - rows.begin())));
        return;
    }
    startJump(id);
}

void StreamHistoryPrivate::startJump(StreamId id, const QList<QByteArray> &keys)
{
    cancel();
    triedTarget = id;
    if (!begin(Task::Jump)) {
        notify();
        return;
    }
    older.forget();
    newer.forget();
    target = id;
    jumping = keys;
    QList<MergedPager::Range> before;
    QList<MergedPager::Range> from;
    for (const QByteArray &key : keys) {
        if (!id.isNull())
            before.append({key, StreamId::minimum(), id.previous()});
        from.append({key, id, StreamId::maximum()});
    }
    older.pager = std::make_unique<MergedPager>(client(), before, MergedPager::Direction::NewestFirst, pageSize);
    newer.pager = std::make_unique<MergedPager>(client(), from, MergedPager::Direction::OldestFirst, pageSize);
    positionsAsked = positions();
    older.busy = newer.busy = true;
    const QPointer<StreamHistory> guard(q);
    notify();
    if (guard && task == Task::Jump)
        advance(&older);
    if (guard && task == Task::Jump && newer.busy)
        advance(&newer);
}

void StreamHistoryPrivate::advance(Side *side)
{
    while (side->found.size() < pageSize) {
        const QList<StreamEntry> taken = side->pager->take(pageSize - side->found.size());
        if (taken.isEmpty()) {
            if (!side->pager->needsPages())
                break;
            side->pager->fetch([this, side](const RedisError &problem) { pagesCame(side, problem); });
            return;
        }
        for (const StreamEntry &entry : taken) {
            side->taken.insert(entry.streamKey(), entry.id());
            if (model->filter.matches(entry))
                side->found.append({entry.detached(), ModelRow::Fetched});
        }
        if (const QDateTime time = taken.last().timestamp(); time != reached) {
            const QPointer<StreamHistory> guard(q);
            reached = time;
            Q_EMIT q->reachedChanged();
            if (!guard || !side->busy)
                return;
        }
    }
    side->busy = false;
    if (!older.busy && !newer.busy)
        finish();
}

void StreamHistoryPrivate::pagesCame(Side *side, const RedisError &problem)
{
    if (!side->busy)
        return; // stopped meanwhile
    if (problem) {
        const QPointer<StreamHistory> guard(q);
        fail(problem);
        if (!guard || !side->busy)
            return;
        if (side->pager->needsPages()) {
            // A jump that knows only one side, or not all streams, would show gaps; what was found otherwise is good.
            if (task == Task::Jump) {
                cancel();
                notify();
            } else {
                stop();
            }
            return;
        }
    }
    advance(side);
}

void StreamHistoryPrivate::retry()
{
    if (!error || isFetching())
        return;
    switch (tried) {
    case Task::Older:
        return fetchOlder();
    case Task::Newer:
        return fetchNewer();
    case Task::Jump:
        return startJump(triedTarget);
    case Task::None:
        return;
    }
}

void StreamHistoryPrivate::stop()
{
    if (task == Task::Jump) {
        cancel();
        notify();
    } else if (task != Task::None) {
        older.busy = newer.busy = false;
        finish();
    }
}

/// Ends a task as if it had never been; rows and spans are as before it.
void StreamHistoryPrivate::cancel()
{
    if (task == Task::None)
        return;
    // The pagers are further than the rows.
    if (task != Task::Newer)
        older.forget();
    if (task != Task::Older)
        newer.forget();
    task = Task::None;
}

/// What a side found, oldest first.
QList<StreamHistoryPrivate::ModelRow> StreamHistoryPrivate::collect(Side *side)
{
    QList<ModelRow> found = std::exchange(side->found, {});
    if (side == &older)
        std::reverse(found.begin(), found.end());
    return found;
}

/// A page may know more than has arrived: that comes by itself, and is not to come twice.
void StreamHistoryPrivate::leaveOutWhatWillArrive()
{
    model->flush();
    bool some = false;
    for (auto it = newer.taken.begin(); it != newer.taken.end(); ++it) {
        const std::optional<StreamId> position = positionOf(it.key());
        if (!position || *it <= *position)
            continue;
        some = true;
        *it = *position;
    }
    if (!some)
        return;
    newer.found.removeIf([this](const ModelRow &row) { return row.entry.id() > newer.taken.value(row.entry.streamKey()); });
    newer.pager.reset(); // it is further than the rows
}

void StreamHistoryPrivate::finish()
{
    switch (std::exchange(task, Task::None)) {
    case Task::Older:
        return finishOlder();
    case Task::Newer:
        return finishNewer();
    case Task::Jump:
        return finishJump();
    case Task::None:
        return;
    }
}

void StreamHistoryPrivate::finishOlder()
{
    applyTaken();
    const int count = model->insertFetched(collect(&older), StreamModelPrivate::MakeRoom::AtNewEnd);
    if (count == 0)
        joinIfComplete();
    const QPointer<StreamHistory> guard(q);
    notify();
    if (guard)
        Q_EMIT q->fetched(count);
}

void StreamHistoryPrivate::finishNewer()
{
    leaveOutWhatWillArrive();
    applyTaken();
    const int count = model->insertFetched(collect(&newer), StreamModelPrivate::MakeRoom::AtOldEnd);
    joinIfComplete();
    const QPointer<StreamHistory> guard(q);
    notify();
    if (guard)
        Q_EMIT q->fetched(count);
}

void StreamHistoryPrivate::finishJump()
{
    leaveOutWhatWillArrive();
    QList<ModelRow> found = collect(&older);
    const int before = int(found.size());
    found += collect(&newer);
    if (!detached)
        model->holdLiveRows();
    browsing = true;
    detached = true;
    spans.clear();
    for (const QByteArray &key : std::as_const(jumping))
        spans.insert(key, {target, target, {}});
    holdFromHere();
    applyTaken();
    model->replaceRows(found);
    joinIfComplete();
    const int row = model->rows.empty() ? -1 : model->toIndex(qMin(before, model->rowCount() - 1));
    const QPointer<StreamHistory> guard(q);
    notify();
    if (guard)
        Q_EMIT q->jumped(row);
}

void StreamHistoryPrivate::suspend()
{
    jumpSuspended = task == Task::Jump;
    stop();
}

void StreamHistoryPrivate::lookAgain()
{
    if (std::exchange(jumpSuspended, false))
        startJump(target);
    else if (detached)
        startJump(model->rows.empty() ? target : model->rows[model->rows.size() / 2].entry.id());
}

void StreamHistoryPrivate::follow()
{
    const bool wasDetached = detached;
    const bool wasBrowsing = browsing;
    if (wasDetached)
        model->flush(); // into what is held
    reset();
    if (wasDetached)
        model->showHeld();
    else if (wasBrowsing)
        model->keepRowLimit();
    notify();
}

} // namespace RedisStreams
