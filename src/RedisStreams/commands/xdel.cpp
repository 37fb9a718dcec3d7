// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xdel.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

RedisError Xdel::validate() const
{
    return Internal::firstError(Internal::validateKey(Name, stream), Internal::validateIds(Name, ids));
}

void Xdel::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream);
    Internal::encodeIds(writer, ids);
}

Decoded<qint64> Xdel::decode(const RespValue &reply) const
{
    return Internal::decodeInteger(Name, reply);
}

RedisError Xdelex::validate() const
{
    return Internal::firstError(Internal::validateKey(Name, stream), Internal::validateIds(Name, ids));
}

void Xdelex::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream).word(Internal::policyWord(policy));
    Internal::encodeCountedIds(writer, ids);
}

Decoded<QList<EntryRemoval>> Xdelex::decode(const RespValue &reply) const
{
    return Internal::decodeRemovals(Name, reply);
}

} // namespace RedisStreams
