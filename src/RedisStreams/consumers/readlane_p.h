// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/readrequest_p.h"
#include "consumers/readsizer_p.h"
#include "consumers/streamreader_p.h"
#include "topology/redirectpolicy_p.h"

#include <QtCore/QTimer>

#include <memory>

namespace RedisStreams::Internal {

/// The streams that one blocking read can serve, and what is known of reading them. On a single server that is all
/// streams of a consumer; in a cluster each hash slot is a lane with a connection of its own, and all are read at the
/// same time.
struct ReadLane
{
    /// After so many refusals of a cluster's node in a row it is an outage, not a moving slot or a change of masters.
    static constexpr int refusalsToReport = 7;

    explicit ReadLane(int laneId) : id(laneId) { pause.setSingleShot(true); }

    const int id; ///< Topology::laneOf() its streams
    std::vector<StreamCursorPtr> cursors; ///< resolved or not, in the order they were added
    std::unique_ptr<StreamReader> reader; ///< null once no stream is left
    std::unique_ptr<StreamReader> successor; ///< is being connected, and takes over
    bool successorFailed = false; ///< it cannot be connected now, and is to be dropped
    ReadRequest request;
    bool stale = true; ///< what `request` names is to be chosen anew
    ReadSizer sizer;
    QTimer pause; ///< runs while no request may be sent (after errors)
    int errorsInRow = 0;
    int refusedInRow = 0; ///< how often a cluster's node sent the request away for a while
    int triesInRow = 0; ///< how often a node has said that its streams lie on both sides of a move (TRYAGAIN)
    int emptyInRow = 0;
    bool probing = false; ///< streams are read one by one, to find out which of them cannot be
    bool everConnected = false;
    RedirectTrail trail {RedirectLimits {.redirects = 0}}; ///< of the request that is being made; it never gives up
    qint64 lookedAt = -1; ///< ms: when the server was asked last what its streams hold; -1 = before the next read
    qint64 lookedBytes = 0; ///< of the entries that came with the last look
    bool lookSoon = false; ///< some of its streams are to be looked at before the next read
    int resetting = 0; ///< how many of its streams wait for their new position; nothing is read meanwhile
    qint64 asking = 0; ///< COUNT of the newest request
    bool behind = false; ///< the last reply brought all that was asked for, so there is more
    qint64 emptyAt = -1; ///< ms: when a request brought nothing last, for what waits for an end; -1 = not yet

    // When there are more lanes than connections:
    bool pollDue = true; ///< it is its turn to ask, when it polls
    bool retires = false; ///< gives its connection to another lane, once its read has ended
    qint64 pollsUntil = 0; ///< ms: gets no connection of its own before
    qint64 entriesAt = -1; ///< ms: when entries came last; -1 = not yet

    // Of a group:
    qint64 asked = 0; ///< how many entries the read under way may bring
    qint64 sentAt = 0; ///< ms
    qint64 endsAt = 0; ///< ms: when the newest read stops waiting in the server
    qint64 replySince = -1; ///< ms: entries of the reply that is being received were delivered then or later; -1 = none yet
    size_t turn = 0; ///< which streams are asked first when there is not room for all
    bool leavesOut = false; ///< the newest request does not ask all
    size_t unasked = 0; ///< how many have not had their turn in this round; a new one begins when entries came
    qint64 roundAt = 0; ///< ms: when this round began

    bool isReady() const { return reader && reader->isReady(); }
    /// Whether requests are answered with what was asked for, as far as is known.
    bool isServed() const { return isReady() && errorsInRow == 0 && refusedInRow < refusalsToReport; }
    bool isBusy() const { return reader && reader->isBusy(); }
    bool polls() const { return reader && !reader->blocks(); }
};
using ReadLanePtr = std::shared_ptr<ReadLane>;

} // namespace RedisStreams::Internal
