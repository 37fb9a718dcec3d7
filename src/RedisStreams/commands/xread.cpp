// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xread.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

#include <algorithm>

namespace RedisStreams {

CommandFlags Xread::flags() const
{
    return options.block ? CommandFlag::ReadOnly | CommandFlag::Blocking : CommandFlags(CommandFlag::ReadOnly);
}

RedisError Xread::validate() const
{
    if (positions.isEmpty())
        return Internal::invalidArgument(Name, QStringLiteral("there must be at least one stream"));
    for (const StreamPosition &position : positions) {
        if (const RedisError error = Internal::validateKey(Name, position.stream))
            return error;
    }
    return Internal::firstError(Internal::validateLimit(Name, "COUNT", options.count),
                                Internal::validateTotals(Name, options.count, options.maxCount, options.maxSize),
                                Internal::validateBlock(Name, options.block));
}

QList<CommandFeature> Xread::newerOptions() const
{
    QList<CommandFeature> newer = Internal::totalsOptions(options.maxCount, options.maxSize);
    const auto isNewestOnly = [](const StreamPosition &position) { return position.newestOnly; };
    if (std::any_of(positions.begin(), positions.end(), isNewestOnly))
        newer.append({"+", {7, 4}, ServerVersion {8, 0}});
    return newer;
}

void Xread::encode(CommandWriter &writer) const
{
    writer.word(Name);
    if (options.count > 0)
        writer.word("COUNT").number(options.count);
    Internal::encodeTotals(writer, options.maxCount, options.maxSize);
    if (options.block)
        writer.word("BLOCK").number(options.block->count());
    writer.word("STREAMS");
    for (const StreamPosition &position : positions)
        writer.key(position.stream);
    for (const StreamPosition &position : positions)
        writer.word(position.newestOnly ? QByteArray("+") : position.after.toByteArray());
}

Decoded<QList<StreamEntries>> Xread::decode(const RespValue &reply) const
{
    return Internal::decodeStreams(Name, reply);
}

} // namespace RedisStreams
