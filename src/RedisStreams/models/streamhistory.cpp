// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streamhistory_p.h"
#include "models/streammodel_p.h"

#include <utility>

namespace RedisStreams {

StreamHistory::StreamHistory(StreamModelPrivate *model, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<StreamHistoryPrivate>(this, model))
{
}

StreamHistory::~StreamHistory() = default;

int StreamHistory::pageSize() const { return d->pageSize; }
void StreamHistory::setPageSize(int rows)
{
    rows = qBound(1, rows, MaximumPageSize);
    if (std::exchange(d->pageSize, rows) == rows)
        return;
    Q_EMIT pageSizeChanged();
    if (d->maximumRows < 2 * rows)
        setMaximumRows(2 * rows);
}

int StreamHistory::maximumRows() const { return d->maximumRows; }
void StreamHistory::setMaximumRows(int rows)
{
    rows = qMax(2 * d->pageSize, rows);
    if (std::exchange(d->maximumRows, rows) == rows)
        return;
    d->model->keepRowLimit();
    Q_EMIT maximumRowsChanged();
}

bool StreamHistory::canFetchOlder() const
{
    return d->client() && !d->model->consumer->streams().isEmpty() && !d->isAtBeginning();
}

bool StreamHistory::isFetching() const { return d->isFetching(); }
bool StreamHistory::isBrowsing() const { return d->browsing; }
bool StreamHistory::isDetached() const { return d->detached; }
QDateTime StreamHistory::reached() const { return d->reached; }
RedisError StreamHistory::error() const { return d->error; }

void StreamHistory::fetchOlder() { d->fetchOlder(); }
void StreamHistory::fetchNewer() { d->fetchNewer(); }
void StreamHistory::jumpTo(const QDateTime &time) { d->jumpTo(time); }
void StreamHistory::follow() { d->follow(); }
void StreamHistory::retry() { d->retry(); }
void StreamHistory::stop() { d->stop(); }

RedisClient *StreamHistoryPrivate::client() const { return model->consumer ? model->consumer->client() : nullptr; }

void StreamHistoryPrivate::notify()
{
    const QPointer<StreamHistory> guard(q);
    const bool fetching = isFetching();
    if (std::exchange(notifiedFetching, fetching) != fetching)
        Q_EMIT q->fetchingChanged();
    if (guard && std::exchange(notifiedBrowsing, browsing) != browsing)
        Q_EMIT q->browsingChanged();
    if (guard && std::exchange(notifiedDetached, detached) != detached)
        Q_EMIT q->detachedChanged();
    if (!guard)
        return;
    const bool canFetchOlder = q->canFetchOlder();
    if (std::exchange(notifiedCanFetchOlder, canFetchOlder) != canFetchOlder)
        Q_EMIT q->canFetchOlderChanged();
}

void StreamHistoryPrivate::notifyLater()
{
    QMetaObject::invokeMethod(
        q, [this] { notify(); }, Qt::QueuedConnection);
}

void StreamHistoryPrivate::setError(const RedisError &problem)
{
    if (error == problem)
        return;
    error = problem;
    Q_EMIT q->errorChanged();
}

void StreamHistoryPrivate::fail(const RedisError &problem)
{
    const QPointer<StreamHistory> guard(q);
    setError(problem);
    if (guard)
        Q_EMIT q->errorOccurred(problem);
}

void StreamHistoryPrivate::consumerChanged(StreamConsumer *consumer)
{
    follow();
    if (consumer) {
        // What canFetchOlder depends on.
        const auto look = [this] { notify(); };
        QObject::connect(consumer, &StreamConsumer::clientChanged, q, look);
        QObject::connect(consumer, &StreamConsumer::streamsChanged, q, look);
        QObject::connect(consumer, &QObject::destroyed, q, look);
    }
    notify();
}

} // namespace RedisStreams
