// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/rowmerge_p.h"

#include <QtCore/QHash>

#include <algorithm>
#include <vector>

namespace RedisStreams::Internal {

namespace {

/// The rows of a stream: ids in ascending order, with the row of each.
using StreamRows = std::vector<std::pair<StreamId, int>>;

QHash<QByteArray, StreamRows> rowsByStream(const ModelRows &rows)
{
    QHash<QByteArray, StreamRows> streams;
    int index = 0;
    for (const ModelRow &row : rows)
        streams[row.entry.streamKey()].push_back({row.entry.id(), index++});
    // A stream that was read twice, or made anew, has ids that go back.
    for (StreamRows &ofStream : streams)
        std::sort(ofStream.begin(), ofStream.end());
    return streams;
}

/// Entries in the order in which their streams were merged: by id, of equal ones by stream.
using Rank = std::pair<StreamId, QByteArray>;

Rank rankOf(const ModelRow &row)
{
    return {row.entry.id(), row.entry.streamKey()};
}

/// The highest rank of the rows so far, for each.
std::vector<Rank> highestRanks(const ModelRows &rows)
{
    std::vector<Rank> highest;
    highest.reserve(rows.size());
    for (const ModelRow &row : rows)
        highest.push_back(highest.empty() ? rankOf(row) : std::max(highest.back(), rankOf(row)));
    return highest;
}

} // namespace

QList<PlacedRow> placesFor(const QList<ModelRow> &fetched, const ModelRows &rows)
{
    const QHash<QByteArray, StreamRows> streams = rowsByStream(rows);
    const std::vector<Rank> highest = highestRanks(rows);
    QList<PlacedRow> places;
    places.reserve(fetched.size());
    for (const ModelRow &row : fetched) {
        const StreamId id = row.entry.id();
        int index = int(std::upper_bound(highest.begin(), highest.end(), rankOf(row)) - highest.begin());
        if (const auto it = streams.constFind(row.entry.streamKey()); it != streams.cend()) {
            const auto above = std::lower_bound(it->begin(), it->end(), std::pair(id, -1));
            if (above != it->end() && above->first == id)
                continue;
            if (above != it->begin())
                index = qMax(index, std::prev(above)->second + 1);
            if (above != it->end())
                index = qMin(index, above->second);
        }
        places.append({index, row});
    }
    std::stable_sort(
        places.begin(), places.end(), [](const PlacedRow &a, const PlacedRow &b) { return a.index < b.index; });
    return places;
}

} // namespace RedisStreams::Internal
