// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

#include <limits>

namespace RedisStreams::Internal {

/// What time it is where entries come from: ids are made by the server's clock, which may differ from ours. All times
/// are milliseconds since 1970.
class StreamClock
{
public:
    /// An entry added at \a entryTime arrived at \a localTime.
    void arrived(qint64 localTime, qint64 entryTime) noexcept
    {
        if (m_latest == None || entryTime >= m_latest) {
            m_latest = entryTime;
            m_latestArrival = localTime;
        }
        m_difference = qMin(m_difference, localTime - entryTime);
    }

    bool hasTime() const noexcept { return m_latest != None; }

    /// The time there when it is \a localTime here; the same while nothing is known.
    qint64 now(qint64 localTime) const noexcept
    {
        if (m_latest == None)
            return localTime;
        // Ids that are counters rather than times, or far ahead: time goes on from the latest.
        if (m_latest < EarliestTime || m_difference < -LargestDifference)
            return m_latest + qMax<qint64>(0, localTime - m_latestArrival);
        // An entry that arrives long after it was added tells its age, not how late it is there.
        const qint64 behind = m_difference <= LargestDelay ? m_difference : 0;
        return qMax(m_latest, localTime - behind);
    }

private:
    static constexpr qint64 None = std::numeric_limits<qint64>::min();
    static constexpr qint64 EarliestTime = 100'000'000'000; // 1973
    static constexpr qint64 LargestDelay = 60'000;
    static constexpr qint64 LargestDifference = 86'400'000;

    qint64 m_latest = None;
    qint64 m_latestArrival = 0;
    qint64 m_difference = std::numeric_limits<qint64>::max();
};

} // namespace RedisStreams::Internal
