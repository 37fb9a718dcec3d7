// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Cutting off a stream's old end, and what that would take away.
#include "models/monitoraction_p.h"

namespace RedisStreams {

using Internal::MonitorAction;

namespace {

/// Counts entries where they are. [how many, the last one's id]
const QByteArray countScript = QByteArrayLiteral(
    "local list = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[2], 'COUNT', ARGV[3]) "
    "return {#list, #list > 0 and list[#list][1] or ''}");
/// Bounded, so that the server is never held up for long.
constexpr qint64 CountedAtOnce = 2000;

struct Counting
{
    MonitorAction<TrimPreview> action;
    QByteArray stream;
    StreamTrim trim;
    qint64 length = 0;
    StreamId from;
    TrimPreview preview;
    QList<GroupInfo> groups;

    static void begin(const std::shared_ptr<Counting> &self)
    {
        self->action.ask(XinfoGroups {self->stream},
                         [self](const QList<GroupInfo> &groups) {
                             self->groups = groups;
                             measure(self);
                         },
                         [self](const RedisError &error) {
                             // There is nothing to trim, which is no error: XTRIM says the same.
                             if (error.code() == RedisError::Code::NoSuchKey)
                                 self->action.succeed({});
                             else
                                 self->action.fail(error);
                         });
    }

    static void measure(const std::shared_ptr<Counting> &self)
    {
        self->action.ask(Xlen {self->stream}, [self](qint64 length) {
            self->length = length;
            if (self->trim.strategy == StreamTrim::Strategy::MaximumLength) {
                self->preview.entries = qMax<qint64>(0, length - self->trim.maximumLength);
                return finish(self);
            }
            if (self->trim.minimumId.isNull())
                return finish(self);
            countOn(self);
        });
    }

    static void countOn(const std::shared_ptr<Counting> &self)
    {
        const StreamId last = self->trim.minimumId.previous();
        const Internal::Script script {countScript,
                                       {self->stream},
                                       {self->from.toByteArray(), last.toByteArray(), QByteArray::number(CountedAtOnce)},
                                       CommandFlag::ReadOnly};
        self->action.ask(script, [self, last](const RespValue &reply) {
            const qint64 count = reply.at(0).toInteger().value_or(0);
            const std::optional<StreamId> newest = StreamId::parse(QByteArrayView(reply.at(1).bytes()));
            self->preview.entries += count;
            if (count < CountedAtOnce || !newest || *newest >= last)
                return finish(self);
            if (self->preview.entries >= StreamMonitor::MostPreviewed) {
                self->preview.complete = false;
                return finish(self);
            }
            self->from = newest->next();
            countOn(self);
        });
    }

    static void finish(const std::shared_ptr<Counting> &self)
    {
        for (const GroupInfo &group : std::as_const(self->groups)) {
            const bool byId = self->trim.strategy == StreamTrim::Strategy::MinimumId;
            // Up to the last one that would go; where only a length is given, by how many the group has yet to read.
            const bool behind = byId ? group.lastDeliveredId < self->trim.minimumId.previous() && self->preview.entries > 0
                                     : group.lag && *group.lag > self->length - self->preview.entries;
            if (behind)
                self->preview.groupsBehind.append(group.name);
        }
        self->action.succeed(self->preview);
    }
};

} // namespace

QFuture<TrimPreview> StreamMonitor::trimPreview(const BinaryName &stream, const StreamTrim &trim)
{
    const MonitorAction<TrimPreview> action(this);
    const QFuture<TrimPreview> end = action.future();
    if (const RedisError invalid = Xtrim {stream.bytes, trim}.validate())
        action.fail(invalid);
    else
        Counting::begin(std::make_shared<Counting>(Counting {action, stream.bytes, trim, 0, {}, {}, {}}));
    return end;
}

QFuture<qint64> StreamMonitor::trim(const BinaryName &stream, const StreamTrim &trim)
{
    return MonitorAction<qint64>(this).only(Xtrim {stream.bytes, trim});
}

} // namespace RedisStreams
