// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// bench_streams [A] [B] [latency] [--rounds N]: each client in turn, round by round, on one private server; medians
// of the rounds, and ratios taken round by round. Absolute figures of a shared machine mean little; ratios do.
#include "rounds.h"

#include "support/redisserver.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QProcess>

#include <cstdio>

#ifdef Q_OS_LINUX
#include <sched.h>
#endif

using namespace RedisStreams::Test;
using namespace Bench;

namespace {

void measure(RedisServer &server, const Bench::Work &work, int rounds)
{
    fill(server.admin(), work);
    std::vector<Client> clients {
        {QStringLiteral("raw, 8 in flight"), {QStringLiteral("raw"), QStringLiteral("depth=8")}},
        {QStringLiteral("raw, 1 in flight"), {QStringLiteral("raw"), QStringLiteral("depth=1")}},
        {QStringLiteral("hiredis"), {QStringLiteral("hiredis")}},
        {QStringLiteral("StreamConsumer, COUNT 1000"), {QStringLiteral("consumer")}},
        {QStringLiteral("StreamConsumer, automatic"), {QStringLiteral("consumer"), QStringLiteral("auto")}},
        {QStringLiteral("StreamConsumer, automatic, batches"), {QStringLiteral("consumer"), QStringLiteral("auto"), QStringLiteral("batches")}},
    };
    for (int round = 0; round < rounds; ++round) {
        for (Client &client : clients)
            runRound(client, server.port(), work);
    }
    std::printf("\nWork %s: %lld entries of %d fields of %d bytes, COUNT %lld, medians of %d rounds\n", work.name,
                static_cast<long long>(work.entries), work.fields, work.valueSize, static_cast<long long>(work.count), rounds);
    std::printf("%-36s %12s %8s %10s %14s %8s\n", "", "k entries/s", "x raw8", "x hiredis", "CPU s/million", "RSS MiB");
    for (const Client &client : clients) {
        if (client.rate.empty())
            continue;
        std::printf("%-36s %12.0f %8.2f %10.2f %14.2f %8.0f\n", qPrintable(client.name), median(client.rate) / 1000,
                    medianRatio(client.rate, clients[0].rate), medianRatio(client.rate, clients[2].rate), median(client.cpu),
                    median(client.rss));
    }
    std::fflush(stdout);
}

/// Lets a process (0 = this one, and what it starts from then on) run on one core only, or on all with -1. False where that
/// cannot be had.
bool pin([[maybe_unused]] qint64 processId, int core)
{
#ifdef Q_OS_LINUX
    cpu_set_t cores;
    CPU_ZERO(&cores);
    for (int i = 0; i < CPU_SETSIZE; ++i) {
        if (core < 0 || i == core)
            CPU_SET(i, &cores);
    }
    return ::sched_setaffinity(pid_t(processId), sizeof cores, &cores) == 0;
#else
    return core < 0;
#endif
}

/// Where the programs run. A core that slept takes longer to answer than all that a client does, and whether it slept is
/// the scheduler's whim: it can differ by more than the clients do, and stays so for a whole run.
struct Placement
{
    const char *name;
    int reader; ///< core; the server and the producer are on the first one. -1 = all are left to the scheduler
};

void measureLatency(RedisServer &server, int rounds)
{
    constexpr int entries = 3000;
    struct Reader
    {
        QString mode;
        std::vector<double> p50 {};
        std::vector<double> p95 {};
    };
    std::printf("\nLatency from XADD to the application, one entry at a time, %d entries, medians of %d rounds\n", entries, rounds);
    std::printf("%-28s %-20s %10s %10s %14s\n", "", "", "p50 us", "p95 us", "p50 x hiredis");
    for (const Placement &placement : {Placement {"on the server's core", 0}, Placement {"on another core", 1}, Placement {"where the scheduler puts it", -1}}) {
        std::vector<Reader> readers {{QStringLiteral("latency-hiredis")}, {QStringLiteral("latency-consumer")}};
        const int shared = placement.reader < 0 ? -1 : 0;
        const bool possible = pin(0, shared) && pin(0, placement.reader);
        pin(0, -1);
        if (!possible)
            continue;
        for (int round = 0; round < rounds; ++round) {
            for (Reader &reader : readers) {
                server.admin().command({"DEL", "latency"});
                pin(server.processId(), shared);
                QProcess producer;
                const QStringList common {QString::number(server.port()), QString::number(entries)};
                pin(0, shared);
                producer.start(QStringLiteral(BENCH_CLIENT), QStringList {QStringLiteral("produce")} + common);
                producer.waitForStarted();
                pin(0, placement.reader);
                const QList<QByteArray> result = runClient(QStringList {reader.mode} + common);
                producer.waitForFinished();
                pin(0, -1);
                if (result.size() != 2)
                    continue;
                reader.p50.push_back(result[0].toDouble() / 1000);
                reader.p95.push_back(result[1].toDouble() / 1000);
            }
        }
        for (const Reader &reader : readers) {
            if (!reader.p50.empty())
                std::printf("%-28s %-20s %10.0f %10.0f %14.2f\n", placement.name, qPrintable(reader.mode), median(reader.p50),
                            median(reader.p95), medianRatio(reader.p50, readers[0].p50));
        }
    }
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QStringList wanted = QCoreApplication::arguments().mid(1);
    const int rounds = takeRounds(wanted);
    RedisServer server;
    if (!server.start())
        qFatal("%s", qPrintable(server.errorString()));
    const auto asked = [&](const char *what) { return wanted.isEmpty() || wanted.contains(QLatin1String(what)); };
    if (asked("A"))
        measure(server, Bench::workA, rounds);
    if (asked("B"))
        measure(server, Bench::workB, rounds);
    if (asked("latency"))
        measureLatency(server, rounds);
    return 0;
}
