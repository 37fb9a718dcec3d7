// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Entries of consumers that do not finish them: taken over, or put aside when nobody can.
#include "consumers/groupconsumer_p.h"

#include "xadd.h"

#include <QtCore/QHash>
#include <QtCore/QMap>
#include <QtCore/QRandomGenerator>

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::FlightLog;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds tryAgain {250};
constexpr qint64 claimPage = 100;
/// Redis 6.2+; before, all pending entries are listed and the young ones left out here.
const QByteArray listByIdleTime = QByteArrayLiteral("XPENDING IDLE");
/// Lua hands over about 8000 values at once, so an entry with more fields is moved in two steps.
constexpr qsizetype mostScriptValues = 7000;

/// Copies and acknowledges in one, and only what is still ours: another member may have put it aside meanwhile. MULTI would
/// acknowledge also when the copy fails.
const QByteArray deadLetterScript = QByteArrayLiteral(
    "local p = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1) "
    "if not p[1] then return 0 end "
    "if p[1][2] ~= ARGV[2] then return -1 end "
    "redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4)) "
    "redis.call('XACK', KEYS[1], ARGV[1], ARGV[3]) "
    "return 1");
} // namespace

/// Some entries being claimed: one XCLAIM for others', and one for each delivery count of our own.
struct GroupConsumerPrivate::Claims
{
    QHash<StreamId, PendingEntry> details;
    QList<Found> found;
    std::set<StreamId> got;
    qsizetype left = 0;
    RedisError problem;
};

void GroupConsumerPrivate::startClaiming()
{
    if (claimMinIdle <= 0)
        return;
    // Varied, so that the members of a group do not all look at the same moment.
    const int interval = qMax(1, claimInterval > 0 ? claimInterval : claimMinIdle / 2);
    claimTimer.start(qMax(1, int(interval * (0.8 + 0.4 * QRandomGenerator::global()->generateDouble()))));
}

void GroupConsumerPrivate::claimAll()
{
    startClaiming();
    for (const Cursor &plain : cursors) {
        const GroupCursorPtr cursor = own(plain);
        if (!cursor->claimWanted && cursor->claimable.isEmpty()) {
            cursor->claimWanted = true;
            cursor->claimAfter = {};
        }
        if (heartbeat == 0) // which looks as well
            checkWork(cursor);
    }
    pump();
}

void GroupConsumerPrivate::checkWork(const GroupCursorPtr &cursor)
{
    // What is in work here for so long may have been claimed by another: then it no longer counts against maxInFlight.
    const qint64 before = clock.elapsed() - claimMinIdle;
    QList<StreamId> old = cursor->flights->inWorkSince(before, claimPage);
    if (old.isEmpty() || phase != Phase::Open || !client || !client->isConnected() || !cursor->groupReady)
        return;
    std::sort(old.begin(), old.end());
    XpendingRange list;
    list.stream = cursor->key();
    list.group = groupName;
    list.consumer = consumerName;
    list.first = old.first();
    list.last = old.last();
    list.count = 10 * claimPage;
    ask(
        list,
        [this, cursor, old, before, count = list.count, wanted = stillWanted(cursor)](const QList<PendingEntry> &page) {
            std::set<StreamId> ours;
            for (const PendingEntry &entry : page)
                ours.insert(entry.id);
            for (const StreamId id : old) {
                if (!wanted() || (page.size() == count && id > page.last().id))
                    return; // further ones were not listed
                const FlightLog::Flight *flight = cursor->flights->find(id);
                if (ours.contains(id) || !flight || flight->state != FlightLog::State::InWork || flight->since > before)
                    continue;
                cursor->flights->remove(id);
                Q_EMIT group()->ownershipLost(cursor->name(), id.toString());
            }
            if (wanted())
                pump(); // there may be room
        },
        [](const RedisError &) { /* looked at again next time */ });
}

void GroupConsumerPrivate::findClaimable(const GroupCursorPtr &cursor)
{
    // XPENDING, then XCLAIM of what it names: XAUTOCLAIM and XREADGROUP CLAIM also take, and count as delivered once
    // more, what this consumer has in work itself.
    XpendingRange list;
    list.stream = cursor->key();
    list.group = groupName;
    list.first = cursor->claimAfter.isNull() ? StreamId::minimum() : cursor->claimAfter.next();
    list.count = qMin(claimPage, cursor->lane->sizer.count());
    if (serverHas(listByIdleTime))
        list.minIdle = milliseconds(claimMinIdle);
    ask(
        list,
        [this, cursor, wanted = stillWanted(cursor), asked = list.count](const QList<PendingEntry> &page) {
            if (!wanted())
                return;
            cursor->claimWanted = page.size() == asked;
            cursor->claimAfter = cursor->claimWanted ? page.last().id : StreamId();
            for (const PendingEntry &entry : page) {
                const bool young = entry.idle >= 0 && entry.idle < claimMinIdle;
                // Acknowledging does not ask for the owner: what we acknowledge is gone in a moment, whoever holds it.
                const FlightLog::Flight *flight = cursor->flights->find(entry.id);
                const bool settled = flight && (entry.consumer == consumerName || flight->state == FlightLog::State::Acknowledging);
                if (!young && !settled && phase == Phase::Open)
                    cursor->claimable.append(entry);
            }
            if (cursor->claimable.isEmpty())
                operationDone(cursor);
            else
                pump(); // takes as many as fit, after the read under way if need be
        },
        [this, cursor, wanted = stillWanted(cursor), byIdleTime = list.minIdle.has_value()](const RedisError &problem) {
            if (!wanted())
                return;
            if (problem.code() != Code::NotSupported || !byIdleTime)
                return operationFailed(cursor, problem);
            lacking.insert(listByIdleTime);
            findClaimable(cursor);
        });
}

void GroupConsumerPrivate::takeClaimable(const GroupCursorPtr &cursor)
{
    const QList<PendingEntry> some = cursor->claimable.mid(0, qMin<qsizetype>(room(), cursor->claimable.size()));
    if (some.size() < cursor->claimable.size()) {
        cursor->claimWanted = true;
        cursor->claimAfter = some.last().id;
    }
    cursor->claimable.clear();
    cursor->asked = maxInFlight > 0 ? some.size() : 0;
    // Of our own, those that nobody here has seen: lost on the way, or dropped from the buffer because they had waited
    // too long. That is no fault of theirs, so their count stays.
    constexpr qint64 counted = -1;
    QMap<qint64, QList<StreamId>> byCount;
    const auto claims = std::make_shared<Claims>();
    for (const PendingEntry &entry : some) {
        const bool unseen = entry.consumer == consumerName && !cursor->ignored.contains(entry.id);
        byCount[unseen ? entry.deliveryCount : counted].append(entry.id);
        claims->details.insert(entry.id, entry);
    }
    claims->left = byCount.size();
    const auto one = [this, cursor, claims, wanted = stillWanted(cursor)] {
        if (--claims->left == 0 && wanted())
            claimed(cursor, claims);
    };
    for (auto it = byCount.cbegin(); it != byCount.cend(); ++it) {
        Xclaim take;
        take.stream = cursor->key();
        take.group = groupName;
        take.consumer = consumerName;
        take.minIdle = milliseconds(claimMinIdle);
        take.ids = it.value();
        if (it.key() != counted)
            take.options.retryCount = it.key();
        ask(
            take,
            [claims, one, own = it.key() != counted](const StreamEntries &taken) {
                for (const StreamEntry &entry : taken) {
                    const PendingEntry detail = claims->details.value(entry.id());
                    claims->got.insert(entry.id());
                    claims->found.append({entry, detail.deliveryCount + (own ? 0 : 1), detail.idle, 0, !own});
                }
                one();
            },
            [claims, one](const RedisError &problem) {
                claims->problem = problem;
                one();
            });
    }
}

void GroupConsumerPrivate::claimed(const GroupCursorPtr &cursor, const std::shared_ptr<Claims> &claims)
{
    // Meanwhile the reader may have brought one of our own.
    claims->found.removeIf([&](const Found &found) { return !found.claimed && cursor->flights->contains(found.entry.id()); });
    for (Found &found : claims->found)
        found.claimed &= claims->details.value(found.entry.id()).consumer != consumerName;
    std::sort(claims->found.begin(), claims->found.end(), [](const Found &a, const Found &b) { return a.entry.id() < b.entry.id(); });
    // Not in the reply: another member was quicker, or the entry is gone from the stream. Of ours that are gone the list of
    // what is pending is cleaned.
    QList<PendingEntry> unclear;
    for (const PendingEntry &entry : std::as_const(claims->details)) {
        if (!claims->problem && !claims->got.contains(entry.id))
            unclear.append(entry);
    }
    const auto wanted = stillWanted(cursor);
    handOverFound(cursor, claims->found);
    if (!wanted())
        return;
    if (!claims->problem)
        return sweepTombstones(cursor, unclear, [this, cursor] { operationDone(cursor); });
    // They may be ours now, and nobody has seen them.
    cursor->recoverWanted = !autoAcknowledge;
    operationFailed(cursor, claims->problem);
}

void GroupConsumerPrivate::sweepTombstones(const GroupCursorPtr &cursor, const QList<PendingEntry> &unclear, std::function<void()> then)
{
    if (unclear.isEmpty())
        return then();
    const auto left = std::make_shared<qsizetype>(unclear.size());
    const auto wanted = stillWanted(cursor);
    const auto one = [left, then, wanted] {
        if (--*left == 0 && wanted())
            then();
    };
    for (const PendingEntry &entry : unclear) {
        Xrange range;
        range.stream = cursor->key();
        range.first = entry.id;
        range.last = entry.id;
        ask(
            range,
            [this, cursor, wanted, id = entry.id, one](const StreamEntries &same) {
                if (same.isEmpty() && wanted())
                    dropTombstone(cursor, id);
                one();
            },
            [one](const RedisError &) {
                one(); /* the next sweep finds it again */
            });
    }
}

void GroupConsumerPrivate::deadLetter(const GroupCursorPtr &cursor, const Found &found, bool again)
{
    if (!again) {
        cursor->flights->add(found.entry.id(), clock.elapsed());
        ++deadLettersUnderWay;
    }
    const StreamFields fields = deadLetterFields(cursor, found);
    if (2 * fields.size() > mostScriptValues)
        return deadLetterStepwise(cursor, found, fields);
    QByteArrayList words {"EVAL", deadLetterScript, "2", cursor->key(), deadLetterKey, groupName, consumerName, found.entry.id().toByteArray()};
    for (const auto &[name, value] : fields)
        words << name << value;
    askRaw(
        words,
        [this, cursor, found, again, same = sameRun()](const RespValue &reply) {
            if (!same())
                return;
            const qint64 moved = reply.toInteger().value_or(0);
            acknowledgedTotal += moved > 0 ? 1 : 0;
            // Not pending any more, after a first try whose reply was lost: that one has done it.
            deadLetterDone(cursor, found, moved > 0 || (moved == 0 && again));
        },
        [this, cursor, found, fields, same = sameRun()](const RedisError &problem) {
            if (!same())
                return;
            if (problem.code() == Code::CrossSlot)
                deadLetterStepwise(cursor, found, fields);
            else
                deadLetterFailed(cursor, found, problem);
        });
}

StreamFields GroupConsumerPrivate::deadLetterFields(const GroupCursorPtr &cursor, const Found &found) const
{
    return StreamFields {
               {QByteArrayLiteral("origin-stream"), cursor->key()},
               {QByteArrayLiteral("origin-group"), groupName},
               {QByteArrayLiteral("origin-consumer"), consumerName},
               {QByteArrayLiteral("origin-id"), found.entry.id().toByteArray()},
               {QByteArrayLiteral("origin-deliveries"), QByteArray::number(found.deliveries)},
           }
        + found.entry.fields();
}

void GroupConsumerPrivate::deadLetterStepwise(const GroupCursorPtr &cursor, const Found &found, const StreamFields &fields)
{
    // First the copy: should this end in between, it is there twice rather than nowhere.
    const auto failed = [this, cursor, found, same = sameRun()](const RedisError &problem) {
        if (same())
            deadLetterFailed(cursor, found, problem);
    };
    ask(
        Xadd{deadLetterKey, fields, {}},
        [this, cursor, found, failed, same = sameRun()](StreamId) {
            if (!same())
                return;
            ask(
                Xack{cursor->key(), groupName, {found.entry.id()}},
                [this, cursor, found, same](qint64 count) {
                    if (!same())
                        return;
                    acknowledgedTotal += count;
                    deadLetterDone(cursor, found, true);
                },
                failed);
        },
        failed);
}

void GroupConsumerPrivate::deadLetterDone(const GroupCursorPtr &cursor, const Found &found, bool moved)
{
    --deadLettersUnderWay;
    cursor->flights->remove(found.entry.id());
    const QPointer<StreamConsumer> guard(q);
    if (moved && !cursor->removed)
        Q_EMIT group()->entryDeadLettered(cursor->name(), found.entry);
    if (guard)
        scheduleHandOver();
}

void GroupConsumerPrivate::deadLetterFailed(const GroupCursorPtr &cursor, const Found &found, const RedisError &problem)
{
    if (passes(problem)) {
        QTimer::singleShot(tryAgain, q, [this, cursor, found, same = sameRun()] {
            if (same())
                deadLetter(cursor, found, true);
        });
        return;
    }
    // It stays pending: nothing is lost, and the next claim tries again.
    const QPointer<StreamConsumer> guard(q);
    report(problem.withMessage(QStringLiteral("The entry %1 of \"%2\" cannot be moved to the dead letters in \"%3\": %4")
                                   .arg(found.entry.idText(), cursor->name(), QString::fromUtf8(deadLetterKey), problem.message()))
               .withStream(cursor->name()));
    if (guard)
        deadLetterDone(cursor, found, false);
}

} // namespace RedisStreams
