// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "procparser.h"

#include <QtCore/QByteArrayList>

#include <algorithm>

namespace HostStats {
namespace {

QByteArrayList lines(QByteArrayView text) { return text.toByteArray().split('\n'); }

/// Words apart by any number of spaces.
QByteArrayList words(const QByteArray &line)
{
    const QByteArray simplified = line.simplified();
    return simplified.isEmpty() ? QByteArrayList() : simplified.split(' ');
}

/// The word as a number; 0 when it is missing, as columns that came with newer kernels are.
quint64 number(const QByteArrayList &row, qsizetype column) { return row.value(column).toULongLong(); }

bool isNumber(const QByteArray &word)
{
    return !word.isEmpty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "sda1" is a part of "sda", "nvme0n1p2" of "nvme0n1": counting both would count everything twice.
bool isPartition(const QByteArray &name, const QByteArrayList &disks)
{
    return std::any_of(disks.begin(), disks.end(), [&name](const QByteArray &disk) {
        if (!name.startsWith(disk))
            return false;
        QByteArray rest = name.sliced(disk.size());
        if (isNumber(disk.last(1))) {
            if (!rest.startsWith('p'))
                return false;
            rest.remove(0, 1);
        }
        return isNumber(rest);
    });
}

/// Devices that are made of other devices, or of memory.
bool isVirtualDisk(const QByteArray &name)
{
    constexpr const char *Prefixes[] = {"loop", "ram", "zram", "dm-", "md", "sr", "fd"};
    return std::any_of(
        std::begin(Prefixes), std::end(Prefixes), [&name](const char *prefix) { return name.startsWith(prefix); });
}

/// Interfaces whose traffic stays in the machine, or passes a real interface as well.
bool isInnerInterface(const QByteArray &name)
{
    constexpr const char *Prefixes[] = {"veth", "docker", "br-", "virbr"};
    return name == "lo" || std::any_of(std::begin(Prefixes), std::end(Prefixes), [&name](const char *prefix) {
        return name.startsWith(prefix);
    });
}

CpuTimes cpuTimes(const QByteArrayList &row)
{
    // cpu user nice system idle iowait irq softirq steal; guest time is part of user already.
    CpuTimes times;
    times.user = number(row, 1) + number(row, 2);
    times.system = number(row, 3) + number(row, 6) + number(row, 7);
    times.idle = number(row, 4);
    times.iowait = number(row, 5);
    times.stolen = number(row, 8);
    return times;
}

} // namespace

std::optional<CpuFigures> parseStat(QByteArrayView text)
{
    std::optional<CpuFigures> figures;
    for (const QByteArray &line : lines(text)) {
        if (!line.startsWith("cpu"))
            continue;
        const QByteArrayList row = words(line);
        if (row.size() < 5)
            return {};
        if (row.first() == "cpu")
            figures.emplace().machine = cpuTimes(row);
        else if (figures)
            figures->cores.append(cpuTimes(row));
    }
    return figures;
}

std::optional<MemoryFigures> parseMeminfo(QByteArrayView text)
{
    MemoryFigures figures;
    for (const QByteArray &line : lines(text)) {
        const QByteArrayList row = words(line);
        if (row.size() < 2)
            continue;
        const QByteArray &name = row.first();
        const quint64 value = number(row, 1);
        if (name == "MemTotal:")
            figures.total = value;
        else if (name == "MemAvailable:")
            figures.available = value;
        else if (name == "Cached:" || name == "Buffers:")
            figures.cached += value;
        else if (name == "SwapTotal:")
            figures.swapTotal = value;
        else if (name == "SwapFree:")
            figures.swapFree = value;
    }
    return figures.total > 0 ? std::optional(figures) : std::nullopt;
}

std::optional<DiskFigures> parseDiskstats(QByteArrayView text)
{
    DiskFigures figures;
    QByteArrayList disks;
    for (const QByteArray &line : lines(text)) {
        // major minor name reads merged sectors ms writes merged sectors ms ...
        const QByteArrayList row = words(line);
        if (row.isEmpty())
            continue;
        if (row.size() < 11)
            return {};
        const QByteArray &name = row.at(2);
        if (isVirtualDisk(name) || isPartition(name, disks))
            continue;
        disks.append(name);
        figures.operations += number(row, 3) + number(row, 7);
        figures.readSectors += number(row, 5);
        figures.writtenSectors += number(row, 9);
    }
    return figures;
}

std::optional<NetworkFigures> parseNetDev(QByteArrayView text)
{
    NetworkFigures figures;
    bool isTable = false;
    for (QByteArray line : lines(text)) {
        const qsizetype colon = line.indexOf(':');
        if (colon < 0) {
            isTable = isTable || line.contains('|'); // the two lines of headings
            continue;
        }
        // name: bytes packets and six more received, then bytes packets ... sent; a large count may touch the colon
        line[colon] = ' ';
        const QByteArrayList row = words(line);
        if (row.size() < 11)
            return {};
        if (isInnerInterface(row.first()))
            continue;
        figures.receivedBytes += number(row, 1);
        figures.sentBytes += number(row, 9);
        figures.packets += number(row, 2) + number(row, 10);
    }
    return isTable ? std::optional(figures) : std::nullopt;
}

std::optional<LoadFigures> parseLoadavg(QByteArrayView text)
{
    // 0.20 0.18 0.12 1/80 11206
    const QByteArrayList row = words(text.toByteArray());
    const QByteArrayList tasks = row.value(3).split('/');
    if (row.size() < 4 || tasks.size() != 2)
        return {};
    LoadFigures figures;
    bool ok[5] = {};
    figures.oneMinute = row.at(0).toDouble(&ok[0]);
    figures.fiveMinutes = row.at(1).toDouble(&ok[1]);
    figures.fifteenMinutes = row.at(2).toDouble(&ok[2]);
    figures.running = tasks.at(0).toLongLong(&ok[3]);
    figures.processes = tasks.at(1).toLongLong(&ok[4]);
    return std::all_of(std::begin(ok), std::end(ok), [](bool good) { return good; }) ? std::optional(figures)
                                                                                     : std::nullopt;
}

} // namespace HostStats
