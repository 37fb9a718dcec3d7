// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "redisclient.h"

#include <QtCore/QDateTime>

#include <memory>

namespace RedisStreams {

/// Goes through a stream's entries page by page, oldest or newest first, between two ids or two moments. A page is
/// fetched when it is asked for, so no more than one is in memory; no entry comes twice and none is left out at a
/// page's border, also while the stream grows or is trimmed.
///
/// \code
/// RangePager pager(&client, u"one"_s, RangePager::Direction::NewestFirst);
/// pager.next().then(this, [this](const StreamEntries &page) { show(page); });
/// \endcode
///
/// May be moved, not copied. A page under way when the pager is destroyed still arrives.
class REDISSTREAMS_EXPORT RangePager
{
public:
    enum class Direction {
        OldestFirst, ///< XRANGE
        NewestFirst, ///< XREVRANGE: pages, and the entries in them, from the newest to the oldest
    };
    static constexpr qint64 DefaultPageSize = 1000;

    /// The whole stream. \a client must live when next() is called; afterwards next() fails with InvalidState.
    RangePager(RedisClient *client, const QString &stream, Direction direction = Direction::OldestFirst);
    RangePager(RedisClient *client, const QByteArray &streamKey, Direction direction = Direction::OldestFirst);
    RangePager(RangePager &&other) noexcept;
    RangePager &operator=(RangePager &&other) noexcept;
    ~RangePager();

    /// Only entries from \a first to \a last, both included, whatever the direction; begins anew.
    void setRange(StreamId first, StreamId last);
    /// Only entries of the milliseconds from \a first to \a last, both included; an invalid time is an open end.
    void setTimeRange(const QDateTime &first, const QDateTime &last);
    /// The most entries a page has, >= 1; from the next page on.
    qint64 pageSize() const;
    void setPageSize(qint64 entries);
    Direction direction() const;
    QByteArray streamKey() const;

    /// The next page. One at a time: InvalidState while another is under way. A page that failed (its error is the
    /// future's) is asked for again by the next call. InvalidArgument when pageSize is not 1 or more.
    QFuture<StreamEntries> next();
    /// Whether the last page was the last one there was. With OldestFirst next() may then be called again, and brings
    /// what was added since; an empty page when there is none.
    bool atEnd() const;
    /// Begins anew.
    void rewind();

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace RedisStreams
