// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QPointF>
#include <QtGui/QColor>
#include <QtQuick/QSGGeometry>

class QPainter;

namespace RedisStreams {

/// A line in pixels, in pieces: where it has a gap another one begins. A piece of one point is a dot.
struct PlotLine
{
    QList<QList<QPointF>> pieces;
    QColor color;
};

/// Triangles for lines of a width, with edges that fade out over a pixel: the scene graph does not smooth lines itself.
/// \a pixel is the size of a physical pixel.
class PlotTriangles
{
public:
    PlotTriangles(double width, double pixel)
        : m_half(width / 2)
        , m_pixel(pixel)
    {
    }

    void add(const PlotLine &line);
    void writeTo(QSGGeometry &geometry) const;
    qsizetype vertexCount() const noexcept { return m_vertices.size(); }
    const QList<QSGGeometry::ColoredPoint2D> &vertices() const noexcept { return m_vertices; }
    const QList<quint32> &indices() const noexcept { return m_indices; }

private:
    void addSegment(QPointF from, QPointF to, QColor color);
    void addVertex(QPointF point, QColor color, double opacity);

    double m_half;
    double m_pixel;
    QList<QSGGeometry::ColoredPoint2D> m_vertices;
    QList<quint32> m_indices;
};

/// The same lines by a painter.
void paintLines(QPainter &painter, const QList<PlotLine> &lines, double width);

} // namespace RedisStreams
