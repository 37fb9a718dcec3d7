// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// How rows come and go: always by insertions and removals that views can follow.

#include "models/rowmerge_p.h"
#include "models/streammodel_p.h"

#include <algorithm>
#include <utility>

namespace RedisStreams {

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
        while (to < next.size() && (index == rowCount() || !Internal::isSame(rows[size_t(index)], next.at(to))))
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
    QHash<Internal::RowKey, qsizetype> places;
    places.reserve(next.size());
    for (qsizetype i = 0; i < next.size(); ++i)
        places.insert(Internal::keyOf(next.at(i)), i);
    std::vector<bool> stays;
    stays.reserve(rows.size());
    qsizetype last = -1;
    int runs = 0;
    for (const ModelRow &row : rows) {
        const qsizetype place = places.value(Internal::keyOf(row), -1);
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
            return std::any_of(held.begin(), held.end(), [&row](const ModelRow &other) { return Internal::isSame(row, other); });
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
    streamClocks.remove(key);
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

} // namespace RedisStreams
