// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "redisclient.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <concepts>
#include <functional>
#include <memory>

namespace RedisStreams {

class StreamProducerPrivate;

/// Adds entries to streams: pipelined, bounded, and with a report on each.
///
/// publish() gives a future with the entry's id. At most maxInFlight entries, of some maxBytesInFlight, are without their
/// report; then `ready` is false and publish() fails at once, until half of them have theirs: go on when readyChanged says so.
///
/// What happens to an entry when the connection is lost before its report:
/// - With an id of its own, or with `idempotent`, it is sent again, and is in the stream once. When no try succeeds, the
///   stream is looked at for its id; what cannot be found out is reported as unknown, like the others.
/// - Otherwise its outcome is not known: its future fails with ConnectionLost, and it is never sent again by itself.
///
/// A server that cannot take an entry for now (OutOfMemory, ReadOnly, Loading, Busy, ...) is asked again with growing
/// pauses, up to the client's commandTimeout from publish() on; what is published to the same stream meanwhile waits
/// behind it, so entries keep their order. In a cluster the same holds for a node that is lost until another one serves
/// the slot, and for slots that move: a stream's entries are never under way to two nodes.
class REDISSTREAMS_EXPORT StreamProducer : public QObject
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::RedisClient *client READ client WRITE setClient NOTIFY clientChanged FINAL)
    Q_PROPERTY(int maxInFlight READ maxInFlight WRITE setMaxInFlight NOTIFY maxInFlightChanged FINAL)
    Q_PROPERTY(qint64 maxBytesInFlight READ maxBytesInFlight WRITE setMaxBytesInFlight NOTIFY maxInFlightChanged FINAL)
    Q_PROPERTY(bool idempotent READ isIdempotent WRITE setIdempotent NOTIFY idempotentChanged FINAL)
    Q_PROPERTY(int idempotenceWindow READ idempotenceWindow WRITE setIdempotenceWindow NOTIFY idempotentChanged FINAL)
    Q_PROPERTY(bool ready READ isReady NOTIFY readyChanged FINAL)
    Q_PROPERTY(qint64 published READ published NOTIFY countersChanged FINAL)
    Q_PROPERTY(qint64 failed READ failed NOTIFY countersChanged FINAL)
    Q_PROPERTY(int inFlight READ inFlight NOTIFY countersChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged FINAL)
    Q_PROPERTY(QString errorString READ errorString NOTIFY errorChanged FINAL)

public:
    explicit StreamProducer(QObject *parent = nullptr);
    explicit StreamProducer(RedisClient *client, QObject *parent = nullptr);
    /// Futures without their report end with Aborted; whether those entries are in the stream is not known.
    ~StreamProducer() override;

    RedisClient *client() const;
    /// Entries that wait to be sent again end with Aborted; those under way get their report from the old client.
    void setClient(RedisClient *client);

    /// How many entries may be without their report, >= 1. Default 10000.
    int maxInFlight() const;
    void setMaxInFlight(int entries);
    /// How many bytes of commands may be without their report, >= 1: what a server that stalls may cost in memory. The entry
    /// that reaches it is still taken. Default 64 MiB.
    qint64 maxBytesInFlight() const;
    void setMaxBytesInFlight(qint64 bytes);

    /// Entries without an id of their own are added with IDMP (Redis 8.6+), so that they can be sent again. On other
    /// servers publish() then fails with NotSupported. For what is published from now on.
    bool isIdempotent() const;
    void setIdempotent(bool on);
    /// What a stream remembers of each producer (its IDMP-MAXSIZE, see Xcfgset; the server's default is 100), >= 1.
    /// With `idempotent` no more than that are in flight: what is forgotten could be added twice.
    int idempotenceWindow() const;
    void setIdempotenceWindow(int entries);
    /// The producer's id with IDMP: a new one for each object, as its messages are numbered anew.
    QByteArray producerId() const;

    /// How streams are trimmed with each entry; none by default.
    StreamTrim trim() const;
    void setTrim(const StreamTrim &trim);

    bool isReady() const;
    qint64 published() const; ///< entries that are in their stream
    qint64 failed() const; ///< entries whose future failed, those of unknown outcome included; not the refused ones
    int inFlight() const; ///< entries without their report
    /// What errorOccurred() said last; none before.
    RedisError error() const;
    QString errorString() const { return error().message(); }

    /// Adds an entry; its id is made by the server. The future fails with InvalidState when not `ready`, with
    /// InvalidArgument for what no server would take (nothing is sent then), or with the server's error.
    QFuture<StreamId> publish(const QString &stream, const StreamFields &fields);
    QFuture<StreamId> publish(const QByteArray &streamKey, const StreamFields &fields);
    /// The same with an id, which must be above those of the stream (else IdTooSmall).
    QFuture<StreamId> publish(const QString &stream, const StreamFields &fields, StreamId id);
    QFuture<StreamId> publish(const QByteArray &streamKey, const StreamFields &fields, StreamId id);

    /// The same without a future, which costs as much as all the rest: calls \a onAdded(StreamId) or
    /// \a onError(const RedisError &), once, and neither when \a context is gone by then.
    template <std::invocable<StreamId> OnAdded, std::invocable<const RedisError &> OnError>
    void publish(const QByteArray &streamKey, const StreamFields &fields, QObject *context, OnAdded onAdded, OnError onError)
    {
        publishTo(streamKey, fields,
                  [context = QPointer<QObject>(context), onAdded = std::move(onAdded), onError = std::move(onError)](StreamId id, const RedisError &error) {
                      if (!context)
                          return;
                      if (error)
                          std::invoke(onError, error);
                      else
                          std::invoke(onAdded, id);
                  });
    }

    /// Ends when all that was published before has its report, good or bad.
    QFuture<void> flush();

Q_SIGNALS:
    void clientChanged();
    void maxInFlightChanged();
    void idempotentChanged();
    void readyChanged(bool nowReady);
    /// At most ten times a second.
    void countersChanged();
    void errorChanged();
    /// Each entry that failed, also when its future is handled; and a setting that is refused (InvalidArgument).
    void errorOccurred(const RedisStreams::RedisError &error);

private:
    using Report = std::function<void(StreamId id, const RedisError &error)>;
    void publishTo(const QByteArray &streamKey, const StreamFields &fields, Report report);

    friend class StreamProducerPrivate;
    std::unique_ptr<StreamProducerPrivate> d;
};

} // namespace RedisStreams
