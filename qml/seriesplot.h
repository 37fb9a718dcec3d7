// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "axisticks.h"

#include <RedisStreams/streamseries.h>

#include <QtCore/QPointer>
#include <QtGui/QColor>
#include <QtQuick/QQuickItem>

namespace RedisStreams {

/// The lines of a StreamSeries, drawn between two times; the heart of SeriesChart, which adds axes and a pointer to it.
///
/// It asks the series for no more points than it has pixels, and only when something changed. On a graphics processor
/// the lines are triangles with soft edges; Qt's software renderer, which draws none, gets a picture of them.
class SeriesPlot : public QQuickItem
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::StreamSeries *series READ series WRITE setSeries NOTIFY seriesChanged FINAL)
    Q_PROPERTY(QString field READ field WRITE setField NOTIFY fieldChanged FINAL)
    Q_PROPERTY(QStringList hiddenStreams READ hiddenStreams WRITE setHiddenStreams NOTIFY hiddenStreamsChanged FINAL)
    Q_PROPERTY(QVariantList lineColors READ lineColors WRITE setLineColors NOTIFY lineColorsChanged FINAL)
    Q_PROPERTY(double lineWidth READ lineWidth WRITE setLineWidth NOTIFY lineWidthChanged FINAL)
    Q_PROPERTY(double from READ from WRITE setFrom NOTIFY rangeChanged FINAL)
    Q_PROPERTY(double to READ to WRITE setTo NOTIFY rangeChanged FINAL)
    Q_PROPERTY(double minimum READ minimum NOTIFY axesChanged FINAL)
    Q_PROPERTY(double maximum READ maximum NOTIFY axesChanged FINAL)
    Q_PROPERTY(QVariantList valueTicks READ valueTicks NOTIFY axesChanged FINAL)
    Q_PROPERTY(QVariantList timeTicks READ timeTicks NOTIFY axesChanged FINAL)
    Q_PROPERTY(bool empty READ isEmpty NOTIFY emptyChanged FINAL)
    QML_ELEMENT

public:
    explicit SeriesPlot(QQuickItem *parent = nullptr);
    ~SeriesPlot() override;

    StreamSeries *series() const { return m_series; }
    void setSeries(StreamSeries *series);
    /// Only lines of this field; empty: all.
    QString field() const { return m_field; }
    void setField(const QString &field);
    QStringList hiddenStreams() const { return m_hiddenStreams; }
    void setHiddenStreams(const QStringList &streams);
    /// A colour for each row of the series.
    QVariantList lineColors() const { return m_lineColors; }
    void setLineColors(const QVariantList &colors);
    double lineWidth() const { return m_lineWidth; }
    void setLineWidth(double width);
    /// The times at the left and the right end, in milliseconds since 1970.
    double from() const { return m_time.from; }
    void setFrom(double time);
    double to() const { return m_time.to; }
    void setTo(double time);

    /// The values at the bottom and the top: what is in sight, and ends at round numbers.
    double minimum() const { return m_values.from; }
    double maximum() const { return m_values.to; }
    /// Marks of the axes: a list of {position, text}, the position in pixels from the top, and from the left.
    QVariantList valueTicks() const { return m_valueTicks; }
    QVariantList timeTicks() const { return m_timeTicks; }
    /// Whether no point is in sight.
    bool isEmpty() const { return m_empty; }

    Q_INVOKABLE double timeAt(double x) const;
    Q_INVOKABLE double xOf(double time) const;
    Q_INVOKABLE double yOf(double value) const;
    /// What the lines in sight have nearest to \a time: a list of {line, stream, field, time, value, text}. Lines without
    /// a point within \a pixels are left out.
    Q_INVOKABLE QVariantList valuesAt(double time, double pixels) const;
    Q_INVOKABLE QString textOfTime(double time) const;

Q_SIGNALS:
    void seriesChanged();
    void fieldChanged();
    void hiddenStreamsChanged();
    void lineColorsChanged();
    void lineWidthChanged();
    void rangeChanged();
    void axesChanged();
    void emptyChanged();

protected:
    void updatePolish() override;
    QSGNode *updatePaintNode(QSGNode *node, UpdatePaintNodeData *data) override;
    void geometryChange(const QRectF &newGeometry, const QRectF &oldGeometry) override;
    void itemChange(ItemChange change, const ItemChangeData &data) override;

private:
    bool isShown(int line) const;
    QColor colorOf(int line) const;
    double pixelRatio() const;
    void updateAxes(double least, double most);

    QPointer<StreamSeries> m_series;
    QString m_field;
    QStringList m_hiddenStreams;
    QVariantList m_lineColors;
    double m_lineWidth = 1.5;
    AxisRange m_time;
    AxisRange m_values {0, 1};
    QVariantList m_valueTicks;
    QVariantList m_timeTicks;
    bool m_empty = true;

    struct DrawnLine
    {
        QList<SeriesPoint> points;
        QColor color;
    };
    QList<DrawnLine> m_lines; // what the next frame shows
};

} // namespace RedisStreams
