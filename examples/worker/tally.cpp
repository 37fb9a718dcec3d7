// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "tally.h"

#include <QtCore/QStringList>
#include <QtCore/QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace Worker {
namespace {

/// How long the end is held up by a server that does not answer.
constexpr int GiveUpAfter = 5000;

} // namespace

Tally::Tally(const Settings &settings, RedisClient *client, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_consumer(client, {settings.doneStream(), settings.deadStream()})
{
    // Only what becomes of jobs from now on: it is opened before the first of them is added.
    m_consumer.setStartFrom(StreamConsumer::StartFrom::Latest);
    connect(&m_consumer, &StreamConsumer::entryReceived, this, &Tally::note);
    connect(&m_consumer, &StreamConsumer::errorOccurred, this, [this](const RedisError &error) {
        m_complaints.about(error.message());
        if (m_consumer.state() == StreamConsumer::State::Failed)
            m_concluding ? end(false) : Q_EMIT failed();
    });
    connect(&m_consumer, &StreamConsumer::stateChanged, this, [this](StreamConsumer::State state) {
        if (state == StreamConsumer::State::Following)
            m_complaints.forget();
    });
    connect(&m_consumer, &StreamConsumer::stopped, this, [this] {
        // What was read is told by the positions; drain() goes on there, and ends where nothing more is.
        m_consumer.setStartIds(m_consumer.positions());
        m_consumer.drain();
    });
    connect(&m_consumer, &StreamConsumer::drained, this, [this] { end(true); });
}

void Tally::produced(StreamId job)
{
    ++m_producedCount;
    // The note that it is done may be quicker than the reply to the XADD that made it.
    Fate &fate = m_fates[job];
    fate.produced = true;
    m_doneCount += fate.done > 0 ? 1 : 0;
    m_putAsideCount += fate.putAside > 0 ? 1 : 0;
    check();
}

void Tally::close()
{
    m_closed = true;
    check();
}

void Tally::conclude()
{
    m_concluding = true;
    if (m_consumer.state() == StreamConsumer::State::Failed)
        return end(false);
    QTimer::singleShot(GiveUpAfter, this, [this] { end(false); });
    m_consumer.stop();
}

void Tally::end(bool whole)
{
    if (std::exchange(m_final, true))
        return;
    m_whole = whole;
    Q_EMIT final();
}

void Tally::note(const QString &stream, const StreamEntry &entry)
{
    const bool done = stream == m_settings.doneStream();
    const std::optional<StreamId> job = StreamId::parse(entry.valueView(done ? "job" : "origin-id"));
    if (!job)
        return;
    Fate &fate = m_fates[*job];
    const bool first = (done ? fate.done : fate.putAside)++ == 0;
    if (first && fate.produced)
        ++(done ? m_doneCount : m_putAsideCount);
    if (done)
        ++m_byWorker[entry.text("worker")];
    Q_EMIT changed();
    check();
}

void Tally::check()
{
    if (isComplete() && !m_concluding)
        Q_EMIT complete();
}

bool Tally::addsUp() const
{
    return m_closed && std::all_of(m_fates.begin(), m_fates.end(), [](const Fate &fate) {
        return !fate.produced || (fate.done > 0 ? fate.putAside == 0 : fate.putAside == 1);
    });
}

QString Tally::line() const
{
    QStringList workers;
    for (auto it = m_byWorker.cbegin(); it != m_byWorker.cend(); ++it)
        workers.append(u"%1: %2"_s.arg(it.key()).arg(it.value()));
    return u"produced %1, done %2, put aside %3 (%4)"_s.arg(m_producedCount)
        .arg(m_doneCount)
        .arg(m_putAsideCount)
        .arg(workers.join(u", "));
}

QString Tally::summary() const
{
    qsizetype twice = 0;
    qsizetype missing = 0;
    for (const Fate &fate : m_fates) {
        twice += fate.produced && fate.done > 1 ? 1 : 0;
        missing += fate.produced && fate.done + fate.putAside == 0 ? 1 : 0;
    }
    return u"tally: %1 produced = %2 done + %3 dead-lettered, %4 missing, %5 done twice"_s.arg(m_producedCount)
        .arg(m_doneCount)
        .arg(m_putAsideCount)
        .arg(missing)
        .arg(twice);
}

} // namespace Worker
