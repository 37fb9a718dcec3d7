// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamseries.h"

#include "models/seriesbuffer_p.h"

#include <QtCore/QList>

namespace RedisStreams::Internal {

/// A part of the time axis, divided into columns of equal width.
struct TimeColumns
{
    qint64 from = 0;
    qint64 to = 0; ///< > from; a value at this very time is in the last column
    int count = 1; ///< >= 1

    /// -1 before, count after the range.
    int columnOf(qint64 time) const noexcept;
    /// The first time that is not in \a column nor before it.
    qint64 endOf(int column) const noexcept;
    double columnWidth() const noexcept { return (double(to) - double(from)) / count; }
};

/// What has to be drawn of \a buffer so that it looks as if everything were drawn: of each column the first, the
/// smallest, the largest and the last value, in the order of time, and of what lies outside the nearest value on
/// each side, so that a line runs to the edge. A value is not joined with the one before it when there is more than
/// \a gapAfter between them (0 = always joined) - or than a column's width, as less cannot be seen.
/// Only the first \a size values of the buffer count. Values are multiplied by \a scale.
QList<SeriesPoint> downsample(const SeriesBuffer &buffer, qsizetype size, const TimeColumns &columns, qint64 gapAfter,
                              double scale = 1.0);

/// After how long without a value there is a gap, judged by the newest distances between values: three times what
/// hardly any is longer than, so that neither a regular rhythm nor bursts with pauses in between look broken.
/// Never less than a second; 0 (no gaps) while there are too few values to judge by.
qint64 automaticGap(const SeriesBuffer &buffer);

} // namespace RedisStreams::Internal
