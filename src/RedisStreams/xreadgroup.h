// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

namespace RedisStreams {

/// A stream and what a consumer wants of it.
struct REDISSTREAMS_EXPORT GroupPosition
{
    QByteArray stream;
    /// nullopt is ">": entries that were never delivered to the group. An id: this consumer's own pending entries
    /// after it, its history; reading them raises their delivery count and resets their idle time.
    std::optional<StreamId> after;
    friend bool operator==(const GroupPosition &, const GroupPosition &) = default;
};

/// How much XREADGROUP brings, how long it waits, and what becomes of it.
struct REDISSTREAMS_EXPORT XreadgroupOptions
{
    /// COUNT: at most so many entries of each stream, >= 1; -1 = no limit.
    qint64 count = -1;
    /// BLOCK: wait so long (0 < block) when there is nothing; nullopt = do not wait. With an id among the positions
    /// the server never waits. "For ever" cannot be asked for, as with Xread.
    std::optional<std::chrono::milliseconds> block {};
    /// NOACK: entries never become pending, so each is delivered at most once. Claimed ones stay pending all the same.
    /// Of no use with ids only, and refused then.
    bool noAck = false;
    /// CLAIM (Redis 8.4+): also what has been pending for so long (>= 0), with ">" only. All entries then carry
    /// deliveryCount() as it was before this delivery (0 for new ones), and idle().
    std::optional<std::chrono::milliseconds> claimMinIdle {};
    /// MAXCOUNT (Redis 8.10+): at most so many entries in all, >= 1 and >= count, the first stream first; -1 = no limit.
    qint64 maxCount = -1;
    /// MAXSIZE (Redis 8.10+): about so many bytes in all, >= 1, but at least one entry; -1 = no limit.
    qint64 maxSize = -1;
};

/// XREADGROUP: reads as a consumer of a group. Redis 5.0+. Reply: a batch for each stream that has entries; so the end
/// of a history is that its stream is not in the reply. A history has tombstones (StreamEntry::isDeleted) for entries
/// that are gone from the stream. A group or stream that is missing is an error (NoGroup).
///
/// The server counts entries as delivered when it runs the command: when the connection is lost before the reply,
/// they are pending for this consumer all the same, and only its history has them. For following use GroupConsumer.
/// See https://redis.io/docs/latest/commands/xreadgroup/
struct REDISSTREAMS_EXPORT Xreadgroup
{
    using Reply = QList<StreamEntries>;
    static constexpr const char *Name = "XREADGROUP";
    static constexpr CommandFeature Since {Name};

    QByteArray group;
    QByteArray consumer; ///< made by the server when it is new
    QList<GroupPosition> positions; ///< at least one
    XreadgroupOptions options {};

    CommandFlags flags() const { return options.block ? CommandFlag::Blocking : CommandFlag::None; }
    std::chrono::milliseconds blockTime() const { return options.block.value_or(std::chrono::milliseconds {0}); }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
