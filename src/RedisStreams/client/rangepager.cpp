// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "rangepager.h"

#include <QtCore/QPointer>

namespace RedisStreams {

using Code = RedisError::Code;

namespace {

QFuture<StreamEntries> failedPage(const RedisError &error)
{
    QPromise<StreamEntries> promise;
    promise.start();
    promise.setException(error);
    promise.finish();
    return promise.future();
}

QFuture<StreamEntries> emptyPage()
{
    QPromise<StreamEntries> promise;
    promise.start();
    promise.addResult(StreamEntries());
    promise.finish();
    return promise.future();
}

} // namespace

class RangePager::Private
{
public:
    bool isExhausted() const { return exhausted || first > last; }
    void rewind();
    void pageArrived(const StreamEntries &page);

    QPointer<RedisClient> client;
    QByteArray stream;
    Direction direction = Direction::OldestFirst;
    StreamId wholeFirst = StreamId::minimum();
    StreamId wholeLast = StreamId::maximum();
    bool nothingInRange = false;
    qint64 pageSize = DefaultPageSize;

    // What is still to come. The border is moved to the id beside the last one seen rather than excluded: servers
    // before 6.2 have no exclusive ends.
    StreamId first;
    StreamId last = StreamId::maximum();
    bool exhausted = false;
    bool atEnd = false;
    bool fetching = false;
    qint64 asked = 0;
    int generation = 0; ///< tells the page of an abandoned range apart
};

void RangePager::Private::rewind()
{
    first = wholeFirst;
    last = wholeLast;
    exhausted = nothingInRange;
    atEnd = isExhausted();
    fetching = false;
    ++generation;
}

void RangePager::Private::pageArrived(const StreamEntries &page)
{
    fetching = false;
    if (!page.isEmpty()) {
        const StreamId seen = page.last().id();
        if (direction == Direction::OldestFirst) {
            exhausted = seen == StreamId::maximum();
            first = seen.next();
        } else {
            exhausted = seen == StreamId::minimum();
            last = seen.previous();
        }
    }
    atEnd = page.size() < asked || isExhausted();
}

RangePager::RangePager(RedisClient *client, const QString &stream, Direction direction)
    : RangePager(client, stream.toUtf8(), direction)
{
}

RangePager::RangePager(RedisClient *client, const QByteArray &streamKey, Direction direction)
    : d(std::make_shared<Private>())
{
    d->client = client;
    d->stream = streamKey;
    d->direction = direction;
}

RangePager::RangePager(RangePager &&other) noexcept = default;
RangePager &RangePager::operator=(RangePager &&other) noexcept = default;
RangePager::~RangePager() = default;

void RangePager::setRange(StreamId first, StreamId last)
{
    d->wholeFirst = first;
    d->wholeLast = last;
    d->nothingInRange = false;
    d->rewind();
}

void RangePager::setTimeRange(const QDateTime &first, const QDateTime &last)
{
    StreamId end = StreamId::maximum();
    if (last.isValid())
        end = {StreamId::fromTime(last).ms, StreamId::maximum().seq};
    setRange(first.isValid() ? StreamId::fromTime(first) : StreamId::minimum(), end);
    // Ids begin in 1970, and an earlier time is that moment to them.
    if (last.isValid() && last.toMSecsSinceEpoch() < 0) {
        d->nothingInRange = true;
        d->rewind();
    }
}

qint64 RangePager::pageSize() const { return d->pageSize; }
void RangePager::setPageSize(qint64 entries) { d->pageSize = entries; }
RangePager::Direction RangePager::direction() const { return d->direction; }
QByteArray RangePager::streamKey() const { return d->stream; }
bool RangePager::atEnd() const { return d->atEnd; }
void RangePager::rewind() { d->rewind(); }

QFuture<StreamEntries> RangePager::next()
{
    if (!d->client)
        return failedPage(RedisError(Code::InvalidState, QStringLiteral("RangePager: there is no client (any more)")));
    if (d->fetching)
        return failedPage(RedisError(Code::InvalidState, QStringLiteral("RangePager: the page before is still under way; ask when it has come")));
    if (d->pageSize < 1)
        return failedPage(RedisError(Code::InvalidArgument, QStringLiteral("RangePager: a page needs 1 entry or more, not %1").arg(d->pageSize)));
    if (d->isExhausted())
        return emptyPage();
    Xrange command;
    command.stream = d->stream;
    command.first = d->first;
    command.last = d->last;
    command.reverse = d->direction == Direction::NewestFirst;
    command.count = d->asked = d->pageSize;
    d->fetching = true;
    auto promise = std::make_shared<QPromise<StreamEntries>>();
    promise->start();
    QFuture<StreamEntries> future = promise->future();
    d->client->run(
        command, d->client,
        [promise, state = d, generation = d->generation](const StreamEntries &page) {
            if (generation == state->generation)
                state->pageArrived(page);
            promise->addResult(page);
            promise->finish();
        },
        [promise, state = d, generation = d->generation](const RedisError &error) {
            if (generation == state->generation)
                state->fetching = false;
            promise->setException(error);
            promise->finish();
        });
    return future;
}

} // namespace RedisStreams
