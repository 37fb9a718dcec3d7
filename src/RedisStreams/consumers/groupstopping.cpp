// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Stopping: what is open is settled, entries in work are released, the consumer is removed, if that was asked for.
#include "consumers/groupconsumer_p.h"

#include "xgroup.h"

namespace RedisStreams {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// Check and removal in one: between two commands an entry might come to be pending.
const QByteArray removeConsumerScript = QByteArrayLiteral(
    "local p = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) "
    "if #p > 0 then return 1 end "
    "redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) "
    "return 0");
} // namespace

void GroupConsumerPrivate::settleStopping()
{
    const QPointer<StreamConsumer> guard(q);
    finishBacklogs();
    if (!guard || phase != Phase::Stopping)
        return;
    flushAllAcks();
    qsizetype open = deadLettersUnderWay + stopPending;
    for (const Cursor &plain : cursors) {
        const GroupCursorPtr cursor = own(plain);
        if (!cursor->claimable.isEmpty()) {
            cursor->claimable.clear(); // it only waited for room
            cursor->busy = false;
        }
        open += cursor->acksUnderWay + cursor->acks.size() + (cursor->busy ? 1 : 0);
    }
    for (const GroupCursorPtr &cursor : leaving)
        open += cursor->acksUnderWay + cursor->acks.size();
    if (open > 0) {
        // Bounded: a server that is gone must not keep an application from ending.
        if (!stopTimer.isActive())
            stopTimer.start(client ? client->options().commandTimeout() : milliseconds(1));
        return;
    }
    stopStep();
}

void GroupConsumerPrivate::stopStep()
{
    const QPointer<StreamConsumer> guard(q);
    const auto answered = [this, same = sameRun()] {
        if (!same())
            return; // too late, it did not wait any longer
        --stopPending;
        scheduleHandOver();
    };
    if (stopping == StopStep::None || stopping == StopStep::Acks) {
        stopping = StopStep::Release;
        for (const Cursor &plain : cursors) {
            const GroupCursorPtr cursor = own(plain);
            const QList<StreamId> ids = cursor->flights->inWork();
            if (!releaseOnStop || ids.isEmpty() || !client)
                continue;
            ++stopPending;
            Xnack release;
            release.stream = cursor->key();
            release.group = groupName;
            release.ids = ids;
            release.mode = Xnack::Mode::Silent;
            ask(
                release, [answered](qint64) { answered(); },
                [this, cursor, answered, same = sameRun()](const RedisError &problem) {
                    if (same())
                        reportOnce(problem, cursor, QStringLiteral("entries in work could not be released and stay pending"));
                    answered();
                });
        }
        if (stopPending > 0)
            return;
    }
    if (stopping == StopStep::Release) {
        stopping = StopStep::Remove;
        for (const Cursor &cursor : cursors) {
            if (!removeConsumerOnStop || !client)
                continue;
            ++stopPending;
            askRaw(
                {"EVAL", removeConsumerScript, "1", cursor->key(), groupName, consumerName},
                [this, cursor, answered, same = sameRun()](const RespValue &reply) {
                    if (same() && reply.toInteger().value_or(0) != 0) {
                        report(invalidState(QStringLiteral("the consumer \"%1\" still has entries pending in \"%2\" and was not removed: they would be lost for the group")
                                                .arg(QString::fromUtf8(consumerName), cursor->name()))
                                   .withStream(cursor->name()));
                    }
                    answered();
                },
                [this, cursor, answered, same = sameRun()](const RedisError &problem) {
                    if (same() && problem.code() != Code::NoGroup && problem.code() != Code::NoSuchKey)
                        reportOnce(problem, cursor, QStringLiteral("the consumer could not be removed from its group"));
                    answered();
                });
        }
        if (stopPending > 0)
            return;
    }
    if (guard)
        finishStopping();
}

void GroupConsumerPrivate::left(const Cursor &plain)
{
    // What the application has of it can still be acknowledged; what was not handed over is not lost, should the stream be
    // added again.
    const GroupCursorPtr cursor = own(plain);
    cursor->detached = true;
    cursor->flights->removeReceived();
    flushAcks(cursor);
    std::erase_if(leaving, [&](const GroupCursorPtr &old) { return old->key() == cursor->key(); });
    if (cursor->groupReady)
        leaving.push_back(cursor);
}

void GroupConsumerPrivate::closeDown(Phase next, const RedisError &futuresError)
{
    // What was acknowledged is sent all the same, whatever ended the reading.
    flushAllAcks();
    ackTimer.stop();
    claimTimer.stop();
    beatTimer.stop();
    stopTimer.stop();
    ghostTimer.stop();
    turnTimer.stop();
    for (const Cursor &cursor : cursors)
        own(cursor)->flights->removeReceived();
    stopping = StopStep::None;
    stopPending = 0;
    StreamConsumerPrivate::closeDown(next, futuresError);
}

} // namespace RedisStreams
