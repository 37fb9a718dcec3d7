// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xinfofull.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"
#include "commands/infofields_p.h"

namespace RedisStreams {

using Internal::InfoFields;
using Internal::unexpectedReply;

namespace {

constexpr const char *command = XinfoStreamFull::Name;

/// A group's list says whose each entry is; in a consumer's own list that word is missing.
Decoded<QList<DeliveredEntry>> decodePending(const RespValue &reply, const std::optional<QByteArray> &owner)
{
    Decoded<QList<DeliveredEntry>> result;
    const int timeAt = owner ? 1 : 2;
    for (const RespValue &item : reply.items()) {
        const std::optional<StreamId> id = StreamId::parse(QByteArrayView(item.at(0).bytes()));
        const std::optional<qint64> time = item.at(timeAt).toInteger();
        const std::optional<qint64> count = item.at(timeAt + 1).toInteger();
        if (!id || !time || !count)
            return {{}, unexpectedReply(command, item, "a pending entry")};
        result.value.append({*id, owner ? *owner : item.at(1).bytes(), *time, *count});
    }
    return result;
}

Decoded<FullConsumerInfo> decodeConsumer(const RespValue &reply)
{
    const InfoFields fields(reply);
    if (!fields.isValid() || !fields.value("name").isText())
        return {{}, unexpectedReply(command, reply, "a consumer")};
    FullConsumerInfo info;
    info.name = fields.bytes("name");
    info.seenTime = fields.count("seen-time");
    info.activeTime = fields.integer("active-time");
    info.pendingCount = fields.count("pel-count");
    const Decoded<QList<DeliveredEntry>> pending = decodePending(fields.value("pending"), info.name);
    info.pending = pending.value;
    info.raw = reply;
    return {info, pending.error};
}

Decoded<FullGroupInfo> decodeGroup(const RespValue &reply)
{
    const InfoFields fields(reply);
    const std::optional<StreamId> lastDelivered = fields.id("last-delivered-id");
    if (!fields.isValid() || !fields.value("name").isText() || !lastDelivered)
        return {{}, unexpectedReply(command, reply, "a group")};
    FullGroupInfo info;
    info.name = fields.bytes("name");
    info.lastDeliveredId = *lastDelivered;
    info.entriesRead = fields.integer("entries-read");
    info.lag = fields.integer("lag");
    info.pendingCount = fields.count("pel-count");
    info.nackedCount = fields.integer("nacked-count");
    const Decoded<QList<DeliveredEntry>> pending = decodePending(fields.value("pending"), std::nullopt);
    if (pending.error)
        return {{}, pending.error};
    info.pending = pending.value;
    const RespValue consumers = fields.value("consumers");
    for (const RespValue &item : consumers.items()) {
        const Decoded<FullConsumerInfo> consumer = decodeConsumer(item);
        if (consumer.error)
            return {{}, consumer.error};
        info.consumers.append(consumer.value);
    }
    info.raw = reply;
    return {info, {}};
}

} // namespace

RedisError XinfoStreamFull::validate() const
{
    return Internal::firstError(Internal::validateKey(Name, stream),
                                Internal::validateAtLeast(Name, "COUNT (0 = all)", 0, count));
}

void XinfoStreamFull::encode(CommandWriter &writer) const
{
    writer.word("XINFO").word("STREAM").key(stream).word("FULL").word("COUNT").number(count);
}

Decoded<StreamFullInfo> XinfoStreamFull::decode(const RespValue &reply) const
{
    const Decoded<StreamInfo> summary = Internal::decodeStreamInfo(Name, reply);
    if (summary.error)
        return {{}, summary.error};
    const InfoFields fields(reply);
    const Decoded<StreamEntries> entries = Internal::decodeEntries(Name, fields.value("entries"), stream);
    if (entries.error)
        return {{}, entries.error};
    StreamFullInfo info;
    info.summary = summary.value;
    info.entries = entries.value;
    const RespValue groups = fields.value("groups");
    for (const RespValue &item : groups.items()) {
        const Decoded<FullGroupInfo> group = decodeGroup(item);
        if (group.error)
            return {{}, group.error};
        info.groups.append(group.value);
    }
    info.summary.groups = info.groups.size();
    return {info, {}};
}

} // namespace RedisStreams
