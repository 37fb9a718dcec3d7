// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

#include <vector>

namespace RedisStreams::Internal {

/// One value at one time. The time is in milliseconds of any clock.
struct TimedValue
{
    qint64 time = 0;
    double value = 0;
    friend bool operator==(const TimedValue &, const TimedValue &) = default;
};

/// The newest values of one line, by time, in a ring: bounded in number and, if wanted, in time. A value that comes
/// late is put where it belongs; of the same time the one that came first stands first. Memory is taken as the ring
/// fills, never for a single value, and stays as long as the buffer does.
class SeriesBuffer
{
public:
    explicit SeriesBuffer(qsizetype maximumCount = 1, qint64 timeSpan = 0);

    /// >= 1. The oldest values go when there are more.
    qsizetype maximumCount() const noexcept { return m_maximum; }
    void setMaximumCount(qsizetype count);
    /// Values that lie further behind the newest than this go; 0 = any distance.
    qint64 timeSpan() const noexcept { return m_timeSpan; }
    void setTimeSpan(qint64 milliseconds);

    /// False when there is no place for it: it is older than all that a full buffer, or its time span, still holds.
    bool insert(qint64 time, double value);
    void clear() noexcept { m_first = m_count = 0; }
    void dropLast() noexcept { --m_count; }

    qsizetype size() const noexcept { return qsizetype(m_count); }
    bool isEmpty() const noexcept { return m_count == 0; }
    const TimedValue &at(qsizetype index) const noexcept { return m_ring[slot(size_t(index))]; }
    TimedValue &at(qsizetype index) noexcept { return m_ring[slot(size_t(index))]; }
    const TimedValue &first() const noexcept { return at(0); }
    const TimedValue &last() const noexcept { return at(size() - 1); }

    /// The first value that is not before, or that is after, a time; size() when there is none.
    qsizetype lowerBound(qint64 time) const noexcept;
    qsizetype upperBound(qint64 time) const noexcept;

private:
    size_t slot(size_t index) const noexcept { return (m_first + index) & (m_ring.size() - 1); }
    void grow();
    void dropFirst(size_t count) noexcept;
    void dropOld() noexcept;

    std::vector<TimedValue> m_ring; // its size is a power of two
    size_t m_first = 0;
    size_t m_count = 0;
    qsizetype m_maximum;
    qint64 m_timeSpan;
};

} // namespace RedisStreams::Internal
