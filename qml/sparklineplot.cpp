// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "sparklineplot.h"

#include "plotnode.h"
#include "plotpainting.h"

#include <QtQuick/QSGNode>

#include <algorithm>

namespace RedisStreams {

SparklinePlot::SparklinePlot(QQuickItem *parent)
    : QQuickItem(parent)
{
    setFlag(ItemHasContents);
}

void SparklinePlot::setValues(const QVariantList &values)
{
    if (m_values == values)
        return;
    m_values = values;
    update();
    Q_EMIT valuesChanged();
}

void SparklinePlot::setCapacity(int capacity)
{
    if (std::exchange(m_capacity, capacity) == capacity)
        return;
    update();
    Q_EMIT capacityChanged();
}

void SparklinePlot::setColor(const QColor &color)
{
    if (m_color == color)
        return;
    m_color = color;
    update();
    Q_EMIT colorChanged();
}

void SparklinePlot::setLineWidth(double width)
{
    if (qFuzzyCompare(m_lineWidth, width))
        return;
    m_lineWidth = width;
    update();
    Q_EMIT lineWidthChanged();
}

QSGNode *SparklinePlot::updatePaintNode(QSGNode *node, UpdatePaintNodeData *)
{
    QList<double> shown;
    for (qsizetype i = qMax<qsizetype>(0, m_values.size() - m_capacity); i < m_values.size(); ++i)
        shown.append(m_values.at(i).toDouble());
    if (width() <= 0 || height() <= 0 || shown.size() < 2) {
        delete node;
        return nullptr;
    }
    const double bottom = height() - m_lineWidth;
    const double largest = *std::max_element(shown.begin(), shown.end());
    const double scale = largest > 0 ? (bottom - m_lineWidth) / largest : 0;
    const double step = width() / (m_capacity - 1);
    QList<QPointF> points;
    points.reserve(shown.size());
    double x = width() - double(shown.size() - 1) * step;
    for (const double value : shown) {
        points.append(QPointF(x, bottom - value * scale));
        x += step;
    }
    return updateLines(node, this, {{{points}, m_color}}, m_lineWidth);
}

void SparklinePlot::geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry)
{
    QQuickItem::geometryChange(newGeometry, oldGeometry);
    if (newGeometry.size() != oldGeometry.size())
        update();
}

void SparklinePlot::itemChange(ItemChange change, const ItemChangeData &data)
{
    QQuickItem::itemChange(change, data);
    if (change == ItemDevicePixelRatioHasChanged || change == ItemSceneChange)
        update();
}

} // namespace RedisStreams
