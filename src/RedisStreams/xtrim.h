// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamid.h"
#include "xdel.h"

namespace RedisStreams {

/// How XADD and XTRIM cut a stream's old end. See https://redis.io/docs/latest/commands/xtrim/
struct REDISSTREAMS_EXPORT StreamTrim
{
    enum class Strategy {
        None,
        MaximumLength, ///< MAXLEN: keep at most so many entries
        MinimumId, ///< MINID (Redis 6.2+): drop what is older than an id
    };
    Strategy strategy = Strategy::None;
    qint64 maximumLength = 0; ///< >= 0
    StreamId minimumId;
    /// "~": cheaper, may keep a few more than asked for.
    bool approximate = true;
    /// LIMIT (Redis 6.2+): at most so many entries are removed by one call (only with approximate); 0 = no limit,
    /// -1 = server default.
    qint64 limit = -1;
    /// What becomes of the groups' references to trimmed entries (Redis 8.2+); nullopt = they stay, on any server.
    /// With approximate, Redis 8.2 and 8.4 trim nothing for DeleteReferences and Acknowledged (a fault, mended in 8.6).
    std::optional<ReferencePolicy> references {};

    static StreamTrim toLength(qint64 maximumLength, bool approximate = true);
    static StreamTrim toId(StreamId minimumId, bool approximate = true);

    RedisError validate(const char *command) const;
    /// MAXLEN or MINID with what belongs to it; the references are a word of their own, at another place.
    void encode(CommandWriter &writer) const;
    void encodeReferences(CommandWriter &writer) const;
    QList<CommandFeature> newerOptions() const;
};

/// XTRIM: removes a stream's oldest entries. Redis 5.0+. Reply: how many were removed; 0 also when there is no such
/// stream. See https://redis.io/docs/latest/commands/xtrim/
struct REDISSTREAMS_EXPORT Xtrim
{
    using Reply = qint64;
    static constexpr const char *Name = "XTRIM";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    StreamTrim trim; ///< with a strategy

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const { return trim.newerOptions(); }
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
