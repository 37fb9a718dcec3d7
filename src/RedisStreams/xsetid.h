// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamid.h"

namespace RedisStreams {

/// XSETID: sets a stream's last generated id, and what else a copy of a stream needs to be like its original. Made for
/// replication and for restoring streams. Redis 5.0+. Reply: true; a missing stream is an error (NoSuchKey), and so is
/// an id below the stream's newest entry (IdTooSmall). See https://redis.io/docs/latest/commands/xsetid/
struct REDISSTREAMS_EXPORT Xsetid
{
    using Reply = bool;
    static constexpr const char *Name = "XSETID";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    StreamId lastId;
    /// ENTRIESADDED (Redis 7.0+): how many entries were ever added, >= 0 and not less than the stream's length.
    std::optional<qint64> entriesAdded {};
    /// MAXDELETEDID (Redis 7.0+): the greatest id that was ever deleted, <= lastId.
    std::optional<StreamId> maxDeletedId {};

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
