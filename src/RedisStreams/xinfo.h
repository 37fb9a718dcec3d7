// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

namespace RedisStreams {

/// What XINFO STREAM tells. What an older server does not send is nullopt; all it sent is in `raw`.
struct REDISSTREAMS_EXPORT StreamInfo
{
    Q_GADGET

public:
    qint64 length = 0;
    qint64 radixTreeKeys = 0;
    qint64 radixTreeNodes = 0;
    qint64 groups = 0;
    StreamId lastGeneratedId;
    std::optional<StreamId> maxDeletedEntryId; ///< Redis 7.0+
    std::optional<qint64> entriesAdded; ///< Redis 7.0+
    std::optional<StreamId> recordedFirstEntryId; ///< Redis 7.0+
    std::optional<qint64> idmpDuration; ///< seconds; Redis 8.6+, as all that follow with idmp, pids and iids
    std::optional<qint64> idmpMaxSize;
    std::optional<qint64> pidsTracked;
    std::optional<qint64> iidsTracked;
    std::optional<qint64> iidsAdded;
    std::optional<qint64> iidsDuplicates;
    std::optional<StreamEntry> firstEntry; ///< nullopt when the stream is empty
    std::optional<StreamEntry> lastEntry;
    RespValue raw;
};

/// XINFO STREAM: Redis 5.0+. A missing stream is an error (NoSuchKey).
/// The server sends the first and the last entry whole, so the reply may be large.
/// See https://redis.io/docs/latest/commands/xinfo-stream/
struct REDISSTREAMS_EXPORT XinfoStream
{
    using Reply = StreamInfo;
    static constexpr const char *Name = "XINFO STREAM";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// What XINFO GROUPS tells of a group.
struct REDISSTREAMS_EXPORT GroupInfo
{
    Q_GADGET

public:
    QByteArray name;
    qint64 consumers = 0;
    qint64 pending = 0;
    StreamId lastDeliveredId;
    std::optional<qint64> entriesRead; ///< Redis 7.0+; nullopt also when the server does not know
    /// How many entries the group has yet to read. Redis 7.0+; nullopt also when the server cannot tell: the group
    /// was set to an arbitrary id, or entries were deleted ahead of it.
    std::optional<qint64> lag;
    RespValue raw;
};

/// XINFO GROUPS: the groups of a stream. Redis 5.0+. A missing stream is an error (NoSuchKey).
/// See https://redis.io/docs/latest/commands/xinfo-groups/
struct REDISSTREAMS_EXPORT XinfoGroups
{
    using Reply = QList<GroupInfo>;
    static constexpr const char *Name = "XINFO GROUPS";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// What XINFO CONSUMERS tells of a consumer.
struct REDISSTREAMS_EXPORT ConsumerInfo
{
    Q_GADGET

public:
    QByteArray name;
    qint64 pending = 0;
    qint64 idle = 0; ///< milliseconds since it last tried to read or claim; before Redis 7.2: since it last got anything
    std::optional<qint64> inactive; ///< milliseconds since it last got anything; -1 = it never did. Redis 7.2+
    RespValue raw;
};

/// XINFO CONSUMERS: the consumers of a group. Redis 5.0+. A missing group is an error (NoGroup), a missing stream too
/// (NoSuchKey). See https://redis.io/docs/latest/commands/xinfo-consumers/
struct REDISSTREAMS_EXPORT XinfoConsumers
{
    using Reply = QList<ConsumerInfo>;
    static constexpr const char *Name = "XINFO CONSUMERS";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::StreamInfo)
Q_DECLARE_METATYPE(RedisStreams::GroupInfo)
Q_DECLARE_METATYPE(RedisStreams::ConsumerInfo)
