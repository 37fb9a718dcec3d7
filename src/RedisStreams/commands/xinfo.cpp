// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xinfo.h"

#include "commands/decode_p.h"

namespace RedisStreams {

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
    if (!reply.isAggregate() || reply.size() % 2 != 0)
        return {{}, Internal::unexpectedReply(Name, reply, "names and values")};
    // By name, never by place: servers insert new fields in the middle.
    const auto integer = [&](const char *name) { return reply.value(name).toInteger(); };
    const auto id = [&](const char *name) { return StreamId::parse(QByteArrayView(reply.value(name).bytes())); };
    const auto entry = [&](const char *name) -> std::optional<StreamEntry> {
        const Internal::StreamLabelPtr label(new Internal::StreamLabel(stream));
        auto chunk = std::make_unique<Internal::EntryChunk>();
        if (!Internal::decodeEntry(reply.value(name), label, *chunk))
            return std::nullopt;
        return Internal::EntryChunk::entry(chunk.release(), 0);
    };
    const std::optional<StreamId> last = id("last-generated-id");
    if (!last)
        return {{}, Internal::unexpectedReply(Name, reply.value("last-generated-id"), "the last generated id")};
    StreamInfo info;
    info.length = integer("length").value_or(0);
    info.radixTreeKeys = integer("radix-tree-keys").value_or(0);
    info.radixTreeNodes = integer("radix-tree-nodes").value_or(0);
    info.groups = integer("groups").value_or(0);
    info.lastGeneratedId = *last;
    info.maxDeletedEntryId = id("max-deleted-entry-id");
    info.entriesAdded = integer("entries-added");
    info.recordedFirstEntryId = id("recorded-first-entry-id");
    info.firstEntry = entry("first-entry");
    info.lastEntry = entry("last-entry");
    info.raw = reply;
    return {info, {}};
}

} // namespace RedisStreams
