// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// bench_client MODE PORT WORK [auto] [batches] [count=N] [depth=N] [ack=none|batch|entry|after]: reads once, prints "entries sum wall_ns cpu_ns rss_kib".
// bench_client latency-hiredis|latency-consumer|produce PORT ENTRIES
#include "peers.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QStringList>

#include <algorithm>
#include <cstdio>
#include <sys/resource.h>

using namespace Bench;

namespace {

qint64 cpuNs()
{
    rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto ns = [](const timeval &t) { return qint64(t.tv_sec) * 1'000'000'000 + qint64(t.tv_usec) * 1000; };
    return ns(usage.ru_utime) + ns(usage.ru_stime);
}

/// Of this program alone: what getrusage() calls the maximum begins with the parent's.
long peakRss()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toLong();
    }
    return 0;
}

Ack ackByName(const QString &name)
{
    if (name == QLatin1String("batch"))
        return Ack::Batch;
    if (name == QLatin1String("entry"))
        return Ack::Entry;
    return name == QLatin1String("after") ? Ack::After : Ack::None;
}

void printLatencies(std::vector<qint64> latencies)
{
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double share) { return latencies[size_t(double(latencies.size() - 1) * share)]; };
    std::printf("%lld %lld\n", static_cast<long long>(at(0.5)), static_cast<long long>(at(0.95)));
}

} // namespace

int main(int argc, char **argv)
{
    // The application's choice, not the library's: Qt's own dispatcher answers some microseconds faster than glib's.
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 4)
        qFatal("usage: bench_client MODE PORT WORK|ENTRIES [auto] [batches] [depth=N]");
    const QString mode = arguments[1];
    const auto port = quint16(arguments[2].toUInt());
    const int number = arguments[3].toInt();
    if (mode == QLatin1String("produce")) {
        produceForLatency(port, number);
        return 0;
    }
    if (mode == QLatin1String("latency-consumer")) {
        printLatencies(latencyConsumer(port, number));
        return 0;
    }
#ifdef BENCH_HIREDIS
    if (mode == QLatin1String("latency-hiredis")) {
        printLatencies(latencyHiredis(port, number));
        return 0;
    }
#endif
    Options options;
    options.port = port;
    options.work = workByName(arguments[3].toLatin1());
    options.automaticCount = arguments.contains(QLatin1String("auto"));
    options.batches = arguments.contains(QLatin1String("batches"));
    for (const QString &argument : arguments) {
        if (argument.startsWith(QLatin1String("depth=")))
            options.depth = argument.mid(6).toLongLong();
        if (argument.startsWith(QLatin1String("count=")))
            options.work.count = argument.mid(6).toLongLong();
        if (argument.startsWith(QLatin1String("ack=")))
            options.ack = ackByName(argument.mid(4));
    }
    const qint64 cpuBefore = cpuNs();
    const qint64 start = nowNs();
    Outcome outcome;
    if (mode == QLatin1String("raw"))
        outcome = readRaw(options);
    else if (mode == QLatin1String("consumer"))
        outcome = readConsumer(options);
    else if (mode == QLatin1String("group"))
        outcome = readGroup(options);
#ifdef BENCH_HIREDIS
    else if (mode == QLatin1String("hiredis"))
        outcome = readHiredis(options);
    else if (mode == QLatin1String("group-hiredis"))
        outcome = readGroupHiredis(options);
#endif
    else
        qFatal("there is no mode %s in this build", qPrintable(mode));
    std::printf("%lld %llu %lld %lld %ld\n", static_cast<long long>(outcome.entries),
                static_cast<unsigned long long>(outcome.sum), static_cast<long long>(nowNs() - start),
                static_cast<long long>(cpuNs() - cpuBefore), peakRss());
    return 0;
}
