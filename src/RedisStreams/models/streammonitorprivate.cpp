// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// When a monitor looks, and what of it comes into sight.
#include "client/streamsearch_p.h"
#include "models/monitorlook_p.h"
#include "models/streammonitor_p.h"

namespace RedisStreams {

namespace {

/// A look may take a fifth of the time, a search through all keys a tenth.
constexpr qint64 PausePerLook = 4;
constexpr qint64 PausePerSearch = 9;
constexpr int LongestInterval = 60'000; // ms

} // namespace

StreamMonitorPrivate::StreamMonitorPrivate(StreamMonitor *monitor)
    : q(monitor)
    , streamList(new StreamListModel(monitor))
    , groupList(new GroupListModel(monitor))
    , consumerList(new ConsumerListModel(monitor))
    , pendingList(new PendingListModel(monitor))
{
    clock.start();
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, q, [this] { wake(); });
    pendingList->d->changed = [this] { lookSoon(); };
    pendingList->d->consumerKey = [this](const QString &name) { return consumerKey(name); };
    QObject::connect(streamList, &StreamListModel::checkedStreamsChanged, q, [this] { lookSoon(); });
}

StreamMonitorPrivate::~StreamMonitorPrivate() { cancel(); }

QByteArray StreamMonitorPrivate::consumerKey(const QString &name) const
{
    for (const Internal::ConsumerRow &row : consumerList->d->all()) {
        if (row.name == name)
            return row.consumerKey;
    }
    return name.toUtf8();
}

void StreamMonitorPrivate::lookSoon()
{
    if (!active)
        return;
    wanted = true;
    wake();
}

bool StreamMonitorPrivate::searchIsDue() const
{
    return streams.isEmpty() && !searching && clock.elapsed() >= nextSearch;
}

void StreamMonitorPrivate::wake()
{
    if (!client || !(active || wanted))
        return;
    if (!client->isConnected()) {
        // A client that gave up would only repeat its error; it is looked at again when it is connected.
        if (client->state() == RedisClient::State::Disconnected)
            client->open();
        return;
    }
    const QPointer<StreamMonitor> guard(q);
    if (searchIsDue())
        startSearch();
    if (!guard || look)
        return; // the present one goes first
    if (searching && (!loaded || wanted))
        return; // its end goes on from here
    timer.stop();
    wanted = false;
    look = std::make_shared<Internal::MonitorLook>(this);
    look->start();
}

void StreamMonitorPrivate::startSearch()
{
    searching = true;
    searchStarted = clock.elapsed();
    const quint64 number = ++search;
    const auto ended = [this, number, guard = QPointer<StreamMonitor>(q)](const QByteArrayList &keys, const RedisError &problem) {
        if (!guard || number != search)
            return;
        if (problem && keys.isEmpty())
            searchFailed(problem);
        else
            searchEnded(keys, problem);
    };
    Internal::searchStreams(client, pattern.toUtf8(), ended);
}

void StreamMonitorPrivate::searchEnded(const QByteArrayList &keys, const RedisError &incomplete)
{
    searching = false;
    searchError = {};
    missingNode = incomplete;
    const qint64 duration = clock.elapsed() - searchStarted;
    nextSearch = clock.elapsed() + qMax<qint64>(refreshInterval, PausePerSearch * duration);
    const QByteArrayList some = keys.mid(0, StreamMonitor::MaximumStreams);
    const QPointer<StreamMonitor> guard(q);
    const size_t before = streamRows().rows.size();
    streamRows().addFound(some);
    const bool more = streamRows().rows.size() > before;
    if (!incomplete) // otherwise what was not found may be with a node that did not answer
        streamRows().setFound({some.begin(), some.end()});
    streamRows().show();
    if (guard)
        setComplete(keys.size() <= StreamMonitor::MaximumStreams);
    if (guard)
        setLoaded(true);
    if (guard)
        updateError();
    if (!guard)
        return;
    // New ones are looked at without delay.
    wanted = wanted || more;
    wake();
}

void StreamMonitorPrivate::searchFailed(const RedisError &problem)
{
    searching = false;
    searchError = problem;
    nextSearch = clock.elapsed() + qMax(refreshInterval, currentInterval);
    wanted = false;
    // When a look is under way, its end goes on from here.
    if (!look)
        lookEnded(lookError, 0);
}

void StreamMonitorPrivate::lookEnded(const RedisError &problem, qint64 duration)
{
    look.reset();
    lookError = problem;
    failures = problem || searchError ? failures + 1 : 0;
    const QPointer<StreamMonitor> guard(q);
    updateInterval(duration);
    if (guard && !problem && !streams.isEmpty())
        setLoaded(true);
    if (guard)
        updateError();
    if (!guard)
        return;
    if (active)
        timer.start(currentInterval);
    if (!problem && !searchError)
        Q_EMIT q->refreshed();
    if (guard && wanted && !problem && !searchError)
        wake();
}

void StreamMonitorPrivate::cancel()
{
    timer.stop();
    wanted = false;
    searching = false;
    ++search;
    if (look)
        look->cancel();
    look.reset();
}

void StreamMonitorPrivate::clientMoved()
{
    if (!client || !client->isConnected())
        return;
    // Perhaps as another user.
    memoryPermitted = true;
    failures = 0;
    wake();
}

void StreamMonitorPrivate::forget()
{
    nextSearch = 0;
    failures = 0;
    memoryPermitted = true;
    searchError = {};
    missingNode = {};
    lookError = {};
    groups.clear();
    const QPointer<StreamMonitor> guard(q);
    streamRows().forgetAll();
    streamRows().show();
    if (guard)
        showGroups();
    if (guard)
        groupList->setError({});
    if (guard)
        showConsumers({}, {});
    if (guard)
        showPending({}, false, {});
    if (guard)
        setLoaded(false);
    if (guard)
        setComplete(true);
    if (guard)
        updateError();
}

void StreamMonitorPrivate::setComplete(bool nowComplete)
{
    if (complete == nowComplete)
        return;
    complete = nowComplete;
    Q_EMIT q->completeChanged();
}

void StreamMonitorPrivate::setLoaded(bool nowLoaded)
{
    if (loaded == nowLoaded)
        return;
    loaded = nowLoaded;
    Q_EMIT q->loadedChanged();
}

void StreamMonitorPrivate::updateError()
{
    const RedisError &present = searchError ? searchError : lookError ? lookError : missingNode;
    if (error == present)
        return;
    error = present;
    Q_EMIT q->errorChanged();
}

void StreamMonitorPrivate::updateInterval(qint64 duration)
{
    qint64 interval = qMax<qint64>(refreshInterval, PausePerLook * duration);
    if (failures > 0)
        interval = qMax(interval, qint64(refreshInterval) << qMin(failures, 10));
    interval = qMin<qint64>(interval, qMax(LongestInterval, refreshInterval));
    if (currentInterval == interval)
        return;
    currentInterval = int(interval);
    Q_EMIT q->currentIntervalChanged();
}

void StreamMonitorPrivate::showGroups()
{
    std::vector<Internal::GroupRow> rows;
    rows.reserve(groups.size());
    for (const auto &[key, row] : groups)
        rows.push_back(row);
    groupList->d->assign(std::move(rows));
}

void StreamMonitorPrivate::showConsumers(std::vector<Internal::ConsumerRow> rows, const RedisError &problem)
{
    const QPointer<StreamMonitor> guard(q);
    const QStringList names = consumerList->names();
    consumerList->d->assign(std::move(rows));
    // One that came in the place of another leaves their number as it was.
    if (guard && consumerList->names() != names)
        Q_EMIT consumerList->namesChanged();
    if (guard)
        consumerList->setError(problem);
}

void StreamMonitorPrivate::showPending(std::vector<Internal::PendingRow> rows, bool isComplete, const RedisError &problem)
{
    const QPointer<StreamMonitor> guard(q);
    // Before the rows: views ask for more as soon as these are there.
    pendingList->setComplete(isComplete);
    if (guard)
        pendingList->d->rows.assign(std::move(rows));
    if (guard)
        pendingList->setError(problem);
}

} // namespace RedisStreams
