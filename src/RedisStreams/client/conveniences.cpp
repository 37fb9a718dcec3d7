// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Each of these is run() with one command value.
#include "redisclient.h"

#include "client/streamsearch_p.h"

#include <memory>

namespace RedisStreams {

namespace {

Xrange rangeOf(const QString &stream, StreamId first, StreamId last, qint64 count, bool reverse)
{
    Xrange command;
    command.stream = stream.toUtf8();
    command.first = first;
    command.last = last;
    command.count = count;
    command.reverse = reverse;
    return command;
}

} // namespace

QFuture<StreamId> RedisClient::xadd(const QString &stream, const StreamFields &fields, const XaddOptions &options)
{
    return run(Xadd {stream.toUtf8(), fields, options});
}

QFuture<qint64> RedisClient::xtrim(const QString &stream, const StreamTrim &trim)
{
    return run(Xtrim {stream.toUtf8(), trim});
}

QFuture<qint64> RedisClient::xdel(const QString &stream, const QList<StreamId> &ids)
{
    return run(Xdel {stream.toUtf8(), ids});
}

QFuture<QList<EntryRemoval>> RedisClient::xdelex(const QString &stream, const QList<StreamId> &ids, ReferencePolicy policy)
{
    return run(Xdelex {stream.toUtf8(), ids, policy});
}

QFuture<bool> RedisClient::xsetid(const QString &stream, StreamId lastId, std::optional<qint64> entriesAdded, std::optional<StreamId> maxDeletedId)
{
    return run(Xsetid {stream.toUtf8(), lastId, entriesAdded, maxDeletedId});
}

QFuture<bool> RedisClient::xcfgset(const QString &stream, std::optional<std::chrono::seconds> idmpDuration, std::optional<qint64> idmpMaxSize)
{
    return run(Xcfgset {stream.toUtf8(), idmpDuration, idmpMaxSize});
}

QFuture<qint64> RedisClient::xlen(const QString &stream)
{
    return run(Xlen {stream.toUtf8()});
}

QFuture<StreamEntries> RedisClient::xrange(const QString &stream, StreamId first, StreamId last, qint64 count)
{
    return run(rangeOf(stream, first, last, count, false));
}

QFuture<StreamEntries> RedisClient::xrevrange(const QString &stream, StreamId last, StreamId first, qint64 count)
{
    return run(rangeOf(stream, first, last, count, true));
}

QFuture<QList<StreamEntries>> RedisClient::xread(const QList<StreamPosition> &positions, const XreadOptions &options)
{
    return run(Xread {positions, options});
}

QFuture<QList<StreamEntries>> RedisClient::xreadgroup(const QString &group, const QString &consumer,
                                                      const QList<GroupPosition> &positions,
                                                      const XreadgroupOptions &options)
{
    return run(Xreadgroup {group.toUtf8(), consumer.toUtf8(), positions, options});
}

QFuture<qint64> RedisClient::xack(const QString &stream, const QString &group, const QList<StreamId> &ids)
{
    return run(Xack {stream.toUtf8(), group.toUtf8(), ids});
}

QFuture<QList<EntryRemoval>> RedisClient::xackdel(const QString &stream, const QString &group, const QList<StreamId> &ids, ReferencePolicy policy)
{
    return run(Xackdel {stream.toUtf8(), group.toUtf8(), ids, policy});
}

QFuture<qint64> RedisClient::xnack(const QString &stream, const QString &group, const QList<StreamId> &ids, Xnack::Mode mode)
{
    return run(Xnack {stream.toUtf8(), group.toUtf8(), ids, mode});
}

QFuture<PendingSummary> RedisClient::xpending(const QString &stream, const QString &group)
{
    return run(XpendingSummary {stream.toUtf8(), group.toUtf8()});
}

QFuture<QList<PendingEntry>> RedisClient::xpendingRange(const QString &stream, const QString &group, qint64 count, StreamId first, StreamId last,
                                                        const QString &consumer, std::optional<std::chrono::milliseconds> minIdle)
{
    XpendingRange command;
    command.stream = stream.toUtf8();
    command.group = group.toUtf8();
    command.count = count;
    command.first = first;
    command.last = last;
    command.consumer = consumer.toUtf8();
    command.minIdle = minIdle;
    return run(command);
}

QFuture<StreamEntries> RedisClient::xclaim(const QString &stream, const QString &group, const QString &consumer,
                                           std::chrono::milliseconds minIdle, const QList<StreamId> &ids, const XclaimOptions &options)
{
    return run(Xclaim {stream.toUtf8(), group.toUtf8(), consumer.toUtf8(), minIdle, ids, options});
}

QFuture<QList<StreamId>> RedisClient::xclaimJustId(const QString &stream, const QString &group, const QString &consumer,
                                                   std::chrono::milliseconds minIdle, const QList<StreamId> &ids, const XclaimOptions &options)
{
    return run(XclaimJustId {stream.toUtf8(), group.toUtf8(), consumer.toUtf8(), minIdle, ids, options});
}

QFuture<AutoclaimPage> RedisClient::xautoclaim(const QString &stream, const QString &group, const QString &consumer,
                                               std::chrono::milliseconds minIdle, StreamId start, qint64 count)
{
    return run(Xautoclaim {stream.toUtf8(), group.toUtf8(), consumer.toUtf8(), minIdle, start, false, count});
}

QFuture<AutoclaimIdPage> RedisClient::xautoclaimJustId(const QString &stream, const QString &group, const QString &consumer,
                                                       std::chrono::milliseconds minIdle, StreamId start, qint64 count)
{
    return run(XautoclaimJustId {stream.toUtf8(), group.toUtf8(), consumer.toUtf8(), minIdle, start, false, count});
}

QFuture<bool> RedisClient::xgroupCreate(const QString &stream, const QString &group, std::optional<StreamId> id, bool makeStream,
                                        std::optional<qint64> entriesRead)
{
    return run(XgroupCreate {stream.toUtf8(), group.toUtf8(), id, makeStream, entriesRead});
}

QFuture<bool> RedisClient::xgroupSetId(const QString &stream, const QString &group, std::optional<StreamId> id, std::optional<qint64> entriesRead)
{
    return run(XgroupSetId {stream.toUtf8(), group.toUtf8(), id, entriesRead});
}

QFuture<bool> RedisClient::xgroupDestroy(const QString &stream, const QString &group)
{
    return run(XgroupDestroy {stream.toUtf8(), group.toUtf8()});
}

QFuture<bool> RedisClient::xgroupCreateConsumer(const QString &stream, const QString &group, const QString &consumer)
{
    return run(XgroupCreateConsumer {stream.toUtf8(), group.toUtf8(), consumer.toUtf8()});
}

QFuture<qint64> RedisClient::xgroupDeleteConsumer(const QString &stream, const QString &group, const QString &consumer)
{
    return run(XgroupDeleteConsumer {stream.toUtf8(), group.toUtf8(), consumer.toUtf8()});
}

QFuture<StreamInfo> RedisClient::xinfoStream(const QString &stream)
{
    return run(XinfoStream {stream.toUtf8()});
}

QFuture<StreamFullInfo> RedisClient::xinfoStreamFull(const QString &stream, qint64 count)
{
    return run(XinfoStreamFull {stream.toUtf8(), count});
}

QFuture<QList<GroupInfo>> RedisClient::xinfoGroups(const QString &stream)
{
    return run(XinfoGroups {stream.toUtf8()});
}

QFuture<QList<ConsumerInfo>> RedisClient::xinfoConsumers(const QString &stream, const QString &group)
{
    return run(XinfoConsumers {stream.toUtf8(), group.toUtf8()});
}

QFuture<QByteArray> RedisClient::ping()
{
    return run(Ping {});
}

QFuture<QByteArrayList> RedisClient::streams(const QString &pattern)
{
    auto promise = std::make_shared<QPromise<QByteArrayList>>();
    promise->start();
    QFuture<QByteArrayList> future = promise->future();
    Internal::searchStreams(this, pattern.toUtf8(), [promise](const QByteArrayList &keys, const RedisError &error) {
        if (error)
            promise->setException(error);
        else
            promise->addResult(keys);
        promise->finish();
    });
    return future;
}

} // namespace RedisStreams
