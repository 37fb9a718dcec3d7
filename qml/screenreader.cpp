// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "screenreader.h"

#include <utility>

namespace RedisStreams {

ScreenReader::ScreenReader(QObject *parent)
    : QObject(parent)
{
    QAccessible::installActivationObserver(this);
}

ScreenReader::~ScreenReader() { QAccessible::removeActivationObserver(this); }

void ScreenReader::accessibilityActiveChanged(bool active)
{
    if (std::exchange(m_active, active) != active)
        Q_EMIT activeChanged();
}

} // namespace RedisStreams
