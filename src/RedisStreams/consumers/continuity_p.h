// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamid.h"

#include <QtCore/QtGlobal>

#include <deque>
#include <optional>
#include <vector>

namespace RedisStreams::Internal {

/// What XINFO STREAM tells a reader about the whole of a stream.
struct StreamLook
{
    bool exists = false;
    qint64 length = 0;
    StreamId lastGeneratedId;
    std::optional<StreamId> firstId; ///< nullopt = no entry is left
    std::optional<qint64> entriesAdded; ///< since the stream was made; servers before 7.0 do not count

    /// How many entries that were added are gone again.
    std::optional<qint64> removed() const
    {
        return entriesAdded ? std::optional<qint64>(qMax<qint64>(0, *entriesAdded - length)) : std::nullopt;
    }
};

/// Whether what one reader received is all that the stream ever held behind its start. A stream tells neither that it
/// was trimmed past a slow reader nor that it is another one by now; but it counts what was added to it. So the
/// number of the reader's own position among all entries added is kept, and compared with what the server says.
class Continuity
{
public:
    enum class Kind {
        Whole, ///< nothing is missing, or nothing can be said
        Gap, ///< entries between `from` and `to` were removed before they were read
        Shrunk, ///< the stream holds less than was read of it: it was made anew, or the server lost entries
    };
    struct Verdict
    {
        Kind kind = Kind::Whole;
        StreamId from; ///< the last id that is known to be whole
        StreamId to; ///< the first entry that is left, or the end of the stream
        qint64 lostAtLeast = 0; ///< 0: the server does not count, so only the entry at `from` is known to be gone
    };

    /// Reading begins behind \a position, wherever that is.
    void startAt(StreamId position);
    /// Reading begins behind \a position, which is an entry's that somebody saw: if it is gone, others may be too.
    void startAtEntry(StreamId position);
    /// Reading goes on behind \a position, the last entry that was handed over.
    void resumeAt(StreamId position);
    /// Reading begins at the end of the stream as \a look sees it.
    void startAtEnd(const StreamLook &look);
    /// So many entries came together, the first and the last with these ids.
    void received(StreamId first, StreamId last, qint64 count);
    /// Whether entries that came since the last look that found all well began with this one. What was read of a
    /// stream that was made anew begins with its first entry.
    bool began(StreamId first) const;
    StreamId position() const { return m_position; }

    /// Judges; \a look was made when nothing but what received() knows had been read.
    /// Whether \a look shows less than was read; such a look changes nothing here.
    bool isAheadOf(const StreamLook &look) const { return m_seen && (!look.exists || look.lastGeneratedId < m_position); }
    Verdict look(const StreamLook &look);
    /// Ids that are known to have been in the stream, newest first, not beyond \a end: entries of one that lost its
    /// newest are still there, those of one that was made anew are not.
    std::vector<StreamId> evidence(StreamId end) const;

private:
    void remember(StreamId id);

    StreamId m_position;
    StreamId m_checked; ///< up to here nothing was missing, or it was said
    bool m_seen = false; ///< the position is an entry's, or was the stream's end
    bool m_entry = false; ///< the position is an entry's
    std::optional<StreamId> m_suspected; ///< where it was said that others may be gone
    std::optional<qint64> m_index; ///< how many entries were added up to the position
    std::vector<StreamId> m_known; ///< ascending
    std::deque<StreamId> m_begins; ///< of what came since the last look
};

} // namespace RedisStreams::Internal
