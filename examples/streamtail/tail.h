// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "entryformat.h"
#include "options.h"
#include "outputwriter.h"

#include <RedisStreams/redisclient.h>
#include <RedisStreams/streamconsumer.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

namespace StreamTail {

/// Reads streams and prints them until it is told to stop, there is no more to do, or it cannot go on.
class Tail : public QObject
{
    Q_OBJECT

public:
    Tail(const Options &options, const RedisStreams::ConnectionOptions &server);

    void start();
    /// Prints what has been received, then finishes.
    void requestStop();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void showEntries(const RedisStreams::StreamEntries &batch);
    void onStateChanged(RedisStreams::StreamConsumer::State state);
    void onError(const RedisStreams::RedisError &error);
    void onOutputFailed(const QString &reason);
    void reportStats();
    void end(int exitStatus);
    void finishWhenWritten();

    const Options m_options;
    const QString m_serverName;
    RedisStreams::RedisClient m_client;
    RedisStreams::StreamConsumer m_consumer;
    OutputWriter m_output;
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

/// A line on standard error.
void report(const QString &line);

} // namespace StreamTail
