// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "resp/replytreedecoder_p.h"

#include <limits>

namespace RedisStreams::Internal {

namespace {

RespValue::Type aggregateType(RespType type)
{
    switch (type) {
    case RespType::Map:
    case RespType::Attribute:
        return RespValue::Type::Map;
    case RespType::Set:
        return RespValue::Type::Set;
    case RespType::Push:
        return RespValue::Type::Push;
    default:
        return RespValue::Type::Array;
    }
}

double parseDouble(QByteArrayView text)
{
    if (text == "inf" || text == "+inf")
        return std::numeric_limits<double>::infinity();
    if (text == "-inf")
        return -std::numeric_limits<double>::infinity();
    bool ok = false;
    const double value = text.toByteArray().toDouble(&ok);
    return ok ? value : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

RespValue ReplyTreeDecoder::scalar(const RespToken &token, const RespInput &input) const
{
    if (token.isNull)
        return {};
    const QByteArrayView text = input.text(token);
    switch (token.type) {
    case RespType::SimpleString:
        return RespValue::makeText(RespValue::Type::SimpleString, text.toByteArray());
    case RespType::Error:
    case RespType::BulkError:
        return RespValue::makeText(RespValue::Type::Error, text.toByteArray());
    case RespType::Integer:
        return RespValue::makeInteger(token.number);
    case RespType::Double:
        return RespValue::makeDouble(parseDouble(text));
    case RespType::Boolean:
        return RespValue::makeBoolean(token.number != 0);
    case RespType::BigNumber:
        return RespValue::makeText(RespValue::Type::BigNumber, text.toByteArray());
    case RespType::VerbatimString:
        return RespValue::makeText(RespValue::Type::VerbatimString, text.sliced(4).toByteArray(),
                                   text.first(3).toByteArray());
    default:
        return RespValue::makeText(RespValue::Type::BulkString, text.toByteArray());
    }
}

bool ReplyTreeDecoder::place(RespValue value)
{
    for (;;) {
        if (m_frames.empty()) {
            m_result = std::move(value);
            return true;
        }
        Frame &frame = m_frames.back();
        frame.items.append(std::move(value));
        if (--frame.left > 0)
            return false;
        Frame finished = std::move(frame);
        m_frames.pop_back();
        value = RespValue::makeAggregate(aggregateType(finished.type), std::move(finished.items));
        if (finished.type == RespType::Attribute) {
            // Not a value of its own: it describes the one that comes next.
            m_nextAttributes = std::move(value);
            return false;
        }
        if (!finished.attributes.isNull())
            value.setAttributes(finished.attributes);
    }
}

ReplyDecoder::Status ReplyTreeDecoder::consume(RespInput &input)
{
    RespToken token;
    for (;;) {
        switch (input.next(token)) {
        case RespInput::Status::NeedMore:
            input.discard();
            return Status::NeedMore;
        case RespInput::Status::Error:
            return fail(input.error());
        case RespInput::Status::Token:
            break;
        }
        RespValue value;
        if (token.isAggregate() && !token.isNull) {
            if (token.number > 0) {
                if (qsizetype(m_frames.size()) >= input.limits().depth) {
                    return fail(RedisError(RedisError::Code::LimitExceeded,
                                           QStringLiteral("The server sent a reply nested deeper than %1 levels")
                                               .arg(input.limits().depth)));
                }
                m_frames.push_back({token.type, token.number, {}, std::exchange(m_nextAttributes, {})});
                // What a header announces is not reserved: it may be a lie.
                m_frames.back().items.reserve(qsizetype(qMin(token.number, qint64(64))));
                continue;
            }
            if (token.type == RespType::Attribute)
                continue;
            value = RespValue::makeAggregate(aggregateType(token.type), {});
        } else {
            value = scalar(token, input);
        }
        if (!m_nextAttributes.isNull())
            value.setAttributes(std::exchange(m_nextAttributes, {}));
        if (place(std::move(value))) {
            input.discardSome();
            return Status::Done;
        }
    }
}

RespValue ReplyTreeDecoder::take()
{
    return std::exchange(m_result, {});
}

} // namespace RedisStreams::Internal
