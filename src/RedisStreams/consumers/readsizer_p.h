// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

namespace RedisStreams::Internal {

/// Chooses COUNT, the number of entries a request may bring of each stream.
///
/// Automatic: doubles while replies come back full, as long as they stay below a size in bytes, and falls back when
/// they do not. Fixed: what the application asked for, unless replies outgrow the bound on memory.
class ReadSizer
{
public:
    /// \a bufferSize as StreamConsumer::bufferSize: -1 = automatic, otherwise COUNT = bufferSize + 1.
    void setBufferSize(int bufferSize);
    qint64 count() const;

    /// A reply came: the most entries of one stream in it, all its entries and bytes, and its streams.
    void replied(qint64 largest, qint64 entries, qint64 bytes, qint64 streams);
    /// The connection was lost before anything of a reply came: it may have been too much for the server to give.
    void cutShort();
    void reset();

    static constexpr qint64 SmallestAutomatic = 128;
    static constexpr qint64 LargestAutomatic = 16384;
    /// A reply this large hides the time of a round trip, and is not yet a burden.
    static constexpr qint64 AutomaticBytes = 1024 * 1024;
    /// No reply should be larger than this if COUNT can help it.
    static constexpr qint64 MaximumBytes = 8 * 1024 * 1024;

private:
    qint64 m_fixed = 0; ///< 0 = automatic
    qint64 m_automatic = SmallestAutomatic;
    qint64 m_byteBound = 1LL << 30; ///< COUNT at which replies reach the bound in bytes
};

} // namespace RedisStreams::Internal
