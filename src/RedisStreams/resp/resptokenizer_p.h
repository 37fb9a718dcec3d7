// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "rediserror.h"
#include "resp/resplimits_p.h"

#include <QtCore/QByteArrayView>

#include <cstring>

namespace RedisStreams::Internal {

/// The first byte of an element.
enum class RespType : char {
    SimpleString = '+',
    Error = '-',
    Integer = ':',
    BulkString = '$',
    Array = '*',
    Null = '_',
    Double = ',',
    Boolean = '#',
    BigNumber = '(',
    BulkError = '!',
    VerbatimString = '=',
    Map = '%',
    Set = '~',
    Attribute = '|',
    Push = '>',
};

/// One element of a reply: a scalar with its text or number, or the head of an aggregate.
struct RespToken
{
    RespType type = RespType::Null;
    bool isNull = false; ///< also "$-1" and "*-1"
    qint64 number = 0; ///< an integer's value, a boolean's, or the number of elements (2 n for a map)
    qsizetype offset = 0; ///< where the text lies in the buffer
    qsizetype length = 0;

    bool isAggregate() const noexcept
    {
        return type == RespType::Array || type == RespType::Map || type == RespType::Set || type == RespType::Push
            || type == RespType::Attribute;
    }
};

/// Cuts a growing buffer into elements. It goes on exactly where the bytes ended, knows nothing of nesting, copies
/// nothing and never looks at the bytes of a bulk string or of a line twice.
class RespTokenizer
{
public:
    enum class Status { Token, NeedMore, Error };

    explicit RespTokenizer(const RespLimits &limits = {}) : m_limits(limits) {}

    /// The next element of the \a size bytes at \a data, which start with the same bytes at each call (see rebase()).
    Status next(const char *data, qsizetype size, RespToken &token)
    {
        if (m_bulkLength < 0) {
            if (m_position >= size)
                return Status::NeedMore;
            const auto type = static_cast<RespType>(data[m_position]);
            if (type != RespType::BulkString)
                return nextHead(data, size, type, token);
            const Status status = readNumber(data, size, token.number);
            if (status != Status::Token)
                return status;
            if (token.number < 0)
                return nullBulk(token);
            if (token.number > m_limits.bulkLength)
                return tooLarge("bulk string", token.number, m_limits.bulkLength);
            m_bulkLength = token.number;
            m_bulkType = type;
        }
        if (size - m_position < m_bulkLength + 2)
            return Status::NeedMore;
        const char *end = data + m_position + m_bulkLength;
        if (end[0] != '\r' || end[1] != '\n')
            return malformed("a bulk string is not followed by CR LF");
        token.type = m_bulkType;
        token.isNull = false;
        token.offset = m_position;
        token.length = qsizetype(m_bulkLength);
        m_position += m_bulkLength + 2;
        m_bulkLength = -1;
        return Status::Token;
    }

    /// Where the next element (or what is left of the present one) begins: everything before it is dealt with.
    qsizetype position() const noexcept { return m_position; }
    /// How many bytes the buffer must hold before the present bulk string is complete; 0 when that is not known.
    qsizetype bytesWanted() const noexcept { return m_bulkLength < 0 ? 0 : m_position + qsizetype(m_bulkLength) + 2; }
    /// The first \a bytes of the buffer were removed; bytes <= position().
    void rebase(qsizetype bytes) noexcept
    {
        m_position -= bytes;
        m_scanned = m_scanned > bytes ? m_scanned - bytes : 0;
    }
    void reset() noexcept;

    const RedisError &error() const noexcept { return m_error; }
    const RespLimits &limits() const noexcept { return m_limits; }

private:
    /// Reads "<type><number>CRLF" at the position and moves behind it.
    Status readNumber(const char *data, qsizetype size, qint64 &number)
    {
        const char *begin = data + m_position + 1;
        const char *end = data + size;
        const char *p = begin;
        const bool negative = p < end && *p == '-';
        if (p < end && (*p == '-' || *p == '+'))
            ++p;
        const char *digits = p;
        const char *stop = end - digits > 19 ? digits + 19 : end;
        quint64 value = 0;
        while (p < stop && unsigned(*p - '0') <= 9U) {
            value = value * 10 + unsigned(*p - '0');
            ++p;
        }
        // 18 digits cannot overflow; longer ones are checked with care.
        if (p - digits > 18)
            return readLongNumber(data, size, number);
        if (end - p < 2)
            return p < end && *p != '\r' ? malformed("a number holds something else than digits") : Status::NeedMore;
        if (p == digits || p[0] != '\r' || p[1] != '\n')
            return malformed("a number holds something else than digits");
        number = negative ? -qint64(value) : qint64(value);
        m_position = p + 2 - data;
        return Status::Token;
    }

    Status nextHead(const char *data, qsizetype size, RespType type, RespToken &token);
    Status readLongNumber(const char *data, qsizetype size, qint64 &number);
    Status readLine(const char *data, qsizetype size, RespToken &token);
    Status nullBulk(RespToken &token);
    Status malformed(const char *what);
    Status tooLarge(const char *what, qint64 is, qint64 limit);

    RespLimits m_limits;
    qsizetype m_position = 0;
    qsizetype m_scanned = 0; ///< how far the present line was searched for its end
    qint64 m_bulkLength = -1; ///< of the bulk string whose head was read
    RespType m_bulkType = RespType::BulkString;
    RedisError m_error;
};

} // namespace RedisStreams::Internal
