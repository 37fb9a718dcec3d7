// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "qmlfixture.h"
#include "shownitems.h"

namespace RedisStreams::Test {

/// A window with a component in it, and what a user does to it.
class ComponentWindow
{
public:
    /// \a text is the inside of a Window of that size. False, with a warning, when it cannot be shown.
    bool show(QmlFixture &qml, const QByteArray &text, const QVariantMap &context = {}, QSize size = {800, 500})
    {
        const QByteArray header = QStringLiteral("Window { width: %1; height: %2; visible: true\n").arg(size.width()).arg(size.height()).toUtf8();
        m_root = qml.create(header + text + "\n}", context);
        m_window = qobject_cast<QQuickWindow *>(m_root.get());
        return m_window && QTest::qWaitForWindowExposed(m_window);
    }

    QQuickWindow *window() const { return m_window; }
    QObject *object(const char *name) const { return m_root->findChild<QObject *>(QLatin1StringView(name)); }
    QQuickItem *item(const char *name) const { return findShown(m_window->contentItem(), QLatin1StringView(name)); }

    /// Until what was changed has its place.
    void settle() const { waitForFrame(m_window); }
    QPoint center(const char *name) const
    {
        return placeAtRest(m_window, [this, name]() -> std::optional<QPointF> {
            const QQuickItem *found = item(name);
            return found ? std::optional(found->mapToScene({found->width() / 2, found->height() / 2})) : std::nullopt;
        });
    }
    void click(const char *name, Qt::KeyboardModifiers modifiers = {}) const { click(center(name), modifiers); }
    void click(QPoint at, Qt::KeyboardModifiers modifiers = {}) const { QTest::mouseClick(m_window, Qt::LeftButton, modifiers, at); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(m_window, key, modifiers); }

    /// Whether a text is to be read somewhere.
    bool reads(const QString &text) const
    {
        settle();
        return isRead(m_window->contentItem(), text);
    }

private:
    std::unique_ptr<QObject> m_root;
    QQuickWindow *m_window = nullptr;
};

} // namespace RedisStreams::Test
