// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Entries that nobody could process: put aside, looked at, given back.
#include "models/monitoraction_p.h"

#include <array>

namespace RedisStreams {

using Internal::MonitorAction;

namespace {

/// Lua hands over about 8000 values at once, so an entry with more fields is moved in two steps.
constexpr qsizetype MostScriptValues = 7000;
/// So many are under way at a time.
constexpr qsizetype AtOnce = 100;

/// What an action on several entries did with one of them.
enum Moved : qint64 { NotThere = 0, Done = 1, InSteps = -2 };

/// Copies and acknowledges in one, and only what is still pending: a member may have finished it meanwhile.
const QByteArray deadLetterScript = QByteArrayLiteral(
    "local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1)[1] "
    "if not pending then return 0 end "
    "local entry = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1] "
    "if not entry or not entry[2] then return 0 end "
    "if #entry[2] > tonumber(ARGV[3]) then return -2 end "
    "redis.call('XADD', KEYS[2], '*', 'origin-stream', KEYS[1], 'origin-group', ARGV[1], 'origin-consumer', pending[2], "
    "'origin-id', ARGV[2], 'origin-deliveries', pending[4], unpack(entry[2])) "
    "redis.call('XACK', KEYS[1], ARGV[1], ARGV[2]) "
    "return 1");

/// Adds a letter's own fields to where it comes from, then removes it. An error of XADD ends the script, so the letter
/// stays; in a transaction it would be removed all the same.
const QByteArray replayScript = QByteArrayLiteral(
    "local entry = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1] "
    "if not entry then return 0 end "
    "redis.call('XADD', KEYS[2], '*', unpack(entry[2], 1 + tonumber(ARGV[2]))) "
    "redis.call('XDEL', KEYS[1], ARGV[1]) "
    "return 1");

const std::array originNames {"origin-stream", "origin-group", "origin-consumer", "origin-id", "origin-deliveries"};

/// How many of an entry's fields tell where it comes from: those at its beginning. Its own fields may have such names
/// as well, when it was a dead letter before.
qsizetype originCount(const StreamEntry &entry)
{
    std::array<bool, originNames.size()> seen {};
    qsizetype count = 0;
    for (; count < entry.fieldCount(); ++count) {
        const QByteArrayView name = entry.nameAt(count);
        const auto found = std::find_if(originNames.begin(), originNames.end(), [name](const char *origin) { return name == origin; });
        if (found == originNames.end() || std::exchange(seen[size_t(found - originNames.begin())], true))
            break;
    }
    return count;
}

/// Does something with several entries, some at a time, in the order of their ids.
struct EntryWork : std::enable_shared_from_this<EntryWork>
{
    using OneEntry = std::function<void(const std::shared_ptr<EntryWork> &work, StreamId id)>;

    EntryWork(const MonitorAction<qint64> &todo, QList<StreamId> list, OneEntry what)
        : action(todo)
        , ids(std::move(list))
        , one(std::move(what))
    {
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    }

    void next()
    {
        if (error)
            return action.fail(done == 0 ? error : error.withMessage(QStringLiteral("After %1 of %2 entries: %3").arg(done).arg(ids.size()).arg(error.message())));
        if (begun == ids.size())
            return action.succeed(done);
        const qsizetype end = qMin(begun + AtOnce, ids.size());
        open = end - begun;
        const auto self = shared_from_this();
        for (qsizetype from = std::exchange(begun, end); from < end; ++from)
            one(self, ids.at(from));
    }
    void finished(bool moved)
    {
        done += moved ? 1 : 0;
        if (--open == 0)
            next();
    }
    void failed(const RedisError &problem)
    {
        if (!error)
            error = problem;
        finished(false);
    }
    /// A command of the work on one entry.
    template <typename Command, typename OnReply>
    void ask(const Command &command, OnReply onReply)
    {
        action.ask(command, onReply, [self = shared_from_this()](const RedisError &problem) { self->failed(problem); });
    }

    const MonitorAction<qint64> action;
    QList<StreamId> ids;
    const OneEntry one;
    qsizetype begun = 0;
    qsizetype open = 0;
    qint64 done = 0;
    RedisError error;
};

QFuture<qint64> begin(const MonitorAction<qint64> &action, const RedisError &invalid, const QList<StreamId> &ids, EntryWork::OneEntry one)
{
    const QFuture<qint64> end = action.future();
    if (invalid)
        action.fail(invalid);
    else
        std::make_shared<EntryWork>(action, ids, std::move(one))->next();
    return end;
}

XpendingRange pendingOne(const QByteArray &stream, const QByteArray &group, StreamId id)
{
    XpendingRange range;
    range.stream = stream;
    range.group = group;
    range.first = id;
    range.last = id;
    range.count = 1;
    return range;
}

Xrange entryOne(const QByteArray &stream, StreamId id)
{
    Xrange range;
    range.stream = stream;
    range.first = id;
    range.last = id;
    return range;
}

/// First the copy: should this end in between, it is there twice rather than nowhere.
void deadLetterInSteps(const std::shared_ptr<EntryWork> &work, const QByteArray &stream, const QByteArray &group, StreamId id, const QByteArray &letters)
{
    work->ask(pendingOne(stream, group, id), [=](const QList<PendingEntry> &pending) {
        if (pending.isEmpty())
            return work->finished(false);
        work->ask(entryOne(stream, id), [=, owner = pending.constFirst()](const StreamEntries &found) {
            if (found.isEmpty())
                return work->finished(false);
            const StreamFields fields = StreamFields {{"origin-stream", stream},
                                                      {"origin-group", group},
                                                      {"origin-consumer", owner.consumer},
                                                      {"origin-id", id.toByteArray()},
                                                      {"origin-deliveries", QByteArray::number(owner.deliveryCount)}}
                + found.first().fields();
            work->ask(Xadd {letters, fields, {}}, [=](StreamId) {
                work->ask(Xack {stream, group, {id}}, [=](qint64) { work->finished(true); });
            });
        });
    });
}

void replayInSteps(const std::shared_ptr<EntryWork> &work, const QByteArray &letters, StreamId id, const DeadLetter &letter)
{
    work->ask(Xadd {letter.originStream, letter.fields, {}}, [=](StreamId) {
        work->ask(Xdel {letters, {id}}, [=](qint64) { work->finished(true); });
    });
}

} // namespace

std::optional<DeadLetter> DeadLetter::fromEntry(const StreamEntry &entry)
{
    const qsizetype origins = originCount(entry);
    DeadLetter letter;
    for (qsizetype i = 0; i < origins; ++i) {
        const QByteArrayView name = entry.nameAt(i);
        const QByteArray value = entry.valueAt(i).toByteArray();
        if (name == originNames[0])
            letter.originStream = value;
        else if (name == originNames[1])
            letter.originGroup = value;
        else if (name == originNames[2])
            letter.originConsumer = value;
        else if (name == originNames[3])
            letter.originId = StreamId::parse(QByteArrayView(value));
        else
            letter.deliveries = value.toLongLong();
    }
    if (letter.originStream.isEmpty() || letter.originGroup.isEmpty() || !letter.originId)
        return std::nullopt;
    letter.entry = entry;
    letter.fields = entry.fields().mid(origins);
    return letter;
}

QFuture<qint64> StreamMonitor::deadLetter(const BinaryName &stream, const BinaryName &group, const QList<StreamId> &ids, const BinaryName &deadLetters)
{
    const MonitorAction<qint64> action(this);
    RedisError invalid = Xack {stream.bytes, group.bytes, ids}.validate();
    if (!invalid && (deadLetters.isEmpty() || deadLetters.bytes == stream.bytes))
        invalid = RedisError(RedisError::Code::InvalidArgument, QStringLiteral("deadLetter: name a stream for the dead letters that is another than \"%1\"").arg(stream.text()));
    return begin(action, invalid, ids, [stream = stream.bytes, group = group.bytes, letters = deadLetters.bytes](const std::shared_ptr<EntryWork> &work, StreamId id) {
        const auto inSteps = [=] { deadLetterInSteps(work, stream, group, id, letters); };
        const Internal::Script script {deadLetterScript, {stream, letters}, {group, id.toByteArray(), QByteArray::number(MostScriptValues)}};
        work->action.ask(
            script,
            [=](const RespValue &reply) {
                const qint64 moved = reply.toInteger().value_or(NotThere);
                if (moved == InSteps)
                    inSteps();
                else
                    work->finished(moved == Done);
            },
            [=](const RedisError &error) {
                if (Internal::needsSteps(error))
                    inSteps();
                else
                    work->failed(error.withStream(QString::fromUtf8(stream)));
            });
    });
}

QFuture<QList<DeadLetter>> StreamMonitor::deadLetters(const BinaryName &stream, StreamId after, qint64 count)
{
    const MonitorAction<QList<DeadLetter>> action(this);
    const QFuture<QList<DeadLetter>> end = action.future();
    Xrange range;
    range.stream = stream.bytes;
    range.first = after.next();
    range.count = count;
    action.ask(range, [action](const StreamEntries &entries) {
        QList<DeadLetter> letters;
        for (const StreamEntry &entry : entries) {
            if (const std::optional<DeadLetter> letter = DeadLetter::fromEntry(entry.detached()))
                letters.append(*letter);
        }
        action.succeed(letters);
    });
    return end;
}

QFuture<qint64> StreamMonitor::replay(const BinaryName &deadLetters, const QList<StreamId> &ids)
{
    const MonitorAction<qint64> action(this);
    return begin(action, Xdel {deadLetters.bytes, ids}.validate(), ids, [letters = deadLetters.bytes](const std::shared_ptr<EntryWork> &work, StreamId id) {
        work->ask(entryOne(letters, id), [=](const StreamEntries &found) {
            if (found.isEmpty())
                return work->finished(false);
            const std::optional<DeadLetter> letter = DeadLetter::fromEntry(found.first());
            if (!letter || letter->fields.isEmpty()) {
                return work->failed(RedisError(RedisError::Code::InvalidArgument,
                                               QStringLiteral("The entry %1 of \"%2\" does not tell where it comes from, or has nothing else in it: it cannot be replayed")
                                                   .arg(id.toString(), QString::fromUtf8(letters)))
                                        .withStream(QString::fromUtf8(letters)));
            }
            if (2 * letter->fields.size() > MostScriptValues)
                return replayInSteps(work, letters, id, *letter);
            const qsizetype skipped = 2 * (letter->entry.fieldCount() - letter->fields.size());
            const Internal::Script script {replayScript, {letters, letter->originStream}, {id.toByteArray(), QByteArray::number(skipped)}};
            work->action.ask(
                script, [=](const RespValue &reply) { work->finished(reply.toInteger() == Done); },
                [=](const RedisError &error) {
                    if (Internal::needsSteps(error))
                        replayInSteps(work, letters, id, *letter);
                    else
                        work->failed(error.withStream(QString::fromUtf8(letter->originStream)));
                });
        });
    });
}

QFuture<qint64> StreamMonitor::discard(const BinaryName &deadLetters, const QList<StreamId> &ids)
{
    return MonitorAction<qint64>(this).only(Xdel {deadLetters.bytes, ids});
}

} // namespace RedisStreams
