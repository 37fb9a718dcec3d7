// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xread.h"

#include "commands/decode_p.h"

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
    if (options.count < 1 && options.count != -1)
        return Internal::invalidArgument(Name, QStringLiteral("COUNT must be 1 or more, or -1 for no limit, not %1").arg(options.count));
    if (options.block && options.block->count() <= 0) {
        return Internal::invalidArgument(
            Name, QStringLiteral("BLOCK must be 1 ms or more, not %1 (it cannot be asked to wait for ever)").arg(options.block->count()));
    }
    return {};
}

void Xread::encode(CommandWriter &writer) const
{
    writer.word(Name);
    if (options.count > 0)
        writer.word("COUNT").number(options.count);
    if (options.block)
        writer.word("BLOCK").number(options.block->count());
    writer.word("STREAMS");
    for (const StreamPosition &position : positions)
        writer.key(position.stream);
    for (const StreamPosition &position : positions)
        writer.word(position.after.toByteArray());
}

Decoded<QList<StreamEntries>> Xread::decode(const RespValue &reply) const
{
    Decoded<Reply> result;
    const auto add = [&](const RespValue &key, const RespValue &entries) {
        Decoded<StreamEntries> batch = Internal::decodeEntries(Name, entries, key.bytes());
        if (batch.error)
            result.error = batch.error;
        else if (!batch.value.isEmpty()) // Redis 5.0 lists streams that have nothing
            result.value.append(batch.value);
    };
    if (reply.type() == RespValue::Type::Map) {
        for (qsizetype i = 0; i + 1 < reply.size(); i += 2)
            add(reply.at(i), reply.at(i + 1));
    } else if (reply.type() == RespValue::Type::Array) {
        for (const RespValue &pair : reply.items()) {
            if (pair.size() != 2)
                return {{}, Internal::unexpectedReply(Name, pair, "a stream and its entries")};
            add(pair.at(0), pair.at(1));
        }
    } else if (!reply.isNull()) {
        return {{}, Internal::unexpectedReply(Name, reply, "a list of streams")};
    }
    return result;
}

} // namespace RedisStreams
