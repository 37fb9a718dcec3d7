// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>

#include <cstring>
#include <memory>

namespace StreamTail {

/// Bytes written at one end and taken from the other. The writer reserves room, writes through a pointer, and commits.
class OutputBuffer
{
public:
    const char *data() const noexcept { return m_memory.get() + m_begin; }
    qsizetype size() const noexcept { return m_end - m_begin; }
    bool isEmpty() const noexcept { return m_begin == m_end; }

    /// Room for \a bytes more, uninitialised; valid until the next reserve() or consume().
    char *reserve(qsizetype bytes)
    {
        if (m_capacity - m_end < bytes)
            makeRoom(bytes);
        return m_memory.get() + m_end;
    }
    /// \a end is one past what was written after the last reserve().
    void commit(const char *end) noexcept { m_end = end - m_memory.get(); }

    void append(QByteArrayView bytes)
    {
        char *out = reserve(bytes.size());
        if (!bytes.isEmpty())
            std::memcpy(out, bytes.data(), size_t(bytes.size()));
        commit(out + bytes.size());
    }
    void append(char byte)
    {
        char *out = reserve(1);
        *out = byte;
        commit(out + 1);
    }

    void consume(qsizetype bytes) noexcept
    {
        m_begin += bytes;
        if (m_begin == m_end)
            m_begin = m_end = 0;
    }

private:
    void makeRoom(qsizetype bytes)
    {
        const qsizetype used = size();
        // Moved to the front when that frees at least half; grown otherwise, so that bytes are not moved again and
        // again.
        if (m_begin >= used && m_capacity - used >= bytes) {
            std::memmove(m_memory.get(), data(), size_t(used));
        } else {
            const qsizetype capacity = qMax(qMax(qsizetype(4096), 2 * m_capacity), used + bytes);
            std::unique_ptr<char[]> memory(new char[size_t(capacity)]);
            if (used > 0)
                std::memcpy(memory.get(), data(), size_t(used));
            m_memory = std::move(memory);
            m_capacity = capacity;
        }
        m_begin = 0;
        m_end = used;
    }

    std::unique_ptr<char[]> m_memory;
    qsizetype m_capacity = 0;
    qsizetype m_begin = 0;
    qsizetype m_end = 0;
};

} // namespace StreamTail
