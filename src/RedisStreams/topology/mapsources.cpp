// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/mapsources_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

namespace {
/// What was heard longer ago may have been overtaken.
constexpr qint64 heardCounts = 5000;
constexpr qint64 doubtLasts = 5000;
} // namespace

QList<Endpoint> mapSources(
    const SlotMap &map, const QList<Endpoint> &seeds, const std::optional<Endpoint> &first, double random)
{
    QList<Endpoint> sources;
    const auto add = [&sources](const Endpoint &endpoint) {
        if (!sources.contains(endpoint))
            sources.append(endpoint);
    };
    if (first)
        add(*first);
    QList<ClusterNode> nodes = map.nodes();
    const qsizetype masters = map.masters().size();
    std::rotate(nodes.begin(), nodes.begin() + qsizetype(double(masters) * random), nodes.begin() + masters);
    for (qsizetype i = 0; i < qMax(nodes.size(), seeds.size()); ++i) {
        if (i < nodes.size())
            add(nodes.at(i).endpoint);
        if (i < seeds.size())
            add(seeds.at(i));
    }
    return sources;
}

void MapWitnesses::moved(quint16 slot, const Endpoint &target, qint64 now)
{
    m_heard.insert(slot, {target, now});
    m_newest = slot;
}

void MapWitnesses::doubt(const Endpoint &node, qint64 now)
{
    m_doubts.removeIf([now](QHash<QString, qint64>::iterator doubt) { return now - doubt.value() > doubtLasts; });
    m_doubts.insert(node.toString(), now);
}

bool MapWitnesses::isDoubtful(const Endpoint &node, qint64 now) const
{
    const auto doubt = m_doubts.constFind(node.toString());
    return doubt != m_doubts.cend() && now - doubt.value() <= doubtLasts;
}

std::optional<Endpoint> MapWitnesses::best(qint64 now) const
{
    const auto newest = m_heard.constFind(m_newest);
    if (newest == m_heard.cend() || now - newest->at > heardCounts)
        return std::nullopt;
    return newest->target;
}

QList<Endpoint> MapWitnesses::inOrder(const QList<Endpoint> &nodes, qint64 now) const
{
    QList<Endpoint> ordered = nodes;
    const std::optional<Endpoint> first = best(now);
    const auto rank = [&](const Endpoint &node) { return node == first ? 0 : isDoubtful(node, now) ? 2 : 1; };
    std::stable_sort(ordered.begin(), ordered.end(), [&](const Endpoint &a, const Endpoint &b) { return rank(a) < rank(b); });
    return ordered;
}

bool MapWitnesses::contradict(const SlotMap &map, const Endpoint &asked, qint64 now) const
{
    for (auto heard = m_heard.cbegin(); heard != m_heard.cend(); ++heard) {
        if (now - heard->at > heardCounts || heard->target == asked)
            continue;
        const ClusterNode *master = map.master(heard.key());
        if (!master || master->endpoint != heard->target)
            return true;
    }
    return false;
}

} // namespace RedisStreams::Internal
