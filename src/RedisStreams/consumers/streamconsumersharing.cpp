// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Sharing: which lanes have a connection of their own, when a cluster's streams lie in more slots than there are to be
// connections. The others are asked in rounds over the connections that the client has anyway.
#include "consumers/streamconsumer_p.h"

#include "consumers/blockingreader_p.h"
#include "consumers/pollingreader_p.h"
#include "topology/topology_p.h"

#include <algorithm>

namespace RedisStreams {

using Internal::BlockingReader;
using Internal::PollingReader;
using Internal::ReadLane;
using Internal::StreamReader;
using Internal::Topology;

namespace {
constexpr qint64 pollTick = 50;
/// What a round takes, while the rounds of many lanes do not ask too much of the servers.
constexpr qint64 shortestRound = 100;
constexpr qint64 pollsPerSecond = 2000;
/// A lane that brought entries within this time is worth a connection; one that brought none for that long is not, when
/// another is.
constexpr qint64 busyWithin = 2000;
constexpr qint64 quietAfter = 10'000;
/// For so long streams are read one by one before they are tried together again.
constexpr qint64 singlyFor = 2000;
/// Until a lane whose connection could not be made is given another one.
constexpr qint64 successorAgain = 5000;

bool isQuiet(const ReadLane &lane, qint64 now)
{
    return lane.entriesAt < 0 || now - lane.entriesAt >= quietAfter;
}
} // namespace

std::unique_ptr<StreamReader> StreamConsumerPrivate::makeReader(const Lane &lane)
{
    if (connectionsUsed() >= maxConnections) {
        if (!pollTimer.isActive())
            pollTimer.start(int(pollTick));
        return std::make_unique<PollingReader>(client, this);
    }
    QByteArrayList keys;
    for (const Cursor &cursor : lane->cursors)
        keys.append(cursor->key());
    const auto access = onlyReads() ? Topology::Access::ReadOnly : Topology::Access::ReadWrite;
    return std::make_unique<BlockingReader>(client->topology()->dedicatedConnection(keys, access), this);
}

int StreamConsumerPrivate::connectionsUsed() const
{
    return int(std::count_if(lanes.begin(), lanes.end(), [](const Lane &lane) {
        return (lane->reader && lane->reader->blocks()) || (lane->successor && lane->successor->blocks());
    }));
}

qint64 StreamConsumerPrivate::pollInterval() const
{
    const auto polling = std::count_if(lanes.begin(), lanes.end(), [](const Lane &lane) { return lane->polls(); });
    return qMax<qint64>(shortestRound, polling * 1000 / pollsPerSecond);
}

void StreamConsumerPrivate::pollSome()
{
    shareConnections();
    const auto polling = std::count_if(lanes.begin(), lanes.end(), [](const Lane &lane) { return lane->polls(); });
    if (polling == 0 && std::none_of(lanes.begin(), lanes.end(), [](const Lane &lane) { return lane->successor != nullptr; }))
        pollTimer.stop();
    const qint64 interval = pollInterval();
    qint64 left = (polling * pollTick + interval - 1) / interval;
    for (size_t i = 0; i < lanes.size() && left > 0; ++i) {
        nextPoll = (nextPoll + 1) % lanes.size();
        ReadLane &lane = *lanes[nextPoll];
        if (!lane.polls())
            continue;
        lane.pollDue = true;
        --left;
    }
    pump();
}

void StreamConsumerPrivate::shareConnections()
{
    const qint64 now = clock.elapsed();
    std::vector<Lane> waiting;
    size_t leaving = 0;
    for (const Lane &lane : lanes) {
        if (std::exchange(lane->successorFailed, false)) {
            lane->successor.reset();
            lane->retires = false;
        }
        // Between two requests, so that nothing is on its way over the old connection. One that is away anyway is left at
        // once: what was lost with it is found out when the new one is ready.
        const bool atRest = !lane->isBusy() && !lane->probing && lane->resetting == 0;
        const bool gone = lane->retires && !lane->isReady();
        if (lane->successor && atRest && (gone || (lane->isReady() && lane->successor->isReady())))
            takeOver(lane);
        else if (lane->polls() && lane->isReady() && !lane->successor && now >= lane->pollsUntil)
            waiting.push_back(lane);
        leaving += lane->retires ? 1 : 0;
    }
    std::sort(waiting.begin(), waiting.end(), [](const Lane &a, const Lane &b) { return a->entriesAt > b->entriesAt; });
    int used = connectionsUsed();
    size_t next = 0;
    for (; next < waiting.size() && used < maxConnections; ++next, ++used)
        setSuccessor(waiting[next], makeReader(waiting[next]));
    const auto busy = std::count_if(waiting.begin() + qptrdiff(next), waiting.end(), [now](const Lane &lane) {
        return lane->entriesAt >= 0 && now - lane->entriesAt < busyWithin;
    });
    for (auto missing = qptrdiff(busy) - qptrdiff(leaving); missing > 0; --missing) {
        Lane quietest;
        for (const Lane &lane : lanes) {
            const bool keeps = !lane->reader || lane->cursors.empty() || !lane->reader->blocks() || lane->retires || !isQuiet(*lane, now);
            if (!keeps && (!quietest || lane->entriesAt < quietest->entriesAt))
                quietest = lane;
        }
        if (!quietest)
            return;
        quietest->retires = true;
        auto reader = std::make_unique<PollingReader>(client, this);
        if (!quietest->isReady())
            reader->prove(quietest->cursors.front()->key());
        setSuccessor(quietest, std::move(reader));
        wake(*quietest);
    }
}

void StreamConsumerPrivate::setSuccessor(const Lane &lane, std::unique_ptr<StreamReader> reader)
{
    // Its place is for others as long as it cannot be connected.
    const auto dropped = [this, weak = std::weak_ptr(lane), made = reader.get()] {
        const Lane held = weak.lock();
        if (!held || held->successor.get() != made)
            return;
        held->successorFailed = true;
        held->pollsUntil = clock.elapsed() + successorAgain;
    };
    QObject::connect(reader.get(), &StreamReader::lost, reader.get(), dropped);
    QObject::connect(reader.get(), &StreamReader::failed, reader.get(), [this, dropped](const RedisError &problem) {
        dropped();
        report(problem);
    });
    lane->successor = std::move(reader);
    lane->successorFailed = false;
    lane->successor->open();
}

void StreamConsumerPrivate::readSingly(const Lane &lane)
{
    lane->pollsUntil = clock.elapsed() + singlyFor;
    auto reader = std::make_unique<PollingReader>(client, this);
    reader->readSingly();
    setSuccessor(lane, std::move(reader));
    if (!pollTimer.isActive())
        pollTimer.start(int(pollTick));
}

void StreamConsumerPrivate::takeOver(const Lane &lane)
{
    // The old one goes at the end: its connection may still tell of itself.
    const std::unique_ptr<StreamReader> old = std::exchange(lane->reader, std::move(lane->successor));
    old->disconnect(q);
    lane->reader->disconnect(lane->reader.get());
    watch(lane, lane->reader.get());
    lane->retires = false;
    lane->pollDue = true;
    lane->stale = true;
    lane->trail.reset();
    if (old->isReady() || !lane->reader->isReady())
        return;
    // The loss of the old one ends here. Not from within a walk through the lanes, which this may change.
    const auto ready = [this, weak = std::weak_ptr(lane), thisRun = run] {
        const Lane held = weak.lock();
        if (held && run == thisRun && held->isReady())
            readerReady(held);
    };
    QMetaObject::invokeMethod(q, ready, Qt::QueuedConnection);
}

} // namespace RedisStreams
