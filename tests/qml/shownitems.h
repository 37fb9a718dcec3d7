// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QElapsedTimer>
#include <QtGui/QImage>
#include <QtQuick/QQuickItem>
#include <QtQuick/QQuickWindow>
#include <QtTest/QSignalSpy>

#include <functional>
#include <optional>

namespace RedisStreams::Test {

/// The first item of that name below \a parent that is shown.
inline QQuickItem *findShown(QQuickItem *parent, const QString &name)
{
    for (QQuickItem *child : parent->childItems()) {
        if (!child->isVisible())
            continue;
        if (child->objectName() == name)
            return child;
        if (QQuickItem *found = findShown(child, name))
            return found;
    }
    return nullptr;
}

/// Whether a text is to be read somewhere below \a parent.
inline bool isRead(QQuickItem *parent, const QString &text)
{
    for (QQuickItem *child : parent->childItems()) {
        if (!child->isVisible() || child->opacity() == 0)
            continue;
        if (child->property("text").toString().contains(text) || isRead(child, text))
            return true;
    }
    return false;
}

/// What can be read below \a parent outside \a bounds (of the scene), unless it is cut off there. Empty, if all is well.
inline QStringList readOutside(QQuickItem *parent, const QRectF &bounds)
{
    QStringList outside;
    for (QQuickItem *child : parent->childItems()) {
        if (!child->isVisible() || child->opacity() == 0)
            continue;
        const QString text = child->property("text").toString();
        if (!text.isEmpty() && !bounds.contains(child->mapRectToScene({0, 0, child->width(), child->height()})))
            outside.append(text);
        if (!child->clip())
            outside += readOutside(child, bounds);
    }
    return outside;
}

/// The same of each popup that is open in \a window.
inline QStringList readOutsidePopups(QQuickWindow *window)
{
    QStringList outside;
    for (QQuickItem *overlay : window->contentItem()->childItems()) {
        if (!overlay->inherits("QQuickOverlay"))
            continue;
        for (QQuickItem *popup : overlay->childItems()) {
            if (popup->isVisible())
                outside += readOutside(popup, popup->mapRectToScene({0, 0, popup->width(), popup->height()}));
        }
    }
    return outside;
}

/// Until what was changed has its place: items are laid out with the next frame.
inline void waitForFrame(QQuickWindow *window)
{
    QSignalSpy frames(window, &QQuickWindow::frameSwapped);
    window->update();
    if (frames.isEmpty())
        frames.wait(5000);
}

/// Where \a pointOf an item lies in the scene once it has kept that place for a frame: nobody can click what still moves.
/// It is called for each frame, and returns nothing if the item is not shown.
inline QPoint placeAtRest(QQuickWindow *window, const std::function<std::optional<QPointF>()> &pointOf)
{
    waitForFrame(window);
    std::optional<QPointF> place = pointOf();
    for (int frame = 0; place && frame < 60; ++frame) {
        waitForFrame(window);
        const std::optional<QPointF> next = pointOf();
        if (next == place)
            break;
        place = next;
    }
    return place ? place->toPoint() : QPoint(-1, -1);
}

/// What the window shows once nothing in it moves any more: animations and delayed tooltips. What goes on for ever, such
/// as a clock, is not waited for longer than a second and a half.
inline QImage pictureAtRest(QQuickWindow *window)
{
    constexpr int stillFor = 350; // ms; tooltips come after 300
    QElapsedTimer still;
    QElapsedTimer clock;
    still.start();
    clock.start();
    QImage picture = window->grabWindow();
    while (still.elapsed() < stillFor && clock.elapsed() < 1500) {
        QSignalSpy frames(window, &QQuickWindow::frameSwapped);
        if (!frames.wait(stillFor))
            break;
        const QImage next = window->grabWindow();
        if (next != picture)
            still.restart();
        picture = next;
    }
    return picture;
}

} // namespace RedisStreams::Test
