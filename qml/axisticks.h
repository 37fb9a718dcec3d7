// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QString>

namespace RedisStreams {

/// A mark on an axis.
struct AxisTick
{
    double value = 0;
    QString text;
    friend bool operator==(const AxisTick &, const AxisTick &) = default;
};

/// A part of an axis. Nothing is between two equal ends.
struct AxisRange
{
    double from = 0;
    double to = 0;
    friend bool operator==(const AxisRange &, const AxisRange &) = default;
};

/// The range to show values from \a least to \a most in: it ends at ticks, so that it stays while values move a little,
/// and begins at zero where that costs no more than half of the height.
AxisRange niceRange(double least, double most, int mostTicks);
/// Ticks at round values within a range, at most \a most of them (>= 2), all with the same number of decimals.
QList<AxisTick> valueTicks(const AxisRange &range, int most);
/// Ticks at round local times, at most \a most of them (>= 2); the range is in milliseconds since 1970.
QList<AxisTick> timeTicks(const AxisRange &range, int most);

/// A value for reading: as many decimals as tell it apart from its neighbours on an axis over \a range.
QString valueText(double value, const AxisRange &range);
/// A moment for reading, as exact as an axis over \a range needs it.
QString timeText(double time, const AxisRange &range);

} // namespace RedisStreams
