// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connectionoptions.h"
#include "respvalue.h"

#include <vector>

namespace RedisStreams::Internal {

/// One server of a cluster.
struct ClusterNode
{
    QByteArray id; ///< What the cluster calls it, 40 hexadecimal digits; empty when only its address is known.
    Endpoint endpoint; ///< Where clients reach it; no host: unknown.

    bool isReachable() const { return !endpoint.host.isEmpty(); }
    friend bool operator==(const ClusterNode &, const ClusterNode &) = default;
};

/// Which node of a cluster serves which slot: what a CLUSTER SLOTS reply said, and what MOVED redirects said since.
///
/// A node whose address nobody knows counts as absent: it is in no answer, and its slots are uncovered. An endpoint
/// says nothing of TLS: a node names the port that suits the connection it was asked on.
class SlotMap
{
public:
    struct Range
    {
        quint16 first = 0;
        quint16 last = 0;
        friend bool operator==(const Range &, const Range &) = default;
    };

    /// Replaces everything by what \a asked replied to CLUSTER SLOTS; of nodes it cannot name ("?") the endpoint known
    /// before is kept. On an error the map stays as it was:
    /// - ProtocolError: the reply is not what CLUSTER SLOTS has; the message says where it is wrong.
    /// - NotSupported: the server is not part of a cluster.
    /// - ClusterDown: the server knows of no slot that is served (it was reset, or has not joined yet).
    /// - any other error reply as RedisError::fromReply() reads it.
    RedisError update(const RespValue &reply, const Endpoint &asked);

    /// What a single MOVED says: \a endpoint serves \a slot. False when that was known.
    bool learn(quint16 slot, const Endpoint &endpoint);

    /// Grows by one with every update() and learn() that changed something.
    quint64 version() const noexcept { return m_version; }
    bool isEmpty() const noexcept { return m_shards.empty(); }

    /// Who serves \a slot; nullptr when nobody does. Valid until the map changes.
    const ClusterNode *master(quint16 slot) const;
    /// Those that hold a copy of \a slot, in a stable order.
    QList<ClusterNode> replicas(quint16 slot) const;
    /// Nodes that serve slots, in the order of the first slot of each.
    QList<ClusterNode> masters() const;
    /// masters() and then all replicas.
    QList<ClusterNode> nodes() const;
    /// The slots that \a endpoint serves.
    QList<Range> slotsOf(const Endpoint &endpoint) const;
    /// The slots that nobody serves.
    QList<Range> uncovered() const;

private:
    struct Shard
    {
        ClusterNode master;
        QList<ClusterNode> replicas;
        friend bool operator==(const Shard &, const Shard &) = default;
    };

    const Shard *shardOf(quint16 slot) const;
    /// An equal map is an equal value: shards in the order of their slots, none without, replicas sorted.
    void normalize();

    std::vector<Shard> m_shards;
    std::vector<quint16> m_owners; ///< the index in m_shards for each slot, or nobody; empty when nothing is known
    quint64 m_version = 0;
};

} // namespace RedisStreams::Internal
