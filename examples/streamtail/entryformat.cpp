// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "entryformat.h"

#include "bytewords.h"

#include <algorithm>
#include <array>
#include <charconv>

using RedisStreams::StreamEntry;
using RedisStreams::StreamId;

namespace StreamTail {
namespace {

constexpr char HexDigits[] = "0123456789abcdef";

/// Whether JSON takes all eight bytes as they are: printable ASCII except quote and backslash.
bool isPlainWord(quint64 word) noexcept
{
    constexpr quint64 High = everyByte(0x80);
    const auto hasZero = [](quint64 w) { return (w - everyByte(1)) & ~w; };
    const quint64 special = word | ((word - everyByte(0x20)) & ~word) | hasZero(word ^ everyByte('"'))
        | hasZero(word ^ everyByte('\\')) | hasZero(word ^ everyByte(0x7f));
    return (special & High) == 0;
}

void appendNumber(OutputBuffer &out, qint64 number)
{
    constexpr qsizetype MaximumLength = 20;
    char *at = out.reserve(MaximumLength);
    out.commit(std::to_chars(at, at + MaximumLength, number).ptr);
}

void appendId(OutputBuffer &out, StreamId id)
{
    char *at = out.reserve(StreamId::MaximumTextLength);
    out.commit(at + id.write(at));
}

/// The length of the UTF-8 sequence that begins with \a lead, in valid UTF-8.
qsizetype sequenceLength(char lead) noexcept
{
    const auto byte = quint8(lead);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

char32_t decodeSequence(const char *at, qsizetype length) noexcept
{
    constexpr std::array<quint8, 5> LeadBits{0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t code = char32_t(quint8(at[0]) & LeadBits[size_t(length)]);
    for (qsizetype i = 1; i < length; ++i)
        code = code << 6 | char32_t(quint8(at[i]) & 0x3f);
    return code;
}

/// What would act on a terminal instead of being shown by it: controls, line separators, and the marks that turn the
/// direction of text (they can make a line look like another one).
bool isUnprintable(char32_t code) noexcept
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029
        || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void appendUnicodeEscape(OutputBuffer &out, char32_t code)
{
    char *at = out.reserve(6);
    *at++ = '\\';
    *at++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4)
        *at++ = HexDigits[code >> shift & 0xf];
    out.commit(at);
}

/// The escape with one letter that JSON and C share for \a byte, or 0.
char shortEscape(char byte) noexcept
{
    switch (byte) {
    case '"':
    case '\\':
        return byte;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

void appendShortEscape(OutputBuffer &out, char letter)
{
    const char escape[] = {'\\', letter};
    out.append(QByteArrayView(escape, 2));
}

void appendEscapedJson(OutputBuffer &out, QByteArrayView bytes)
{
    out.append('"');
    for (qsizetype i = 0; i < bytes.size();) {
        const char *at = bytes.data() + i;
        const qsizetype length = sequenceLength(*at);
        if (const char letter = shortEscape(*at); letter)
            appendShortEscape(out, letter);
        else if (const char32_t code = decodeSequence(at, length); isUnprintable(code))
            appendUnicodeEscape(out, code);
        else
            out.append(QByteArrayView(at, length));
        i += length;
    }
    out.append('"');
}

bool isBareText(QByteArrayView bytes) noexcept
{
    return !bytes.isEmpty() && std::all_of(bytes.begin(), bytes.end(), [](char byte) {
        return byte > ' ' && byte < 0x7f && byte != '"' && byte != '\\' && byte != '=';
    });
}

/// How many bytes at \a at are one character that can be shown; 0 when they are none.
qsizetype printableLength(QByteArrayView bytes, qsizetype at) noexcept
{
    const qsizetype length = sequenceLength(bytes[at]);
    if (length > bytes.size() - at || !bytes.sliced(at, length).isValidUtf8())
        return 0;
    return isUnprintable(decodeSequence(bytes.data() + at, length)) ? 0 : length;
}

void appendQuoted(OutputBuffer &out, QByteArrayView bytes)
{
    out.append('"');
    for (qsizetype i = 0; i < bytes.size();) {
        const char byte = bytes[i];
        if (const char letter = shortEscape(byte); letter) {
            appendShortEscape(out, letter);
            ++i;
        } else if (const qsizetype length = printableLength(bytes, i); length > 0) {
            out.append(bytes.sliced(i, length));
            i += length;
        } else {
            const char escape[] = {'\\', 'x', HexDigits[quint8(byte) >> 4], HexDigits[quint8(byte) & 0xf]};
            out.append(QByteArrayView(escape, 4));
            ++i;
        }
    }
    out.append('"');
}

} // namespace

void appendJsonString(OutputBuffer &out, QByteArrayView bytes)
{
    // Nearly all names and values are plain ASCII: copied while they are looked at, and begun anew when they are not.
    char *at = out.reserve(bytes.size() + 2 + 8);
    *at++ = '"';
    const char *from = bytes.data();
    qsizetype left = bytes.size();
    bool plain = true;
    for (; left >= 8 && plain; left -= 8) {
        const quint64 word = loadWord(from);
        plain = isPlainWord(word);
        std::memcpy(at, from, 8);
        from += 8;
        at += 8;
    }
    if (plain) {
        const quint64 padding = everyByte(' ') << (8 * left);
        const quint64 word = loadPartialWord(from, left) | padding;
        if (isPlainWord(word)) {
            const quint64 stored = qToLittleEndian(word);
            std::memcpy(at, &stored, 8);
            at += left;
            *at++ = '"';
            out.commit(at);
            return;
        }
    }
    if (bytes.isValidUtf8())
        return appendEscapedJson(out, bytes);
    out.append("{\"base64\":\"");
    out.append(QByteArray::fromRawData(bytes.data(), bytes.size()).toBase64());
    out.append("\"}");
}

void appendReadable(OutputBuffer &out, QByteArrayView bytes)
{
    if (isBareText(bytes))
        out.append(bytes);
    else
        appendQuoted(out, bytes);
}

QByteArray readable(QByteArrayView bytes)
{
    OutputBuffer out;
    appendReadable(out, bytes);
    return QByteArray(out.data(), out.size());
}

EntryFormat::EntryFormat(Format format)
    : m_format(format)
{
    setStream({});
}

void EntryFormat::setStream(const QByteArray &key)
{
    if (key == m_stream && !m_prefix.isEmpty())
        return;
    m_stream = key;
    m_prefix.consume(m_prefix.size());
    if (m_format == Format::Json) {
        m_prefix.append("{\"stream\":");
        appendJsonString(m_prefix, key);
        m_prefix.append(",\"id\":\"");
    } else {
        appendReadable(m_prefix, key);
        m_prefix.append(' ');
    }
}

void EntryFormat::append(OutputBuffer &out, const StreamEntry &entry) const
{
    switch (m_format) {
    case Format::Text:
        return appendText(out, entry);
    case Format::Json:
        return appendJson(out, entry);
    case Format::Raw:
        return appendRaw(out, entry);
    }
}

void EntryFormat::appendText(OutputBuffer &out, const StreamEntry &entry) const
{
    out.append(QByteArrayView(m_prefix.data(), m_prefix.size()));
    appendId(out, entry.id());
    const qsizetype count = entry.fieldCount();
    for (qsizetype i = 0; i < count; ++i) {
        out.append(' ');
        appendReadable(out, entry.nameAt(i));
        out.append('=');
        appendReadable(out, entry.valueAt(i));
    }
    out.append('\n');
}

void EntryFormat::appendJson(OutputBuffer &out, const StreamEntry &entry) const
{
    out.append(QByteArrayView(m_prefix.data(), m_prefix.size()));
    appendId(out, entry.id());
    out.append("\",\"fields\":[");
    const qsizetype count = entry.fieldCount();
    for (qsizetype i = 0; i < count; ++i) {
        out.append(i == 0 ? QByteArrayView("[") : QByteArrayView(",["));
        appendJsonString(out, entry.nameAt(i));
        out.append(',');
        appendJsonString(out, entry.valueAt(i));
        out.append(']');
    }
    out.append(']');
    if (const qint64 deliveries = entry.deliveryCount(); deliveries >= 0) {
        out.append(",\"deliveries\":");
        appendNumber(out, deliveries);
    }
    if (const qint64 idle = entry.idle(); idle >= 0) {
        out.append(",\"idle\":");
        appendNumber(out, idle);
    }
    out.append("}\n");
}

void EntryFormat::appendRaw(OutputBuffer &out, const StreamEntry &entry)
{
    const qsizetype count = entry.fieldCount();
    for (qsizetype i = 0; i < count; ++i) {
        out.append(entry.valueAt(i));
        out.append('\n');
    }
}

} // namespace StreamTail
