// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumerlistmodel.h"
#include "grouplistmodel.h"
#include "monitortypes.h"
#include "pendinglistmodel.h"
#include "redisclient.h"
#include "streamlistmodel.h"

#include <QtCore/QFuture>
#include <QtCore/QObject>

#include <memory>

namespace RedisStreams {

class StreamMonitorPrivate;

/// What goes on in a server's streams: the streams with their figures, their groups with lag and pending entries, and
/// of one group the consumers and the pending entries one by one, as list models that are kept up to date; and what
/// an operator does about it.
///
/// \code
/// StreamMonitor monitor;
/// monitor.setClient(&client);
/// monitor.setAllGroups(true);
/// view->setModel(monitor.groupList());
/// monitor.setActive(true);
/// \endcode
///
/// It looks every refreshInterval while it is active and connected, with a few round trips of pipelined commands, never
/// twice at a time. Each look costs the server about one XINFO for each stream; a server that is slow to answer is asked
/// less often, so that looking takes at most a fifth of the time, and so is one that answers with errors. It looks at
/// most at StreamsPerLook streams at a time: the current one, those asked for by name or checked, the others in turn.
/// What concerns one stream (another type, no permission) stands with that stream; anything else is the monitor's error.
///
/// Actions are carried out at once, active or not. A failure is carried by the future, and reaches errorOccurred().
/// They go on when the monitor is destroyed. None loses an entry: what must not be undone by an accident in between is
/// one script, and what cannot be is done in the order that leaves an entry twice rather than nowhere.
///
/// Belongs to the thread it lives in, which must be that of the client.
class REDISSTREAMS_EXPORT StreamMonitor : public QObject
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::RedisClient *client READ client WRITE setClient NOTIFY clientChanged)
    Q_PROPERTY(QString pattern READ pattern WRITE setPattern NOTIFY patternChanged)
    Q_PROPERTY(QStringList streams READ streams WRITE setStreams NOTIFY streamsChanged)
    Q_PROPERTY(int refreshInterval READ refreshInterval WRITE setRefreshInterval NOTIFY refreshIntervalChanged)
    Q_PROPERTY(int currentInterval READ currentInterval NOTIFY currentIntervalChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(QString currentStream READ currentStream WRITE setCurrentStream NOTIFY currentStreamChanged)
    Q_PROPERTY(QString currentGroup READ currentGroup WRITE setCurrentGroup NOTIFY currentGroupChanged)
    Q_PROPERTY(bool allGroups READ isAllGroups WRITE setAllGroups NOTIFY allGroupsChanged)
    Q_PROPERTY(RedisStreams::StreamListModel *streamList READ streamList CONSTANT)
    Q_PROPERTY(RedisStreams::GroupListModel *groupList READ groupList CONSTANT)
    Q_PROPERTY(RedisStreams::ConsumerListModel *consumerList READ consumerList CONSTANT)
    Q_PROPERTY(RedisStreams::PendingListModel *pendingList READ pendingList CONSTANT)
    Q_PROPERTY(bool loaded READ isLoaded NOTIFY loadedChanged)
    Q_PROPERTY(bool complete READ isComplete NOTIFY completeChanged)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged)
    Q_PROPERTY(QString errorString READ errorString NOTIFY errorChanged)

public:
    static constexpr int StreamsPerLook = 500;
    static constexpr int MaximumStreams = 10'000; ///< more than these are not listed
    static constexpr qint64 MostPreviewed = 1'000'000; ///< see TrimPreview::complete

    explicit StreamMonitor(QObject *parent = nullptr);
    ~StreamMonitor() override;

    /// Not owned. Another client: everything that is known is forgotten.
    RedisClient *client() const;
    void setClient(RedisClient *client);
    /// Which streams to find, glob-style; default "*". Finding takes SCAN through all keys, so on a large server it is
    /// done less often than a look.
    QString pattern() const;
    void setPattern(const QString &pattern);
    /// These streams, whether they exist or not, and no search; empty, the default: what the pattern finds.
    QStringList streams() const;
    void setStreams(const QStringList &streams);
    /// Milliseconds from the end of one look to the next, >= 100; default 2000.
    int refreshInterval() const;
    void setRefreshInterval(int milliseconds);
    /// The interval in use: longer than refreshInterval while the server is slow or fails.
    int currentInterval() const;
    /// Looks again and again; default false. Bind it to whether it is shown. In QML it takes effect at completion.
    bool isActive() const;
    void setActive(bool active);

    /// The stream whose groups are listed, and the group whose consumers and pending entries are; empty: none. Another
    /// stream ends the choice of a group.
    QString currentStream() const;
    void setCurrentStream(const BinaryName &stream);
    QString currentGroup() const;
    void setCurrentGroup(const BinaryName &group);
    /// Both at once. Another stream alone leaves no current group.
    void setCurrent(const BinaryName &stream, const BinaryName &group);
    /// Lists the groups of all streams, not only of the current one; default false.
    bool isAllGroups() const;
    void setAllGroups(bool all);

    StreamListModel *streamList() const;
    GroupListModel *groupList() const;
    ConsumerListModel *consumerList() const;
    PendingListModel *pendingList() const;

    /// Whether the streams were found at least once.
    bool isLoaded() const;
    /// Whether all streams that were found are listed: false when there are more than MaximumStreams.
    bool isComplete() const;
    /// Why the last look failed; NoError when it did not.
    RedisError error() const;
    QString errorString() const { return error().message(); }

    /// Looks now, active or not, as soon as the client is connected; after the present look, when there is one.
    Q_INVOKABLE void refresh();
    /// Forgets what is known of the streams and groups, as for another server.
    Q_INVOKABLE void reset();

    /// XACK. How many were pending.
    QFuture<qint64> acknowledge(const BinaryName &stream, const BinaryName &group, const QList<StreamId> &ids);
    /// Makes \a consumer the owner of pending entries that were not delivered for \a minIdle. The delivery counts stay:
    /// nobody has been given them yet; \a consumer gets them when it reads its backlog. Those that changed hands.
    QFuture<QList<StreamId>> claim(const BinaryName &stream, const BinaryName &group, const BinaryName &consumer,
                                   const QList<StreamId> &ids, std::chrono::milliseconds minIdle = {});
    /// XNACK: gives them back to the group, to whoever claims next. Redis 8.8+, else NotSupported. How many.
    QFuture<qint64> release(const BinaryName &stream, const BinaryName &group, const QList<StreamId> &ids,
                            Xnack::Mode mode = Xnack::Mode::Fail);
    /// Copies pending entries to the stream \a deadLetters, with where they come from, and acknowledges them; only what
    /// is still pending, and still in the stream. How many.
    QFuture<qint64> deadLetter(const BinaryName &stream, const BinaryName &group, const QList<StreamId> &ids,
                               const BinaryName &deadLetters);

    /// A group that gets what comes after \a after: 0-0 is everything, nullopt only what is added from now on.
    QFuture<bool> createGroup(const BinaryName &stream, const BinaryName &group, std::optional<StreamId> after = std::nullopt,
                              bool makeStream = false);
    /// Refused (InvalidState) while entries are pending in it, unless \a evenWithPending: nobody would get them. How many
    /// were.
    QFuture<qint64> removeGroup(const BinaryName &stream, const BinaryName &group, bool evenWithPending = false);
    /// Hands what the consumer has pending to \a heir and removes it in the moment it has nothing pending any more.
    /// Refused (InvalidState) when it has something pending and there is no heir. How many entries changed hands.
    QFuture<qint64> removeConsumer(const BinaryName &stream, const BinaryName &group, const BinaryName &consumer,
                                   const BinaryName &heir = {});

    /// The dead letters behind \a after, oldest first, at most \a count of the stream's entries; others are left out.
    QFuture<QList<DeadLetter>> deadLetters(const BinaryName &stream, StreamId after = {}, qint64 count = 100);
    /// Adds dead letters to the streams they come from once more, and removes them here; each in one step where both
    /// streams are in one slot, else adding comes first. How many; letters that are gone already do not count.
    QFuture<qint64> replay(const BinaryName &deadLetters, const QList<StreamId> &ids);

    /// XDEL: removes dead letters for good. How many were there.
    QFuture<qint64> discard(const BinaryName &deadLetters, const QList<StreamId> &ids);

    /// How many entries trim() would remove; it changes nothing.
    QFuture<TrimPreview> trimPreview(const BinaryName &stream, const StreamTrim &trim);
    /// XTRIM. How many were removed.
    QFuture<qint64> trim(const BinaryName &stream, const StreamTrim &trim);

Q_SIGNALS:
    /// A look is complete, without an error of the monitor.
    void refreshed();
    /// An action failed.
    void errorOccurred(const RedisStreams::RedisError &error);
    void clientChanged();
    void patternChanged();
    void streamsChanged();
    void refreshIntervalChanged();
    void currentIntervalChanged();
    void activeChanged();
    void currentStreamChanged();
    void currentGroupChanged();
    void allGroupsChanged();
    void loadedChanged();
    void completeChanged();
    void errorChanged();

private:
    friend class StreamMonitorPrivate;
    std::unique_ptr<StreamMonitorPrivate> d;
};

} // namespace RedisStreams
