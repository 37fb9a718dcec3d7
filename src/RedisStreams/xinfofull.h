// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "xinfo.h"

namespace RedisStreams {

/// A pending entry as XINFO STREAM FULL lists it: with the time of its delivery where XPENDING has the time since.
struct REDISSTREAMS_EXPORT DeliveredEntry
{
    StreamId id;
    QByteArray consumer; ///< empty when nobody owns it (XNACK)
    qint64 deliveryTime = 0; ///< milliseconds since 1970
    qint64 deliveryCount = 0;
    friend bool operator==(const DeliveredEntry &, const DeliveredEntry &) = default;
};

/// A consumer of a group as XINFO STREAM FULL lists it.
struct REDISSTREAMS_EXPORT FullConsumerInfo
{
    QByteArray name;
    qint64 seenTime = 0; ///< milliseconds since 1970: when it last tried to read or claim
    std::optional<qint64> activeTime; ///< when it last got anything; -1 = it never did. Redis 7.2+
    qint64 pendingCount = 0;
    QList<DeliveredEntry> pending; ///< at most `count` of them
    RespValue raw;
};

/// A group as XINFO STREAM FULL lists it.
struct REDISSTREAMS_EXPORT FullGroupInfo
{
    QByteArray name;
    StreamId lastDeliveredId;
    std::optional<qint64> entriesRead; ///< as in GroupInfo
    std::optional<qint64> lag; ///< as in GroupInfo
    qint64 pendingCount = 0;
    std::optional<qint64> nackedCount; ///< how many were released by XNACK and wait for a claim; Redis 8.8+
    QList<DeliveredEntry> pending; ///< at most `count` of them
    QList<FullConsumerInfo> consumers;
    RespValue raw;
};

/// What XINFO STREAM FULL tells. What an older server does not send is nullopt; all it sent is in `summary.raw`.
struct REDISSTREAMS_EXPORT StreamFullInfo
{
    Q_GADGET

public:
    StreamInfo summary; ///< without firstEntry and lastEntry, which this form does not have
    StreamEntries entries; ///< the oldest, at most `count` of them
    QList<FullGroupInfo> groups;
};

/// XINFO STREAM FULL: a stream with entries, groups, consumers and what they have pending. Redis 6.0+. For looking
/// into a stream by hand: the reply may be very large. A missing stream is an error (NoSuchKey).
/// See https://redis.io/docs/latest/commands/xinfo-stream/
struct REDISSTREAMS_EXPORT XinfoStreamFull
{
    using Reply = StreamFullInfo;
    static constexpr const char *Name = "XINFO STREAM FULL";
    static constexpr CommandFeature Since {Name, {6, 0}};

    QByteArray stream;
    /// COUNT: at most so many entries, and so many pending ones of each group and consumer, >= 1; 0 = all.
    qint64 count = 10;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::StreamFullInfo)
