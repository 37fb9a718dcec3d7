// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamentry.h"

#include <deque>

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

inline void keepNewest(ModelRows *rows, qsizetype count)
{
    if (const qsizetype more = qsizetype(rows->size()) - count; more > 0)
        rows->erase(rows->begin(), rows->begin() + more);
}

} // namespace RedisStreams::Internal
