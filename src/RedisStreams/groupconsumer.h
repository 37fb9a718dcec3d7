// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamconsumer.h"
#include "xpending.h"

namespace RedisStreams {

class GroupConsumerPrivate;

/// Reads streams as a member of a consumer group: each entry goes to one of the group's consumers, and stays pending
/// in the server until it is acknowledged.
///
/// \code
/// GroupConsumer worker(&client, {u"jobs"_s}, u"group-a"_s, u"consumer-1"_s);
/// worker.setStartFromBacklog(true);
/// connect(&worker, &GroupConsumer::entryReceived, this, [&](const QString &, const StreamEntry &job) {
///     if (process(job))
///         worker.acknowledge(job);
/// });
/// worker.start();
/// \endcode
///
/// At least once: what the server assigned to this consumer is handed over even when the connection was lost before
/// it arrived. After every reconnect the consumer lists its own pending ids (XPENDING, which raises no delivery
/// count) and fetches only those the application has not seen. An entry comes twice only where a process died, or
/// held it longer than another's claimMinIdle. With autoAcknowledge it is at most once instead.
///
/// startFrom and groupStartId say where a group begins that does not exist yet; they mean nothing for one that does.
/// startIds reads this consumer's own pending history after the given ids first, then new entries.
// Its base is named in full for the type registrar of QML, which finds it by that name only.
class REDISSTREAMS_EXPORT GroupConsumer : public RedisStreams::StreamConsumer
{
    Q_OBJECT
    Q_PROPERTY(QString group READ group WRITE setGroup NOTIFY groupChanged)
    Q_PROPERTY(QString consumer READ consumer WRITE setConsumer NOTIFY consumerChanged)
    Q_PROPERTY(bool autoCreate READ autoCreate WRITE setAutoCreate NOTIFY settingsChanged)
    Q_PROPERTY(QString groupStartId READ groupStartId WRITE setGroupStartId NOTIFY settingsChanged)
    Q_PROPERTY(bool autoAcknowledge READ autoAcknowledge WRITE setAutoAcknowledge NOTIFY settingsChanged)
    Q_PROPERTY(bool startFromBacklog READ startFromBacklog WRITE setStartFromBacklog NOTIFY settingsChanged)
    Q_PROPERTY(RedisStreams::GroupConsumer::AckPolicy ackPolicy READ ackPolicy WRITE setAckPolicy NOTIFY settingsChanged)
    Q_PROPERTY(int maxInFlight READ maxInFlight WRITE setMaxInFlight NOTIFY settingsChanged)
    Q_PROPERTY(int claimMinIdle READ claimMinIdle WRITE setClaimMinIdle NOTIFY settingsChanged)
    Q_PROPERTY(int claimInterval READ claimInterval WRITE setClaimInterval NOTIFY settingsChanged)
    Q_PROPERTY(int maxDeliveries READ maxDeliveries WRITE setMaxDeliveries NOTIFY settingsChanged)
    Q_PROPERTY(QString deadLetterStream READ deadLetterStream WRITE setDeadLetterStream NOTIFY settingsChanged)
    Q_PROPERTY(int heartbeat READ heartbeat WRITE setHeartbeat NOTIFY settingsChanged)
    Q_PROPERTY(RedisStreams::GroupConsumer::MissingGroupPolicy missingGroupPolicy READ missingGroupPolicy WRITE
                   setMissingGroupPolicy NOTIFY settingsChanged)
    Q_PROPERTY(bool releaseOnStop READ releaseOnStop WRITE setReleaseOnStop NOTIFY settingsChanged)
    Q_PROPERTY(bool removeConsumerOnStop READ removeConsumerOnStop WRITE setRemoveConsumerOnStop NOTIFY settingsChanged)
    Q_PROPERTY(qint64 inFlightCount READ inFlightCount NOTIFY countersChanged)
    Q_PROPERTY(qint64 acknowledgedCount READ acknowledgedCount NOTIFY countersChanged)

public:
    enum class AckPolicy {
        Manual, ///< the application calls acknowledge() (default)
        AfterDelivery, ///< acknowledged when the slots of entryReceived() have returned
        AckAndDelete, ///< as AfterDelivery, and deleted from the stream where no other group needs it
    };
    Q_ENUM(AckPolicy)

    /// What happens when the group vanishes under the reader (FLUSHALL, DEL, XGROUP DESTROY, a failover).
    enum class MissingGroupPolicy {
        RecreateFromPosition, ///< made anew after the last entry received (default)
        RecreateFromStart, ///< made anew at 0-0: everything in the stream comes again
        Fail, ///< state Failed with GroupMissing
    };
    Q_ENUM(MissingGroupPolicy)

    explicit GroupConsumer(QObject *parent = nullptr);
    GroupConsumer(RedisClient *client, const QStringList &streams, const QString &group, const QString &consumer,
                  QObject *parent = nullptr);
    ~GroupConsumer() override;

    /// Both are required. They, and all settings below but maxInFlight, can be changed only while closed (InvalidState
    /// is reported otherwise); a combination that makes no sense is refused when set, or when reading begins, with the
    /// reason.
    QString group() const;
    void setGroup(const QString &group);
    /// Two consumers of one name at a time share one history, which is nearly always a mistake.
    QString consumer() const;
    void setConsumer(const QString &consumer);

    /// Creates missing groups, and streams (MKSTREAM). Default true. When false, a missing group fails the opening
    /// with GroupMissing, which names every stream that lacks it.
    bool autoCreate() const;
    void setAutoCreate(bool on);
    /// Where a new group begins, instead of startFrom: "0", "ms-seq" (entries after it) or "$" (only new ones).
    QString groupStartId() const;
    void setGroupStartId(const QString &id);
    /// NOACK: the server forgets an entry as it sends it. At most once: what is lost with a connection is lost.
    bool autoAcknowledge() const;
    void setAutoAcknowledge(bool on);
    /// First this consumer's own unacknowledged entries of earlier runs, then new ones, for each stream.
    bool startFromBacklog() const;
    void setStartFromBacklog(bool on);
    AckPolicy ackPolicy() const;
    void setAckPolicy(AckPolicy policy);
    /// At most so many entries received and not acknowledged - with NOACK, not handed over; requests never ask for
    /// more than it leaves. 0 = no bound (default). While it leaves room for fewer entries than there are streams
    /// these are asked in turn, and an entry may come up to a quarter of a second later. It may be changed while
    /// reading, and holds for the requests that follow.
    int maxInFlight() const;
    void setMaxInFlight(int entries);
    /// Takes over entries of any consumer that have been pending so long, in ms; 0 = never (default). It must be
    /// longer than the longest processing, unless heartbeat is used by all. Entries that waited so long in our own
    /// buffer are not handed over: another may have claimed them.
    int claimMinIdle() const;
    void setClaimMinIdle(int milliseconds);
    /// How often others' entries are looked for, in ms, varied by a fifth; default 0 = half of claimMinIdle.
    int claimInterval() const;
    void setClaimInterval(int milliseconds);
    /// An entry delivered more often than this, by the server's count, goes to deadLetterStream; 0 = never.
    int maxDeliveries() const;
    void setMaxDeliveries(int deliveries);
    /// Gets a copy of the entry with its origin in front: fields origin-stream, origin-group, origin-consumer,
    /// origin-id, origin-deliveries; the original is acknowledged in the same transaction.
    QString deadLetterStream() const;
    void setDeadLetterStream(const QString &stream);
    /// Renews the ownership of entries in work this often, in ms, so that long work is not claimed; 0 = off.
    int heartbeat() const;
    void setHeartbeat(int milliseconds);
    MissingGroupPolicy missingGroupPolicy() const;
    void setMissingGroupPolicy(MissingGroupPolicy policy);
    /// stop() gives what is still in work back to the group at once (XNACK, Redis 8.8+; elsewhere it stays pending).
    bool releaseOnStop() const;
    void setReleaseOnStop(bool on);
    /// stop() removes the consumer from the group, unless it has pending entries: those would be lost for the group.
    bool removeConsumerOnStop() const;
    void setRemoveConsumerOnStop(bool on);

    /// Entries handed over and not acknowledged, or received and not handed over.
    qint64 inFlightCount() const;
    qint64 acknowledgedCount() const; ///< by the server's word

    /// Acknowledges; batched, pipelined on the client's shared connection, kept and sent again through reconnects,
    /// sent before stop() ends. Entries of other streams or groups are ignored with an error.
    Q_INVOKABLE void acknowledge(const RedisStreams::StreamEntry &entry);
    void acknowledge(const QByteArray &streamKey, const QList<StreamId> &ids);
    Q_INVOKABLE void acknowledge(const QString &stream, const QStringList &ids);
    /// Gives entries back to the group for anybody to claim at once: XNACK FAIL, Redis 8.8+. NotSupported elsewhere.
    Q_INVOKABLE void release(const RedisStreams::StreamEntry &entry);
    QFuture<qint64> release(const QByteArray &streamKey, const QList<StreamId> &ids);
    /// What the group has pending on \a stream: total, range, and number by consumer.
    QFuture<PendingSummary> pending(const QString &stream) const;

Q_SIGNALS:
    /// All of this consumer's earlier entries of the stream were handed over; new ones follow.
    void backlogFinished(const QString &stream);
    /// The server confirmed so many acknowledgements.
    void acknowledged(const QString &stream, qint64 count);
    /// The entry was another consumer's; entryReceived() follows.
    void entryClaimed(const QString &stream, const RedisStreams::StreamEntry &entry);
    void entryDeadLettered(const QString &stream, const RedisStreams::StreamEntry &entry);
    /// Pending, but deleted from the stream: acknowledged, as there is nothing to hand over.
    void tombstoneDropped(const QString &stream, const QString &id);
    /// An entry in work was claimed by another consumer, or is no longer pending.
    void ownershipLost(const QString &stream, const QString &id);
    void groupLost(const QString &stream);
    void groupCreated(const QString &stream, const QString &from);

    void groupChanged();
    void consumerChanged();
    void settingsChanged();

private:
    GroupConsumerPrivate *p() const;
};

} // namespace RedisStreams
