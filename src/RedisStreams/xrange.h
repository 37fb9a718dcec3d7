// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

namespace RedisStreams {

/// XRANGE and XREVRANGE: the entries between two ids. Redis 5.0+; exclusive ends 6.2+.
/// See https://redis.io/docs/latest/commands/xrange/
struct REDISSTREAMS_EXPORT Xrange
{
    using Reply = StreamEntries;
    static constexpr const char *Name = "XRANGE";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    StreamId first = StreamId::minimum();
    StreamId last = StreamId::maximum();
    bool excludeFirst = false;
    bool excludeLast = false;
    /// Newest first (XREVRANGE).
    bool reverse = false;
    /// At most so many entries, >= 1; -1 = all there are.
    qint64 count = -1;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XLEN: the number of entries; 0 also when the stream does not exist. Redis 5.0+.
struct REDISSTREAMS_EXPORT Xlen
{
    using Reply = qint64;
    static constexpr const char *Name = "XLEN";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
