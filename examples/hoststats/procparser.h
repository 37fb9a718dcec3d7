// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QList>

#include <optional>

/// What the files of /proc say, as values. The functions are pure: text in, figures out; nullopt when the text is not
/// what the kernel writes. See https://docs.kernel.org/filesystems/proc.html
namespace HostStats {

/// Clock ticks since the machine started.
struct CpuTimes
{
    quint64 user = 0; ///< with "nice"
    quint64 system = 0; ///< with interrupts
    quint64 iowait = 0;
    quint64 idle = 0;
    quint64 stolen = 0; ///< by the hypervisor

    quint64 total() const { return user + system + iowait + idle + stolen; }
    friend bool operator==(const CpuTimes &, const CpuTimes &) = default;
};

struct CpuFigures
{
    CpuTimes machine;
    QList<CpuTimes> cores;
};

struct MemoryFigures ///< in KiB
{
    quint64 total = 0;
    quint64 available = 0;
    quint64 cached = 0; ///< page cache and buffers
    quint64 swapTotal = 0;
    quint64 swapFree = 0;
};

/// Since the machine started, all disks together.
struct DiskFigures
{
    quint64 readSectors = 0; ///< of 512 bytes, whatever the disk's own are
    quint64 writtenSectors = 0;
    quint64 operations = 0;
};

/// Since the machine started, all interfaces to the outside together.
struct NetworkFigures
{
    quint64 receivedBytes = 0;
    quint64 sentBytes = 0;
    quint64 packets = 0; ///< both ways
};

struct LoadFigures
{
    double oneMinute = 0;
    double fiveMinutes = 0;
    double fifteenMinutes = 0;
    qint64 running = 0;
    qint64 processes = 0; ///< with threads, as the kernel counts
};

std::optional<CpuFigures> parseStat(QByteArrayView text); ///< /proc/stat
std::optional<MemoryFigures> parseMeminfo(QByteArrayView text); ///< /proc/meminfo
std::optional<DiskFigures> parseDiskstats(QByteArrayView text); ///< /proc/diskstats
std::optional<NetworkFigures> parseNetDev(QByteArrayView text); ///< /proc/net/dev
std::optional<LoadFigures> parseLoadavg(QByteArrayView text); ///< /proc/loadavg

} // namespace HostStats
