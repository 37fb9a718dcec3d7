// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// How rows come and go: always by insertions and removals that views can follow.

#include "models/rowmerge_p.h"
#include "models/streammodel_p.h"

#include <QtCore/QSet>

#include <algorithm>
#include <limits>
#include <utility>

namespace RedisStreams {

namespace {

/// More separate insertions and removals than this cost more than they are worth to a view.
constexpr int MaximumRuns = 64;

using RowKey = std::pair<QByteArray, std::pair<quint64, quint64>>;

RowKey keyOf(const Internal::ModelRow &row)
{
    return {row.entry.streamKey(), {row.entry.id().ms, row.entry.id().seq}};
}

bool isSame(const Internal::ModelRow &one, const Internal::ModelRow &other)
{
    return one.entry.id() == other.entry.id() && one.entry.streamKey() == other.entry.streamKey();
}

} // namespace

void StreamModelPrivate::insertRows(int index, const ModelRow *first, int count)
{
    if (count <= 0)
        return;
    const int row = newestFirst ? rowCount() - index : index;
    q->beginInsertRows({}, row, row + count - 1);
    rows.insert(rows.begin() + index, first, first + count);
    q->endInsertRows();
}

void StreamModelPrivate::removeRows(int index, int count)
{
    if (count <= 0)
        return;
    const int row = newestFirst ? rowCount() - index - count : index;
    q->beginRemoveRows({}, row, row + count - 1);
    rows.erase(rows.begin() + index, rows.begin() + index + count);
    q->endRemoveRows();
}

template <typename Predicate>
void StreamModelPrivate::removeRowsIf(Predicate isToGo)
{
    for (int end = rowCount(); end > 0;) {
        int first = end;
        while (first > 0 && isToGo(rows[size_t(first - 1)]))
            --first;
        removeRows(first, end - first);
        end = first - 1;
    }
}

template <typename Rows>
void StreamModelPrivate::scan(const Rows &fresh)
{
    bool changed = false;
    for (const ModelRow &row : fresh) {
        changed = fields.scan(row.entry) || changed;
        const int characters
            = int(qMin<qsizetype>(row.entry.stream().size(), Internal::FieldColumns::MaximumCharacters));
        changed = changed || characters > streamCharacters;
        streamCharacters = qMax(streamCharacters, characters);
    }
    addFoundColumns();
    if (changed)
        notifyHeaders();
}

void StreamModelPrivate::addNewest(const QList<ModelRow> &fresh)
{
    if (fresh.isEmpty())
        return;
    const int before = rowCount();
    scan(fresh);
    removeOldest(before + int(fresh.size()) - rowLimit());
    insertRows(rowCount(), fresh.constData(), int(fresh.size()));
    if (rowCount() != before)
        Q_EMIT q->countChanged();
}

void StreamModelPrivate::removeOldest(int count)
{
    count = qMin(count, rowCount());
    past->oldestGo(count);
    removeRows(0, count);
}

void StreamModelPrivate::keepRowLimit()
{
    const int before = rowCount();
    removeOldest(before - rowLimit());
    if (rowCount() != before)
        Q_EMIT q->countChanged();
}

void StreamModelPrivate::replaceRows(const QList<ModelRow> &next)
{
    const int before = rowCount();
    removeRowsNotIn(next);
    scan(next);
    int index = 0;
    for (qsizetype from = 0; from < next.size(); ++index) {
        qsizetype to = from;
        while (to < next.size() && (index == rowCount() || !isSame(rows[size_t(index)], next.at(to))))
            ++to;
        insertRows(index, next.constData() + from, int(to - from));
        index += int(to - from);
        if (to < next.size())
            rows[size_t(index)].serial = next.at(to).serial;
        from = to + 1;
    }
    if (rowCount() != before)
        Q_EMIT q->countChanged();
}

/// What is to stay stays as it is: somebody may hold on to it. Where that would be many small changes, or other
/// places, all go.
void StreamModelPrivate::removeRowsNotIn(const QList<ModelRow> &next)
{
    QHash<RowKey, qsizetype> places;
    places.reserve(next.size());
    for (qsizetype i = 0; i < next.size(); ++i)
        places.insert(keyOf(next.at(i)), i);
    std::vector<bool> stays;
    stays.reserve(rows.size());
    qsizetype last = -1;
    int runs = 0;
    for (const ModelRow &row : rows) {
        const qsizetype place = places.value(keyOf(row), -1);
        if (place >= 0 && place <= last)
            return removeRows(0, rowCount());
        last = qMax(last, place);
        runs += stays.empty() || stays.back() != (place >= 0) ? 1 : 0;
        stays.push_back(place >= 0);
    }
    if (runs > MaximumRuns)
        return removeRows(0, rowCount());
    for (int end = rowCount(); end > 0;) {
        int first = end;
        while (first > 0 && !stays[size_t(first - 1)])
            --first;
        removeRows(first, end - first);
        end = first - 1;
    }
}

int StreamModelPrivate::insertByPlace(const QList<ModelRow> &ascending)
{
    const QList<Internal::PlacedRow> places = Internal::placesFor(ascending, rows);
    QList<ModelRow> coming;
    coming.reserve(places.size());
    for (const Internal::PlacedRow &place : places)
        coming.append(place.row);
    scan(coming);
    int inserted = 0;
    for (qsizetype from = 0; from < places.size();) {
        qsizetype to = from;
        while (to < places.size() && places.at(to).index == places.at(from).index)
            ++to;
        insertRows(places.at(from).index + inserted, coming.constData() + from, int(to - from));
        inserted += int(to - from);
        from = to;
    }
    return inserted;
}

int StreamModelPrivate::insertFetched(const QList<ModelRow> &fetched, MakeRoom makeRoom)
{
    const int before = rowCount();
    QList<ModelRow> wanted = fetched;
    if (!past->detached && !held.empty()) {
        // What is to come in later is not to come in now.
        wanted.removeIf([this](const ModelRow &row) {
            return std::any_of(held.begin(), held.end(), [&row](const ModelRow &other) { return isSame(row, other); });
        });
    }
    const qsizetype tooMany = before + wanted.size() - rowLimit();
    if (makeRoom == MakeRoom::AtNewEnd && tooMany > 0) {
        const int going = int(qMin<qsizetype>(tooMany, before));
        past->newestGo(going);
        removeRows(before - going, going);
    }
    const int inserted = insertByPlace(wanted);
    if (makeRoom == MakeRoom::AtOldEnd)
        removeOldest(rowCount() - rowLimit());
    if (rowCount() != before)
        Q_EMIT q->countChanged();
    return inserted;
}

void StreamModelPrivate::removeStream(const QByteArray &key)
{
    flush(); // what waits is not to be taken for lost
    past->streamGoes(key);
    const auto isOfStream = [&key](const ModelRow &row) { return row.entry.streamKey() == key; };
    pending.removeStream(key);
    std::erase_if(pendingMatches, isOfStream);
    std::erase_if(held, isOfStream);
    std::erase_if(recent, isOfStream);
    const int before = rowCount();
    removeRowsIf(isOfStream);
    removeUnusedColumns();
    if (rowCount() != before)
        Q_EMIT q->countChanged();
}

void StreamModelPrivate::changeRows(std::vector<Candidate> *candidates)
{
    const int before = rowCount();
    const auto wanted = std::count_if(candidates->begin(), candidates->end(), [](const Candidate &c) { return c.is; });
    auto tooMany = wanted - rowLimit();
    int runs = 0;
    int kind = 0;
    for (Candidate &candidate : *candidates) {
        if (candidate.is && tooMany > 0) {
            candidate.is = false;
            --tooMany;
        }
        const int nextKind = int(candidate.is) - int(candidate.was);
        runs += nextKind != 0 && nextKind != kind ? 1 : 0;
        kind = nextKind;
    }
    // Many small changes are made as few large ones. Rows that somebody holds on to (a selection) stay in between.
    std::vector<bool> again(candidates->size(), false);
    if (runs > MaximumRuns) {
        std::vector<bool> heldOn(rows.size(), false);
        const QModelIndexList persistent = q->persistentIndexList();
        for (const QModelIndex &index : persistent)
            heldOn[size_t(toIndex(index.row()))] = true;
        size_t index = 0;
        for (size_t i = 0; i < candidates->size(); ++i) {
            if ((*candidates)[i].was)
                again[i] = !heldOn[index++];
        }
    }

    int index = rowCount();
    int leaving = 0;
    for (size_t i = candidates->size(); i-- > 0;) {
        const Candidate &candidate = (*candidates)[i];
        if (!candidate.was)
            continue;
        --index;
        if (!candidate.is || again[i]) {
            ++leaving;
        } else {
            removeRows(index + 1, std::exchange(leaving, 0));
        }
    }
    removeRows(0, leaving);

    QList<ModelRow> entering;
    for (size_t i = 0; i < candidates->size(); ++i) {
        if ((*candidates)[i].is && (!(*candidates)[i].was || again[i]))
            entering.append((*candidates)[i].row);
    }
    scan(entering);
    index = 0;
    const ModelRow *next = entering.constData();
    int count = 0;
    for (size_t i = 0; i < candidates->size(); ++i) {
        const Candidate &candidate = (*candidates)[i];
        if (!candidate.is)
            continue;
        if (!candidate.was || again[i]) {
            ++count;
            continue;
        }
        insertRows(index, next, count);
        index += count + 1;
        next += std::exchange(count, 0);
    }
    insertRows(index, next, count);
    if (rowCount() != before)
        Q_EMIT q->countChanged();
}

/// What arrived from this one on is held, not shown.
qint64 StreamModelPrivate::firstHeldSerial() const
{
    return past->detached ? 0 : paused ? serialAtPause : std::numeric_limits<qint64>::max();
}

std::vector<StreamModelPrivate::Candidate> StreamModelPrivate::candidatesFor(const Internal::EntryFilter &next) const
{
    std::vector<Candidate> candidates;
    candidates.reserve(rows.size() + recent.size());
    // Without a filter all that may be rows are rows; a detached model looks again by itself.
    const bool rowsAreAll = past->detached || filter.isEmpty();
    const auto end = std::find_if(recent.begin(), recent.end(),
        [first = firstHeldSerial()](const ModelRow &row) { return row.serial >= first; });
    auto hidden = rowsAreAll ? end : recent.begin();
    const auto pass = [&candidates, &next, &hidden](ModelRows::const_iterator to) {
        for (; hidden != to; ++hidden)
            candidates.push_back({*hidden, false, next.matches(hidden->entry)});
    };
    QSet<RowKey> fetchedBefore; // from the past, while there was no filter: arrivals have numbers, these have not
    for (auto row = hidden; row != end; ++row) {
        if (row->serial < 0)
            fetchedBefore.insert(keyOf(*row));
    }
    // Without a filter there are no gaps between rows: what is older than all that is kept goes.
    const qint64 oldest = recent.empty() || !next.isEmpty() ? 0 : qMax<qint64>(0, recent.front().serial);
    for (const ModelRow &row : rows) {
        bool stays = rowsAreAll || row.serial >= oldest;
        if (row.serial >= 0)
            pass(std::find_if(hidden, end, [&row](const ModelRow &other) { return other.serial >= row.serial; }));
        else if (fetchedBefore.contains(keyOf(row))) {
            const auto it = std::find_if(hidden, end, [&row](const ModelRow &other) { return isSame(other, row); });
            stays = stays || it != end;
            if (it != end)
                pass(it);
        }
        if (hidden != end && isSame(*hidden, row))
            ++hidden;
        candidates.push_back({row, true, stays && next.matches(row.entry)});
    }
    pass(end);
    return candidates;
}

Internal::ModelRows StreamModelPrivate::heldFor(const Internal::EntryFilter &next) const
{
    ModelRows result;
    if (!isHolding())
        return result;
    const qint64 oldest = recent.empty() ? std::numeric_limits<qint64>::max() : recent.front().serial;
    for (const ModelRow &row : held) {
        // While detached there are to be no gaps in what is held: older ones can be had from the server.
        if (!past->detached && row.serial < oldest && next.matches(row.entry) && !next.isEmpty())
            result.push_back(row);
    }
    for (const ModelRow &row : recent) {
        if (row.serial >= firstHeldSerial() && next.matches(row.entry))
            result.push_back(row);
    }
    Internal::keepNewest(&result, maximumRows);
    return result;
}

void StreamModelPrivate::setFilter(const Internal::EntryFilter &next)
{
    const bool wasEmpty = filter.isEmpty();
    if (wasEmpty && next.isEmpty())
        return;
    if (wasEmpty) {
        // The rows of a detached model are others than the newest.
        recent = past->detached || heldIsCut ? ModelRows() : rows;
        recent.insert(recent.end(), held.begin(), held.end());
        Internal::keepNewest(&recent, maximumRows);
    }
    past->suspend();
    std::vector<Candidate> candidates = candidatesFor(next);
    held = heldFor(next);
    filter = next;
    rowsHaveGaps = !wasEmpty && !filter.isEmpty();
    if (filter.isEmpty())
        recent.clear();
    if (!wasEmpty && !past->detached) {
        past->reset();
        past->notify();
    }
    changeRows(&candidates);
    if (isHolding()) {
        const auto isNew = [this](const ModelRow &row) { return row.serial >= serialAtPause; };
        const qint64 count = std::count_if(held.begin(), held.end(), isNew);
        matchesAtPause = matchCount - count;
        setPausedCount(count);
    }
    past->lookAgain();
    if (wasEmpty != filter.isEmpty())
        Q_EMIT q->filteredChanged();
}

} // namespace RedisStreams
