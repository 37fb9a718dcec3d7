// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

#include <cstdio>

namespace StreamTail {

/// A line on standard error. Names of streams, and what a server says, may hold anything: control characters do not reach
/// the terminal as such.
inline void report(const QString &line)
{
    QString shown;
    for (const QChar character : line) {
        if (character.category() == QChar::Other_Control)
            shown += QStringLiteral("\\x%1").arg(uint(character.unicode()), 2, 16, QLatin1Char('0'));
        else
            shown += character;
    }
    const QByteArray bytes = "streamtail: " + shown.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
}

} // namespace StreamTail
