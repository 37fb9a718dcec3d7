// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "tail.h"

#include "bytewords.h"
#include "groupreading.h"
#include "report.h"

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace StreamTail {
namespace {

QString streamList(const QByteArrayList &streams)
{
    constexpr qsizetype Shown = 5;
    QByteArrayList names;
    for (const QByteArray &stream : streams.first(qMin(Shown, streams.size())))
        names.append(readable(stream));
    QString list = QString::fromUtf8(names.join(", "));
    if (streams.size() > Shown)
        list += u" and %1 more"_s.arg(streams.size() - Shown);
    return list;
}

StreamConsumer::StartFrom startFrom(From from)
{
    return from == From::Beginning ? StreamConsumer::StartFrom::Beginning : StreamConsumer::StartFrom::Latest;
}

} // namespace

Tail::Tail(const Options &options, const ConnectionOptions &server)
    : m_options(options)
    , m_serverName(server.displayUrl())
    , m_client(server)
    , m_output(STDOUT_FILENO)
    , m_format(options.format)
{
    if (options.group)
        setUpGroup();
    else
        m_consumer = std::make_unique<StreamConsumer>();
    setUpConsumer();

    connect(&m_output, &OutputWriter::congested, this, [this] {
        if (!m_isStopping)
            m_consumer->setPaused(true);
    });
    connect(&m_output, &OutputWriter::relieved, this, [this] { m_consumer->setPaused(false); });
    connect(&m_output, &OutputWriter::emptied, this, &Tail::finishWhenDone);
    connect(&m_output, &OutputWriter::failed, this, &Tail::onOutputFailed);

    if (options.stats) {
        connect(&m_statsTimer, &QTimer::timeout, this, &Tail::reportStats);
        m_statsTimer.start(1000);
        m_sinceStats.start();
    }
}

void Tail::setUpConsumer()
{
    m_consumer->setClient(&m_client);
    m_consumer->setStartFrom(startFrom(m_options.from));
    m_consumer->setBlockTimeout(m_options.blockTimeout);
    m_consumer->setBufferSize(m_options.bufferSize);
    for (const QByteArray &stream : m_options.streams) {
        if (const auto id = m_options.streamIds.constFind(stream); id != m_options.streamIds.constEnd())
            m_consumer->addStream(stream, *id);
        else if (m_options.from == From::Id)
            m_consumer->addStream(stream, m_options.fromId);
        else
            m_consumer->addStream(stream);
    }

    connect(m_consumer.get(), &StreamConsumer::entriesReceived, this,
        [this](const QString &, const StreamEntries &batch) { showEntries(batch); });
    connect(m_consumer.get(), &StreamConsumer::stateChanged, this, &Tail::onStateChanged);
    connect(m_consumer.get(), &StreamConsumer::errorOccurred, this, &Tail::onError);
    connect(m_consumer.get(), &StreamConsumer::drained, this, [this] { end(0); });
    connect(m_consumer.get(), &StreamConsumer::stopped, this, [this] {
        if (m_isStopping)
            end(0);
        finishWhenDone();
    });
}

void Tail::setUpGroup()
{
    auto consumer = makeGroupConsumer(m_options);
    if (m_options.group->ack == Ack::After) {
        m_acknowledger = std::make_unique<Acknowledger>(consumer.get(), &m_output);
        m_acknowledger->setLimit(acknowledgeLimit(m_options));
        connect(m_acknowledger.get(), &Acknowledger::settled, this, &Tail::finishWhenDone);
    }
    m_consumer = std::move(consumer);
}

void Tail::start()
{
    if (m_isEnding)
        return;
    if (!m_options.drain)
        return m_consumer->start();
    m_consumer->drain().onFailed(this, [this](const RedisError &error) {
        if (!m_isStopping && !m_isEnding) {
            onError(error);
            end(1);
        }
        return m_entries;
    });
}

void Tail::requestStop()
{
    if (m_isStopping)
        return;
    m_isStopping = true;
    if (m_isEnding)
        return;
    if (m_consumer->state() == StreamConsumer::State::Closed)
        return end(0);
    m_consumer->stop();
    // What is held back for a slow reader is at most one reply: it is taken in, and written before the end.
    m_consumer->setPaused(false);
}

void Tail::sum(const StreamEntry &entry)
{
    quint64 checksum = 0;
    qint64 bytes = 0;
    const qsizetype fields = entry.fieldCount();
    for (qsizetype field = 0; field < fields; ++field) {
        const QByteArrayView name = entry.nameAt(field);
        const QByteArrayView value = entry.valueAt(field);
        checksum += sumOfBytes(name) + sumOfBytes(value);
        bytes += name.size() + value.size();
    }
    m_checksum += checksum;
    m_bytes += bytes;
}

void Tail::showEntries(const StreamEntries &batch)
{
    if (m_isEnding || batch.isEmpty())
        return;
    qsizetype count = batch.count();
    if (m_options.count)
        count = qsizetype(qMin<qint64>(count, *m_options.count - m_entries));
    if (!m_options.quiet)
        m_format.setStream(batch.first().streamKey());
    if (m_acknowledger)
        m_acknowledger->setStream(batch.first().streamKey());
    OutputBuffer &out = m_output.buffer();
    for (qsizetype i = 0; i < count; ++i) {
        const StreamEntry entry = batch.at(i);
        if (m_options.quiet) {
            sum(entry);
        } else {
            m_format.append(out, entry);
            if (m_options.stats)
                m_bytes += entry.byteCount();
        }
        if (m_acknowledger)
            m_acknowledger->add(entry.id(), m_output.appendedBytes());
    }
    m_entries += count;
    if (!m_options.quiet)
        m_output.appended();
    else if (m_acknowledger)
        m_acknowledger->acknowledgeWritten();
    if (m_options.count && m_entries >= *m_options.count)
        end(0);
    else if (countsCautiously())
        askForNoMore(static_cast<GroupConsumer *>(m_consumer.get()), *m_options.count - m_entries);
}

void Tail::onStateChanged(StreamConsumer::State state)
{
    if (m_isEnding)
        return;
    switch (state) {
    case StreamConsumer::State::Opening:
        return report(u"connecting to %1"_s.arg(m_serverName));
    case StreamConsumer::State::Following:
    case StreamConsumer::State::Draining:
        if (!m_hasBegun)
            report(u"following %1 on %2"_s.arg(streamList(m_options.streams), m_serverName));
        else if (!m_lastError.isEmpty())
            report(u"following again"_s);
        m_hasBegun = true;
        m_lastError.clear();
        return;
    case StreamConsumer::State::Reconnecting:
        m_lastError = u"reconnecting"_s;
        return report(m_lastError);
    case StreamConsumer::State::Stopping:
        return report(u"stopping"_s);
    case StreamConsumer::State::Failed:
        // The reason is told by errorOccurred(), which may come after the change of state.
        QMetaObject::invokeMethod(
            this, [this] { end(1); }, Qt::QueuedConnection);
        return;
    case StreamConsumer::State::Closed:
    case StreamConsumer::State::Open:
    case StreamConsumer::State::Paused: // by ourselves, for a slow reader
        return;
    }
}

void Tail::onError(const RedisError &error)
{
    // An unreachable server is reported once, not with every try.
    if (error.message() != m_lastError) {
        m_lastError = error.message();
        report(error.stream().isEmpty() ? m_lastError : error.stream() + u": "_s + m_lastError);
    }
    if (!m_hasBegun && !m_options.retry && error.stream().isEmpty())
        end(1);
}

void Tail::onOutputFailed(const QString &reason)
{
    report(reason);
    end(1);
    m_exitStatus = 1;
    if (m_acknowledger)
        m_acknowledger->finish(); // what was not written never will be
    finishWhenDone();
}

void Tail::reportStats()
{
    const double seconds = qMax(0.001, double(m_sinceStats.restart()) / 1000);
    const double entries = double(m_entries - m_entriesAtStats) / seconds;
    const double megabytes = double(m_bytes - m_bytesAtStats) / seconds / 1e6;
    m_entriesAtStats = m_entries;
    m_bytesAtStats = m_bytes;
    report(
        u"%1 entries/s %2 MB/s, %3 entries in all%4"_s.arg(entries, 0, 'f', 0)
            .arg(megabytes, 0, 'f', 2)
            .arg(m_entries)
            .arg(m_hasBegun && !m_consumer->isHealthy() && !m_consumer->isPaused() ? u", not reading"_s : QString()));
}

void Tail::end(int exitStatus)
{
    if (m_isEnding)
        return;
    m_isEnding = true;
    m_exitStatus = exitStatus;
    if (m_acknowledger)
        m_acknowledger->finish();
    // A member of a group has acknowledgements under way: they are waited for.
    if (m_options.group)
        m_consumer->stop();
    else
        m_consumer->abort();
    if (m_options.quiet && !m_output.hasFailed()) {
        const QByteArray summary
            = "entries " + QByteArray::number(m_entries) + " checksum " + QByteArray::number(m_checksum) + '\n';
        m_output.buffer().append(summary);
        m_output.appended();
    }
    m_output.flush();
}

void Tail::finishWhenDone()
{
    const StreamConsumer::State state = m_consumer->state();
    const bool isClosed = state == StreamConsumer::State::Closed || state == StreamConsumer::State::Failed;
    const bool isWritten = m_output.isEmpty() || m_output.hasFailed();
    if (!m_isEnding || m_isFinished || !isClosed || !isWritten || (m_acknowledger && !m_acknowledger->isSettled()))
        return;
    m_isFinished = true;
    Q_EMIT finished(m_exitStatus);
}

} // namespace StreamTail
