// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "tally.h"

#include <QtCore/QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace Worker {

Tally::Tally(const Settings &settings, RedisClient *client, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_consumer(client, {settings.doneStream(), settings.deadStream()})
{
    // Only what becomes of the jobs of this run: it is opened before the first of them is added.
    m_consumer.setStartFrom(StreamConsumer::StartFrom::Latest);
    connect(&m_consumer, &StreamConsumer::entryReceived, this, [this](const QString &stream, const StreamEntry &entry) {
        const bool done = stream == m_settings.doneStream();
        const std::optional<StreamId> job = StreamId::parse(entry.valueView(done ? "job" : "origin-id"));
        if (!job)
            return;
        // Its note may be quicker than the reply to the XADD that made the job.
        Fate &fate = m_produced[*job];
        if (done) {
            m_doneCount += fate.done++ == 0 ? 1 : 0;
            ++m_byWorker[entry.text("worker")];
        } else {
            m_putAsideCount += fate.putAside++ == 0 ? 1 : 0;
        }
        Q_EMIT changed();
        check();
    });
}

void Tally::check()
{
    if (m_closed && m_doneCount + m_putAsideCount >= m_produced.size())
        Q_EMIT complete();
}

bool Tally::addsUp() const
{
    return m_closed && std::all_of(m_produced.begin(), m_produced.end(), [](const Fate &fate) {
        return fate.done > 0 ? fate.putAside == 0 : fate.putAside == 1;
    });
}

QString Tally::line() const
{
    QStringList workers;
    for (auto it = m_byWorker.cbegin(); it != m_byWorker.cend(); ++it)
        workers.append(u"%1: %2"_s.arg(it.key()).arg(it.value()));
    return u"produced %1, done %2, put aside %3 (%4)"_s.arg(m_produced.size()).arg(m_doneCount).arg(m_putAsideCount).arg(workers.join(u", "));
}

QString Tally::summary() const
{
    qsizetype twice = 0;
    qsizetype lost = 0;
    for (const Fate &fate : m_produced) {
        twice += fate.done > 1 ? 1 : 0;
        lost += fate.done + fate.putAside == 0 ? 1 : 0;
    }
    return u"tally: %1 produced = %2 done + %3 dead-lettered, %4 lost, %5 done twice"_s.arg(m_produced.size()).arg(m_doneCount)
        .arg(m_putAsideCount).arg(lost).arg(twice);
}

} // namespace Worker
