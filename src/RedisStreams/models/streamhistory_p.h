// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamhistory.h"

#include "models/mergedpager_p.h"
#include "models/modelrow_p.h"

#include <QtCore/QHash>

#include <optional>

namespace RedisStreams {

class StreamConsumer;

class StreamHistoryPrivate
{
public:
    using ModelRow = Internal::ModelRow;
    using ModelRows = Internal::ModelRows;
    using MergedPager = Internal::MergedPager;

    StreamHistoryPrivate(StreamHistory *history, StreamModelPrivate *owner)
        : q(history)
        , model(owner)
    {
    }

    // What the model tells: streamhistoryspans.cpp
    /// The oldest \a count rows are about to go.
    void oldestGo(int count);
    /// Some of the newest \a count rows are about to go, for older ones to have room.
    void newestGo(int count);
    /// So many entries are about to come in behind the rows.
    void arrivalsCome(qsizetype count);
    /// Some of what arrived could be neither shown nor held: a gap behind the rows.
    void arrivalsLost();
    /// There is nothing left of the rows but the newest of what just arrived; some before it was never shown.
    void rowsBeginAnew();
    void streamGoes(const QByteArray &key);
    void consumerChanged(StreamConsumer *consumer);
    /// Lets go of everything fetched, and of the fetch under way; the rows are for the model to deal with.
    void reset();
    /// The filter is about to change: ends what is under way.
    void suspend();
    /// It has changed. The rows were judged anew, but what lies between them could not be: looks again around the
    /// moment they show, or were to show.
    void lookAgain();

    // What the user asks for: streamhistorytasks.cpp
    void fetchOlder();
    void fetchNewer();
    void jumpTo(const QDateTime &time);
    void follow();
    void retry();
    void stop();

    RedisClient *client() const;
    bool isAtBeginning() const { return older.pager && older.pager->atEnd(); }
    bool isFetching() const { return task != Task::None; }
    void notify();
    /// For when rows are on the move: not the moment for anybody to be told.
    void notifyLater();

    StreamHistory *q;
    StreamModelPrivate *model;
    int pageSize = 200;
    int maximumRows = 10000;
    bool browsing = false;
    bool detached = false;
    QDateTime reached;
    RedisError error;

private:
    enum class Task { None, Older, Newer, Jump };

    /// What is there of a stream (and matches): in the rows from `older` on and, while detached, below `newer`; held
    /// by the model from `held` on. What is in between is only on the server.
    struct Span
    {
        StreamId older;
        StreamId newer;
        StreamId held;
    };
    using Spans = QHash<QByteArray, Span>;
    using Ids = QHash<QByteArray, StreamId>;

    /// One direction of a task.
    struct Side
    {
        std::unique_ptr<MergedPager> pager; // kept from one task to the next: it holds what it fetched too much
        QList<ModelRow> found; // what matches, in the order of the pager
        Ids taken; // how far it came in each stream
        bool busy = false;

        void forget()
        {
            pager.reset();
            found.clear();
            taken.clear();
            busy = false;
        }
    };

    // Tasks
    bool begin(Task next);
    void advance(Side *side);
    void pagesCame(Side *side, const RedisError &problem);
    void finish();
    void finishOlder();
    void finishNewer();
    void startJump(StreamId id) { startJump(id, streams()); }
    void startJump(StreamId id, const QList<QByteArray> &keys);
    void finishJump();
    void cancel();
    QList<ModelRow> collect(Side *side);
    void leaveOutWhatWillArrive();
    void fail(const RedisError &problem);
    void setError(const RedisError &problem);

    // Spans
    std::optional<StreamId> positionOf(const QByteArray &key) const;
    Ids positions() const;
    QList<QByteArray> streams() const;
    Ids firstOf(const ModelRows &rows) const;
    Spans liveSpans() const;
    bool isShown(StreamId id) const;
    void refreshSpans();
    StreamId heldFrom(const QByteArray &key, const Ids &inHeld) const;
    void holdFromHere();
    void detach();
    void applyTaken();
    bool joinIfComplete();

    Spans spans; // while browsing
    Side older;
    Side newer;
    Task task = Task::None;
    StreamId target; // of a jump
    QList<QByteArray> jumping; // the streams it is about
    Task tried = Task::None; // the last task, for it to be repeated when it failed
    StreamId triedTarget;
    bool jumpSuspended = false;
    Ids positionsAsked; // when the pager of newer pages began

    bool notifiedCanFetchOlder = false;
    bool notifiedBrowsing = false;
    bool notifiedDetached = false;
    bool notifiedFetching = false;
};

} // namespace RedisStreams
