// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What the parts of a consumer share: the state, errors, closing down.
#include "consumers/streamconsumer_p.h"

#include "global/logging_p.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds counterInterval {100};
/// How often a stream that could not be read is tried again.
constexpr milliseconds reprobeInterval {15000};
} // namespace

StreamConsumerPrivate::StreamConsumerPrivate(StreamConsumer *consumer)
    : q(consumer)
{
    clock.start();
    counterTimer.setSingleShot(true);
    counterTimer.setInterval(counterInterval);
    reprobe.setInterval(reprobeInterval);
    // The timers are ours and end with us, so they can be their own context.
    QObject::connect(&counterTimer, &QTimer::timeout, &counterTimer, [this] { Q_EMIT q->countersChanged(); });
    QObject::connect(&pollTimer, &QTimer::timeout, &pollTimer, [this] { pollSome(); });
    QObject::connect(&reprobe, &QTimer::timeout, &reprobe, [this] { reprobeExcluded(); });
}

StreamConsumerPrivate::~StreamConsumerPrivate()
{
    dropLanes();
    const RedisError gone(Code::Aborted, QStringLiteral("The consumer was destroyed"));
    // Taken out first: a continuation may look at anything but must not find a promise half finished.
    auto open = std::exchange(openPromises, {});
    auto drain = std::exchange(drainPromise, std::nullopt);
    const auto waiting = std::exchange(fetches, {});
    for (QPromise<void> &promise : open) {
        promise.setException(gone);
        promise.finish();
    }
    if (drain) {
        drain->setException(gone);
        drain->finish();
    }
    for (const Fetch &fetch : waiting) {
        fetch.promise->setException(gone);
        fetch.promise->finish();
    }
}

RedisError StreamConsumerPrivate::invalidArgument(const QString &text) const
{
    return RedisError(Code::InvalidArgument, QStringLiteral("%1: %2").arg(QLatin1StringView(className()), text));
}

RedisError StreamConsumerPrivate::invalidState(const QString &text) const
{
    return RedisError(Code::InvalidState, QStringLiteral("%1: %2").arg(QLatin1StringView(className()), text));
}

void StreamConsumerPrivate::updateState()
{
    const bool connected = anyLane(&Internal::ReadLane::isReady);
    State next = State::Closed;
    switch (phase) {
    case Phase::Closed:
        next = State::Closed;
        break;
    case Phase::Opening:
        next = State::Opening;
        break;
    case Phase::Stopping:
        next = State::Stopping;
        break;
    case Phase::Failed:
        next = State::Failed;
        break;
    case Phase::Open:
        if (mode == Mode::None)
            next = State::Open;
        else if (!connected)
            next = State::Reconnecting;
        else if (mode == Mode::Drain)
            next = State::Draining;
        else
            next = paused ? State::Paused : State::Following;
        break;
    }
    const bool nextActive = activeWanted || (phase != Phase::Stopping && phase != Phase::Failed && mode == Mode::Follow);
    const auto heldUp = [](const Cursor &cursor) { return !cursor->excluded && cursor->isHeldUp(); };
    const bool nextHealthy = phase == Phase::Open && complete && mode != Mode::None && allLanes(&Internal::ReadLane::isServed)
        && std::none_of(cursors.begin(), cursors.end(), heldUp);
    const bool stateMoved = std::exchange(state, next) != next;
    const bool healthMoved = std::exchange(healthy, nextHealthy) != nextHealthy;
    const bool activeMoved = std::exchange(active, nextActive) != nextActive;
    const QPointer<StreamConsumer> guard(q);
    if (stateMoved) {
        qCDebug(Internal::lcConsumer) << q << next;
        Q_EMIT q->stateChanged(next);
    }
    if (healthMoved && guard)
        Q_EMIT q->healthyChanged(nextHealthy);
    if (activeMoved && guard)
        Q_EMIT q->activeChanged(nextActive);
}

void StreamConsumerPrivate::report(const RedisError &problem)
{
    qCDebug(Internal::lcConsumer) << q << problem;
    error = problem;
    const QPointer<StreamConsumer> guard(q);
    Q_EMIT q->errorChanged();
    if (guard)
        Q_EMIT q->errorOccurred(problem);
}

void StreamConsumerPrivate::fail(const RedisError &problem)
{
    if (phase == Phase::Failed)
        return;
    error = problem; // before the state says that there is one
    activeWanted = false;
    const QPointer<StreamConsumer> guard(q);
    closeDown(Phase::Failed, problem);
    if (guard)
        report(problem);
}

void StreamConsumerPrivate::countersMoved()
{
    if (phase != Phase::Closed && phase != Phase::Failed && !counterTimer.isActive())
        counterTimer.start();
}

void StreamConsumerPrivate::closeDown(Phase next, const RedisError &futuresError)
{
    ++run;
    phase = next;
    mode = Mode::None;
    dropLanes();
    reprobe.stop();
    queue.clear();
    current = {};
    currentNext = 0;
    // What was received and not handed over is read again by resume().
    for (const Cursor &cursor : cursors)
        cursor->readAfter = cursor->position;

    auto open = std::exchange(openPromises, {});
    auto drain = std::exchange(drainPromise, std::nullopt);
    const auto waiting = std::exchange(fetches, {});
    const QPointer<StreamConsumer> guard(q);
    updateState();
    for (QPromise<void> &promise : open) {
        promise.setException(futuresError);
        promise.finish();
    }
    if (drain) {
        drain->setException(futuresError);
        drain->finish();
    }
    for (const Fetch &fetch : waiting) {
        fetch.promise->setException(futuresError);
        fetch.promise->finish();
    }
    if (!guard)
        return;
    // Now, as nothing is emitted once it is closed.
    counterTimer.stop();
    Q_EMIT q->countersChanged();
}

} // namespace RedisStreams
