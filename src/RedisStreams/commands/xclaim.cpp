// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xclaim.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

using Internal::firstError;
using Internal::validateAtLeast;
using Internal::validateDuration;

RedisError XclaimOptions::validate(const char *command) const
{
    if (idle && time)
        return Internal::invalidArgument(command, QStringLiteral("IDLE and TIME set the same thing; give one of them"));
    return firstError(validateDuration(command, "IDLE", idle), validateAtLeast(command, "TIME", 0, time),
                      validateAtLeast(command, "RETRYCOUNT", 0, retryCount));
}

void XclaimOptions::encode(CommandWriter &writer) const
{
    if (idle)
        writer.word("IDLE").number(idle->count());
    if (time)
        writer.word("TIME").number(*time);
    if (retryCount)
        writer.word("RETRYCOUNT").number(*retryCount);
    if (force)
        writer.word("FORCE");
    if (lastId)
        writer.word("LASTID").word(lastId->toByteArray());
}

namespace {

template <typename Command>
RedisError validateClaim(const Command &command)
{
    return firstError(Internal::validateKey(Command::Name, command.stream),
                      Internal::validateGroup(Command::Name, command.group),
                      Internal::validateConsumer(Command::Name, command.consumer),
                      validateDuration(Command::Name, "the minimum idle time", command.minIdle),
                      Internal::validateIds(Command::Name, command.ids), command.options.validate(Command::Name));
}

template <typename Command>
void encodeClaim(CommandWriter &writer, const Command &command)
{
    writer.word(Command::Name).key(command.stream).word(command.group).word(command.consumer);
    writer.number(command.minIdle.count());
    Internal::encodeIds(writer, command.ids);
    command.options.encode(writer);
}

} // namespace

RedisError Xclaim::validate() const
{
    return validateClaim(*this);
}

void Xclaim::encode(CommandWriter &writer) const
{
    encodeClaim(writer, *this);
}

Decoded<StreamEntries> Xclaim::decode(const RespValue &reply) const
{
    return Internal::decodeEntries(Name, reply, stream);
}

RedisError XclaimJustId::validate() const
{
    return validateClaim(*this);
}

void XclaimJustId::encode(CommandWriter &writer) const
{
    encodeClaim(writer, *this);
    writer.word("JUSTID");
}

Decoded<QList<StreamId>> XclaimJustId::decode(const RespValue &reply) const
{
    return Internal::decodeIds(Name, reply);
}

} // namespace RedisStreams
