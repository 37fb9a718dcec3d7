// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "acknowledger.h"
#include "entryformat.h"
#include "options.h"
#include "outputwriter.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streamconsumer.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <memory>

namespace StreamTail {

/// Reads streams and prints them until it is told to stop, there is no more to do, or it cannot go on.
class Tail : public QObject
{
    Q_OBJECT

public:
    Tail(const Options &options, const RedisStreams::ConnectionOptions &server);

    void start();
    /// Prints what has been received, acknowledges it if that is asked for, then finishes.
    void requestStop();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void setUpConsumer();
    void setUpGroup();
    void showEntries(const RedisStreams::StreamEntries &batch);
    /// Whether what is received beyond --count would be lost for the group.
    bool countsCautiously() const { return m_options.count && m_options.group && m_options.group->ack == Ack::None; }
    void sum(const RedisStreams::StreamEntry &entry);
    void onStateChanged(RedisStreams::StreamConsumer::State state);
    void onError(const RedisStreams::RedisError &error);
    void onOutputFailed(const QString &reason);
    void reportStats();
    void end(int exitStatus);
    void finishWhenDone();

    const Options m_options;
    const QString m_serverName;
    RedisStreams::RedisClient m_client;
    OutputWriter m_output;
    std::unique_ptr<RedisStreams::StreamConsumer> m_consumer;
    std::unique_ptr<Acknowledger> m_acknowledger; ///< for --ack after
    EntryFormat m_format;
    QTimer m_statsTimer;
    QElapsedTimer m_sinceStats;

    qint64 m_entries = 0;
    qint64 m_bytes = 0;
    quint64 m_checksum = 0;
    qint64 m_entriesAtStats = 0;
    qint64 m_bytesAtStats = 0;
    QString m_lastError;
    bool m_hasBegun = false;
    bool m_isStopping = false;
    bool m_isEnding = false;
    bool m_isFinished = false;
    int m_exitStatus = 0;
};

} // namespace StreamTail
