// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/entrycounts_p.h"

namespace RedisStreams::Internal {

qint64 EntryCounts::start(qint64 time) const noexcept
{
    const qint64 past = time % m_interval;
    return time - (past < 0 ? past + m_interval : past);
}

bool EntryCounts::add(SeriesBuffer &buffer, qint64 time) const
{
    const qint64 interval = start(time);
    advance(buffer, interval);
    if (buffer.isEmpty()) {
        buffer.insert(interval, 0);
    } else if (interval < buffer.first().time) {
        // Before the first: as many intervals as there is room for.
        const quint64 missing = (quint64(buffer.first().time) - quint64(interval)) / quint64(m_interval);
        if (missing > quint64(buffer.maximumCount() - buffer.size()))
            return false;
        for (qint64 zero = buffer.first().time - m_interval; zero >= interval; zero -= m_interval) {
            if (!buffer.insert(zero, 0))
                return false;
        }
    }
    const qsizetype index = buffer.lowerBound(interval);
    if (index == buffer.size() || buffer.at(index).time != interval)
        return false;
    buffer.at(index).value += 1;
    return true;
}

void EntryCounts::advance(SeriesBuffer &buffer, qint64 time) const
{
    const qint64 interval = start(time);
    if (buffer.isEmpty() || interval <= buffer.last().time)
        return;
    const quint64 missing = (quint64(interval) - quint64(buffer.last().time)) / quint64(m_interval);
    if (missing > quint64(buffer.maximumCount())) {
        // Nothing of what was before would be left.
        const qint64 first = interval - (buffer.maximumCount() - 1) * m_interval;
        buffer.clear();
        buffer.insert(first, 0);
    }
    while (buffer.last().time < interval)
        buffer.insert(buffer.last().time + m_interval, 0);
}

void EntryCounts::retreat(SeriesBuffer &buffer, qint64 time) const
{
    while (!buffer.isEmpty() && buffer.last().time > time)
        buffer.dropLast();
}

} // namespace RedisStreams::Internal
