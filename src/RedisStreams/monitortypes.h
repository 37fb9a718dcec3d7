// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "streamentry.h"

#include <QtCore/QList>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <optional>

namespace RedisStreams {

/// The name of a stream, a group or a consumer. For the server it is bytes; a text stands for its UTF-8.
struct BinaryName
{
    BinaryName() = default;
    BinaryName(const QByteArray &name) : bytes(name) { } // NOLINT: implicit on purpose
    BinaryName(const QString &name) : bytes(name.toUtf8()) { } // NOLINT
    BinaryName(const char *name) : bytes(name) { } // NOLINT

    bool isEmpty() const noexcept { return bytes.isEmpty(); }
    QString text() const { return QString::fromUtf8(bytes); }

    QByteArray bytes;
};

/// An entry that was put aside because nobody could process it, as GroupConsumer and StreamMonitor put it: it begins
/// with fields that tell where it comes from.
struct REDISSTREAMS_EXPORT DeadLetter
{
    StreamEntry entry; ///< as it is in the stream of dead letters
    QByteArray originStream;
    QByteArray originGroup;
    QByteArray originConsumer; ///< empty where it is not told
    std::optional<StreamId> originId;
    qint64 deliveries = -1; ///< how often it was delivered; -1 where it is not told
    StreamFields fields; ///< of the original entry

    /// nullopt when \a entry does not tell the stream, the group and the id it comes from.
    static std::optional<DeadLetter> fromEntry(const StreamEntry &entry);
};

/// What a trim would take away.
struct REDISSTREAMS_EXPORT TrimPreview
{
    /// How many entries would go, if the trim is exact; an approximate one ("~") may leave some of them.
    qint64 entries = 0;
    /// False when there are more than StreamMonitor::MostPreviewed: only so many were counted.
    bool complete = true;
    /// Groups that have not read all of these entries yet, as far as the server can tell.
    QList<QByteArray> groupsBehind;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::DeadLetter)
Q_DECLARE_METATYPE(RedisStreams::TrimPreview)
