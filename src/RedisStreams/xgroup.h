// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamid.h"

namespace RedisStreams {

/// XGROUP CREATE: makes a consumer group. Redis 5.0+. Reply: true; a group that exists already is an error (BusyGroup),
/// and so is a missing stream (NoSuchKey) unless makeStream is set.
/// See https://redis.io/docs/latest/commands/xgroup-create/
struct REDISSTREAMS_EXPORT XgroupCreate
{
    using Reply = bool;
    static constexpr const char *Name = "XGROUP CREATE";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;
    /// The group's entries begin after this id; 0-0 gives it everything. nullopt is "$": only what is added after the
    /// server has run the command, so what comes between the decision and that moment is skipped.
    std::optional<StreamId> id {};
    /// MKSTREAM: makes an empty stream when there is none.
    bool makeStream = false;
    /// ENTRIESREAD (Redis 7.0+): how many entries were read up to `id`, so that the server can tell the lag;
    /// >= 0, or -1 for "not known".
    std::optional<qint64> entriesRead {};

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XGROUP SETID: moves a group to another id; what is pending stays pending. Redis 5.0+. Reply: true; a missing group
/// is an error (NoGroup). See https://redis.io/docs/latest/commands/xgroup-setid/
struct REDISSTREAMS_EXPORT XgroupSetId
{
    using Reply = bool;
    static constexpr const char *Name = "XGROUP SETID";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;
    std::optional<StreamId> id {}; ///< as in XgroupCreate
    std::optional<qint64> entriesRead {}; ///< as in XgroupCreate

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XGROUP DESTROY: removes a group with all it has pending. Redis 5.0+. Reply: whether there was such a group.
/// Readers that wait in it get NoGroup. See https://redis.io/docs/latest/commands/xgroup-destroy/
struct REDISSTREAMS_EXPORT XgroupDestroy
{
    using Reply = bool;
    static constexpr const char *Name = "XGROUP DESTROY";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XGROUP CREATECONSUMER: makes a consumer without reading. Redis 6.2+. Reply: whether it is new.
/// See https://redis.io/docs/latest/commands/xgroup-createconsumer/
struct REDISSTREAMS_EXPORT XgroupCreateConsumer
{
    using Reply = bool;
    static constexpr const char *Name = "XGROUP CREATECONSUMER";
    static constexpr CommandFeature Since {Name, {6, 2}};

    QByteArray stream;
    QByteArray group;
    QByteArray consumer;

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XGROUP DELCONSUMER: removes a consumer. Redis 5.0+. Reply: how many entries it had pending; these are no longer
/// pending for anyone, so the group never gets them again: claim them first.
/// See https://redis.io/docs/latest/commands/xgroup-delconsumer/
struct REDISSTREAMS_EXPORT XgroupDeleteConsumer
{
    using Reply = qint64;
    static constexpr const char *Name = "XGROUP DELCONSUMER";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;
    QByteArray consumer;

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
