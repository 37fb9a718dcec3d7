// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/pipeline_p.h"

#include <utility>

namespace RedisStreams::Internal {

namespace {
/// A request that is the oldest when so many connections are lost, one after the other, is taken for the reason: a reply
/// too large for the server's output buffer limit, say, or one that takes the server longer than the deadline.
constexpr int mostLosses = 4;
} // namespace

void Pipeline::enqueue(Request request, qint64 now)
{
    m_requests.push_back({std::move(request), now, {}});
}

void Pipeline::takeOutgoing(QByteArray &out, qsizetype limit, qint64 now)
{
    for (; hasQueued() && out.size() < limit; ++m_sent) {
        if (m_sent == 0)
            m_lastActivity = now;
        Pending &pending = m_requests[m_sent];
        pending.since = now;
        out += pending.request.bytes;
        if (!pending.request.repeatable)
            pending.request.bytes.clear();
    }
}

Pipeline::Result Pipeline::consume(RespInput &input, qint64 now)
{
    for (;;) {
        if (!input.hasData() && !m_inReply && !m_inPush) {
            input.discard();
            return Result::NeedMore;
        }
        // A push comes between replies, never inside one.
        if (m_inPush || (!m_inReply && input.peek() == char(RespType::Push))) {
            m_inPush = true;
            switch (m_pushDecoder.consume(input)) {
            case ReplyDecoder::Status::NeedMore:
                return Result::NeedMore;
            case ReplyDecoder::Status::Error:
                m_error = m_pushDecoder.error();
                return Result::Error;
            case ReplyDecoder::Status::Done:
                m_inPush = false;
                return Result::Push;
            }
        }
        if (m_sent == 0) {
            m_error = RedisError(RedisError::Code::ProtocolError, QStringLiteral("The server sent a reply nobody asked for"));
            return Result::Error;
        }
        ReplyDecoder *decoder = m_requests.front().request.decoder;
        if (decoder && !m_inReply)
            input.discard(); // its entries begin a chunk of their own
        m_inReply = true;
        if (!decoder)
            decoder = &m_decoder;
        switch (decoder->consume(input)) {
        case ReplyDecoder::Status::NeedMore:
            return Result::NeedMore;
        case ReplyDecoder::Status::Error:
            m_error = decoder->error();
            return Result::Error;
        case ReplyDecoder::Status::Done:
            m_inReply = false;
            noteActivity(now);
            if (Pending &front = m_requests.front(); front.replies.size() + 1 < front.request.replies) {
                front.replies.append(m_decoder.take());
                break;
            }
            return Result::Reply;
        }
    }
}

std::pair<Request::Done, RespValue> Pipeline::finish()
{
    Pending pending = std::move(m_requests.front());
    m_requests.pop_front();
    --m_sent;
    RespValue reply = pending.request.decoder ? RespValue() : m_decoder.take();
    if (pending.request.replies > 1) {
        pending.replies.append(std::move(reply));
        reply = RespValue::makeAggregate(RespValue::Type::Array, std::move(pending.replies));
    }
    return {std::move(pending.request.done), std::move(reply)};
}

template <typename Ends>
std::vector<Request::Done> Pipeline::take(size_t first, size_t last, Ends ends)
{
    std::vector<Request::Done> taken;
    size_t kept = first;
    for (size_t i = first; i < last; ++i) {
        if (ends(std::as_const(m_requests[i])))
            taken.push_back(std::move(m_requests[i].request.done));
        else if (kept++ != i)
            m_requests[kept - 1] = std::move(m_requests[i]);
    }
    m_requests.erase(m_requests.begin() + qsizetype(kept), m_requests.begin() + qsizetype(last));
    return taken;
}

std::vector<Request::Done> Pipeline::connectionLost(Cause cause)
{
    if (m_sent > 0)
        m_requests.front().losses = cause == Cause::OldestRequest ? mostLosses : m_requests.front().losses + 1;
    std::vector<Request::Done> failed = take(0, m_sent, [](const Pending &pending) {
        return !pending.request.repeatable || pending.losses >= mostLosses;
    });
    for (size_t i = 0; i < m_sent - failed.size(); ++i) {
        m_requests[i].replies.clear();
        // What is to be repeated begins to wait now; its time in the server was none of it.
        m_requests[i].since = qMax(m_requests[i].since, m_lastActivity);
    }
    m_sent = 0;
    m_decoder = {};
    m_pushDecoder = {};
    m_inPush = false;
    m_inReply = false;
    return failed;
}

std::vector<Request::Done> Pipeline::takeAll()
{
    std::vector<Request::Done> all = take(0, m_requests.size(), [](const Pending &) { return true; });
    m_sent = 0;
    connectionLost();
    return all;
}

std::vector<Request::Done> Pipeline::takeExpired(qint64 now)
{
    return take(m_sent, m_requests.size(), [now](const Pending &pending) {
        const qint64 limit = pending.request.waitLimit.count();
        return limit > 0 && now - pending.since >= limit;
    });
}

std::optional<qint64> Pipeline::replyDue() const
{
    if (m_sent == 0 || !m_requests.front().request.blockTime)
        return std::nullopt;
    const Pending &front = m_requests.front();
    return qMax(front.since, m_lastActivity) + front.request.blockTime->count() + m_replyTimeout;
}

std::optional<qint64> Pipeline::waitDue() const
{
    std::optional<qint64> due;
    for (auto pending = m_requests.begin() + qsizetype(m_sent); pending != m_requests.end(); ++pending) {
        const qint64 limit = pending->request.waitLimit.count();
        if (limit > 0 && (!due || pending->since + limit < *due))
            due = pending->since + limit;
    }
    return due;
}

} // namespace RedisStreams::Internal
