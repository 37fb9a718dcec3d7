// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streammonitor_p.h"

#include "models/monitorlook_p.h"

#include <algorithm>

namespace RedisStreams {

StreamMonitor::StreamMonitor(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<StreamMonitorPrivate>(this))
{
}

StreamMonitor::~StreamMonitor() = default;

RedisClient *StreamMonitor::client() const { return d->client; }

void StreamMonitor::setClient(RedisClient *client)
{
    if (d->client == client)
        return;
    if (d->client)
        disconnect(d->client, nullptr, this, nullptr);
    d->client = client;
    if (client) {
        connect(client, &RedisClient::stateChanged, this, [this] { d->clientMoved(); });
        connect(client, &RedisClient::optionsChanged, this, &StreamMonitor::reset);
        connect(client, &QObject::destroyed, this, [this] {
            d->cancel();
            Q_EMIT clientChanged();
        });
    }
    const QPointer<StreamMonitor> guard(this);
    reset();
    if (guard)
        Q_EMIT clientChanged();
}

QString StreamMonitor::pattern() const { return d->pattern; }

void StreamMonitor::setPattern(const QString &pattern)
{
    if (d->pattern == pattern)
        return;
    d->pattern = pattern;
    const QPointer<StreamMonitor> guard(this);
    if (d->streams.isEmpty())
        reset();
    if (guard)
        Q_EMIT patternChanged();
}

QStringList StreamMonitor::streams() const
{
    QStringList names;
    for (const QByteArray &key : d->streams)
        names.append(QString::fromUtf8(key));
    return names;
}

void StreamMonitor::setStreams(const QStringList &streams)
{
    QByteArrayList keys;
    for (const QString &stream : streams)
        keys.append(stream.toUtf8());
    if (d->streams == keys)
        return;
    const bool otherWay = d->streams.isEmpty() != keys.isEmpty();
    d->streams = keys;
    d->streamRows().setWanted(keys);
    const QPointer<StreamMonitor> guard(this);
    if (otherWay) {
        reset();
    } else {
        d->streamRows().show();
        if (guard)
            d->lookSoon();
    }
    if (guard)
        Q_EMIT streamsChanged();
}

int StreamMonitor::refreshInterval() const { return d->refreshInterval; }

void StreamMonitor::setRefreshInterval(int milliseconds)
{
    milliseconds = qMax(100, milliseconds);
    if (d->refreshInterval == milliseconds)
        return;
    d->refreshInterval = milliseconds;
    const QPointer<StreamMonitor> guard(this);
    d->updateInterval(0);
    if (guard && d->timer.isActive())
        d->timer.start(d->currentInterval);
    if (guard)
        Q_EMIT refreshIntervalChanged();
}

int StreamMonitor::currentInterval() const { return d->currentInterval; }

bool StreamMonitor::isActive() const { return d->active; }

void StreamMonitor::setActive(bool active)
{
    if (d->active == active)
        return;
    d->active = active;
    const QPointer<StreamMonitor> guard(this);
    if (active)
        d->lookSoon();
    else
        d->cancel();
    if (guard)
        Q_EMIT activeChanged();
}

QString StreamMonitor::currentStream() const { return QString::fromUtf8(d->currentStream); }
QString StreamMonitor::currentGroup() const { return QString::fromUtf8(d->currentGroup); }

void StreamMonitor::setCurrentStream(const BinaryName &stream)
{
    if (d->currentStream != stream.bytes)
        setCurrent(stream, BinaryName());
}

void StreamMonitor::setCurrentGroup(const BinaryName &group) { setCurrent(d->currentStream, group); }

void StreamMonitor::setCurrent(const BinaryName &stream, const BinaryName &group)
{
    const bool otherStream = std::exchange(d->currentStream, stream.bytes) != stream.bytes;
    const bool otherGroup = std::exchange(d->currentGroup, group.bytes) != group.bytes;
    if (!otherStream && !otherGroup)
        return;
    const QPointer<StreamMonitor> guard(this);
    // What another group has must not stand under the name of this one, not for a moment.
    d->pendingRows().asked = 0;
    d->showConsumers({}, {});
    if (guard)
        d->showPending({}, false, {});
    if (guard && otherStream && !d->allGroups) {
        std::erase_if(d->groups, [this](const auto &row) { return row.second.streamKey != d->currentStream; });
        d->showGroups();
    }
    if (guard)
        d->lookSoon();
    if (guard && otherStream)
        Q_EMIT currentStreamChanged();
    if (guard && otherGroup)
        Q_EMIT currentGroupChanged();
}

bool StreamMonitor::isAllGroups() const { return d->allGroups; }

void StreamMonitor::setAllGroups(bool all)
{
    if (d->allGroups == all)
        return;
    d->allGroups = all;
    const QPointer<StreamMonitor> guard(this);
    if (!all) {
        std::erase_if(d->groups, [this](const auto &row) { return row.second.streamKey != d->currentStream; });
        d->showGroups();
    }
    if (guard)
        d->lookSoon();
    if (guard)
        Q_EMIT allGroupsChanged();
}

StreamListModel *StreamMonitor::streamList() const { return d->streamList; }
GroupListModel *StreamMonitor::groupList() const { return d->groupList; }
ConsumerListModel *StreamMonitor::consumerList() const { return d->consumerList; }
PendingListModel *StreamMonitor::pendingList() const { return d->pendingList; }
bool StreamMonitor::isLoaded() const { return d->loaded; }
bool StreamMonitor::isComplete() const { return d->complete; }
RedisError StreamMonitor::error() const { return d->error; }

void StreamMonitor::refresh()
{
    d->wanted = true;
    d->nextSearch = 0;
    d->wake();
}

void StreamMonitor::reset()
{
    d->cancel();
    const QPointer<StreamMonitor> guard(this);
    d->forget();
    if (guard)
        d->lookSoon();
}

} // namespace RedisStreams
