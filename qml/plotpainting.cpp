// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "plotpainting.h"

#include <QtGui/QPainter>

#include <cmath>
#include <cstring>

namespace RedisStreams {

namespace {

/// A point alone is a dot that is seen.
constexpr double DotWidth = 2;

} // namespace

void PlotTriangles::addVertex(QPointF point, QColor color, double opacity)
{
    const double alpha = color.alphaF() * opacity;
    QSGGeometry::ColoredPoint2D vertex;
    // Colours come multiplied by their opacity.
    vertex.set(float(point.x()), float(point.y()), uchar(std::lround(color.red() * alpha)), uchar(std::lround(color.green() * alpha)),
               uchar(std::lround(color.blue() * alpha)), uchar(std::lround(255 * alpha)));
    m_vertices.append(vertex);
}

void PlotTriangles::addSegment(QPointF from, QPointF to, QColor color)
{
    QPointF along = to - from;
    const double length = std::hypot(along.x(), along.y());
    along = length > 1e-6 ? along / length : QPointF(1, 0);
    const QPointF across(-along.y(), along.x());
    // A little longer than it is, so that corners are closed.
    from -= along * m_half * 0.5;
    to += along * m_half * 0.5;
    const double inner = qMax(0.0, m_half - m_pixel / 2);
    const double outer = m_half + m_pixel / 2;
    const quint32 first = quint32(m_vertices.size());
    for (const QPointF &end : {from, to}) {
        addVertex(end - across * outer, color, 0);
        addVertex(end - across * inner, color, 1);
        addVertex(end + across * inner, color, 1);
        addVertex(end + across * outer, color, 0);
    }
    for (quint32 strip = 0; strip < 3; ++strip) {
        const quint32 a = first + strip;
        m_indices << a << a + 1 << a + 4 << a + 1 << a + 5 << a + 4;
    }
}

void PlotTriangles::add(const PlotLine &line)
{
    for (const QList<QPointF> &piece : line.pieces) {
        if (piece.size() == 1) {
            const QPointF half(DotWidth * m_half, 0);
            const double width = std::exchange(m_half, DotWidth * m_half);
            addSegment(piece.first() - half / 2, piece.first() + half / 2, line.color);
            m_half = width;
        }
        for (qsizetype i = 1; i < piece.size(); ++i)
            addSegment(piece.at(i - 1), piece.at(i), line.color);
    }
}

void PlotTriangles::writeTo(QSGGeometry &geometry) const
{
    geometry.allocate(int(m_vertices.size()), int(m_indices.size()));
    if (m_vertices.isEmpty())
        return;
    std::memcpy(geometry.vertexData(), m_vertices.constData(), size_t(m_vertices.size()) * sizeof(QSGGeometry::ColoredPoint2D));
    std::memcpy(geometry.indexData(), m_indices.constData(), size_t(m_indices.size()) * sizeof(quint32));
}

void paintLines(QPainter &painter, const QList<PlotLine> &lines, double width)
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (const PlotLine &line : lines) {
        painter.setPen(QPen(line.color, width, Qt::SolidLine, Qt::RoundCap, Qt::BevelJoin));
        for (const QList<QPointF> &piece : line.pieces) {
            if (piece.size() > 1) {
                painter.drawPolyline(piece.constData(), int(piece.size()));
                continue;
            }
            painter.setPen(QPen(line.color, DotWidth * width, Qt::SolidLine, Qt::RoundCap));
            painter.drawPoint(piece.first());
            painter.setPen(QPen(line.color, width, Qt::SolidLine, Qt::RoundCap, Qt::BevelJoin));
        }
    }
}

} // namespace RedisStreams
