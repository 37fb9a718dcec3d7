// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamid.h"
#include "xdel.h"

#include <QtCore/QList>

namespace RedisStreams {

/// XACK: entries are done, and no longer pending. Redis 5.0+. Reply: how many were pending. A missing stream or group
/// is no error for the server: it gives 0. See https://redis.io/docs/latest/commands/xack/
struct REDISSTREAMS_EXPORT Xack
{
    using Reply = qint64;
    static constexpr const char *Name = "XACK";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QByteArray group;
    QList<StreamId> ids; ///< at least one

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XACKDEL: acknowledges entries and removes them from the stream. Redis 8.2+. Reply: what became of each, in order;
/// all NotFound when the stream or group is missing. See https://redis.io/docs/latest/commands/xackdel/
struct REDISSTREAMS_EXPORT Xackdel
{
    using Reply = QList<EntryRemoval>;
    static constexpr const char *Name = "XACKDEL";
    static constexpr CommandFeature Since {Name, {8, 2}, ServerVersion {9, 2}};

    QByteArray stream;
    QByteArray group;
    QList<StreamId> ids; ///< at least one
    /// Acknowledged removes only what no other group still needs.
    ReferencePolicy policy = ReferencePolicy::KeepReferences;

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XNACK: gives pending entries back to the group, to be delivered before all others to those who claim (XREADGROUP
/// with CLAIM, XAUTOCLAIM, XCLAIM); a plain ">" never gets them. Redis 8.8+. Reply: how many were released.
/// The server lets any client release any consumer's entries. See https://redis.io/docs/latest/commands/xnack/
struct REDISSTREAMS_EXPORT Xnack
{
    using Reply = qint64;
    static constexpr const char *Name = "XNACK";
    static constexpr CommandFeature Since {Name, {8, 8}, std::nullopt};

    enum class Mode {
        Silent, ///< as if this delivery had not been: the delivery count goes down by one
        Fail, ///< a failed try: the delivery count stays
        Fatal, ///< cannot be processed: the delivery count becomes the highest there is
    };

    QByteArray stream;
    QByteArray group;
    QList<StreamId> ids; ///< at least one
    Mode mode = Mode::Fail;
    /// RETRYCOUNT: sets the delivery count, >= 0, whatever the mode says.
    std::optional<qint64> retryCount {};
    /// FORCE: makes entries pending that are not.
    bool force = false;

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
