// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commandwriter.h"

#include "values/decimal_p.h"

namespace RedisStreams {

namespace {
// Room for the head "*<words>CRLF", which is known last. Commands of 10 to 99 words fill it exactly; others move
// their bytes by one or more.
constexpr qsizetype headRoom = 5;
} // namespace

CommandWriter::CommandWriter(QByteArray &out)
    : m_out(out)
    , m_start(out.size())
{
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
    m_out.append(head, end - head);
    m_out.append(bytes.data(), bytes.size());
    m_out.append("\r\n", 2);
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
    m_keys.append(key.toByteArray());
    return word(key);
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
