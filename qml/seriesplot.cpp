// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "seriesplot.h"

#include "plotnode.h"
#include "plotpainting.h"

#include <QtQuick/QQuickWindow>

#include <cmath>
#include <limits>

namespace RedisStreams {

namespace {

constexpr double TickDistance = 36; // pixels, at least
constexpr double TimeTickDistance = 88;

QVariantMap tick(double position, const QString &text)
{
    return {{QStringLiteral("position"), position}, {QStringLiteral("text"), text}};
}

} // namespace

SeriesPlot::SeriesPlot(QQuickItem *parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
    setClip(true);
}

SeriesPlot::~SeriesPlot() = default;

void SeriesPlot::setSeries(StreamSeries *series)
{
    if (m_series == series)
        return;
    if (m_series)
        disconnect(m_series, nullptr, this, nullptr);
    m_series = series;
    if (series) {
        connect(series, &StreamSeries::changed, this, &QQuickItem::polish);
        connect(series, &StreamSeries::gapAfterChanged, this, &QQuickItem::polish);
        connect(series, &QAbstractItemModel::rowsRemoved, this, &QQuickItem::polish);
        connect(series, &QObject::destroyed, this, [this] {
            polish();
            Q_EMIT seriesChanged();
        });
    }
    polish();
    Q_EMIT seriesChanged();
}

void SeriesPlot::setField(const QString &field)
{
    if (m_field == field)
        return;
    m_field = field;
    polish();
    Q_EMIT fieldChanged();
}

void SeriesPlot::setHiddenStreams(const QStringList &streams)
{
    if (m_hiddenStreams == streams)
        return;
    m_hiddenStreams = streams;
    polish();
    Q_EMIT hiddenStreamsChanged();
}

void SeriesPlot::setLineColors(const QVariantList &colors)
{
    if (m_lineColors == colors)
        return;
    m_lineColors = colors;
    polish();
    Q_EMIT lineColorsChanged();
}

void SeriesPlot::setLineWidth(double width)
{
    width = qBound(0.5, width, 20.0);
    if (qFuzzyCompare(m_lineWidth, width))
        return;
    m_lineWidth = width;
    update();
    Q_EMIT lineWidthChanged();
}

void SeriesPlot::setFrom(double time)
{
    if (m_time.from == time)
        return;
    m_time.from = time;
    polish();
    Q_EMIT rangeChanged();
}

void SeriesPlot::setTo(double time)
{
    if (m_time.to == time)
        return;
    m_time.to = time;
    polish();
    Q_EMIT rangeChanged();
}

double SeriesPlot::timeAt(double x) const { return m_time.from + (width() > 0 ? x / width() : 0) * (m_time.to - m_time.from); }

double SeriesPlot::xOf(double time) const
{
    const double span = m_time.to - m_time.from;
    return span > 0 ? (time - m_time.from) / span * width() : 0;
}

double SeriesPlot::yOf(double value) const
{
    const double span = m_values.to - m_values.from;
    return span > 0 ? height() - (value - m_values.from) / span * height() : height();
}

bool SeriesPlot::isShown(int line) const
{
    return (m_field.isEmpty() || m_series->field(line) == m_field) && !m_hiddenStreams.contains(m_series->stream(line));
}

QColor SeriesPlot::colorOf(int line) const
{
    const QColor color = m_lineColors.value(line).value<QColor>();
    return color.isValid() ? color : QColor(Qt::gray);
}

double SeriesPlot::pixelRatio() const { return window() ? window()->effectiveDevicePixelRatio() : 1; }

QVariantList SeriesPlot::valuesAt(double time, double pixels) const
{
    QVariantList list;
    const double span = m_time.to - m_time.from;
    if (!m_series || width() <= 0 || span <= 0)
        return list;
    const auto distance = qint64(std::ceil(pixels / width() * span));
    for (int line = 0; line < m_series->count(); ++line) {
        const std::optional<SeriesPoint> point = isShown(line) ? m_series->nearest(line, qint64(time), distance) : std::nullopt;
        if (!point)
            continue;
        list.append(QVariantMap {{QStringLiteral("line"), line},
                                 {QStringLiteral("stream"), m_series->stream(line)},
                                 {QStringLiteral("field"), m_series->field(line)},
                                 {QStringLiteral("time"), double(point->time)},
                                 {QStringLiteral("value"), point->value},
                                 {QStringLiteral("text"), valueText(point->value, m_values)}});
    }
    return list;
}

QString SeriesPlot::textOfTime(double time) const { return timeText(time, m_time); }

void SeriesPlot::updatePolish()
{
    if (!isVisible())
        return; // done when it is
    m_lines.clear();
    double least = std::numeric_limits<double>::infinity();
    double most = -least;
    if (m_series && width() > 0 && m_time.to > m_time.from) {
        const int columns = int(std::ceil(width() * pixelRatio()));
        for (int line = 0; line < m_series->count(); ++line) {
            if (!isShown(line))
                continue;
            DrawnLine drawn {m_series->points(line, qint64(m_time.from), qint64(std::ceil(m_time.to)), columns), colorOf(line)};
            for (const SeriesPoint &point : std::as_const(drawn.points)) {
                if (double(point.time) < m_time.from || double(point.time) > m_time.to)
                    continue;
                least = qMin(least, point.value);
                most = qMax(most, point.value);
            }
            m_lines.append(drawn);
        }
    }
    updateAxes(least, most);
    update();
}

void SeriesPlot::updateAxes(double least, double most)
{
    const bool empty = !(least <= most);
    const int tickCount = qBound(2, int(height() / TickDistance) + 1, 12);
    if (!empty)
        m_values = niceRange(least, most, tickCount); // with nothing in sight it stays
    m_valueTicks.clear();
    for (const AxisTick &mark : RedisStreams::valueTicks(m_values, tickCount))
        m_valueTicks.append(tick(yOf(mark.value), mark.text));
    m_timeTicks.clear();
    for (const AxisTick &mark : RedisStreams::timeTicks(m_time, qBound(2, int(width() / TimeTickDistance) + 1, 20)))
        m_timeTicks.append(tick(xOf(mark.value), mark.text));
    const bool emptied = std::exchange(m_empty, empty) != empty;
    const QPointer<SeriesPlot> guard(this);
    Q_EMIT axesChanged();
    if (guard && emptied)
        Q_EMIT emptyChanged();
}

QSGNode *SeriesPlot::updatePaintNode(QSGNode *node, UpdatePaintNodeData *)
{
    if (width() <= 0 || height() <= 0) {
        delete node;
        return nullptr;
    }
    QList<PlotLine> lines;
    for (const DrawnLine &drawn : std::as_const(m_lines)) {
        PlotLine line;
        line.color = drawn.color;
        for (const SeriesPoint &point : drawn.points) {
            if (point.gap || line.pieces.isEmpty())
                line.pieces.append(QList<QPointF>());
            line.pieces.last().append(QPointF(xOf(double(point.time)), yOf(point.value)));
        }
        lines.append(line);
    }
    return updateLines(node, this, lines, m_lineWidth);
}

void SeriesPlot::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    if (newGeometry.size() != oldGeometry.size())
        polish();
}

void SeriesPlot::itemChange(ItemChange change, const ItemChangeData &data)
{
    QQuickItem::itemChange(change, data);
    if (change == ItemDevicePixelRatioHasChanged || change == ItemSceneChange || change == ItemVisibleHasChanged)
        polish();
}

} // namespace RedisStreams
