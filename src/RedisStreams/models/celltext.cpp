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

} // namespace

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

QString cellText(QByteArrayView bytes)
{
    const bool cut = bytes.size() > MaximumTextBytes;
    const QByteArrayView shown = cut ? cutAtCharacter(bytes, MaximumTextBytes) : bytes;
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
