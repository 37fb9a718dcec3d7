// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/respinput_p.h"

namespace RedisStreams::Internal {

namespace {
// A chunk of which an application may keep a single entry for long should not be much larger than what is in it.
constexpr size_t chunkCapacity = 2 * size_t(RespInput::ReadSize);
constexpr size_t reusableCapacity = 4 * chunkCapacity;
constexpr size_t keptChunks = 8;
} // namespace

RespInput::RespInput(const RespLimits &limits)
    : m_tokenizer(limits)
    , m_chunk(new EntryChunk)
{
}

char RespInput::peek() const noexcept
{
    const qsizetype position = m_tokenizer.position();
    return position < qsizetype(m_chunk->bytes.size()) ? m_chunk->bytes.data()[position] : '\0';
}

char *RespInput::prepare(qsizetype &room, qsizetype minimum)
{
    ByteBuffer &bytes = m_chunk->bytes;
    if (bytes.room() < size_t(minimum)) {
        // Doubling, not reserving what a header announces: memory follows what has really come.
        const size_t wanted = size_t(qMax(m_tokenizer.bytesWanted(), qsizetype(0)));
        size_t capacity = qMax(bytes.capacity() * 2, chunkCapacity);
        if (wanted > bytes.size())
            capacity = qMin(capacity, qMax(wanted, bytes.size() + size_t(minimum)));
        bytes.reserve(qMax(capacity, bytes.size() + size_t(minimum)));
    }
    room = qsizetype(bytes.room());
    return bytes.data() + bytes.size();
}

void RespInput::append(QByteArrayView view)
{
    qsizetype room = 0;
    char *to = prepare(room, qMax(view.size(), qsizetype(1)));
    if (!view.isEmpty())
        std::memcpy(to, view.data(), size_t(view.size()));
    commit(view.size());
}

EntryChunkPtr RespInput::freshChunk(size_t capacity)
{
    for (EntryChunkPtr &given : m_given) {
        if (given->ref.loadAcquire() == 1 && given->bytes.capacity() >= capacity) {
            EntryChunkPtr free = std::exchange(given, m_given.back());
            m_given.pop_back();
            free->clear();
            return free;
        }
    }
    EntryChunkPtr fresh(new EntryChunk);
    fresh->bytes.reserve(capacity);
    return fresh;
}

EntryChunkPtr RespInput::detach(qsizetype boundary, quint32 keepSpansFrom)
{
    EntryChunk &old = *m_chunk;
    const size_t rest = old.bytes.size() - size_t(boundary);
    EntryChunkPtr next;
    EntryChunkPtr full;
    // A few bytes in a large buffer: copy them out and go on with the buffer, so that an entry kept for long does
    // not keep the buffer with it.
    if (size_t(boundary) * 4 <= old.bytes.capacity()) {
        full = EntryChunkPtr(new EntryChunk);
        full->bytes.reserve(size_t(boundary));
        full->bytes.append({old.bytes.data(), boundary});
        full->spans.assign(old.spans.begin(), old.spans.begin() + keepSpansFrom);
        full->records.assign(old.records.begin(), old.records.end());
        full->labels.assign(old.labels.begin(), old.labels.end());
        if (rest != 0)
            std::memmove(old.bytes.data(), old.bytes.data() + boundary, rest);
        old.bytes.setSize(rest);
        old.spans.erase(old.spans.begin(), old.spans.begin() + keepSpansFrom);
        old.records.clear();
        old.labels.clear();
        next = m_chunk;
    } else {
        next = freshChunk(qMax(chunkCapacity, rest + size_t(ReadSize)));
        next->bytes.append({old.bytes.data() + boundary, qsizetype(rest)});
        next->spans.assign(old.spans.begin() + keepSpansFrom, old.spans.end());
        old.bytes.setSize(size_t(boundary));
        old.spans.resize(keepSpansFrom);
        full = std::exchange(m_chunk, next);
        // Very large buffers go back to the system.
        if (full->bytes.capacity() <= reusableCapacity) {
            if (m_given.size() >= keptChunks)
                m_given.erase(m_given.begin());
            m_given.push_back(full);
        }
    }
    for (Span &span : next->spans)
        span.offset -= quint32(boundary);
    m_tokenizer.rebase(boundary);
    m_received += boundary;
    return full;
}

void RespInput::discard()
{
    EntryChunk &chunk = *m_chunk;
    const qsizetype position = m_tokenizer.position();
    const size_t rest = chunk.bytes.size() - size_t(position);
    if (position == 0)
        return;
    if (chunk.bytes.capacity() > reusableCapacity && rest < chunkCapacity) {
        EntryChunkPtr smaller = freshChunk(chunkCapacity);
        smaller->bytes.append({chunk.bytes.data() + position, qsizetype(rest)});
        m_chunk = smaller;
    } else {
        if (rest != 0)
            std::memmove(chunk.bytes.data(), chunk.bytes.data() + position, rest);
        chunk.bytes.setSize(rest);
        chunk.spans.clear();
    }
    m_tokenizer.rebase(position);
    m_received += position;
}

void RespInput::discardSome()
{
    const qsizetype position = m_tokenizer.position();
    if (qsizetype(m_chunk->bytes.size()) - position <= position)
        discard();
}

void RespInput::reset()
{
    m_received += qint64(m_chunk->bytes.size());
    m_chunk->clear();
    m_tokenizer.reset();
}

} // namespace RedisStreams::Internal
