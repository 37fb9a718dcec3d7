// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What of each stream is in the rows, what is held, and what is only on the server: the book-keeping by which pages
// join without gap or repetition.

#include "models/streamhistory_p.h"
#include "models/streammodel_p.h"

#include "consumers/streamconsumer_p.h"
#include "groupconsumer.h"

#include <algorithm>

namespace RedisStreams {

/// The last entry of a stream that arrived, or where reading began.
std::optional<StreamId> StreamHistoryPrivate::positionOf(const QByteArray &key) const
{
    const std::optional<StreamId> position = model->consumer ? model->consumer->position(key) : std::nullopt;
    // A group's place is the server's business until the first entry came.
    if (position && position->isNull() && qobject_cast<GroupConsumer *>(model->consumer))
        return std::nullopt;
    return position;
}

StreamHistoryPrivate::Ids StreamHistoryPrivate::positions() const
{
    Ids known;
    const QList<QByteArray> keys = streams();
    for (const QByteArray &key : keys) {
        if (const std::optional<StreamId> position = positionOf(key))
            known.insert(key, *position);
    }
    return known;
}

QList<QByteArray> StreamHistoryPrivate::streams() const
{
    QList<QByteArray> keys;
    if (model->consumer) {
        const QStringList names = model->consumer->streams();
        for (const QString &name : names)
            keys.append(name.toUtf8());
    }
    return keys;
}

StreamHistoryPrivate::Ids StreamHistoryPrivate::firstOf(const ModelRows &rows) const
{
    Ids first;
    for (const ModelRow &row : rows) {
        const QByteArray key = row.entry.streamKey();
        if (!first.contains(key))
            first.insert(key, row.entry.id());
    }
    return first;
}

/// Where the live rows begin, for every stream of which that is known.
StreamHistoryPrivate::Spans StreamHistoryPrivate::liveSpans() const
{
    // Rows that an earlier filter left over may have gaps between them; what arrived lately has none.
    const Ids inRows = firstOf(model->rowsHaveGaps ? model->recent : model->rows);
    const Ids inHeld = firstOf(model->held);
    Spans found;
    const QList<QByteArray> keys = streams();
    for (const QByteArray &key : keys) {
        const std::optional<StreamId> position = positionOf(key);
        if (inRows.contains(key))
            found.insert(key, {inRows.value(key), {}, {}});
        else if (inHeld.contains(key) && !model->rowsHaveGaps)
            found.insert(key, {inHeld.value(key), {}, {}});
        else if (position)
            found.insert(key, {position->next(), {}, {}});
    }
    return found;
}

/// Whether the rows have what there is around an id, of every stream.
bool StreamHistoryPrivate::isShown(StreamId id) const
{
    const Spans shown = browsing ? spans : liveSpans();
    const QList<QByteArray> keys = streams();
    return std::all_of(keys.begin(), keys.end(), [&](const QByteArray &key) {
        const auto span = shown.constFind(key);
        if (span == shown.cend() || (id < span->older && !isAtBeginning()))
            return false;
        const std::optional<StreamId> position = positionOf(key);
        return !detached || id < span->newer || (position && *position < span->newer);
    });
}

/// Streams whose place has become known, or that were added, since browsing began.
void StreamHistoryPrivate::refreshSpans()
{
    if (detached)
        return;
    const Spans live = liveSpans();
    for (auto it = live.cbegin(); it != live.cend(); ++it) {
        if (!spans.contains(it.key())) {
            spans.insert(it.key(), it.value());
            older.forget();
        }
    }
}

/// Where what is held of a stream begins, or will; maximum() while that cannot be told.
StreamId StreamHistoryPrivate::heldFrom(const QByteArray &key, const Ids &inHeld) const
{
    const std::optional<StreamId> position = positionOf(key);
    return inHeld.contains(key) ? inHeld.value(key) : position ? position->next() : StreamId::maximum();
}

/// Sets from where on the model holds what arrives.
void StreamHistoryPrivate::holdFromHere()
{
    const Ids inHeld = firstOf(model->held);
    for (auto it = spans.begin(); it != spans.end(); ++it)
        it->held = heldFrom(it.key(), inHeld);
}

/// From now on the rows end where they end, and what arrives is held.
void StreamHistoryPrivate::detach()
{
    for (Span &span : spans)
        span.newer = span.older;
    for (const ModelRow &row : model->rows) {
        const auto it = spans.find(row.entry.streamKey());
        if (it != spans.end())
            it->newer = qMax(it->newer, row.entry.id().next());
    }
    for (Span &span : spans)
        span.held = span.newer; // what is held goes on where the rows end
    detached = true;
    newer.forget();
    if (!model->paused)
        model->markHold();
}

void StreamHistoryPrivate::oldestGo(int count)
{
    if (!browsing || count <= 0)
        return;
    for (int i = 0; i < count; ++i) {
        const StreamEntry &entry = model->rows[size_t(i)].entry;
        const auto it = spans.find(entry.streamKey());
        if (it != spans.end())
            it->older = qMax(it->older, entry.id().next());
    }
    if (task == Task::Older)
        cancel();
    const bool wasAtBeginning = isAtBeginning();
    older.forget();
    if (wasAtBeginning || notifiedFetching != isFetching())
        notifyLater();
}

/// While older rows are on their way the oldest ones do not go: in a flood none would ever come.
void StreamHistoryPrivate::arrivalsCome(qsizetype count)
{
    if (task != Task::Older || detached || model->paused || model->rowCount() + count <= model->rowLimit())
        return;
    model->holdLiveRows();
    detach();
    holdFromHere();
    notifyLater();
}

void StreamHistoryPrivate::rowsBeginAnew()
{
    if (!browsing)
        return;
    spans = liveSpans();
    older.forget();
    notifyLater();
}

void StreamHistoryPrivate::newestGo(int count)
{
    const bool wasDetached = detached;
    if (!wasDetached)
        detach();
    ModelRows live;
    for (auto row = model->rows.end() - count; row != model->rows.end(); ++row) {
        const bool isLive = !wasDetached && row->serial >= 0;
        if (isLive)
            live.push_back(*row); // it comes back with follow()
        const auto it = spans.find(row->entry.streamKey());
        if (it == spans.end())
            continue;
        it->newer = qMin(it->newer, row->entry.id());
        if (isLive)
            it->held = qMin(it->held, row->entry.id());
    }
    model->held.insert(model->held.begin(), live.begin(), live.end());
    if (qsizetype(model->held.size()) > model->maximumRows) {
        Internal::keepNewest(&model->held, model->maximumRows);
        holdFromHere();
    }
    newer.forget();
}

void StreamHistoryPrivate::arrivalsLost()
{
    if (!browsing)
        return;
    if (!detached)
        detach();
    holdFromHere();
    notify();
}

void StreamHistoryPrivate::streamGoes(const QByteArray &key)
{
    const bool known = spans.remove(key) > 0;
    if (task == Task::Jump) {
        QList<QByteArray> others = jumping;
        if (others.removeAll(key) == 0)
            return;
        if (!others.isEmpty())
            return startJump(target, others);
    } else if (!known) {
        return;
    }
    cancel();
    older.forget();
    newer.forget();
    notify();
}

void StreamHistoryPrivate::reset()
{
    cancel();
    older.forget();
    newer.forget();
    spans.clear();
    browsing = false;
    detached = false;
}

/// What a task took counts from the moment its rows are in. It goes through all streams in the order of their ids: what
/// any of them has before the last entry that was taken, was taken too.
void StreamHistoryPrivate::applyTaken()
{
    const StreamId down = older.taken.isEmpty() ? StreamId::maximum() : std::min_element(older.taken.cbegin(), older.taken.cend())->next();
    StreamId up = newer.taken.isEmpty() ? StreamId() : *std::max_element(newer.taken.cbegin(), newer.taken.cend());
    if (newer.pager && newer.pager->atEnd())
        up = StreamId::maximum();
    for (auto it = spans.begin(); it != spans.end(); ++it) {
        it->older = std::min({it->older, down, older.taken.value(it.key(), down)});
        // But no further than it had arrived when it began to ask: what came since is held.
        it->newer = qMax(it->newer, std::min(up, positionsAsked.value(it.key()).next()));
        if (const auto last = newer.taken.constFind(it.key()); last != newer.taken.cend())
            it->newer = qMax(it->newer, last->next());
    }
    older.taken.clear();
    newer.taken.clear();
}

/// Where what is held goes on where the rows end, in every stream, the live rows are there again.
bool StreamHistoryPrivate::joinIfComplete()
{
    if (!detached)
        return false;
    const Ids inHeld = firstOf(model->held);
    const QList<QByteArray> keys = streams();
    const bool atEnd = newer.pager && newer.pager->atEnd();
    for (auto it = spans.begin(); it != spans.end(); ++it) {
        if (it->held == StreamId::maximum())
            it->held = heldFrom(it.key(), inHeld);
        // There is nothing to join on to of a stream that is not read (any more), or of which nothing came so far.
        const bool readsNone = !keys.contains(it.key()) || it->held == StreamId::maximum();
        const bool mayCome = model->consumer && StreamConsumerPrivate::isResolving(*model->consumer, it.key());
        if (it->newer < it->held && !(atEnd && readsNone && !mayCome))
            return false;
    }
    std::erase_if(model->held, [this](const ModelRow &row) {
        const auto it = spans.constFind(row.entry.streamKey());
        return it != spans.cend() && row.entry.id() < it->newer;
    });
    detached = false;
    model->heldIsCut = false;
    newer.forget();
    model->releaseHold();
    return true;
}

} // namespace RedisStreams
