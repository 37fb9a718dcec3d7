// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streammonitor.h"

#include "models/grouplistmodel_p.h"
#include "models/streamlistmodel_p.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <map>

namespace RedisStreams {

namespace Internal {
class MonitorLook;
}

class StreamMonitorPrivate
{
public:
    explicit StreamMonitorPrivate(StreamMonitor *monitor);
    ~StreamMonitorPrivate();
    static StreamMonitorPrivate *of(StreamMonitor *monitor) { return monitor->d.get(); }

    using Groups = std::map<Internal::GroupRow::Key, Internal::GroupRow>;

    /// Does what is due now: a search, a look, nothing.
    void wake();
    /// Looks as soon as it can, if it looks at all.
    void lookSoon();
    bool searchIsDue() const;
    void startSearch();
    /// \a incomplete: why the keys of one node of a cluster are not among them.
    void searchEnded(const QByteArrayList &keys, const RedisError &incomplete);
    void searchFailed(const RedisError &error);
    /// \a error NoError: all went well.
    void lookEnded(const RedisError &error, qint64 duration);
    void cancel();
    void clientMoved();
    void forget();
    void setLoaded(bool nowLoaded);
    void setComplete(bool nowComplete);
    void updateError();
    void updateInterval(qint64 duration);

    StreamListModelPrivate &streamRows() const { return *streamList->d; }
    PendingListModel::Private &pendingRows() const { return *pendingList->d; }
    void showGroups();
    void setGroupError(const RedisError &problem) { groupList->setError(problem); }
    void showConsumers(std::vector<Internal::ConsumerRow> rows, const RedisError &error);
    void showPending(std::vector<Internal::PendingRow> rows, bool complete, const RedisError &error);

    /// A name as it is shown -> as it is, of what is listed.
    QByteArray consumerKey(const QString &name) const;

    StreamMonitor *q;
    QPointer<RedisClient> client;
    StreamListModel *streamList;
    GroupListModel *groupList;
    ConsumerListModel *consumerList;
    PendingListModel *pendingList;

    QString pattern = QStringLiteral("*");
    QByteArrayList streams;
    int refreshInterval = 2000;
    int currentInterval = 2000;
    bool active = false;
    QByteArray currentStream;
    QByteArray currentGroup;
    bool allGroups = false;

    Groups groups;
    bool loaded = false;
    bool complete = true;
    bool wanted = false; // a look, whatever the timer says
    bool memoryPermitted = true;
    RedisError searchError;
    RedisError missingNode; // of the last search, which found what the others have
    RedisError lookError;
    RedisError error; // as notified

    QElapsedTimer clock;
    QTimer timer;
    std::shared_ptr<Internal::MonitorLook> look;
    quint64 search = 0; // the one under way, or the last one; older ones' answers do not count
    bool searching = false;
    qint64 searchStarted = 0;
    qint64 nextSearch = 0;
    int failures = 0; // looks in sequence
};

} // namespace RedisStreams
