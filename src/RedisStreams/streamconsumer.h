// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "redisclient.h"
#include "streamentry.h"

#include <QtCore/QDateTime>
#include <QtCore/QFuture>
#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QStringList>
#include <QtCore/QVariantMap>

#include <memory>
#include <optional>

namespace RedisStreams {

class StreamConsumerPrivate;

/// Follows streams and emits entryReceived() for each entry, each exactly once and in the stream's order, through
/// lost connections and restarts of the server.
///
/// \code
/// StreamConsumer consumer(&client, {u"one"_s, u"two"_s});
/// connect(&consumer, &StreamConsumer::entryReceived, this, [](const QString &stream, const StreamEntry &entry) {...});
/// consumer.start();
/// \endcode
///
/// In a cluster it does not wait for all nodes: when some do not answer within a second, it follows the streams of the
/// others, and opened() comes when all can be read. (drain(), fetchEntry() and open() do wait for all.)
///
/// It never gives up on a server that does not answer: it reports through errorOccurred() and healthy, and tries
/// again. It ends (state Failed) only when no try can help: wrong password, no permission, none of its streams
/// is a stream.
///
/// Handing over happens in slices of at most a few milliseconds, so that timers and painting go on. While a slot of
/// entryReceived() runs, also one that spins an event loop, no other entry is handed over. A slot may call
/// anything here, and may delete the consumer.
class REDISSTREAMS_EXPORT StreamConsumer : public QObject
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::RedisClient *client READ client WRITE setClient NOTIFY clientChanged)
    Q_PROPERTY(QStringList streams READ streams WRITE setStreams NOTIFY streamsChanged)
    Q_PROPERTY(RedisStreams::StreamConsumer::StartFrom startFrom READ startFrom WRITE setStartFrom NOTIFY startFromChanged)
    Q_PROPERTY(QDateTime startTime READ startTime WRITE setStartTime NOTIFY startTimeChanged)
    Q_PROPERTY(qint64 startCount READ startCount WRITE setStartCount NOTIFY startCountChanged)
    Q_PROPERTY(QVariantMap startIds READ startIds WRITE setStartIds NOTIFY startIdsChanged)
    Q_PROPERTY(QVariantMap positions READ positions NOTIFY countersChanged)
    Q_PROPERTY(int bufferSize READ bufferSize WRITE setBufferSize NOTIFY bufferSizeChanged)
    Q_PROPERTY(int blockTimeout READ blockTimeout WRITE setBlockTimeout NOTIFY blockTimeoutChanged)
    Q_PROPERTY(int maxConnections READ maxConnections WRITE setMaxConnections NOTIFY maxConnectionsChanged)
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(bool paused READ isPaused WRITE setPaused NOTIFY pausedChanged)
    Q_PROPERTY(RedisStreams::StreamConsumer::State state READ state NOTIFY stateChanged)
    Q_PROPERTY(bool healthy READ isHealthy NOTIFY healthyChanged)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged)
    Q_PROPERTY(QString errorString READ errorString NOTIFY errorChanged)
    Q_PROPERTY(qint64 entryCount READ entryCount NOTIFY countersChanged)
    Q_PROPERTY(qint64 byteCount READ byteCount NOTIFY countersChanged)
    Q_PROPERTY(qint64 reconnectCount READ reconnectCount NOTIFY countersChanged)
    Q_PROPERTY(qint64 bufferedCount READ bufferedCount NOTIFY countersChanged)
    Q_PROPERTY(qint64 lastReplyAge READ lastReplyAge NOTIFY countersChanged)

public:
    enum class State {
        Closed, ///< nothing is under way
        Opening, ///< connecting, resolving start positions
        Open, ///< positions are fixed; nothing is read until start(), drain() or fetchEntry()
        Following, ///< reading for ever
        Draining, ///< reading until a request brings nothing
        Paused, ///< following, but no request is made
        Reconnecting, ///< was reading; the connection is being made anew
        Stopping, ///< handing over what the server already gave
        Failed, ///< ended by an error that no retry can mend; see error
    };
    Q_ENUM(State)

    /// Where reading begins on streams that have no id in startIds.
    enum class StartFrom {
        Latest, ///< what is added after open(); the position is resolved once, so nothing is missed in between
        Beginning, ///< the oldest entry there is
        Time, ///< entries from startTime on
        LastEntries, ///< the newest startCount entries, then what comes
    };
    Q_ENUM(StartFrom)

    /// Why a stream holds less than was read of it.
    enum class ResetReason {
        Recreated, ///< it was deleted: reading goes on with the first entry of what is, or will be, there under its name
        RolledBack, ///< the server lost the newest entries (an older snapshot, a replica that lagged): reading goes on after
                    ///< what it still has, and nothing is repeated
    };
    Q_ENUM(ResetReason)

    explicit StreamConsumer(QObject *parent = nullptr);
    StreamConsumer(RedisClient *client, const QStringList &streams, QObject *parent = nullptr);
    /// Aborts: nothing is emitted any more, futures end with Aborted.
    ~StreamConsumer() override;

    /// The client, not owned. It can be changed only while closed (otherwise InvalidState is reported).
    RedisClient *client() const;
    void setClient(RedisClient *client);

    /// The streams by name (UTF-8); setting them while running adds and removes. A repeated name counts once.
    QStringList streams() const;
    void setStreams(const QStringList &streams);
    /// Adds a stream, while running with effect at once: from \a startId when given ("0" or "ms-seq", read after it; it
    /// goes before startIds, also at the next start), otherwise from where startIds and startFrom say. For a stream that is
    /// there already it sets where the next start begins; while that stream is read, an id is refused (InvalidState).
    /// InvalidArgument is reported for an id that is none.
    Q_INVOKABLE void addStream(const QString &stream, const QString &startId = {});
    void addStream(const QByteArray &streamKey, std::optional<StreamId> startId = {});
    /// No entry of it is emitted after this returns.
    Q_INVOKABLE void removeStream(const QString &stream);
    void removeStream(const QByteArray &streamKey);

    StartFrom startFrom() const;
    void setStartFrom(StartFrom from);
    QDateTime startTime() const;
    void setStartTime(const QDateTime &time);
    /// For LastEntries: how many of each stream, >= 0; default 100.
    qint64 startCount() const;
    void setStartCount(qint64 count);
    /// Stream -> id text: reading begins after that id. What positions() gave earlier goes in here.
    QVariantMap startIds() const;
    void setStartIds(const QVariantMap &ids);
    /// Stream -> id text of the last entry handed over (or the resolved start). Save it, set it as startIds, and
    /// reading goes on without loss or repetition.
    QVariantMap positions() const;
    std::optional<StreamId> position(const QByteArray &streamKey) const;

    /// How many entries beyond one each request may bring per stream (COUNT = bufferSize + 1); -1, the default, is
    /// automatic: grows while behind (bounded in bytes), falls back at the tail. Even a fixed COUNT is lowered while
    /// replies are larger than memory bounds allow.
    int bufferSize() const;
    void setBufferSize(int entries);
    /// Milliseconds that drain() and fetchEntry() wait for an entry: 0 = do not wait (default), -1 = for ever
    /// (not for drain()). Following waits for ever in any case, by requests of blockTimeout or the client's
    /// blockLimit, whichever is shorter.
    int blockTimeout() const;
    void setBlockTimeout(int milliseconds);

    /// In a cluster: how many slots are read over a connection of their own, where a new entry arrives at once; >= 1,
    /// default 128. When the streams lie in more slots, the quietest are asked in rounds over the client's shared
    /// connections: an entry in one of these arrives up to 100 ms later, or n/2 ms with n such slots when that is more.
    /// A slot that brings entries changes places with one that has brought none for 10 s. Set before opening; later it
    /// counts for connections made from then on. A single server needs one connection in any case.
    int maxConnections() const;
    void setMaxConnections(int connections);

    /// Following, or on the way there: setting it is start() and stop(). It waits where start() would be refused: for a
    /// client and streams, and for the end of a stop(), drain() or fetchEntry() under way. From QML it takes effect at
    /// completion.
    bool isActive() const;
    void setActive(bool active);
    /// While paused no request is made and at most one reply is held; nothing is lost as long as the stream keeps it.
    bool isPaused() const;
    void setPaused(bool paused);

    State state() const;
    /// Whether it is really reading now, each of its streams: connected, no reply is overdue, and the server does not
    /// refuse (as while it loads, or while its part of a cluster is down). False also while a group that vanished, or the
    /// position in a stream that was reset, is not there again. Streams that are left out do not count.
    bool isHealthy() const;
    RedisError error() const;
    QString errorString() const { return error().message(); }
    qint64 entryCount() const; ///< entries handed over
    qint64 byteCount() const; ///< bytes of their names and values
    qint64 reconnectCount() const; ///< connections made again after a loss
    qint64 bufferedCount() const; ///< entries received and not yet handed over
    /// Milliseconds since the server's last reply to a read; -1 before the first.
    qint64 lastReplyAge() const;

    /// Connects and fixes the start positions: what is added to the streams after the future ends is read.
    /// Ends with an error only for what no retry can mend.
    QFuture<void> open();
    /// Follows for ever, opening first if need be. After stop() it begins at the configured place again.
    Q_INVOKABLE void start();
    /// Follows for ever from positions(): what stop() left.
    Q_INVOKABLE void resume();
    /// Reads and hands over until a request brings nothing (after blockTimeout) and nothing is buffered. The future
    /// gives the number handed over by this call. InvalidState while following, InvalidArgument with
    /// blockTimeout -1, as it would never end.
    QFuture<qint64> drain();
    /// The next entry, buffered or from the server; nullopt when none came within blockTimeout. It is not emitted by
    /// entryReceived(). Calls queue. InvalidState while following or draining.
    QFuture<std::optional<StreamEntry>> fetchEntry();
    /// Ends reading: what the server already gave is handed over, then stopped() is emitted.
    Q_INVOKABLE void stop();
    /// Ends at once: nothing is emitted after it returns; what was received and not handed over is dropped (and read
    /// again by resume()).
    Q_INVOKABLE void abort();

Q_SIGNALS:
    void entryReceived(const QString &stream, const RedisStreams::StreamEntry &entry);
    /// The same entries in batches; cheaper for models. Emitted before entryReceived() of its entries.
    void entriesReceived(const QString &stream, const RedisStreams::StreamEntries &batch);
    void opened();
    void drained();
    void stopped();
    void streamAdded(const QString &stream);
    void streamRemoved(const QString &stream);
    void errorOccurred(const RedisStreams::RedisError &error);
    /// Entries between \a from (the last id known to be whole) and \a to (the oldest entry left, or the end) were removed
    /// before they could be read: the stream was trimmed past its reader, or they were deleted. \a lostAtLeast counts
    /// them by the server's own count of what was added (Redis 7.0+). It is 0 where that cannot be counted: an older
    /// server, or a saved position; then the entry at \a from itself is gone, so others may be. Noticed at the next
    /// connection, at resume(), four times a second while reading lags, and otherwise every ConnectionOptions::blockLimit().
    /// Not for groups.
    void gapDetected(const QString &stream, const RedisStreams::StreamId &from, const RedisStreams::StreamId &to, qint64 lostAtLeast);
    /// The stream holds less than was read of it; noticed as for gapDetected(). Not for groups, see groupLost() there.
    void streamReset(const QString &stream, RedisStreams::StreamConsumer::ResetReason reason);

    void stateChanged(RedisStreams::StreamConsumer::State state);
    void healthyChanged(bool healthy);
    void activeChanged(bool active);
    void pausedChanged(bool paused);
    /// At most ten times a second while counters change.
    void countersChanged();
    void errorChanged();
    void clientChanged();
    void streamsChanged();
    void startFromChanged();
    void startTimeChanged();
    void startCountChanged();
    void startIdsChanged();
    void bufferSizeChanged();
    void blockTimeoutChanged();
    void maxConnectionsChanged();

protected:
    StreamConsumer(std::unique_ptr<StreamConsumerPrivate> priv, QObject *parent);
    std::unique_ptr<StreamConsumerPrivate> d;

private:
    friend class StreamConsumerPrivate;
};

} // namespace RedisStreams
