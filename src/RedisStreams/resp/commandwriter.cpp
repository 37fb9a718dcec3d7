// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandwriter.h"

#include "values/decimal_p.h"

#include <cstring>

namespace RedisStreams {

namespace {
// Room for the head "*<words>CRLF", which is known last. Commands of 10 to 99 words fill it exactly; others move
// their bytes by one or more.
constexpr qsizetype headRoom = 5;
// Most commands are shorter.
constexpr qsizetype usualSize = 256;
} // namespace

CommandWriter::CommandWriter(QByteArray &out)
    : m_out(out)
    , m_start(out.size())
{
    if (m_out.isEmpty())
        m_out.reserve(usualSize);
    m_out.append(headRoom, '*');
}

CommandWriter &CommandWriter::word(QByteArrayView bytes)
{
    char head[24];
    char *end = head;
    *end++ = '$';
    end = Internal::writeDecimal(end, qint64(bytes.size()));
    *end++ = '\r';
    *end++ = '\n';
    // Made larger once, then filled: appending piece by piece costs several times as much.
    const qsizetype headSize = end - head;
    const qsizetype before = m_out.size();
    m_out.resize(before + headSize + bytes.size() + 2);
    char *to = m_out.data() + before;
    std::memcpy(to, head, size_t(headSize));
    to += headSize;
    if (!bytes.isEmpty())
        std::memcpy(to, bytes.data(), size_t(bytes.size()));
    to += bytes.size();
    to[0] = '\r';
    to[1] = '\n';
    ++m_words;
    return *this;
}

CommandWriter &CommandWriter::number(qint64 value)
{
    char digits[20];
    return word(QByteArrayView(digits, Internal::writeDecimal(digits, value) - digits));
}

CommandWriter &CommandWriter::key(QByteArrayView key)
{
    return this->key(key.toByteArray());
}

CommandWriter &CommandWriter::key(const QByteArray &key)
{
    m_keys.append(key);
    return word(QByteArrayView(key));
}

void CommandWriter::finish()
{
    char head[24];
    char *end = head;
    *end++ = '*';
    end = Internal::writeDecimal(end, m_words);
    *end++ = '\r';
    *end++ = '\n';
    m_out.replace(m_start, headRoom, head, end - head);
}

} // namespace RedisStreams
