// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "hostsample.h"

#include <RedisStreams/redisclient.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <chrono>

namespace HostStats {

struct Settings
{
    RedisStreams::ConnectionOptions server;
    std::chrono::milliseconds interval{500};
    QByteArray prefix = "host";
    qint64 maximumLength = 10000;
    qint64 count = -1; ///< samples to write; -1 = for ever
};

/// Adds a sample to the streams at each interval. While the server is away samples are dropped, not kept: what the
/// machine did minutes ago is no news, and memory stays bounded.
class Publisher : public QObject
{
    Q_OBJECT

public:
    explicit Publisher(const Settings &settings);
    ~Publisher() override;
    void start();

Q_SIGNALS:
    void finished(int exitStatus);

private:
    void takeSample();
    void write(const QList<Sample> &samples);
    void onStateChanged(RedisStreams::RedisClient::State state);

    const Settings m_settings;
    RedisStreams::RedisClient m_client;
    QTimer m_timer;
    QElapsedTimer m_sinceReading;
    HostReading m_lastReading;
    QString m_lastError;
    qint64 m_waiting = 0; ///< samples sent and not answered
    qint64 m_written = 0;
    qint64 m_dropped = 0;
    bool m_isAway = false;
};

/// A line on standard error.
void report(const QString &line);

} // namespace HostStats
