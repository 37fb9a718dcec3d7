// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Reading: when the next request goes out, and what a reply means.
#include "consumers/streamconsumer_p.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::ReadLane;
using Internal::StreamReader;
using std::chrono::milliseconds;

namespace {
/// Above this much waiting to be handed over no request is sent; above the other one the socket is not read either.
constexpr qint64 requestHold = 2 * 1024 * 1024;
constexpr qint64 readHold = 4 * 1024 * 1024;
/// A reply this small is handed over before the next request is sent: at the tail of a stream latency counts, and
/// there is nothing to overlap with.
constexpr qint64 smallReply = 16;
} // namespace

StreamConsumerPrivate::Cursor StreamConsumerPrivate::find(const QByteArray &key) const
{
    const auto it = std::find_if(cursors.begin(), cursors.end(), [&](const Cursor &c) { return c->key() == key; });
    return it == cursors.end() ? nullptr : *it;
}

void StreamConsumerPrivate::add(const QByteArray &key, std::optional<StreamId> startId)
{
    const Cursor cursor = makeCursor(key);
    cursor->givenStart = startId;
    cursors.push_back(cursor);
    if (phase != Phase::Opening && phase != Phase::Open)
        return; // kept for the next opening
    cursor->announce = true;
    fixExplicitStart(cursor);
    const Lane lane = joinLane(cursor);
    const QPointer<StreamConsumer> guard(q);
    const quint64 thisRun = run;
    if (lane)
        openLane(lane);
    if (guard && run == thisRun)
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
    std::erase(cursors, cursor);
    ReadLane *const lane = cursor->lane;
    const bool stays = lane && (lanes.size() == 1 || lane->cursors.size() > 1);
    leaveLane(cursor);
    left(cursor);
    const QPointer<StreamConsumer> guard(q);
    const quint64 thisRun = run;
    const bool opening = phase == Phase::Opening;
    checkOpened();
    if (opening || !guard || run != thisRun || phase != Phase::Open)
        return;
    const auto isLane = [lane](const Lane &held) { return held.get() == lane; };
    if (stays && std::any_of(lanes.begin(), lanes.end(), isLane))
        wake(*lane);
    pump();
}

void StreamConsumerPrivate::streamSetChanged(const Cursor &cursor)
{
    if (cursor->lane)
        cursor->lane->stale = true;
    if (phase != Phase::Open)
        return;
    if (cursor->lane)
        wake(*cursor->lane);
    pump();
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
    if (cursor->lane)
        cursor->lane->stale = true;
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
                    streamSetChanged(cursor);
                else
                    resolve(cursor);
            },
            [](const RedisError &) { /* reported by the client; looked at again later */ });
    }
    if (!any)
        reprobe.stop();
}

bool StreamConsumerPrivate::wantsRequest(const ReadLane &lane) const
{
    if (lane.retires || (lane.polls() && !lane.pollDue))
        return false;
    if (phase != Phase::Open || !lane.isReady() || lane.isBusy() || lane.probing || lane.pause.isActive() || lane.resetting > 0)
        return false;
    if (mode == Mode::None)
        return !fetches.empty() && queue.isEmpty() && !current.cursor && !isDry(lane);
    return !paused && queue.byteCount() < requestHold && !isDry(lane);
}

qint64 StreamConsumerPrivate::blockForRequest(const ReadLane &lane) const
{
    if (lane.polls())
        return 0;
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
    if (guard && resetsWaiting > 0)
        applyResets();
    if (!guard || lanes.empty())
        return;
    if (mode == Mode::None && !fetches.empty() && fetches.front().since < 0 && anyLane(&ReadLane::isReady)) {
        fetches.front().since = clock.elapsed();
        beginWait();
    }
    // Whoever asked last is the last to ask again: there may not be room for all. Nothing of this emits a signal, so the
    // lanes stay what they are.
    const size_t count = lanes.size();
    const size_t first = nextLane;
    for (size_t i = 0; i < count; ++i) {
        const size_t index = (first + i) % count;
        if (pumpLane(*lanes[index]))
            nextLane = index + 1;
    }
    if (mode == Mode::Drain || !fetches.empty())
        checkWaits();
}

bool StreamConsumerPrivate::pumpLane(ReadLane &lane)
{
    if (!wantsRequest(lane))
        return false;
    if (std::exchange(lane.stale, false)) {
        std::vector<Cursor> readable = readableCursors(lane);
        lane.lookSoon = lane.lookSoon || std::any_of(readable.begin(), readable.end(), [](const Cursor &c) { return c->lookSoon; });
        lane.request.setCursors(std::move(readable));
    }
    if (lane.request.cursors().empty())
        return false;
    lane.pollDue = false;
    lookFirst(lane);
    lane.asking = requestCount(lane, qint64(lane.request.cursors().size()));
    lane.reader->read(lane.request, lane.asking, blockForRequest(lane));
    return true;
}

std::vector<StreamConsumerPrivate::Cursor> StreamConsumerPrivate::readableCursors(ReadLane &lane)
{
    std::vector<Cursor> readable;
    std::copy_if(lane.cursors.begin(), lane.cursors.end(), std::back_inserter(readable), [](const Cursor &c) { return c->isReadable(); });
    return readable;
}

qint64 StreamConsumerPrivate::requestCount(ReadLane &lane, qint64)
{
    return lane.sizer.count();
}

void StreamConsumerPrivate::replied(const Lane &lane, const StreamReader::Result &result)
{
    countersMoved();
    if (result.serverError)
        return readFailed(lane, result.serverError);
    lane->triesInRow = 0;
    lane->trail.reset();
    if (lane->errorsInRow > 0 || lane->refusedInRow > 0) {
        const QPointer<StreamConsumer> guard(q);
        const quint64 thisRun = run;
        servedAgain(lane);
        if (!guard || run != thisRun)
            return;
    }
    lane->behind = result.largestStream >= lane->asking;
    lane->sizer.replied(result.largestStream, result.entries, result.bytes, result.streams);
    if (result.entries == 0)
        return nothingCame(lane, result);
    lane->emptyInRow = 0;
    lane->emptyAt = -1;
    lastEntryAt = clock.elapsed();
    lane->entriesAt = lastEntryAt;
    lane->pollDue = lane->behind;
    if (result.entries > smallReply)
        pump();
}

void StreamConsumerPrivate::servedAgain(const Lane &lane)
{
    lane->errorsInRow = 0;
    lane->refusedInRow = 0;
    error = {};
    const QPointer<StreamConsumer> guard(q);
    updateState();
    if (guard)
        Q_EMIT q->errorChanged();
}

void StreamConsumerPrivate::nothingCame(const Lane &lane, const StreamReader::Result &result)
{
    // A request that left streams out says nothing about these.
    if (result.woken || phase != Phase::Open || lane->unasked > 0)
        return pump();
    // While entries wait to be handed over the end is not near: handOver() asks again when they are.
    const bool near = queue.isEmpty() && !current.cursor && isCaughtUp();
    if (mode == Mode::Drain || (mode == Mode::None && !fetches.empty())) {
        if (near)
            lane->emptyAt = lane->leavesOut ? lane->roundAt : clock.elapsed();
        else if (mode == Mode::None || blockTimeout == 0 || clock.elapsed() - lastEntryAt >= blockTimeout)
            return;
        if (isDry(*lane))
            return checkWaits();
    } else if (mode == Mode::None) {
        return;
    }
    askAgain(lane, result);
}

void StreamConsumerPrivate::beginWait()
{
    for (const Lane &lane : lanes) {
        lane->emptyAt = -1;
        lane->pollDue = true;
    }
}

bool StreamConsumerPrivate::isDry(const ReadLane &lane) const
{
    if (mode == Mode::Follow || (mode == Mode::None && fetches.empty()) || blockTimeout < 0)
        return false;
    // Nothing to read from is no error while streams come and go; but what waits must not wait for ever.
    if (std::none_of(lane.cursors.begin(), lane.cursors.end(), [](const Cursor &c) { return c->isReadable(); }))
        return true;
    const qint64 since = mode == Mode::Drain ? lastEntryAt : fetches.front().since;
    return since >= 0 && lane.emptyAt >= since + blockTimeout;
}

void StreamConsumerPrivate::checkWaits()
{
    if (phase != Phase::Open || (mode == Mode::None && fetches.empty()) || !queue.isEmpty() || current.cursor || !isCaughtUp()
        || (mode == Mode::Drain && paused) || !std::all_of(lanes.begin(), lanes.end(), [this](const Lane &lane) { return isDry(*lane); }))
        return;
    if (mode == Mode::Drain)
        return drainFinished();
    if (mode == Mode::None) {
        const Fetch fetch = fetches.front();
        fetches.pop_front();
        const QPointer<StreamConsumer> guard(q);
        fetch.promise->addResult(std::optional<StreamEntry>());
        fetch.promise->finish();
        if (guard)
            startWhenPossible();
        if (guard)
            pump();
    }
}

void StreamConsumerPrivate::askAgain(const Lane &lane, const StreamReader::Result &result)
{
    if (lane->polls())
        return; // in the next round
    // A server that answers a blocking read at once with nothing (Redis 5.0 behind a deleted tail, or somebody's
    // CLIENT UNBLOCK) must not make us ask in a hot loop.
    const bool early = result.elapsed < qMin<qint64>(blockForRequest(*lane), 50) / 2;
    if (early && ++lane->emptyInRow > 1)
        return pauseRequests(*lane, milliseconds(qMin(1000, 10 << qMin(lane->emptyInRow, 6))));
    if (!early)
        lane->emptyInRow = 0;
    pump();
}

void StreamConsumerPrivate::readFailed(const Lane &lane, const RedisError &problem)
{
    if (followRedirect(lane, problem))
        return;
    const RedisError placed = lane->polls() ? problem : problem.withEndpoint(lane->reader->endpoint().toString());
    const RedisError named = placed.withMessage(QStringLiteral("Reading %1 streams failed: %2").arg(lane->request.cursors().size()).arg(problem.message()));
    switch (problem.code()) {
    case Code::WrongType:
    case Code::PermissionDenied:
        return findCulprits(lane, problem);
    case Code::AuthenticationFailed:
        // The handshake of a new connection finds out whether our credentials are still good.
        lane->reader->reconnect(named);
        if (!lane->polls())
            return;
        break;
    default:
        break;
    }
    pauseRequests(*lane, milliseconds(50 << qMin(lane->errorsInRow++, 7)));
    const QPointer<StreamConsumer> guard(q);
    updateState();
    if (guard)
        report(named);
}

void StreamConsumerPrivate::findCulprits(const Lane &lane, const RedisError &problem)
{
    // The error names no key: each stream is read on its own, once.
    std::vector<Cursor> suspects;
    for (const Cursor &cursor : lane->request.cursors()) {
        if (cursor->isReadable())
            suspects.push_back(cursor);
    }
    const QString endpoint = lane->polls() ? problem.endpoint() : lane->reader->endpoint().toString();
    if (suspects.empty())
        return pump();
    if (suspects.size() == 1)
        return exclude(suspects.front(), problem.withEndpoint(endpoint));
    lane->probing = true;
    auto left = std::make_shared<size_t>(suspects.size());
    auto found = std::make_shared<bool>(false);
    for (const Cursor &cursor : suspects) {
        const auto answer = [this, weak = std::weak_ptr(lane), cursor, left, found, endpoint, guard = QPointer<StreamConsumer>(q),
                             thisRun = run](const RedisError &refusal, bool lost) {
            const Lane held = weak.lock();
            if (!held || !guard || run != thisRun)
                return;
            // Of one that was lost nothing is known: all are read again, after a pause.
            if (!lost && (refusal.code() == Code::WrongType || refusal.code() == Code::PermissionDenied) && !cursor->removed) {
                *found = true;
                exclude(cursor, refusal.withEndpoint(endpoint));
            }
            if (!guard || run != thisRun || --*left > 0)
                return;
            held->probing = false;
            if (*found)
                return pump();
            pauseRequests(*held, milliseconds(50 << qMin(held->errorsInRow++, 7)));
            updateState();
        };
        lane->reader->probe(cursor, answer);
    }
}

void StreamConsumerPrivate::adjustBackPressure()
{
    const bool hold = queue.byteCount() >= readHold;
    if (!hold && queue.byteCount() >= requestHold)
        return;
    for (const Lane &lane : lanes) {
        if (lane->reader)
            lane->reader->setReadPaused(hold);
    }
}

} // namespace RedisStreams
