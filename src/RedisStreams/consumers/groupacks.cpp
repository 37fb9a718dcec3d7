// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Acknowledgements: collected, sent together, kept until the server has confirmed them.
#include "consumers/groupconsumer_p.h"

#include "xgroup.h"

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::FlightLog;
using std::chrono::milliseconds;

namespace {
/// So many are sent at once, in one command; fewer wait a moment for more. Fewer commands of more ids keep up with large
/// requests better: each wakes the server, and each reply wakes us.
constexpr qsizetype acksPerCommand = 1000;
constexpr milliseconds ackDelay {5};
constexpr milliseconds ackTryAgain {250};
constexpr qsizetype beatsPerScript = 100;
constexpr qint64 lostCheckInterval = 1000;

/// Acknowledges, and deletes what no other group can need: with XACKDEL ACKED from Redis 8.2 on; before, only a stream's
/// only group may delete, and the script sees to it that nothing comes in between.
const QByteArray ackAndDeleteScript = QByteArrayLiteral(
    "local n = redis.call('XACK', KEYS[1], unpack(ARGV)) "
    "if #redis.call('XINFO', 'GROUPS', KEYS[1]) == 1 then redis.call('XDEL', KEYS[1], unpack(ARGV, 2)) end "
    "return n");

/// Renews what is still ours and names what is not. A plain XCLAIM would steal back what another has claimed.
const QByteArray heartbeatScript = QByteArrayLiteral(
    "local lost = {} "
    "for i = 3, #ARGV do "
    "local p = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1) "
    "if p[1] and p[1][2] == ARGV[2] then redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID') "
    "else lost[#lost + 1] = ARGV[i] end "
    "end "
    "return lost");

QByteArrayList eval(const QByteArray &script, const QByteArray &key, const QByteArrayList &arguments)
{
    return QByteArrayList {"EVAL", script, "1", key} + arguments;
}

QByteArrayList texts(const QList<StreamId> &ids)
{
    QByteArrayList words;
    words.reserve(ids.size());
    for (const StreamId id : ids)
        words.append(id.toByteArray());
    return words;
}
} // namespace

void GroupConsumerPrivate::delivered(const Cursor &cursor, const StreamEntries &batch)
{
    for (const StreamEntry &entry : batch)
        delivered(cursor, entry);
}

void GroupConsumerPrivate::delivered(const Cursor &plain, const StreamEntry &entry)
{
    if (!acknowledgesByItself())
        return;
    const FlightLog::Flight *flight = static_cast<const Internal::GroupCursor &>(*plain).flights->find(entry.id());
    if (flight && flight->state != FlightLog::State::Acknowledging) // NOACK, or the slot has acknowledged it
        queueAck(plain, entry.id());
}

void GroupConsumerPrivate::queueAck(const Cursor &plain, StreamId id)
{
    auto &cursor = static_cast<Internal::GroupCursor &>(*plain);
    cursor.flights->setAcknowledging(id);
    cursor.acks.append(id);
    if (cursor.acks.size() >= acksPerCommand || cursor.detached)
        flushAcks(own(plain));
    else if (!ackTimer.isActive())
        ackTimer.start(ackDelay);
}

void GroupConsumerPrivate::flushAllAcks()
{
    for (const Cursor &cursor : std::vector<Cursor>(cursors))
        flushAcks(own(cursor));
    for (const GroupCursorPtr &cursor : std::vector<GroupCursorPtr>(leaving))
        flushAcks(cursor);
}

void GroupConsumerPrivate::flushAcks(const GroupCursorPtr &cursor)
{
    if (!client)
        return;
    while (!cursor->acks.isEmpty()) {
        const QList<StreamId> ids = cursor->acks.first(qMin(acksPerCommand, cursor->acks.size()));
        cursor->acks.remove(0, ids.size());
        sendAcks(cursor, ids);
    }
}

void GroupConsumerPrivate::sendAcks(const GroupCursorPtr &cursor, const QList<StreamId> &ids)
{
    ++cursor->acksUnderWay;
    // What comes back for a group that is gone says nothing about entries of the one that followed.
    const auto confirmed = [this, cursor, ids, generation = cursor->generation](qint64 count) {
        acksConfirmed(cursor, generation == cursor->generation ? ids : QList<StreamId>(), count);
    };
    const auto failed = [this, cursor, ids, generation = cursor->generation](const RedisError &problem) {
        acksFailed(cursor, generation == cursor->generation ? ids : QList<StreamId>(), problem);
    };
    if (ackPolicy != AckPolicy::AckAndDelete) {
        ask(Xack{cursor->key(), groupName, ids}, confirmed, failed);
        return;
    }
    const auto byScript = [this, cursor, ids, confirmed, failed] {
        askRaw(
            ackAndDelete(*cursor, ids),
            [confirmed](const RespValue &reply) { confirmed(reply.toInteger().value_or(0)); }, failed);
    };
    if (!serverHas(Xackdel::Name))
        return byScript();
    ask(
        ackDelete(*cursor, ids),
        [confirmed](const QList<EntryRemoval> &removals) {
            confirmed(std::count_if(removals.begin(), removals.end(), [](EntryRemoval r) { return r != EntryRemoval::NotFound; }));
        },
        [this, byScript, failed](const RedisError &problem) {
            if (problem.code() != Code::NotSupported)
                return failed(problem);
            lacking.insert(Xackdel::Name);
            byScript();
        });
}

QByteArrayList GroupConsumerPrivate::ackAndDelete(const Internal::GroupCursor &cursor, const QList<StreamId> &ids) const
{
    return eval(ackAndDeleteScript, cursor.key(), QByteArrayList{groupName} + texts(ids));
}

Xackdel GroupConsumerPrivate::ackDelete(const Internal::GroupCursor &cursor, const QList<StreamId> &ids) const
{
    Xackdel remove;
    remove.stream = cursor.key();
    remove.group = groupName;
    remove.ids = ids;
    remove.policy = ReferencePolicy::Acknowledged;
    return remove;
}

void GroupConsumerPrivate::sendLastAcks(const Internal::GroupCursor &cursor) const
{
    if (!client || cursor.acks.isEmpty())
        return;
    const QList<StreamId> ids = cursor.acks;
    constexpr auto quietly = RedisClient::Reporting::FutureOnly;
    if (ackPolicy != AckPolicy::AckAndDelete) {
        client->run(Xack{cursor.key(), groupName, ids}, quietly);
        return;
    }
    const QByteArrayList byScript = ackAndDelete(cursor, ids);
    const auto ignore = [](const auto &) {};
    if (!serverHas(Xackdel::Name)) {
        client->command(byScript, client, ignore, ignore, quietly);
        return;
    }
    client->run(
        ackDelete(cursor, ids), client, ignore,
        [client = client, byScript, ignore](const RedisError &problem) {
            if (problem.code() == Code::NotSupported && client)
                client->command(byScript, client, ignore, ignore, quietly);
        },
        quietly);
}

void GroupConsumerPrivate::acksConfirmed(const GroupCursorPtr &cursor, const QList<StreamId> &ids, qint64 count)
{
    --cursor->acksUnderWay;
    for (const StreamId id : ids)
        cursor->flights->remove(id);
    acknowledgedTotal += count;
    const QPointer<StreamConsumer> guard(q);
    if (count > 0 && phase != Phase::Closed)
        Q_EMIT group()->acknowledged(cursor->name(), count);
    if (!guard)
        return;
    countersMoved();
    // The server says 0, and no error, when there is no such group any more.
    const bool look = count == 0 && phase == Phase::Open && cursor->groupReady && !cursor->removed
        && (cursor->lostCheckedAt < 0 || clock.elapsed() - cursor->lostCheckedAt > lostCheckInterval);
    if (look)
        checkGroup(cursor);
    if (phase == Phase::Stopping)
        scheduleHandOver();
    else if (maxInFlight > 0)
        pump();
}

void GroupConsumerPrivate::acksFailed(const GroupCursorPtr &cursor, const QList<StreamId> &ids, const RedisError &problem)
{
    --cursor->acksUnderWay;
    if (!passes(problem)) {
        // No permission, another type: sending them again would change nothing. They stay pending in the server.
        for (const StreamId id : ids)
            cursor->flights->remove(id);
        const QPointer<StreamConsumer> guard(q);
        if (phase != Phase::Closed)
            report(problem.withStream(cursor->name()));
        if (guard && phase == Phase::Stopping)
            scheduleHandOver();
        return;
    }
    // Acknowledging twice does no harm, so what has an unknown outcome is sent again.
    cursor->acks = ids + cursor->acks;
    QTimer::singleShot(ackTryAgain, q, [this, cursor] { flushAcks(cursor); });
}

void GroupConsumerPrivate::beat()
{
    if (phase != Phase::Open || !client || !client->isConnected())
        return;
    const qint64 now = clock.elapsed();
    for (const Cursor &plain : std::vector<Cursor>(cursors)) {
        const GroupCursorPtr cursor = own(plain);
        // Half an interval early rather than half too late.
        const QList<StreamId> ids = cursor->flights->inWorkSince(now - heartbeat / 2, std::numeric_limits<int>::max());
        for (qsizetype from = 0; from < ids.size(); from += beatsPerScript) {
            const QList<StreamId> some = ids.mid(from, beatsPerScript);
            askRaw(
                eval(heartbeatScript, cursor->key(), QByteArrayList{groupName, consumerName} + texts(some)),
                [this, cursor, some, now, wanted = stillWanted(cursor)](const RespValue &reply) {
                    if (!wanted())
                        return;
                    std::set<StreamId> lost;
                    for (const RespValue &id : reply.items())
                        lost.insert(StreamId::parse(QByteArrayView(id.bytes())).value_or(StreamId()));
                    for (const StreamId id : some) {
                        FlightLog::Flight *flight = cursor->flights->find(id);
                        if (!flight || flight->state != FlightLog::State::InWork)
                            continue; // finished meanwhile
                        if (!lost.contains(id)) {
                            flight->since = now;
                            continue;
                        }
                        cursor->flights->remove(id);
                        Q_EMIT group()->ownershipLost(cursor->name(), id.toString());
                        if (!wanted())
                            return;
                    }
                },
                [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
                    if (wanted() && problem.code() == Code::NoGroup)
                        checkGroup(cursor);
                    else if (wanted() && !passes(problem))
                        reportOnce(problem, cursor, QStringLiteral("the heartbeat failed, so entries in work may be claimed by others"));
                });
        }
    }
}

void GroupConsumerPrivate::reportOnce(const RedisError &problem, const Cursor &cursor, const QString &what)
{
    if (!reportedOnce.insert(what).second)
        return;
    report(problem.withMessage(QStringLiteral("GroupConsumer: %1: %2").arg(what, problem.message())).withStream(cursor->name()));
}

} // namespace RedisStreams
