// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "streamid.h"

#include "values/decimal_p.h"

#include <QtCore/QDebug>
#include <QtCore/QTimeZone>

namespace RedisStreams {

using Internal::parseDecimal;
using Internal::writeDecimal;

std::optional<StreamId> StreamId::parse(QByteArrayView text, quint64 missingSequence) noexcept
{
    const qsizetype dash = text.indexOf('-');
    const std::optional<quint64> ms = parseDecimal<quint64>(dash < 0 ? text : text.first(dash));
    if (!ms)
        return std::nullopt;
    if (dash < 0)
        return StreamId(*ms, missingSequence);
    const std::optional<quint64> seq = parseDecimal<quint64>(text.sliced(dash + 1));
    if (!seq)
        return std::nullopt;
    return StreamId(*ms, *seq);
}

std::optional<StreamId> StreamId::parse(const QString &text, quint64 missingSequence)
{
    return parse(QByteArrayView(text.toUtf8()), missingSequence);
}

StreamId StreamId::fromTime(const QDateTime &time)
{
    const qint64 ms = time.isValid() ? time.toMSecsSinceEpoch() : 0;
    return ms > 0 ? StreamId(quint64(ms), 0) : StreamId();
}

StreamId StreamId::next() const noexcept
{
    if (*this == maximum())
        return *this;
    return seq == std::numeric_limits<quint64>::max() ? StreamId(ms + 1, 0) : StreamId(ms, seq + 1);
}

StreamId StreamId::previous() const noexcept
{
    if (isNull())
        return *this;
    return seq == 0 ? StreamId(ms - 1, std::numeric_limits<quint64>::max()) : StreamId(ms, seq - 1);
}

QDateTime StreamId::timestamp() const
{
    // QDateTime holds about 292 million years around 1970; it accepts anything in qint64 but cannot show all of it.
    constexpr quint64 lastYear9999 = 253402300799999;
    if (ms > lastYear9999)
        return {};
    return QDateTime::fromMSecsSinceEpoch(qint64(ms), Qt::UTC);
}

qsizetype StreamId::write(char *buffer) const noexcept
{
    char *end = writeDecimal(buffer, ms);
    *end++ = '-';
    end = writeDecimal(end, seq);
    return end - buffer;
}

QByteArray StreamId::toByteArray() const
{
    char buffer[MaximumTextLength];
    return QByteArray(buffer, write(buffer));
}

QString StreamId::toString() const
{
    char buffer[MaximumTextLength];
    return QString::fromLatin1(buffer, write(buffer));
}

QDebug operator<<(QDebug debug, const StreamId &id)
{
    const QDebugStateSaver saver(debug);
    debug.noquote().nospace() << id.toString();
    return debug;
}

} // namespace RedisStreams
