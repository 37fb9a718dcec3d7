// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/mergedpager_p.h"

#include "xrange.h"

#include <algorithm>
#include <utility>

namespace RedisStreams::Internal {

namespace {

constexpr qint64 PageBytes = 1024 * 1024;

} // namespace

MergedPager::MergedPager(RedisClient *client, const QList<Range> &ranges, Direction direction, qint64 pageSize,
    qint64 firstPageSize)
    : m_client(client)
    , m_direction(direction)
    , m_pageSize(qMax<qint64>(1, pageSize))
{
    for (const Range &range : ranges)
        m_lanes.push_back({range.stream, range.first, range.last, range.first > range.last, qMin(m_pageSize, firstPageSize), {}, 0});
    std::sort(m_lanes.begin(), m_lanes.end(), [](const Lane &a, const Lane &b) { return a.stream < b.stream; });
}

bool MergedPager::needsPages() const noexcept
{
    return std::any_of(m_lanes.begin(), m_lanes.end(), [](const Lane &l) { return l.isEmpty() && !l.exhausted; });
}

bool MergedPager::atEnd() const noexcept
{
    return std::all_of(m_lanes.begin(), m_lanes.end(), [](const Lane &l) { return l.isEmpty() && l.exhausted; });
}

MergedPager::Lane *MergedPager::nextLane()
{
    Lane *next = nullptr;
    for (Lane &lane : m_lanes) {
        if (lane.isEmpty()) {
            if (!lane.exhausted)
                return nullptr; // its next entry may be the next one of all
            continue;
        }
        // Newest first is the very reverse of oldest first: of equal ids the last stream comes first.
        if (!next || (m_direction == Direction::OldestFirst ? lane.head() < next->head() : lane.head() >= next->head()))
            next = &lane;
    }
    return next;
}

QList<StreamEntry> MergedPager::take(qsizetype limit)
{
    QList<StreamEntry> entries;
    while (entries.size() < limit) {
        Lane *lane = nextLane();
        if (!lane)
            break;
        entries.append(lane->page.at(lane->at++));
        if (lane->isEmpty()) {
            lane->page = {};
            lane->at = 0;
        }
    }
    return entries;
}

void MergedPager::fetch(const Done &done)
{
    m_done = done;
    if (isFetching())
        return; // the pages under way are for whoever asked last
    m_error = {};
    m_underWay = 1; // until all are asked: one that fails at once must not end it
    if (!m_client) {
        m_error = RedisError(
            RedisError::Code::InvalidState, QStringLiteral("There is no client (any more) to fetch entries with"));
    } else {
        for (size_t i = 0; i < m_lanes.size(); ++i) {
            if (m_lanes[i].isEmpty() && !m_lanes[i].exhausted)
                ask(i);
        }
    }
    QMetaObject::invokeMethod(
        &m_life, [this] { finishOne(); }, Qt::QueuedConnection);
}

void MergedPager::ask(size_t index)
{
    const Lane &lane = m_lanes[index];
    Xrange command;
    command.stream = lane.stream;
    command.first = lane.first;
    command.last = lane.last;
    command.reverse = m_direction == Direction::NewestFirst;
    command.count = lane.count;
    ++m_underWay;
    m_client->run(
        command, &m_life,
        [this, index](const StreamEntries &page) {
            arrived(&m_lanes[index], page);
            finishOne();
        },
        [this, index](const RedisError &error) {
            failed(&m_lanes[index], error);
            finishOne();
        });
}

void MergedPager::arrived(Lane *lane, const StreamEntries &page)
{
    lane->page = page;
    lane->at = 0;
    lane->exhausted = page.size() < lane->count;
    if (page.isEmpty())
        return;
    qint64 bytes = 0;
    for (const StreamEntry &entry : page)
        bytes += entry.byteCount();
    lane->count = qBound<qint64>(1, PageBytes * page.size() / qMax<qint64>(1, bytes), m_pageSize);
    // The border is moved to the id beside the last one rather than excluded: servers before 6.2 have no exclusive
    // ends.
    const StreamId seen = page.last().id();
    if (m_direction == Direction::OldestFirst) {
        lane->exhausted = lane->exhausted || seen >= lane->last;
        lane->first = seen.next();
    } else {
        lane->exhausted = lane->exhausted || seen <= lane->first;
        lane->last = seen.previous();
    }
}

void MergedPager::failed(Lane *lane, const RedisError &error)
{
    const bool forGood
        = error.code() == RedisError::Code::WrongType || error.code() == RedisError::Code::PermissionDenied;
    if (forGood)
        lane->exhausted = true;
    if (!m_error)
        m_error = error.stream().isEmpty() ? error.withStream(QString::fromUtf8(lane->stream)) : error;
}

void MergedPager::finishOne()
{
    if (--m_underWay > 0)
        return;
    const Done done = std::exchange(m_done, {});
    const RedisError error = std::exchange(m_error, {});
    done(error); // may delete this
}

} // namespace RedisStreams::Internal
