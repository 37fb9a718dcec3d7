// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "options.h"
#include "outputbuffer.h"

#include <RedisStreams/streamentry.h>

namespace StreamTail {

/// Writes entries as lines. The formats are described in the help of streamtail.
class EntryFormat
{
public:
    explicit EntryFormat(Format format);

    /// The stream of the entries that follow.
    void setStream(const QByteArray &key);
    void append(OutputBuffer &out, const RedisStreams::StreamEntry &entry) const;

private:
    void appendText(OutputBuffer &out, const RedisStreams::StreamEntry &entry) const;
    void appendJson(OutputBuffer &out, const RedisStreams::StreamEntry &entry) const;
    static void appendRaw(OutputBuffer &out, const RedisStreams::StreamEntry &entry);

    const Format m_format;
    QByteArray m_stream;
    OutputBuffer m_prefix; ///< what every line of this stream begins with
};

/// A JSON string; {"base64":"..."} for bytes that are not UTF-8. Control characters are escaped, also those above
/// ASCII.
void appendJsonString(OutputBuffer &out, QByteArrayView bytes);

/// Readable text: in quotes, with backslash escapes, where it has spaces, quotes, '=' or what cannot be printed, or is
/// empty.
void appendReadable(OutputBuffer &out, QByteArrayView bytes);

/// The same as a string, for messages.
QByteArray readable(QByteArrayView bytes);

} // namespace StreamTail
