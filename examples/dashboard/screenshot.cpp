// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "screenshot.h"

#include <QtGui/QGuiApplication>
#include <QtGui/QImage>
#include <QtQuick/QQuickWindow>

#include <cstdio>

namespace {

constexpr qint64 LongestWait = 15000; // ms
constexpr qint64 DataTime = 2000; // ms

} // namespace

Screenshot::Screenshot(QQuickWindow *window, const QString &file)
    : m_window(window)
    , m_file(file)
{
    m_started.start();
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
    m_timer.start(50);
}

void Screenshot::look()
{
    if (!m_data.isValid() && m_window->property("rowCount").toInt() > 0)
        m_data.start();
    if (m_data.isValid() && m_data.elapsed() >= DataTime)
        finish({});
    else if (m_started.elapsed() >= LongestWait)
        finish(m_data.isValid() ? QString() : QStringLiteral("no entry came within 15 seconds"));
}

void Screenshot::finish(const QString &problem)
{
    m_timer.stop();
    QString message = problem;
    const QImage image = m_window->grabWindow();
    if (image.isNull())
        message = QStringLiteral("the window cannot be grabbed");
    else if (!image.save(m_file))
        message = QStringLiteral("cannot write the picture to ") + m_file;
    if (!message.isEmpty())
        std::fprintf(stderr, "dashboard: %s\n", qPrintable(message));
    QGuiApplication::exit(message.isEmpty() ? 0 : 1);
}
