// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Opening: from the configuration to a position in each stream and a connection to read it.
#include "consumers/streamconsumer_p.h"

#include "topology/topology_p.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::ReadLane;
using Internal::StreamCursor;
using std::chrono::milliseconds;

namespace {
/// Pause before a start position is asked for again after an error that may pass.
constexpr milliseconds resolveAgain {250};
/// So long a consumer that follows waits for all nodes of a cluster, before it reads what it can.
constexpr milliseconds openingPatience {1000};
} // namespace

RedisError StreamConsumerPrivate::checkConfiguration() const
{
    if (!client)
        return invalidArgument(QStringLiteral("no client is set; give it a RedisClient"));
    if (streamKeys.isEmpty())
        return invalidArgument(QStringLiteral("no streams are named; set streams or call addStream()"));
    for (const QByteArray &key : streamKeys) {
        if (key.isEmpty())
            return invalidArgument(QStringLiteral("a stream's name is empty"));
    }
    for (auto it = startIds.cbegin(); it != startIds.cend(); ++it) {
        if (!StreamId::parse(it.value().toString())) {
            return invalidArgument(QStringLiteral("startIds: \"%1\" is not an id (stream \"%2\"); ids look like 1700000000000-0")
                               .arg(it.value().toString(), it.key()));
        }
    }
    if (startFrom == StartFrom::Time && !startTime.isValid())
        return invalidArgument(QStringLiteral("startFrom is Time, and startTime is not a valid time"));
    return {};
}

StreamConsumerPrivate::Cursor StreamConsumerPrivate::makeCursor(const QByteArray &key) const
{
    return std::make_shared<StreamCursor>(key);
}

void StreamConsumerPrivate::fixExplicitStart(const Cursor &cursor) const
{
    cursor->explicitStart = cursor->givenStart;
    if (const auto it = startIds.constFind(cursor->name()); it != startIds.cend() && !cursor->explicitStart)
        cursor->explicitStart = StreamId::parse(it.value().toString());
}

void StreamConsumerPrivate::begin(bool fromPositions)
{
    const std::vector<Cursor> old = std::exchange(cursors, {});
    for (const QByteArray &key : std::as_const(streamKeys)) {
        auto cursor = makeCursor(key);
        for (const Cursor &previous : old) {
            if (previous->key() != key)
                continue;
            cursor->givenStart = previous->givenStart;
            if (fromPositions && previous->resolved) {
                cursor->startAt(previous->position);
                cursor->continuity = previous->continuity;
                if (cursor->continuity.position() != cursor->position)
                    cursor->continuity.resumeAt(cursor->position); // more was received than handed over
                cursor->lookSoon = true;
            }
        }
        fixExplicitStart(cursor);
        cursors.push_back(cursor);
    }
    ++run;
    phase = Phase::Opening;
    error = {};
    wakeReported = false;
    const QPointer<StreamConsumer> guard(q);
    const quint64 thisRun = run;
    updateState();
    if (!guard || run != thisRun)
        return;
    makeLanes();
    if (!guard || run != thisRun)
        return;
    // A copy: what resolve() leads to may change the set.
    for (const Cursor &cursor : std::vector<Cursor>(cursors)) {
        resolve(cursor);
        if (!guard || run != thisRun)
            return;
    }
    checkOpened();
}

void StreamConsumerPrivate::clientOptionsChanged()
{
    if (phase != Phase::Opening && phase != Phase::Open)
        return;
    const QPointer<StreamConsumer> guard(q);
    makeLanes();
    if (guard)
        updateState();
}

void StreamConsumerPrivate::startWhenPossible()
{
    // What is under way comes first: whatever ends it calls this again.
    if (activeWanted && phase != Phase::Stopping && mode == Mode::None && fetches.empty() && client && !streamKeys.isEmpty())
        q->start();
}

void StreamConsumerPrivate::resolve(const Cursor &cursor)
{
    if (cursor->resolved)
        return;
    if (cursor->explicitStart) {
        if (*cursor->explicitStart != StreamId())
            cursor->continuity.startAtEntry(*cursor->explicitStart);
        return resolved(cursor, *cursor->explicitStart);
    }
    const quint64 thisRun = run;
    const auto stillWanted = [this, cursor, thisRun] { return run == thisRun && !cursor->removed; };
    const auto failed = [this, cursor, stillWanted](const RedisError &problem) {
        if (stillWanted())
            resolveFailed(cursor, problem);
    };
    switch (startFrom) {
    case StartFrom::Beginning:
        return resolved(cursor, StreamId());
    case StartFrom::Time:
        return resolved(cursor, StreamId::fromTime(startTime).previous());
    case StartFrom::Latest:
        // Once, here: "$" in a read would mean something else at each request.
        ask(
            XinfoStream{cursor->key()},
            [this, cursor, stillWanted](const StreamInfo &info) {
                if (stillWanted())
                    resolvedAtEnd(cursor, lookOf(info));
            },
            failed);
        return;
    case StartFrom::LastEntries: {
        if (startCount == 0) {
            const auto latest = [this, cursor, stillWanted](const StreamInfo &info) {
                if (stillWanted())
                    resolvedAtEnd(cursor, lookOf(info));
            };
            ask(XinfoStream{cursor->key()}, latest, failed);
            return;
        }
        Xrange newest;
        newest.stream = cursor->key();
        newest.reverse = true;
        newest.count = startCount;
        ask(
            newest,
            [this, cursor, stillWanted](const StreamEntries &found) {
                if (!stillWanted())
                    return;
                cursor->newestAtStart = found.isEmpty() ? StreamId() : found.first().id();
                resolved(cursor, found.isEmpty() ? StreamId() : found.last().id().previous());
            },
            failed);
        return;
    }
    }
}

StreamId StreamConsumerPrivate::newestAtStart(const StreamConsumer &consumer, const QByteArray &key)
{
    const Cursor cursor = consumer.d->find(key);
    return cursor ? cursor->newestAtStart : StreamId();
}

bool StreamConsumerPrivate::isResolving(const StreamConsumer &consumer, const QByteArray &key)
{
    const Cursor cursor = consumer.d->find(key);
    return cursor && !cursor->resolved && !cursor->excluded;
}

void StreamConsumerPrivate::resolvedAtEnd(const Cursor &cursor, const Internal::StreamLook &look)
{
    cursor->continuity.startAtEnd(look);
    resolved(cursor, look.lastGeneratedId, LookSoon::No);
}

void StreamConsumerPrivate::resolved(const Cursor &cursor, StreamId after, LookSoon lookSoon)
{
    cursor->startAt(after);
    if (cursor->continuity.position() != after)
        cursor->continuity.startAt(after);
    cursor->lookSoon = lookSoon == LookSoon::Yes;
    if (cursor->lane)
        cursor->lane->stale = true;
    const QPointer<StreamConsumer> guard(q);
    if (std::exchange(cursor->announce, false))
        Q_EMIT q->streamAdded(cursor->name());
    if (!guard || cursor->removed)
        return;
    countersMoved();
    if (phase == Phase::Opening)
        return checkOpened();
    const quint64 thisRun = run;
    checkOpened();
    if (guard && run == thisRun && !cursor->removed)
        streamSetChanged(cursor);
}

void StreamConsumerPrivate::resolveFailed(const Cursor &cursor, const RedisError &problem)
{
    switch (problem.code()) {
    case Code::NoSuchKey: // not there yet: everything it will hold is new
        return resolvedAtEnd(cursor, {});
    case Code::WrongType:
    case Code::PermissionDenied:
        exclude(cursor, problem);
        return;
    default:
        break;
    }
    // A new connection is a matter of time, and so is a server that loads: nothing is given up for them.
    // Aborted: the client went to another server meanwhile.
    const bool transient = problem.isTransient() || problem.code() == Code::TlsError || problem.code() == Code::Aborted;
    if (!transient || !client || client->state() == RedisClient::State::Failed)
        return fail(problem.withStream(cursor->name()));
    QTimer::singleShot(resolveAgain, q, [this, cursor, thisRun = run] {
        if (run == thisRun && !cursor->removed)
            resolve(cursor);
    });
}

bool StreamConsumerPrivate::isComplete() const
{
    return allLanes(&ReadLane::isReady)
        && std::all_of(cursors.begin(), cursors.end(), [](const Cursor &c) { return c->resolved || c->excluded; });
}

bool StreamConsumerPrivate::maySkipSome() const
{
    // Streams of a node that is away must not keep those of others from being followed. Where it is about an end, as with
    // drain() and fetchEntry(), it is about all of them.
    const Internal::Topology *topology = client ? client->topology() : nullptr;
    return topology && topology->redirects() && mode == Mode::Follow && clock.elapsed() - openingSince >= openingPatience.count()
        && std::any_of(cursors.begin(), cursors.end(), [](const Cursor &c) { return c->isReadable() && c->lane && c->lane->isReady(); });
}

void StreamConsumerPrivate::checkAgain()
{
    QTimer::singleShot(openingPatience, q, [this, thisRun = run] {
        if (run != thisRun || phase != Phase::Opening)
            return;
        const QPointer<StreamConsumer> guard(q);
        checkOpened();
        if (guard && run == thisRun && phase == Phase::Opening)
            checkAgain();
    });
}

void StreamConsumerPrivate::checkOpened()
{
    if (phase == Phase::Opening && std::exchange(openingRun, run) != run) {
        complete = false;
        openingSince = clock.elapsed();
        checkAgain();
    }
    if ((phase != Phase::Opening && phase != Phase::Open) || complete)
        return;
    const bool begins = phase == Phase::Opening;
    complete = isComplete();
    if (!complete && !(begins && maySkipSome()))
        return;
    phase = Phase::Open;
    if (begins)
        lastEntryAt = clock.elapsed();
    const bool opened = complete;
    auto promises = opened ? std::exchange(openPromises, {}) : decltype(openPromises)();
    const QPointer<StreamConsumer> guard(q);
    updateState();
    if (guard && opened)
        Q_EMIT q->opened();
    for (QPromise<void> &promise : promises)
        promise.finish();
    if (guard && begins)
        pump();
}

} // namespace RedisStreams
