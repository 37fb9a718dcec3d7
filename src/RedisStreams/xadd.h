// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"
#include "xtrim.h"

namespace RedisStreams {

/// Who adds a message and which one it is, so that adding it again adds nothing. Redis 8.6+. A stream remembers the
/// newest messages of each producer for a while (100 messages and 100 s, unless Xcfgset says otherwise; whichever
/// ends first). See https://redis.io/docs/latest/commands/xadd/
struct REDISSTREAMS_EXPORT XaddIdempotence
{
    QByteArray producerId; ///< not empty, and of this producer only
    /// IDMP: the message's own id, not empty. nullopt is IDMPAUTO, where the fields are taken for it: two messages
    /// with the same fields then count as one.
    std::optional<QByteArray> messageId {};
};

/// What XADD can do beyond adding an entry at the end: its id, trimming, and what happens without the stream.
struct REDISSTREAMS_EXPORT XaddOptions
{
    enum class IdMode {
        Automatic, ///< "*": the server makes the id
        Explicit, ///< exactly `id`, which must be above the stream's newest
        AutomaticSequence, ///< "ms-*": the server makes the sequence number (Redis 7.0+)
    };
    IdMode idMode = IdMode::Automatic;
    StreamId id {};
    /// NOMKSTREAM (Redis 6.2+): a missing stream is not made; the reply is then the null id 0-0.
    bool createStream = true;
    StreamTrim trim {};
    /// Only with automatic ids. The reply to a message that was added before is the id it got then.
    std::optional<XaddIdempotence> idempotence {};
};

/// XADD: appends one entry. Redis 5.0+. Reply: the new entry's id.
/// See https://redis.io/docs/latest/commands/xadd/
struct REDISSTREAMS_EXPORT Xadd
{
    using Reply = StreamId;
    static constexpr const char *Name = "XADD";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    StreamFields fields; ///< at least one pair
    XaddOptions options {};

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
