// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "client/quickcommand_p.h"
#include "streamentry.h"

#include <QtCore/QHash>
#include <QtCore/QPromise>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace RedisStreams {
class StreamProducerPrivate;
}

namespace RedisStreams::Internal {

/// An entry from publish() to its report. Its key is the stream, and `repeatable` tells
/// whether adding it twice adds it once: it has an id of its own, or is added with IDMP.
struct ProducerEntry final : QuickCommand
{
    void replied(const RespValue &reply, const RedisError &error) override;
    void finish(StreamId id, const RedisError &error)
    {
        if (!promise)
            return report(id, error);
        if (error)
            promise->setException(error);
        else
            promise->addResult(id);
        promise->finish();
    }

    StreamProducerPrivate *producer = nullptr; ///< null when it has its report
    quint64 number = 0; ///< in the order of publish()
    int lossesBefore = 0; ///< of the client's connection, when it was published
    bool lost = false; ///< it was sent over a connection that was lost before the reply
    bool inLane = false;
    bool routed = false; ///< counted among those under way to a node of a cluster
    int clientNumber = 0; ///< which of the producer's clients it was given to
    StreamId ownId; ///< null when the server makes its id
    StreamFields fields; ///< only with ownId: to know it again
    /// One of the two gets the report.
    std::optional<QPromise<StreamId>> promise;
    std::function<void(StreamId id, const RedisError &error)> report;
};
using ProducerEntryPtr = std::shared_ptr<ProducerEntry>;

/// Entries that the server could not take for now, and those published behind them: per stream and in order. When none of
/// the stream is under way any more, and after a pause, the first is tried alone; the others follow when it got through.
/// Plain code: time comes in as an argument.
class ProducerLanes
{
public:
    static constexpr qint64 FirstPause = 50;
    static constexpr qint64 LongestPause = 1000;

    bool isEmpty() const { return m_lanes.isEmpty(); }
    /// Whether entries of \a stream wait: another one has to wait behind them.
    bool holds(const QByteArray &stream) const { return m_lanes.contains(stream); }
    void append(const ProducerEntryPtr &entry);
    /// Entries of \a stream have to wait until those that are under way, over another connection, are back.
    void open(const QByteArray &stream, qsizetype underWay, qint64 now);
    /// An entry was refused for now. \a underWay: how many others of its stream are, if none wait yet. \a at once: what
    /// refused it has said where to try next.
    void refused(const ProducerEntryPtr &entry, const RedisError &error, qint64 now, qsizetype underWay, bool atOnce = false);
    /// An entry got its report: what waited for that comes back, to be sent.
    std::vector<ProducerEntryPtr> settled(const ProducerEntry &entry);

    /// What is to be tried now.
    std::vector<ProducerEntryPtr> takeDue(qint64 now);
    /// What has waited too long, with the server's last refusal.
    std::vector<std::pair<ProducerEntryPtr, RedisError>> takeExpired(qint64 now);
    std::vector<ProducerEntryPtr> takeAll();
    /// When one of the two has something next.
    std::optional<qint64> due() const;

private:
    struct Lane
    {
        std::deque<ProducerEntryPtr> held; ///< by number
        std::optional<quint64> probe; ///< the one that is being tried
        qsizetype underWay = 0; ///< were sent before the first refusal, and are not back
        qint64 pause = 0;
        qint64 probeAt = 0;
        RedisError lastRefusal {};
    };
    static void insert(Lane &lane, const ProducerEntryPtr &entry);

    QHash<QByteArray, Lane> m_lanes;
};

} // namespace RedisStreams::Internal
