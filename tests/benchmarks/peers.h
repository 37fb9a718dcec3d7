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

struct Options
{
    quint16 port = 0;
    Work work = workA;
    bool automaticCount = false; ///< the library's own choice of COUNT
    bool batches = false; ///< entriesReceived instead of entryReceived
    qint64 depth = 1; ///< requests in flight, where the client can
};

Outcome readRaw(const Options &options);
Outcome readHiredis(const Options &options);
Outcome readConsumer(const Options &options);

/// Nanoseconds from XADD to the application for each entry of the stream "latency": its field "t" holds the time.
std::vector<qint64> latencyHiredis(quint16 port, int entries);
std::vector<qint64> latencyConsumer(quint16 port, int entries);
/// Adds entries with the present time, one after the other, with pauses.
void produceForLatency(quint16 port, int entries);

} // namespace Bench
