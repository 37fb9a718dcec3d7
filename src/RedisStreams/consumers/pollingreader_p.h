// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/streamreader_p.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QPointer>

namespace RedisStreams::Internal {

/// Reads by commands of the client, over the connection it shares with everything else: nothing waits in the server, and
/// redirects are the client's business. For streams that are quiet, when there are more of them than connections.
class PollingReader final : public StreamReader
{
    Q_OBJECT

public:
    PollingReader(RedisClient *client, EntryReceiver *receiver, QObject *parent = nullptr);
    /// Becomes ready only when the server of \a key has answered something; before open().
    void prove(const QByteArray &key);
    /// Asks for each stream by itself, for a while: while their slot moves, streams of which one does not exist are refused
    /// when they are asked for together.
    void readSingly();

    void open() override;
    bool isReady() const override { return m_ready; }
    bool isBusy() const override { return m_busy; }
    bool blocks() const override { return false; }
    Endpoint endpoint() const override;

    void read(const ReadRequest &request, qint64 count, qint64 block) override;
    void look(const StreamCursorPtr &cursor, LookAnswer answer) override;
    void probe(const StreamCursorPtr &cursor, std::function<void(const RedisError &refusal, bool lost)> answer) override;
    void wake(RedisClient *) override { /* nothing waits */ }
    void redirect(const ClusterStep &) override { /* the client has followed it */ }
    void reconnect(const RedisError &) override { /* the client does */ }
    void setReadPaused(bool) override { /* at most one small reply is under way */ }

private:
    void clientMoved();
    void send();
    void sendSingly(const ReadRequest &request, qint64 count);
    struct Singles;
    void singleAnswered(const std::shared_ptr<Singles> &singles);
    /// The entries of a reply, each stream's in the order in which they were asked for; what they sum up to.
    Result take(const QList<StreamEntries> &streams);
    void replied(const QList<StreamEntries> &streams, const RedisError &error = {});
    void refused(const RedisError &error);
    void tryServer();
    void setReady(bool ready, const RedisError &why = {});

    QPointer<RedisClient> m_client;
    EntryReceiver *m_receiver;
    std::vector<StreamCursorPtr> m_asked; ///< by the request under way
    std::function<void()> m_request; ///< sends it; waits until nothing is being looked at
    QElapsedTimer m_sinceRequest;
    int m_looks = 0; ///< under way
    QByteArray m_proof; ///< a key of the server that did not answer last; empty when it did
    int m_proofs = 0; ///< tries, since it answered last
    QDeadlineTimer m_singly {0};
    bool m_open = false;
    bool m_ready = false;
    bool m_busy = false;
};

} // namespace RedisStreams::Internal
