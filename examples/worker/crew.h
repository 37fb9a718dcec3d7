// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "tally.h"

#include <QtCore/QProcess>
#include <QtCore/QTimer>

#include <memory>
#include <vector>

namespace Worker {

/// Adds jobs, runs worker processes that do them, kills one of these if asked to, and keeps the account.
class Crew : public QObject
{
    Q_OBJECT

public:
    explicit Crew(const Settings &settings, QObject *parent = nullptr);
    ~Crew() override;

    void start();
    void stop();

Q_SIGNALS:
    void ended(int exitStatus);

private:
    void produce();
    void added();
    void conclude();
    void tellTally();
    void end();
    void hire(int number);
    void killOne();
    void jobsAreDone();
    void workerEnded();

    const Settings m_settings;
    RedisStreams::RedisClient m_client;
    Tally m_tally;
    std::vector<std::unique_ptr<QProcess>> m_workers;
    QTimer m_progress;
    int m_awaited = 0; ///< replies to XADD
    int m_notAdded = 0;
    bool m_killed = false;
    bool m_stopping = false;
    bool m_interrupted = false; ///< stopped before all jobs were done
    bool m_failed = false; ///< the workers ended by themselves, or the account does not add up
    bool m_concluded = false;
};

} // namespace Worker
