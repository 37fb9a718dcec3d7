// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/pipeline_p.h"

#include <QtCore/QByteArrayList>

namespace RedisStreams::Test {

using Internal::Pipeline;
using Internal::Request;
using Internal::RespInput;
using Result = Pipeline::Result;

/// A pipeline with a log of what became of each request.
struct Bench
{
    Pipeline pipeline {std::chrono::milliseconds(1000)};
    RespInput input;
    QByteArrayList log;
    QList<RespValue> pushes;

    Request request(const QByteArray &name, bool repeatable = false)
    {
        Request result;
        result.bytes = name + ';';
        result.repeatable = repeatable;
        result.done = [this, name](const RespValue &reply, const RedisError &error) {
            log.append(error ? name + " failed" : name + '=' + (reply.isAggregate() ? "list" + QByteArray::number(reply.size()) : reply.bytes()));
        };
        return result;
    }

    QByteArray send(qint64 now = 0, qsizetype limit = 1 << 20)
    {
        QByteArray out;
        pipeline.takeOutgoing(out, limit, now);
        return out;
    }

    /// As a connection does with what it read.
    Result receive(const QByteArrayList &pieces, qint64 now = 0)
    {
        Result result = Result::NeedMore;
        for (const QByteArray &piece : pieces) {
            input.append(piece);
            do {
                result = pipeline.consume(input, now);
                if (result == Result::Reply) {
                    const auto [done, reply] = pipeline.finish();
                    done(reply, {});
                } else if (result == Result::Push) {
                    pushes.append(pipeline.takePush());
                }
            } while (result == Result::Reply || result == Result::Push);
            if (result == Result::Error)
                break;
        }
        return result;
    }

    /// The connection ends at the time \a now.
    std::vector<Request::Done> lose(qint64 now = 0)
    {
        pipeline.noteActivity(now);
        return pipeline.connectionLost();
    }

    void fail(const std::vector<Request::Done> &requests)
    {
        for (const Request::Done &done : requests)
            done({}, RedisError(RedisError::Code::ConnectionLost, QStringLiteral("gone")));
    }
};

} // namespace RedisStreams::Test
