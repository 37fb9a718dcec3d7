// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "support/adminclient.h"

/// Entries 1-0, 2-0 ... of which each is easily told from all others, and their lines in the text format.
namespace RedisStreams::Test {

inline QByteArray numberedText() { return QByteArray(60, 'x'); }

inline void addNumberedEntries(AdminClient &admin, const QByteArray &stream, int count)
{
    const QByteArray script = "for i = 1, tonumber(ARGV[1]) do "
                              "redis.call('XADD', KEYS[1], i .. '-0', 'n', i, 'text', ARGV[2]) end return 1";
    admin.integer({"EVAL", script, "1", stream, QByteArray::number(count), numberedText()});
}

inline QByteArrayList numberedLines(const QByteArray &stream, int first, int last)
{
    QByteArrayList lines;
    for (int i = first; i <= last; ++i) {
        const QByteArray number = QByteArray::number(i);
        lines.append(stream + ' ' + number + "-0 n=" + number + " text=" + numberedText());
    }
    return lines;
}

} // namespace RedisStreams::Test
