// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QVariant>
#include <QtGui/QColor>
#include <QtQuick/QQuickItem>

namespace RedisStreams {

/// The line of RateSparkline: values at even distances, the newest at the right edge, zero at the bottom.
class SparklinePlot : public QQuickItem
{
    Q_OBJECT
    Q_PROPERTY(QVariantList values READ values WRITE setValues NOTIFY valuesChanged FINAL)
    Q_PROPERTY(int capacity READ capacity WRITE setCapacity NOTIFY capacityChanged FINAL)
    Q_PROPERTY(QColor color READ color WRITE setColor NOTIFY colorChanged FINAL)
    Q_PROPERTY(double lineWidth READ lineWidth WRITE setLineWidth NOTIFY lineWidthChanged FINAL)
    QML_ELEMENT

public:
    explicit SparklinePlot(QQuickItem *parent = nullptr);

    /// Oldest first.
    QVariantList values() const { return m_values; }
    void setValues(const QVariantList &values);
    /// How many values the whole width has room for; of more the newest are shown.
    int capacity() const { return m_capacity; }
    void setCapacity(int capacity);
    QColor color() const { return m_color; }
    void setColor(const QColor &color);
    double lineWidth() const { return m_lineWidth; }
    void setLineWidth(double width);

Q_SIGNALS:
    void valuesChanged();
    void capacityChanged();
    void colorChanged();
    void lineWidthChanged();

protected:
    QSGNode *updatePaintNode(QSGNode *node, UpdatePaintNodeData *data) override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void itemChange(ItemChange change, const ItemChangeData &data) override;

private:
    QVariantList m_values;
    int m_capacity = 30;
    QColor m_color = Qt::black;
    double m_lineWidth = 1.5;
};

} // namespace RedisStreams
