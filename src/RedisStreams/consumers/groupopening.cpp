// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// Opening as a member of a group: the group is created or found, and made anew when it vanishes.
#include "consumers/groupconsumer_p.h"

#include "xgroup.h"
#include "xpending.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::GroupCursor;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds tryAgain {250};
constexpr qint64 listPage = 1000;
/// Back-off when a group vanishes again and again.
constexpr int firstRecreatePause = 20;
constexpr int longestRecreatePause = 5000;
} // namespace

std::function<bool()> GroupConsumerPrivate::stillWanted(const Cursor &cursor) const
{
    return [this, cursor, thisRun = run] { return run == thisRun && !cursor->removed; };
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
    if (autoAcknowledge && maxInFlight > 0)
        return invalidArgument(QStringLiteral("autoAcknowledge (NOACK) leaves nothing in flight; maxInFlight must be 0 with it"));
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
    Q_UNUSED(fromPositions) // the group keeps the position
    missing.clear();
    stopping = StopStep::None;
    deadLettersUnderWay = 0;
    request.setGroup(groupName, consumerName, autoAcknowledge);
    const QPointer<StreamConsumer> guard(q);
    StreamConsumerPrivate::begin(false);
    if (guard && (phase == Phase::Opening || phase == Phase::Open)) {
        startClaiming();
        if (heartbeat > 0)
            beatTimer.start(heartbeat);
    }
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
    if (autoCreate)
        createGroup(own(cursor));
    else
        inspectGroup(own(cursor));
}

void GroupConsumerPrivate::createGroup(const GroupCursorPtr &cursor)
{
    XgroupCreate create;
    create.stream = cursor->key();
    create.group = groupName;
    create.id = newGroupId();
    create.makeStream = true;
    ask(create)
        .then(q, [this, cursor, wanted = stillWanted(cursor)](bool) {
            if (!wanted())
                return;
            const QPointer<StreamConsumer> guard(q);
            const std::optional<StreamId> from = newGroupId();
            Q_EMIT group()->groupCreated(cursor->name(), from ? from->toString() : QStringLiteral("$"));
            if (guard && wanted())
                inspectGroup(cursor);
        })
        .onFailed(q, [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
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
        missing.append(cursor->name());
        checkOpened();
    };
    ask(XinfoGroups {cursor->key()})
        .then(q, [this, cursor, notThere, wanted = stillWanted(cursor)](const QList<GroupInfo> &groups) {
            if (!wanted())
                return;
            const auto found = std::find_if(groups.begin(), groups.end(), [this](const GroupInfo &g) { return g.name == groupName; });
            if (found == groups.end())
                return notThere();
            const StreamId last = found->lastDeliveredId;
            cursor->backlogAfter = cursor->explicitStart.value_or(StreamId());
            cursor->backlogWanted = startFromBacklog || cursor->explicitStart;
            // What is pending from before and not asked for must not be taken for entries lost on the way.
            if (autoAcknowledge || (cursor->backlogWanted && cursor->backlogAfter.isNull()))
                return groupFound(cursor, last);
            listIgnored(cursor, StreamId::minimum(), cursor->backlogWanted ? cursor->backlogAfter : StreamId::maximum(), last);
        })
        .onFailed(q, [this, cursor, notThere, wanted = stillWanted(cursor)](const RedisError &problem) {
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
    ask(list)
        .then(q, [this, cursor, last, lastDelivered, wanted = stillWanted(cursor)](const QList<PendingEntry> &page) {
            if (!wanted())
                return;
            for (const PendingEntry &entry : page)
                cursor->ignored.insert(entry.id);
            if (page.size() == listPage)
                listIgnored(cursor, page.last().id.next(), last, lastDelivered);
            else
                groupFound(cursor, lastDelivered);
        })
        .onFailed(q, [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (wanted())
                resolveFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::groupFound(const GroupCursorPtr &cursor, StreamId lastDelivered)
{
    cursor->groupReady = true;
    resolved(cursor, lastDelivered);
}

void GroupConsumerPrivate::checkOpened()
{
    if (phase == Phase::Opening && !missing.isEmpty()) {
        // All of them are named, so each has to have its answer first.
        const auto unknown = std::count_if(cursors.begin(), cursors.end(), [](const Cursor &c) { return !c->resolved && !c->excluded; });
        if (unknown > missing.size())
            return;
        missing.sort();
        return fail(RedisError(Code::GroupMissing,
                               QStringLiteral("The group \"%1\" does not exist on %2; create it, or set autoCreate")
                                   .arg(QString::fromUtf8(groupName), missing.join(QLatin1StringView(", ")))));
    }
    StreamConsumerPrivate::checkOpened();
}

void GroupConsumerPrivate::readFailed(const RedisError &problem)
{
    const bool vanished = problem.code() == Code::NoGroup
        || (problem.code() == Code::Unblocked && problem.message().contains(QLatin1StringView("no longer exists")));
    if (!vanished)
        return StreamConsumerPrivate::readFailed(problem);
    // The error names one key, or none: all that were read are looked at. Until then nothing is read, and never at once.
    pauseRequests(milliseconds(qMin(longestRecreatePause, 20 << qMin(errorsInRow, 7))));
    ++errorsInRow;
    for (const Cursor &cursor : std::vector<Cursor>(request.cursors())) {
        if (!cursor->removed)
            checkGroup(own(cursor));
    }
}

void GroupConsumerPrivate::checkGroup(const GroupCursorPtr &cursor)
{
    cursor->lostCheckedAt = clock.elapsed();
    ask(XinfoGroups {cursor->key()})
        .then(q, [this, cursor, wanted = stillWanted(cursor)](const QList<GroupInfo> &groups) {
            const bool there = std::any_of(groups.begin(), groups.end(), [this](const GroupInfo &g) { return g.name == groupName; });
            if (wanted() && !there)
                groupVanished(cursor);
        })
        .onFailed(q, [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (!wanted())
                return;
            if (problem.code() == Code::NoSuchKey)
                groupVanished(cursor);
            else if (problem.code() == Code::WrongType || problem.code() == Code::PermissionDenied)
                exclude(cursor, problem);
        });
}

void GroupConsumerPrivate::groupVanished(const GroupCursorPtr &cursor)
{
    if (!cursor->groupReady || (phase != Phase::Open && phase != Phase::Opening))
        return;
    cursor->groupReady = false;
    cursor->ignored.clear();
    // Nothing is pending any more: what the application has, it has; what waits is still handed over.
    requestStale = true;
    const auto wanted = stillWanted(cursor);
    Q_EMIT group()->groupLost(cursor->name());
    if (!wanted())
        return;
    if (missingGroupPolicy == MissingGroupPolicy::Fail || !autoCreate) {
        return fail(RedisError(Code::GroupMissing,
                               QStringLiteral("The group \"%1\" of the stream \"%2\" is gone").arg(QString::fromUtf8(groupName), cursor->name()))
                        .withStream(cursor->name()));
    }
    const int pause = qMin(longestRecreatePause, firstRecreatePause << qMin(cursor->lostInRow, 8));
    ++cursor->lostInRow;
    QTimer::singleShot(milliseconds(pause), q, [this, cursor, wanted] {
        if (wanted())
            recreateGroup(cursor);
    });
}

void GroupConsumerPrivate::recreateGroup(const GroupCursorPtr &cursor)
{
    const auto failed = [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
        if (!wanted())
            return;
        if (problem.code() == Code::WrongType || problem.code() == Code::PermissionDenied)
            return exclude(cursor, problem);
        if (!passes(problem))
            return fail(problem.withStream(cursor->name()));
        QTimer::singleShot(tryAgain, q, [this, cursor, wanted] {
            if (wanted())
                recreateGroup(cursor);
        });
    };
    const auto create = [this, cursor, failed](StreamId from) {
        XgroupCreate command;
        command.stream = cursor->key();
        command.group = groupName;
        command.id = from;
        command.makeStream = true;
        const auto done = [this, cursor, from, wanted = stillWanted(cursor)](bool created) {
            if (!wanted())
                return;
            cursor->groupReady = true;
            cursor->readAfter = from;
            cursor->recoverWanted = !autoAcknowledge;
            if (created)
                Q_EMIT group()->groupCreated(cursor->name(), from.toString());
            if (wanted())
                streamSetChanged();
        };
        ask(command).then(q, done).onFailed(q, [done, failed](const RedisError &problem) {
            if (problem.code() == Code::BusyGroup)
                done(false); // another member was first; where it begins was its choice
            else
                failed(problem);
        });
    };
    if (missingGroupPolicy == MissingGroupPolicy::RecreateFromStart)
        return create(StreamId());
    // Not blindly at the end, which would lose entries, and not where the old stream ended when this is a new one.
    ask(XinfoStream {cursor->key()})
        .then(q, [cursor, create, wanted = stillWanted(cursor)](const StreamInfo &info) {
            if (wanted())
                create(info.lastGeneratedId < cursor->readAfter ? StreamId() : cursor->readAfter);
        })
        .onFailed(q, [create, failed, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (problem.code() == Code::NoSuchKey && wanted())
                create(StreamId());
            else
                failed(problem);
        });
}

} // namespace RedisStreams
