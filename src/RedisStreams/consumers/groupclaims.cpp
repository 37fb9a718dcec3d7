// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Entries of consumers that do not finish them: taken over, or put aside when nobody can.
#include "consumers/groupconsumer_p.h"

#include "transaction.h"
#include "xadd.h"
#include "xpending.h"

#include <QtCore/QHash>
#include <QtCore/QRandomGenerator>

namespace RedisStreams {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds tryAgain {250};
constexpr qint64 claimPage = 100;
} // namespace

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
    if (phase != Phase::Open || paused || (mode == Mode::None && fetches.empty()) || !client || !client->isConnected())
        return;
    for (const Cursor &plain : std::vector<Cursor>(cursors)) {
        const GroupCursorPtr cursor = own(plain);
        if (!cursor->groupReady || cursor->excluded || cursor->busy || cursor->removed || cursor->recoverWanted || room() <= 0)
            continue;
        cursor->busy = true;
        claim(cursor, StreamId());
    }
}

void GroupConsumerPrivate::claim(const GroupCursorPtr &cursor, StreamId after)
{
    // XPENDING, then XCLAIM of what it names: XAUTOCLAIM and XREADGROUP CLAIM also take, and count as delivered once
    // more, what this consumer has in work itself.
    XpendingRange list;
    list.stream = cursor->key();
    list.group = groupName;
    list.first = after.isNull() ? StreamId::minimum() : after.next();
    list.count = qMin(claimPage, room());
    list.minIdle = milliseconds(claimMinIdle);
    const auto wanted = stillWanted(cursor);
    const auto failed = [this, cursor, wanted](const RedisError &problem) {
        if (wanted())
            operationFailed(cursor, problem);
    };
    ask(list)
        .then(q, [this, cursor, wanted, failed, asked = list.count](const QList<PendingEntry> &page) {
            if (!wanted())
                return;
            QHash<StreamId, PendingEntry> details;
            Xclaim take;
            take.stream = cursor->key();
            take.group = groupName;
            take.consumer = consumerName;
            take.minIdle = milliseconds(claimMinIdle);
            for (const PendingEntry &entry : page) {
                if (entry.consumer == consumerName && cursor->flights.contains(entry.id))
                    continue; // ours, and in work
                take.ids.append(entry.id);
                details.insert(entry.id, entry);
            }
            const bool more = page.size() == asked;
            const StreamId last = more ? page.last().id : StreamId();
            const auto next = [this, cursor, more, last] {
                if (more && room() > 0)
                    claim(cursor, last);
                else
                    operationDone(cursor);
            };
            if (take.ids.isEmpty())
                return next();
            ask(take)
                .then(q, [this, cursor, wanted, details, ids = take.ids, next](const StreamEntries &taken) {
                    if (!wanted())
                        return;
                    QList<Found> found;
                    std::set<StreamId> got;
                    for (const StreamEntry &entry : taken) {
                        const PendingEntry detail = details.value(entry.id());
                        got.insert(entry.id());
                        found.append({entry, detail.deliveryCount + 1, detail.idle, true});
                    }
                    // Not in the reply: another member was quicker, or the entry is gone from the stream. Of ours
                    // that are gone the list of what is pending is cleaned.
                    QList<PendingEntry> unclear;
                    for (const StreamId id : ids) {
                        if (!got.contains(id))
                            unclear.append(details.value(id));
                    }
                    handOverFound(cursor, found);
                    if (wanted())
                        sweepTombstones(cursor, unclear, next);
                })
                .onFailed(q, [cursor, failed](const RedisError &problem) {
                    // They may be ours now, and nobody has seen them.
                    cursor->recoverWanted = true;
                    failed(problem);
                });
        })
        .onFailed(q, failed);
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
        ask(range)
            .then(q, [this, cursor, wanted, id = entry.id, one](const StreamEntries &same) {
                if (same.isEmpty() && wanted())
                    dropTombstone(cursor, id);
                one();
            })
            .onFailed(q, [one](const RedisError &) { one(); /* the next sweep finds it again */ });
    }
}

void GroupConsumerPrivate::deadLetter(const GroupCursorPtr &cursor, const Found &found)
{
    cursor->flights.add(found.entry.id(), clock.elapsed());
    ++deadLettersUnderWay;
    Xadd copy;
    copy.stream = deadLetterKey;
    copy.fields = {
        {QByteArrayLiteral("origin-stream"), cursor->key()},
        {QByteArrayLiteral("origin-group"), groupName},
        {QByteArrayLiteral("origin-consumer"), consumerName},
        {QByteArrayLiteral("origin-id"), found.entry.id().toByteArray()},
        {QByteArrayLiteral("origin-deliveries"), QByteArray::number(found.deliveries)},
    };
    copy.fields += found.entry.fields();
    Transaction transaction;
    transaction.add(copy);
    const auto acknowledgement = transaction.add(Xack {cursor->key(), groupName, {found.entry.id()}});
    const auto done = [this, cursor, found] {
        --deadLettersUnderWay;
        cursor->flights.remove(found.entry.id());
        Q_EMIT group()->entryDeadLettered(cursor->name(), found.entry);
    };
    client->exec(transaction)
        .then(q, [this, done, acknowledgement](const TransactionResult &result) {
            acknowledgedTotal += result.value(acknowledgement).value_or(0);
            const QPointer<StreamConsumer> guard(q);
            done();
            if (guard)
                scheduleHandOver();
        })
        .onFailed(q, [this, cursor, found](const RedisError &problem) {
            --deadLettersUnderWay;
            if (!passes(problem) || phase == Phase::Closed || phase == Phase::Failed) {
                // It stays pending: nothing is lost, and the next claim tries again.
                cursor->flights.remove(found.entry.id());
                report(problem.withStream(cursor->name()));
                return;
            }
            QTimer::singleShot(tryAgain, q, [this, cursor, found] { deadLetterUncertain(cursor, found); });
        });
}

void GroupConsumerPrivate::deadLetterUncertain(const GroupCursorPtr &cursor, const Found &found)
{
    // The transaction may have run, with only its reply lost: then the entry is no longer pending.
    if (!client || phase == Phase::Closed || phase == Phase::Failed)
        return;
    XpendingRange look;
    look.stream = cursor->key();
    look.group = groupName;
    look.first = found.entry.id();
    look.last = found.entry.id();
    look.count = 1;
    ask(look)
        .then(q, [this, cursor, found](const QList<PendingEntry> &pending) {
            cursor->flights.remove(found.entry.id());
            if (!pending.isEmpty() && pending.first().consumer == consumerName)
                return deadLetter(cursor, found);
            if (pending.isEmpty())
                Q_EMIT group()->entryDeadLettered(cursor->name(), found.entry);
        })
        .onFailed(q, [this, cursor, found](const RedisError &problem) {
            if (passes(problem))
                QTimer::singleShot(tryAgain, q, [this, cursor, found] { deadLetterUncertain(cursor, found); });
            else
                cursor->flights.remove(found.entry.id());
        });
}

} // namespace RedisStreams
