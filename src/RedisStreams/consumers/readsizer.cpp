// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/readsizer_p.h"

namespace RedisStreams::Internal {

void ReadSizer::setBufferSize(int bufferSize)
{
    m_fixed = bufferSize < 0 ? 0 : qint64(bufferSize) + 1;
    reset();
}

void ReadSizer::reset()
{
    m_automatic = SmallestAutomatic;
    m_byteBound = 1LL << 30;
}

qint64 ReadSizer::count() const
{
    return qMax<qint64>(1, qMin(m_fixed > 0 ? m_fixed : m_automatic, m_byteBound));
}

void ReadSizer::replied(qint64 largest, qint64 entries, qint64 bytes, qint64 streams)
{
    if (entries <= 0 || streams <= 0)
        return;
    const qint64 asked = count();
    const qint64 entryBytes = qMax<qint64>(1, bytes / entries);
    const qint64 target = m_fixed > 0 ? MaximumBytes : AutomaticBytes;
    m_byteBound = qMax<qint64>(1, target / entryBytes / streams);
    if (largest >= asked)
        m_automatic = qMin(asked * 2, LargestAutomatic);
    else if (largest < asked / 4)
        m_automatic = qMax(asked / 2, SmallestAutomatic);
}

void ReadSizer::cutShort()
{
    m_byteBound = qMax<qint64>(1, count() / 2);
}

} // namespace RedisStreams::Internal
