// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/seriesbuffer_p.h"

namespace RedisStreams::Internal {

/// Counts events by intervals of time, in a SeriesBuffer that has a value for each interval from the first to the
/// last: also a zero is something to show.
class EntryCounts
{
public:
    explicit EntryCounts(qint64 interval = 1000) : m_interval(qMax<qint64>(1, interval)) { }

    qint64 interval() const noexcept { return m_interval; }
    /// One event more at \a time; false for one that is older than all that \a buffer can hold: it is not counted.
    bool add(SeriesBuffer &buffer, qint64 time) const;
    /// It is \a time now: the intervals up to this one exist, without an event so far.
    void advance(SeriesBuffer &buffer, qint64 time) const;
    /// It is \a time now, and was taken for later before: the intervals behind this one go.
    void retreat(SeriesBuffer &buffer, qint64 time) const;

private:
    qint64 start(qint64 time) const noexcept;

    qint64 m_interval;
};

} // namespace RedisStreams::Internal
