// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamid.h"

#include <QtCore/QList>

namespace RedisStreams {

/// What becomes of the groups' references to an entry (that it is pending in them) when the entry is removed.
/// Redis 8.2+, but for the first, which is what every server does by itself.
enum class ReferencePolicy {
    KeepReferences, ///< KEEPREF: the entry goes; it stays pending, as a tombstone, where it was
    DeleteReferences, ///< DELREF: the entry goes, and is pending nowhere any more
    Acknowledged, ///< ACKED: the entry goes only when all groups have read and acknowledged it
};

/// What became of one entry that XACKDEL or XDELEX was to remove.
enum class EntryRemoval {
    NotFound = -1, ///< XDELEX: there is no such entry. XACKDEL: it is not pending in the group.
    Removed = 1, ///< the entry is gone
    StillReferenced = 2, ///< kept, as another group needs it (ReferencePolicy::Acknowledged); XACKDEL has acknowledged it
};

/// XDEL: removes entries; they stay pending where they are. Redis 5.0+. Reply: how many there were.
/// See https://redis.io/docs/latest/commands/xdel/
struct REDISSTREAMS_EXPORT Xdel
{
    using Reply = qint64;
    static constexpr const char *Name = "XDEL";
    static constexpr CommandFeature Since {Name};

    QByteArray stream;
    QList<StreamId> ids; ///< at least one

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

/// XDELEX: removes entries with regard to the groups. Redis 8.2+. Reply: what became of each, in order.
/// With ReferencePolicy::Acknowledged an id that some group has not reached yet is StillReferenced, even when there is
/// no such entry. See https://redis.io/docs/latest/commands/xdelex/
struct REDISSTREAMS_EXPORT Xdelex
{
    using Reply = QList<EntryRemoval>;
    static constexpr const char *Name = "XDELEX";
    static constexpr CommandFeature Since {Name, {8, 2}, ServerVersion {9, 2}};

    QByteArray stream;
    QList<StreamId> ids; ///< at least one
    ReferencePolicy policy = ReferencePolicy::KeepReferences;

    CommandFlags flags() const { return CommandFlag::None; }
    RedisError validate() const;
    void encode(CommandWriter &writer) const;
    Decoded<Reply> decode(const RespValue &reply) const;
};

} // namespace RedisStreams
