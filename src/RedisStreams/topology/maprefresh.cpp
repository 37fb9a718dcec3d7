// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/maprefresh_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

using std::chrono::milliseconds;

std::optional<milliseconds> MapRefresh::startIn(qint64 now) const
{
    if (!m_wanted || m_underWay)
        return std::nullopt;
    if (!m_lastStart)
        return milliseconds{0};
    const milliseconds distance = std::min<milliseconds>(m_longest, m_interval * (1LL << std::min(m_failures, 20)));
    return qMax(milliseconds{0}, milliseconds(*m_lastStart - now) + distance);
}

void MapRefresh::started(qint64 now)
{
    m_lastStart = now;
    m_wanted = false;
    m_underWay = true;
}

void MapRefresh::finished(bool good)
{
    m_underWay = false;
    m_failures = good ? 0 : m_failures + 1;
    m_wanted = m_wanted || !good;
}

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
    for (const ClusterNode &node : nodes)
        add(node.endpoint);
    for (const Endpoint &seed : seeds)
        add(seed);
    return sources;
}

} // namespace RedisStreams::Internal
