// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streamcommands.h>

#include <QtCore/QVariant>
#include <QtQml/QJSValue>

#include <chrono>
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
/// The same of an argument that is called \a what; \a problem says what else was given.
StreamId toId(const QJSValue &value, const char *what, RedisError *problem);
/// One id or entry, or a list of them.
QList<StreamId> toIds(const QJSValue &value, RedisError *problem);
/// A number without a fraction.
std::optional<qint64> toInteger(const QVariant &value);
/// An argument that is a number of milliseconds.
std::chrono::milliseconds toDuration(const QJSValue &value, const char *what, RedisError *problem);

struct Position
{
    QByteArray stream;
    std::optional<StreamId> id; ///< nullopt: the word that stands for one
};
/// Streams and ids: an object, or a list of [stream, id] pairs. \a word is what may stand in place of an id.
QList<Position> toPositions(const QJSValue &value, const char *word, RedisError *problem);

QVariant fromNumber(qint64 value);
QVariant fromFlag(bool value);
QVariant fromText(const QByteArray &text);
QVariant fromId(StreamId id);
QVariant fromIds(const QList<StreamId> &ids);
QVariant fromEntries(const StreamEntries &entries);
/// A list of objects with `stream` and `entries`.
QVariant fromBatches(const QList<StreamEntries> &batches);
/// A list of the numbers that RedisClient.Removal gives names to.
QVariant fromRemovals(const QList<EntryRemoval> &removals);
QVariant fromPage(const AutoclaimPage &page);
QVariant fromIdPage(const AutoclaimIdPage &page);

RedisError invalid(const QString &reason);

} // namespace RedisStreams::Quick
