// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

namespace RedisStreams {

/// How XADD and XTRIM cut a stream's old end. See https://redis.io/docs/latest/commands/xtrim/
struct REDISSTREAMS_EXPORT StreamTrim
{
    enum class Strategy {
        None,
        MaximumLength, ///< MAXLEN: keep at most so many entries
        MinimumId, ///< MINID: drop what is older than an id
    };
    Strategy strategy = Strategy::None;
    qint64 maximumLength = 0; ///< >= 0
    StreamId minimumId;
    /// "~": cheaper, may keep a few more than asked for.
    bool approximate = true;
    /// At most so many entries are removed by one call (only with approximate); 0 = no limit, -1 = server default.
    qint64 limit = -1;

    static StreamTrim toLength(qint64 maximumLength, bool approximate = true);
    static StreamTrim toId(StreamId minimumId, bool approximate = true);

    RedisError validate(const char *command) const;
    void encode(CommandWriter &writer) const;
};

struct REDISSTREAMS_EXPORT XaddOptions
{
    enum class IdMode {
        Automatic, ///< "*": the server makes the id
        Explicit, ///< exactly `id`, which must be above the stream's newest
        AutomaticSequence, ///< "ms-*": the server makes the sequence number (Redis 7.0+)
    };
    IdMode idMode = IdMode::Automatic;
    StreamId id;
    /// NOMKSTREAM (Redis 6.2+): a missing stream is not made; the reply is then the null id 0-0.
    bool createStream = true;
    StreamTrim trim;
};

/// XADD: appends one entry. Redis 5.0+. Reply: the new entry's id.
/// See https://redis.io/docs/latest/commands/xadd/
struct REDISSTREAMS_EXPORT Xadd
{
    using Reply = StreamId;
    static constexpr const char *Name = "XADD";

    QByteArray stream;
    StreamFields fields; ///< at least one pair
    XaddOptions options;

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
