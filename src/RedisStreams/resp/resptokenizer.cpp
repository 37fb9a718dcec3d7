// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/resptokenizer_p.h"

#include "values/decimal_p.h"

namespace RedisStreams::Internal {

using Status = RespTokenizer::Status;

void RespTokenizer::reset() noexcept
{
    m_position = 0;
    m_scanned = 0;
    m_bulkLength = -1;
    m_error = {};
}

Status RespTokenizer::nextHead(const char *data, qsizetype size, RespType type, RespToken &token)
{
    token.type = type;
    token.isNull = false;
    token.length = 0;
    Status status = Status::Token;
    switch (type) {
    case RespType::Integer:
        return readNumber(data, size, token.number);

    case RespType::Array:
    case RespType::Map:
    case RespType::Set:
    case RespType::Push:
    case RespType::Attribute: {
        const qsizetype start = m_position;
        status = readNumber(data, size, token.number);
        if (status != Status::Token)
            return status;
        if (token.number < 0) {
            if (type != RespType::Array || token.number != -1) {
                m_position = start;
                return malformed("an aggregate has a negative length");
            }
            token.isNull = true;
            token.number = 0;
            return Status::Token;
        }
        const bool pairs = type == RespType::Map || type == RespType::Attribute;
        if (token.number > (pairs ? m_limits.elements / 2 : m_limits.elements))
            return tooLarge("aggregate", token.number, m_limits.elements);
        if (pairs)
            token.number *= 2;
        return Status::Token;
    }

    case RespType::VerbatimString:
    case RespType::BulkError: {
        status = readNumber(data, size, token.number);
        if (status != Status::Token)
            return status;
        if (token.number < 0 || (type == RespType::VerbatimString && token.number < 4))
            return malformed("a verbatim string or bulk error is too short");
        if (token.number > m_limits.bulkLength)
            return tooLarge("bulk string", token.number, m_limits.bulkLength);
        m_bulkLength = token.number;
        m_bulkType = type;
        return next(data, size, token);
    }

    case RespType::Null:
        status = readLine(data, size, token);
        if (status == Status::Token && token.length != 0)
            return malformed("a null holds something");
        token.isNull = true;
        return status;

    case RespType::Boolean:
        status = readLine(data, size, token);
        if (status != Status::Token)
            return status;
        token.number = data[token.offset] == 't' ? 1 : 0;
        if (token.length != 1 || (token.number == 0 && data[token.offset] != 'f'))
            return malformed("a boolean is neither t nor f");
        return status;

    case RespType::SimpleString:
    case RespType::Error:
    case RespType::Double:
    case RespType::BigNumber:
        return readLine(data, size, token);

    case RespType::BulkString:
        break; // dealt with by next()
    }
    return malformed("an element begins with a byte that is no type of RESP2 or RESP3");
}

Status RespTokenizer::readLine(const char *data, qsizetype size, RespToken &token)
{
    const qsizetype begin = m_position + 1;
    qsizetype from = qMax(begin, m_scanned);
    while (from < size) {
        const void *found = std::memchr(data + from, '\r', size_t(size - from));
        const qsizetype cr = found ? static_cast<const char *>(found) - data : size;
        if (cr - begin > m_limits.lineLength)
            return tooLarge("line", cr - begin, m_limits.lineLength);
        if (cr + 1 >= size) {
            // The CR itself is looked at again, once its LF is there.
            m_scanned = cr;
            return Status::NeedMore;
        }
        if (data[cr + 1] != '\n')
            return malformed("a line holds CR without LF");
        token.offset = begin;
        token.length = cr - begin;
        m_position = cr + 2;
        m_scanned = 0;
        return Status::Token;
    }
    return Status::NeedMore;
}

Status RespTokenizer::readLongNumber(const char *data, qsizetype size, qint64 &number)
{
    RespToken line;
    const qsizetype start = m_position;
    const Status status = readLine(data, size, line);
    if (status != Status::Token)
        return status;
    QByteArrayView text(data + line.offset, line.length);
    if (text.startsWith('+'))
        text = text.sliced(1);
    const std::optional<qint64> value = parseDecimal<qint64>(text);
    if (!value) {
        m_position = start;
        return malformed("a number does not fit 64 bits");
    }
    number = *value;
    return Status::Token;
}

Status RespTokenizer::nullBulk(RespToken &token)
{
    if (token.number != -1)
        return malformed("a bulk string has a negative length");
    token.type = RespType::BulkString;
    token.isNull = true;
    token.length = 0;
    return Status::Token;
}

Status RespTokenizer::malformed(const char *what)
{
    m_error = RedisError(RedisError::Code::ProtocolError,
                         QStringLiteral("The server sent bytes that are not RESP: %1. Is this a Redis server?")
                             .arg(QLatin1StringView(what)));
    return Status::Error;
}

Status RespTokenizer::tooLarge(const char *what, qint64 is, qint64 limit)
{
    m_error = RedisError(RedisError::Code::LimitExceeded,
                         QStringLiteral("The server sent a %1 of %2, the limit is %3")
                             .arg(QLatin1StringView(what))
                             .arg(is)
                             .arg(limit));
    return Status::Error;
}

} // namespace RedisStreams::Internal
