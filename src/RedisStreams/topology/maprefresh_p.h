// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "topology/slotmap_p.h"

#include <chrono>
#include <optional>

namespace RedisStreams::Internal {

/// When a cluster's map is asked for anew. After a change many commands find at once that it is out of date; they
/// bring one refresh, and refreshes keep their distance. No clock, no timer: time comes in as milliseconds of any
/// steady clock. After each call the caller looks at startIn().
class MapRefresh
{
public:
    explicit MapRefresh(std::chrono::milliseconds interval = std::chrono::milliseconds{100},
        std::chrono::milliseconds longestInterval = std::chrono::milliseconds{2000})
        : m_interval(interval)
        , m_longest(longestInterval)
    {
    }

    /// The map was found out of date. While a refresh is under way this asks for another one after it: the reply on
    /// its way may be older than what was found.
    void want() { m_wanted = true; }
    /// In how long a refresh is to start, zero = now; nullopt when none is wanted, or one is under way.
    std::optional<std::chrono::milliseconds> startIn(qint64 now) const;
    void started(qint64 now);
    /// \a good: the map is up to date. Otherwise, when nobody could say, it stays wanted, with growing distance.
    void finished(bool good);
    bool isUnderWay() const noexcept { return m_underWay; }

private:
    const std::chrono::milliseconds m_interval;
    const std::chrono::milliseconds m_longest;
    std::optional<qint64> m_lastStart;
    int m_failures = 0;
    bool m_wanted = false;
    bool m_underWay = false;
};

/// Whom to ask for the map, in this order, each once: \a first (who knows best, as the target of a MOVED), the masters
/// of \a map from a random one on (\a random: 0 to below 1), its replicas, and the \a seeds.
QList<Endpoint> mapSources(
    const SlotMap &map, const QList<Endpoint> &seeds, const std::optional<Endpoint> &first, double random);

} // namespace RedisStreams::Internal
