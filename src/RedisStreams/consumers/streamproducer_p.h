// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/streamproducerlanes_p.h"
#include "streamproducer.h"

#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <list>

namespace RedisStreams {

class StreamProducerPrivate
{
public:
    using Entry = Internal::ProducerEntryPtr;

    explicit StreamProducerPrivate(StreamProducer *producer);

    RedisError refusal() const;
    void report(const RedisError &error);
    /// Whether a setting is 1 or more; reported if it is not.
    bool isSetting(const char *name, qint64 value);
    QFuture<StreamId> publish(Xadd command);
    /// An entry that is about to be published, with neither promise nor report yet; null, with why, when it cannot be.
    Entry prepare(Xadd command, RedisError *error);
    void start(const Entry &entry);
    void send(const Entry &entry);
    /// In a cluster a stream's entries must not be under way to two nodes, where a later one might be added first.
    bool takesRoute(const Entry &entry);
    void leavesRoute(Internal::ProducerEntry &entry);
    void replied(const Entry &entry, const RespValue &reply, const RedisError &error);
    void notAdded(const Entry &entry, const RedisError &error);
    void refused(const Entry &entry, const RedisError &error);
    /// No other try: the report says what is known.
    void giveUp(const Entry &entry, const RedisError &error);
    /// After a lost connection "too small" may mean that the first sending had come through.
    void verify(const Entry &entry, const RedisError &tooSmall);
    void succeed(const Entry &entry, StreamId id);
    void fail(const Entry &entry, const RedisError &error);
    void failUnknown(const Entry &entry, const RedisError &cause);
    /// Every entry ends here, once.
    template <typename Finish>
    void settle(const Entry &entry, Finish finish);
    void endAll(const RedisError &error);

    void scheduleLanes();
    void lanesDue();
    void countersMoved();
    void updateReady();
    void finishFlushes();
    int limit() const;
    int inFlight() const { return m_inFlight; }
    bool isOfOldClient(const Internal::ProducerEntry &entry) const { return entry.clientNumber != clientNumber; }
    /// A single server's connection sends again by itself. The losses of an old client are not counted any more.
    bool mayHaveBeenSentTwice(const Internal::ProducerEntry &entry) const
    {
        return entry.lost || (entry.repeatable && (entry.lossesBefore != losses || isOfOldClient(entry)));
    }
    /// Whether trying again makes sense, and cannot add it twice.
    bool maySendAgain(const Internal::ProducerEntry &entry, const RedisError &error) const;

    StreamProducer *const q;
    QPointer<RedisClient> client;
    QMetaObject::Connection stateConnection;
    QMetaObject::Connection destroyedConnection;
    int losses = 0; ///< of the client's connection
    bool wasConnected = false;
    int clientNumber = 0; ///< of clients it was given, so far
    int maxInFlight = 10'000;
    qint64 maxBytes = 64 * 1024 * 1024;
    qint64 bytesInFlight = 0;
    bool idempotent = false;
    int idempotenceWindow = 100;
    QByteArray producerId;
    StreamTrim trim;
    bool ready = false;
    bool closing = false;
    qint64 published = 0;
    qint64 failed = 0;
    RedisError lastError;

    QTimer laneTimer;
    QTimer counterTimer;
    Internal::ProducerLanes lanes;
    struct Route
    {
        const void *connection = nullptr;
        int underWay = 0;
    };
    QHash<QByteArray, Route> routes; ///< of a cluster's streams with entries under way
    std::deque<Entry> window; ///< from the oldest without a report on; null = has its report
    quint64 windowStart = 0; ///< number of the window's first
    int m_inFlight = 0;
    struct Flush
    {
        quint64 end; ///< all below have to have their report
        std::shared_ptr<QPromise<void>> promise;
    };
    std::list<Flush> flushes;
};

} // namespace RedisStreams
