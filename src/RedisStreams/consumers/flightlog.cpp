// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/flightlog_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

void FlightLog::add(StreamId id, qint64 now)
{
    if (!addNew(id, now))
        setState(id, State::Received, now);
}

bool FlightLog::addNew(StreamId id, qint64 now)
{
    const bool newest = m_slots.empty() || m_slots.back().id < id;
    if (newest ? m_older.contains(id) : contains(id))
        return false;
    if (newest)
        m_slots.push_back({id, {State::Received, now}, true});
    else
        m_older.insert({id, {State::Received, now}});
    ++m_count;
    ++m_open;
    return true;
}

FlightLog::Slot *FlightLog::findSlot(StreamId id)
{
    // Entries are handed over one behind the other, and what was acknowledged first is confirmed first.
    const auto isAt = [&](size_t index) { return index < m_slots.size() && m_slots[index].id == id; };
    size_t index = 0;
    if (isAt(m_near)) {
        index = m_near;
    } else if (isAt(m_near + 1)) {
        index = ++m_near;
    } else if (!isAt(0)) {
        const auto it = std::lower_bound(m_slots.begin(), m_slots.end(), id, [](const Slot &slot, StreamId wanted) { return slot.id < wanted; });
        if (it == m_slots.end() || it->id != id)
            return nullptr;
        index = m_near = size_t(it - m_slots.begin());
    }
    return m_slots[index].live ? &m_slots[index] : nullptr;
}

FlightLog::Flight *FlightLog::find(StreamId id)
{
    if (Slot *slot = findSlot(id))
        return &slot->flight;
    if (m_older.empty())
        return nullptr;
    const auto it = m_older.find(id);
    return it == m_older.end() ? nullptr : &it->second;
}

void FlightLog::setState(StreamId id, State state, qint64 now)
{
    Flight *flight = find(id);
    if (!flight)
        return;
    m_open += int(isOpen(state)) - int(isOpen(flight->state));
    flight->state = state;
    flight->since = now;
}

void FlightLog::setAcknowledging(StreamId id)
{
    if (const Flight *flight = find(id))
        setState(id, State::Acknowledging, flight->since);
}

bool FlightLog::remove(StreamId id)
{
    if (Slot *slot = findSlot(id)) {
        m_open -= int(isOpen(slot->flight.state));
        --m_count;
        slot->live = false;
        while (!m_slots.empty() && !m_slots.front().live) {
            m_slots.pop_front();
            m_near -= m_near > 0 ? 1 : 0;
        }
        // One entry in work for hours must not keep the dead of all that came after it.
        const auto live = size_t(m_count) - m_older.size();
        if (m_slots.size() > 2 * live + 1024)
            m_slots.erase(std::remove_if(m_slots.begin(), m_slots.end(), [](const Slot &s) { return !s.live; }), m_slots.end());
        return true;
    }
    const auto it = m_older.find(id);
    if (it == m_older.end())
        return false;
    m_open -= int(isOpen(it->second.state));
    --m_count;
    m_older.erase(it);
    return true;
}

void FlightLog::removeReceived()
{
    QList<StreamId> ids;
    for (const auto &[id, flight] : m_older) {
        if (flight.state == State::Received)
            ids.append(id);
    }
    for (const Slot &slot : m_slots) {
        if (slot.live && slot.flight.state == State::Received)
            ids.append(slot.id);
    }
    for (const StreamId id : std::as_const(ids))
        remove(id);
}

void FlightLog::clear()
{
    m_slots.clear();
    m_older.clear();
    m_count = 0;
    m_open = 0;
}

QList<StreamId> FlightLog::inWorkSince(qint64 before, qsizetype most) const
{
    QList<StreamId> ids;
    const auto take = [&](StreamId id, const Flight &flight) {
        if (flight.state == State::InWork && flight.since <= before && ids.size() < most)
            ids.append(id);
    };
    for (const auto &[id, flight] : m_older)
        take(id, flight);
    for (const Slot &slot : m_slots) {
        if (slot.live)
            take(slot.id, slot.flight);
    }
    return ids;
}

QList<StreamId> FlightLog::inWork() const
{
    QList<StreamId> ids = inWorkSince(std::numeric_limits<qint64>::max(), std::numeric_limits<qsizetype>::max());
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace RedisStreams::Internal
