// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/entryqueue_p.h"
#include "consumers/readsizer_p.h"
#include "consumers/streamreader_p.h"
#include "streamconsumer.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTimer>

#include <deque>

namespace RedisStreams {

/// The consumer's inside. Three parts: opening (streamconsumeropening.cpp) fixes where each stream is read from;
/// reading (streamconsumerreading.cpp) decides when the next request goes out and what a reply means; handing over
/// (streamconsumerhandover.cpp) gives entries to the application in slices. This class holds what they share, and the one function that changes the state.
class StreamConsumerPrivate
{
public:
    using State = StreamConsumer::State;
    using StartFrom = StreamConsumer::StartFrom;
    using Cursor = Internal::StreamCursorPtr;

    explicit StreamConsumerPrivate(StreamConsumer *consumer);
    ~StreamConsumerPrivate();

    enum class Phase { Closed, Opening, Open, Stopping, Failed };
    enum class Mode { None, Follow, Drain };

    // --- state
    /// Computes the public state from phase, mode, pause and connection, and announces what changed.
    void updateState();
    void report(const RedisError &problem);
    void fail(const RedisError &problem);
    void countersMoved();

    // --- opening
    RedisError checkConfiguration() const;
    void begin(bool fromPositions);
    void resolve(const Cursor &cursor);
    void resolved(const Cursor &cursor, StreamId after);
    void resolveFailed(const Cursor &cursor, const RedisError &problem);
    void checkOpened();
    void clientOptionsChanged();
    void startWhenPossible();
    void makeReader();
    void readerReady();
    void readerLost(const RedisError &problem);
    void readerFailed(const RedisError &problem);

    // --- streams
    Cursor find(const QByteArray &key) const;
    void add(const QByteArray &key, std::optional<StreamId> startId);
    void remove(const QByteArray &key);
    void streamSetChanged();
    void exclude(const Cursor &cursor, const RedisError &problem);
    void reprobeExcluded();

    // --- reading
    void pump();
    bool wantsRequest() const;
    qint64 blockForRequest() const;
    void replied(const Internal::StreamReader::Result &result);
    void readFailed(const RedisError &problem);
    void findCulprits(const RedisError &problem);
    void nothingCame(const Internal::StreamReader::Result &result);
    void pauseRequests(std::chrono::milliseconds pause);
    void adjustBackPressure();
    void wake();

    // --- handing over
    void scheduleHandOver();
    void handOver();
    bool handOverSome(const QElapsedTimer &slice);
    StreamEntry takeFromCurrent();
    void serveFetches();
    void drainFinished();
    void finishStopping();
    void closeDown(Phase next, const RedisError &futuresError);

    StreamConsumer *const q;
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
    bool activeWanted = false; ///< active was set before there was something to start

    Phase phase = Phase::Closed;
    Mode mode = Mode::None;
    State state = State::Closed;
    bool healthy = false;
    bool active = false;
    RedisError error;
    quint64 run = 0; ///< counts openings, so that answers to an earlier one are told apart

    std::vector<Cursor> cursors;
    Internal::EntryQueue queue;
    Internal::ReadSizer sizer;
    Internal::ReadRequest request;
    bool requestStale = true; ///< the set of streams changed since `request` was made
    std::unique_ptr<Internal::StreamReader> reader;
    QTimer requestPause; ///< runs while no request may be sent (after errors)
    QTimer reprobe;
    QTimer counterTimer;
    int errorsInRow = 0;
    int emptyInRow = 0;
    bool probing = false;
    bool wakeReported = false;
    bool everConnected = false;

    bool handingOver = false;
    bool handOverScheduled = false;
    Internal::EntryQueue::Batch current; ///< announced by entriesReceived(), being emitted entry by entry
    qsizetype currentNext = 0;
    QElapsedTimer clock;
    qint64 lastEntryAt = 0; ///< for drain(): when the present wait began

    std::optional<QPromise<void>> openPromise;
    std::optional<QFuture<void>> openFuture;
    std::optional<QPromise<qint64>> drainPromise;
    qint64 drained = 0;
    struct Fetch
    {
        std::shared_ptr<QPromise<std::optional<StreamEntry>>> promise;
        qint64 since = -1; ///< when it became the first in line; -1 = not yet
    };
    std::deque<Fetch> fetches;

    qint64 entries = 0;
    qint64 bytes = 0;
    qint64 reconnects = 0;
};

} // namespace RedisStreams
