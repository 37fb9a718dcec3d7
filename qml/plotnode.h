// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>

class QQuickItem;
class QSGNode;

namespace RedisStreams {

struct PlotLine;

/// For updatePaintNode() of an item that is nothing but lines: the node that shows them, \a node again when there is one.
///
/// On a graphics processor the lines are triangles with soft edges; Qt's software renderer, which draws none, gets a
/// picture of them. (A Shape there is drawn over the edges of what clips it.)
QSGNode *updateLines(QSGNode *node, const QQuickItem *item, const QList<PlotLine> &lines, double lineWidth);

} // namespace RedisStreams
