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
    bool wantsNew = false;
    for (const GroupPosition &position : positions) {
        if (const RedisError error = Internal::validateKey(Name, position.stream))
            return error;
        wantsNew = wantsNew || !position.after;
    }
    // The server passes them over in silence, and the entries are not what one would take them for.
    if (!wantsNew && (options.noAck || options.claimMinIdle))
        return invalidArgument(Name, QStringLiteral("%1 is for new entries (\">\"); reading a history takes no notice of it")
                                         .arg(options.noAck ? QLatin1StringView("NOACK") : QLatin1StringView("CLAIM")));
    return Internal::firstError(Internal::validateLimit(Name, "COUNT", options.count),
                                Internal::validateTotals(Name, options.count, options.maxCount, options.maxSize),
                                Internal::validateBlock(Name, options.block),
                                Internal::validateDuration(Name, "CLAIM", options.claimMinIdle));
}

QList<CommandFeature> Xreadgroup::newerOptions() const
{
    QList<CommandFeature> newer = Internal::totalsOptions(options.maxCount, options.maxSize);
    if (options.claimMinIdle)
        newer.append({"CLAIM", {8, 4}, std::nullopt});
    return newer;
}

void Xreadgroup::encode(CommandWriter &writer) const
{
    writer.word(Name).word("GROUP").word(group).word(consumer);
    if (options.count > 0)
        writer.word("COUNT").number(options.count);
    Internal::encodeTotals(writer, options.maxCount, options.maxSize);
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
