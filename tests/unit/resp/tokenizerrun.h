// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/resptokenizer_p.h"

#include <QtCore/QByteArrayList>

namespace RedisStreams::Test {

using Internal::RespLimits;
using Internal::RespToken;
using Internal::RespTokenizer;
using Status = RespTokenizer::Status;
using Code = RedisError::Code;

/// A token as text: type, "null", number of aggregates and numbers, bytes.
inline QByteArray shown(const RespToken &token, const char *data)
{
    QByteArray text(1, char(token.type));
    if (token.isNull)
        return text + "null";
    if (token.isAggregate() || token.type == Internal::RespType::Integer)
        return text + QByteArray::number(token.number);
    if (token.type == Internal::RespType::Boolean)
        return text + (token.number == 1 ? "true" : "false");
    return text + QByteArray(data + token.offset, token.length);
}

/// What came out of feeding some pieces.
struct Run
{
    QByteArrayList tokens;
    Status last = Status::NeedMore;
    Code error = Code::NoError;
    qsizetype position = 0;
};

/// Feeds \a pieces one by one until they are used up or refused.
inline Run run(const QByteArrayList &pieces, const RespLimits &limits = {})
{
    Run result;
    RespTokenizer tokenizer(limits);
    QByteArray buffer;
    for (const QByteArray &piece : pieces) {
        buffer += piece;
        for (;;) {
            RespToken token;
            result.last = tokenizer.next(buffer.constData(), buffer.size(), token);
            if (result.last != Status::Token)
                break;
            result.tokens.append(shown(token, buffer.constData()));
        }
        if (result.last == Status::Error) {
            result.error = tokenizer.error().code();
            break;
        }
    }
    result.position = tokenizer.position();
    return result;
}

} // namespace RedisStreams::Test
