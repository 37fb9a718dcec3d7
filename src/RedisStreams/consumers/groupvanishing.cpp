// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The group is gone from under the reader (FLUSHALL, DEL, XGROUP DESTROY, a failover): noticed, and made anew.
#include "consumers/groupconsumer_p.h"

#include "xgroup.h"
#include "xrange.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds tryAgain {250};
/// Back-off when a group vanishes again and again.
constexpr int firstRecreatePause = 20;
constexpr int longestRecreatePause = 5000;
/// A group that was there for so long, and for longer than the last pause, did not vanish again at once.
constexpr qint64 calmAfter = 50;
} // namespace

void GroupConsumerPrivate::readFailed(const Lane &lane, const RedisError &problem)
{
    const bool streamGone = problem.code() == Code::Unblocked && problem.message().contains(QLatin1StringView("no longer exists"));
    if (problem.code() != Code::NoGroup && !streamGone)
        return StreamConsumerPrivate::readFailed(lane, problem);
    // The error names one key, or none: all that were read are looked at. Until then nothing is read, and never at once.
    pauseRequests(*lane, milliseconds(qMin(longestRecreatePause, firstRecreatePause << qMin(lane->errorsInRow++, 7))));
    for (const Cursor &cursor : std::vector<Cursor>(lane->request.cursors())) {
        if (!cursor->removed)
            checkGroup(own(cursor), streamGone);
    }
}

void GroupConsumerPrivate::checkGroup(const GroupCursorPtr &cursor, bool streamGone)
{
    cursor->lostCheckedAt = clock.elapsed();
    ask(
        XinfoGroups{cursor->key()},
        [this, cursor, streamGone, wanted = stillWanted(cursor)](const QList<GroupInfo> &groups) {
            const auto isOurs = [this](const GroupInfo &g) { return g.name == groupName; };
            if (wanted() && std::none_of(groups.begin(), groups.end(), isOurs))
                groupVanished(cursor, streamGone);
        },
        [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (!wanted())
                return;
            if (problem.code() == Code::NoSuchKey)
                groupVanished(cursor, true);
            else if (problem.code() == Code::WrongType || problem.code() == Code::PermissionDenied)
                exclude(cursor, problem);
        });
}

void GroupConsumerPrivate::groupVanished(const GroupCursorPtr &cursor, bool streamGone)
{
    if (!cursor->groupReady || (phase != Phase::Open && phase != Phase::Opening))
        return;
    // Nothing is pending any more, and nothing to be acknowledged: the same ids may come again in a new stream. What
    // waits in our buffer is still handed over.
    const QList<StreamId> inWork = cursor->flights->inWork();
    cursor->groupReady = false;
    cursor->streamGone = streamGone;
    cursor->ignored.clear();
    cursor->flights->clear();
    cursor->acks.clear();
    ++cursor->generation;
    if (cursor->lane)
        cursor->lane->stale = true;
    const auto wanted = stillWanted(cursor);
    updateState();
    if (!wanted())
        return;
    Q_EMIT group()->groupLost(cursor->name());
    for (const StreamId id : inWork) {
        if (!wanted())
            return;
        Q_EMIT group()->ownershipLost(cursor->name(), id.toString());
    }
    if (!wanted() || (phase != Phase::Open && phase != Phase::Opening))
        return;
    if (missingGroupPolicy == MissingGroupPolicy::Fail || !autoCreate) {
        return fail(RedisError(Code::GroupMissing,
                               QStringLiteral("The group \"%1\" of the stream \"%2\" is gone").arg(QString::fromUtf8(groupName), cursor->name()))
                        .withStream(cursor->name()));
    }
    const auto pauseFor = [](int lostInRow) { return qMin(longestRecreatePause, firstRecreatePause << qBound(0, lostInRow, 8)); };
    if (clock.elapsed() - cursor->readyAt > qMax<qint64>(calmAfter, pauseFor(cursor->lostInRow - 1)))
        cursor->lostInRow = 0;
    recreateLater(cursor, milliseconds(pauseFor(cursor->lostInRow++)));
}

void GroupConsumerPrivate::recreateLater(const GroupCursorPtr &cursor, milliseconds pause)
{
    QTimer::singleShot(pause, q, [this, cursor, wanted = stillWanted(cursor)] {
        if (wanted())
            recreateGroup(cursor);
    });
}

void GroupConsumerPrivate::recreateFailed(const GroupCursorPtr &cursor, const RedisError &problem)
{
    if (problem.code() == Code::WrongType || problem.code() == Code::PermissionDenied)
        exclude(cursor, problem);
    else if (passes(problem))
        recreateLater(cursor, tryAgain);
    else
        fail(problem.withStream(cursor->name()));
}

void GroupConsumerPrivate::recreateGroup(const GroupCursorPtr &cursor)
{
    if (missingGroupPolicy == MissingGroupPolicy::RecreateFromStart || cursor->streamGone)
        return recreateAt(cursor, StreamId());
    // Not blindly at the end, which would lose entries, and not where the old stream ended when this is a new one.
    ask(
        XinfoStream{cursor->key()},
        [this, cursor, wanted = stillWanted(cursor)](const StreamInfo &info) {
            if (!wanted())
                return;
            const StreamId last = cursor->readAfter;
            if (info.lastGeneratedId < last)
                return recreateAt(cursor, StreamId());
            // An id within a stream that was not deleted from it, and yet is not there, was never in this stream.
            const bool within = info.firstEntry && info.firstEntry->id() < last;
            const bool tells = cursor->receivedAny && within && info.maxDeletedEntryId && *info.maxDeletedEntryId < last;
            if (tells)
                recreateWhereItWas(cursor);
            else
                recreateAt(cursor, last);
        },
        [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (!wanted())
                return;
            if (problem.code() == Code::NoSuchKey)
                recreateAt(cursor, StreamId());
            else
                recreateFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::recreateWhereItWas(const GroupCursorPtr &cursor)
{
    Xrange range;
    range.stream = cursor->key();
    range.first = cursor->readAfter;
    range.last = cursor->readAfter;
    ask(
        range,
        [this, cursor, wanted = stillWanted(cursor)](const StreamEntries &same) {
            if (wanted())
                recreateAt(cursor, same.isEmpty() ? StreamId() : cursor->readAfter);
        },
        [this, cursor, wanted = stillWanted(cursor)](const RedisError &problem) {
            if (wanted())
                recreateFailed(cursor, problem);
        });
}

void GroupConsumerPrivate::recreateAt(const GroupCursorPtr &cursor, StreamId from)
{
    XgroupCreate create;
    create.stream = cursor->key();
    create.group = groupName;
    create.id = from;
    create.makeStream = true;
    const auto done = [this, cursor, from, wanted = stillWanted(cursor)](bool created) {
        if (!wanted())
            return;
        cursor->groupReady = true;
        cursor->readyAt = clock.elapsed();
        cursor->streamGone = false;
        cursor->receivedAny &= !from.isNull();
        cursor->readAfter = from;
        cursor->recoverWanted = !autoAcknowledge;
        updateState();
        if (created && wanted())
            Q_EMIT group()->groupCreated(cursor->name(), from.toString());
        if (wanted())
            streamSetChanged(cursor);
    };
    ask(create, done, [this, cursor, done, wanted = stillWanted(cursor)](const RedisError &problem) {
        if (!wanted())
            return;
        if (problem.code() == Code::BusyGroup)
            done(false); // another member was first; where it begins was its choice
        else
            recreateFailed(cursor, problem);
    });
}

} // namespace RedisStreams
