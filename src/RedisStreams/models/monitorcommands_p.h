// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

#include "models/streamlistmodel_p.h"

// Commands that only a monitor needs.
namespace RedisStreams::Internal {

/// TIME: the server's clock in milliseconds since 1970.
struct ServerTime
{
    using Reply = qint64;
    static constexpr const char *Name = "TIME";

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const { return {}; }
    void encode(CommandWriter &writer) const { writer.word(Name); }
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// MEMORY USAGE: what a key takes, in bytes, as the server estimates it; -1 when there is no such key.
struct MemoryUsage
{
    using Reply = qint64;
    static constexpr const char *Name = "MEMORY USAGE";

    QByteArray key;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const { return {}; }
    void encode(CommandWriter &writer) const { writer.word("MEMORY").word("USAGE").key(key); }
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// What XINFO STREAM tells, without the first and the last entry themselves: a script that keeps them in the server.
struct StreamHead
{
    using Reply = StreamFigures;
    static constexpr const char *Name = "EVAL";

    QByteArray key;

    CommandFlags flags() const { return CommandFlag::ReadOnly; }
    RedisError validate() const { return {}; }
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// EVAL: commands that nothing may come in between.
struct Script
{
    using Reply = RespValue;
    static constexpr const char *Name = "EVAL";

    QByteArray text;
    QByteArrayList keys;
    QByteArrayList arguments;
    CommandFlags kind = CommandFlag::None;

    CommandFlags flags() const { return kind; }
    RedisError validate() const { return {}; }
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const { return {reply, {}}; }
};

} // namespace RedisStreams::Internal
