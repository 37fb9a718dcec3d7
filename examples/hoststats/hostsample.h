// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "procparser.h"

#include <RedisStreams/streamentry.h>

namespace HostStats {

/// All that is read from /proc at one time. A part that the system does not offer stays empty.
struct HostReading
{
    std::optional<CpuFigures> cpu;
    std::optional<MemoryFigures> memory;
    std::optional<DiskFigures> disk;
    std::optional<NetworkFigures> network;
    std::optional<LoadFigures> load;

    static HostReading now();
};

/// An entry to be: which stream it belongs to ("cpu", below the prefix) and its fields.
struct Sample
{
    QByteArray name;
    RedisStreams::StreamFields fields;
};

/// The figures as they are at \a now; rates are those of the \a seconds since \a before. Pure.
QList<Sample> samples(const HostReading &before, const HostReading &now, double seconds);

} // namespace HostStats
