// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/pendingentries_p.h"

namespace RedisStreams::Internal {

void PendingEntries::append(const StreamEntries &batch, qsizetype limit)
{
    if (!batch.isEmpty())
        append(Part {batch, {}}, limit);
}

void PendingEntries::append(const QList<StreamEntry> &entries, qsizetype limit)
{
    if (!entries.isEmpty())
        append(Part {{}, entries}, limit);
}

void PendingEntries::append(Part part, qsizetype limit)
{
    m_count += part.size();
    m_parts.push_back(std::move(part));
    while (m_count - m_parts.front().size() >= limit) {
        m_count -= m_parts.front().size();
        m_parts.pop_front();
    }
}

void PendingEntries::clear()
{
    m_parts.clear();
    m_count = 0;
}

void PendingEntries::removeStream(const QByteArray &key)
{
    std::deque<Part> kept;
    m_count = 0;
    for (Part &part : m_parts) {
        if (!part.batch.isEmpty()) {
            if (part.batch.first().streamKey() == key)
                continue;
        } else {
            part.entries.removeIf([&key](const StreamEntry &entry) { return entry.streamKey() == key; });
            if (part.entries.isEmpty())
                continue;
        }
        m_count += part.size();
        kept.push_back(std::move(part));
    }
    m_parts = std::move(kept);
}

QList<StreamEntry> PendingEntries::takeNewest(qsizetype limit)
{
    qsizetype skip = qMax<qsizetype>(0, m_count - limit);
    QList<StreamEntry> entries;
    entries.reserve(m_count - skip);
    for (const Part &part : m_parts) {
        const qsizetype size = part.size();
        const qsizetype first = qMin(skip, size);
        skip -= first;
        for (qsizetype i = first; i < size; ++i)
            entries.append(part.at(i).detached());
    }
    clear();
    return entries;
}

} // namespace RedisStreams::Internal
