// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/streamcursor_p.h"

namespace RedisStreams::Internal {

/// What was received and waits to be handed over, stream by stream. Streams take turns, so that a busy one does not
/// keep the others waiting; the order within a stream is that of the stream.
class EntryQueue
{
public:
    void push(const StreamCursorPtr &cursor, const EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes,
              qint64 receivedAt = 0);
    bool isEmpty() const { return m_turns.empty(); }
    qint64 entryCount() const { return m_entries; }
    qint64 byteCount() const { return m_bytes; }

    struct Batch
    {
        StreamCursorPtr cursor;
        StreamEntries entries;
        qint64 receivedAt = 0;
    };
    /// Up to \a most entries of the stream whose turn it is; the queue is not empty.
    Batch take(quint32 most);
    void drop(const StreamCursorPtr &cursor);
    void clear();

private:
    std::deque<StreamCursorPtr> m_turns; ///< streams that have something, each once
    qint64 m_entries = 0;
    qint64 m_bytes = 0;
};

} // namespace RedisStreams::Internal
