// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "topology/slotmap_p.h"

#include <QtCore/QHash>

#include <optional>

namespace RedisStreams::Internal {

/// Whom to connect to for the map, each once: \a first, then the masters of \a map from a random one on (\a random: 0 to
/// below 1) and its replicas, by turns with the \a seeds: when all that is known has moved away, these lead to it.
QList<Endpoint> mapSources(
    const SlotMap &map, const QList<Endpoint> &seeds, const std::optional<Endpoint> &first, double random);

/// Which nodes know best who serves what, by what their answers gave away. A node that is cut off from the others goes
/// on telling the map of before, for ever. No clock: time comes in as milliseconds of any steady clock.
class MapWitnesses
{
public:
    /// A node said that \a target serves \a slot (MOVED).
    void moved(quint16 slot, const Endpoint &target, qint64 now);
    /// \a node said that the cluster is down (CLUSTERDOWN), or that it loads: it may have heard nothing of the others for
    /// long.
    void doubt(const Endpoint &node, qint64 now);

    bool isDoubtful(const Endpoint &node, qint64 now) const;
    /// The target of the newest MOVED.
    std::optional<Endpoint> best(qint64 now) const;
    /// best() first, those that are doubtful last; otherwise in their order.
    QList<Endpoint> inOrder(const QList<Endpoint> &nodes, qint64 now) const;
    /// Whether \a map, told by \a asked, says otherwise than a MOVED of the last seconds. Who is named by that MOVED is
    /// believed in any case.
    bool contradict(const SlotMap &map, const Endpoint &asked, qint64 now) const;
    /// The map is what was heard of, or newer.
    void forgetMoves() { m_heard.clear(); }

private:
    struct Heard
    {
        Endpoint target;
        qint64 at = 0;
    };

    QHash<quint16, Heard> m_heard; ///< by slot
    quint16 m_newest = 0; ///< of them
    QHash<QString, qint64> m_doubts; ///< by node: when it said so last
};

} // namespace RedisStreams::Internal
