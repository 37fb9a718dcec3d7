// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/monitorcommands_p.h"

#include "commands/decode_p.h"

namespace RedisStreams::Internal {

namespace {

/// [length, last-generated-id, entries-added or nil, groups, first id or nil, last id or nil, 1 for dead letters]
const QByteArray headScript = QByteArrayLiteral(
    "local info = redis.call('XINFO', 'STREAM', KEYS[1]) "
    "local by = {} "
    "for i = 1, #info, 2 do by[info[i]] = info[i + 1] end "
    "local first = by['first-entry'] or nil "
    "local last = by['last-entry'] or nil "
    "local origins = 0 "
    "if last then for i = 1, math.min(#last[2], 20), 2 do local name = last[2][i] "
    "if name == 'origin-stream' or name == 'origin-group' or name == 'origin-id' then origins = origins + 1 end end end "
    "return {by['length'], by['last-generated-id'], by['entries-added'] or false, by['groups'], "
    "first and first[1] or false, last and last[1] or false, origins >= 3 and 1 or 0}");

} // namespace

Decoded<qint64> ServerTime::decode(const RespValue &reply) const
{
    const std::optional<qint64> seconds = reply.at(0).toInteger();
    const std::optional<qint64> microseconds = reply.at(1).toInteger();
    if (!reply.isAggregate() || !seconds || !microseconds)
        return {0, unexpectedReply(Name, reply, "seconds and microseconds")};
    return {*seconds * 1000 + *microseconds / 1000, {}};
}

Decoded<qint64> MemoryUsage::decode(const RespValue &reply) const
{
    if (reply.isNull())
        return {-1, {}};
    return decodeInteger(Name, reply);
}

void StreamHead::encode(CommandWriter &writer) const
{
    writer.word(Name).word(headScript).number(1).key(key);
}

Decoded<StreamFigures> StreamHead::decode(const RespValue &reply) const
{
    const std::optional<qint64> length = reply.at(0).toInteger();
    const std::optional<StreamId> newest = StreamId::parse(QByteArrayView(reply.at(1).bytes()));
    const std::optional<qint64> groups = reply.at(3).toInteger();
    if (!reply.isAggregate() || reply.size() != 7 || !length || !newest || !groups)
        return {{}, unexpectedReply(Name, reply, "what is known of a stream")};
    StreamFigures figures;
    figures.length = *length;
    figures.lastGeneratedId = newest;
    figures.entriesAdded = reply.at(2).toInteger();
    figures.groups = *groups;
    figures.firstId = StreamId::parse(QByteArrayView(reply.at(4).bytes()));
    figures.lastId = StreamId::parse(QByteArrayView(reply.at(5).bytes()));
    figures.deadLetters = reply.at(6).toInteger() == 1;
    figures.large = true; // and may stay so: one look with the entries would be needed to know better
    return {figures, {}};
}

void Script::encode(CommandWriter &writer) const
{
    writer.word(Name).word(text).number(keys.size());
    for (const QByteArray &key : keys)
        writer.key(key);
    for (const QByteArray &argument : arguments)
        writer.word(argument);
}

} // namespace RedisStreams::Internal
