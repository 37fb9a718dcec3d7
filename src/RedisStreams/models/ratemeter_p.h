// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

#include <array>

namespace RedisStreams::Internal {

/// Events per second over a sliding window of the last samples. The time comes from outside, in milliseconds of any
/// clock that does not go back.
class RateMeter
{
public:
    static constexpr int SamplesPerWindow = 6; ///< at a sample every 500 ms: three seconds

    void add(qint64 events) noexcept
    {
        m_total += events;
        m_counted += events;
    }
    /// They are part of the total, and of no rate.
    void addApart(qint64 events) noexcept { m_total += events; }
    qint64 total() const noexcept { return m_total; }

    /// Closes the present interval and gives the new rate.
    double sample(qint64 now) noexcept;
    double rate() const noexcept { return m_rate; }
    /// The next sample counts from here: what lies before is no part of the rate.
    void restart(qint64 now) noexcept;

private:
    struct Point
    {
        qint64 time = 0;
        qint64 counted = 0;
    };
    std::array<Point, SamplesPerWindow> m_points;
    int m_next = 0; // where the next point goes: also the oldest one when all are used
    int m_used = 0;
    qint64 m_total = 0;
    qint64 m_counted = 0;
    double m_rate = 0;
};

} // namespace RedisStreams::Internal
