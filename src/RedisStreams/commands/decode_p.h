// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamentry.h"
#include "xdel.h"

#include "values/entrychunk_p.h"

namespace RedisStreams::Internal {

/// The error for a reply that does not have the shape the command's reply has.
RedisError unexpectedReply(const char *command, const RespValue &reply, const char *expected);

/// Decodes `[id, [name, value ...]]` and its variants (see EntriesDecoder) into \a chunk; false when it is none.
bool decodeEntry(const RespValue &reply, const StreamLabelPtr &label, EntryChunk &chunk);
/// Decodes a list of entries; null elements (deleted entries, before Redis 7.0) are left out.
Decoded<StreamEntries> decodeEntries(const char *command, const RespValue &reply, const QByteArray &stream);
/// Decodes what XREAD and XREADGROUP give: streams with their entries. Those without entries are left out.
Decoded<QList<StreamEntries>> decodeStreams(const char *command, const RespValue &reply);
/// Decodes a reply that is an id; null gives 0-0.
Decoded<StreamId> decodeId(const char *command, const RespValue &reply);
/// Decodes a list of ids; null elements are left out.
Decoded<QList<StreamId>> decodeIds(const char *command, const RespValue &reply);
Decoded<qint64> decodeInteger(const char *command, const RespValue &reply);
/// Decodes 0 or 1.
Decoded<bool> decodeFlag(const char *command, const RespValue &reply);
/// Decodes "OK".
Decoded<bool> decodeOk(const char *command, const RespValue &reply);
/// Decodes the list of results that XDELEX and XACKDEL give.
Decoded<QList<EntryRemoval>> decodeRemovals(const char *command, const RespValue &reply);

} // namespace RedisStreams::Internal
