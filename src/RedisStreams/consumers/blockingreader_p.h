// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/streamreader_p.h"
#include "resp/entriesdecoder_p.h"

#include <QtCore/QPointer>

namespace RedisStreams::Internal {

/// Reads over a connection of its own, where a request may wait in the server; entries are decoded as they arrive.
class BlockingReader final : public StreamReader, private EntrySink
{
    Q_OBJECT

public:
    BlockingReader(std::unique_ptr<Connection> connection, EntryReceiver *receiver, QObject *parent = nullptr);
    ~BlockingReader() override;

    void open() override { m_connection->open(); }
    bool isReady() const override { return m_connection->isReady(); }
    bool isBusy() const override { return m_busy; }
    bool blocks() const override { return true; }
    Endpoint endpoint() const override { return m_connection->endpoint(); }

    void read(const ReadRequest &request, qint64 count, qint64 block) override;
    void look(const StreamCursorPtr &cursor, LookAnswer answer) override;
    void probe(const StreamCursorPtr &cursor, std::function<void(const RedisError &refusal, bool lost)> answer) override;
    void wake(RedisClient *client) override;
    void redirect(const ClusterStep &step) override;
    void reconnect(const RedisError &why) override { m_connection->reconnect(why); }
    void setReadPaused(bool paused) override { m_connection->setReadPaused(paused); }

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
    qint64 m_bytesAtRequest = 0;
    quint64 m_requestNumber = 0;
    bool m_asking = false; ///< each read is preceded by ASKING: the server does not own the streams' slot yet
    bool m_busy = false;
    bool m_blocking = false;
    bool m_wakeWanted = false;
    bool m_wakeForbidden = false; ///< by the server's ACL; reads then end with their BLOCK
};

} // namespace RedisStreams::Internal
