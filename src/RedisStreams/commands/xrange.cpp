// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xrange.h"

#include "commands/decode_p.h"

namespace RedisStreams {

RedisError Xrange::validate() const
{
    if (const RedisError error = Internal::validateKey(Name, stream))
        return error;
    if (count < 1 && count != -1)
        return Internal::invalidArgument(Name, QStringLiteral("COUNT must be 1 or more, or -1 for all, not %1").arg(count));
    // What the server answers with "invalid start ID for the interval".
    if ((excludeFirst && first == StreamId::maximum()) || (excludeLast && last == StreamId::minimum()))
        return Internal::invalidArgument(Name, QStringLiteral("nothing lies beyond the excluded end"));
    return {};
}

void Xrange::encode(CommandWriter &writer) const
{
    const auto bound = [](StreamId id, bool exclude, StreamId open, const char *sign) {
        if (exclude)
            return "(" + id.toByteArray();
        return id == open ? QByteArray(sign) : id.toByteArray();
    };
    const QByteArray from = bound(first, excludeFirst, StreamId::minimum(), "-");
    const QByteArray to = bound(last, excludeLast, StreamId::maximum(), "+");
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
