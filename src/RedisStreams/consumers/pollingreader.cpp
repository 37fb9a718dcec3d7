// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/pollingreader_p.h"

#include <QtCore/QTimer>

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// After a failure whose cause the connection does not tell.
constexpr milliseconds tryAgain {250};
constexpr auto Quiet = RedisClient::Reporting::FutureOnly;

/// Whether the server took the command and answered; what did not reach it, or may have been lost on its way back,
/// is for a reader the loss of its connection.
bool isAnswer(const RedisError &error)
{
    switch (error.code()) {
    case Code::HostNotFound:
    case Code::ConnectionRefused:
    case Code::ConnectTimeout:
    case Code::ConnectionLost:
    case Code::ReplyTimeout:
    case Code::TlsError:
    case Code::ProtocolError:
    case Code::LimitExceeded:
    case Code::Aborted:
        return false;
    default:
        return true;
    }
}
} // namespace

PollingReader::PollingReader(RedisClient *client, EntryReceiver *receiver, QObject *parent)
    : StreamReader(parent)
    , m_client(client)
    , m_receiver(receiver)
{
    connect(client, &RedisClient::stateChanged, this, &PollingReader::clientMoved);
}

void PollingReader::open()
{
    m_open = true;
    // Not from within: whoever opens a reader does not expect to be called back yet.
    QMetaObject::invokeMethod(this, &PollingReader::clientMoved, Qt::QueuedConnection);
}

Endpoint PollingReader::endpoint() const
{
    return m_client ? m_client->options().endpoint() : Endpoint();
}

void PollingReader::clientMoved()
{
    if (!m_open || !m_client)
        return;
    if (m_client->state() == RedisClient::State::Failed) {
        m_ready = false;
        Q_EMIT failed(m_client->error());
    } else if (m_client->isConnected()) {
        setReady(true);
    } else if (!m_busy) {
        setReady(false, m_client->error()); // a request under way tells itself how it ended
    }
}

void PollingReader::setReady(bool isReadyNow, const RedisError &why)
{
    if (std::exchange(m_ready, isReadyNow) == isReadyNow)
        return;
    if (isReadyNow)
        Q_EMIT ready();
    else
        Q_EMIT lost(why);
}

void PollingReader::read(const ReadRequest &request, qint64 count, qint64)
{
    Q_ASSERT(!m_busy);
    m_busy = true;
    m_asked = request.cursors();
    const auto onReply = [this](const QList<StreamEntries> &streams) { replied(streams); };
    const auto onError = [this](const RedisError &error) { refused(error); };
    // Positions are those of now: what lies before the looks under way was received.
    if (request.isGroup())
        m_request = [this, command = request.groupCommand(count), onReply, onError] { m_client->run(command, this, onReply, onError, Quiet); };
    else
        m_request = [this, command = request.plainCommand(count), onReply, onError] { m_client->run(command, this, onReply, onError, Quiet); };
    send();
}

void PollingReader::send()
{
    // One after the other: redirected singly, they might change places.
    if (!m_request || m_looks > 0)
        return;
    const auto request = std::exchange(m_request, nullptr);
    m_sinceRequest.start();
    if (m_client)
        request();
}

void PollingReader::replied(const QList<StreamEntries> &streams)
{
    m_busy = false;
    m_sinceReply.start();
    const std::vector<StreamCursorPtr> asked = std::exchange(m_asked, {});
    Result result;
    result.elapsed = m_sinceRequest.elapsed();
    size_t next = 0;
    for (const StreamEntries &entries : streams) {
        if (entries.isEmpty())
            continue;
        // Replies keep the order of the request and leave out streams without entries.
        const QByteArray key = entries.first().streamKey();
        while (next < asked.size() && asked[next]->key() != key)
            ++next;
        if (next == asked.size())
            break;
        const StreamCursorPtr &cursor = asked[next];
        const EntryChunkPtr chunk(new EntryChunk);
        for (const StreamEntry &entry : entries)
            chunk->appendCopy(entry, cursor->label);
        ++result.streams;
        result.entries += entries.count();
        result.largestStream = qMax<qint64>(result.largestStream, entries.count());
        result.bytes += qint64(chunk->bytes.size());
        if (cursor->removed)
            continue;
        cursor->readAfter = chunk->records.back().id;
        m_receiver->received(cursor, chunk, 0, quint32(chunk->records.size()), qint64(chunk->bytes.size()));
    }
    const QPointer<PollingReader> guard(this);
    Q_EMIT finished(result);
    if (guard && result.entries > 0)
        Q_EMIT decoded();
}

void PollingReader::refused(const RedisError &error)
{
    m_busy = false;
    m_asked.clear();
    if (isAnswer(error)) {
        m_sinceReply.start();
        Result result;
        result.serverError = error;
        result.elapsed = m_sinceRequest.elapsed();
        Q_EMIT finished(result);
        return;
    }
    const QPointer<PollingReader> guard(this);
    setReady(false, error);
    if (guard)
        QTimer::singleShot(tryAgain, this, &PollingReader::clientMoved);
}

void PollingReader::look(const StreamCursorPtr &cursor, LookAnswer answer)
{
    if (!m_client)
        return;
    ++m_looks;
    const auto done = [guard = QPointer<PollingReader>(this), answer = std::move(answer)](const Decoded<StreamInfo> &info) {
        answer(info);
        if (!guard)
            return;
        --guard->m_looks;
        guard->send();
    };
    m_client->run(
        XinfoStream {cursor->key()}, this, [done](const StreamInfo &info) { done({info, {}}); },
        [done](const RedisError &error) { done({{}, error}); }, Quiet);
}

void PollingReader::probe(const StreamCursorPtr &cursor, std::function<void(const RedisError &, bool)> answer)
{
    if (!m_client)
        return;
    Xread one;
    one.positions = {{cursor->key(), cursor->readAfter}};
    one.options.count = 1;
    m_client->run(
        one, this, [answer](const QList<StreamEntries> &) { answer({}, false); },
        [answer](const RedisError &error) { answer(error, !isAnswer(error)); }, Quiet);
}

} // namespace RedisStreams::Internal
