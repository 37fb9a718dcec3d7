// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/connection_p.h"
#include "consumers/readrequest_p.h"
#include "redisclient.h"
#include "topology/redirectpolicy_p.h"
#include "xinfo.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QObject>

#include <functional>

namespace RedisStreams::Internal {

/// Reads some streams of one lane, one request at a time. When to read and what to do with the entries is the consumer's
/// business; over which connection, and whether a read may wait in the server, is that of the two kinds of readers.
class StreamReader : public QObject
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
        bool woken = false; ///< wake() ended it, or it has to be made anew: an empty result tells nothing
    };
    using LookAnswer = std::function<void(const Decoded<StreamInfo> &)>;
    using QObject::QObject;

    virtual void open() = 0;
    virtual bool isReady() const = 0;
    virtual bool isBusy() const = 0;
    /// Whether a read may wait in the server for entries; otherwise the consumer asks again from time to time.
    virtual bool blocks() const = 0;
    /// Whom the newest request was sent to.
    virtual Endpoint endpoint() const = 0;

    /// Sends one read of what \a request names. \a block <= 0: the server answers at once.
    virtual void read(const ReadRequest &request, qint64 count, qint64 block) = 0;
    /// Asks what the stream holds, so that the reply tells how it stood just before the next read. Nothing is said
    /// when the connection is lost.
    virtual void look(const StreamCursorPtr &cursor, LookAnswer answer) = 0;
    /// Asks for one entry of a single stream, to find out whether it can be read; nothing is received.
    virtual void probe(const StreamCursorPtr &cursor, std::function<void(const RedisError &refusal, bool lost)> answer) = 0;
    /// Ends a read that waits in the server, by CLIENT UNBLOCK over \a client's shared connection.
    virtual void wake(RedisClient *client) = 0;
    /// Goes where a cluster's answer sends it; nothing for a reader whose requests find their way themselves.
    virtual void redirect(const ClusterStep &step) = 0;
    /// Begins with a new connection, and its handshake.
    virtual void reconnect(const RedisError &why) = 0;
    /// Stops taking bytes from the socket; the server waits then.
    virtual void setReadPaused(bool paused) = 0;

    /// Whether the connection that was lost last went with a read under way of which no entry had come.
    bool wasCutShort() const { return m_cutShort; }
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

protected:
    QElapsedTimer m_sinceReply;
    bool m_cutShort = false;
};

} // namespace RedisStreams::Internal
