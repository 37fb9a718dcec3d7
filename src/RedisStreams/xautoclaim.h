// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

namespace RedisStreams {

/// What one XAUTOCLAIM found. An empty list with more to come is normal: the server looks at a bounded number only.
struct REDISSTREAMS_EXPORT AutoclaimPage
{
    StreamId next; ///< where the next call begins; 0-0 = the pass is complete
    StreamEntries entries; ///< what changed hands
    /// Entries that are gone from the stream and, by this call, no longer pending. Redis 7.0+: older servers do not
    /// say which these are, and keep them pending.
    QList<StreamId> deletedIds;

    bool isComplete() const noexcept { return next.isNull(); }
};

/// The same of XAUTOCLAIM with JUSTID.
struct REDISSTREAMS_EXPORT AutoclaimIdPage
{
    StreamId next;
    QList<StreamId> ids;
    QList<StreamId> deletedIds;

    bool isComplete() const noexcept { return next.isNull(); }
};

/// XAUTOCLAIM: makes a consumer the owner of what has been pending for long, from id to id. Redis 6.2+. It also takes
/// the consumer's own entries, and raises delivery counts. A missing group is an error (NoGroup).
/// See https://redis.io/docs/latest/commands/xautoclaim/
struct REDISSTREAMS_EXPORT Xautoclaim
{
    using Reply = AutoclaimPage;
    static constexpr const char *Name = "XAUTOCLAIM";
    static constexpr CommandFeature Since {Name, {6, 2}};

    QByteArray stream;
    QByteArray group;
    QByteArray consumer; ///< made by the server when it is new
    std::chrono::milliseconds minIdle {0}; ///< >= 0
    StreamId start {}; ///< from here on, or the page's `next`
    bool excludeStart = false;
    qint64 count = 100; ///< at most so many, >= 1; the server looks at ten times as many

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XAUTOCLAIM with JUSTID: the same, but delivery counts stay, and the reply has only ids.
struct REDISSTREAMS_EXPORT XautoclaimJustId
{
    using Reply = AutoclaimIdPage;
    static constexpr const char *Name = "XAUTOCLAIM";
    static constexpr CommandFeature Since {Name, {6, 2}};

    QByteArray stream;
    QByteArray group;
    QByteArray consumer;
    std::chrono::milliseconds minIdle {0}; ///< >= 0
    StreamId start {};
    bool excludeStart = false;
    qint64 count = 100; ///< >= 1

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
