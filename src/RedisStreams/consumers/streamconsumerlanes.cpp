// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Lanes: which streams are read together, and over which connections.
#include "consumers/streamconsumer_p.h"

#include "topology/topology_p.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::ReadLane;
using Internal::StreamReader;

bool StreamConsumerPrivate::allLanes(bool (ReadLane::*is)() const) const
{
    return !lanes.empty() && std::all_of(lanes.begin(), lanes.end(), [is](const Lane &lane) { return (lane.get()->*is)(); });
}

bool StreamConsumerPrivate::anyLane(bool (ReadLane::*is)() const) const
{
    return std::any_of(lanes.begin(), lanes.end(), [is](const Lane &lane) { return (lane.get()->*is)(); });
}

void StreamConsumerPrivate::dropLanes()
{
    for (const Cursor &cursor : cursors) {
        endReset(cursor);
        cursor->lane = nullptr;
    }
    // Taken out first: what a connection's end leads to must not find lanes that are half gone.
    const std::vector<Lane> old = std::exchange(lanes, {});
    pollTimer.stop();
    for (const Lane &lane : old) {
        lane->pause.stop();
        lane->successor.reset();
        lane->reader.reset();
    }
}

void StreamConsumerPrivate::makeLanes()
{
    // A client that was given another address: for the consumer that is a reconnection.
    const bool again = std::any_of(lanes.begin(), lanes.end(), [](const Lane &lane) { return lane->everConnected; });
    dropLanes();
    if (!client || !client->topology()) {
        fail(client ? client->error() : RedisError(Code::InvalidState, QStringLiteral("The consumer's client is gone")));
        return;
    }
    for (const Cursor &cursor : cursors)
        joinLane(cursor)->everConnected = again;
    const QPointer<StreamConsumer> guard(q);
    const quint64 thisRun = run;
    const QPointer<RedisClient> shared = client;
    for (const Lane &lane : std::vector<Lane>(lanes)) {
        openLane(lane);
        if (!guard || run != thisRun)
            return;
    }
    // The shared connection is wanted sooner or later, and shows in the client's state that the server is reached.
    if (shared && shared->state() == RedisClient::State::Disconnected)
        shared->open();
}

StreamConsumerPrivate::Lane StreamConsumerPrivate::joinLane(const Cursor &cursor)
{
    const Internal::Topology *topology = client ? client->topology() : nullptr;
    if (!topology)
        return nullptr;
    const int id = topology->laneOf(cursor->key());
    const auto found = std::find_if(lanes.begin(), lanes.end(), [id](const Lane &lane) { return lane->id == id; });
    Lane lane;
    if (found != lanes.end()) {
        lane = *found;
    } else {
        if (lanes.size() == 1 && lanes.front()->cursors.empty())
            dropLanes(); // was kept for a stream that could use its connection; this one cannot
        lane = std::make_shared<ReadLane>(id);
        lane->sizer.setBufferSize(bufferSize);
        prepareLane(*lane);
        lanes.push_back(lane);
    }
    lane->cursors.push_back(cursor);
    lane->stale = true;
    cursor->lane = lane.get();
    return lane;
}

void StreamConsumerPrivate::leaveLane(const Cursor &cursor)
{
    endReset(cursor);
    ReadLane *const left = std::exchange(cursor->lane, nullptr);
    if (!left)
        return;
    std::erase(left->cursors, cursor);
    left->stale = true;
    // The last lane stays: its connection tells whether the server is there, and serves the next stream.
    if (!left->cursors.empty() || lanes.size() == 1)
        return;
    const auto it = std::find_if(lanes.begin(), lanes.end(), [left](const Lane &lane) { return lane.get() == left; });
    const Lane lane = *it;
    lanes.erase(it);
    lane->pause.stop();
    lane->successor.reset();
    lane->reader.reset();
}

void StreamConsumerPrivate::openLane(const Lane &lane)
{
    if (lane->reader || lane->cursors.empty())
        return;
    lane->reader = makeReader(lane);
    QObject::connect(&lane->pause, &QTimer::timeout, &lane->pause, [this] { pump(); });
    watch(lane, lane->reader.get());
    lane->reader->open();
}

void StreamConsumerPrivate::watch(const Lane &lane, StreamReader *reader)
{
    // Each holds the lane while it runs, as what a slot does may end it.
    const std::weak_ptr weak(lane);
    QObject::connect(reader, &StreamReader::ready, q, [this, weak] {
        if (const Lane held = weak.lock())
            readerReady(held);
    });
    QObject::connect(reader, &StreamReader::lost, q, [this, weak](const RedisError &problem) {
        if (const Lane held = weak.lock())
            readerLost(held, problem);
    });
    QObject::connect(reader, &StreamReader::finished, q, [this, weak](const StreamReader::Result &result) {
        if (const Lane held = weak.lock())
            replied(held, result);
    });
    QObject::connect(reader, &StreamReader::failed, q, [this](const RedisError &problem) { readerFailed(problem); });
    QObject::connect(reader, &StreamReader::decoded, q, [this] { handOver(); });
    QObject::connect(reader, &StreamReader::wakeRefused, q, [this](const RedisError &problem) {
        if (std::exchange(wakeReported, true))
            return;
        report(problem.withMessage(QStringLiteral("A blocked read cannot be ended early (%1); changes of the streams and stop() take up to %2 ms")
                                       .arg(problem.message()).arg(client ? client->options().blockLimit().count() : 0)));
    });
}

void StreamConsumerPrivate::readerReady(const Lane &lane)
{
    lane->lookedAt = lane->everConnected ? -1 : clock.elapsed();
    if (std::exchange(lane->everConnected, true)) {
        ++reconnects;
        countersMoved();
    }
    error = {};
    const QPointer<StreamConsumer> guard(q);
    updateState();
    if (guard)
        Q_EMIT q->errorChanged();
    if (guard)
        checkOpened();
    if (guard)
        pump();
}

void StreamConsumerPrivate::readerLost(const Lane &lane, const RedisError &problem)
{
    lane->probing = false;
    // A server gives up a client whose reply outgrows client-output-buffer-limit, each time it asks for as much.
    if (lane->reader && lane->reader->wasCutShort())
        lane->sizer.cutShort();
    const QPointer<StreamConsumer> guard(q);
    updateState();
    if (guard && phase != Phase::Stopping)
        report(problem);
    if (!guard)
        return;
    // What was decoded before the loss is complete, and stays to be handed over.
    scheduleHandOver();
}

void StreamConsumerPrivate::readerFailed(const RedisError &problem)
{
    if (phase == Phase::Stopping)
        scheduleHandOver();
    else
        fail(problem);
}

bool StreamConsumerPrivate::followRedirect(const Lane &lane, const RedisError &problem)
{
    using Action = Internal::ClusterStep::Action;
    Internal::Topology *const topology = client ? client->topology() : nullptr;
    if (!topology || !topology->redirects())
        return false;
    if (lane->polls())
        return false; // the client has followed all there were
    const auto step = topology->refused(lane->trail, problem.message().toUtf8(), lane->reader->endpoint(), std::nullopt);
    if (!step || step->action == Action::GiveUp)
        return false;
    constexpr int triesTogether = 3;
    if (problem.code() == Code::TryAgain && lane->request.cursors().size() > 1 && ++lane->triesInRow >= triesTogether)
        readSingly(lane);
    if (step->delay.count() > 0) {
        pauseRequests(*lane, step->delay);
        // Slots move and masters change all the time; what lasts is said, once.
        if (++lane->refusedInRow == ReadLane::refusalsToReport) {
            const QPointer<StreamConsumer> guard(q);
            const quint64 thisRun = run;
            updateState();
            if (guard && run == thisRun)
                report(problem.withEndpoint(lane->reader->endpoint().toString()));
            if (!guard || run != thisRun || !lane->reader)
                return true;
        }
    }
    lane->reader->redirect(*step);
    if (step->action == Action::SendByMap && !lane->pause.isActive()) // otherwise it is known after the pause where to
        pump();
    return true;
}

void StreamConsumerPrivate::wake(ReadLane &lane)
{
    if (lane.reader && client)
        lane.reader->wake(client);
}

void StreamConsumerPrivate::pauseRequests(ReadLane &lane, std::chrono::milliseconds pause)
{
    constexpr std::chrono::milliseconds longest {5000};
    lane.pause.start(qMin(pause, longest));
}

} // namespace RedisStreams
