// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "topology/slotmap_p.h"

namespace RedisStreams::Internal {

/// Reads the reply of CLUSTER SLOTS, of Redis 4 and all that came later, in RESP2 and RESP3:
/// `[[first, last, [host, port, id, metadata], replica ...] ...]`.
/// See https://redis.io/docs/latest/commands/cluster-slots/
class SlotsParser
{
public:
    struct Range
    {
        quint16 first = 0;
        quint16 last = 0;
        QList<ClusterNode> nodes; ///< the master, then its replicas
    };

    /// \a asked: who replied, and is meant where there is no host. \a known: where the nodes were before.
    SlotsParser(const Endpoint &asked, const QList<ClusterNode> &known);

    /// See SlotMap::update() for the errors.
    RedisError parse(const RespValue &reply);
    const std::vector<Range> &ranges() const { return m_ranges; }

private:
    /// A text: what is wrong. Empty: nothing is.
    QString readRange(const RespValue &item, Range &range);
    QString readNode(const RespValue &item, ClusterNode &node) const;
    Endpoint unnamed(const ClusterNode &node, quint16 port, const RespValue &metadata) const;
    const ClusterNode *knownAs(const QByteArray &id) const;
    RedisError refused(const RespValue &reply) const;

    const Endpoint m_asked;
    const QList<ClusterNode> m_known;
    std::vector<Range> m_ranges;
    std::vector<bool> m_taken; ///< the slots that are in a range
};

} // namespace RedisStreams::Internal
