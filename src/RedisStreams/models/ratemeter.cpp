// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/ratemeter_p.h"

namespace RedisStreams::Internal {

void RateMeter::restart(qint64 now) noexcept
{
    m_points[0] = {now, m_counted};
    m_used = 1;
    m_next = 1;
    m_rate = 0;
}

double RateMeter::sample(qint64 now) noexcept
{
    if (m_used > 0) {
        const Point &oldest = m_points[size_t(m_used < SamplesPerWindow ? 0 : m_next)];
        const qint64 elapsed = now - oldest.time;
        if (elapsed > 0)
            m_rate = double(m_counted - oldest.counted) * 1000.0 / double(elapsed);
    }
    m_points[size_t(m_next)] = {now, m_counted};
    m_next = (m_next + 1) % SamplesPerWindow;
    m_used = qMin(m_used + 1, SamplesPerWindow);
    return m_rate;
}

} // namespace RedisStreams::Internal
