// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "preferences.h"
#include "shownitems.h"

#include "support/patience.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streammodel.h>
#include <RedisStreams/streammonitor.h>

#include <QtCore/QTemporaryDir>
#include <QtQml/QQmlApplicationEngine>
#include <QtQml/QQmlExtensionPlugin>
#include <QtTest/QTest>

#include <memory>

Q_IMPORT_QML_PLUGIN(RedisStreamsDashboardPlugin)

namespace RedisStreams::Test {

/// The dashboard's window in this process, and what a user does to it.
class DashboardWindow
{
public:
    /// What is kept between starts lies in \a settings.
    bool open(const QString &url, const QStringList &streams, const QString &settings, QVariantMap more = {})
    {
        Preferences::setFile(settings);
        m_engine = std::make_unique<QQmlApplicationEngine>();
        m_engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
        m_engine->addImportPath(QStringLiteral(QML_IMPORT_DIR));
        if (!importPath.isEmpty())
            m_engine->addImportPath(importPath);
        QObject::connect(m_engine.get(), &QQmlEngine::warnings, m_engine.get(), [this](const QList<QQmlError> &errors) {
            for (const QQmlError &error : errors)
                warnings.append(error.toString());
        });
        more.insert(QStringLiteral("startUrl"), url);
        more.insert(QStringLiteral("startStreams"), streams);
        m_engine->setInitialProperties(more);
        m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/RedisStreamsDashboard/Main.qml")));
        m_window = m_engine->rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow *>(m_engine->rootObjects().constFirst());
        return m_window && QTest::qWaitForWindowExposed(m_window);
    }
    void close()
    {
        if (m_window)
            m_window->close();
        m_engine.reset();
        m_window = nullptr;
    }

    QQuickWindow *window() const { return m_window; }
    QObject *session() const { return m_window->property("session").value<QObject *>(); }
    template <typename Type>
    Type *part(const char *name) const { return qobject_cast<Type *>(session()->property(name).value<QObject *>()); }
    StreamMonitor *monitor() const { return part<StreamMonitor>("monitor"); }
    StreamModel *entries() const { return part<StreamModel>("entries"); }
    RedisClient *client() const { return part<RedisClient>("client"); }
    QStringList followed() const { return session()->property("followed").toStringList(); }

    /// The first item of that name that is shown. A dot separates it from a name above it: "pending.rows".
    QQuickItem *item(const char *path) const
    {
        QQuickItem *found = m_window->contentItem();
        for (const QString &name : QString::fromLatin1(path).split(u'.')) {
            found = found ? findShown(found, name) : nullptr;
        }
        return found;
    }
    /// Until what was changed has its place.
    void settle() const { waitForFrame(m_window); }
    QPoint center(const char *path) const
    {
        return placeAtRest(m_window, [this, path]() -> std::optional<QPointF> {
            const QQuickItem *found = item(path);
            return found ? std::optional(found->mapToScene({found->width() / 2, found->height() / 2})) : std::nullopt;
        });
    }
    /// In an item's own coordinates.
    QPoint at(const char *path, qreal x, qreal y) const
    {
        return placeAtRest(m_window, [this, path, x, y]() -> std::optional<QPointF> {
            const QQuickItem *found = item(path);
            return found ? std::optional(found->mapToScene({x, y})) : std::nullopt;
        });
    }
    bool click(const char *path, Qt::KeyboardModifiers modifiers = {}) const
    {
        const QPoint point = center(path);
        if (point.x() < 0) {
            qWarning("nothing called %s is shown", path);
            return false;
        }
        click(point, modifiers);
        return true;
    }
    void click(QPoint point, Qt::KeyboardModifiers modifiers = {}) const { QTest::mouseClick(m_window, Qt::LeftButton, modifiers, point); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const { QTest::keyClick(m_window, key, modifiers); }
    void type(const QString &text) const
    {
        for (const QChar character : text)
            QTest::keyClick(m_window, character.toLatin1());
    }
    /// Whether a text is to be read somewhere.
    bool reads(const QString &text) const { return isRead(m_window->contentItem(), text); }

    QStringList warnings;
    /// Where modules are looked for first.
    QString importPath;

private:
    std::unique_ptr<QQmlApplicationEngine> m_engine;
    QQuickWindow *m_window = nullptr;
};

} // namespace RedisStreams::Test
