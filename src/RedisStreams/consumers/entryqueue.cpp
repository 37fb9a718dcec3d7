// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/entryqueue_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

void EntryQueue::push(const StreamCursorPtr &cursor, const EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes,
                      qint64 receivedAt)
{
    if (cursor->queue.empty())
        m_turns.push_back(cursor);
    cursor->queue.push_back({chunk, first, count, bytes, receivedAt});
    m_entries += count;
    m_bytes += bytes;
}

EntryQueue::Batch EntryQueue::take(quint32 most)
{
    StreamCursorPtr cursor = m_turns.front();
    m_turns.pop_front();
    QueuedEntries &queued = cursor->queue.front();
    const quint32 count = qMin(most, queued.count);
    const qint64 bytes = queued.bytes * count / queued.count;
    Batch batch {cursor, EntryChunk::batch(queued.chunk.data(), queued.first, count), queued.receivedAt};
    queued.first += count;
    queued.count -= count;
    queued.bytes -= bytes;
    m_entries -= count;
    m_bytes -= bytes;
    if (queued.count == 0)
        cursor->queue.pop_front();
    if (!cursor->queue.empty())
        m_turns.push_back(cursor);
    return batch;
}

void EntryQueue::drop(const StreamCursorPtr &cursor)
{
    for (const QueuedEntries &queued : cursor->queue) {
        m_entries -= queued.count;
        m_bytes -= queued.bytes;
    }
    cursor->queue.clear();
    m_turns.erase(std::remove(m_turns.begin(), m_turns.end(), cursor), m_turns.end());
}

void EntryQueue::clear()
{
    for (const StreamCursorPtr &cursor : m_turns)
        cursor->queue.clear();
    m_turns.clear();
    m_entries = 0;
    m_bytes = 0;
}

} // namespace RedisStreams::Internal
