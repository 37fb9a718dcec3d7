// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "consumers/blockingreader_p.h"

#include <QtCore/QTimer>

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// CLIENT UNBLOCK may overtake the read it is meant for; it is tried again after this.
constexpr milliseconds wakeAgain {5};
} // namespace

BlockingReader::BlockingReader(std::unique_ptr<Connection> connection, EntryReceiver *receiver, QObject *parent)
    : StreamReader(parent)
    , m_connection(std::move(connection))
    , m_receiver(receiver)
{
    connect(m_connection.get(), &Connection::ready, this, &BlockingReader::ready);
    connect(m_connection.get(), &Connection::lost, this, &BlockingReader::lost);
    connect(m_connection.get(), &Connection::failed, this, &BlockingReader::failed);
    connect(m_connection.get(), &Connection::decoded, this, &BlockingReader::decoded);
}

BlockingReader::~BlockingReader()
{
    // The request under way ends with the connection; nobody listens any more.
    m_connection->disconnect(this);
    m_busy = false;
    m_connection.reset();
}

void BlockingReader::read(const ReadRequest &request, qint64 count, qint64 block)
{
    Q_ASSERT(!m_busy);
    m_busy = true;
    m_cutShort = false;
    m_blocking = block > 0;
    m_wakeWanted = false;
    m_asked = request.cursors();
    m_nextAsked = 0;
    m_decodedFrom = 0;
    m_decoder.emplace(static_cast<EntrySink *>(this));
    m_sinceRequest.start();
    m_bytesAtRequest = m_connection->bytesReceived();
    if (m_asking) {
        Request asking;
        asking.bytes = QByteArrayLiteral("*1\r\n$6\r\nASKING\r\n");
        asking.done = [](const RespValue &, const RedisError &) { /* the read behind it tells */ };
        m_connection->send(std::move(asking), Connection::Flush::SoonTogether);
    }
    Request command;
    command.bytes = request.encode(count, block);
    command.decoder = &*m_decoder;
    command.blockTime = milliseconds(qMax<qint64>(0, block));
    command.done = [this, number = ++m_requestNumber](const RespValue &, const RedisError &error) {
        if (m_busy && number == m_requestNumber)
            replied(error);
    };
    m_connection->send(std::move(command), Connection::Flush::Now);
}

void BlockingReader::look(const StreamCursorPtr &cursor, LookAnswer answer)
{
    const XinfoStream question {cursor->key()};
    Request request;
    request.bytes = EncodedCommand::from(question).bytes;
    request.done = [this, question, answer = std::move(answer)](const RespValue &reply, const RedisError &lost) {
        if (lost)
            return;
        // Its bytes are none of the read behind it.
        m_bytesAtRequest = m_connection->bytesReceived();
        answer(reply.isError() ? Decoded<StreamInfo> {{}, RedisError::fromReply(reply.bytes())} : question.decode(reply));
    };
    m_connection->send(std::move(request), Connection::Flush::SoonTogether);
}

void BlockingReader::probe(const StreamCursorPtr &cursor, std::function<void(const RedisError &, bool)> answer)
{
    ReadRequest single;
    single.setCursors({cursor});
    Request request;
    request.bytes = single.encode(1, 0);
    request.done = [answer = std::move(answer)](const RespValue &reply, const RedisError &lost) {
        answer(reply.isError() ? RedisError::fromReply(reply.bytes()) : RedisError(), bool(lost));
    };
    m_connection->send(std::move(request), Connection::Flush::SoonTogether);
}

void BlockingReader::redirect(const ClusterStep &step)
{
    m_asking = step.action == ClusterStep::Action::SendAsking;
    // It moves house: what was decoded before is complete, and the position is the cursor's.
    if (step.action != ClusterStep::Action::SendByMap)
        m_connection->restart(step.target);
    else if (m_connection->leadsElsewhere())
        m_connection->restart(); // it may refuse for ever: the others have given its slots to another node meanwhile
}

void BlockingReader::replied(const RedisError &error)
{
    m_busy = false;
    m_asked.clear();
    if (error) {
        m_cutShort = m_decoder->entryCount() == 0;
        return; // the connection says so itself
    }
    m_sinceReply.start();
    Result result;
    result.serverError = m_decoder->serverError();
    result.entries = m_decoder->entryCount();
    result.largestStream = m_decoder->largestStream();
    result.streams = m_decoder->streamCount();
    result.bytes = m_connection->bytesReceived() - m_bytesAtRequest;
    result.elapsed = m_sinceRequest.elapsed();
    result.woken = m_wakeWanted;
    m_wakeWanted = false;
    Q_EMIT finished(result);
}

StreamLabelPtr BlockingReader::labelFor(QByteArrayView key)
{
    // Replies keep the order of the request and leave out streams without entries.
    const size_t count = m_asked.size();
    for (size_t i = 0; i < count; ++i) {
        const size_t index = (m_nextAsked + i) % count;
        if (m_asked[index]->key() == key) {
            m_nextAsked = index + 1;
            return m_asked[index]->label;
        }
    }
    return {};
}

void BlockingReader::entriesDecoded(const EntryChunkPtr &chunk)
{
    const std::vector<EntryRecord> &records = chunk->records;
    const auto total = quint32(records.size());
    const qint64 entryBytes = qint64(chunk->bytes.size()) / total;
    for (quint32 first = 0; first < total;) {
        const quint32 label = records[first].label;
        quint32 end = first + 1;
        while (end < total && records[end].label == label)
            ++end;
        while (m_asked[m_decodedFrom % m_asked.size()]->label != chunk->labels[label])
            ++m_decodedFrom;
        const StreamCursorPtr &cursor = m_asked[m_decodedFrom % m_asked.size()];
        if (!cursor->removed) {
            cursor->readAfter = records[end - 1].id;
            m_receiver->received(cursor, chunk, first, end - first, entryBytes * (end - first));
        }
        first = end;
    }
}

void BlockingReader::wake(RedisClient *client)
{
    if (!m_busy || !m_blocking || m_wakeWanted || m_wakeForbidden || !isReady())
        return;
    m_wakeWanted = true;
    m_wakeClient = client;
    tryWake();
}

void BlockingReader::tryWake()
{
    const qint64 id = m_connection->server().clientId;
    if (!m_wakeClient || id <= 0)
        return;
    const quint64 number = m_requestNumber;
    const auto stillWanted = [this, number] { return m_busy && m_wakeWanted && number == m_requestNumber; };
    m_wakeClient->run(
        ClientUnblock {id, m_connection->endpoint()}, this,
        [this, stillWanted](bool unblocked) {
            if (unblocked || !stillWanted())
                return;
            QTimer::singleShot(wakeAgain, this, [this, stillWanted] {
                if (stillWanted())
                    tryWake();
            });
        },
        [this](const RedisError &error) {
            // The read ends with its BLOCK in any case; that takes longer, and is said once.
            if (error.code() == Code::PermissionDenied || error.code() == Code::NotSupported) {
                m_wakeForbidden = true;
                Q_EMIT wakeRefused(error);
            }
        },
        RedisClient::Reporting::FutureOnly);
}

} // namespace RedisStreams::Internal
