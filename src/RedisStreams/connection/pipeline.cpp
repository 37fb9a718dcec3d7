// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/pipeline_p.h"

namespace RedisStreams::Internal {

void Pipeline::enqueue(Request request, qint64 now)
{
    m_queued.push_back({std::move(request), now, {}});
}

void Pipeline::takeOutgoing(QByteArray &out, qsizetype limit, qint64 now)
{
    while (!m_queued.empty() && out.size() < limit) {
        Pending pending = std::move(m_queued.front());
        m_queued.pop_front();
        if (m_awaiting.empty())
            m_lastActivity = now;
        pending.since = now;
        out += pending.request.bytes;
        if (!pending.request.repeatable)
            pending.request.bytes.clear();
        m_awaiting.push_back(std::move(pending));
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
        if (m_awaiting.empty()) {
            m_error = RedisError(RedisError::Code::ProtocolError, QStringLiteral("The server sent a reply nobody asked for"));
            return Result::Error;
        }
        ReplyDecoder *decoder = m_awaiting.front().request.decoder;
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
            m_lastActivity = now;
            if (Pending &front = m_awaiting.front(); front.replies.size() + 1 < front.request.replies) {
                front.replies.append(m_decoder.take());
                break;
            }
            return Result::Reply;
        }
    }
}

std::pair<Request::Done, RespValue> Pipeline::finish()
{
    Pending pending = std::move(m_awaiting.front());
    m_awaiting.pop_front();
    RespValue reply = pending.request.decoder ? RespValue() : m_decoder.take();
    if (pending.request.replies > 1) {
        pending.replies.append(std::move(reply));
        reply = RespValue::makeAggregate(RespValue::Type::Array, std::move(pending.replies));
    }
    return {std::move(pending.request.done), std::move(reply)};
}

std::vector<Request::Done> Pipeline::connectionLost()
{
    std::vector<Request::Done> failed;
    for (auto it = m_awaiting.rbegin(); it != m_awaiting.rend(); ++it) {
        it->replies.clear();
        // What is to be repeated begins to wait now; its time in the server was none of it.
        it->since = qMax(it->since, m_lastActivity);
        if (it->request.repeatable)
            m_queued.push_front(std::move(*it));
        else
            failed.push_back(std::move(it->request.done));
    }
    std::reverse(failed.begin(), failed.end());
    m_awaiting.clear();
    m_decoder = {};
    m_pushDecoder = {};
    m_inPush = false;
    m_inReply = false;
    return failed;
}

std::vector<Request::Done> Pipeline::takeAll()
{
    std::vector<Request::Done> all;
    for (Pending &pending : m_awaiting)
        all.push_back(std::move(pending.request.done));
    m_awaiting.clear();
    connectionLost();
    for (Pending &pending : m_queued)
        all.push_back(std::move(pending.request.done));
    m_queued.clear();
    return all;
}

std::vector<Request::Done> Pipeline::takeExpired(qint64 now)
{
    std::vector<Request::Done> expired;
    for (auto it = m_queued.begin(); it != m_queued.end();) {
        const qint64 limit = it->request.waitLimit.count();
        if (limit > 0 && now - it->since >= limit) {
            expired.push_back(std::move(it->request.done));
            it = m_queued.erase(it);
        } else {
            ++it;
        }
    }
    return expired;
}

std::optional<qint64> Pipeline::replyDue() const
{
    if (m_awaiting.empty() || !m_awaiting.front().request.blockTime)
        return std::nullopt;
    const Pending &front = m_awaiting.front();
    return qMax(front.since, m_lastActivity) + front.request.blockTime->count() + m_replyTimeout;
}

std::optional<qint64> Pipeline::waitDue() const
{
    std::optional<qint64> due;
    for (const Pending &pending : m_queued) {
        const qint64 limit = pending.request.waitLimit.count();
        if (limit > 0 && (!due || pending.since + limit < *due))
            due = pending.since + limit;
    }
    return due;
}

} // namespace RedisStreams::Internal
