// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/ask_p.h"
#include "models/streammonitor_p.h"

namespace RedisStreams::Internal {

/// One look of a monitor at its streams: a few steps, each of them commands that are sent together. It may be cancelled
/// between any two replies; what still comes then does not count.
class MonitorLook : public std::enable_shared_from_this<MonitorLook>
{
public:
    explicit MonitorLook(StreamMonitorPrivate *monitor);

    void start();
    void cancel() noexcept { m_monitor = nullptr; }

private:
    enum class Step { Streams, Groups, OldestPending, End };

    void nextStep();
    void askStreams();
    void askStream(const QByteArray &key, bool large);
    void askLength(const QByteArray &key);
    void askMemory(const QByteArray &key);
    void askGroups();
    void setGroups(const QByteArray &key, const QList<GroupInfo> &infos);
    void askConsumers();
    void askPending();
    void askOldestPending();
    void setOldestPending(const GroupRow::Key &key, const QList<PendingEntry> &oldest);
    bool isCurrent() const;

    template <typename Command, typename OnReply, typename OnError>
    void ask(const Command &command, OnReply onReply, OnError onError)
    {
        ++m_open;
        Internal::ask(
            m_monitor->client, command,
            [self = shared_from_this(), onReply](const typename Command::Reply &reply) {
                if (!self->m_monitor)
                    return;
                onReply(reply);
                self->answered();
            },
            [self = shared_from_this(), onError](const RedisError &error) {
                if (!self->m_monitor)
                    return;
                if (!concernsOneKey(error) && !self->concernsOneNode(error))
                    return self->finish(error);
                onError(error);
                self->answered();
            });
    }
    static bool concernsOneKey(const RedisError &error);
    /// In a cluster: one node is away, which says nothing of the others' streams.
    bool concernsOneNode(const RedisError &error);
    /// Why nothing can be asked about the stream now; NoError when it can.
    RedisError troubleOf(const QByteArray &key);
    void answered();
    void finish(const RedisError &error);

    StreamMonitorPrivate *m_monitor; // null: cancelled
    Step m_step = Step::Streams;
    int m_open = 0;
    QElapsedTimer m_duration;
    QByteArrayList m_keys; // what is looked at
    QByteArray m_stream; // what was current when it was asked for
    QByteArray m_group;
    QByteArray m_consumer;
    qint64 m_serverTime = -1; // when the look began
    bool m_nodeAway = false; // so that it took longer than it takes otherwise
    RedisError m_groupError;
    std::vector<ConsumerRow> m_consumers;
    RedisError m_consumerError;
    std::vector<PendingRow> m_pending;
    RedisError m_pendingError;
    int m_pendingWanted = 0;
};

} // namespace RedisStreams::Internal
