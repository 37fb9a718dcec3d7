// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commands/decode_p.h"

#include "resp/resplimits_p.h"

#include <QtCore/QMetaEnum>

#include <algorithm>

namespace RedisStreams::Internal {

using Code = RedisError::Code;

RedisError unexpectedReply(const char *command, const RespValue &reply, const char *expected)
{
    return RedisError(Code::ProtocolError,
                      QStringLiteral("%1: the server replied with %2 where %3 belongs")
                          .arg(QLatin1StringView(command),
                               QLatin1StringView(QMetaEnum::fromType<RespValue::Type>().valueToKey(int(reply.type()))),
                               QLatin1StringView(expected)));
}

bool decodeEntry(const RespValue &reply, const StreamLabelPtr &label, EntryChunk &chunk)
{
    if (!reply.isAggregate() || (reply.size() != 2 && reply.size() != 4))
        return false;
    const std::optional<StreamId> id = StreamId::parse(QByteArrayView(reply.at(0).bytes()));
    const RespValue &fields = reply.items().at(1);
    if (!id || !(fields.isNull() || (fields.isAggregate() && fields.size() % 2 == 0)))
        return false;
    const bool texts = std::all_of(fields.items().begin(), fields.items().end(), [](const RespValue &text) { return text.isText(); });
    if (!texts || (reply.size() == 4 && !(reply.at(2).toInteger() && reply.at(3).toInteger())))
        return false;
    EntryRecord record;
    record.id = *id;
    record.label = chunk.addLabel(label);
    record.firstSpan = quint32(chunk.spans.size());
    record.spanCount = quint32(fields.size());
    record.deleted = fields.isNull();
    for (const RespValue &text : fields.items())
        chunk.appendBytes(text.bytes());
    if (reply.size() == 4) {
        record.idle = reply.at(2).toInteger().value_or(-1);
        record.deliveryCount = reply.at(3).toInteger().value_or(-1);
    }
    chunk.records.push_back(record);
    return true;
}

Decoded<StreamEntries> decodeEntries(const char *command, const RespValue &reply, const QByteArray &stream)
{
    // "COUNT 0" gives null, as the server has it since 5.0.
    if (!reply.isNull() && !reply.isAggregate())
        return {{}, unexpectedReply(command, reply, "a list of entries")};
    auto chunk = std::make_unique<EntryChunk>();
    const StreamLabelPtr label(new StreamLabel(stream));
    for (const RespValue &item : reply.items()) {
        if (!item.isNull() && !decodeEntry(item, label, *chunk))
            return {{}, unexpectedReply(command, item, "an entry")};
        // Places in a chunk are numbers of 32 bits.
        if (qint64(chunk->bytes.size()) > RespLimits().entryLength) {
            return {{}, RedisError(RedisError::Code::LimitExceeded,
                                   QStringLiteral("%1: the entries of one stream in a reply are more than %2 bytes together; ask for fewer with COUNT")
                                       .arg(QLatin1StringView(command)).arg(RespLimits().entryLength))};
        }
    }
    const auto count = quint32(chunk->records.size());
    return {EntryChunk::batch(chunk.release(), 0, count), {}};
}

Decoded<QList<StreamEntries>> decodeStreams(const char *command, const RespValue &reply)
{
    Decoded<QList<StreamEntries>> result;
    const auto add = [&](const RespValue &key, const RespValue &entries) {
        Decoded<StreamEntries> batch = decodeEntries(command, entries, key.bytes());
        if (batch.error)
            result.error = batch.error;
        else if (!batch.value.isEmpty()) // Redis 5.0 lists streams that have nothing, and so does a group's history
            result.value.append(batch.value);
    };
    if (reply.type() == RespValue::Type::Map) {
        for (qsizetype i = 0; i + 1 < reply.size(); i += 2)
            add(reply.at(i), reply.at(i + 1));
    } else if (reply.type() == RespValue::Type::Array) {
        for (const RespValue &pair : reply.items()) {
            if (pair.size() != 2)
                return {{}, unexpectedReply(command, pair, "a stream and its entries")};
            add(pair.at(0), pair.at(1));
        }
    } else if (!reply.isNull()) {
        return {{}, unexpectedReply(command, reply, "a list of streams")};
    }
    return result;
}

Decoded<StreamId> decodeId(const char *command, const RespValue &reply)
{
    if (reply.isNull())
        return {};
    const std::optional<StreamId> id = reply.isText() ? StreamId::parse(QByteArrayView(reply.bytes())) : std::nullopt;
    if (!id)
        return {{}, unexpectedReply(command, reply, "an id")};
    return {*id, {}};
}

Decoded<QList<StreamId>> decodeIds(const char *command, const RespValue &reply)
{
    if (!reply.isNull() && !reply.isAggregate())
        return {{}, unexpectedReply(command, reply, "a list of ids")};
    Decoded<QList<StreamId>> result;
    result.value.reserve(reply.size());
    for (const RespValue &item : reply.items()) {
        if (item.isNull())
            continue;
        const Decoded<StreamId> id = decodeId(command, item);
        if (id.error)
            return {{}, id.error};
        result.value.append(id.value);
    }
    return result;
}

Decoded<qint64> decodeInteger(const char *command, const RespValue &reply)
{
    const std::optional<qint64> number = reply.toInteger();
    if (!number)
        return {0, unexpectedReply(command, reply, "a number")};
    return {*number, {}};
}

Decoded<bool> decodeFlag(const char *command, const RespValue &reply)
{
    const Decoded<qint64> number = decodeInteger(command, reply);
    return {number.value != 0, number.error};
}

Decoded<bool> decodeOk(const char *command, const RespValue &reply)
{
    if (!reply.isText() || reply.bytes() != "OK")
        return {false, unexpectedReply(command, reply, "OK")};
    return {true, {}};
}

Decoded<QList<EntryRemoval>> decodeRemovals(const char *command, const RespValue &reply)
{
    if (!reply.isAggregate())
        return {{}, unexpectedReply(command, reply, "a list of results")};
    Decoded<QList<EntryRemoval>> result;
    result.value.reserve(reply.size());
    for (const RespValue &item : reply.items()) {
        const std::optional<qint64> number = item.toInteger();
        if (number != qint64(EntryRemoval::NotFound) && number != qint64(EntryRemoval::Removed)
            && number != qint64(EntryRemoval::StillReferenced))
            return {{}, unexpectedReply(command, item, "-1, 1 or 2")};
        result.value.append(EntryRemoval(int(*number)));
    }
    return result;
}

} // namespace RedisStreams::Internal
