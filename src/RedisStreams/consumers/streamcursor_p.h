// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumers/continuity_p.h"
#include "values/entrychunk_p.h"

#include "rediserror.h"

#include <deque>
#include <memory>
#include <optional>

namespace RedisStreams::Internal {

/// Some entries of one stream, received and not handed over.
struct QueuedEntries
{
    EntryChunkPtr chunk;
    quint32 first = 0;
    quint32 count = 0;
    qint64 bytes = 0;
    qint64 receivedAt = 0; ///< ms of the consumer's clock
};

struct ReadLane;

/// A stream holds less than was read of it.
struct StreamReset
{
    StreamLook look;
    bool decided = false; ///< `rolledBack` is known
    bool rolledBack = false;
};

/// One stream of a consumer: how far it was read, and how far it was handed over.
struct StreamCursor
{
    explicit StreamCursor(const QByteArray &key) : label(new StreamLabel(key)) {}
    virtual ~StreamCursor() = default;

    const StreamLabelPtr label;
    std::optional<StreamId> givenStart; ///< with addStream(); holds for each start
    std::optional<StreamId> explicitStart; ///< the same, or from startIds, for this run
    bool resolved = false; ///< the start position is known
    bool excluded = false; ///< cannot be read (wrong type, no permission); looked at again from time to time
    bool removed = false; ///< no longer the consumer's; what still arrives of it is dropped
    bool announce = false; ///< streamAdded() is due once it is resolved
    RedisError problem; ///< why it is excluded
    StreamId readAfter; ///< the next request reads after this
    StreamId newestAtStart; ///< there before reading began, with StartFrom::LastEntries
    StreamId position; ///< the last entry handed over, or the start
    std::deque<QueuedEntries> queue;
    Continuity continuity; ///< of what was received; not kept for groups
    bool lookSoon = false; ///< before its next read: what lies behind its start may be gone
    std::optional<StreamId> awaited; ///< the newest entry that the master had, when it was asked last; of replicas only
    std::optional<StreamReset> reset; ///< it holds less than was read of it; not read until its new position is fixed
    ReadLane *lane = nullptr; ///< by which it is read, while the consumer is open

    const QByteArray &key() const { return label->key; }
    const QString &name() const { return label->name; }
    virtual bool isReadable() const { return resolved && !excluded && !removed; }
    /// It should be read, and cannot be for the time being.
    virtual bool isHeldUp() const { return reset.has_value(); }
    void startAt(StreamId id)
    {
        resolved = true;
        readAfter = id;
        position = id;
    }
};
using StreamCursorPtr = std::shared_ptr<StreamCursor>;

/// Where a reader puts what it decoded.
class EntryReceiver
{
public:
    virtual ~EntryReceiver() = default;
    virtual void received(const StreamCursorPtr &cursor, const EntryChunkPtr &chunk, quint32 first, quint32 count, qint64 bytes) = 0;
};

} // namespace RedisStreams::Internal
