// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "plotnode.h"

#include "plotpainting.h"

#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtQuick/QQuickItem>
#include <QtQuick/QQuickWindow>
#include <QtQuick/QSGGeometryNode>
#include <QtQuick/QSGImageNode>
#include <QtQuick/QSGRendererInterface>
#include <QtQuick/QSGVertexColorMaterial>

namespace RedisStreams {

namespace {

class LinesNode : public QSGGeometryNode
{
public:
    LinesNode()
        : m_geometry(QSGGeometry::defaultAttributes_ColoredPoint2D(), 0, 0, QSGGeometry::UnsignedIntType)
    {
        m_geometry.setDrawingMode(QSGGeometry::DrawTriangles);
        m_geometry.setVertexDataPattern(QSGGeometry::DynamicPattern);
        setGeometry(&m_geometry);
        setMaterial(&m_material);
    }

    void show(const QList<PlotLine> &lines, double width, double pixel)
    {
        PlotTriangles triangles(width, pixel);
        for (const PlotLine &line : lines)
            triangles.add(line);
        triangles.writeTo(m_geometry);
        markDirty(DirtyGeometry);
    }

private:
    QSGGeometry m_geometry;
    QSGVertexColorMaterial m_material;
};

} // namespace

QSGNode *updateLines(QSGNode *node, const QQuickItem *item, const QList<PlotLine> &lines, double lineWidth)
{
    QQuickWindow *window = item->window();
    const double ratio = window->effectiveDevicePixelRatio();
    if (window->rendererInterface()->graphicsApi() != QSGRendererInterface::Software) {
        auto *shown = node ? static_cast<LinesNode *>(node) : new LinesNode;
        shown->show(lines, lineWidth, 1 / ratio);
        return shown;
    }
    QImage image((item->size() * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    paintLines(painter, lines, lineWidth);
    painter.end();
    auto *picture = node ? static_cast<QSGImageNode *>(node) : window->createImageNode();
    picture->setOwnsTexture(true);
    picture->setTexture(window->createTextureFromImage(image, QQuickWindow::TextureHasAlphaChannel));
    picture->setRect(item->boundingRect());
    return picture;
}

} // namespace RedisStreams
