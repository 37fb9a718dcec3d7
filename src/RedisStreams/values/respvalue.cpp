// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "respvalue.h"

#include "values/decimal_p.h"

#include <QtCore/QDebug>
#include <QtCore/QLocale>
#include <QtCore/QStringDecoder>

#include <cmath>

namespace RedisStreams {

RespValue RespValue::makeText(Type type, QByteArray bytes, QByteArray format)
{
    RespValue value;
    value.m_type = type;
    value.m_bytes = std::move(bytes);
    value.m_format = std::move(format);
    return value;
}

RespValue RespValue::makeInteger(qint64 number)
{
    RespValue value;
    value.m_type = Type::Integer;
    value.m_integer = number;
    return value;
}

RespValue RespValue::makeDouble(double number)
{
    RespValue value;
    value.m_type = Type::Double;
    value.m_double = number;
    return value;
}

RespValue RespValue::makeBoolean(bool on)
{
    RespValue value;
    value.m_type = Type::Boolean;
    value.m_integer = on ? 1 : 0;
    return value;
}

RespValue RespValue::makeAggregate(Type type, QList<RespValue> items)
{
    RespValue value;
    value.m_type = type;
    value.m_items = std::move(items);
    return value;
}

bool RespValue::isText() const noexcept
{
    return m_type == Type::SimpleString || m_type == Type::BulkString || m_type == Type::VerbatimString
        || m_type == Type::BigNumber;
}

bool RespValue::isAggregate() const noexcept
{
    return m_type == Type::Array || m_type == Type::Map || m_type == Type::Set || m_type == Type::Push;
}

QByteArray RespValue::bytes() const
{
    switch (m_type) {
    case Type::Integer:
        return QByteArray::number(m_integer);
    case Type::Double:
        return QByteArray::number(m_double, 'g', QLocale::FloatingPointShortest);
    default:
        return m_bytes;
    }
}

std::optional<qint64> RespValue::toInteger() const
{
    if (m_type == Type::Integer || m_type == Type::Boolean)
        return m_integer;
    return isText() ? Internal::parseDecimal<qint64>(m_bytes) : std::nullopt;
}

std::optional<double> RespValue::toDouble() const
{
    if (m_type == Type::Double)
        return m_double;
    if (m_type == Type::Integer)
        return double(m_integer);
    bool ok = false;
    const double value = isText() ? m_bytes.toDouble(&ok) : 0.0;
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<bool> RespValue::toBoolean() const
{
    const std::optional<qint64> number = toInteger();
    return number ? std::optional(*number != 0) : std::nullopt;
}

RespValue RespValue::value(QByteArrayView key) const
{
    if (m_type != Type::Map && m_type != Type::Array)
        return {};
    for (qsizetype i = 0; i + 1 < m_items.size(); i += 2) {
        if (m_items[i].isText() && m_items[i].m_bytes == key)
            return m_items[i + 1];
    }
    return {};
}

RespValue RespValue::attributes() const
{
    return m_attributes ? *m_attributes : RespValue();
}

void RespValue::setAttributes(const RespValue &attributes)
{
    m_attributes = std::make_shared<const RespValue>(attributes);
}

namespace {

QVariant textOrBytes(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(bytes);
    return decoder.hasError() ? QVariant(bytes) : QVariant(text);
}

} // namespace

QVariant RespValue::toVariant() const
{
    switch (m_type) {
    case Type::Null:
        return QVariant::fromValue(nullptr);
    case Type::Integer:
        return m_integer;
    case Type::Double:
        return m_double;
    case Type::Boolean:
        return m_integer != 0;
    case Type::SimpleString:
    case Type::Error:
    case Type::BulkString:
    case Type::BigNumber:
    case Type::VerbatimString:
        return textOrBytes(m_bytes);
    case Type::Map: {
        QVariantMap map;
        for (qsizetype i = 0; i + 1 < m_items.size(); i += 2)
            map.insert(QString::fromUtf8(m_items[i].bytes()), m_items[i + 1].toVariant());
        return map;
    }
    case Type::Array:
    case Type::Set:
    case Type::Push:
        break;
    }
    QVariantList list;
    list.reserve(m_items.size());
    for (const RespValue &item : m_items)
        list.append(item.toVariant());
    return list;
}

bool operator==(const RespValue &a, const RespValue &b)
{
    if (a.m_type != b.m_type || a.m_bytes != b.m_bytes || a.m_format != b.m_format || a.m_items != b.m_items)
        return false;
    if (a.m_type == RespValue::Type::Double)
        return a.m_double == b.m_double || (std::isnan(a.m_double) && std::isnan(b.m_double));
    return a.m_integer == b.m_integer;
}

QDebug operator<<(QDebug debug, const RespValue &value)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << value.type();
    if (value.isAggregate())
        debug << value.items();
    else if (!value.isNull())
        debug << '(' << value.bytes() << ')';
    return debug;
}

} // namespace RedisStreams
