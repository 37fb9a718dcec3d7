// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QHash>

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
        // What is older than two windows was measured by a clock that may have been set since.
        if (const qint64 past = qAbs(localTime - m_window); past >= Window) {
            m_before = past < 2 * Window ? m_difference : Unknown;
            m_difference = Unknown;
            m_window = localTime;
        }
        m_difference = qMin(m_difference, localTime - entryTime);
    }

    bool hasTime() const noexcept { return m_latest != None; }
    /// Whether its ids are times of today, rather than counters or far ahead.
    bool tellsTime() const noexcept { return m_latest >= EarliestTime && difference() >= -LargestDifference; }
    /// Whether an entry came soon enough after it was added to tell what time it is.
    bool isSure() const noexcept { return hasTime() && (!tellsTime() || difference() <= LargestDelay); }

    /// The time there when it is \a localTime here; the same while nothing is known.
    qint64 now(qint64 localTime) const noexcept
    {
        if (m_latest == None)
            return localTime;
        if (!tellsTime()) // time goes on from the latest
            return m_latest + qMax<qint64>(0, localTime - m_latestArrival);
        // An entry that arrives long after it was added tells its age, not how late it is there.
        const qint64 behind = difference() <= LargestDelay ? difference() : 0;
        return qMax(m_latest, localTime - behind);
    }

    /// Goes by what \a other knows, too.
    void join(const StreamClock &other) noexcept
    {
        if (other.m_latest > m_latest) {
            m_latest = other.m_latest;
            m_latestArrival = other.m_latestArrival;
        }
        if (const qint64 later = other.m_window - m_window; later >= 2 * Window) {
            m_window = other.m_window;
            m_difference = other.difference();
        } else if (later > -2 * Window) {
            m_difference = qMin(m_difference, other.difference());
        }
    }

private:
    qint64 difference() const noexcept { return qMin(m_before, m_difference); }

    static constexpr qint64 None = std::numeric_limits<qint64>::min();
    static constexpr qint64 Unknown = std::numeric_limits<qint64>::max();
    static constexpr qint64 Window = 60'000;
    static constexpr qint64 EarliestTime = 100'000'000'000; // 1973
    static constexpr qint64 LargestDelay = 60'000;
    static constexpr qint64 LargestDifference = 86'400'000;

    qint64 m_latest = None;
    qint64 m_latestArrival = 0;
    qint64 m_window = 0; // local time at which it began
    qint64 m_difference = Unknown; // the smallest in it
    qint64 m_before = Unknown; // the smallest in the one before
};

/// By stream: what one has for ids says nothing of another's.
using StreamClocks = QHash<QByteArray, StreamClock>;

/// The clock of all; those that tell no time count only where none does.
inline StreamClock commonClock(const StreamClocks &clocks)
{
    StreamClock times;
    StreamClock others;
    for (const StreamClock &clock : clocks)
        (clock.tellsTime() ? times : others).join(clock);
    return times.hasTime() ? times : others;
}

/// What to measure \a stream by: the clock of all while its own is not sure.
inline StreamClock clockOf(const StreamClocks &clocks, const QByteArray &stream)
{
    const StreamClock own = clocks.value(stream);
    return own.isSure() ? own : commonClock(clocks);
}

} // namespace RedisStreams::Internal
