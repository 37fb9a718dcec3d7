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

    QByteArray stream;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::StreamInfo)
