// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "valuetext.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QStringDecoder>

namespace RedisStreams::ValueText {

namespace {

constexpr qsizetype BytesPerLine = 16;

void appendHex(QString &text, quint64 value, int digits)
{
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        text += QLatin1Char("0123456789abcdef"[(value >> shift) & 0xf]);
}

} // namespace

bool isText(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return !decoder.hasError() && !text.contains(QChar(u'\0'));
}

QByteArrayView beginning(QByteArrayView bytes, qsizetype limit)
{
    if (bytes.size() <= limit)
        return bytes;
    // A character has at most three bytes behind its first; what has more is no UTF-8.
    qsizetype end = limit;
    while (end > limit - 3 && end > 0 && (quint8(bytes[end]) & 0xc0) == 0x80)
        --end;
    return bytes.first(end);
}

std::optional<QString> prettyJson(QByteArrayView bytes, int indent)
{
    const QByteArray json = bytes.toByteArray().trimmed();
    if (!json.startsWith('{') && !json.startsWith('['))
        return std::nullopt;
    QJsonParseError problem;
    QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        return std::nullopt;
    // It is known to be right, so only strings, brackets and commas matter.
    QByteArray pretty;
    int depth = 0;
    const auto newLine = [&] { pretty.append('\n').append(2 * (indent + depth), ' '); };
    bool inString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inString) {
            pretty += c;
            if (c == '\\')
                pretty += json[++i];
            inString = c != '"';
        } else if (c == '"') {
            pretty += c;
            inString = true;
        } else if (c == '{' || c == '[') {
            pretty += c;
            qsizetype next = i + 1;
            while (isspace(quint8(json[next])))
                ++next;
            if (json[next] == '}' || json[next] == ']') {
                pretty += json[next];
                i = next;
                continue;
            }
            ++depth;
            newLine();
        } else if (c == '}' || c == ']') {
            --depth;
            newLine();
            pretty += c;
        } else if (c == ',') {
            pretty += c;
            newLine();
        } else if (c == ':') {
            pretty += ": ";
        } else if (!isspace(quint8(c))) {
            pretty += c;
        }
    }
    return QString::fromUtf8(pretty);
}

QString jsonString(QByteArrayView bytes)
{
    QString text = QStringLiteral("\"");
    const QString characters = QString::fromUtf8(bytes);
    for (const QChar c : characters) {
        switch (c.unicode()) {
        case u'"':
            text += QLatin1StringView("\\\"");
            break;
        case u'\\':
            text += QLatin1StringView("\\\\");
            break;
        case u'\n':
            text += QLatin1StringView("\\n");
            break;
        case u'\r':
            text += QLatin1StringView("\\r");
            break;
        case u'\t':
            text += QLatin1StringView("\\t");
            break;
        default:
            if (c.unicode() < 0x20) {
                text += QLatin1StringView("\\u");
                appendHex(text, c.unicode(), 4);
            } else {
                text += c;
            }
        }
    }
    return text + u'"';
}

QString hexDump(QByteArrayView bytes)
{
    QString text;
    text.reserve(bytes.size() * 5);
    for (qsizetype line = 0; line < bytes.size(); line += BytesPerLine) {
        if (line > 0)
            text += u'\n';
        appendHex(text, quint64(line), 8);
        text += QLatin1StringView("  ");
        QString characters;
        for (qsizetype i = line; i < line + BytesPerLine; ++i) {
            if (i == line + BytesPerLine / 2)
                text += u' ';
            if (i >= bytes.size()) {
                text += QLatin1StringView("   ");
                continue;
            }
            const auto byte = quint8(bytes[i]);
            appendHex(text, byte, 2);
            text += u' ';
            characters += byte >= 0x20 && byte < 0x7f ? QChar(ushort(byte)) : QChar(u'.');
        }
        text += u' ' + characters;
    }
    return text;
}

QString quoted(QByteArrayView bytes)
{
    QString text = QStringLiteral("\"");
    for (const char c : bytes) {
        const auto byte = quint8(c);
        switch (c) {
        case '"':
        case '\\':
            text += u'\\';
            text += QLatin1Char(c);
            break;
        case '\n':
            text += QLatin1StringView("\\n");
            break;
        case '\r':
            text += QLatin1StringView("\\r");
            break;
        case '\t':
            text += QLatin1StringView("\\t");
            break;
        default:
            if (byte >= 0x20 && byte < 0x7f) {
                text += QLatin1Char(c);
            } else {
                text += QLatin1StringView("\\x");
                appendHex(text, byte, 2);
            }
        }
    }
    return text + u'"';
}

} // namespace RedisStreams::ValueText
