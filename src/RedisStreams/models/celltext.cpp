// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/celltext_p.h"

#include <QtCore/QStringDecoder>

namespace RedisStreams::Internal {

namespace {

// Laying out text costs time in its length, and no column is that wide.
constexpr qsizetype MaximumTextBytes = 512;
constexpr qsizetype MaximumHexBytes = 24;

qsizetype skipDigits(QByteArrayView bytes, qsizetype position) noexcept
{
    while (position < bytes.size() && bytes[position] >= '0' && bytes[position] <= '9')
        ++position;
    return position;
}

// A cut in the middle of a character would make the rest look like something that is not UTF-8.
QByteArrayView cutAtCharacter(QByteArrayView bytes, qsizetype limit) noexcept
{
    while (limit > 0 && (quint8(bytes[limit]) & 0xc0) == 0x80)
        --limit;
    return bytes.first(limit);
}

QByteArrayView shownPart(QByteArrayView bytes) noexcept
{
    return bytes.size() > MaximumTextBytes ? cutAtCharacter(bytes, MaximumTextBytes) : bytes;
}

QString twoUnits(qint64 large, QLatin1StringView largeUnit, qint64 small, QLatin1StringView smallUnit)
{
    QString text = QString::number(large) + u' ' + largeUnit;
    if (small > 0)
        text += u' ' + QString::number(small) + u' ' + smallUnit;
    return text;
}

QString durationText(qint64 milliseconds)
{
    const qint64 seconds = milliseconds / 1000;
    if (seconds < 10)
        return QString::number(double(milliseconds) / 1000.0, 'f', 1) + QLatin1StringView(" s");
    if (seconds < 60)
        return QString::number(seconds) + QLatin1StringView(" s");
    if (seconds < 3600)
        return twoUnits(seconds / 60, QLatin1StringView("min"), seconds % 60, QLatin1StringView("s"));
    if (seconds < 24 * 3600)
        return twoUnits(seconds / 3600, QLatin1StringView("h"), seconds % 3600 / 60, QLatin1StringView("min"));
    return twoUnits(seconds / 86400, QLatin1StringView("d"), seconds % 86400 / 3600, QLatin1StringView("h"));
}

} // namespace

QString agoText(qint64 milliseconds)
{
    if (milliseconds < 0)
        return QLatin1StringView("in ") + durationText(-milliseconds);
    return durationText(milliseconds) + QLatin1StringView(" ago");
}

bool isNumber(QByteArrayView bytes) noexcept
{
    qsizetype position = 0;
    if (position < bytes.size() && (bytes[position] == '-' || bytes[position] == '+'))
        ++position;
    const qsizetype whole = skipDigits(bytes, position);
    qsizetype digits = whole - position;
    position = whole;
    if (position < bytes.size() && bytes[position] == '.') {
        const qsizetype fraction = skipDigits(bytes, position + 1);
        digits += fraction - position - 1;
        position = fraction;
    }
    if (digits == 0)
        return false;
    if (position < bytes.size() && (bytes[position] == 'e' || bytes[position] == 'E')) {
        ++position;
        if (position < bytes.size() && (bytes[position] == '-' || bytes[position] == '+'))
            ++position;
        const qsizetype exponent = skipDigits(bytes, position);
        if (exponent == position)
            return false;
        position = exponent;
    }
    return position == bytes.size();
}

bool isBinary(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return decoder.hasError() || text.contains(QChar(QChar::Null));
}

bool isBinaryCell(QByteArrayView bytes)
{
    return isBinary(shownPart(bytes));
}

QString cellText(QByteArrayView bytes)
{
    const QByteArrayView shown = shownPart(bytes);
    const bool cut = shown.size() < bytes.size();
    if (isBinary(shown)) {
        const QByteArrayView head = bytes.first(qMin(bytes.size(), MaximumHexBytes));
        QString text = QLatin1String("0x") + QString::fromLatin1(head.toByteArray().toHex());
        if (head.size() < bytes.size())
            text += QChar(0x2026);
        return text;
    }
    QString text = QString::fromUtf8(shown);
    for (QChar &character : text) {
        if (character.category() == QChar::Other_Control || character == QChar::LineSeparator
            || character == QChar::ParagraphSeparator)
            character = QChar::Space;
    }
    if (cut)
        text += QChar(0x2026);
    return text;
}

} // namespace RedisStreams::Internal
