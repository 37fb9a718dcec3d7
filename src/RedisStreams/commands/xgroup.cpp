// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xgroup.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

using Internal::firstError;
using Internal::validateConsumer;
using Internal::validateGroup;
using Internal::validateKey;

namespace {

RedisError validateEntriesRead(const char *command, std::optional<qint64> entriesRead)
{
    return Internal::validateAtLeast(command, "ENTRIESREAD (-1 = not known)", -1, entriesRead);
}

void encodeEntriesRead(CommandWriter &writer, std::optional<qint64> entriesRead)
{
    if (entriesRead)
        writer.word("ENTRIESREAD").number(*entriesRead);
}

QList<CommandFeature> entriesReadOptions(std::optional<qint64> entriesRead)
{
    return entriesRead ? QList<CommandFeature> {{"ENTRIESREAD", {7, 0}}} : QList<CommandFeature>();
}

} // namespace

RedisError XgroupCreate::validate() const
{
    return firstError(validateKey(Name, stream), validateGroup(Name, group), validateEntriesRead(Name, entriesRead));
}

QList<CommandFeature> XgroupCreate::newerOptions() const
{
    return entriesReadOptions(entriesRead);
}

void XgroupCreate::encode(CommandWriter &writer) const
{
    writer.word("XGROUP").word("CREATE").key(stream).word(group).word(Internal::idOr(id, "$"));
    if (makeStream)
        writer.word("MKSTREAM");
    encodeEntriesRead(writer, entriesRead);
}

Decoded<bool> XgroupCreate::decode(const RespValue &reply) const
{
    return Internal::decodeOk(Name, reply);
}

RedisError XgroupSetId::validate() const
{
    return firstError(validateKey(Name, stream), validateGroup(Name, group), validateEntriesRead(Name, entriesRead));
}

QList<CommandFeature> XgroupSetId::newerOptions() const
{
    return entriesReadOptions(entriesRead);
}

void XgroupSetId::encode(CommandWriter &writer) const
{
    writer.word("XGROUP").word("SETID").key(stream).word(group).word(Internal::idOr(id, "$"));
    encodeEntriesRead(writer, entriesRead);
}

Decoded<bool> XgroupSetId::decode(const RespValue &reply) const
{
    return Internal::decodeOk(Name, reply);
}

RedisError XgroupDestroy::validate() const
{
    return firstError(validateKey(Name, stream), validateGroup(Name, group));
}

void XgroupDestroy::encode(CommandWriter &writer) const
{
    writer.word("XGROUP").word("DESTROY").key(stream).word(group);
}

Decoded<bool> XgroupDestroy::decode(const RespValue &reply) const
{
    return Internal::decodeFlag(Name, reply);
}

RedisError XgroupCreateConsumer::validate() const
{
    return firstError(validateKey(Name, stream), validateGroup(Name, group), validateConsumer(Name, consumer));
}

void XgroupCreateConsumer::encode(CommandWriter &writer) const
{
    writer.word("XGROUP").word("CREATECONSUMER").key(stream).word(group).word(consumer);
}

Decoded<bool> XgroupCreateConsumer::decode(const RespValue &reply) const
{
    return Internal::decodeFlag(Name, reply);
}

RedisError XgroupDeleteConsumer::validate() const
{
    return firstError(validateKey(Name, stream), validateGroup(Name, group), validateConsumer(Name, consumer));
}

void XgroupDeleteConsumer::encode(CommandWriter &writer) const
{
    writer.word("XGROUP").word("DELCONSUMER").key(stream).word(group).word(consumer);
}

Decoded<qint64> XgroupDeleteConsumer::decode(const RespValue &reply) const
{
    return Internal::decodeInteger(Name, reply);
}

} // namespace RedisStreams
