// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/entriesdecoder_p.h"

#include "values/decimal_p.h"

namespace RedisStreams::Internal {

ReplyDecoder::Status EntriesDecoder::consume(RespInput &input)
{
    RespToken token;
    while (!m_done) {
        // Nearly all tokens are names and values: they get the short way.
        const bool texts = m_expect == Expect::Text && m_skipLeft == 0;
        const RespInput::Status status = texts ? takeTexts(input, token) : input.next(token);
        if (status == RespInput::Status::Error)
            return fail(input.error());
        if (status == RespInput::Status::NeedMore) {
            giveOn(input);
            return Status::NeedMore;
        }
        if (step(input, token) == Status::Error)
            return Status::Error;
    }
    giveOn(input);
    input.discard();
    return Status::Done;
}

RespInput::Status EntriesDecoder::takeTexts(RespInput &input, RespToken &token)
{
    std::vector<Span> &spans = input.chunk().spans;
    for (; m_textsLeft > 0; --m_textsLeft) {
        const RespInput::Status status = input.next(token);
        if (status != RespInput::Status::Token || token.type != RespType::BulkString || token.isNull
            || token.offset > input.limits().entryLength)
            return status;
        spans.push_back({quint32(token.offset), quint32(token.length)});
    }
    return RespInput::Status::Token;
}

ReplyDecoder::Status EntriesDecoder::step(RespInput &input, const RespToken &token)
{
    if (m_skipLeft > 0) {
        // An attribute within counts on top of what it describes.
        m_skipLeft += (token.isAggregate() ? token.number : 0) - (token.type == RespType::Attribute ? 0 : 1);
        return Status::NeedMore;
    }
    if (token.type == RespType::Attribute) {
        m_skipLeft = token.number;
        return Status::NeedMore;
    }
    switch (m_expect) {
    case Expect::Reply:
        if (token.type == RespType::Error || token.type == RespType::BulkError) {
            m_serverError = RedisError::fromReply(input.text(token));
            m_done = true;
        } else if (token.isNull) {
            m_done = true;
        } else if (token.type == RespType::Map || token.type == RespType::Array) {
            m_map = token.type == RespType::Map;
            m_streamsLeft = m_map ? token.number / 2 : token.number;
            m_expect = m_map ? Expect::Key : Expect::Pair;
            m_done = m_streamsLeft == 0;
        } else {
            return unexpected(token, "the list of streams");
        }
        break;
    case Expect::Pair:
        if (token.type != RespType::Array || token.number != 2)
            return unexpected(token, "a stream's key and entries");
        m_expect = Expect::Key;
        break;
    case Expect::Key:
        if (token.type != RespType::BulkString || token.isNull)
            return unexpected(token, "a stream's key");
        m_label = m_sink->labelFor(input.text(token));
        if (!m_label) {
            return fail(RedisError(RedisError::Code::ProtocolError,
                                   QStringLiteral("The server sent entries of the stream \"%1\", which was not asked for")
                                       .arg(QString::fromUtf8(input.text(token)))));
        }
        ++m_streams;
        m_ofStream = 0;
        m_expect = Expect::Entries;
        break;
    case Expect::Entries:
        if (token.type != RespType::Array && !token.isNull)
            return unexpected(token, "a list of entries");
        m_entriesLeft = token.number;
        m_expect = Expect::Entry;
        if (token.isNull || m_entriesLeft == 0)
            streamDone();
        break;
    case Expect::Entry:
        if (token.isNull) { // an entry deleted before it could be claimed (before Redis 7.0)
            if (--m_entriesLeft == 0)
                streamDone();
            break;
        }
        if (token.type != RespType::Array || (token.number != 2 && token.number != 4))
            return unexpected(token, "an entry");
        m_elementsLeft = token.number;
        m_record = {};
        m_record.firstSpan = quint32(input.chunk().spans.size());
        m_expect = Expect::Id;
        break;
    case Expect::Id:
        return takeEntryId(input, token);
    case Expect::Fields:
        if (token.isNull) {
            m_record.deleted = true;
            entryElementDone(input);
            break;
        }
        if (token.type != RespType::Array || token.number % 2 != 0)
            return unexpected(token, "the list of an entry's names and values");
        m_record.spanCount = quint32(token.number);
        m_textsLeft = token.number;
        m_expect = Expect::Text;
        break;
    case Expect::Idle:
    case Expect::Deliveries: {
        const std::optional<qint64> value = number(input, token);
        if (!value)
            return unexpected(token, "a number");
        (m_expect == Expect::Idle ? m_record.idle : m_record.deliveryCount) = *value;
        entryElementDone(input);
        break;
    }
    case Expect::Text:
        if (m_textsLeft == 0) {
            entryElementDone(input);
            break;
        }
        if (token.offset > input.limits().entryLength) {
            return fail(RedisError(RedisError::Code::LimitExceeded,
                                   QStringLiteral("The server sent an entry of more than %1 bytes")
                                       .arg(input.limits().entryLength)));
        }
        return unexpected(token, "the bulk string of a field's name or value");
    }
    return Status::NeedMore;
}

ReplyDecoder::Status EntriesDecoder::takeEntryId(RespInput &input, const RespToken &token)
{
    const std::optional<StreamId> id = token.type == RespType::BulkString && !token.isNull
        ? StreamId::parse(input.text(token))
        : std::nullopt;
    if (!id)
        return unexpected(token, "the id of an entry");
    m_record.id = *id;
    --m_elementsLeft;
    m_expect = Expect::Fields;
    return Status::NeedMore;
}

void EntriesDecoder::entryElementDone(RespInput &input)
{
    if (--m_elementsLeft == 0)
        entryDone(input);
    else
        m_expect = m_elementsLeft == 2 ? Expect::Idle : Expect::Deliveries;
}

void EntriesDecoder::entryDone(RespInput &input)
{
    m_record.label = input.chunk().addLabel(m_label);
    input.chunk().records.push_back(m_record);
    m_boundary = input.position();
    ++m_entries;
    ++m_ofStream;
    m_expect = Expect::Entry;
    if (--m_entriesLeft == 0)
        streamDone();
}

void EntriesDecoder::streamDone()
{
    m_largest = qMax(m_largest, m_ofStream);
    m_expect = m_map ? Expect::Key : Expect::Pair;
    m_done = --m_streamsLeft == 0;
}

void EntriesDecoder::giveOn(RespInput &input)
{
    EntryChunk &chunk = input.chunk();
    if (chunk.records.empty())
        return;
    const bool midEntry = m_expect == Expect::Id || m_expect == Expect::Fields || m_expect == Expect::Text
        || m_expect == Expect::Idle || m_expect == Expect::Deliveries;
    const EntryRecord &last = chunk.records.back();
    const EntryChunkPtr full = input.detach(m_boundary, last.firstSpan + last.spanCount);
    if (midEntry)
        m_record.firstSpan = 0;
    m_boundary = 0;
    m_sink->entriesDecoded(full);
}

std::optional<qint64> EntriesDecoder::number(const RespInput &input, const RespToken &token)
{
    if (token.type == RespType::Integer)
        return token.number;
    // Early builds of Redis 8.4 sent these numbers as bulk strings.
    return token.type == RespType::BulkString && !token.isNull ? parseDecimal<qint64>(input.text(token)) : std::nullopt;
}

ReplyDecoder::Status EntriesDecoder::unexpected(const RespToken &token, const char *expected)
{
    return fail(RedisError(RedisError::Code::ProtocolError,
                           QStringLiteral("The reply to a stream read has an element of type '%1' where %2 belongs")
                               .arg(QLatin1Char(char(token.type)))
                               .arg(QLatin1StringView(expected))));
}

} // namespace RedisStreams::Internal
