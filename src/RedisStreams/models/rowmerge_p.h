// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/modelrow_p.h"

namespace RedisStreams::Internal {

/// A row to come, and the row before which it goes.
struct PlacedRow
{
    int index = 0;
    ModelRow row;
};

/// Where \a fetched (ascending by id) belong among \a rows: before the first one with a higher id (or an
/// equal one of a stream that comes later by name), but in any case in
/// the order of ids among those of the same stream. Rows need not be in the order of ids: they stand as they arrived,
/// and several streams may have arrived one after the other. What is among the rows already is left out. The result
/// is ascending by index.
QList<PlacedRow> placesFor(const QList<ModelRow> &fetched, const ModelRows &rows);

} // namespace RedisStreams::Internal
