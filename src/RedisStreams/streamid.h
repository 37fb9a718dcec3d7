// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <compare>
#include <limits>
#include <optional>

namespace RedisStreams {

/// The id of a stream entry: milliseconds and a sequence number, both unsigned 64-bit, ordered numerically.
///
/// Redis orders ids by number, never as text ("9-0" comes before "10-0"), and so does this type. The default value
/// is 0-0, which no entry can have; as a read position it means "from the beginning".
/// See https://redis.io/docs/latest/develop/data-types/streams/#entry-ids
class REDISSTREAMS_EXPORT StreamId
{
    Q_GADGET
    Q_PROPERTY(quint64 milliseconds MEMBER ms CONSTANT FINAL)
    Q_PROPERTY(quint64 sequence MEMBER seq CONSTANT FINAL)
    Q_PROPERTY(QDateTime timestamp READ timestamp CONSTANT FINAL)

public:
    constexpr StreamId() noexcept = default;
    constexpr StreamId(quint64 milliseconds, quint64 sequence) noexcept
        : ms(milliseconds)
        , seq(sequence)
    {
    }

    /// Reads "ms-seq" or "ms". A missing sequence number becomes \a missingSequence, as Redis does it: 0 for the
    /// start of a range, the maximum for its end. Anything else (signs, spaces, "$", "*", a number past 64 bits)
    /// gives nullopt.
    static std::optional<StreamId> parse(QByteArrayView text, quint64 missingSequence = 0) noexcept;
    static std::optional<StreamId> parse(const QString &text, quint64 missingSequence = 0);

    /// The first id of the millisecond of \a time; 0-0 for an invalid time or one before 1970.
    static StreamId fromTime(const QDateTime &time);

    static constexpr StreamId minimum() noexcept { return {0, 0}; }
    static constexpr StreamId maximum() noexcept
    {
        return {std::numeric_limits<quint64>::max(), std::numeric_limits<quint64>::max()};
    }

    /// The id one above or below; the maximum and 0-0 stay what they are.
    StreamId next() const noexcept;
    StreamId previous() const noexcept;

    constexpr bool isNull() const noexcept { return ms == 0 && seq == 0; }

    /// The milliseconds as UTC time. Ids may be anything up to 2^64-1: what QDateTime cannot hold is an invalid time.
    QDateTime timestamp() const;

    QByteArray toByteArray() const;
    Q_INVOKABLE QString toString() const;

    /// Writes the text form to \a buffer, which has room for MaximumTextLength, and returns the length.
    qsizetype write(char *buffer) const noexcept;
    static constexpr qsizetype MaximumTextLength = 41;

    friend constexpr auto operator<=>(const StreamId &, const StreamId &) noexcept = default;
    friend constexpr size_t qHash(const StreamId &id, size_t seed = 0) noexcept
    {
        return ::qHash(id.ms, ::qHash(id.seq, seed));
    }

    quint64 ms = 0;
    quint64 seq = 0;
};

REDISSTREAMS_EXPORT QDebug operator<<(QDebug debug, const StreamId &id);

} // namespace RedisStreams

Q_DECLARE_TYPEINFO(RedisStreams::StreamId, Q_PRIMITIVE_TYPE);
Q_DECLARE_METATYPE(RedisStreams::StreamId)
