// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"

#include "values/entrychunk_p.h"

namespace RedisStreams::Internal {

/// The error for a reply that does not have the shape the command's reply has.
RedisError unexpectedReply(const char *command, const RespValue &reply, const char *expected);
RedisError invalidArgument(const char *command, const QString &reason);
/// Keys may be any bytes, also none; but an empty key is nearly always a mistake.
RedisError validateKey(const char *command, const QByteArray &key);

/// Decodes `[id, [name, value ...]]` and its variants (see EntriesDecoder) into \a chunk; false when it is none.
bool decodeEntry(const RespValue &reply, const StreamLabelPtr &label, EntryChunk &chunk);
/// Decodes a list of entries; null elements (deleted entries, before Redis 7.0) are left out.
Decoded<StreamEntries> decodeEntries(const char *command, const RespValue &reply, const QByteArray &stream);
/// Decodes a reply that is an id; null gives 0-0.
Decoded<StreamId> decodeId(const char *command, const RespValue &reply);
Decoded<qint64> decodeInteger(const char *command, const RespValue &reply);

} // namespace RedisStreams::Internal
