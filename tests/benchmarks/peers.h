// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "workload.h"

#include <vector>

/// One way to read: prints nothing, gives what it read.
namespace Bench {

struct Outcome
{
    qint64 entries = 0;
    std::uint64_t sum = 0; ///< of all bytes of names and values; 0 for clients that look at none
};

/// What becomes of an entry that was read through a group.
enum class Ack {
    None, ///< NOACK
    Batch, ///< acknowledged with the others of its batch
    Entry, ///< acknowledged by itself
    After, ///< acknowledged by the library when it was handed over
};

struct Options
{
    quint16 port = 0;
    Work work = workA;
    bool automaticCount = false; ///< the library's own choice of COUNT
    bool batches = false; ///< entriesReceived instead of entryReceived
    Ack ack = Ack::None; ///< of groups
    qint64 depth = 1; ///< requests in flight, where the client can
};

Outcome readRaw(const Options &options);
Outcome readHiredis(const Options &options);
Outcome readConsumer(const Options &options);

/// The same through the group "g", which is there and begins at the start of the stream.
Outcome readGroupHiredis(const Options &options);
Outcome readGroup(const Options &options);

/// Nanoseconds from XADD to the application for each entry of the stream "latency": its field "t" holds the time.
std::vector<qint64> latencyHiredis(quint16 port, int entries);
std::vector<qint64> latencyConsumer(quint16 port, int entries);
/// Adds entries with the present time, one after the other, with pauses.
void produceForLatency(quint16 port, int entries);

} // namespace Bench
