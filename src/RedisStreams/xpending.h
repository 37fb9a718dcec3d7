// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamid.h"

#include <QtCore/QList>
#include <QtCore/QMetaType>

namespace RedisStreams {

/// How many entries a consumer has pending.
struct REDISSTREAMS_EXPORT PendingConsumer
{
    QByteArray name;
    qint64 count = 0;
    friend bool operator==(const PendingConsumer &, const PendingConsumer &) = default;
};

/// What a group has pending, in short.
struct REDISSTREAMS_EXPORT PendingSummary
{
    /// May be more than the consumers' counts together: entries released by XNACK are nobody's.
    qint64 total = 0;
    std::optional<StreamId> smallestId; ///< nullopt when nothing is pending
    std::optional<StreamId> greatestId;
    QList<PendingConsumer> consumers; ///< only those that have something pending
};

/// An entry that was delivered and not acknowledged.
struct REDISSTREAMS_EXPORT PendingEntry
{
    StreamId id;
    QByteArray consumer; ///< empty when nobody owns it (XNACK)
    qint64 idle = -1; ///< milliseconds since it was last delivered; -1 when nobody owns it
    qint64 deliveryCount = 0;
    friend bool operator==(const PendingEntry &, const PendingEntry &) = default;
};

/// XPENDING with a group only: what is pending, in short. Redis 5.0+. A missing stream or group is an error (NoGroup).
/// See https://redis.io/docs/latest/commands/xpending/
struct REDISSTREAMS_EXPORT XpendingSummary
{
    using Reply = PendingSummary;
    static constexpr const char *Name = "XPENDING";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XPENDING with a range: the pending entries by id, one by one. Redis 5.0+; exclusive ends and minIdle 6.2+. It
/// changes neither delivery counts nor idle times. For the next page set `first` to the last id and excludeFirst.
/// See https://redis.io/docs/latest/commands/xpending/
struct REDISSTREAMS_EXPORT XpendingRange
{
    using Reply = QList<PendingEntry>;
    static constexpr const char *Name = "XPENDING";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;
    StreamId first = StreamId::minimum();
    StreamId last = StreamId::maximum();
    bool excludeFirst = false;
    bool excludeLast = false;
    qint64 count = 100; ///< at most so many, >= 1
    QByteArray consumer {}; ///< only this one's; empty = everyone's
    /// IDLE: only what was last delivered so long ago (>= 0); entries that nobody owns pass always.
    std::optional<std::chrono::milliseconds> minIdle {};

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::PendingSummary)
Q_DECLARE_METATYPE(RedisStreams::PendingEntry)
