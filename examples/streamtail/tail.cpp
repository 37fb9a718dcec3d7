// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "tail.h"

#include "bytewords.h"

#include <cstdio>
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

void report(const QString &line)
{
    const QByteArray bytes = "streamtail: " + line.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
}

Tail::Tail(const Options &options, const ConnectionOptions &server)
    : m_options(options)
    , m_serverName(server.displayUrl())
    , m_client(server)
    , m_output(STDOUT_FILENO)
    , m_format(options.format)
{
    m_consumer.setClient(&m_client);
    m_consumer.setStartFrom(startFrom(options.from));
    m_consumer.setBlockTimeout(options.blockTimeout);
    m_consumer.setBufferSize(options.bufferSize);
    for (const QByteArray &stream : options.streams) {
        if (const auto id = options.streamIds.constFind(stream); id != options.streamIds.constEnd())
            m_consumer.addStream(stream, *id);
        else if (options.from == From::Id)
            m_consumer.addStream(stream, options.fromId);
        else
            m_consumer.addStream(stream);
    }

    connect(&m_consumer, &StreamConsumer::entriesReceived, this,
        [this](const QString &, const StreamEntries &batch) { showEntries(batch); });
    connect(&m_consumer, &StreamConsumer::stateChanged, this, &Tail::onStateChanged);
    connect(&m_consumer, &StreamConsumer::errorOccurred, this, &Tail::onError);
    connect(&m_consumer, &StreamConsumer::drained, this, [this] { end(0); });
    connect(&m_consumer, &StreamConsumer::stopped, this, [this] {
        if (m_isStopping)
            end(0);
    });

    connect(&m_output, &OutputWriter::congested, this, [this] {
        if (!m_isStopping)
            m_consumer.setPaused(true);
    });
    connect(&m_output, &OutputWriter::relieved, this, [this] { m_consumer.setPaused(false); });
    connect(&m_output, &OutputWriter::emptied, this, &Tail::finishWhenWritten);
    connect(&m_output, &OutputWriter::failed, this, &Tail::onOutputFailed);

    if (options.stats) {
        connect(&m_statsTimer, &QTimer::timeout, this, &Tail::reportStats);
        m_statsTimer.start(1000);
        m_sinceStats.start();
    }
}

void Tail::start()
{
    if (m_isEnding)
        return;
    if (!m_options.drain)
        return m_consumer.start();
    m_consumer.drain().onFailed(this, [this](const RedisError &error) {
        if (!m_isStopping) {
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
    if (m_consumer.state() == StreamConsumer::State::Closed)
        return end(0);
    m_consumer.stop();
    // What is held back for a slow reader is at most one reply: it is taken in, and written before the end.
    m_consumer.setPaused(false);
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
    OutputBuffer &out = m_output.buffer();
    quint64 checksum = 0;
    qint64 bytes = 0;
    for (qsizetype i = 0; i < count; ++i) {
        const StreamEntry entry = batch.at(i);
        if (!m_options.quiet) {
            m_format.append(out, entry);
            if (m_options.stats)
                bytes += entry.byteCount();
            continue;
        }
        const qsizetype fields = entry.fieldCount();
        for (qsizetype field = 0; field < fields; ++field) {
            const QByteArrayView name = entry.nameAt(field);
            const QByteArrayView value = entry.valueAt(field);
            checksum += sumOfBytes(name) + sumOfBytes(value);
            bytes += name.size() + value.size();
        }
    }
    m_entries += count;
    m_bytes += bytes;
    m_checksum += checksum;
    if (!m_options.quiet)
        m_output.appended();
    if (m_options.count && m_entries >= *m_options.count)
        end(0);
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
    if (m_isEnding)
        return;
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
    m_exitStatus = 1;
    end(1);
    finishWhenWritten();
}

void Tail::reportStats()
{
    const double seconds = qMax(0.001, double(m_sinceStats.restart()) / 1000);
    const double entries = double(m_entries - m_entriesAtStats) / seconds;
    const double megabytes = double(m_bytes - m_bytesAtStats) / seconds / 1e6;
    m_entriesAtStats = m_entries;
    m_bytesAtStats = m_bytes;
    report(u"%1 entries/s %2 MB/s, %3 entries in all%4"_s.arg(entries, 0, 'f', 0)
               .arg(megabytes, 0, 'f', 2)
               .arg(m_entries)
               .arg(m_hasBegun && !m_consumer.isHealthy() && !m_consumer.isPaused() ? u", not reading"_s : QString()));
}

void Tail::end(int exitStatus)
{
    if (m_isEnding)
        return;
    m_isEnding = true;
    m_exitStatus = exitStatus;
    m_consumer.abort();
    if (m_options.quiet && !m_output.hasFailed()) {
        const QByteArray summary
            = "entries " + QByteArray::number(m_entries) + " checksum " + QByteArray::number(m_checksum) + '\n';
        m_output.buffer().append(summary);
        m_output.appended();
    }
    m_output.flush();
}

void Tail::finishWhenWritten()
{
    if (!m_isEnding || m_isFinished || !(m_output.isEmpty() || m_output.hasFailed()))
        return;
    m_isFinished = true;
    Q_EMIT finished(m_exitStatus);
}

} // namespace StreamTail
