// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

namespace RedisStreams::Internal {

/// What a single received element may be. The limits are per element, so a valid reply of any length passes, and a
/// hostile header cannot make us reserve memory: space grows with what has really arrived.
struct RespLimits
{
    /// Bytes of one bulk string. Redis' own ceiling (proto-max-bulk-len) is 512 MiB by default.
    qint64 bulkLength = 512LL * 1024 * 1024;
    /// Bytes of a line: a simple string, an error, a number.
    qint64 lineLength = 64 * 1024;
    /// Elements of one aggregate (a map counts keys and values).
    qint64 elements = 1LL << 30;
    /// Aggregates within aggregates. Redis' deepest reply (COMMAND DOCS) needs 9.
    int depth = 32;
    /// Bytes that belong together in one entry of a stream; offsets within a chunk are 32-bit.
    qint64 entryLength = (1LL << 32) - (1LL << 24);
};

} // namespace RedisStreams::Internal
