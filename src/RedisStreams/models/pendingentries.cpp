// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/pendingentries_p.h"

namespace RedisStreams::Internal {

void PendingEntries::append(const StreamEntries &batch, qint64 serial, qsizetype limit)
{
    if (!batch.isEmpty())
        append(Part{batch, {}, serial}, limit);
}

void PendingEntries::append(const QList<StreamEntry> &entries, qint64 serial, qsizetype limit)
{
    if (!entries.isEmpty())
        append(Part{{}, entries, serial}, limit);
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
    for (Part &part : m_parts) {
        if (!part.batch.isEmpty()) {
            if (part.batch.first().streamKey() != key)
                kept.push_back(std::move(part));
            continue;
        }
        // What remains keeps its numbers: a part for each run.
        for (qsizetype i = 0; i < part.entries.size(); ++i) {
            const qsizetype first = i;
            while (i < part.entries.size() && part.entries.at(i).streamKey() != key)
                ++i;
            if (i > first)
                kept.push_back(Part{{}, part.entries.mid(first, i - first), part.serial + first});
        }
    }
    m_parts = std::move(kept);
    m_count = 0;
    for (const Part &part : m_parts)
        m_count += part.size();
}

QList<ModelRow> PendingEntries::takeNewest(qsizetype limit)
{
    qsizetype skip = qMax<qsizetype>(0, m_count - limit);
    QList<ModelRow> rows;
    rows.reserve(m_count - skip);
    for (const Part &part : m_parts) {
        const qsizetype size = part.size();
        const qsizetype first = qMin(skip, size);
        skip -= first;
        for (qsizetype i = first; i < size; ++i)
            rows.append({part.at(i).detached(), part.serial + i});
    }
    clear();
    return rows;
}

} // namespace RedisStreams::Internal
