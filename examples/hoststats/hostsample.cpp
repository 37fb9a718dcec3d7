// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "hostsample.h"

#include <QtCore/QFile>

using RedisStreams::StreamFields;

namespace HostStats {
namespace {

QByteArray contentOf(const char *path)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Always with a point, whatever the locale: these are data.
QByteArray decimal(double value, int digits) { return QByteArray::number(value, 'f', digits); }

QByteArray mebibytes(quint64 kibibytes) { return decimal(double(kibibytes) / 1024, 1); }

/// Counters start again when a disk or an interface goes away and comes back.
double increase(quint64 before, quint64 now) { return now >= before ? double(now - before) : 0.0; }

double percent(double part, double whole) { return whole > 0 ? qBound(0.0, 100 * part / whole, 100.0) : 0.0; }

StreamFields cpuFields(const CpuFigures &before, const CpuFigures &now)
{
    const auto share = [&](quint64 CpuTimes::*part) {
        return decimal(percent(increase(before.machine.*part, now.machine.*part),
                           increase(before.machine.total(), now.machine.total())),
            1);
    };
    StreamFields fields{
        {"user", share(&CpuTimes::user)},
        {"system", share(&CpuTimes::system)},
        {"iowait", share(&CpuTimes::iowait)},
        {"idle", share(&CpuTimes::idle)},
    };
    // A core may be switched off between two readings.
    for (qsizetype i = 0; i < qMin(before.cores.size(), now.cores.size()); ++i) {
        const CpuTimes &then = before.cores.at(i);
        const CpuTimes &core = now.cores.at(i);
        const double resting = increase(then.idle, core.idle) + increase(then.iowait, core.iowait);
        const double whole = increase(then.total(), core.total());
        fields.append({"core" + QByteArray::number(i), decimal(percent(whole - resting, whole), 1)});
    }
    return fields;
}

StreamFields memoryFields(const MemoryFigures &now)
{
    const quint64 used = now.total - qMin(now.available, now.total);
    return {
        {"used", mebibytes(used)},
        {"available", mebibytes(now.available)},
        {"cached", mebibytes(now.cached)},
        {"swap_used", mebibytes(now.swapTotal - qMin(now.swapFree, now.swapTotal))},
        {"used_percent", decimal(percent(double(used), double(now.total)), 1)},
    };
}

StreamFields diskFields(const DiskFigures &before, const DiskFigures &now, double seconds)
{
    constexpr double SectorsPerMebibyte = 2048;
    return {
        {"read", decimal(increase(before.readSectors, now.readSectors) / SectorsPerMebibyte / seconds, 2)},
        {"write", decimal(increase(before.writtenSectors, now.writtenSectors) / SectorsPerMebibyte / seconds, 2)},
        {"iops", decimal(increase(before.operations, now.operations) / seconds, 1)},
    };
}

StreamFields networkFields(const NetworkFigures &before, const NetworkFigures &now, double seconds)
{
    return {
        {"rx", decimal(increase(before.receivedBytes, now.receivedBytes) / 1024 / seconds, 2)},
        {"tx", decimal(increase(before.sentBytes, now.sentBytes) / 1024 / seconds, 2)},
        {"packets", decimal(increase(before.packets, now.packets) / seconds, 1)},
    };
}

StreamFields loadFields(const LoadFigures &now)
{
    return {
        {"load1", decimal(now.oneMinute, 2)},
        {"load5", decimal(now.fiveMinutes, 2)},
        {"load15", decimal(now.fifteenMinutes, 2)},
        {"running", QByteArray::number(now.running)},
        {"processes", QByteArray::number(now.processes)},
    };
}

} // namespace

HostReading HostReading::now()
{
    return {
        parseStat(contentOf("/proc/stat")),
        parseMeminfo(contentOf("/proc/meminfo")),
        parseDiskstats(contentOf("/proc/diskstats")),
        parseNetDev(contentOf("/proc/net/dev")),
        parseLoadavg(contentOf("/proc/loadavg")),
    };
}

QList<Sample> samples(const HostReading &before, const HostReading &now, double seconds)
{
    QList<Sample> result;
    if (seconds <= 0)
        return result;
    if (before.cpu && now.cpu)
        result.append({"cpu", cpuFields(*before.cpu, *now.cpu)});
    if (now.memory)
        result.append({"memory", memoryFields(*now.memory)});
    if (before.disk && now.disk)
        result.append({"disk", diskFields(*before.disk, *now.disk, seconds)});
    if (before.network && now.network)
        result.append({"network", networkFields(*before.network, *now.network, seconds)});
    if (now.load)
        result.append({"load", loadFields(*now.load)});
    return result;
}

} // namespace HostStats
