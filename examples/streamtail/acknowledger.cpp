// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "acknowledger.h"

#include "report.h"

#include <QtCore/QHash>
#include <QtCore/QTimer>

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace StreamTail {
namespace {

constexpr qsizetype IdsPerCommand = 1000;
constexpr int TryAgain = 250;
/// How long the end is held up by a server that does not answer.
constexpr qint64 GiveUpAfter = 5000;

} // namespace

Acknowledger::Acknowledger(GroupConsumer *consumer, const OutputWriter *output, QObject *parent)
    : QObject(parent)
    , m_consumer(consumer)
    , m_output(output)
    , m_group(consumer->group().toUtf8())
{
    connect(output, &OutputWriter::wrote, this, &Acknowledger::acknowledgeWritten);
}

void Acknowledger::setStream(const QByteArray &key)
{
    if (m_stream < m_streams.size() && m_streams.at(m_stream) == key)
        return;
    m_stream = m_streams.indexOf(key);
    if (m_stream < 0) {
        m_stream = m_streams.size();
        m_streams.append(key);
    }
}

void Acknowledger::acknowledgeWritten()
{
    QHash<qsizetype, Ids> written;
    Ids *ids = nullptr;
    qsizetype stream = -1;
    while (!m_waiting.empty() && m_waiting.front().end <= m_output->writtenBytes() && m_acknowledged < m_limit) {
        const Waiting &entry = m_waiting.front();
        if (entry.stream != stream) {
            stream = entry.stream;
            ids = &written[stream];
        }
        ids->append(entry.id);
        ++m_acknowledged;
        m_waiting.pop_front();
    }
    for (auto it = written.cbegin(); it != written.cend(); ++it)
        acknowledge(m_streams.at(it.key()), it.value());
}

void Acknowledger::acknowledge(const QByteArray &stream, const Ids &ids)
{
    const StreamConsumer::State state = m_consumer->state();
    if (state != StreamConsumer::State::Closed && state != StreamConsumer::State::Failed) {
        m_consumer->acknowledge(stream, ids);
        return;
    }
    for (qsizetype from = 0; from < ids.size(); from += IdsPerCommand) {
        ++m_underWay;
        send(stream, ids.mid(from, IdsPerCommand));
    }
}

void Acknowledger::send(const QByteArray &stream, const Ids &ids)
{
    m_consumer->client()->run(
        Xack{stream, m_group, ids}, this, [this](qint64) { answered(); },
        [this, stream, ids](const RedisError &error) { sendFailed(stream, ids, error); });
}

void Acknowledger::sendFailed(const QByteArray &stream, const Ids &ids, const RedisError &error)
{
    // Acknowledging twice does no harm, so what has an unknown outcome is sent again.
    const bool late = m_sinceFinish.isValid() && m_sinceFinish.hasExpired(GiveUpAfter);
    if (error.isTransient() && !late) {
        QTimer::singleShot(TryAgain, this, [this, stream, ids] { send(stream, ids); });
        return;
    }
    report(u"%1: %2 printed entries could not be acknowledged and may come again: %3"_s.arg(
        QString::fromUtf8(stream), QString::number(ids.size()), error.message()));
    answered();
}

void Acknowledger::answered()
{
    --m_underWay;
    if (isSettled())
        Q_EMIT settled();
}

void Acknowledger::finish()
{
    if (!m_sinceFinish.isValid())
        m_sinceFinish.start();
    m_limit = std::numeric_limits<qint64>::max();
    acknowledgeWritten();
    if (m_output->hasFailed())
        m_waiting.clear();
}

} // namespace StreamTail
