// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamid.h"

#include <QtCore/QList>

#include <deque>
#include <map>
#include <optional>

namespace RedisStreams::Internal {

/// The entries of one stream that the server has pending for this consumer, as far as we know them: from their
/// reception to the confirmed acknowledgement. What the server lists and is not in here, nobody has seen.
///
/// Groups deliver ids in ascending order and applications acknowledge nearly in order, so the usual path appends at
/// one end and takes off at the other; claimed entries, which are older, go to a map.
class FlightLog
{
public:
    enum class State : quint8 {
        Received, ///< waits to be handed over
        InWork, ///< the application has it
        Acknowledging, ///< acknowledged, the server has not confirmed it yet
    };
    struct Flight
    {
        State state = State::Received;
        qint64 since = 0; ///< ms: received, handed over, or ownership renewed
    };

    /// Notes an entry as received, also one that is known.
    void add(StreamId id, qint64 now);
    /// The same, but leaves one that is known as it is; false then.
    bool addNew(StreamId id, qint64 now);
    bool contains(StreamId id) const { return find(id) != nullptr; }
    /// Null when it is not known.
    Flight *find(StreamId id);
    const Flight *find(StreamId id) const { return const_cast<FlightLog *>(this)->find(id); }
    bool remove(StreamId id);
    /// Forgets what was received and not handed over.
    void removeReceived();
    void clear();

    /// Received or in work: what counts against maxInFlight.
    qint64 openCount() const { return m_open; }
    qint64 count() const { return m_count; }
    /// Changes the state of a known entry.
    void setState(StreamId id, State state, qint64 now);
    /// The same for Acknowledging; nobody asks since when.
    void setAcknowledging(StreamId id);
    /// Ids in work whose ownership was last renewed before \a before, oldest first, at most \a most.
    QList<StreamId> inWorkSince(qint64 before, qsizetype most) const;
    /// All ids in work, ascending.
    QList<StreamId> inWork() const;

private:
    struct Slot
    {
        StreamId id;
        Flight flight;
        bool live = true;
    };
    static bool isOpen(State state) { return state != State::Acknowledging; }
    Slot *findSlot(StreamId id);

    std::deque<Slot> m_slots; ///< ascending
    size_t m_near = 0; ///< where the last look-up ended: the next one is nearly always for the same entry or the one behind it
    std::map<StreamId, Flight> m_older; ///< added out of order
    qint64 m_count = 0;
    qint64 m_open = 0;
};

} // namespace RedisStreams::Internal
