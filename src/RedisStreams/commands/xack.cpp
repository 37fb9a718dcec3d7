// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xack.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

namespace {

template <typename Command>
RedisError validateAcknowledgement(const Command &command)
{
    return Internal::firstError(Internal::validateKey(Command::Name, command.stream),
                                Internal::validateGroup(Command::Name, command.group),
                                Internal::validateIds(Command::Name, command.ids));
}

const char *modeWord(Xnack::Mode mode)
{
    switch (mode) {
    case Xnack::Mode::Silent:
        return "SILENT";
    case Xnack::Mode::Fatal:
        return "FATAL";
    case Xnack::Mode::Fail:
        break;
    }
    return "FAIL";
}

} // namespace

RedisError Xack::validate() const
{
    return validateAcknowledgement(*this);
}

void Xack::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream).word(group);
    Internal::encodeIds(writer, ids);
}

Decoded<qint64> Xack::decode(const RespValue &reply) const
{
    return Internal::decodeInteger(Name, reply);
}

RedisError Xackdel::validate() const
{
    return validateAcknowledgement(*this);
}

void Xackdel::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream).word(group).word(Internal::policyWord(policy));
    Internal::encodeCountedIds(writer, ids);
}

Decoded<QList<EntryRemoval>> Xackdel::decode(const RespValue &reply) const
{
    return Internal::decodeRemovals(Name, reply);
}

RedisError Xnack::validate() const
{
    return Internal::firstError(validateAcknowledgement(*this), Internal::validateAtLeast(Name, "RETRYCOUNT", 0, retryCount));
}

void Xnack::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream).word(group).word(modeWord(mode));
    Internal::encodeCountedIds(writer, ids);
    if (retryCount)
        writer.word("RETRYCOUNT").number(*retryCount);
    if (force)
        writer.word("FORCE");
}

Decoded<qint64> Xnack::decode(const RespValue &reply) const
{
    return Internal::decodeInteger(Name, reply);
}

} // namespace RedisStreams
