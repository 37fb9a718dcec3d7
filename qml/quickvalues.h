// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streamcommands.h>

#include <QtCore/QVariant>
#include <QtQml/QJSValue>

#include <optional>

/// What QML gives as streams' values, and what it gets: ids as text ("5-0"), names and texts as strings, entries as
/// `streamEntry`, figures as objects whose names are those of the C++ members; what the server does not tell is left
/// out of them.
namespace RedisStreams::Quick {

/// The bytes of a string (UTF-8), a number or an ArrayBuffer; nullopt for what has no one text form.
std::optional<QByteArray> toBytes(const QVariant &value);

/// An object's names and values in its order, or a list of [name, value] pairs (names may repeat then). Values are
/// strings, numbers, booleans ("true", "false") or ArrayBuffers. \a problem says what else was given.
StreamFields toFields(const QJSValue &value, RedisError *problem);
/// An id: "5-0", "5", or an entry, whose id it is.
std::optional<StreamId> toId(const QVariant &value, quint64 missingSequence = 0);
/// One id or entry, or a list of them.
QList<StreamId> toIds(const QJSValue &value, RedisError *problem);

QVariant fromId(StreamId id);
QVariant fromEntries(const StreamEntries &entries);
QVariant fromInfo(const StreamInfo &info);
QVariant fromGroups(const QList<GroupInfo> &groups);
QVariant fromConsumers(const QList<ConsumerInfo> &consumers);
QVariant fromPending(const PendingSummary &summary);
QVariant fromPending(const QList<PendingEntry> &entries);

RedisError invalid(const QString &reason);

} // namespace RedisStreams::Quick
