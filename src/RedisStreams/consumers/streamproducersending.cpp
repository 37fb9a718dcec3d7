// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What becomes of an entry between publish() and its report.
#include "client/redisclient_p.h"
#include "commands/decode_p.h"
#include "consumers/streamproducer_p.h"
#include "topology/topology_p.h"
#include "values/noerror_p.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds counterInterval {100};

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
        return RedisError(Code::InvalidState, QStringLiteral("The producer is not ready: %1 entries of %2 bytes are without their report (at most %3 and %4 may be); "
                                                             "go on when readyChanged() says so")
                                                  .arg(inFlight()).arg(bytesInFlight).arg(limit()).arg(maxBytes));
    return {};
}

StreamProducerPrivate::Entry StreamProducerPrivate::prepare(Xadd command, RedisError *error)
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
    entry->name = Xadd::Name;
    CommandWriter writer(entry->bytes);
    command.encode(writer);
    writer.finish();
    entry->newerOptions = command.newerOptions();
    entry->repeatable = ownId || idempotent;
    entry->giveUpAt = Internal::QuickCommand::now() + RedisClientPrivate::get(client)->options.commandTimeout().count();
    entry->producer = this;
    entry->number = number;
    entry->lossesBefore = losses;
    entry->clientNumber = clientNumber;
    if (ownId) {
        entry->ownId = command.options.id;
        entry->fields = std::move(command.fields);
    }
    entry->key = std::move(command.stream);
    return entry;
}

QFuture<StreamId> StreamProducerPrivate::publish(Xadd command)
{
    RedisError error;
    const Entry entry = prepare(std::move(command), &error);
    if (!entry) {
        // The future comes first: a slot may delete the producer.
        QFuture<StreamId> future = failedFuture(error);
        report(error);
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
    bytesInFlight += entry->bytes.size();
    const QPointer<StreamProducer> guard(q);
    if (!lanes.isEmpty() && lanes.holds(entry->key)) {
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
    if (takesRoute(entry))
        RedisClientPrivate::get(client)->startQuick(entry);
}

bool StreamProducerPrivate::takesRoute(const Entry &entry)
{
    auto *const topology = RedisClientPrivate::get(client)->topology.get();
    if (!topology || !topology->redirects())
        return true;
    const void *connection = topology->commandConnection({entry->key});
    Route &route = routes[entry->key];
    if (route.underWay > 0 && route.connection != connection) {
        lanes.open(entry->key, route.underWay, Internal::QuickCommand::now());
        lanes.append(entry);
        scheduleLanes();
        return false;
    }
    route.connection = connection;
    ++route.underWay;
    entry->routed = true;
    return true;
}

void StreamProducerPrivate::leavesRoute(Internal::ProducerEntry &entry)
{
    if (!std::exchange(entry.routed, false))
        return;
    const auto route = routes.find(entry.key);
    if (route != routes.end() && --route->underWay <= 0)
        routes.erase(route);
}

void Internal::ProducerEntry::replied(const RespValue &reply, const RedisError &error)
{
    if (producer && !producer->closing)
        producer->replied(producer->window[size_t(number - producer->windowStart)], reply, error);
}

void StreamProducerPrivate::replied(const Entry &entry, const RespValue &reply, const RedisError &error)
{
    if (error)
        return notAdded(entry, error);
    const Decoded<StreamId> id = Internal::decodeId(Xadd::Name, reply);
    if (id.error)
        return notAdded(entry, id.error);
    succeed(entry, id.value);
}

void StreamProducerPrivate::notAdded(const Entry &entry, const RedisError &error)
{
    if (error.code() == Code::ConnectionLost || error.code() == Code::ReplyTimeout)
        entry->lost = true;
    if (maySendAgain(*entry, error))
        refused(entry, error);
    else
        giveUp(entry, error);
}

bool StreamProducerPrivate::maySendAgain(const Internal::ProducerEntry &entry, const RedisError &error) const
{
    // Tried again it would land where another client leads to.
    if (isOfOldClient(entry) || !client || Internal::QuickCommand::now() >= entry.giveUpAt)
        return false;
    if (isRefusedForNow(error.code()))
        return true;
    const auto *const topology = RedisClientPrivate::get(client)->topology.get();
    if (!topology || !topology->redirects())
        return false;
    if (error.code() == Code::Moved || error.code() == Code::Ask)
        return true;
    // The connection to one node of several: its replica may take over.
    return isOfConnection(error.code()) && error.isTransient() && (entry.repeatable || !entry.lost);
}

void StreamProducerPrivate::giveUp(const Entry &entry, const RedisError &error)
{
    if (!mayHaveBeenSentTwice(*entry))
        return fail(entry, error);
    // What the last sending came to says nothing of an earlier one. Only the client that sent it could look.
    if (isOfConnection(error.code()) || entry->ownId.isNull() || isOfOldClient(*entry))
        return failUnknown(entry, error);
    verify(entry, error);
}

void StreamProducerPrivate::refused(const Entry &entry, const RedisError &error)
{
    leavesRoute(*entry);
    qsizetype underWay = 0;
    if (!lanes.holds(entry->key)) {
        underWay = std::count_if(window.begin(), window.end(), [&](const Entry &other) {
            return other && other != entry && !other->inLane && other->key == entry->key;
        });
    }
    lanes.refused(entry, error, Internal::QuickCommand::now(), underWay, error.code() == Code::Moved);
    scheduleLanes();
}

void StreamProducerPrivate::verify(const Entry &entry, const RedisError &tooSmall)
{
    if (!client)
        return failUnknown(entry, tooSmall);
    Xrange command;
    command.stream = entry->key;
    command.first = command.last = entry->ownId;
    command.count = 1;
    client->run(
        command, q,
        [this, entry, tooSmall](const StreamEntries &found) {
            if (closing)
                return;
            if (!found.isEmpty() && found.first().fields() == entry->fields)
                return succeed(entry, entry->ownId);
            fail(entry, tooSmall.withMessage(QStringLiteral("%1 (the connection was lost in between; the stream does not have this entry: "
                                                            "it was never added, or has been trimmed or deleted)").arg(tooSmall.message())));
        },
        [this, entry](const RedisError &problem) {
            if (!closing)
                failUnknown(entry, problem);
        },
        RedisClient::Reporting::FutureOnly);
}

template <typename Finish>
void StreamProducerPrivate::settle(const Entry &entry, Finish finish)
{
    const Entry kept = entry; // the window may hold the last other reference
    kept->producer = nullptr;
    window[size_t(kept->number - windowStart)].reset();
    while (!window.empty() && !window.front()) {
        window.pop_front();
        ++windowStart;
    }
    --m_inFlight;
    bytesInFlight -= kept->bytes.size();
    leavesRoute(*kept);
    std::vector<Entry> next;
    if (!lanes.isEmpty())
        next = lanes.settled(*kept);
    const QPointer<StreamProducer> guard(q);
    // Before the report: what it publishes comes behind them.
    for (const Entry &waiting : next) {
        if (guard)
            send(waiting);
    }
    finish(*kept);
    if (guard && !closing) {
        if (!lanes.isEmpty() || laneTimer.isActive())
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
    settle(entry, [id](Internal::ProducerEntry &settled) { settled.finish(id, Internal::noError); });
}

void StreamProducerPrivate::fail(const Entry &entry, const RedisError &error)
{
    ++failed;
    const QPointer<StreamProducer> guard(q);
    settle(entry, [&error](Internal::ProducerEntry &settled) { settled.finish({}, error); });
    if (guard && !closing)
        report(error);
}

void StreamProducerPrivate::failUnknown(const Entry &entry, const RedisError &cause)
{
    fail(entry, RedisError(Code::ConnectionLost,
                           QStringLiteral("XADD: the connection was lost before the reply; whether the entry is in the stream is not known (%1)")
                               .arg(cause.message()))
                    .withEndpoint(cause.endpoint())
                    .withStream(QString::fromUtf8(entry->key)));
}

void StreamProducerPrivate::endAll(const RedisError &error)
{
    lanes.takeAll();
    const std::deque<Entry> open = window;
    for (const Entry &entry : open) {
        if (entry && entry->producer) // a report may have settled others
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
        laneTimer.start(int(qMax<qint64>(0, *due - Internal::QuickCommand::now())));
    else
        laneTimer.stop();
}

void StreamProducerPrivate::lanesDue()
{
    const QPointer<StreamProducer> guard(q);
    for (const auto &[entry, refusal] : lanes.takeExpired(Internal::QuickCommand::now())) {
        giveUp(entry, refusal);
        if (!guard)
            return;
    }
    for (const Entry &entry : lanes.takeDue(Internal::QuickCommand::now())) {
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
    const bool now = client
        && (ready ? inFlight() < limit() && bytesInFlight < maxBytes : inFlight() <= limit() / 2 && bytesInFlight <= maxBytes / 2);
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
