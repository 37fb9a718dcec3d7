// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "commands/replyof.h"
#include "connectionoptions.h"
#include "support/respbytes.h"

/// Replies of CLUSTER SLOTS, composed byte by byte.
namespace RedisStreams::Test {

inline const QByteArray idA = QByteArray(40, 'a');
inline const QByteArray idB = QByteArray(40, 'b');
inline const QByteArray idC = QByteArray(40, 'c');
inline const QByteArray idD = QByteArray(40, 'd');

inline Endpoint at(const char *host, quint16 port) { return {QString::fromLatin1(host), port, {}}; }

/// A node as Redis 5 sends it.
inline QByteArray node(const QByteArray &host, int port, const QByteArray &id)
{
    return array({bulk(host), integer(port), bulk(id)});
}

/// As Redis 7 sends it in RESP2: the metadata are a flat list.
inline QByteArray node2(const QByteArray &host, int port, const QByteArray &id, const QByteArrayList &metadata = {})
{
    return array({host.isNull() ? nil2() : bulk(host), integer(port), bulk(id), command(metadata)});
}

/// As Redis 7 sends it in RESP3: the metadata are a map.
inline QByteArray node3(const QByteArray &host, int port, const QByteArray &id, const QByteArrayList &metadata = {})
{
    QList<std::pair<QByteArray, QByteArray>> pairs;
    for (qsizetype i = 0; i + 1 < metadata.size(); i += 2)
        pairs.append({bulk(metadata.at(i)), bulk(metadata.at(i + 1))});
    return array({host.isNull() ? nil3() : bulk(host), integer(port), bulk(id), map(pairs)});
}

inline QByteArray range(int first, int last, const QList<QByteArray> &nodes)
{
    return array(QList<QByteArray>{integer(first), integer(last)} + nodes);
}

} // namespace RedisStreams::Test
