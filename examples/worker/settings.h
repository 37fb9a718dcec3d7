// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

#include <cstdio>
#include <utility>

namespace Worker {

/// What the command line says.
struct Settings
{
    QString url = QStringLiteral("redis://localhost");
    QString jobs = QStringLiteral("jobs");
    QString group = QStringLiteral("workers");
    QString consumer;
    int work = 20; ///< milliseconds a job takes
    int inFlight = 10; ///< jobs at a time
    int claimIdle = 1500; ///< milliseconds after which an unfinished job is taken over
    int maxDeliveries = 3; ///< tries before a job is put aside

    int produce = 0; ///< jobs to add
    int poison = 0; ///< of them, those that nobody can do
    int workers = 0; ///< processes to start
    bool killOne = false; ///< as a crash does, half-way

    /// Where workers note what they have done, and where the library puts what nobody could do.
    QString doneStream() const { return jobs + QStringLiteral(":done"); }
    QString deadStream() const { return jobs + QStringLiteral(":dead"); }
};

/// A line of the story, at once: several processes write it together.
inline void say(const QString &line)
{
    std::fputs((line + QLatin1Char('\n')).toUtf8().constData(), stdout);
    std::fflush(stdout);
}

inline void complain(const QString &line)
{
    std::fputs((QStringLiteral("worker: ") + line + QLatin1Char('\n')).toUtf8().constData(), stderr);
}

/// Complains of what goes wrong, once for as long as it stays the same: a server that is away is tried again and again.
class Complaints
{
public:
    void about(const QString &line)
    {
        if (std::exchange(m_last, line) != line)
            complain(line);
    }
    void forget() { m_last.clear(); }

private:
    QString m_last;
};

enum ExitStatus { Done = 0, Failed = 1, BadUsage = 2 };

} // namespace Worker
