// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "crew.h"

#include "termination.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace Worker {

Crew::Crew(const Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_client(settings.url)
    , m_tally(settings, &m_client)
{
    connect(&m_tally, &Tally::complete, this, &Crew::jobsAreDone, Qt::QueuedConnection);
    connect(&m_tally, &Tally::failed, this, &Crew::stop, Qt::QueuedConnection);
    connect(&m_tally, &Tally::final, this, &Crew::tellTally);
    connect(&m_tally, &Tally::changed, this, [this] {
        // Half of the jobs are done: time for something to go wrong.
        if (m_settings.killOne && !m_killed && m_tally.doneCount() * 2 > m_settings.produce)
            killOne();
    });
    m_progress.setInterval(1000);
    connect(&m_progress, &QTimer::timeout, this, [this] { say(m_tally.line()); });
}

Crew::~Crew()
{
    for (const auto &worker : m_workers) {
        worker->disconnect(this);
        worker->kill();
        worker->waitForFinished(1000);
    }
}

void Crew::start()
{
    for (int number = 1; number <= m_settings.workers; ++number)
        hire(number);
    if (m_settings.workers > 0)
        m_progress.start();
    produce();
}

void Crew::produce()
{
    if (m_settings.produce == 0)
        return; // the workers work until they are stopped
    m_awaited = m_settings.produce;
    say(u"adding %1 jobs, %2 of them poison"_s.arg(m_settings.produce).arg(m_settings.poison));
    m_tally.start();
    const int poisonEvery = m_settings.poison > 0 ? m_settings.produce / m_settings.poison : 0;
    int poison = 0;
    for (int number = 1; number <= m_settings.produce; ++number) {
        StreamFields fields{{"number", QByteArray::number(number)}};
        if (poisonEvery > 0 && number % poisonEvery == 0 && poison++ < m_settings.poison)
            fields.append(qMakePair(QByteArray("poison"), QByteArray("1")));
        // The tally as context: it goes before the client, whose last answers then reach nobody.
        m_client.run(
            Xadd{m_settings.jobs.toUtf8(), fields}, &m_tally,
            [this](StreamId job) {
                m_tally.produced(job);
                added();
            },
            [this](const RedisError &error) {
                if (m_notAdded++ == 0)
                    complain(error.message());
                added();
            });
    }
}

void Crew::added()
{
    if (--m_awaited > 0)
        return;
    if (m_notAdded > 0)
        complain(u"%1 jobs could not be added"_s.arg(m_notAdded));
    m_tally.close();
    if (m_settings.workers == 0)
        conclude();
}

void Crew::hire(int number)
{
    m_workers.push_back(std::make_unique<QProcess>());
    QProcess *process = m_workers.back().get();
    const QString name = u"worker-%1"_s.arg(number);
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->setChildProcessModifier(endWithParent);
    connect(process, &QProcess::readyReadStandardOutput, this, [this, process] {
        while (process->canReadLine())
            say(QString::fromUtf8(process->readLine().trimmed()));
    });
    connect(process, &QProcess::finished, this, &Crew::workerEnded);
    process->start(QCoreApplication::applicationFilePath(),
        {u"--url"_s, m_settings.url, u"--jobs"_s, m_settings.jobs, u"--group"_s, m_settings.group, u"--consumer"_s,
            name, u"--work"_s, QString::number(m_settings.work), u"--in-flight"_s, QString::number(m_settings.inFlight),
            u"--claim-idle"_s, QString::number(m_settings.claimIdle), u"--max-deliveries"_s,
            QString::number(m_settings.maxDeliveries)});
}

void Crew::killOne()
{
    m_killed = true;
    say(u"killing worker-1, as a crash would; what it has in work stays pending"_s);
    m_workers.front()->kill();
}

void Crew::jobsAreDone()
{
    if (m_stopping || m_settings.workers == 0)
        return;
    // What a member had noted as done and not acknowledged when it was killed is still pending: it is done once more.
    m_client.run(
        XpendingSummary{m_settings.jobs.toUtf8(), m_settings.group.toUtf8()}, this,
        [this](const PendingSummary &pending) {
            if (pending.total == 0)
                stop();
            else
                QTimer::singleShot(100, this, &Crew::jobsAreDone);
        },
        [this](const RedisError &error) {
            complain(error.message());
            stop();
        });
}

void Crew::stop()
{
    m_interrupted |= !m_stopping && !m_tally.isComplete();
    m_stopping = true;
    m_progress.stop();
    for (const auto &worker : m_workers)
        worker->terminate();
    workerEnded();
}

void Crew::workerEnded()
{
    const bool running = std::any_of(
        m_workers.begin(), m_workers.end(), [](const auto &w) { return w->state() != QProcess::NotRunning; });
    if (running)
        return;
    if (!m_stopping) {
        complain(u"all workers have ended"_s);
        m_failed = true;
    }
    conclude();
}

void Crew::conclude()
{
    if (std::exchange(m_concluded, true))
        return;
    if (m_settings.produce == 0 || m_settings.workers == 0)
        end();
    else
        m_tally.conclude(); // with what was noted in the last moment
}

void Crew::tellTally()
{
    say(m_tally.line());
    say(m_tally.summary());
    if (!m_tally.isWhole()) {
        complain(u"the account is not whole: what was noted last could not be read"_s);
        m_failed = true;
    }
    if (m_interrupted)
        say(u"stopped before all were done; what is missing is still in the stream"_s);
    m_failed |= !m_interrupted && !m_tally.addsUp();
    end();
}

void Crew::end()
{
    if (m_awaited > 0)
        complain(u"%1 jobs may not have been added: the server has not answered"_s.arg(m_awaited));
    Q_EMIT ended(m_failed || m_notAdded > 0 || m_awaited > 0 ? Failed : Done);
}

} // namespace Worker
