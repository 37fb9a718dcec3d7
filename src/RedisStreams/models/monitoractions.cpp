// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// What is done to pending entries, groups and consumers.
#include "models/monitoraction_p.h"

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::MonitorAction;

namespace {

/// Check and removal in one: between two commands an entry might come to be pending. [removed or not, pending]
const QByteArray removeGroupScript = QByteArrayLiteral(
    "local pending = redis.call('XPENDING', KEYS[1], ARGV[1])[1] "
    "if pending > 0 and ARGV[2] == '0' then return {0, pending} end "
    "redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1]) "
    "return {1, pending}");

/// Hands over a page of what a consumer has pending, and removes the consumer when that was all. Only what is this
/// consumer's in this moment changes hands. [removed or not, handed over]
const QByteArray removeConsumerScript = QByteArrayLiteral(
    "local list = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', ARGV[4], ARGV[2]) "
    "local moved = 0 "
    "if #list > 0 then "
    "if ARGV[3] == '' then return {0, #list} end "
    "local ids = {} "
    "for i = 1, #list do ids[i] = list[i][1] end "
    "ids[#ids + 1] = 'JUSTID' "
    "moved = #redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0, unpack(ids)) "
    "if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return {0, moved} end "
    "end "
    "redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) "
    "return {1, moved}");
constexpr int HandedOverAtOnce = 500;
/// A consumer that gets entries faster than these are handed over is not to be removed.
constexpr int MostPages = 100'000;

RedisError refused(const QString &text, const BinaryName &stream)
{
    return RedisError(Code::InvalidState, text).withStream(stream.text());
}

struct ConsumerRemoval
{
    MonitorAction<qint64> action;
    Internal::Script script;
    BinaryName stream;
    BinaryName consumer;
    bool hasHeir;
    qint64 moved = 0;
    int pages = 0;

    static void nextPage(const std::shared_ptr<ConsumerRemoval> &self)
    {
        self->action.ask(self->script, [self](const RespValue &reply) {
            const qint64 count = reply.at(1).toInteger().value_or(0);
            if (self->hasHeir)
                self->moved += count;
            if (reply.at(0).toInteger() == 1)
                return self->action.succeed(self->moved);
            if (!self->hasHeir) {
                return self->action.fail(
                    refused(QStringLiteral("The consumer \"%1\" has entries pending in \"%2\" and was not removed: they would be lost for the group. Name another consumer to give them to")
                                .arg(self->consumer.text(), self->stream.text()),
                            self->stream));
            }
            if (++self->pages >= MostPages) {
                return self->action.fail(refused(QStringLiteral("The consumer \"%1\" goes on getting entries of \"%2\" and was not removed: stop it first")
                                                     .arg(self->consumer.text(), self->stream.text()),
                                                 self->stream));
            }
            nextPage(self);
        });
    }
};

} // namespace

QFuture<qint64> StreamMonitor::acknowledge(const BinaryName &stream, const BinaryName &group, const QList<StreamId> &ids)
{
    return MonitorAction<qint64>(this).only(Xack {stream.bytes, group.bytes, ids});
}

QFuture<QList<StreamId>> StreamMonitor::claim(const BinaryName &stream, const BinaryName &group, const BinaryName &consumer,
                                              const QList<StreamId> &ids, std::chrono::milliseconds minIdle)
{
    return MonitorAction<QList<StreamId>>(this).only(XclaimJustId {stream.bytes, group.bytes, consumer.bytes, minIdle, ids, {}});
}

QFuture<qint64> StreamMonitor::release(const BinaryName &stream, const BinaryName &group, const QList<StreamId> &ids, Xnack::Mode mode)
{
    return MonitorAction<qint64>(this).only(Xnack {stream.bytes, group.bytes, ids, mode, {}, false});
}

QFuture<bool> StreamMonitor::createGroup(const BinaryName &stream, const BinaryName &group, std::optional<StreamId> after, bool makeStream)
{
    return MonitorAction<bool>(this).only(XgroupCreate {stream.bytes, group.bytes, after, makeStream, {}});
}

QFuture<qint64> StreamMonitor::removeGroup(const BinaryName &stream, const BinaryName &group, bool evenWithPending)
{
    const MonitorAction<qint64> action(this);
    const QFuture<qint64> end = action.future();
    if (const RedisError invalid = XgroupDestroy {stream.bytes, group.bytes}.validate()) {
        action.fail(invalid);
        return end;
    }
    action.ask(Internal::Script {removeGroupScript, {stream.bytes}, {group.bytes, evenWithPending ? "1" : "0"}}, [action, stream, group](const RespValue &reply) {
        const qint64 pending = reply.at(1).toInteger().value_or(0);
        if (reply.at(0).toInteger() == 1)
            return action.succeed(pending);
        action.fail(refused(QStringLiteral("The group \"%1\" of \"%2\" has %3 pending entries and was not removed: they would be lost for it. Acknowledge them or put them aside first")
                                .arg(group.text(), stream.text())
                                .arg(pending),
                            stream));
    });
    return end;
}

QFuture<qint64> StreamMonitor::removeConsumer(const BinaryName &stream, const BinaryName &group, const BinaryName &consumer, const BinaryName &heir)
{
    const MonitorAction<qint64> action(this);
    const QFuture<qint64> end = action.future();
    RedisError invalid = XgroupDeleteConsumer {stream.bytes, group.bytes, consumer.bytes}.validate();
    if (!invalid && heir.bytes == consumer.bytes) {
        invalid = RedisError(Code::InvalidArgument, QStringLiteral("removeConsumer: the consumer \"%1\" cannot be given its own entries; name another one").arg(consumer.text()));
    }
    if (invalid) {
        action.fail(invalid);
        return end;
    }
    const Internal::Script script {removeConsumerScript, {stream.bytes}, {group.bytes, consumer.bytes, heir.bytes, QByteArray::number(HandedOverAtOnce)}};
    ConsumerRemoval::nextPage(std::make_shared<ConsumerRemoval>(ConsumerRemoval {action, script, stream, consumer, !heir.isEmpty()}));
    return end;
}

} // namespace RedisStreams
