// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/continuity_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

namespace {
/// So many ids are remembered: the newest, and ever fewer of the older ones.
constexpr size_t mostKnown = 16;
constexpr size_t mostBegins = 64;
} // namespace

void Continuity::startAt(StreamId position)
{
    *this = {};
    m_position = position;
    m_checked = position;
}

void Continuity::startAtEntry(StreamId position)
{
    startAt(position);
    m_entry = true;
}

void Continuity::resumeAt(StreamId position)
{
    startAtEntry(position);
    m_seen = true;
}

void Continuity::startAtEnd(const StreamLook &look)
{
    startAt(look.lastGeneratedId);
    m_seen = look.exists;
    m_index = look.exists ? look.entriesAdded : std::optional<qint64>(0);
    if (look.firstId)
        remember(*look.firstId);
}

void Continuity::received(StreamId first, StreamId last, qint64 count)
{
    if (m_begins.size() >= mostBegins)
        m_begins.pop_front();
    m_begins.push_back(first);
    m_position = last;
    m_seen = true;
    m_entry = true;
    if (m_index)
        *m_index += count;
}

bool Continuity::began(StreamId first) const
{
    return std::find(m_begins.begin(), m_begins.end(), first) != m_begins.end();
}

Continuity::Verdict Continuity::look(const StreamLook &look)
{
    const StreamId end = look.lastGeneratedId;
    if (!look.exists || end < m_position) {
        // A start that somebody chose may lie ahead of the stream; what was read cannot.
        return {m_seen ? Kind::Shrunk : Kind::Whole, end, m_position, 0};
    }
    const bool ahead = !look.firstId || *look.firstId > m_position; // all that is left is yet to be read
    Verdict verdict;
    if (end == m_position) {
        if (look.entriesAdded && m_index && *look.entriesAdded < *m_index)
            return {Kind::Shrunk, m_checked, m_position, 0};
        if (look.entriesAdded && m_index && *look.entriesAdded > *m_index)
            verdict = {Kind::Gap, m_checked, m_position, *look.entriesAdded - *m_index};
        m_index = look.entriesAdded;
        m_checked = m_position;
        m_seen = true;
    } else if (ahead) {
        const std::optional<qint64> removed = look.removed();
        if (removed && m_index && *removed < *m_index)
            return {Kind::Shrunk, m_checked, m_position, 0};
        const StreamId next = look.firstId.value_or(end);
        if (removed && m_index && *removed > *m_index)
            verdict = {Kind::Gap, m_checked, next, *removed - *m_index};
        else if (!m_index && m_entry && removed.value_or(1) > 0 && m_suspected != m_position)
            verdict = {Kind::Gap, m_position, next, 0};
        m_suspected = m_position;
        m_index = removed;
        m_checked = m_position;
    }
    m_begins.clear();
    if (m_entry)
        remember(m_position);
    if (look.firstId && !ahead)
        remember(*look.firstId);
    return verdict;
}

std::vector<StreamId> Continuity::evidence(StreamId end) const
{
    std::vector<StreamId> ids;
    // Of what was received since the last look, the newest that can still be there. Only when more was received behind it
    // than there is now: otherwise it may be of the new stream already.
    if (end < m_position) {
        const auto newest = std::find_if(m_begins.rbegin(), m_begins.rend(), [end](StreamId id) { return id <= end; });
        if (newest != m_begins.rend())
            ids.push_back(*newest);
    }
    std::copy_if(m_known.rbegin(), m_known.rend(), std::back_inserter(ids), [end](StreamId id) { return id <= end; });
    return ids;
}

void Continuity::remember(StreamId id)
{
    const auto at = std::lower_bound(m_known.begin(), m_known.end(), id);
    if (at != m_known.end() && *at == id)
        return;
    m_known.insert(at, id);
    if (m_known.size() <= mostKnown)
        return;
    // Every second one of the older half goes: old ids lie further and further apart.
    size_t kept = 0;
    for (size_t i = 0; i < m_known.size(); ++i) {
        if (i < mostKnown / 2 && i % 2 == 1)
            continue;
        m_known[kept++] = m_known[i];
    }
    m_known.resize(kept);
}

} // namespace RedisStreams::Internal
