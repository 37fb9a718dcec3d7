// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>
#include <QtGui/QAccessible>
#include <QtQml/qqml.h>

namespace RedisStreams {

/// Whether something reads the screen: what is said to it alone is not made for nobody.
class ScreenReader : public QObject, public QAccessible::ActivationObserver
{
    Q_OBJECT
    Q_PROPERTY(bool active READ isActive NOTIFY activeChanged FINAL)
    QML_ELEMENT
    QML_SINGLETON

public:
    explicit ScreenReader(QObject *parent = nullptr);
    ~ScreenReader() override;

    bool isActive() const { return m_active; }
    void accessibilityActiveChanged(bool active) override;

Q_SIGNALS:
    void activeChanged();

private:
    bool m_active = QAccessible::isActive();
};

} // namespace RedisStreams
