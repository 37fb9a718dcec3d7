// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "outputwriter.h"

#include <RedisStreams/groupconsumer.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>

#include <deque>
#include <limits>

namespace StreamTail {

/// Acknowledges entries once their lines have been written out: not when they were received, nor when they were
/// appended to what is to be written.
///
/// While the consumer reads this goes through it, so that it knows what is still in flight. When it has ended, what is
/// written later is acknowledged by commands of our own.
class Acknowledger : public QObject
{
    Q_OBJECT

public:
    Acknowledger(RedisStreams::GroupConsumer *consumer, const OutputWriter *output, QObject *parent = nullptr);

    /// Acknowledge no more than so many before finish() is called.
    void setLimit(qint64 entries) { m_limit = entries; }

    /// The stream of the entries that follow.
    void setStream(const QByteArray &key);
    /// The entry's line ends at \a end of the output.
    void add(RedisStreams::StreamId id, qint64 end) { m_waiting.push_back({end, id, m_stream}); }
    /// Acknowledges what has been written by now.
    void acknowledgeWritten();

    /// No more will be added. What will not be written is forgotten once the output has failed.
    void finish();
    /// Nothing waits to be written, or for the server to confirm a command of our own.
    bool isSettled() const { return m_waiting.empty() && m_underWay == 0; }

Q_SIGNALS:
    void settled();

private:
    struct Waiting
    {
        qint64 end;
        RedisStreams::StreamId id;
        qsizetype stream;
    };
    using Ids = QList<RedisStreams::StreamId>;
    void acknowledge(const QByteArray &stream, const Ids &ids);
    void send(const QByteArray &stream, const Ids &ids);
    void answered();
    void sendFailed(const QByteArray &stream, const Ids &ids, const RedisStreams::RedisError &error);

    RedisStreams::GroupConsumer *const m_consumer;
    const OutputWriter *const m_output;
    const QByteArray m_group;
    QByteArrayList m_streams;
    qsizetype m_stream = 0;
    std::deque<Waiting> m_waiting; ///< in the order of the output
    qint64 m_limit = std::numeric_limits<qint64>::max();
    qint64 m_acknowledged = 0;
    QElapsedTimer m_sinceFinish; ///< invalid before finish()
    int m_underWay = 0;
};

} // namespace StreamTail
