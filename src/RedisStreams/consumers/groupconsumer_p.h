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

    FlightLog flights;
    /// Pending for this consumer's name since before we began, and not asked for: not ours to hand over.
    std::set<StreamId> ignored;
    bool groupReady = false; ///< the group exists
    bool backlogWanted = false; ///< its own history is read first, ...
    StreamId backlogAfter; ///< ... from here on
    bool recoverWanted = false; ///< what was assigned to us may have been lost on the way
    bool busy = false; ///< one of these is under way; they must not overlap, or an entry might come twice
    int lostInRow = 0; ///< how often the group vanished, for the back-off
    qint64 lostCheckedAt = -1; ///< ms: when it was last looked whether the group still exists

    QList<StreamId> acks; ///< to be sent
    int acksUnderWay = 0; ///< commands whose replies are due

    bool isReadable() const override { return StreamCursor::isReadable() && groupReady && !backlogWanted && !recoverWanted; }
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
    /// Whether trying again makes sense after this.
    bool passes(const RedisError &problem) const;

    // --- opening
    RedisError checkConfiguration() const override;
    RedisError conflict() const;
    Cursor makeCursor(const QByteArray &key) const override;
    void begin(bool fromPositions) override;
    void resolve(const Cursor &cursor) override;
    std::optional<StreamId> newGroupId() const;
    void createGroup(const GroupCursorPtr &cursor);
    void inspectGroup(const GroupCursorPtr &cursor);
    void listIgnored(const GroupCursorPtr &cursor, StreamId first, StreamId last, StreamId lastDelivered);
    void groupFound(const GroupCursorPtr &cursor, StreamId lastDelivered);
    void checkOpened() override;
    void readFailed(const RedisError &problem) override;
    void checkGroup(const GroupCursorPtr &cursor);
    void groupVanished(const GroupCursorPtr &cursor);
    void recreateGroup(const GroupCursorPtr &cursor);

    // --- pending entries
    void readerReady() override;
    void readerLost(const RedisError &problem) override;
    void beforeRequest() override;
    std::vector<Cursor> readableCursors() override;
    qint64 requestCount(qint64 streamCount) const override;
    bool wantsRequest() const override;
    bool isCaughtUp() const override;
    void received(const Cursor &cursor, const Internal::EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes) override;
    bool takeBatch() override;
    qint64 openCount() const;
    qint64 room() const; ///< how many more entries may be in flight
    struct Found
    {
        StreamEntry entry;
        qint64 deliveries = -1;
        qint64 idle = -1;
        bool claimed = false;
    };
    void readBacklog(const GroupCursorPtr &cursor);
    void recover(const GroupCursorPtr &cursor, StreamId first, std::shared_ptr<std::set<StreamId>> listed);
    void fetchUnseen(const GroupCursorPtr &cursor, const QList<PendingEntry> &unseen, std::function<void()> then);
    void handOverFound(const GroupCursorPtr &cursor, const QList<Found> &found);
    void dropTombstone(const GroupCursorPtr &cursor, StreamId id);
    void operationFailed(const GroupCursorPtr &cursor, const RedisError &problem);
    void operationDone(const GroupCursorPtr &cursor);
    // --- claiming
    void startClaiming();
    void claimAll();
    void claim(const GroupCursorPtr &cursor, StreamId after);
    void sweepTombstones(const GroupCursorPtr &cursor, const QList<PendingEntry> &unclear, std::function<void()> then);
    void deadLetter(const GroupCursorPtr &cursor, const Found &found);
    void deadLetterUncertain(const GroupCursorPtr &cursor, const Found &found);

    // --- acknowledging
    void delivered(const Cursor &cursor, const StreamEntries &batch) override;
    void delivered(const Cursor &cursor, const StreamEntry &entry) override;
    bool acknowledgesByItself() const { return ackPolicy != AckPolicy::Manual || autoAcknowledge; }
    void queueAck(const GroupCursorPtr &cursor, StreamId id);
    void flushAcks(const GroupCursorPtr &cursor);
    void flushAllAcks();
    void sendAcks(const GroupCursorPtr &cursor, const QList<StreamId> &ids);
    bool serverHas(const char *command) const { return !lacking.contains(command); }
    void acksConfirmed(const GroupCursorPtr &cursor, const QList<StreamId> &ids, qint64 count);
    void acksFailed(const GroupCursorPtr &cursor, const QList<StreamId> &ids, const RedisError &problem);
    void beat();
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
    std::vector<GroupCursorPtr> leaving; ///< removed streams whose entries the application still has
    QStringList missing; ///< streams whose group does not exist, at opening
    size_t turn = 0; ///< which streams are asked first when there is not room for all
    std::set<QByteArray> lacking; ///< commands the server was found not to have
    qint64 acknowledgedTotal = 0;
    int deadLettersUnderWay = 0;
    enum class StopStep { None, Acks, Release, Remove, Done };
    StopStep stopping = StopStep::None;
    int stopPending = 0;
};

} // namespace RedisStreams
