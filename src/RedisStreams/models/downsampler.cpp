// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/downsampler_p.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace RedisStreams::Internal {

namespace {

constexpr qsizetype JudgedDistances = 128;
constexpr qsizetype FewestDistances = 4;
constexpr qint64 ShortestGap = 1000; // ms

/// Gives points to a list, and finds the gaps between them.
class Joiner
{
public:
    Joiner(const SeriesBuffer &buffer, qint64 gapAfter, double scale, QList<SeriesPoint> &out)
        : m_buffer(buffer), m_gapAfter(gapAfter), m_scale(scale), m_out(out)
    {
    }

    void add(qsizetype index)
    {
        if (index == m_last)
            return;
        const TimedValue &point = m_buffer.at(index);
        // Of values that are left out in between none can be the edge of a gap that is seen: they are in one column.
        const bool gap = m_last < 0
            || (m_gapAfter > 0 && double(point.time) - double(m_buffer.at(m_last).time) > double(m_gapAfter));
        m_out.append(SeriesPoint {point.time, point.value * m_scale, gap});
        m_last = index;
    }

private:
    const SeriesBuffer &m_buffer;
    const qint64 m_gapAfter;
    const double m_scale;
    QList<SeriesPoint> &m_out;
    qsizetype m_last = -1;
};

} // namespace

int TimeColumns::columnOf(qint64 time) const noexcept
{
    if (time < from)
        return -1;
    if (time > to)
        return count;
    const double part = (double(time) - double(from)) / (double(to) - double(from));
    return qMin(count - 1, int(part * count));
}

qint64 TimeColumns::endOf(int column) const noexcept
{
    if (column >= count - 1)
        return to == std::numeric_limits<qint64>::max() ? to : to + 1;
    // Rounding may be off by one either way; what columnOf() says counts.
    qint64 end = from + qint64((column + 1) * columnWidth());
    while (end > from && columnOf(end - 1) > column)
        --end;
    while (columnOf(end) <= column)
        ++end;
    return end;
}

QList<SeriesPoint> downsample(const SeriesBuffer &buffer, qsizetype size, const TimeColumns &columns, qint64 gapAfter, double scale)
{
    QList<SeriesPoint> points;
    size = qMin(size, buffer.size());
    if (size == 0 || columns.to <= columns.from || columns.count < 1)
        return points;
    const qsizetype begin = qMin(size, buffer.lowerBound(columns.from));
    const qsizetype end = qMin(size, buffer.upperBound(columns.to));
    points.reserve(qMin<qsizetype>(end - begin, 4 * qsizetype(columns.count)) + 2);

    if (gapAfter > 0)
        gapAfter = qMax(gapAfter, qint64(std::ceil(columns.columnWidth())));
    Joiner joiner(buffer, gapAfter, scale, points);
    if (begin > 0)
        joiner.add(begin - 1);
    for (qsizetype i = begin; i < end;) {
        const qint64 columnEnd = columns.endOf(columns.columnOf(buffer.at(i).time));
        qsizetype smallest = i;
        qsizetype largest = i;
        double least = buffer.at(i).value;
        double most = least;
        qsizetype next = i + 1;
        for (; next < end; ++next) {
            const TimedValue &point = buffer.at(next);
            if (point.time >= columnEnd)
                break;
            if (point.value < least) {
                least = point.value;
                smallest = next;
            }
            if (point.value > most) {
                most = point.value;
                largest = next;
            }
        }
        joiner.add(i);
        joiner.add(qMin(smallest, largest));
        joiner.add(qMax(smallest, largest));
        joiner.add(next - 1);
        i = next;
    }
    if (end < size)
        joiner.add(end);
    return points;
}

qint64 automaticGap(const SeriesBuffer &buffer)
{
    const qsizetype distances = qMin(JudgedDistances, buffer.size() - 1);
    if (distances < FewestDistances)
        return 0;
    std::array<qint64, JudgedDistances> list;
    for (qsizetype i = 0; i < distances; ++i) {
        const qsizetype index = buffer.size() - 1 - i;
        list[size_t(i)] = buffer.at(index).time - buffer.at(index - 1).time;
    }
    // One in twenty may be longer: an outage or two among them must not hide itself.
    const auto place = list.begin() + (distances - 1) * 19 / 20;
    std::nth_element(list.begin(), place, list.begin() + distances);
    return qMax(ShortestGap, 3 * qMin(*place, std::numeric_limits<qint64>::max() / 3));
}

} // namespace RedisStreams::Internal
