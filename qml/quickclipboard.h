// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>
#include <QtQml/qqml.h>

namespace RedisStreams {

/// The system's clipboard, which QML has no access to by itself.
class QuickClipboard : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Clipboard)
    QML_SINGLETON

public:
    explicit QuickClipboard(QObject *parent = nullptr);

    Q_INVOKABLE void copy(const QString &text) const;
    Q_INVOKABLE QString text() const;
};

} // namespace RedisStreams
