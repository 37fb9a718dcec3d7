// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "jobworker.h"

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace Worker {
namespace {

/// Owns, in the group, what has failed and waits for its next try. There is no such member.
const QByteArray NobodysName = "(failed)";
constexpr int TryAgain = 1000;

} // namespace

JobWorker::JobWorker(const Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_client(settings.url)
    , m_consumer(&m_client, {settings.jobs}, settings.group, settings.consumer)
{
    // The first member makes the group, at the stream's beginning: jobs that were there before are done as well.
    m_consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    // Started again under the same name, it first gets what it had when it ended.
    m_consumer.setStartFromBacklog(true);
    // No more jobs at a time than it can do: the others stay in the stream, for whoever is free.
    m_consumer.setMaxInFlight(settings.inFlight);
    // Jobs that a member has not finished by then are taken over: it has crashed, or failed. It has to be longer than
    // any job takes; where that cannot be said, setHeartbeat() keeps the jobs of a living process from being taken.
    m_consumer.setClaimMinIdle(settings.claimIdle);
    // Jobs that have failed so often, by whatever member, are put aside.
    m_consumer.setMaxDeliveries(settings.maxDeliveries);
    m_consumer.setDeadLetterStream(settings.deadStream());

    connect(&m_consumer, &GroupConsumer::entryReceived, this,
        [this](const QString &, const StreamEntry &job) { work(job); });
    connect(&m_consumer, &GroupConsumer::entryClaimed, this, [this] {
        ++m_takenOver;
        ++m_newlyTakenOver;
        if (!m_news.isActive())
            m_news.start();
    });
    connect(&m_consumer, &GroupConsumer::entryDeadLettered, this, [this](const QString &, const StreamEntry &job) {
        ++m_putAside;
        report(u"put job %1 aside: it has failed %2 times"_s.arg(job.idText()).arg(m_settings.maxDeliveries));
    });
    connect(&m_consumer, &GroupConsumer::stopped, this, &JobWorker::conclude);
    connect(&m_consumer, &GroupConsumer::errorOccurred, this, [this](const RedisError &error) {
        m_complaints.about(u"%1: %2"_s.arg(m_settings.consumer, error.message()));
        // A lost connection comes back by itself. This is for what no retry can mend.
        if (m_consumer.state() == StreamConsumer::State::Failed) {
            m_failed = true;
            conclude();
        }
    });
    connect(&m_consumer, &GroupConsumer::stateChanged, this, [this](StreamConsumer::State state) {
        if (state == StreamConsumer::State::Following)
            m_complaints.forget();
    });
    m_news.setSingleShot(true);
    m_news.setInterval(200);
    connect(&m_news, &QTimer::timeout, this,
        [this] { report(u"took over unfinished jobs: %1"_s.arg(std::exchange(m_newlyTakenOver, 0))); });
}

void JobWorker::start() { m_consumer.start(); }

void JobWorker::stop()
{
    if (std::exchange(m_stopping, true))
        return;
    // What is in work is finished first. The consumer would not wait for that: stop() ends when all that was received
    // has been handed over, and all that was acknowledged by then is confirmed.
    m_consumer.setPaused(true);
    stopWhenIdle();
}

void JobWorker::stopWhenIdle()
{
    if (!m_stopping || m_inWork > 0)
        return;
    if (m_consumer.state() == StreamConsumer::State::Closed)
        conclude();
    else
        m_consumer.stop();
}

void JobWorker::work(const StreamEntry &job)
{
    // One that was on its way when we were told to stop stays pending, and another member takes it over.
    if (m_stopping)
        return;
    ++m_inWork;
    // A real worker would start a thread, a process or a request here. What matters: it does not block the event loop.
    QTimer::singleShot(m_settings.work, this, [this, job] { finish(job); });
}

void JobWorker::finish(const StreamEntry &job)
{
    if (job.contains("poison"))
        return giveBack(job);
    // First the result, then the acknowledgement: should we end in between, the job is done twice rather than never.
    const Xadd note{
        m_settings.doneStream().toUtf8(), {{"job", job.id().toByteArray()}, {"worker", m_settings.consumer.toUtf8()}}};
    m_client.run(
        note, this, [this, job](StreamId) { finished(job); },
        [this, job](const RedisError &error) { tryAgain(job, error); });
}

void JobWorker::giveBack(const StreamEntry &job)
{
    // It has failed, so it is not acknowledged: it is to be tried again, by whomever, until it has been tried often
    // enough. But nobody takes over from itself. What we kept would be out of reach for ourselves, and one of the jobs
    // we can have at a time, for ever; so it goes to a name that no member has, and is taken over from there as from
    // one that has crashed. JUSTID: this does not count as a try. (From Redis 8.8 on GroupConsumer::release() does the
    // same, without a name.)
    const XclaimJustId claim{.stream = m_settings.jobs.toUtf8(),
        .group = m_settings.group.toUtf8(),
        .consumer = NobodysName,
        .ids = {job.id()}};
    m_client.run(
        claim, this, [this](const QList<StreamId> &) { over(); },
        [this, job](const RedisError &error) { tryAgain(job, error); });
}

void JobWorker::tryAgain(const StreamEntry &job, const RedisError &error)
{
    m_complaints.about(u"%1: %2"_s.arg(m_settings.consumer, error.message()));
    if (!m_stopping) {
        QTimer::singleShot(TryAgain, this, [this, job] { finish(job); });
        return;
    }
    report(u"job %1 is left to be done again"_s.arg(job.idText()));
    over();
}

void JobWorker::finished(const StreamEntry &job)
{
    ++m_done;
    m_consumer.acknowledge(job);
    over();
}

void JobWorker::over()
{
    --m_inWork;
    stopWhenIdle();
}

void JobWorker::report(const QString &text) const { say(u"%1 %2"_s.arg(m_settings.consumer, text)); }

void JobWorker::conclude()
{
    report(u"ends: %1 done, %2 taken over, %3 put aside"_s.arg(m_done).arg(m_takenOver).arg(m_putAside));
    Q_EMIT ended(m_failed ? Failed : Done);
}

} // namespace Worker
