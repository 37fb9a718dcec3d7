// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commands/decode_p.h"

#include <QtCore/QMetaEnum>

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

RedisError invalidArgument(const char *command, const QString &reason)
{
    return RedisError(Code::InvalidArgument, QStringLiteral("%1: %2").arg(QLatin1StringView(command), reason));
}

RedisError validateKey(const char *command, const QByteArray &key)
{
    return key.isEmpty() ? invalidArgument(command, QStringLiteral("the stream's name is empty")) : RedisError();
}

bool decodeEntry(const RespValue &reply, const StreamLabelPtr &label, EntryChunk &chunk)
{
    if (!reply.isAggregate() || (reply.size() != 2 && reply.size() != 4))
        return false;
    const std::optional<StreamId> id = StreamId::parse(QByteArrayView(reply.at(0).bytes()));
    const RespValue &fields = reply.items().at(1);
    if (!id || !(fields.isNull() || (fields.isAggregate() && fields.size() % 2 == 0)))
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
    }
    const auto count = quint32(chunk->records.size());
    return {EntryChunk::batch(chunk.release(), 0, count), {}};
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

Decoded<qint64> decodeInteger(const char *command, const RespValue &reply)
{
    const std::optional<qint64> number = reply.toInteger();
    if (!number)
        return {0, unexpectedReply(command, reply, "a number")};
    return {*number, {}};
}

} // namespace RedisStreams::Internal
