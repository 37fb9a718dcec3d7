// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"

#include <compare>
#include <optional>

namespace RedisStreams {

/// A server's version by the two numbers that tell what it can do.
struct REDISSTREAMS_EXPORT ServerVersion
{
    int majorNumber = 0;
    int minorNumber = 0;
    friend constexpr auto operator<=>(const ServerVersion &, const ServerVersion &) noexcept = default;
};

/// A command, or an option of one, and the first versions that have it. A server that refuses it gives the error
/// NotSupported, which names these versions.
struct REDISSTREAMS_EXPORT CommandFeature
{
    const char *name; ///< the command ("XACKDEL") or the option ("IDMP")
    ServerVersion redis {5, 0};
    /// Valkey began as a copy of Redis 7.2; nullopt = no version has it so far.
    std::optional<ServerVersion> valkey = ServerVersion {7, 2};
    friend constexpr bool operator==(const CommandFeature &, const CommandFeature &) noexcept = default;
};

} // namespace RedisStreams
