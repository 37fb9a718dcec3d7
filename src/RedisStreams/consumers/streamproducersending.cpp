// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What becomes of an entry between publish() and its report.
#include "consumers/streamproducer_p.h"

namespace RedisStreams {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds counterInterval {100};

/// XADD as the client shall treat it here.
struct ProducerXadd
{
    using Reply = StreamId;
    static constexpr const char *Name = Xadd::Name;

    Internal::ProducerEntryPtr entry; // the client copies its commands; a reference is cheaper than an entry

    // Of the flags, ReadOnly is the one with which the client sends a command again, and in its old place; twice does
    // no harm to a repeatable one.
    CommandFlags flags() const { return entry->repeatable ? CommandFlag::ReadOnly : CommandFlag::None; }
    RedisError validate() const { return {}; } // publish() has done that
    QList<CommandFeature> newerOptions() const { return entry->command.newerOptions(); }
    void encode(CommandWriter &writer) const { entry->command.encode(writer); }
    Decoded<Reply> decode(const RespValue &reply) const { return entry->command.decode(reply); }
};

/// The server has executed nothing, and may do so later.
bool isRefusedForNow(Code code)
{
    switch (code) {
    case Code::OutOfMemory:
    case Code::Loading:
    case Code::ReadOnly:
    case Code::Busy:
    case Code::Misconfigured:
    case Code::NoReplicas:
    case Code::TryAgain:
    case Code::ClusterDown:
    case Code::MasterDown:
        return true;
    default:
        return false;
    }
}

/// The way to the server failed: such an error says nothing of what was sent before.
bool isOfConnection(Code code)
{
    return code >= Code::HostNotFound && code < Code::ServerError;
}

QFuture<StreamId> failedFuture(const RedisError &error)
{
    QPromise<StreamId> promise;
    promise.start();
    promise.setException(error);
    promise.finish();
    return promise.future();
}

} // namespace

StreamProducerPrivate::StreamProducerPrivate(StreamProducer *producer)
    : q(producer)
{
    clock.start();
    laneTimer.setSingleShot(true);
    counterTimer.setSingleShot(true);
    counterTimer.setInterval(counterInterval);
    QObject::connect(&laneTimer, &QTimer::timeout, q, [this] { lanesDue(); });
    QObject::connect(&counterTimer, &QTimer::timeout, q, [this] { Q_EMIT q->countersChanged(); });
}

int StreamProducerPrivate::limit() const
{
    return idempotent ? qMin(maxInFlight, idempotenceWindow) : maxInFlight;
}

RedisError StreamProducerPrivate::refusal() const
{
    if (closing)
        return RedisError(Code::Aborted, QStringLiteral("The producer is being destroyed"));
    if (!client)
        return RedisError(Code::InvalidState, QStringLiteral("The producer has no client"));
    if (!ready)
        return RedisError(Code::InvalidState, QStringLiteral("The producer is not ready: %1 entries are without their report (at most %2 may be); "
                                                             "go on when readyChanged() says so").arg(inFlight()).arg(limit()));
    return {};
}

StreamProducerPrivate::Entry StreamProducerPrivate::prepare(Xadd command, RedisError *error) const
{
    command.options.trim = trim;
    const quint64 number = windowStart + window.size();
    const bool ownId = command.options.idMode == XaddOptions::IdMode::Explicit;
    if (idempotent && !ownId)
        command.options.idempotence = XaddIdempotence {producerId, QByteArray::number(number)};
    *error = refusal();
    if (!*error)
        *error = command.validate();
    if (*error)
        return nullptr;
    auto entry = std::make_shared<Internal::ProducerEntry>();
    entry->number = number;
    entry->repeatable = ownId || idempotent;
    entry->command = std::move(command);
    entry->giveUpAt = clock.elapsed() + client->options().commandTimeout().count();
    entry->lossesBefore = losses;
    return entry;
}

QFuture<StreamId> StreamProducerPrivate::publish(Xadd command)
{
    RedisError error;
    const Entry entry = prepare(std::move(command), &error);
    if (!entry) {
        // The future comes first: a slot may delete the producer.
        QFuture<StreamId> future = failedFuture(error);
        Q_EMIT q->errorOccurred(error);
        return future;
    }
    entry->promise.emplace();
    entry->promise->start();
    QFuture<StreamId> future = entry->promise->future();
    start(entry);
    return future;
}

void StreamProducerPrivate::start(const Entry &entry)
{
    window.push_back(entry);
    ++m_inFlight;
    const QPointer<StreamProducer> guard(q);
    if (lanes.holds(entry->command.stream)) {
        lanes.append(entry);
        scheduleLanes();
    } else {
        send(entry);
    }
    if (guard)
        countersMoved();
    if (guard)
        updateReady();
}

void StreamProducerPrivate::send(const Entry &entry)
{
    if (!client)
        return fail(entry, RedisError(Code::Aborted, QStringLiteral("The producer's client is gone")));
    client->run(
        ProducerXadd {entry}, q,
        [this, entry](StreamId id) {
            if (!closing) // then all have ended
                succeed(entry, id);
        },
        [this, entry](const RedisError &error) { notAdded(entry, error); }, RedisClient::Reporting::FutureOnly);
}

void StreamProducerPrivate::notAdded(const Entry &entry, const RedisError &error)
{
    if (closing)
        return;
    const bool ownId = entry->command.options.idMode == XaddOptions::IdMode::Explicit;
    if (mayHaveBeenSentTwice(*entry)) {
        if (error.code() == Code::IdTooSmall && ownId)
            return verify(entry, error);
        if (isOfConnection(error.code()))
            return failUnknown(entry, error);
    }
    if (isRefusedForNow(error.code()) && clock.elapsed() < entry->giveUpAt)
        return refused(entry, error);
    fail(entry, error);
}

void StreamProducerPrivate::refused(const Entry &entry, const RedisError &error)
{
    lanes.refused(entry, error, clock.elapsed());
    scheduleLanes();
}

void StreamProducerPrivate::verify(const Entry &entry, const RedisError &tooSmall)
{
    if (!client)
        return failUnknown(entry, tooSmall);
    Xrange command;
    command.stream = entry->command.stream;
    command.first = command.last = entry->command.options.id;
    command.count = 1;
    client->run(
        command, q,
        [this, entry, tooSmall](const StreamEntries &found) {
            if (closing)
                return;
            if (!found.isEmpty() && found.first().fields() == entry->command.fields)
                return succeed(entry, entry->command.options.id);
            fail(entry, tooSmall.withMessage(QStringLiteral("%1 (the connection was lost in between; the stream does not have this entry: "
                                                            "it was never added, or has been trimmed or deleted)").arg(tooSmall.message())));
        },
        [this, entry](const RedisError &problem) {
            if (!closing)
                failUnknown(entry, problem);
        },
        RedisClient::Reporting::FutureOnly);
}

template <typename FinishPromise>
void StreamProducerPrivate::settle(const Entry &entry, FinishPromise finishPromise)
{
    const Entry kept = entry; // the window may hold the last other reference
    window[size_t(kept->number - windowStart)].reset();
    while (!window.empty() && !window.front()) {
        window.pop_front();
        ++windowStart;
    }
    --m_inFlight;
    const std::vector<Entry> next = lanes.settled(*kept);
    const QPointer<StreamProducer> guard(q);
    finishPromise();
    for (const Entry &waiting : next) {
        if (!guard)
            return;
        send(waiting);
    }
    if (guard && !closing) {
        scheduleLanes();
        countersMoved();
        finishFlushes();
    }
    if (guard && !closing)
        updateReady();
}

void StreamProducerPrivate::succeed(const Entry &entry, StreamId id)
{
    ++published;
    settle(entry, [entry, id] { entry->finish(id, {}); });
}

void StreamProducerPrivate::fail(const Entry &entry, const RedisError &error)
{
    ++failed;
    const QPointer<StreamProducer> guard(q);
    settle(entry, [entry, error] { entry->finish({}, error); });
    if (guard && !closing)
        Q_EMIT q->errorOccurred(error);
}

void StreamProducerPrivate::failUnknown(const Entry &entry, const RedisError &cause)
{
    fail(entry, RedisError(Code::ConnectionLost,
                           QStringLiteral("XADD: the connection was lost before the reply; whether the entry is in the stream is not known (%1)")
                               .arg(cause.message()))
                    .withEndpoint(cause.endpoint())
                    .withStream(QString::fromUtf8(entry->command.stream)));
}

void StreamProducerPrivate::endAll(const RedisError &error)
{
    lanes.takeAll();
    const std::deque<Entry> open = window;
    for (const Entry &entry : open) {
        if (entry)
            fail(entry, error);
    }
    const std::list<Flush> waiting = std::exchange(flushes, {});
    for (const Flush &flush : waiting) {
        flush.promise->setException(error);
        flush.promise->finish();
    }
}

void StreamProducerPrivate::scheduleLanes()
{
    const std::optional<qint64> due = lanes.due();
    if (due)
        laneTimer.start(int(qMax<qint64>(0, *due - clock.elapsed())));
    else
        laneTimer.stop();
}

void StreamProducerPrivate::lanesDue()
{
    const QPointer<StreamProducer> guard(q);
    for (const auto &[entry, refusal] : lanes.takeExpired(clock.elapsed())) {
        fail(entry, refusal);
        if (!guard)
            return;
    }
    for (const Entry &entry : lanes.takeDue(clock.elapsed())) {
        send(entry);
        if (!guard)
            return;
    }
    scheduleLanes();
}

void StreamProducerPrivate::countersMoved()
{
    if (!counterTimer.isActive())
        counterTimer.start();
}

void StreamProducerPrivate::updateReady()
{
    // Ready again only at half: else every single report would wake the application for a single entry.
    const bool now = client && (ready ? inFlight() < limit() : inFlight() <= limit() / 2);
    if (now == ready)
        return;
    ready = now;
    Q_EMIT q->readyChanged(ready);
}

void StreamProducerPrivate::finishFlushes()
{
    std::list<Flush> done;
    for (auto it = flushes.begin(); it != flushes.end();) {
        const auto next = std::next(it);
        if (it->end <= windowStart)
            done.splice(done.end(), flushes, it);
        it = next;
    }
    for (const Flush &flush : done)
        flush.promise->finish();
}

} // namespace RedisStreams
