// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "values/entrychunk_p.h"

namespace RedisStreams::Test {

using Internal::EntryChunk;
using Internal::EntryChunkPtr;
using Internal::StreamLabel;
using Internal::StreamLabelPtr;

inline const QByteArray binary("a\0b\r\nc\xff\xfe", 8);

/// A batch as a decoder makes it: several entries of two streams on shared bytes.
inline EntryChunkPtr makeChunk()
{
    const EntryChunkPtr chunk(new EntryChunk);
    const StreamLabelPtr one(new StreamLabel("one"));
    const StreamLabelPtr two(new StreamLabel("two"));
    chunk->appendEntry(one, {1, 0}, {{"temperature", "20"}, {"unit", "C"}});
    chunk->appendEntry(one, {1, 1}, {{"temperature", "21"}});
    chunk->appendEntry(one, {2, 0}, {});
    chunk->records.back().deleted = true;
    chunk->appendEntry(two, {3, 0}, {{"x", binary}});
    chunk->records.back().deliveryCount = 4;
    chunk->records.back().idle = 1500;
    return chunk;
}

inline StreamEntries allOf(const EntryChunkPtr &chunk)
{
    return EntryChunk::batch(chunk.data(), 0, quint32(chunk->records.size()));
}

} // namespace RedisStreams::Test
