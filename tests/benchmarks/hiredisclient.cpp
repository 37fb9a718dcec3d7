// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The peer most C and C++ programs use, as its documentation shows it: one request, one reply, walk the tree.
#include "peers.h"

#include <hiredis/hiredis.h>

#include <cstring>

namespace Bench {

namespace {

redisContext *connectTo(quint16 port)
{
    redisContext *context = redisConnect("127.0.0.1", port);
    if (!context || context->err)
        qFatal("hiredis: no connection");
    return context;
}

} // namespace

Outcome readHiredis(const Options &options)
{
    redisContext *context = connectTo(options.port);
    Outcome outcome;
    QByteArray last = "0-0";
    while (outcome.entries < options.work.entries) {
        auto *reply = static_cast<redisReply *>(redisCommand(context, "XREAD COUNT %lld STREAMS s %s",
                                                             static_cast<long long>(options.work.count), last.constData()));
        if (!reply || reply->type != REDIS_REPLY_ARRAY)
            qFatal("hiredis: unexpected reply");
        const redisReply *entries = reply->element[0]->element[1];
        for (size_t i = 0; i < entries->elements; ++i) {
            const redisReply *fields = entries->element[i]->element[1];
            for (size_t j = 0; j < fields->elements; ++j)
                outcome.sum += byteSum(fields->element[j]->str, qsizetype(fields->element[j]->len));
        }
        outcome.entries += qint64(entries->elements);
        last = entries->element[entries->elements - 1]->element[0]->str;
        freeReplyObject(reply);
    }
    redisFree(context);
    return outcome;
}

namespace {

void acknowledge(redisContext *context, std::vector<const char *> &words, std::vector<size_t> &lengths)
{
    auto *reply = static_cast<redisReply *>(redisCommandArgv(context, int(words.size()), words.data(), lengths.data()));
    if (!reply || reply->type != REDIS_REPLY_INTEGER || size_t(reply->integer) != words.size() - 3)
        qFatal("hiredis: XACK failed");
    freeReplyObject(reply);
    words.resize(3);
    lengths.resize(3);
}

} // namespace

Outcome readGroupHiredis(const Options &options)
{
    redisContext *context = connectTo(options.port);
    Outcome outcome;
    std::vector<const char *> words {"XACK", "s", "g"};
    std::vector<size_t> lengths {4, 1, 1};
    const char *const format = options.ack == Ack::None ? "XREADGROUP GROUP g c COUNT %lld NOACK STREAMS s >"
                                                        : "XREADGROUP GROUP g c COUNT %lld STREAMS s >";
    while (outcome.entries < options.work.entries) {
        auto *reply = static_cast<redisReply *>(redisCommand(context, format, static_cast<long long>(options.work.count)));
        if (!reply || reply->type != REDIS_REPLY_ARRAY)
            qFatal("hiredis: unexpected reply");
        const redisReply *entries = reply->element[0]->element[1];
        for (size_t i = 0; i < entries->elements; ++i) {
            const redisReply *fields = entries->element[i]->element[1];
            for (size_t j = 0; j < fields->elements; ++j)
                outcome.sum += byteSum(fields->element[j]->str, qsizetype(fields->element[j]->len));
            if (options.ack == Ack::None)
                continue;
            const redisReply *id = entries->element[i]->element[0];
            words.push_back(id->str);
            lengths.push_back(id->len);
            if (options.ack == Ack::Entry)
                acknowledge(context, words, lengths);
        }
        if (options.ack == Ack::Batch)
            acknowledge(context, words, lengths);
        outcome.entries += qint64(entries->elements);
        freeReplyObject(reply);
    }
    redisFree(context);
    return outcome;
}

std::vector<qint64> latencyHiredis(quint16 port, int entries)
{
    redisContext *context = connectTo(port);
    std::vector<qint64> latencies;
    QByteArray last = "0-0";
    while (int(latencies.size()) < entries) {
        auto *reply = static_cast<redisReply *>(redisCommand(context, "XREAD COUNT 100 BLOCK 5000 STREAMS latency %s", last.constData()));
        const qint64 now = nowNs();
        if (!reply || reply->type != REDIS_REPLY_ARRAY)
            qFatal("hiredis: unexpected reply");
        const redisReply *list = reply->element[0]->element[1];
        for (size_t i = 0; i < list->elements; ++i) {
            latencies.push_back(now - std::atoll(list->element[i]->element[1]->element[1]->str));
            last = list->element[i]->element[0]->str;
        }
        freeReplyObject(reply);
    }
    redisFree(context);
    return latencies;
}

} // namespace Bench
