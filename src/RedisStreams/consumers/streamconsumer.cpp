// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "streamconsumer.h"

#include "consumers/streamconsumer_p.h"

namespace RedisStreams {

using Code = RedisError::Code;
using Mode = StreamConsumerPrivate::Mode;
using Phase = StreamConsumerPrivate::Phase;

namespace {

template <typename T>
QFuture<T> failedFuture(const RedisError &error)
{
    QPromise<T> promise;
    promise.start();
    promise.setException(error);
    promise.finish();
    return promise.future();
}

} // namespace

StreamConsumer::StreamConsumer(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<StreamConsumerPrivate>(this))
{
}

StreamConsumer::StreamConsumer(std::unique_ptr<StreamConsumerPrivate> priv, QObject *parent)
    : QObject(parent)
    , d(std::move(priv))
{
    d->q = this;
}

StreamConsumer::StreamConsumer(RedisClient *client, const QStringList &streams, QObject *parent)
    : StreamConsumer(parent)
{
    setClient(client);
    setStreams(streams);
}

StreamConsumer::~StreamConsumer() = default;

RedisClient *StreamConsumer::client() const { return d->client; }

void StreamConsumer::setClient(RedisClient *client)
{
    if (client == d->client)
        return;
    if (d->phase != Phase::Closed && d->phase != Phase::Failed) {
        d->report(d->invalidState(QStringLiteral("the client cannot be changed while reading; stop() first")));
        return;
    }
    QObject::disconnect(d->clientGone);
    QObject::disconnect(d->clientChanged);
    d->client = client;
    if (client) {
        d->clientGone = connect(client, &QObject::destroyed, this, [this] {
            if (d->phase != Phase::Closed && d->phase != Phase::Failed)
                d->fail(d->invalidState(QStringLiteral("the client was destroyed")));
        });
        d->clientChanged = connect(client, &RedisClient::optionsChanged, this, [this] { d->clientOptionsChanged(); });
    }
    const QPointer<StreamConsumer> guard(this);
    Q_EMIT clientChanged();
    if (guard)
        d->startWhenPossible();
}

QStringList StreamConsumer::streams() const
{
    QStringList names;
    for (const QByteArray &key : d->streamKeys)
        names.append(QString::fromUtf8(key));
    return names;
}

void StreamConsumer::setStreams(const QStringList &streams)
{
    QList<QByteArray> wanted;
    for (const QString &name : streams) {
        const QByteArray key = name.toUtf8();
        if (!wanted.contains(key))
            wanted.append(key);
    }
    if (wanted == d->streamKeys)
        return;
    const QPointer<StreamConsumer> guard(this);
    const QList<QByteArray> before = d->streamKeys;
    for (const QByteArray &key : before) {
        if (!wanted.contains(key))
            removeStream(key);
        if (!guard)
            return;
    }
    for (const QByteArray &key : wanted) {
        if (!d->streamKeys.contains(key))
            addStream(key);
        if (!guard)
            return;
    }
    d->streamKeys = wanted; // in the order given
    d->startWhenPossible();
}

void StreamConsumer::addStream(const QString &stream, const QString &startId)
{
    const std::optional<StreamId> id = startId.isEmpty() ? std::nullopt : StreamId::parse(startId);
    if (!startId.isEmpty() && !id) {
        d->report(d->invalidArgument(QStringLiteral("addStream: \"%1\" is not an id (stream \"%2\"); ids look like 1700000000000-0")
                                      .arg(startId, stream)));
        return;
    }
    addStream(stream.toUtf8(), id);
}

void StreamConsumer::addStream(const QByteArray &streamKey, std::optional<StreamId> startId)
{
    if (streamKey.isEmpty()) {
        d->report(d->invalidArgument(QStringLiteral("addStream: the stream's name is empty")));
        return;
    }
    if (d->streamKeys.contains(streamKey)) {
        // Named again with an id before reading: it says where to begin.
        const StreamConsumerPrivate::Cursor cursor = d->find(streamKey);
        if (!startId || !cursor)
            return;
        const bool running = d->phase != Phase::Closed && d->phase != Phase::Failed;
        if (running && (cursor->resolved || cursor->excluded)) {
            d->report(d->invalidState(QStringLiteral("addStream: the stream \"%1\" is being read already; removeStream() it first to read it from %2")
                                          .arg(QString::fromUtf8(streamKey), startId->toString())));
            return;
        }
        cursor->givenStart = startId;
        cursor->explicitStart = startId;
        return;
    }
    d->streamKeys.append(streamKey);
    const QPointer<StreamConsumer> guard(this);
    d->add(streamKey, startId);
    if (guard)
        Q_EMIT streamsChanged();
    if (guard)
        d->startWhenPossible();
}

void StreamConsumer::removeStream(const QString &stream)
{
    removeStream(stream.toUtf8());
}

void StreamConsumer::removeStream(const QByteArray &streamKey)
{
    if (!d->streamKeys.removeOne(streamKey))
        return;
    const QPointer<StreamConsumer> guard(this);
    d->remove(streamKey);
    if (guard)
        Q_EMIT streamsChanged();
    if (guard)
        Q_EMIT streamRemoved(QString::fromUtf8(streamKey));
}

StreamConsumer::StartFrom StreamConsumer::startFrom() const { return d->startFrom; }
void StreamConsumer::setStartFrom(StartFrom from)
{
    if (std::exchange(d->startFrom, from) != from)
        Q_EMIT startFromChanged();
}

QDateTime StreamConsumer::startTime() const { return d->startTime; }
void StreamConsumer::setStartTime(const QDateTime &time)
{
    if (std::exchange(d->startTime, time) != time)
        Q_EMIT startTimeChanged();
}

qint64 StreamConsumer::startCount() const { return d->startCount; }
void StreamConsumer::setStartCount(qint64 count)
{
    if (count < 0) {
        d->report(d->invalidArgument(QStringLiteral("startCount must be 0 or more, not %1").arg(count)));
        return;
    }
    if (std::exchange(d->startCount, count) != count)
        Q_EMIT startCountChanged();
}

QVariantMap StreamConsumer::startIds() const { return d->startIds; }
void StreamConsumer::setStartIds(const QVariantMap &ids)
{
    if (std::exchange(d->startIds, ids) != ids)
        Q_EMIT startIdsChanged();
}

QVariantMap StreamConsumer::positions() const
{
    QVariantMap positions;
    for (const StreamConsumerPrivate::Cursor &cursor : d->cursors) {
        if (cursor->resolved)
            positions.insert(cursor->name(), cursor->position.toString());
    }
    return positions;
}

std::optional<StreamId> StreamConsumer::position(const QByteArray &streamKey) const
{
    const StreamConsumerPrivate::Cursor cursor = d->find(streamKey);
    return cursor && cursor->resolved ? std::optional(cursor->position) : std::nullopt;
}

int StreamConsumer::bufferSize() const { return d->bufferSize; }
void StreamConsumer::setBufferSize(int entries)
{
    if (entries < -1) {
        d->report(d->invalidArgument(QStringLiteral("bufferSize must be 0 or more, or -1 for automatic, not %1").arg(entries)));
        return;
    }
    if (std::exchange(d->bufferSize, entries) == entries)
        return;
    for (const Internal::ReadLanePtr &lane : d->lanes)
        lane->sizer.setBufferSize(entries);
    Q_EMIT bufferSizeChanged();
}

int StreamConsumer::maxConnections() const { return d->maxConnections; }

void StreamConsumer::setMaxConnections(int connections)
{
    if (connections < 1) {
        d->report(d->invalidArgument(QStringLiteral("maxConnections must be 1 or more, not %1").arg(connections)));
        return;
    }
    if (std::exchange(d->maxConnections, connections) != connections)
        Q_EMIT maxConnectionsChanged();
}

int StreamConsumer::blockTimeout() const { return d->blockTimeout; }
void StreamConsumer::setBlockTimeout(int milliseconds)
{
    if (milliseconds < -1) {
        d->report(d->invalidArgument(QStringLiteral("blockTimeout must be 0 or more milliseconds, or -1 for ever, not %1").arg(milliseconds)));
        return;
    }
    if (std::exchange(d->blockTimeout, milliseconds) != milliseconds)
        Q_EMIT blockTimeoutChanged();
}

bool StreamConsumer::isActive() const { return d->active; }
void StreamConsumer::setActive(bool active)
{
    if (active == d->active)
        return;
    if (!active) {
        d->activeWanted = false;
        const QPointer<StreamConsumer> guard(this);
        stop();
        if (guard)
            d->updateState();
        return;
    }
    // In QML the client or the streams may be set later, or to nothing for a while: it starts when both are there. It
    // also waits for the end of a stop(), drain() or fetchEntry() under way.
    d->activeWanted = true;
    const QPointer<StreamConsumer> guard(this);
    d->startWhenPossible();
    if (guard)
        d->updateState();
}

bool StreamConsumer::isPaused() const { return d->paused; }
void StreamConsumer::setPaused(bool paused)
{
    if (std::exchange(d->paused, paused) == paused)
        return;
    const QPointer<StreamConsumer> guard(this);
    Q_EMIT pausedChanged(paused);
    if (guard)
        d->updateState();
    if (guard && !d->paused)
        d->scheduleHandOver();
}

StreamConsumer::State StreamConsumer::state() const { return d->state; }
bool StreamConsumer::isHealthy() const { return d->healthy; }
RedisError StreamConsumer::error() const { return d->error; }
qint64 StreamConsumer::entryCount() const { return d->entries; }
qint64 StreamConsumer::byteCount() const { return d->byteTotal; }
qint64 StreamConsumer::reconnectCount() const { return d->reconnects; }
qint64 StreamConsumer::bufferedCount() const
{
    return d->queue.entryCount() + (d->current.cursor ? d->current.entries.count() - d->currentNext : 0);
}
qint64 StreamConsumer::lastReplyAge() const
{
    qint64 youngest = -1;
    for (const Internal::ReadLanePtr &lane : d->lanes) {
        const qint64 age = lane->reader ? lane->reader->lastReplyAge() : -1;
        if (age >= 0 && (youngest < 0 || age < youngest))
            youngest = age;
    }
    return youngest;
}

QFuture<void> StreamConsumer::open()
{
    if (d->phase == Phase::Open && d->complete) {
        QPromise<void> promise;
        promise.start();
        promise.finish();
        return promise.future();
    }
    RedisError problem;
    const bool underWay = d->phase == Phase::Opening || d->phase == Phase::Open;
    if (!underWay)
        problem = d->checkConfiguration();
    if (d->phase == Phase::Stopping)
        problem = d->invalidState(QStringLiteral("it is stopping; open it again after stopped()"));
    if (problem) {
        d->report(problem);
        return failedFuture<void>(problem);
    }
    QPromise<void> &promise = d->openPromises.emplace_back();
    promise.start();
    const QFuture<void> future = promise.future();
    if (!underWay)
        d->begin(false);
    return future;
}

void StreamConsumer::start()
{
    if (d->mode == Mode::Follow && d->phase != Phase::Stopping)
        return;
    RedisError problem;
    if (d->mode == Mode::Drain || !d->fetches.empty())
        problem = d->invalidState(QStringLiteral("it cannot follow while drain() or fetchEntry() is under way"));
    else if (d->phase == Phase::Stopping)
        problem = d->invalidState(QStringLiteral("it is stopping; start it again after stopped()"));
    else if (d->phase != Phase::Open && d->phase != Phase::Opening)
        problem = d->checkConfiguration();
    if (problem) {
        d->activeWanted = false;
        d->report(problem);
        return;
    }
    d->activeWanted = false;
    d->mode = Mode::Follow;
    const QPointer<StreamConsumer> guard(this);
    if (d->phase == Phase::Open || d->phase == Phase::Opening)
        d->updateState();
    else
        d->begin(false);
    if (guard)
        d->scheduleHandOver();
}

void StreamConsumer::resume()
{
    if (d->phase == Phase::Open || d->phase == Phase::Opening || d->phase == Phase::Stopping)
        return start();
    if (const RedisError problem = d->checkConfiguration()) {
        d->report(problem);
        return;
    }
    d->mode = Mode::Follow;
    d->begin(true);
}

QFuture<qint64> StreamConsumer::drain()
{
    RedisError problem;
    if (d->mode != Mode::None)
        problem = d->invalidState(QStringLiteral("drain() does not go together with following or another drain()"));
    else if (!d->fetches.empty())
        problem = d->invalidState(QStringLiteral("drain() does not go together with fetchEntry()"));
    else if (d->phase == Phase::Stopping)
        problem = d->invalidState(QStringLiteral("it is stopping; drain it after stopped()"));
    else if (d->blockTimeout < 0)
        problem = d->invalidArgument(QStringLiteral("drain() would never end with blockTimeout -1; set it to 0 or more"));
    else if (d->phase != Phase::Open && d->phase != Phase::Opening)
        problem = d->checkConfiguration();
    if (problem) {
        d->report(problem);
        return failedFuture<qint64>(problem);
    }
    d->mode = Mode::Drain;
    d->drained = 0;
    d->lastEntryAt = d->clock.elapsed();
    d->beginWait();
    d->drainPromise.emplace();
    d->drainPromise->start();
    const QFuture<qint64> future = d->drainPromise->future();
    const QPointer<StreamConsumer> guard(this);
    if (d->phase == Phase::Open || d->phase == Phase::Opening)
        d->updateState();
    else
        d->begin(false);
    if (guard)
        d->scheduleHandOver();
    return future;
}

QFuture<std::optional<StreamEntry>> StreamConsumer::fetchEntry()
{
    RedisError problem;
    if (d->mode != Mode::None)
        problem = d->invalidState(QStringLiteral("fetchEntry() does not go together with following or drain()"));
    else if (d->phase == Phase::Stopping)
        problem = d->invalidState(QStringLiteral("it is stopping; fetch after stopped()"));
    else if (d->phase != Phase::Open && d->phase != Phase::Opening)
        problem = d->checkConfiguration();
    if (problem) {
        d->report(problem);
        return failedFuture<std::optional<StreamEntry>>(problem);
    }
    StreamConsumerPrivate::Fetch fetch;
    fetch.promise = std::make_shared<QPromise<std::optional<StreamEntry>>>();
    fetch.promise->start();
    d->fetches.push_back(fetch);
    const QPointer<StreamConsumer> guard(this);
    if (d->phase != Phase::Open && d->phase != Phase::Opening)
        d->begin(false);
    if (guard)
        d->scheduleHandOver();
    return fetch.promise->future();
}

void StreamConsumer::stop()
{
    d->activeWanted = false;
    switch (d->phase) {
    case Phase::Closed:
    case Phase::Failed:
    case Phase::Stopping:
        return d->updateState();
    case Phase::Opening:
        // Nothing was read yet, so there is nothing to hand over.
        return d->finishStopping();
    case Phase::Open:
        break;
    }
    d->phase = Phase::Stopping;
    const QPointer<StreamConsumer> guard(this);
    d->updateState();
    if (!guard)
        return;
    for (const Internal::ReadLanePtr &lane : d->lanes)
        d->wake(*lane);
    d->scheduleHandOver();
}

void StreamConsumer::abort()
{
    d->activeWanted = false;
    if (d->phase == Phase::Closed)
        return d->updateState();
    d->closeDown(Phase::Closed, RedisError(Code::Aborted, QStringLiteral("The consumer was aborted")));
}

} // namespace RedisStreams
