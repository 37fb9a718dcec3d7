// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>
#include <QtCore/QByteArrayView>
#include <QtCore/QList>

#include <utility>

/// Composes RESP bytes. Parameters of array(), push() and map() are encoded already; those of command() and entry() are
/// plain bytes.
namespace RedisStreams::Test {

inline QByteArray integer(qint64 value) { return QByteArray(":").append(QByteArray::number(value)).append("\r\n"); }

inline QByteArray simple(QByteArrayView text) { return QByteArray("+").append(text).append("\r\n"); }

inline QByteArray error(QByteArrayView text) { return QByteArray("-").append(text).append("\r\n"); }

inline QByteArray bulk(QByteArrayView bytes)
{
    return QByteArray("$").append(QByteArray::number(bytes.size())).append("\r\n").append(bytes).append("\r\n");
}

/// The missing bulk of RESP2.
inline QByteArray nil2() { return QByteArrayLiteral("$-1\r\n"); }

/// The missing array of RESP2: what XREAD answers when its BLOCK time ends.
inline QByteArray nilArray2() { return QByteArrayLiteral("*-1\r\n"); }

/// The null of RESP3.
inline QByteArray nil3() { return QByteArrayLiteral("_\r\n"); }

inline QByteArray aggregate(char type, const QList<QByteArray> &elements)
{
    QByteArray bytes(1, type);
    bytes.append(QByteArray::number(elements.size())).append("\r\n");
    for (const QByteArray &element : elements)
        bytes.append(element);
    return bytes;
}

inline QByteArray array(const QList<QByteArray> &elements) { return aggregate('*', elements); }

inline QByteArray push(const QList<QByteArray> &elements) { return aggregate('>', elements); }

inline QByteArray map(const QList<std::pair<QByteArray, QByteArray>> &pairs)
{
    QByteArray bytes("%");
    bytes.append(QByteArray::number(pairs.size())).append("\r\n");
    for (const auto &[key, value] : pairs)
        bytes.append(key).append(value);
    return bytes;
}

/// Arguments as a client sends them; also any array of bulks.
inline QByteArray command(const QByteArrayList &arguments)
{
    QByteArray bytes("*");
    bytes.append(QByteArray::number(arguments.size())).append("\r\n");
    for (const QByteArray &argument : arguments)
        bytes.append(bulk(argument));
    return bytes;
}

/// A stream entry as XREAD, XRANGE and XCLAIM answer it, the same in RESP2 and RESP3.
inline QByteArray entry(QByteArrayView id, const QList<std::pair<QByteArray, QByteArray>> &fields)
{
    QByteArrayList flat;
    for (const auto &[name, value] : fields)
        flat << name << value;
    return array({bulk(id), command(flat)});
}

} // namespace RedisStreams::Test
