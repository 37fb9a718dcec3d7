// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>
#include <QtCore/QUrl>
#include <QtQml/qqml.h>

/// Paths as a user types them.
class LocalFiles : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    explicit LocalFiles(QObject *parent = nullptr) : QObject(parent) {}

    /// Where exports go unless another folder is chosen.
    Q_INVOKABLE static QString documents()
    {
        const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
        return QFileInfo(folder).isDir() ? folder : QDir::homePath();
    }
    /// Absolute, with ~ for the home folder.
    Q_INVOKABLE static QString absolute(const QString &path)
    {
        const QString text = path.trimmed();
        if (text.isEmpty())
            return {};
        return QDir::cleanPath(text == u'~' || text.startsWith(QStringLiteral("~/")) ? QDir::homePath() + text.mid(1) : QDir(documents()).absoluteFilePath(text));
    }
    Q_INVOKABLE static QUrl url(const QString &path) { return QUrl::fromLocalFile(absolute(path)); }
    Q_INVOKABLE static QString path(const QUrl &url) { return url.toLocalFile(); }
    Q_INVOKABLE static QString folder(const QString &path) { return QFileInfo(absolute(path)).path(); }
    Q_INVOKABLE static bool exists(const QString &path) { return QFileInfo::exists(absolute(path)); }
};
