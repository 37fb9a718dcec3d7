// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/streamproducerlanes_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

void ProducerLanes::insert(Lane &lane, const ProducerEntryPtr &entry)
{
    // Entries refused while under way are older than those that were published behind the first refusal.
    const auto place = std::upper_bound(lane.held.begin(), lane.held.end(), entry,
                                        [](const ProducerEntryPtr &a, const ProducerEntryPtr &b) { return a->number < b->number; });
    lane.held.insert(place, entry);
    entry->inLane = true;
}

void ProducerLanes::append(const ProducerEntryPtr &entry)
{
    insert(m_lanes[entry->key], entry);
}

void ProducerLanes::open(const QByteArray &stream, qsizetype underWay, qint64 now)
{
    Lane &lane = m_lanes[stream];
    lane.underWay = underWay;
    lane.probeAt = now;
    lane.lastRefusal = RedisError(RedisError::Code::ConnectTimeout,
                                  QStringLiteral("Entries published before it to the same stream were not answered in time; it was not sent"));
}

void ProducerLanes::refused(const ProducerEntryPtr &entry, const RedisError &error, qint64 now, qsizetype underWay, bool atOnce)
{
    const bool first = !m_lanes.contains(entry->key);
    Lane &lane = m_lanes[entry->key];
    insert(lane, entry);
    lane.lastRefusal = error;
    const bool probeFailed = lane.probe == entry->number;
    if (first) {
        lane.underWay = underWay;
        lane.pause = atOnce ? 0 : FirstPause;
    } else if (probeFailed) {
        lane.probe.reset();
        lane.pause = qBound(FirstPause, 2 * lane.pause, LongestPause);
    } else {
        --lane.underWay;
        return;
    }
    lane.probeAt = now + lane.pause;
}

std::vector<ProducerEntryPtr> ProducerLanes::settled(const ProducerEntry &entry)
{
    const auto lane = m_lanes.find(entry.key);
    if (lane == m_lanes.end() || entry.inLane)
        return {};
    if (lane->probe != entry.number) {
        --lane->underWay;
        return {};
    }
    std::vector<ProducerEntryPtr> free(lane->held.begin(), lane->held.end());
    for (const ProducerEntryPtr &freed : free)
        freed->inLane = false;
    m_lanes.erase(lane);
    return free;
}

std::vector<ProducerEntryPtr> ProducerLanes::takeDue(qint64 now)
{
    std::vector<ProducerEntryPtr> probes;
    for (Lane &lane : m_lanes) {
        if (lane.probe || lane.underWay > 0 || lane.held.empty() || lane.probeAt > now)
            continue;
        probes.push_back(lane.held.front());
        probes.back()->inLane = false;
        lane.held.pop_front();
        lane.probe = probes.back()->number;
    }
    return probes;
}

std::vector<std::pair<ProducerEntryPtr, RedisError>> ProducerLanes::takeExpired(qint64 now)
{
    std::vector<std::pair<ProducerEntryPtr, RedisError>> expired;
    for (auto lane = m_lanes.begin(); lane != m_lanes.end();) {
        // The oldest come first, and so do their deadlines.
        while (!lane->held.empty() && lane->held.front()->giveUpAt <= now) {
            expired.emplace_back(lane->held.front(), lane->lastRefusal);
            lane->held.pop_front();
        }
        if (lane->held.empty() && !lane->probe && lane->underWay <= 0)
            lane = m_lanes.erase(lane);
        else
            ++lane;
    }
    return expired;
}

std::vector<ProducerEntryPtr> ProducerLanes::takeAll()
{
    std::vector<ProducerEntryPtr> all;
    for (const Lane &lane : std::as_const(m_lanes))
        all.insert(all.end(), lane.held.begin(), lane.held.end());
    m_lanes.clear();
    return all;
}

std::optional<qint64> ProducerLanes::due() const
{
    std::optional<qint64> next;
    for (const Lane &lane : m_lanes) {
        if (lane.held.empty())
            continue;
        const qint64 expiry = lane.held.front()->giveUpAt;
        const qint64 due = lane.probe || lane.underWay > 0 ? expiry : qMin(expiry, lane.probeAt);
        next = next ? qMin(*next, due) : due;
    }
    return next;
}

} // namespace RedisStreams::Internal
