// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Opening as a member of a group: the group is created, or found.
#include "consumers/groupconsumer_p.h"

#include "xgroup.h"
#include "xpending.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::GroupCursor;

namespace {
constexpr qint64 listPage = 1000;
} // namespace

std::function<bool()> GroupConsumerPrivate::stillWanted(const Cursor &cursor) const
{
    return [same = sameRun(), cursor] { return same() && !cursor->removed; };
}

std::function<bool()> GroupConsumerPrivate::sameRun() const
{
    // The guard first: after a signal this object may be gone.
    return [this, guard = QPointer<StreamConsumer>(q), thisRun = run] { return guard && run == thisRun; };
}

bool GroupConsumerPrivate::passes(const RedisError &problem) const
{
    const bool transient = problem.isTransient() || problem.code() == Code::TlsError || problem.code() == Code::Aborted;
    return transient && client && client->state() != RedisClient::State::Failed;
}

RedisError GroupConsumerPrivate::conflict() const
{
    if (autoAcknowledge && ackPolicy != AckPolicy::Manual)
        return invalidArgument(QStringLiteral("autoAcknowledge (NOACK) leaves nothing to acknowledge; ackPolicy must be Manual with it"));
    if (autoAcknowledge && heartbeat > 0)
        return invalidArgument(QStringLiteral("autoAcknowledge (NOACK) leaves nothing to keep; heartbeat must be 0 with it"));
    if (heartbeat > 0 && claimMinIdle > 0 && heartbeat >= claimMinIdle)
        return invalidArgument(QStringLiteral("heartbeat (%1 ms) must be shorter than claimMinIdle (%2 ms), or entries in work are claimed before they are renewed")
                                   .arg(heartbeat).arg(claimMinIdle));
    if (!deadLetterKey.isEmpty() && streamKeys.contains(deadLetterKey))
        return invalidArgument(QStringLiteral("deadLetterStream \"%1\" is one of the streams that are read; its entries would go round in circles")
                                   .arg(QString::fromUtf8(deadLetterKey)));
    return {};
}

RedisError GroupConsumerPrivate::checkConfiguration() const
{
    if (const RedisError problem = StreamConsumerPrivate::checkConfiguration())
        return problem;
    if (groupName.isEmpty())
        return invalidArgument(QStringLiteral("no group is set"));
    if (consumerName.isEmpty())
        return invalidArgument(QStringLiteral("no consumer is set; give each member of the group a name of its own"));
    if (startFrom == StartFrom::LastEntries)
        return invalidArgument(QStringLiteral("startFrom LastEntries has no meaning for a group; use Latest, Beginning, Time or groupStartId"));
    if (maxDeliveries > 0 && deadLetterKey.isEmpty())
        return invalidArgument(QStringLiteral("maxDeliveries needs a deadLetterStream to put the entries"));
    if (claimInterval > 0 && claimMinIdle == 0)
        return invalidArgument(QStringLiteral("claimInterval has no meaning without claimMinIdle, which says what is claimed"));
    if (maxDeliveries == 0 && !deadLetterKey.isEmpty())
        return invalidArgument(QStringLiteral("deadLetterStream needs maxDeliveries to say when an entry goes there"));
    return conflict();
}

StreamConsumerPrivate::Cursor GroupConsumerPrivate::makeCursor(const QByteArray &key) const
{
    return std::make_shared<GroupCursor>(key);
}

void GroupConsumerPrivate::begin(bool fromPositions)
{
    // The group keeps the position; what resume() goes on with is what was seen.
    flushAllAcks();
    if (!fromPositions)
        leaving.clear();
    for (const Cursor &plain : cursors) {
        const GroupCursorPtr cursor = own(plain);
        cursor->detached = true;
        if (fromPositions && cursor->groupReady)
            leaving.push_back(cursor);
    }
    stopping = StopStep::None;
    reportedOnce.clear();
    deadLettersUnderWay = 0;
    lastTurn = clock.elapsed();
    const QPointer<StreamConsumer> guard(q);
    StreamConsumerPrivate::begin(false);
    if (guard && (phase == Phase::Opening || phase == Phase::Open)) {
        startClaiming();
        if (claimMinIdle > 0)
            turnTimer.start(turnInterval());
        if (heartbeat > 0)
            beatTimer.start(heartbeat);
    }
}

void GroupConsumerPrivate::prepareLane(Internal::ReadLane &lane) const
{
    lane.request.setGroup(groupName, consumerName, autoAcknowledge);
}

std::optional<StreamId> GroupConsumerPrivate::newGroupId() const
{
    if (groupStartId == QLatin1StringView("$"))
        return std::nullopt;
    if (!groupStartId.isEmpty())
        return StreamId::parse(groupStartId);
    switch (startFrom) {
    case StartFrom::Beginning:
        return StreamId();
    case StartFrom::Time:
        return StreamId::fromTime(startTime).previous();
    default:
        return std::nullopt;
    }
}

void GroupConsumerPrivate::resolve(const Cursor &cursor)
{
    if (cursor->resolved)
        return;
    takeUp(own(cursor));
    if (autoCreate)
        createGroup(own(cursor));
    else
        inspectGroup(own(cursor));
}

void GroupConsumerPrivate::takeUp(const GroupCursorPtr &cursor)
{
    // Ours before, in this run or the one that resume() continues: what the application has of it is known.
    const auto old = std::find_if(leaving.begin(), leaving.end(), [&](const GroupCursorPtr &c) { return c->key() == cursor->key(); });
    if (old == leaving.end())
        return;
    cursor->flights = (*old)->flights;
    cursor->ignored = std::move((*old)->ignored);
    cursor->continues = true;
    leaving.erase(old);
}

void GroupConsumerPrivate::createGroup(const GroupCursorPtr &cursor)
{
    XgroupCreate create;
    create.stream = cursor->key();
    create.group = groupName;
    create.id = newGroupId();
    create.makeStream = true;
    ask(
        create,
        [this, cursor, wanted = stillWanted(cursor)](bool) {
            if (!wanted())
                return;
            const QPointer<StreamConsumer> guard(q);
            const std::optional<StreamId> from = newGroupId();
            Q_EMIT group()->groupCreated(cursor->name(), from ? from->toString() : QStringLiteral("$"));
            if (guard && wanted())
                inspectGroup(cursor);
        },
        [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (!wanted())
                return;
            if (problem.code() == Code::BusyGroup) // somebody else was first, or it was there all the time
                inspectGroup(cursor);
            else
                resolveFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::inspectGroup(const GroupCursorPtr &cursor)
{
    const auto notThere = [this, cursor] {
        if (autoCreate) // it vanished again since it was created
            return createGroup(cursor);
        if (phase == Phase::Opening) {
            cursor->groupMissing = true;
            return checkOpened();
        }
        exclude(cursor, RedisError(Code::GroupMissing, QStringLiteral("the group \"%1\" does not exist on it; create it, or set autoCreate")
                                                           .arg(QString::fromUtf8(groupName))));
    };
    ask(
        XinfoGroups{cursor->key()},
        [this, cursor, notThere, wanted = stillWanted(cursor)](const QList<GroupInfo> &groups) {
            if (!wanted())
                return;
            const auto found = std::find_if(groups.begin(), groups.end(), [this](const GroupInfo &g) { return g.name == groupName; });
            if (found == groups.end())
                return notThere();
            const StreamId last = found->lastDeliveredId;
            cursor->backlogAfter = cursor->explicitStart.value_or(StreamId());
            cursor->backlogWanted = startFromBacklog || cursor->explicitStart;
            // What is pending from before and not asked for must not be taken for entries lost on the way.
            cursor->recoverWanted = cursor->continues && !autoAcknowledge;
            if (autoAcknowledge || cursor->continues || (cursor->backlogWanted && cursor->backlogAfter.isNull()))
                return groupFound(cursor, last);
            listIgnored(cursor, StreamId::minimum(), cursor->backlogWanted ? cursor->backlogAfter : StreamId::maximum(), last);
        },
        [this, cursor, notThere, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (!wanted())
                return;
            if (problem.code() == Code::NoSuchKey)
                notThere();
            else
                resolveFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::listIgnored(const GroupCursorPtr &cursor, StreamId first, StreamId last, StreamId lastDelivered)
{
    XpendingRange list;
    list.stream = cursor->key();
    list.group = groupName;
    list.consumer = consumerName;
    list.first = first;
    list.last = last;
    list.count = listPage;
    ask(
        list,
        [this, cursor, last, lastDelivered, wanted = stillWanted(cursor)](const QList<PendingEntry> &page) {
            if (!wanted())
                return;
            for (const PendingEntry &entry : page)
                cursor->ignored.insert(entry.id);
            if (page.size() == listPage)
                listIgnored(cursor, page.last().id.next(), last, lastDelivered);
            else
                groupFound(cursor, lastDelivered);
        },
        [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (wanted())
                resolveFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::groupFound(const GroupCursorPtr &cursor, StreamId lastDelivered)
{
    cursor->groupReady = true;
    cursor->readyAt = clock.elapsed();
    resolved(cursor, lastDelivered);
}

void GroupConsumerPrivate::checkOpened()
{
    if (phase != Phase::Opening)
        return StreamConsumerPrivate::checkOpened();
    QStringList missing;
    bool unknown = false;
    for (const Cursor &cursor : cursors) {
        if (own(cursor)->groupMissing)
            missing.append(cursor->name());
        else
            unknown |= !cursor->resolved && !cursor->excluded;
    }
    if (missing.isEmpty())
        return StreamConsumerPrivate::checkOpened();
    // All of them are named, so each has to have its answer first.
    if (unknown)
        return;
    missing.sort();
    fail(RedisError(Code::GroupMissing,
                    QStringLiteral("The group \"%1\" does not exist on %2; create it, or set autoCreate")
                        .arg(QString::fromUtf8(groupName), missing.join(QLatin1StringView(", ")))));
}

} // namespace RedisStreams
