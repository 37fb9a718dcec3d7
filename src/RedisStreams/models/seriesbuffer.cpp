// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/seriesbuffer_p.h"

#include <bit>

namespace RedisStreams::Internal {

namespace {

constexpr size_t FirstCapacity = 64;

// Distances of times may be larger than a time can be.
bool isFurtherBack(qint64 time, qint64 newest, qint64 span) noexcept
{
    return time < newest && quint64(newest) - quint64(time) > quint64(span);
}

} // namespace

SeriesBuffer::SeriesBuffer(qsizetype maximumCount, qint64 timeSpan)
    : m_maximum(qMax<qsizetype>(1, maximumCount))
    , m_timeSpan(qMax<qint64>(0, timeSpan))
{
}

void SeriesBuffer::setMaximumCount(qsizetype count)
{
    m_maximum = qMax<qsizetype>(1, count);
    if (size() > m_maximum)
        dropFirst(m_count - size_t(m_maximum));
}

void SeriesBuffer::setTimeSpan(qint64 milliseconds)
{
    m_timeSpan = qMax<qint64>(0, milliseconds);
    dropOld();
}

bool SeriesBuffer::insert(qint64 time, double value)
{
    if (m_count > 0 && time < last().time) {
        const bool full = size() == m_maximum;
        if ((full && time < first().time) || (m_timeSpan > 0 && isFurtherBack(time, last().time, m_timeSpan)))
            return false;
    }
    if (size() == m_maximum)
        dropFirst(1);
    else if (m_count == m_ring.size())
        grow();

    size_t place = m_count;
    if (m_count > 0 && time < last().time)
        place = size_t(upperBound(time));
    ++m_count;
    if (place < m_count / 2) {
        // The shorter part moves.
        m_first = (m_first + m_ring.size() - 1) & (m_ring.size() - 1);
        for (size_t i = 0; i < place; ++i)
            m_ring[slot(i)] = m_ring[slot(i + 1)];
    } else {
        for (size_t i = m_count - 1; i > place; --i)
            m_ring[slot(i)] = m_ring[slot(i - 1)];
    }
    m_ring[slot(place)] = {time, value};
    dropOld();
    return true;
}

qsizetype SeriesBuffer::lowerBound(qint64 time) const noexcept
{
    qsizetype from = 0;
    qsizetype to = size();
    while (from < to) {
        const qsizetype middle = from + (to - from) / 2;
        if (at(middle).time < time)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

qsizetype SeriesBuffer::upperBound(qint64 time) const noexcept
{
    qsizetype from = 0;
    qsizetype to = size();
    while (from < to) {
        const qsizetype middle = from + (to - from) / 2;
        if (at(middle).time <= time)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void SeriesBuffer::grow()
{
    std::vector<TimedValue> larger(m_ring.empty() ? FirstCapacity : std::bit_ceil(m_ring.size() + 1));
    for (size_t i = 0; i < m_count; ++i)
        larger[i] = m_ring[slot(i)];
    m_ring = std::move(larger);
    m_first = 0;
}

void SeriesBuffer::dropFirst(size_t count) noexcept
{
    m_first = slot(count);
    m_count -= count;
}

void SeriesBuffer::dropOld() noexcept
{
    if (m_timeSpan == 0 || m_count == 0)
        return;
    const qint64 newest = last().time;
    while (isFurtherBack(first().time, newest, m_timeSpan))
        dropFirst(1);
}

} // namespace RedisStreams::Internal
