// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

namespace RedisStreams {

/// A stream and the id after which it is read.
struct REDISSTREAMS_EXPORT StreamPosition
{
    QByteArray stream;
    StreamId after;
    /// "+" in place of the id (Redis 7.4+): only the newest entry there is.
    bool newestOnly = false;
    friend bool operator==(const StreamPosition &, const StreamPosition &) = default;
};

/// How much XREAD brings, and how long it waits.
struct REDISSTREAMS_EXPORT XreadOptions
{
    /// At most so many entries of each stream, >= 1; -1 = no limit.
    qint64 count = -1;
    /// Wait so long (0 < block) for an entry when there is none; nullopt = do not wait. "For ever" cannot be asked
    /// for: a read that waits for ever cannot tell a quiet stream from a dead server.
    std::optional<std::chrono::milliseconds> block {};
    /// MAXCOUNT (Redis 8.10+): at most so many entries in all, >= 1 and >= count; -1 = no limit. The first stream comes
    /// first: when it always has that many, the others get no turn unless their order changes from read to read.
    qint64 maxCount = -1;
    /// MAXSIZE (Redis 8.10+): about so many bytes in all, >= 1, but at least one entry; -1 = no limit.
    qint64 maxSize = -1;
};

/// XREAD: what came after given ids, of several streams. Redis 5.0+. Reply: a batch for each stream that has
/// entries; none when there are none. For following streams use StreamConsumer.
/// See https://redis.io/docs/latest/commands/xread/
struct REDISSTREAMS_EXPORT Xread
{
    using Reply = QList<StreamEntries>;
    static constexpr const char *Name = "XREAD";
    static constexpr CommandFeature Since {Name};

    QList<StreamPosition> positions; ///< at least one
    XreadOptions options {};

    CommandFlags flags() const;
    std::chrono::milliseconds blockTime() const { return options.block.value_or(std::chrono::milliseconds {0}); }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
