// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace RedisStreams {

/// XCFGSET: sets how long, and for how many messages of each producer, a stream remembers what was added with
/// XaddOptions::idempotence. A value that differs from the present one makes the stream forget those it remembers.
/// Redis 8.6+. Reply: true; a missing stream is an error (NoSuchKey).
/// See https://redis.io/docs/latest/commands/xcfgset/
struct REDISSTREAMS_EXPORT Xcfgset
{
    using Reply = bool;
    static constexpr const char *Name = "XCFGSET";
    static constexpr CommandFeature Since {Name, {8, 6}, std::nullopt};

    QByteArray stream;
    // At least one of the two.
    std::optional<std::chrono::seconds> idmpDuration {}; ///< IDMP-DURATION: 1 to 86400 s
    std::optional<qint64> idmpMaxSize {}; ///< IDMP-MAXSIZE: 1 to 10000 messages of each producer

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
