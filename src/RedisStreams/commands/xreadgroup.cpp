// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xreadgroup.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

using Internal::invalidArgument;

RedisError Xreadgroup::validate() const
{
    if (const RedisError error = Internal::firstError(Internal::validateGroup(Name, group), Internal::validateConsumer(Name, consumer)))
        return error;
    if (positions.isEmpty())
        return invalidArgument(Name, QStringLiteral("there must be at least one stream"));
    for (const GroupPosition &position : positions) {
        if (const RedisError error = Internal::validateKey(Name, position.stream))
            return error;
    }
    if (options.maxCount != -1 && options.maxCount < options.count)
        return invalidArgument(Name, QStringLiteral("MAXCOUNT must not be less than COUNT"));
    return Internal::firstError(Internal::validateLimit(Name, "COUNT", options.count),
                                Internal::validateLimit(Name, "MAXCOUNT", options.maxCount),
                                Internal::validateLimit(Name, "MAXSIZE", options.maxSize),
                                Internal::validateBlock(Name, options.block),
                                Internal::validateDuration(Name, "CLAIM", options.claimMinIdle));
}

void Xreadgroup::encode(CommandWriter &writer) const
{
    writer.word(Name).word("GROUP").word(group).word(consumer);
    if (options.count > 0)
        writer.word("COUNT").number(options.count);
    if (options.maxCount > 0)
        writer.word("MAXCOUNT").number(options.maxCount);
    if (options.maxSize > 0)
        writer.word("MAXSIZE").number(options.maxSize);
    if (options.block)
        writer.word("BLOCK").number(options.block->count());
    if (options.claimMinIdle)
        writer.word("CLAIM").number(options.claimMinIdle->count());
    if (options.noAck)
        writer.word("NOACK");
    writer.word("STREAMS");
    for (const GroupPosition &position : positions)
        writer.key(position.stream);
    for (const GroupPosition &position : positions)
        writer.word(Internal::idOr(position.after, ">"));
}

Decoded<QList<StreamEntries>> Xreadgroup::decode(const RespValue &reply) const
{
    return Internal::decodeStreams(Name, reply);
}

} // namespace RedisStreams
