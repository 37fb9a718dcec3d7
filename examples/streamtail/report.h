// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

#include <cstdio>

namespace StreamTail {

/// A line on standard error.
inline void report(const QString &line)
{
    const QByteArray bytes = "streamtail: " + line.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
}

} // namespace StreamTail
