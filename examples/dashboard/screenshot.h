// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QTimer>

class QQuickWindow;

/// Waits until the window shows entries and two seconds of data came, writes a picture of it, and ends the program:
/// with 0, or with 1 and a message when no entry came within 15 seconds (the picture is written then as well: it shows
/// what there was) or the file cannot be written.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    Screenshot(QQuickWindow *window, const QString &file);

private:
    void look();
    void finish(const QString &problem);

    QQuickWindow *m_window;
    QString m_file;
    QTimer m_timer;
    QElapsedTimer m_started;
    QElapsedTimer m_data; // since the first row
};
