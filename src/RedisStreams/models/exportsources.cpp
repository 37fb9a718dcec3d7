// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/exportsources_p.h"

#include "xrange.h"

#include <utility>

namespace RedisStreams {

namespace {

constexpr qsizetype EntriesAtOnce = 50;
constexpr qint64 PageSize = 500;
constexpr qint64 FirstPageSize = 20; // it is not known yet how large entries are

} // namespace

QList<StreamEntry> RowsSource::take()
{
    QList<StreamEntry> part = m_rows.mid(m_next, EntriesAtOnce);
    m_next += part.size();
    return part;
}

StreamsSource::StreamsSource(RedisClient *client, const QList<QByteArray> &streams)
    : m_client(client)
    , m_streams(streams)
{
}

QList<StreamEntry> StreamsSource::take() { return m_pager ? m_pager->take(EntriesAtOnce) : QList<StreamEntry>(); }

bool StreamsSource::atEnd() const { return m_pager && m_pager->atEnd(); }

void StreamsSource::fetch(const Internal::MergedPager::Done &done)
{
    if (m_pager)
        m_pager->fetch(done);
    else if (m_underWay > 0)
        m_done = done;
    else
        findEnds(done);
}

/// Streams may grow faster than they are written: what is newer than what there is now is left out.
void StreamsSource::findEnds(const Internal::MergedPager::Done &done)
{
    m_done = done;
    m_underWay = 1;
    if (!m_client)
        m_error = RedisError(RedisError::Code::InvalidState, QStringLiteral("there is no client (any more)"));
    for (const QByteArray &stream : std::as_const(m_streams)) {
        if (!m_client)
            break;
        const auto failed = [this](const RedisError &error) {
            m_error = m_error ? m_error : error;
            finishOne();
        };
        m_underWay += 2;
        Xrange newest;
        newest.stream = stream;
        newest.reverse = true;
        newest.count = 1;
        m_client->run(
            newest, &m_life,
            [this, stream](const StreamEntries &last) {
                if (!last.isEmpty())
                    m_ranges.append({stream, StreamId::minimum(), last.first().id()});
                finishOne();
            },
            failed);
        m_client->run(
            Xlen{stream}, &m_life,
            [this](qint64 length) {
                m_expected += length;
                finishOne();
            },
            failed);
    }
    QMetaObject::invokeMethod(
        &m_life, [this] { finishOne(); }, Qt::QueuedConnection);
}

void StreamsSource::finishOne()
{
    if (--m_underWay > 0)
        return;
    if (!m_error)
        m_pager = std::make_unique<Internal::MergedPager>(
            m_client.data(), m_ranges, Internal::MergedPager::Direction::OldestFirst, PageSize, FirstPageSize);
    const Internal::MergedPager::Done done = std::exchange(m_done, {});
    const RedisError error = std::exchange(m_error, {});
    done(error); // may delete this
}

} // namespace RedisStreams
