// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xsetid.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

RedisError Xsetid::validate() const
{
    if (maxDeletedId && *maxDeletedId > lastId)
        return Internal::invalidArgument(Name, QStringLiteral("MAXDELETEDID %1 must not be above the id %2")
                                                   .arg(maxDeletedId->toString(), lastId.toString()));
    return Internal::firstError(Internal::validateKey(Name, stream), Internal::validateAtLeast(Name, "ENTRIESADDED", 0, entriesAdded));
}

QList<CommandFeature> Xsetid::newerOptions() const
{
    QList<CommandFeature> newer;
    if (entriesAdded)
        newer.append({"ENTRIESADDED", {7, 0}});
    if (maxDeletedId)
        newer.append({"MAXDELETEDID", {7, 0}});
    return newer;
}

void Xsetid::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream).word(lastId.toByteArray());
    if (entriesAdded)
        writer.word("ENTRIESADDED").number(*entriesAdded);
    if (maxDeletedId)
        writer.word("MAXDELETEDID").word(maxDeletedId->toByteArray());
}

Decoded<bool> Xsetid::decode(const RespValue &reply) const
{
    return Internal::decodeOk(Name, reply);
}

} // namespace RedisStreams
