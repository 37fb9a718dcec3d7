// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What a new filter makes of the rows, and of what is kept beside them.

#include "models/streammodel_p.h"

#include <QtCore/QSet>

#include <algorithm>
#include <limits>
#include <utility>

namespace RedisStreams {

namespace {

using Internal::isSame;
using Internal::keyOf;
using Internal::RowKey;

} // namespace

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

/// However much arrives in a pause, what was there before it is still to be shown when the filter goes.
void StreamModelPrivate::trimRecent()
{
    if (!paused || past->detached) {
        recent.erase(recent.begin(), recentTail());
        recentIsCut = false;
        Internal::keepNewest(&recent, maximumRows);
        return;
    }
    const auto firstLater = [this] {
        return std::find_if(recent.begin(), recent.end(), [this](const ModelRow &row) { return row.serial >= serialAtPause; });
    };
    auto later = firstLater();
    if (const auto more = (recent.end() - later) - maximumRows; more > 0) {
        recent.erase(later, later + more);
        recentIsCut = true;
        later = firstLater();
    }
    if (const auto more = (later - recent.begin()) - maximumRows; more > 0)
        recent.erase(recent.begin(), recent.begin() + more);
}

/// From where on nothing is missing between them.
Internal::ModelRows::const_iterator StreamModelPrivate::recentTail() const
{
    if (!recentIsCut)
        return recent.begin();
    return std::find_if(recent.begin(), recent.end(), [this](const ModelRow &row) { return row.serial >= serialAtPause; });
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
    // Those in front may have been fetched, and have no number: they may be newer than arrivals that are no longer kept.
    const auto arrived = std::find_if(recent.begin(), recent.end(), [](const ModelRow &row) { return row.serial >= 0; });
    const qint64 oldest = !next.isEmpty() ? 0 : arrived == recent.end() ? std::numeric_limits<qint64>::max() : arrived->serial;
    for (const ModelRow &row : rows) {
        bool stays = rowsAreAll || row.serial >= oldest;
        if (row.serial >= 0) {
            pass(std::find_if(hidden, end, [&row](const ModelRow &other) { return other.serial >= row.serial; }));
        } else if (fetchedBefore.contains(keyOf(row))) {
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
    const auto tail = recentTail();
    const qint64 oldest = tail == recent.end() ? std::numeric_limits<qint64>::max() : tail->serial;
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
        recent = past->detached ? ModelRows() : rows;
        recent.insert(recent.end(), held.begin(), held.end());
        recentIsCut = heldIsCut && !past->detached;
        trimRecent();
    }
    past->suspend();
    std::vector<Candidate> candidates = candidatesFor(next);
    held = heldFor(next);
    filter = next;
    rowsHaveGaps = !wasEmpty && !filter.isEmpty();
    if (filter.isEmpty()) {
        recent.clear();
        if (paused && !past->detached)
            heldIsCut = recentIsCut;
        recentIsCut = false;
    }
    if (!wasEmpty && !past->detached) {
        past->reset();
        past->notify();
    }
    changeRows(&candidates);
    if (isHolding()) {
        const auto isNew = [this](const ModelRow &row) { return row.serial >= newSince; };
        // Without a filter it is known how many there were, also of those that were let go.
        const qint64 count = filter.isEmpty() ? rate.total() - newSince : std::count_if(held.begin(), held.end(), isNew);
        matchesAtPause = matchCount - count;
        setPausedCount(count);
    }
    past->lookAgain();
    if (wasEmpty != filter.isEmpty())
        Q_EMIT q->filteredChanged();
}

} // namespace RedisStreams
