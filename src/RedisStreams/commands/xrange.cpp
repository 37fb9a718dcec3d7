// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xrange.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

RedisError Xrange::validate() const
{
    return Internal::firstError(Internal::validateKey(Name, stream), Internal::validateLimit(Name, "COUNT", count),
                                Internal::validateRange(Name, first, excludeFirst, last, excludeLast));
}

QList<CommandFeature> Xrange::newerOptions() const
{
    return Internal::exclusiveOptions(excludeFirst || excludeLast);
}

void Xrange::encode(CommandWriter &writer) const
{
    const QByteArray from = Internal::rangeFirst(first, excludeFirst);
    const QByteArray to = Internal::rangeLast(last, excludeLast);
    writer.word(reverse ? "XREVRANGE" : "XRANGE").key(stream).word(reverse ? to : from).word(reverse ? from : to);
    if (count > 0)
        writer.word("COUNT").number(count);
}

Decoded<StreamEntries> Xrange::decode(const RespValue &reply) const
{
    return Internal::decodeEntries(Name, reply, stream);
}

RedisError Xlen::validate() const
{
    return Internal::validateKey(Name, stream);
}

void Xlen::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream);
}

Decoded<qint64> Xlen::decode(const RespValue &reply) const
{
    return Internal::decodeInteger(Name, reply);
}

} // namespace RedisStreams
