// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/replytreedecoder_p.h"

#include <chrono>
#include <deque>
#include <functional>
#include <optional>

namespace RedisStreams::Internal {

/// A command on its way: its bytes, and what happens with its reply. `done` is called exactly once.
struct Request
{
    /// \a reply is null when there is an error, or when a decoder took it. An error reply of the server is a reply.
    using Done = std::function<void(const RespValue &reply, const RedisError &error)>;

    QByteArray bytes;
    Done done;
    /// Takes the reply as it arrives, in place of a tree. Must live until `done` was called.
    ReplyDecoder *decoder = nullptr;
    /// Whether it may be sent again when the connection is lost before its reply is complete.
    bool repeatable = false;
    /// How long the server may rightly be silent on it; nullopt = for ever.
    std::optional<std::chrono::milliseconds> blockTime = std::chrono::milliseconds {0};
    /// How many replies its bytes bring; several arrive as one array. A unit is never sent in parts.
    int replies = 1;
    /// How long it may wait to be sent; zero = for ever.
    std::chrono::milliseconds waitLimit {0};
};

/// The requests of one connection and their replies, first in, first out. No I/O: bytes and time come in as
/// arguments (time in milliseconds of any steady clock).
class Pipeline
{
public:
    explicit Pipeline(std::chrono::milliseconds replyTimeout) : m_replyTimeout(replyTimeout.count()) {}

    void enqueue(Request request, qint64 now);
    bool hasQueued() const { return m_sent < m_requests.size(); }
    bool isIdle() const { return m_requests.empty(); }
    qsizetype awaitingCount() const { return qsizetype(m_sent); }

    /// Appends what waits to be sent to \a out, up to about \a limit bytes.
    void takeOutgoing(QByteArray &out, qsizetype limit, qint64 now);

    enum class Result {
        NeedMore, ///< all bytes are dealt with
        Reply, ///< a reply is complete: call finish() to hand it over
        Push, ///< an out-of-band message: takePush()
        Error, ///< not RESP, or a reply nobody asked for: error()
    };
    /// Deals with bytes until one reply or push is complete.
    Result consume(RespInput &input, qint64 now);
    /// The finished request and its reply, taken off the pipeline.
    std::pair<Request::Done, RespValue> finish();
    RespValue takePush() { return m_pushDecoder.take(); }
    const RedisError &error() const { return m_error; }

    /// Whether what ended the connection would end the next one as well, if the oldest request were sent again.
    enum class Cause { Unknown, OldestRequest };
    /// The connection is gone. What can be repeated waits again, in order; returned is what has failed for good: what may
    /// not be repeated, and the oldest one if it was the cause, or was the oldest of several lost connections.
    std::vector<Request::Done> connectionLost(Cause cause = Cause::Unknown);
    /// Everything, waiting or sent, ends.
    std::vector<Request::Done> takeAll();
    /// Those that waited too long to be sent.
    std::vector<Request::Done> takeExpired(qint64 now);

    /// When something is overdue next: a reply, or a waiting request; nullopt = nothing can be.
    std::optional<qint64> replyDue() const;
    std::optional<qint64> waitDue() const;
    /// Bytes came, or we did not read them on purpose: the peer is not silent.
    void noteActivity(qint64 now) { m_lastActivity = qMax(m_lastActivity, now); }

private:
    struct Pending
    {
        Request request;
        qint64 since; ///< when it was queued, then when it was sent
        QList<RespValue> replies; ///< the first ones of several
        int losses = 0; ///< of connections on which it was the oldest
    };

    /// Takes out those of the requests from \a first to before \a last that \a ends says.
    template <typename Ends>
    std::vector<Request::Done> take(size_t first, size_t last, Ends ends);

    const qint64 m_replyTimeout;
    std::deque<Pending> m_requests; ///< those that were sent, then those that wait to be
    size_t m_sent = 0;
    qint64 m_lastActivity = 0;
    ReplyTreeDecoder m_decoder;
    ReplyTreeDecoder m_pushDecoder;
    bool m_inPush = false;
    bool m_inReply = false;
    RedisError m_error;
};

} // namespace RedisStreams::Internal
