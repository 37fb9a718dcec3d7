// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/pollingreader_p.h"

#include <QtCore/QTimer>

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// After a failure, until it is looked whether the server answers again: for the first time, and at most.
constexpr milliseconds tryAgain {250};
constexpr milliseconds tryAgainLongest {4000};
/// For so long streams that lie on both sides of a move are asked for one by one.
constexpr milliseconds singlyFor {30'000};
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

void PollingReader::prove(const QByteArray &key)
{
    m_proof = key;
}

void PollingReader::readSingly()
{
    m_singly.setRemainingTime(singlyFor);
}

void PollingReader::open()
{
    m_open = true;
    if (!m_proof.isEmpty())
        QMetaObject::invokeMethod(this, &PollingReader::tryServer, Qt::QueuedConnection);
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
    } else if (m_client->state() == RedisClient::State::Disconnected) {
        if (m_client->topology())
            m_client->open(); // whoever closed it did not stop us
    } else if (m_client->isConnected()) {
        setReady(m_proof.isEmpty());
    } else if (!m_busy) {
        setReady(false, m_client->error()); // a request under way tells itself how it ended
    }
}

void PollingReader::tryServer()
{
    if (!m_client || m_proof.isEmpty())
        return;
    const auto answered = [this] {
        m_proof.clear();
        m_proofs = 0;
        clientMoved();
    };
    m_client->run(
        Xlen {m_proof}, this, [answered](qint64) { answered(); },
        [this, answered](const RedisError &error) {
            if (isAnswer(error))
                return answered();
            const milliseconds pause = qMin(tryAgainLongest, tryAgain * (1 << qMin(m_proofs++, 10)));
            QTimer::singleShot(pause, this, &PollingReader::tryServer);
        },
        Quiet);
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
    if (m_asked.size() > 1 && !m_singly.hasExpired()) {
        m_request = [this, request, count] { sendSingly(request, count); };
        return send();
    }
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

/// The answers to requests for one stream each.
struct PollingReader::Singles
{
    QList<StreamEntries> streams; ///< of those that were asked, in their order; empty ones had nothing
    RedisError error; ///< one of them
    qsizetype left = 0;
};

void PollingReader::sendSingly(const ReadRequest &request, qint64 count)
{
    const auto singles = std::make_shared<Singles>();
    singles->left = qsizetype(m_asked.size());
    singles->streams.resize(singles->left);
    const auto ask = [this, singles](auto all) {
        for (qsizetype i = 0; i < singles->streams.size(); ++i) {
            auto one = all;
            one.positions = {all.positions.at(i)};
            m_client->run(
                one, this,
                [this, singles, i](const QList<StreamEntries> &streams) {
                    singles->streams[i] = streams.value(0);
                    singleAnswered(singles);
                },
                [this, singles](const RedisError &error) {
                    // That the server is away is more than that it refuses one of them.
                    if (!singles->error || isAnswer(singles->error))
                        singles->error = error;
                    singleAnswered(singles);
                },
                Quiet);
        }
    };
    if (request.isGroup())
        ask(request.groupCommand(count));
    else
        ask(request.plainCommand(count));
}

void PollingReader::singleAnswered(const std::shared_ptr<Singles> &singles)
{
    if (--singles->left > 0)
        return;
    if (!singles->error || isAnswer(singles->error))
        return replied(singles->streams, singles->error);
    const std::vector<StreamCursorPtr> asked = m_asked;
    take(singles->streams);
    m_asked = asked;
    const QPointer<PollingReader> guard(this);
    refused(singles->error);
    if (guard)
        Q_EMIT decoded();
}

void PollingReader::replied(const QList<StreamEntries> &streams, const RedisError &error)
{
    m_busy = false;
    m_sinceReply.start();
    Result result = take(streams);
    result.serverError = error;
    const QPointer<PollingReader> guard(this);
    Q_EMIT finished(result);
    if (guard && result.entries > 0)
        Q_EMIT decoded();
}

StreamReader::Result PollingReader::take(const QList<StreamEntries> &streams)
{
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
    return result;
}

void PollingReader::refused(const RedisError &error)
{
    m_busy = false;
    const std::vector<StreamCursorPtr> asked = std::exchange(m_asked, {});
    if (isAnswer(error)) {
        m_sinceReply.start();
        Result result;
        result.elapsed = m_sinceRequest.elapsed();
        result.woken = error.code() == Code::TryAgain && asked.size() > 1;
        if (result.woken) // nothing is known yet
            readSingly();
        else
            result.serverError = error;
        Q_EMIT finished(result);
        return;
    }
    // The client may well be connected, to other servers: whether this one is there is told only by itself.
    if (!asked.empty())
        m_proof = asked.front()->key();
    QTimer::singleShot(tryAgain, this, &PollingReader::tryServer);
    setReady(false, error);
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
