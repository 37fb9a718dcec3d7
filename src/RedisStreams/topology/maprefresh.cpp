// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/maprefresh_p.h"

#include <algorithm>

namespace RedisStreams::Internal {

using std::chrono::milliseconds;

namespace {
/// By so small a part of the time that an outage lasts its end may be noticed later than it could be.
constexpr int partOfOutage = 8;
/// Without a refresh for so long, what is wrong now has nothing to do with what was wrong then.
constexpr int calmIntervals = 3;
} // namespace

milliseconds MapRefresh::distance() const
{
    const milliseconds failing = m_interval * (1LL << std::min(m_failures, 20));
    const milliseconds waiting = m_nothingNewSince ? milliseconds((*m_lastStart - *m_nothingNewSince) / partOfOutage) : milliseconds{0};
    return std::min(m_longest, std::max({m_interval, failing, waiting}));
}

std::optional<milliseconds> MapRefresh::startIn(qint64 now) const
{
    if (!m_wanted || m_underWay)
        return std::nullopt;
    if (!m_lastStart)
        return milliseconds{0};
    return qMax(milliseconds{0}, milliseconds(*m_lastStart - now) + distance());
}

void MapRefresh::started(qint64 now)
{
    if (m_lastStart && now - *m_lastStart > calmIntervals * m_longest.count())
        m_nothingNewSince.reset();
    if (!m_nothingNewSince)
        m_nothingNewSince = now;
    m_lastStart = now;
    m_wanted = false;
    m_underWay = true;
}

void MapRefresh::finished(Outcome outcome)
{
    m_underWay = false;
    m_failures = outcome == Outcome::Failed ? m_failures + 1 : 0;
    m_wanted = m_wanted || outcome == Outcome::Failed;
    if (outcome == Outcome::Changed)
        news();
}

} // namespace RedisStreams::Internal
