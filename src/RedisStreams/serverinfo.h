// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace RedisStreams {

/// PING: whether the server answers.
struct REDISSTREAMS_EXPORT Ping
{
    using Reply = QByteArray;
    static constexpr const char *Name = "PING";
    static constexpr CommandFeature Since {Name};

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const { return {}; }
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// One page of SCAN. `cursor` 0 means that the pass is complete. A key may come more than once.
struct REDISSTREAMS_EXPORT ScanPage
{
    quint64 cursor = 0;
    QByteArrayList keys;
};

/// SCAN with TYPE stream (Redis 6.0+): finds streams by a glob-style pattern without blocking the server.
/// See https://redis.io/docs/latest/commands/scan/
struct REDISSTREAMS_EXPORT ScanStreams
{
    using Reply = ScanPage;
    static constexpr const char *Name = "SCAN";
    static constexpr CommandFeature Since {Name};

    quint64 cursor = 0;
    QByteArray pattern = "*";
    qint64 count = 1000; ///< how many keys the server looks at, >= 1
    std::optional<Endpoint> node {}; ///< the server to ask, in a cluster; default: any

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    QList<CommandFeature> newerOptions() const { return {{"TYPE", {6, 0}}}; }
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// CLIENT UNBLOCK id TIMEOUT: ends another connection's blocking command as if its time were up. Reply: whether
/// that connection was blocked. Redis 5.0+. See https://redis.io/docs/latest/commands/client-unblock/
struct REDISSTREAMS_EXPORT ClientUnblock
{
    using Reply = bool;
    static constexpr const char *Name = "CLIENT UNBLOCK";
    static constexpr CommandFeature Since {Name};

    qint64 clientId = 0; ///< > 0
    std::optional<Endpoint> node {}; ///< the server that connection is to, in a cluster

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
