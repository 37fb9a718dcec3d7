// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

namespace RedisStreams {

/// What XCLAIM sets of the entries it takes over; by default the idle time is 0 and the delivery count one more.
struct REDISSTREAMS_EXPORT XclaimOptions
{
    /// IDLE: the idle time the entries get, >= 0; nullopt = 0, as if delivered now. Not together with `time`.
    std::optional<std::chrono::milliseconds> idle {};
    /// TIME: the same as a moment, in milliseconds since 1970.
    std::optional<qint64> time {};
    /// RETRYCOUNT: sets the delivery count, >= 0; nullopt = one more than it was (with JUSTID: what it was).
    std::optional<qint64> retryCount {};
    /// FORCE: makes entries pending that are in the stream and not pending for anyone.
    bool force = false;
    /// LASTID: moves the group's last delivered id there when that is further on.
    std::optional<StreamId> lastId {};

    RedisError validate(const char *command) const;
    void encode(CommandWriter &writer) const;
};

/// XCLAIM: makes a consumer the owner of pending entries. Redis 5.0+. Reply: those that changed hands; left out is what
/// is not pending, was not idle for minIdle, or is gone from the stream. A missing group is an error (NoGroup).
/// See https://redis.io/docs/latest/commands/xclaim/
struct REDISSTREAMS_EXPORT Xclaim
{
    using Reply = StreamEntries;
    static constexpr const char *Name = "XCLAIM";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;
    QByteArray consumer; ///< made by the server when it is new
    std::chrono::milliseconds minIdle {0}; ///< >= 0
    QList<StreamId> ids; ///< at least one
    XclaimOptions options {};

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XCLAIM with JUSTID: the same, but delivery counts stay, and the reply is only the ids. A server before 7.0 also
/// hands over, and lists, entries that are gone from the stream.
struct REDISSTREAMS_EXPORT XclaimJustId
{
    using Reply = QList<StreamId>;
    static constexpr const char *Name = "XCLAIM";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;
    QByteArray consumer;
    std::chrono::milliseconds minIdle {0}; ///< >= 0
    QList<StreamId> ids; ///< at least one
    XclaimOptions options {};

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
