// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xinfo.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"
#include "commands/infofields_p.h"

namespace RedisStreams {

using Internal::InfoFields;

namespace Internal {

std::optional<StreamId> InfoFields::id(const char *name) const
{
    const RespValue text = value(name);
    return text.isText() ? StreamId::parse(QByteArrayView(text.bytes())) : std::nullopt;
}

Decoded<StreamInfo> decodeStreamInfo(const char *command, const RespValue &reply)
{
    const InfoFields fields(reply);
    if (!fields.isValid())
        return {{}, unexpectedReply(command, reply, "names and values")};
    const std::optional<StreamId> last = fields.id("last-generated-id");
    if (!last)
        return {{}, unexpectedReply(command, fields.value("last-generated-id"), "the last generated id")};
    StreamInfo info;
    info.length = fields.count("length");
    info.radixTreeKeys = fields.count("radix-tree-keys");
    info.radixTreeNodes = fields.count("radix-tree-nodes");
    info.groups = fields.count("groups");
    info.lastGeneratedId = *last;
    info.maxDeletedEntryId = fields.id("max-deleted-entry-id");
    info.entriesAdded = fields.integer("entries-added");
    info.recordedFirstEntryId = fields.id("recorded-first-entry-id");
    info.idmpDuration = fields.integer("idmp-duration");
    info.idmpMaxSize = fields.integer("idmp-maxsize");
    info.pidsTracked = fields.integer("pids-tracked");
    info.iidsTracked = fields.integer("iids-tracked");
    info.iidsAdded = fields.integer("iids-added");
    info.iidsDuplicates = fields.integer("iids-duplicates");
    info.raw = reply;
    return {info, {}};
}

} // namespace Internal

namespace {

std::optional<StreamEntry> entryField(const InfoFields &fields, const char *name, const QByteArray &stream)
{
    const Internal::StreamLabelPtr label(new Internal::StreamLabel(stream));
    auto chunk = std::make_unique<Internal::EntryChunk>();
    if (!Internal::decodeEntry(fields.value(name), label, *chunk))
        return std::nullopt;
    return Internal::EntryChunk::entry(chunk.release(), 0);
}

/// A list with one set of names and values for each group or consumer. \a read makes an element of it, or nullopt.
template <typename Info, typename Read>
Decoded<QList<Info>> decodeInfoList(const char *command, const RespValue &reply, const char *expected, Read read)
{
    if (!reply.isAggregate() && !reply.isNull())
        return {{}, Internal::unexpectedReply(command, reply, expected)};
    Decoded<QList<Info>> result;
    result.value.reserve(reply.size());
    for (const RespValue &item : reply.items()) {
        const InfoFields fields(item);
        std::optional<Info> info;
        if (fields.isValid() && fields.value("name").isText())
            info = read(fields);
        if (!info)
            return {{}, Internal::unexpectedReply(command, item, expected)};
        info->raw = item;
        result.value.append(*info);
    }
    return result;
}

} // namespace

RedisError XinfoStream::validate() const
{
    return Internal::validateKey(Name, stream);
}

void XinfoStream::encode(CommandWriter &writer) const
{
    writer.word("XINFO").word("STREAM").key(stream);
}

Decoded<StreamInfo> XinfoStream::decode(const RespValue &reply) const
{
    Decoded<StreamInfo> info = Internal::decodeStreamInfo(Name, reply);
    if (!info.error) {
        const InfoFields fields(reply);
        info.value.firstEntry = entryField(fields, "first-entry", stream);
        info.value.lastEntry = entryField(fields, "last-entry", stream);
    }
    return info;
}

RedisError XinfoGroups::validate() const
{
    return Internal::validateKey(Name, stream);
}

void XinfoGroups::encode(CommandWriter &writer) const
{
    writer.word("XINFO").word("GROUPS").key(stream);
}

Decoded<QList<GroupInfo>> XinfoGroups::decode(const RespValue &reply) const
{
    return decodeInfoList<GroupInfo>(Name, reply, "a list of groups", [](const InfoFields &fields) {
        const std::optional<StreamId> lastDelivered = fields.id("last-delivered-id");
        GroupInfo info;
        info.name = fields.bytes("name");
        info.consumers = fields.count("consumers");
        info.pending = fields.count("pending");
        info.lastDeliveredId = lastDelivered.value_or(StreamId());
        info.entriesRead = fields.integer("entries-read");
        info.lag = fields.integer("lag");
        return lastDelivered ? std::optional(info) : std::nullopt;
    });
}

RedisError XinfoConsumers::validate() const
{
    return Internal::firstError(Internal::validateKey(Name, stream), Internal::validateGroup(Name, group));
}

void XinfoConsumers::encode(CommandWriter &writer) const
{
    writer.word("XINFO").word("CONSUMERS").key(stream).word(group);
}

Decoded<QList<ConsumerInfo>> XinfoConsumers::decode(const RespValue &reply) const
{
    return decodeInfoList<ConsumerInfo>(Name, reply, "a list of consumers", [](const InfoFields &fields) {
        ConsumerInfo info;
        info.name = fields.bytes("name");
        info.pending = fields.count("pending");
        info.idle = fields.count("idle");
        info.inactive = fields.integer("inactive");
        return std::optional(info);
    });
}

} // namespace RedisStreams
