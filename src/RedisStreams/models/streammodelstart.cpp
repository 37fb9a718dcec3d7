// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The newest entries of several streams come stream after stream when reading begins (StartFrom::LastEntries). They
// happened at the same time, and are shown so.

#include "consumers/streamconsumer_p.h"
#include "models/streammodel_p.h"

#include <algorithm>
#include <iterator>

namespace RedisStreams {

namespace {

constexpr qsizetype MaximumStartRoom = 100'000;

bool isEarlier(const Internal::ModelRow &one, const Internal::ModelRow &other)
{
    return one.entry.id() != other.entry.id() ? one.entry.id() < other.entry.id()
                                              : one.entry.streamKey() < other.entry.streamKey();
}

} // namespace

void StreamModelPrivate::expectStart(const QByteArray &stream)
{
    if (!consumer || consumer->startFrom() != StreamConsumer::StartFrom::LastEntries || consumer->startCount() == 0)
        return;
    startLeft.insert(stream, {consumer->startCount(), StreamConsumerPrivate::newestAtStart(*consumer, stream)});
    startRoom = qMin<qsizetype>(MaximumStartRoom, startRoom + consumer->startCount());
}

/// How many a stream really had cannot be told from what is added meanwhile; that comes last by its time, too.
void StreamModelPrivate::appendArrived(const StreamEntries &batch)
{
    qsizetype early = 0;
    if (!startLeft.isEmpty() && !batch.isEmpty()) {
        if (const auto left = startLeft.find(batch.first().streamKey()); left != startLeft.end()) {
            startArrives = true;
            const StreamId newest = left->newestBefore;
            early = std::count_if(batch.begin(), batch.end(), [newest](const StreamEntry &entry) { return entry.id() <= newest; });
            left->count -= batch.size();
            if (left->count <= 0)
                startLeft.erase(left);
        }
    }
    append(batch, early);
}

void StreamModelPrivate::mergeStart(QList<ModelRow> *arrivals) const
{
    std::vector<qint64> serials;
    serials.reserve(size_t(arrivals->size()));
    for (const ModelRow &row : std::as_const(*arrivals))
        serials.push_back(row.serial);
    std::stable_sort(arrivals->begin(), arrivals->end(), isEarlier);
    for (qsizetype i = 0; i < arrivals->size(); ++i)
        (*arrivals)[i].serial = serials[size_t(i)];
    if (const qsizetype more = arrivals->size() - rowLimit(); more > 0)
        arrivals->remove(0, more);
}

void StreamModelPrivate::addByTime(const QList<ModelRow> &fresh)
{
    const auto latest = std::max_element(rows.begin(), rows.end(), isEarlier);
    if (fresh.isEmpty() || latest == rows.end() || !isEarlier(fresh.first(), *latest))
        return addNewest(fresh);
    const int before = rowCount();
    insertByPlace(fresh);
    removeOldest(rowCount() - rowLimit());
    // Rows are numbered as they stand.
    std::vector<qint64> serials;
    for (const ModelRow &row : rows) {
        if (row.serial >= 0)
            serials.push_back(row.serial);
    }
    std::sort(serials.begin(), serials.end());
    auto next = serials.begin();
    for (ModelRow &row : rows) {
        if (row.serial >= 0)
            row.serial = *next++;
    }
    if (rowCount() != before)
        Q_EMIT q->countChanged();
}

} // namespace RedisStreams
