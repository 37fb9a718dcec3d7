// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QtGlobal>

#include <chrono>
#include <optional>

namespace RedisStreams::Internal {

/// When a cluster's map is asked for anew. After a change many commands find at once that it is out of date; they
/// bring one refresh, and refreshes keep their distance. While they bring nothing new, as when a node is down and none
/// takes over, the distance grows with the time that this lasts. No clock, no timer: time comes in as milliseconds of
/// any steady clock. After each call the caller looks at startIn().
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
    enum class Outcome {
        Changed, ///< the map is another one
        Same, ///< it is what it was: what made it wanted may still be to come
        Failed, ///< nobody could say: it stays wanted, with growing distance
    };
    void finished(Outcome outcome);
    /// Something new is known of the cluster from elsewhere: things are moving.
    void news() { m_nothingNewSince.reset(); }
    bool isUnderWay() const noexcept { return m_underWay; }

private:
    std::chrono::milliseconds distance() const;

    const std::chrono::milliseconds m_interval;
    const std::chrono::milliseconds m_longest;
    std::optional<qint64> m_lastStart;
    std::optional<qint64> m_nothingNewSince; ///< the first refresh of those that brought nothing new
    int m_failures = 0;
    bool m_wanted = false;
    bool m_underWay = false;
};

} // namespace RedisStreams::Internal
