// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamentry.h"

#include <deque>
#include <utility>

namespace RedisStreams::Internal {

/// An entry of a model, and the how-manieth arrival it was; -1 when it was fetched from the past.
struct ModelRow
{
    static constexpr qint64 Fetched = -1;

    StreamEntry entry;
    qint64 serial = Fetched;
};

/// Oldest first, whatever the order shown.
using ModelRows = std::deque<ModelRow>;

/// What entry it is: a stream and an id.
using RowKey = std::pair<QByteArray, std::pair<quint64, quint64>>;

inline RowKey keyOf(const ModelRow &row)
{
    return {row.entry.streamKey(), {row.entry.id().ms, row.entry.id().seq}};
}

inline bool isSame(const ModelRow &one, const ModelRow &other)
{
    return one.entry.id() == other.entry.id() && one.entry.streamKey() == other.entry.streamKey();
}

inline void keepNewest(ModelRows *rows, qsizetype count)
{
    if (const qsizetype more = qsizetype(rows->size()) - count; more > 0)
        rows->erase(rows->begin(), rows->begin() + more);
}

} // namespace RedisStreams::Internal
