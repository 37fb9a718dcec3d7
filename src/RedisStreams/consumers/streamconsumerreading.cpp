// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Reading: when the next request goes out, and what a reply means.
#include "consumers/streamconsumer_p.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::StreamCursor;
using Internal::StreamReader;
using std::chrono::milliseconds;

namespace {
/// Above this much waiting to be handed over no request is sent; above the other one the socket is not read either.
constexpr qint64 requestHold = 2 * 1024 * 1024;
constexpr qint64 readHold = 4 * 1024 * 1024;
/// A reply this small is handed over before the next request is sent: at the tail of a stream latency counts, and
/// there is nothing to overlap with.
constexpr qint64 smallReply = 16;
constexpr milliseconds longestErrorPause {5000};
} // namespace

StreamConsumerPrivate::Cursor StreamConsumerPrivate::find(const QByteArray &key) const
{
    const auto it = std::find_if(cursors.begin(), cursors.end(), [&](const Cursor &c) { return c->key() == key; });
    return it == cursors.end() ? nullptr : *it;
}

void StreamConsumerPrivate::add(const QByteArray &key, std::optional<StreamId> startId)
{
    if (phase != Phase::Opening && phase != Phase::Open) {
        // Kept for the next opening.
        const Cursor cursor = makeCursor(key);
        cursor->explicitStart = startId;
        cursors.push_back(cursor);
        return;
    }
    const Cursor cursor = makeCursor(key);
    cursor->explicitStart = startId;
    cursor->announce = true;
    if (const auto it = startIds.constFind(cursor->name()); !startId && it != startIds.cend())
        cursor->explicitStart = StreamId::parse(it.value().toString());
    cursors.push_back(cursor);
    resolve(cursor);
}

void StreamConsumerPrivate::remove(const QByteArray &key)
{
    const Cursor cursor = find(key);
    if (!cursor)
        return;
    cursor->removed = true;
    queue.drop(cursor);
    if (current.cursor == cursor)
        current = {};
    cursors.erase(std::remove(cursors.begin(), cursors.end(), cursor), cursors.end());
    left(cursor);
    if (phase == Phase::Opening)
        checkOpened();
    else
        streamSetChanged();
}

void StreamConsumerPrivate::streamSetChanged()
{
    requestStale = true;
    if (phase != Phase::Open)
        return;
    wake();
    pump();
}

void StreamConsumerPrivate::wake()
{
    if (reader && client)
        reader->wake(client);
}

void StreamConsumerPrivate::exclude(const Cursor &cursor, const RedisError &problem)
{
    const RedisError named = problem.withStream(cursor->name())
                                 .withMessage(QStringLiteral("The stream \"%1\" cannot be read and is left out: %2")
                                                  .arg(cursor->name(), problem.message()));
    const bool again = cursor->problem.code() == problem.code();
    cursor->excluded = true;
    cursor->announce = false;
    cursor->problem = problem;
    requestStale = true;
    if (!reprobe.isActive())
        reprobe.start();
    const QPointer<StreamConsumer> guard(q);
    const quint64 thisRun = run;
    const bool none = std::all_of(cursors.begin(), cursors.end(), [](const Cursor &c) { return c->excluded; });
    if (none)
        return fail(named);
    if (!again)
        report(named);
    if (guard && run == thisRun)
        checkOpened();
}

void StreamConsumerPrivate::reprobeExcluded()
{
    bool any = false;
    for (const Cursor &cursor : cursors) {
        if (!cursor->excluded)
            continue;
        any = true;
        const auto stillWanted = [this, cursor, thisRun = run] { return run == thisRun && !cursor->removed && cursor->excluded; };
        Xread probe;
        probe.positions = {{cursor->key(), cursor->readAfter}};
        probe.options.count = 1;
        ask(
            probe,
            [this, cursor, stillWanted](const QList<StreamEntries> &) {
                if (!stillWanted())
                    return;
                cursor->excluded = false;
                cursor->problem = {};
                if (cursor->resolved)
                    streamSetChanged();
                else
                    resolve(cursor);
            },
            [](const RedisError &) { /* reported by the client; looked at again later */ });
    }
    if (!any)
        reprobe.stop();
}

bool StreamConsumerPrivate::wantsRequest() const
{
    if (phase != Phase::Open || !reader || !reader->isReady() || reader->isBusy() || probing || requestPause.isActive())
        return false;
    if (mode != Mode::None)
        return !paused && queue.byteCount() < requestHold;
    return !fetches.empty() && queue.isEmpty() && !current.cursor;
}

qint64 StreamConsumerPrivate::blockForRequest() const
{
    const qint64 limit = client ? client->options().blockLimit().count() : 1;
    if (mode == Mode::Follow)
        return blockTimeout > 0 ? qMin<qint64>(blockTimeout, limit) : limit;
    if (blockTimeout < 0)
        return limit;
    if (blockTimeout == 0)
        return 0;
    const qint64 since = mode == Mode::Drain ? lastEntryAt : fetches.front().since;
    return qBound<qint64>(1, blockTimeout - (clock.elapsed() - since), limit);
}

void StreamConsumerPrivate::pump()
{
    const QPointer<StreamConsumer> guard(q);
    beforeRequest();
    if (!guard || !wantsRequest())
        return;
    if (std::exchange(requestStale, false))
        request.setCursors(readableCursors());
    if (request.cursors().empty()) {
        if (!isCaughtUp())
            return; // goes on when what comes first is done
        // Nothing to read from is no error while streams come and go; but what waits must not wait for ever.
        if (mode == Mode::Drain)
            drainFinished();
        else if (mode == Mode::None && blockTimeout == 0)
            nothingCame({});
        return;
    }
    if (mode == Mode::None && fetches.front().since < 0)
        fetches.front().since = clock.elapsed();
    reader->read(request, requestCount(qint64(request.cursors().size())), blockForRequest());
}

std::vector<StreamConsumerPrivate::Cursor> StreamConsumerPrivate::readableCursors()
{
    std::vector<Cursor> readable;
    std::copy_if(cursors.begin(), cursors.end(), std::back_inserter(readable), [](const Cursor &c) { return c->isReadable(); });
    return readable;
}

qint64 StreamConsumerPrivate::requestCount(qint64)
{
    return sizer.count();
}

void StreamConsumerPrivate::replied(const StreamReader::Result &result)
{
    countersMoved();
    if (result.serverError)
        return readFailed(result.serverError);
    errorsInRow = 0;
    sizer.replied(result.largestStream, result.entries, result.bytes, result.streams);
    if (result.entries == 0)
        return nothingCame(result);
    emptyInRow = 0;
    lastEntryAt = clock.elapsed();
    if (result.entries > smallReply)
        pump();
}

void StreamConsumerPrivate::nothingCame(const StreamReader::Result &result)
{
    const qint64 now = clock.elapsed();
    if (result.woken || phase != Phase::Open)
        return pump();
    if (mode == Mode::Drain) {
        if (blockTimeout == 0 || now - lastEntryAt >= blockTimeout) {
            if (queue.isEmpty() && !current.cursor && isCaughtUp())
                return drainFinished();
            return; // handOver() asks again when the rest is handed over
        }
        return askAgain(result);
    }
    if (mode == Mode::None) {
        if (fetches.empty() || !isCaughtUp())
            return;
        const bool over = blockTimeout == 0 || (blockTimeout > 0 && now - fetches.front().since >= blockTimeout);
        if (over) {
            const Fetch fetch = fetches.front();
            fetches.pop_front();
            const QPointer<StreamConsumer> guard(q);
            fetch.promise->addResult(std::optional<StreamEntry>());
            fetch.promise->finish();
            if (guard)
                pump();
            return;
        }
    }
    askAgain(result);
}

void StreamConsumerPrivate::askAgain(const StreamReader::Result &result)
{
    // A server that answers a blocking read at once with nothing (Redis 5.0 behind a deleted tail, or somebody's
    // CLIENT UNBLOCK) must not make us ask in a hot loop.
    const bool early = result.elapsed < qMin<qint64>(blockForRequest(), 50) / 2;
    if (early && ++emptyInRow > 1)
        return pauseRequests(milliseconds(qMin(1000, 10 << qMin(emptyInRow, 6))));
    if (!early)
        emptyInRow = 0;
    pump();
}

void StreamConsumerPrivate::readFailed(const RedisError &problem)
{
    const RedisError named = problem.withEndpoint(reader->connection()->endpoint().toString())
                                 .withMessage(QStringLiteral("Reading %1 streams failed: %2").arg(request.cursors().size()).arg(problem.message()));
    switch (problem.code()) {
    case Code::WrongType:
    case Code::PermissionDenied:
        return findCulprits(problem);
    case Code::AuthenticationFailed:
        // The handshake of a new connection finds out whether our credentials are still good.
        return reader->connection()->reconnect(named);
    default:
        break;
    }
    const milliseconds pause = qMin(longestErrorPause, milliseconds(50 << qMin(errorsInRow, 7)));
    ++errorsInRow;
    pauseRequests(pause);
    report(named);
}

void StreamConsumerPrivate::findCulprits(const RedisError &problem)
{
    // The error names no key: each stream is read on its own, once.
    std::vector<Cursor> suspects;
    for (const Cursor &cursor : request.cursors()) {
        if (cursor->isReadable())
            suspects.push_back(cursor);
    }
    if (suspects.empty())
        return pump();
    if (suspects.size() == 1)
        return exclude(suspects.front(), problem.withEndpoint(reader->connection()->endpoint().toString()));
    probing = true;
    auto left = std::make_shared<size_t>(suspects.size());
    auto found = std::make_shared<bool>(false);
    for (const Cursor &cursor : suspects) {
        Internal::Request probe;
        Internal::ReadRequest single;
        single.setCursors({cursor});
        probe.bytes = single.encode(1, 0);
        probe.done = [this, cursor, left, found, problem, thisRun = run](const RespValue &reply, const RedisError &lost) {
            if (lost || run != thisRun)
                return; // a new connection begins with a read of all streams again
            const QPointer<StreamConsumer> guard(q);
            if (reply.isError() && !cursor->removed) {
                const RedisError own = RedisError::fromReply(reply.bytes());
                if (own.code() == Code::WrongType || own.code() == Code::PermissionDenied) {
                    *found = true;
                    exclude(cursor, own.withEndpoint(reader->connection()->endpoint().toString()));
                }
            }
            if (!guard || run != thisRun || --*left > 0)
                return;
            probing = false;
            if (*found)
                pump();
            else
                pauseRequests(milliseconds(50 << qMin(errorsInRow++, 7)));
        };
        reader->connection()->send(std::move(probe), Internal::Connection::Flush::SoonTogether);
    }
}

void StreamConsumerPrivate::pauseRequests(milliseconds pause)
{
    requestPause.start(qMin(pause, longestErrorPause));
}

void StreamConsumerPrivate::adjustBackPressure()
{
    if (!reader)
        return;
    if (queue.byteCount() >= readHold)
        reader->connection()->setReadPaused(true);
    else if (queue.byteCount() < requestHold)
        reader->connection()->setReadPaused(false);
}

} // namespace RedisStreams
