// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// bench_streams [A] [B] [latency] [--rounds N]: each client in turn, round by round, on one private server; medians
// of the rounds, and ratios taken round by round. Absolute figures of a shared machine mean little; ratios do.
#include "workload.h"

#include "support/adminclient.h"
#include "support/redisserver.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QProcess>
#include <QtCore/QStringList>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace RedisStreams::Test;

namespace {

struct Client
{
    QString name;
    QStringList arguments; ///< mode first; the port and the work follow the mode
    std::vector<double> rate;
    std::vector<double> cpu;
    std::vector<double> rss;
};

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double medianRatio(const std::vector<double> &a, const std::vector<double> &b)
{
    std::vector<double> ratios;
    for (size_t i = 0; i < qMin(a.size(), b.size()); ++i)
        ratios.push_back(a[i] / b[i]);
    return median(ratios);
}

QList<QByteArray> runClient(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(BENCH_CLIENT), arguments);
    if (!process.waitForFinished(300'000) || process.exitCode() != 0)
        return {};
    return process.readAllStandardOutput().trimmed().split(' ');
}

void fill(AdminClient &admin, const Bench::Work &work)
{
    admin.command({"FLUSHALL"});
    QList<QByteArrayList> commands;
    for (qint64 i = 0; i < work.entries; ++i) {
        commands.append(QByteArrayList {"XADD", "s", QByteArray::number(Bench::firstId + i) + "-0"} + Bench::fieldsOf(work, i));
        if (commands.size() == 10'000 || i + 1 == work.entries) {
            admin.pipeline(commands);
            commands.clear();
        }
    }
}

void measure(RedisServer &server, const Bench::Work &work, int rounds)
{
    fill(server.admin(), work);
    std::vector<Client> clients {
        {QStringLiteral("raw, 8 in flight"), {QStringLiteral("raw"), QStringLiteral("depth=8")}, {}, {}, {}},
        {QStringLiteral("raw, 1 in flight"), {QStringLiteral("raw"), QStringLiteral("depth=1")}, {}, {}, {}},
        {QStringLiteral("hiredis"), {QStringLiteral("hiredis")}, {}, {}, {}},
        {QStringLiteral("StreamConsumer, COUNT 1000"), {QStringLiteral("consumer")}, {}, {}, {}},
        {QStringLiteral("StreamConsumer, automatic"), {QStringLiteral("consumer"), QStringLiteral("auto")}, {}, {}, {}},
        {QStringLiteral("StreamConsumer, automatic, batches"), {QStringLiteral("consumer"), QStringLiteral("auto"), QStringLiteral("batches")}, {}, {}, {}},
    };
    QByteArray sum;
    for (int round = 0; round < rounds; ++round) {
        for (Client &client : clients) {
            QStringList arguments {client.arguments.first(), QString::number(server.port()), QString::fromLatin1(work.name)};
            arguments += client.arguments.mid(1);
            const QList<QByteArray> result = runClient(arguments);
            if (result.size() != 5)
                continue;
            if (result[1] != "0") {
                if (sum.isEmpty())
                    sum = result[1];
                if (result[1] != sum || result[0].toLongLong() != work.entries)
                    qFatal("%s read something else than the others", qPrintable(client.name));
            }
            client.rate.push_back(result[0].toDouble() / result[2].toDouble() * 1e9);
            client.cpu.push_back(result[3].toDouble() / 1e9 / result[0].toDouble() * 1e6);
            client.rss.push_back(result[4].toDouble() / 1024);
        }
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

void measureLatency(RedisServer &server, int rounds)
{
    constexpr int entries = 3000;
    struct Reader
    {
        QString mode;
        std::vector<double> p50;
        std::vector<double> p95;
    };
    std::vector<Reader> readers {{QStringLiteral("latency-hiredis"), {}, {}}, {QStringLiteral("latency-consumer"), {}, {}}};
    for (int round = 0; round < rounds; ++round) {
        for (Reader &reader : readers) {
            server.admin().command({"DEL", "latency"});
            QProcess producer;
            const QStringList common {QString::number(server.port()), QString::number(entries)};
            producer.start(QStringLiteral(BENCH_CLIENT), QStringList {QStringLiteral("produce")} + common);
            const QList<QByteArray> result = runClient(QStringList {reader.mode} + common);
            producer.waitForFinished();
            if (result.size() != 2)
                continue;
            reader.p50.push_back(result[0].toDouble() / 1000);
            reader.p95.push_back(result[1].toDouble() / 1000);
        }
    }
    std::printf("\nLatency from XADD to the application, one entry at a time, %d entries, medians of %d rounds\n", entries, rounds);
    std::printf("%-36s %10s %10s %14s\n", "", "p50 us", "p95 us", "p50 x hiredis");
    for (const Reader &reader : readers) {
        if (!reader.p50.empty())
            std::printf("%-36s %10.0f %10.0f %14.2f\n", qPrintable(reader.mode), median(reader.p50), median(reader.p95),
                        medianRatio(reader.p50, readers[0].p50));
    }
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QStringList wanted = QCoreApplication::arguments().mid(1);
    int rounds = 5;
    if (const qsizetype at = wanted.indexOf(QLatin1String("--rounds")); at >= 0 && at + 1 < wanted.size()) {
        rounds = qMax(1, wanted[at + 1].toInt());
        wanted.remove(at, 2);
    }
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
