// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xautoclaim.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

#include <limits>

namespace RedisStreams {

namespace {

/// The server's own limit: it makes room for that many ids beforehand.
constexpr qint64 maximumCount = std::numeric_limits<qint64>::max() / 16;

RedisError validateCount(qint64 count)
{
    if (count <= maximumCount)
        return Internal::validateAtLeast(Xautoclaim::Name, "COUNT", 1, count);
    return Internal::invalidArgument(Xautoclaim::Name, QStringLiteral("COUNT must be at most %1, not %2").arg(maximumCount).arg(count));
}

template <typename Command>
RedisError validateAutoclaim(const Command &command)
{
    return Internal::firstError(
        Internal::validateKey(Command::Name, command.stream), Internal::validateGroup(Command::Name, command.group),
        Internal::validateConsumer(Command::Name, command.consumer),
        Internal::validateDuration(Command::Name, "the minimum idle time", command.minIdle),
        validateCount(command.count),
        Internal::validateRange(Command::Name, command.start, command.excludeStart, StreamId::maximum(), false));
}

template <typename Command>
void encodeAutoclaim(CommandWriter &writer, const Command &command)
{
    writer.word(Command::Name).key(command.stream).word(command.group).word(command.consumer);
    writer.number(command.minIdle.count());
    writer.word((command.excludeStart ? QByteArray("(") : QByteArray()) + command.start.toByteArray());
    writer.word("COUNT").number(command.count);
}

/// Cursor and deleted ids, which both forms have. Only Redis 7.0 and later send the deleted ids.
template <typename Page>
RedisError decodePage(const char *command, const RespValue &reply, Page &page)
{
    if (!reply.isAggregate() || reply.size() < 2 || !reply.at(0).isText())
        return Internal::unexpectedReply(command, reply, "a cursor and claimed entries");
    const Decoded<StreamId> next = Internal::decodeId(command, reply.at(0));
    const Decoded<QList<StreamId>> deleted = Internal::decodeIds(command, reply.at(2));
    page.next = next.value;
    page.deletedIds = deleted.value;
    return Internal::firstError(next.error, deleted.error);
}

} // namespace

RedisError Xautoclaim::validate() const
{
    return validateAutoclaim(*this);
}

void Xautoclaim::encode(CommandWriter &writer) const
{
    encodeAutoclaim(writer, *this);
}

Decoded<AutoclaimPage> Xautoclaim::decode(const RespValue &reply) const
{
    AutoclaimPage page;
    if (const RedisError error = decodePage(Name, reply, page))
        return {{}, error};
    const Decoded<StreamEntries> entries = Internal::decodeEntries(Name, reply.at(1), stream);
    page.entries = entries.value;
    return {page, entries.error};
}

RedisError XautoclaimJustId::validate() const
{
    return validateAutoclaim(*this);
}

void XautoclaimJustId::encode(CommandWriter &writer) const
{
    encodeAutoclaim(writer, *this);
    writer.word("JUSTID");
}

Decoded<AutoclaimIdPage> XautoclaimJustId::decode(const RespValue &reply) const
{
    AutoclaimIdPage page;
    if (const RedisError error = decodePage(Name, reply, page))
        return {{}, error};
    const Decoded<QList<StreamId>> ids = Internal::decodeIds(Name, reply.at(1));
    page.ids = ids.value;
    return {page, ids.error};
}

} // namespace RedisStreams
