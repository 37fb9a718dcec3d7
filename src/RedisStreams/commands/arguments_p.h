// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "streamid.h"
#include "xdel.h"

#include <QtCore/QList>

namespace RedisStreams::Internal {

RedisError invalidArgument(const char *command, const QString &reason);

/// The first of some errors that is one.
template <typename... Errors>
RedisError firstError(const RedisError &first, const Errors &...others)
{
    RedisError found = first;
    ((found = found ? found : others), ...);
    return found;
}

/// Keys may be any bytes, also none; but an empty key is nearly always a mistake. The same goes for the names of
/// groups and consumers.
RedisError validateKey(const char *command, const QByteArray &key);
RedisError validateGroup(const char *command, const QByteArray &group);
RedisError validateConsumer(const char *command, const QByteArray &consumer);
RedisError validateIds(const char *command, const QList<StreamId> &ids);
/// A limit that is 1 or more, or -1 for none.
RedisError validateLimit(const char *command, const char *option, qint64 limit);
RedisError validateAtLeast(const char *command, const char *option, qint64 minimum, std::optional<qint64> value);
RedisError validateDuration(const char *command, const char *option, std::optional<std::chrono::milliseconds> duration);
/// MAXCOUNT and MAXSIZE of XREAD and XREADGROUP; a total below what one stream may give makes no sense to the server.
RedisError validateTotals(const char *command, qint64 count, qint64 maxCount, qint64 maxSize);
/// BLOCK of XREAD and XREADGROUP.
RedisError validateBlock(const char *command, std::optional<std::chrono::milliseconds> block);
/// A range of ids, of which nothing is left when it excludes the first or the last id there is.
RedisError validateRange(const char *command, StreamId first, bool excludeFirst, StreamId last, bool excludeLast);

void encodeTotals(CommandWriter &writer, qint64 maxCount, qint64 maxSize);
QList<CommandFeature> totalsOptions(qint64 maxCount, qint64 maxSize);
/// "(id" in a range.
QList<CommandFeature> exclusiveOptions(bool excluded);
void encodeIds(CommandWriter &writer, const QList<StreamId> &ids);
/// "IDS n id ...", the form of newer commands.
void encodeCountedIds(CommandWriter &writer, const QList<StreamId> &ids);
/// An id, or the word for "none given".
QByteArray idOr(const std::optional<StreamId> &id, const char *word);
/// The ends of a range: "-" and "+" for the open ones, "(id" for excluded ones.
QByteArray rangeFirst(StreamId id, bool exclude);
QByteArray rangeLast(StreamId id, bool exclude);
const char *policyWord(ReferencePolicy policy);

} // namespace RedisStreams::Internal
