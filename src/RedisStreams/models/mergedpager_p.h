// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "redisclient.h"

#include <functional>
#include <limits>
#include <vector>

namespace RedisStreams::Internal {

/// Goes through several streams at once, page by page, and tells their entries as one sequence in the order of ids
/// (of equal ones, by the streams' names): oldest or newest first. It holds at most a page of each stream.
class MergedPager
{
public:
    enum class Direction { OldestFirst, NewestFirst };
    struct Range
    {
        QByteArray stream;
        StreamId first; ///< both included
        StreamId last;
    };
    /// Called once, from the event loop; not after the pager is gone.
    using Done = std::function<void(const RedisError &error)>;

    /// Pages are of \a pageSize entries, or fewer where these are large: after the first one, which may be smaller, of
    /// about a mebibyte.
    MergedPager(RedisClient *client, const QList<Range> &ranges, Direction direction, qint64 pageSize,
        qint64 firstPageSize = std::numeric_limits<qint64>::max());
    Q_DISABLE_COPY_MOVE(MergedPager)

    /// The next entries in order, at most \a limit: as far as they are sure to be the next ones.
    QList<StreamEntry> take(qsizetype limit);
    /// Whether take() needs another fetch() to go on.
    bool needsPages() const noexcept;
    /// Whether all entries were taken.
    bool atEnd() const noexcept;
    /// Fetches the pages that are missing. While others are under way, these are waited for, and told to \a done alone.
    /// After an error it can be called again; a stream that will never give any (of another type, not permitted) is
    /// reported once and then left out.
    void fetch(const Done &done);
    bool isFetching() const noexcept { return m_underWay > 0; }

private:
    struct Lane
    {
        QByteArray stream;
        StreamId first;
        StreamId last;
        bool exhausted = false; // nothing is left on the server
        qint64 count; // of entries to ask for
        StreamEntries page;
        qsizetype at = 0;

        bool isEmpty() const noexcept { return at >= page.size(); }
        StreamId head() const { return page.at(at).id(); }
    };

    void ask(size_t lane);
    void arrived(Lane *lane, const StreamEntries &page);
    void failed(Lane *lane, const RedisError &error);
    void finishOne();
    Lane *nextLane();

    QPointer<RedisClient> m_client;
    std::vector<Lane> m_lanes;
    Direction m_direction;
    qint64 m_pageSize;
    int m_underWay = 0;
    RedisError m_error;
    Done m_done;
    QObject m_life; // of callbacks
};

} // namespace RedisStreams::Internal
