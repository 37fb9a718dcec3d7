// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QMetaType>
#include <QtCore/QVariant>

#include <memory>
#include <optional>

namespace RedisStreams {

/// A reply of the server as it came, for commands this library has no type for. Implicitly shared.
///
/// Covers RESP2 and RESP3 (https://redis.io/docs/latest/develop/reference/protocol-spec/). A map is kept as its
/// list of key, value, key, value ...: keys may repeat, and RESP2 sends the same list as an array.
class REDISSTREAMS_EXPORT RespValue
{
    Q_GADGET

public:
    enum class Type : quint8 {
        Null,
        SimpleString,
        Error, ///< an error reply; also the bulk error of RESP3
        Integer,
        BulkString,
        Array,
        Double,
        Boolean,
        BigNumber, ///< decimal digits, as bytes
        VerbatimString, ///< bytes() without the three-letter format, which is in format()
        Map,
        Set,
        Push,
    };
    Q_ENUM(Type)

    RespValue() = default;
    static RespValue makeText(Type type, QByteArray bytes, QByteArray format = {});
    static RespValue makeInteger(qint64 value);
    static RespValue makeDouble(double value);
    static RespValue makeBoolean(bool value);
    static RespValue makeAggregate(Type type, QList<RespValue> items);

    Type type() const noexcept { return m_type; }
    bool isNull() const noexcept { return m_type == Type::Null; }
    bool isError() const noexcept { return m_type == Type::Error; }
    /// A string of any kind: simple, bulk, verbatim, big number.
    bool isText() const noexcept;
    /// An array, set, map or push.
    bool isAggregate() const noexcept;

    /// The text of a string or an error; the digits of a number; empty for anything else.
    QByteArray bytes() const;
    QByteArray format() const { return m_format; }
    /// The value of an integer, a boolean, or a string that is an integer (RESP2 sends some numbers so).
    std::optional<qint64> toInteger() const;
    /// The value of a double, an integer, or a string that is a number.
    std::optional<double> toDouble() const;
    std::optional<bool> toBoolean() const;

    /// Elements of an aggregate; of a map keys and values in turn.
    const QList<RespValue> &items() const noexcept { return m_items; }
    qsizetype size() const noexcept { return m_items.size(); }
    /// An element, or a null value past the end.
    RespValue at(qsizetype index) const { return m_items.value(index); }
    /// The value behind \a key in a map, or in the flat array that RESP2 sends for one; null when there is none.
    RespValue value(QByteArrayView key) const;

    /// RESP3 attributes that came with this reply: a map, or null.
    RespValue attributes() const;
    void setAttributes(const RespValue &attributes);

    /// For QML and logs: text as QString where it is UTF-8 and QByteArray where not, lists, maps with text keys.
    QVariant toVariant() const;

    friend REDISSTREAMS_EXPORT bool operator==(const RespValue &a, const RespValue &b);

private:
    Type m_type = Type::Null;
    union {
        qint64 m_integer = 0;
        double m_double;
    };
    QByteArray m_bytes;
    QByteArray m_format;
    QList<RespValue> m_items;
    std::shared_ptr<const RespValue> m_attributes;
};

REDISSTREAMS_EXPORT QDebug operator<<(QDebug debug, const RespValue &value);

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::RespValue)
