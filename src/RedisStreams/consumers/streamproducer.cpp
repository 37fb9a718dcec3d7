// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/streamproducer_p.h"

#include <QtCore/QUuid>

#include <algorithm>

namespace RedisStreams {

void StreamProducerPrivate::report(const RedisError &error)
{
    lastError = error;
    const QPointer<StreamProducer> guard(q);
    Q_EMIT q->errorChanged();
    if (guard)
        Q_EMIT q->errorOccurred(error);
}

bool StreamProducerPrivate::isSetting(const char *name, qint64 value)
{
    if (value >= 1)
        return true;
    report(RedisError(RedisError::Code::InvalidArgument,
                      QStringLiteral("StreamProducer: %1 must be 1 or more, not %2").arg(QLatin1StringView(name)).arg(value)));
    return false;
}

StreamProducer::StreamProducer(QObject *parent)
    : StreamProducer(nullptr, parent)
{
}

StreamProducer::StreamProducer(RedisClient *client, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<StreamProducerPrivate>(this))
{
    d->producerId = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    setClient(client);
}

StreamProducer::~StreamProducer()
{
    d->closing = true;
    d->endAll(RedisError(RedisError::Code::Aborted,
                         QStringLiteral("The producer was destroyed before the report came; whether the entry is in the stream is not known")));
}

RedisClient *StreamProducer::client() const { return d->client; }

void StreamProducer::setClient(RedisClient *client)
{
    if (client == d->client)
        return;
    disconnect(d->stateConnection);
    disconnect(d->destroyedConnection);
    d->client = client;
    ++d->clientNumber;
    d->routes.clear();
    if (client) {
        // Whatever was under way when the connection went may have been sent again.
        d->wasConnected = client->isConnected();
        d->stateConnection = connect(client, &RedisClient::stateChanged, this, [this](RedisClient::State state) {
            const bool connected = state == RedisClient::State::Connected;
            if (std::exchange(d->wasConnected, connected) && !connected)
                ++d->losses;
        });
        d->destroyedConnection = connect(client, &QObject::destroyed, this, [this] { d->updateReady(); });
    }
    const QPointer<StreamProducer> guard(this);
    for (const auto &entry : d->lanes.takeAll()) {
        d->fail(entry, RedisError(RedisError::Code::Aborted, QStringLiteral("The producer was given another client; the entry is not in the stream")));
        if (!guard)
            return;
    }
    d->updateReady();
    if (guard)
        Q_EMIT clientChanged();
}

int StreamProducer::maxInFlight() const { return d->maxInFlight; }

void StreamProducer::setMaxInFlight(int entries)
{
    if (!d->isSetting("maxInFlight", entries) || entries == d->maxInFlight)
        return;
    d->maxInFlight = entries;
    const QPointer<StreamProducer> guard(this);
    d->updateReady();
    if (guard)
        Q_EMIT maxInFlightChanged();
}

qint64 StreamProducer::maxBytesInFlight() const { return d->maxBytes; }

void StreamProducer::setMaxBytesInFlight(qint64 bytes)
{
    if (!d->isSetting("maxBytesInFlight", bytes) || bytes == d->maxBytes)
        return;
    d->maxBytes = bytes;
    const QPointer<StreamProducer> guard(this);
    d->updateReady();
    if (guard)
        Q_EMIT maxInFlightChanged();
}

bool StreamProducer::isIdempotent() const { return d->idempotent; }

void StreamProducer::setIdempotent(bool on)
{
    if (on == d->idempotent)
        return;
    d->idempotent = on;
    const QPointer<StreamProducer> guard(this);
    d->updateReady();
    if (guard)
        Q_EMIT idempotentChanged();
}

int StreamProducer::idempotenceWindow() const { return d->idempotenceWindow; }

void StreamProducer::setIdempotenceWindow(int entries)
{
    if (!d->isSetting("idempotenceWindow", entries) || entries == d->idempotenceWindow)
        return;
    d->idempotenceWindow = entries;
    const QPointer<StreamProducer> guard(this);
    d->updateReady();
    if (guard)
        Q_EMIT idempotentChanged();
}

QByteArray StreamProducer::producerId() const { return d->producerId; }
StreamTrim StreamProducer::trim() const { return d->trim; }
void StreamProducer::setTrim(const StreamTrim &trim) { d->trim = trim; }
bool StreamProducer::isReady() const { return d->ready; }
qint64 StreamProducer::published() const { return d->published; }
qint64 StreamProducer::failed() const { return d->failed; }
int StreamProducer::inFlight() const { return d->inFlight(); }
RedisError StreamProducer::error() const { return d->lastError; }

QFuture<StreamId> StreamProducer::publish(const QString &stream, const StreamFields &fields)
{
    return publish(stream.toUtf8(), fields);
}

QFuture<StreamId> StreamProducer::publish(const QByteArray &streamKey, const StreamFields &fields)
{
    return d->publish(Xadd {streamKey, fields, {}});
}

QFuture<StreamId> StreamProducer::publish(const QString &stream, const StreamFields &fields, StreamId id)
{
    return publish(stream.toUtf8(), fields, id);
}

QFuture<StreamId> StreamProducer::publish(const QByteArray &streamKey, const StreamFields &fields, StreamId id)
{
    XaddOptions options;
    options.idMode = XaddOptions::IdMode::Explicit;
    options.id = id;
    return d->publish(Xadd {streamKey, fields, options});
}

void StreamProducer::publishTo(const QByteArray &streamKey, const StreamFields &fields, Report report)
{
    RedisError error;
    const StreamProducerPrivate::Entry entry = d->prepare(Xadd {streamKey, fields, {}}, &error);
    if (!entry) {
        const QPointer<StreamProducer> guard(this);
        report({}, error);
        if (guard)
            d->report(error);
        return;
    }
    entry->report = std::move(report);
    d->start(entry);
}

QFuture<void> StreamProducer::flush()
{
    auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    QFuture<void> future = promise->future();
    d->flushes.push_back({d->windowStart + d->window.size(), promise});
    d->finishFlushes();
    return future;
}

} // namespace RedisStreams
