// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickclipboard.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>

namespace RedisStreams {

QuickClipboard::QuickClipboard(QObject *parent)
    : QObject(parent)
{
}

void QuickClipboard::copy(const QString &text) const
{
    QGuiApplication::clipboard()->setText(text);
}

QString QuickClipboard::text() const
{
    return QGuiApplication::clipboard()->text();
}

} // namespace RedisStreams
