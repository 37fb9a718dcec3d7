// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/flightlog_p.h"
#include "consumers/streamconsumer_p.h"
#include "groupconsumer.h"
#include "xack.h"
#include "xclaim.h"
#include "xreadgroup.h"

#include <set>

namespace RedisStreams {

namespace Internal {

/// A stream as a member of a group sees it.
struct GroupCursor final : StreamCursor
{
    using StreamCursor::StreamCursor;

    /// Shared with the cursor that follows when the stream is removed and added again.
    std::shared_ptr<FlightLog> flights = std::make_shared<FlightLog>();
    /// Pending for this consumer's name since before we began, and not asked for: not ours to hand over.
    std::set<StreamId> ignored;
    bool continues = false; ///< what it had before is known: it is not ignored
    bool groupReady = false; ///< the group exists
    bool groupMissing = false; ///< it does not, at opening, and we may not create it
    bool backlogWanted = false; ///< its own history is read first, ...
    StreamId backlogAfter; ///< ... from here on
    bool backlogRead = false; ///< all of it was read, and the last of it waits to be handed over
    bool recoverWanted = false; ///< what was assigned to us may have been lost on the way
    bool recovering = false; ///< it is being looked for
    bool busy = false; ///< one of these is under way; they must not overlap, or an entry might come twice
    qint64 asked = 0; ///< how many entries what is under way may bring

    bool claimWanted = false; ///< entries of others are to be looked for, ...
    StreamId claimAfter; ///< ... behind this one
    QList<PendingEntry> claimable; ///< were found, and wait until it is known how many fit

    int lostInRow = 0; ///< how often the group vanished, for the back-off
    qint64 readyAt = 0; ///< ms: when it was found or made last
    qint64 lostCheckedAt = -1; ///< ms: when it was last looked whether the group still exists
    bool streamGone = false; ///< the group vanished with its stream
    bool receivedAny = false; ///< readAfter is the id of an entry that there was
    quint64 generation = 0; ///< counts the groups of that name that there were

    QList<StreamId> acks; ///< to be sent
    int acksUnderWay = 0; ///< commands whose replies are due
    bool detached = false; ///< no longer among the consumer's streams, only settles what is open

    bool isReadable() const override { return StreamCursor::isReadable() && groupReady && !backlogWanted && !recoverWanted && !recovering; }
    bool isHeldUp() const override { return resolved && !groupReady; }
    bool isCaughtUp() const { return !groupReady || !(backlogWanted || recoverWanted || busy); }
};

} // namespace Internal

/// What a group consumer does beyond following: opening (groupopening.cpp) creates groups and notices when they
/// vanish; pending (grouppending.cpp) finds and hands over what the server has pending for us or for dead consumers;
/// acknowledging (groupacks.cpp) sends acknowledgements and settles what is open when it stops.
class GroupConsumerPrivate final : public StreamConsumerPrivate
{
public:
    using GroupCursorPtr = std::shared_ptr<Internal::GroupCursor>;
    using AckPolicy = GroupConsumer::AckPolicy;
    using MissingGroupPolicy = GroupConsumer::MissingGroupPolicy;

    GroupConsumerPrivate();
    ~GroupConsumerPrivate() override;

    const char *className() const override { return "GroupConsumer"; }
    GroupConsumer *group() const { return static_cast<GroupConsumer *>(q); }
    static GroupCursorPtr own(const Cursor &cursor) { return std::static_pointer_cast<Internal::GroupCursor>(cursor); }
    GroupCursorPtr findOwn(const QByteArray &key) const { return own(find(key)); }
    /// A guard for answers that come later: true while this opening lasts and the stream is still ours.
    std::function<bool()> stillWanted(const Cursor &cursor) const;
    /// The same, whether the stream is still ours or not.
    std::function<bool()> sameRun() const;
    /// Whether trying again makes sense after this.
    bool passes(const RedisError &problem) const;

    // --- opening
    RedisError checkConfiguration() const override;
    RedisError conflict() const;
    Cursor makeCursor(const QByteArray &key) const override;
    void begin(bool fromPositions) override;
    void prepareLane(Internal::ReadLane &lane) const override;
    void resolve(const Cursor &cursor) override;
    void takeUp(const GroupCursorPtr &cursor);
    std::optional<StreamId> newGroupId() const;
    void createGroup(const GroupCursorPtr &cursor);
    void inspectGroup(const GroupCursorPtr &cursor);
    void listIgnored(const GroupCursorPtr &cursor, StreamId first, StreamId last, StreamId lastDelivered);
    void groupFound(const GroupCursorPtr &cursor, StreamId lastDelivered);
    void checkOpened() override;
    void readFailed(const Lane &lane, const RedisError &problem) override;
    void checkGroup(const GroupCursorPtr &cursor, bool streamGone = false);
    void groupVanished(const GroupCursorPtr &cursor, bool streamGone);
    void recreateLater(const GroupCursorPtr &cursor, std::chrono::milliseconds pause);
    void recreateGroup(const GroupCursorPtr &cursor);
    void recreateFailed(const GroupCursorPtr &cursor, const RedisError &problem);
    void recreateAt(const GroupCursorPtr &cursor, StreamId from);
    void recreateWhereItWas(const GroupCursorPtr &cursor);

    // --- what is received
    void readerReady(const Lane &lane) override;
    void readerLost(const Lane &lane, const RedisError &problem) override;
    void recover(const Cursor &cursor);
    void recoverAll();
    void beforeRequest() override;
    void workOn(const GroupCursorPtr &cursor);
    std::vector<Cursor> readableCursors(Internal::ReadLane &lane) override;
    qint64 requestCount(Internal::ReadLane &lane, qint64 streamCount) override;
    bool wantsRequest(const Internal::ReadLane &lane) const override;
    bool onlyReads() const override { return false; }
    qint64 blockForRequest(const Internal::ReadLane &lane) const override;
    bool isCaughtUp() const override;
    void received(const Cursor &cursor, const Internal::EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes) override;
    bool takeBatch() override;
    bool keepsCurrent() override;
    void aboutToDeliver(const Cursor &cursor, const StreamEntries &batch) override;
    void handedOut(const Internal::StreamCursor &cursor, StreamId id);
    bool dropAged();
    /// How often it is looked whether the event loop runs.
    int turnInterval() const;
    void noteTurn();
    qint64 openCount() const;
    /// How many more entries may be in flight, besides those that were asked for; without a bound, very many.
    qint64 room() const;
    qint64 roomWithoutReading() const;
    void roomChanged();
    bool isHandedOver(const GroupCursorPtr &cursor) const;

    // --- pending entries
    struct Found
    {
        StreamEntry entry;
        qint64 deliveries = -1;
        qint64 idle = -1; ///< as the application is told: before it was claimed
        qint64 age = 0; ///< ms since it was delivered to us
        bool claimed = false; ///< from another consumer
    };
    void readBacklog(const GroupCursorPtr &cursor);
    void backlogPageRead(const GroupCursorPtr &cursor, const StreamEntries &page, const QList<PendingEntry> &pending, qint64 count);
    void finishBacklogs();
    void listPending(const GroupCursorPtr &cursor, StreamId first, std::shared_ptr<std::set<StreamId>> listed);
    void recovered(const GroupCursorPtr &cursor, const std::set<StreamId> &listed);
    void fetchUnseen(const GroupCursorPtr &cursor, const QList<PendingEntry> &unseen, std::function<void()> then);
    void handOverFound(const GroupCursorPtr &cursor, const QList<Found> &found);
    void dropTombstone(const GroupCursorPtr &cursor, StreamId id);
    void operationFailed(const GroupCursorPtr &cursor, const RedisError &problem);
    void operationDone(const GroupCursorPtr &cursor);
    // --- claiming
    void startClaiming();
    void claimAll();
    void checkWork(const GroupCursorPtr &cursor);
    void findClaimable(const GroupCursorPtr &cursor);
    void takeClaimable(const GroupCursorPtr &cursor);
    struct Claims;
    void claimed(const GroupCursorPtr &cursor, const std::shared_ptr<Claims> &claims);
    void sweepTombstones(const GroupCursorPtr &cursor, const QList<PendingEntry> &unclear, std::function<void()> then);
    void deadLetter(const GroupCursorPtr &cursor, const Found &found, bool again = false);
    StreamFields deadLetterFields(const GroupCursorPtr &cursor, const Found &found) const;
    void deadLetterStepwise(const GroupCursorPtr &cursor, const Found &found, const StreamFields &fields);
    void deadLetterDone(const GroupCursorPtr &cursor, const Found &found, bool moved);
    void deadLetterFailed(const GroupCursorPtr &cursor, const Found &found, const RedisError &problem);

    // --- acknowledging
    void delivered(const Cursor &cursor, const StreamEntries &batch) override;
    void delivered(const Cursor &cursor, const StreamEntry &entry) override;
    bool acknowledgesByItself() const { return ackPolicy != AckPolicy::Manual || autoAcknowledge; }
    void queueAck(const Cursor &cursor, StreamId id);
    void flushAcks(const GroupCursorPtr &cursor);
    void flushAllAcks();
    void sendAcks(const GroupCursorPtr &cursor, const QList<StreamId> &ids);
    /// When the consumer is destroyed.
    void sendLastAcks(const Internal::GroupCursor &cursor) const;
    QByteArrayList ackAndDelete(const Internal::GroupCursor &cursor, const QList<StreamId> &ids) const;
    Xackdel ackDelete(const Internal::GroupCursor &cursor, const QList<StreamId> &ids) const;
    bool serverHas(const QByteArray &feature) const { return !lacking.contains(feature); }
    void acksConfirmed(const GroupCursorPtr &cursor, const QList<StreamId> &ids, qint64 count);
    void acksFailed(const GroupCursorPtr &cursor, const QList<StreamId> &ids, const RedisError &problem);
    void beat();
    /// Of something that is done again and again, or at the end: said once a run.
    void reportOnce(const RedisError &problem, const Cursor &cursor, const QString &what);
    void settleStopping() override;
    void stopStep();
    void left(const Cursor &cursor) override;
    void closeDown(Phase next, const RedisError &futuresError) override;

    QByteArray groupName;
    QByteArray consumerName;
    bool autoCreate = true;
    QString groupStartId;
    bool autoAcknowledge = false;
    bool startFromBacklog = false;
    AckPolicy ackPolicy = AckPolicy::Manual;
    int maxInFlight = 0;
    int claimMinIdle = 0;
    int claimInterval = 0;
    int maxDeliveries = 0;
    QByteArray deadLetterKey;
    int heartbeat = 0;
    MissingGroupPolicy missingGroupPolicy = MissingGroupPolicy::RecreateFromPosition;
    bool releaseOnStop = false;
    bool removeConsumerOnStop = false;

    QTimer ackTimer;
    QTimer claimTimer;
    QTimer beatTimer;
    QTimer stopTimer;
    QTimer ghostTimer; ///< runs until a read cannot go on any more in a server to which its connection was lost
    QTimer turnTimer; ///< shows when the event loop was held up
    std::vector<GroupCursorPtr> leaving; ///< removed streams whose entries the application still has
    std::set<QString> reportedOnce; ///< in this run
    std::set<QByteArray> lacking; ///< commands and options the server was found not to have
    qint64 acknowledgedTotal = 0;
    qint64 lastTurn = 0; ///< ms: when the event loop was last seen running
    int deadLettersUnderWay = 0;
    enum class StopStep { None, Acks, Release, Remove, Done };
    StopStep stopping = StopStep::None;
    int stopPending = 0;
};

} // namespace RedisStreams
