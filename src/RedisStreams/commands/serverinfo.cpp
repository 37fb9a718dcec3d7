// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "serverinfo.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

#include "values/decimal_p.h"

namespace RedisStreams {

void Ping::encode(CommandWriter &writer) const
{
    writer.word(Name);
}

Decoded<QByteArray> Ping::decode(const RespValue &reply) const
{
    if (!reply.isText())
        return {{}, Internal::unexpectedReply(Name, reply, "PONG")};
    return {reply.bytes(), {}};
}

RedisError ScanStreams::validate() const
{
    if (count < 1)
        return Internal::invalidArgument(Name, QStringLiteral("COUNT must be 1 or more, not %1").arg(count));
    return {};
}

void ScanStreams::encode(CommandWriter &writer) const
{
    writer.word(Name).word(QByteArray::number(cursor)).word("MATCH").word(pattern).word("COUNT").number(count).word("TYPE").word("stream");
}

Decoded<ScanPage> ScanStreams::decode(const RespValue &reply) const
{
    const std::optional<quint64> next = Internal::parseDecimal<quint64>(reply.at(0).bytes());
    if (!reply.isAggregate() || reply.size() != 2 || !next || !reply.at(1).isAggregate())
        return {{}, Internal::unexpectedReply(Name, reply, "a cursor and keys")};
    ScanPage page;
    page.cursor = *next;
    for (const RespValue &key : reply.items().at(1).items())
        page.keys.append(key.bytes());
    return {page, {}};
}

RedisError ClientUnblock::validate() const
{
    if (clientId <= 0)
        return Internal::invalidArgument(Name, QStringLiteral("the client id must be above 0, not %1").arg(clientId));
    return {};
}

void ClientUnblock::encode(CommandWriter &writer) const
{
    writer.word("CLIENT").word("UNBLOCK").number(clientId).word("TIMEOUT");
}

Decoded<bool> ClientUnblock::decode(const RespValue &reply) const
{
    return Internal::decodeFlag(Name, reply);
}

} // namespace RedisStreams
