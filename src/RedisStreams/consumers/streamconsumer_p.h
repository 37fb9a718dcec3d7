// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/entryqueue_p.h"
#include "consumers/readlane_p.h"
#include "streamconsumer.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <deque>
#include <vector>

namespace RedisStreams {

/// The consumer's inside. Four parts: opening (streamconsumeropening.cpp) fixes where each stream is read from; lanes
/// (streamconsumerlanes.cpp) are the connections by which streams are read; reading (streamconsumerreading.cpp) decides
/// when the next request goes out and what a reply means; handing over (streamconsumerhandover.cpp) gives entries to the
/// application in slices. This class holds what they share, and the one function that changes the state.
///
/// What a group does otherwise is virtual: GroupConsumerPrivate creates groups where this resolves positions, keeps
/// account of what is pending, and acknowledges what was handed over.
class StreamConsumerPrivate : public Internal::EntryReceiver
{
public:
    using State = StreamConsumer::State;
    using StartFrom = StreamConsumer::StartFrom;
    using Cursor = Internal::StreamCursorPtr;
    using Lane = Internal::ReadLanePtr;

    explicit StreamConsumerPrivate(StreamConsumer *consumer);
    ~StreamConsumerPrivate() override;

    /// The class for messages, e.g. "StreamConsumer: no client is set".
    virtual const char *className() const { return "StreamConsumer"; }
    RedisError invalidArgument(const QString &text) const;
    RedisError invalidState(const QString &text) const;

    enum class Phase { Closed, Opening, Open, Stopping, Failed };
    enum class Mode { None, Follow, Drain };

    /// Runs a command of ours: its failure is dealt with by \a onError, and reported by the consumer where it matters.
    template <typename Command, typename OnReply, typename OnError>
    void ask(const Command &command, OnReply onReply, OnError onError) const
    {
        client->run(command, q, std::move(onReply), std::move(onError), RedisClient::Reporting::FutureOnly);
    }
    /// The same for one that has no type of its own.
    template <typename OnReply, typename OnError>
    void askRaw(const QByteArrayList &words, OnReply onReply, OnError onError) const
    {
        client->command(words, q, std::move(onReply), std::move(onError), RedisClient::Reporting::FutureOnly);
    }

    // --- state
    /// Computes the public state from phase, mode, pause and connection, and announces what changed.
    void updateState();
    void report(const RedisError &problem);
    void fail(const RedisError &problem);
    void countersMoved();

    // --- opening
    virtual RedisError checkConfiguration() const;
    virtual Cursor makeCursor(const QByteArray &key) const;
    virtual void begin(bool fromPositions);
    void fixExplicitStart(const Cursor &cursor) const;
    virtual void resolve(const Cursor &cursor);
    enum class LookSoon { No, Yes };
    void resolved(const Cursor &cursor, StreamId after, LookSoon lookSoon = LookSoon::Yes);
    void resolvedAtEnd(const Cursor &cursor, const Internal::StreamLook &look);
    /// For the layers above. With StartFrom::LastEntries what a stream had when its start was fixed ends with this one;
    /// a null id where there was nothing.
    static StreamId newestAtStart(const StreamConsumer &consumer, const QByteArray &key);
    /// Whether it is still to be found out where a stream is read from.
    static bool isResolving(const StreamConsumer &consumer, const QByteArray &key);
    void resolveFailed(const Cursor &cursor, const RedisError &problem);
    virtual void checkOpened();
    /// Whether all streams can be read.
    bool isComplete() const;
    bool maySkipSome() const;
    void checkAgain();
    void clientOptionsChanged();
    void startWhenPossible();
    // --- lanes (streamconsumerlanes.cpp)
    void makeLanes();
    /// Puts the cursor into its lane, which is made when it is the first there; null when the client is unusable.
    Lane joinLane(const Cursor &cursor);
    void leaveLane(const Cursor &cursor);
    void openLane(const Lane &lane);
    void dropLanes();
    /// A new lane's request is empty, and asks for what this consumer reads.
    virtual void prepareLane(Internal::ReadLane &) const { }
    bool allLanes(bool (Internal::ReadLane::*is)() const) const;
    bool anyLane(bool (Internal::ReadLane::*is)() const) const;
    // --- sharing of connections, when there are more lanes than these (streamconsumersharing.cpp)
    std::unique_ptr<Internal::StreamReader> makeReader(const Lane &lane);
    /// Lanes with a connection of their own, or on the way to it.
    int connectionsUsed() const;
    /// Milliseconds between two requests of a lane without a connection of its own.
    qint64 pollInterval() const;
    void pollSome();
    /// Gives connections to lanes that are busy, from those that are quiet.
    void shareConnections();
    void takeOver(const Lane &lane);
    void setSuccessor(const Lane &lane, std::unique_ptr<Internal::StreamReader> reader);
    /// Reads the lane's streams one by one for a while: together they are refused (TRYAGAIN) until their slot has moved,
    /// as long as one of them does not exist.
    void readSingly(const Lane &lane);
    void watch(const Lane &lane, Internal::StreamReader *reader);

    virtual void readerReady(const Lane &lane);
    virtual void readerLost(const Lane &lane, const RedisError &problem);
    void readerFailed(const RedisError &problem);

    // --- streams
    Cursor find(const QByteArray &key) const;
    void add(const QByteArray &key, std::optional<StreamId> startId);
    void remove(const QByteArray &key);
    /// The stream is no longer ours; called after the last of its entries.
    virtual void left(const Cursor &) { }
    /// What is read of the stream's lane has changed, and is to be at once.
    void streamSetChanged(const Cursor &cursor);
    void exclude(const Cursor &cursor, const RedisError &problem);
    void reprobeExcluded();

    // --- reading
    void pump();
    /// Whether a request was sent.
    bool pumpLane(Internal::ReadLane &lane);
    /// What comes before the next request, whether there is to be one or not.
    virtual void beforeRequest() { }
    virtual bool wantsRequest(const Internal::ReadLane &lane) const;
    /// The lane's streams for the next request, after anything that has to come before it; empty = none now.
    virtual std::vector<Cursor> readableCursors(Internal::ReadLane &lane);
    /// COUNT of the request of so many streams that is sent now.
    virtual qint64 requestCount(Internal::ReadLane &lane, qint64 streamCount);
    /// Whether all streams have been read to their end when a request of new entries brings nothing.
    virtual bool isCaughtUp() const { return true; }
    virtual qint64 blockForRequest(const Internal::ReadLane &lane) const;
    void replied(const Lane &lane, const Internal::StreamReader::Result &result);
    virtual void readFailed(const Lane &lane, const RedisError &problem);
    /// In a cluster, when the lane's streams are served by another node, or by none for a moment.
    bool followRedirect(const Lane &lane, const RedisError &problem);
    void findCulprits(const Lane &lane, const RedisError &problem);
    /// After errors or refusals in a row.
    void servedAgain(const Lane &lane);
    void nothingCame(const Lane &lane, const Internal::StreamReader::Result &result);
    void askAgain(const Lane &lane, const Internal::StreamReader::Result &result);
    /// drain() or fetchEntry() begins to wait: each lane has to be asked again.
    void beginWait();
    /// Whether what waits for an end, drain() or fetchEntry(), has waited long enough for this lane.
    bool isDry(const Internal::ReadLane &lane) const;
    /// Ends what waits when all lanes are dry.
    void checkWaits();
    void pauseRequests(Internal::ReadLane &lane, std::chrono::milliseconds pause);
    void adjustBackPressure();
    /// Ends the lane's read that blocks in the server.
    void wake(Internal::ReadLane &lane);

    // --- continuity (streamconsumercontinuity.cpp)
    /// Whether a read changes nothing in the server, as positions are ours alone (those of a group are not): then gaps and
    /// resets are noticed, and replicas can be read.
    virtual bool onlyReads() const { return true; }
    bool readsReplica(const Internal::ReadLane &lane) const;
    /// A replica that lags behind looks like a stream that was reset: its master knows.
    void askMaster(const Cursor &cursor);
    /// Leaves a replica that lacks what its master has had since the last look.
    void checkReplica(Internal::ReadLane &lane);
    static Internal::StreamLook lookOf(const StreamInfo &info);
    /// Sends questions ahead of the lane's next read when it is time.
    void lookFirst(Internal::ReadLane &lane);
    void looked(const Cursor &cursor, const Decoded<StreamInfo> &info);
    void beginReset(const Cursor &cursor, const Internal::StreamLook &look);
    /// Looks for one of \a ids in the stream, then decides which kind of reset it is.
    void findEvidence(const Cursor &cursor, std::vector<StreamId> ids);
    void endReset(const Cursor &cursor);
    void applyResets();

    // --- handing over
    void received(const Cursor &cursor, const Internal::EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes) override;
    /// Takes the next batch to be handed over; false when there is none.
    virtual bool takeBatch();
    /// Called before each entry of `current` is handed over: whether it still may be; drops the rest otherwise.
    virtual bool keepsCurrent() { return true; }
    /// The same for a batch that is handed over as a whole.
    virtual void aboutToDeliver(const Cursor &, const StreamEntries &) { }
    /// The application has got these: their slots have returned.
    virtual void delivered(const Cursor &cursor, const StreamEntries &batch);
    virtual void delivered(const Cursor &cursor, const StreamEntry &entry);
    /// Called when everything received was handed over; calls finishStopping() when nothing is left to be done.
    virtual void settleStopping() { finishStopping(); }
    void scheduleHandOver();
    void handOver();
    bool handOverSome(const QElapsedTimer &slice);
    StreamEntry takeFromCurrent();
    void serveFetches();
    void drainFinished();
    void finishStopping();
    virtual void closeDown(Phase next, const RedisError &futuresError);

    StreamConsumer *q; ///< set once, before anything else is called
    QPointer<RedisClient> client;
    QMetaObject::Connection clientGone;
    QMetaObject::Connection clientChanged;
    QList<QByteArray> streamKeys;
    StartFrom startFrom = StartFrom::Latest;
    QDateTime startTime;
    qint64 startCount = 100;
    QVariantMap startIds;
    int bufferSize = -1;
    int blockTimeout = 0;
    bool paused = false;
    bool activeWanted = false; ///< active was set while it could not start: nothing to start yet, or something to end first

    Phase phase = Phase::Closed;
    Mode mode = Mode::None;
    State state = State::Closed;
    bool healthy = false;
    bool active = false;
    RedisError error;
    quint64 run = 0; ///< counts openings, so that answers to an earlier one are told apart
    quint64 openingRun = 0; ///< the one that the next two are about
    qint64 openingSince = 0; ///< ms
    bool complete = false; ///< all streams could be read once, and opened() was emitted

    std::vector<Cursor> cursors;
    std::vector<Lane> lanes; ///< at least one while the phase is Opening, Open or Stopping
    size_t nextLane = 0; ///< whose turn it is to ask first
    int maxConnections = 128;
    QTimer pollTimer; ///< runs while there are lanes without a connection of their own
    size_t nextPoll = 0; ///< which of them is asked next
    Internal::EntryQueue queue;
    QTimer reprobe;
    QTimer counterTimer;
    bool wakeReported = false;
    int resetsWaiting = 0; ///< streams whose new position is not fixed yet

    bool handingOver = false;
    bool handOverScheduled = false;
    Internal::EntryQueue::Batch current; ///< announced by entriesReceived(), being emitted entry by entry
    qsizetype currentNext = 0;
    bool currentAnnounced = false; ///< not yet while fetchEntry() takes from it
    QElapsedTimer clock;
    qint64 lastEntryAt = 0; ///< for drain(): when the present wait began

    std::vector<QPromise<void>> openPromises; ///< one for each open(): a future has room for one continuation
    std::optional<QPromise<qint64>> drainPromise;
    qint64 drained = 0;
    struct Fetch
    {
        std::shared_ptr<QPromise<std::optional<StreamEntry>>> promise;
        qint64 since = -1; ///< when it became the first in line; -1 = not yet
    };
    std::deque<Fetch> fetches;

    qint64 entries = 0;
    qint64 byteTotal = 0;
    qint64 reconnects = 0;
};

} // namespace RedisStreams
