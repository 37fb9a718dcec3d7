// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/connection_p.h"
#include "consumers/readrequest_p.h"
#include "redisclient.h"
#include "resp/entriesdecoder_p.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <functional>

namespace RedisStreams::Internal {

/// Reads some streams over a connection of its own, one request at a time. When to read and what to do
/// with the entries is the consumer's business.
class StreamReader : public QObject, private EntrySink
{
    Q_OBJECT

public:
    struct Result
    {
        RedisError serverError;
        qint64 entries = 0;
        qint64 largestStream = 0;
        qint64 streams = 0;
        qint64 bytes = 0;
        qint64 elapsed = 0; ///< ms since the request was sent
        bool woken = false; ///< wake() ended it, so an empty result tells nothing
    };

    StreamReader(std::unique_ptr<Connection> connection, EntryReceiver *receiver, QObject *parent = nullptr);
    ~StreamReader() override;

    void open() { m_connection->open(); }
    bool isReady() const { return m_connection->isReady(); }
    bool isBusy() const { return m_busy; }
    Connection *connection() const { return m_connection.get(); }

    /// Whether each read is preceded by ASKING: the server does not own the streams' slot yet.
    void setAsking(bool asking) { m_asking = asking; }
    /// Sends one read of what \a request names. \a block <= 0: the server answers at once.
    void read(const ReadRequest &request, qint64 count, qint64 block);
    /// Asks what the stream holds, so that the reply tells how it stood just before the next read. Nothing is said
    /// when the connection is lost.
    void look(const StreamCursorPtr &cursor, std::function<void(const RespValue &reply)> answer);
    /// Ends a read that blocks in the server, by CLIENT UNBLOCK over \a client's shared connection.
    void wake(RedisClient *client);
    /// Whether wake() is refused by the server's ACL; reads then end with their BLOCK.
    bool isWakeForbidden() const { return m_wakeForbidden; }

    /// Milliseconds since the last reply; -1 before the first.
    qint64 lastReplyAge() const { return m_sinceReply.isValid() ? m_sinceReply.elapsed() : -1; }

Q_SIGNALS:
    void ready();
    void lost(const RedisStreams::RedisError &error);
    void failed(const RedisStreams::RedisError &error);
    /// The reply to read() is complete; its entries were received.
    void finished(const RedisStreams::Internal::StreamReader::Result &result);
    /// Bytes were decoded: there may be entries to hand over.
    void decoded();
    void wakeRefused(const RedisStreams::RedisError &error);

private:
    StreamLabelPtr labelFor(QByteArrayView key) override;
    void entriesDecoded(const EntryChunkPtr &chunk) override;
    void replied(const RedisError &error);
    void tryWake();

    std::unique_ptr<Connection> m_connection;
    EntryReceiver *m_receiver;
    std::optional<EntriesDecoder> m_decoder;
    std::vector<StreamCursorPtr> m_asked; ///< by the request under way
    size_t m_nextAsked = 0; ///< replies list streams in the order of the request
    size_t m_decodedFrom = 0; ///< whose entries are being decoded
    QPointer<RedisClient> m_wakeClient;
    QElapsedTimer m_sinceRequest;
    QElapsedTimer m_sinceReply;
    qint64 m_bytesAtRequest = 0;
    quint64 m_requestNumber = 0;
    bool m_asking = false;
    bool m_busy = false;
    bool m_blocking = false;
    bool m_wakeWanted = false;
    bool m_wakeForbidden = false;
};

} // namespace RedisStreams::Internal
