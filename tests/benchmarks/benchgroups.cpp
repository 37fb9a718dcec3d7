// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// bench_groups [--rounds N]: work A read through a consumer group, with every way of acknowledging, beside hiredis and
// beside plain reading, in turn, round by round, on one private server. A run ends when the server has confirmed the
// last acknowledgement.
#include "rounds.h"

#include "support/redisserver.h"

#include <QtCore/QCoreApplication>

#include <cstdio>

using namespace RedisStreams::Test;
using namespace Bench;

namespace {

struct Row
{
    Client client;
    int without; ///< the row of the same client without acknowledging; -1 for those themselves, and for plain reading
};

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

/// What acknowledging costs for an entry, in ns: the time that is longer than without, round by round.
double ackCost(const Client &with, const Client &without, std::vector<double> Client::*figure, double (*nsOf)(double))
{
    std::vector<double> costs;
    for (size_t i = 0; i < qMin((with.*figure).size(), (without.*figure).size()); ++i)
        costs.push_back(nsOf((with.*figure)[i]) - nsOf((without.*figure)[i]));
    return median(costs);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QStringList arguments = QCoreApplication::arguments().mid(1);
    const int rounds = takeRounds(arguments);
    RedisServer server;
    if (!server.start())
        qFatal("%s", qPrintable(server.errorString()));
    fill(server.admin(), workA);

    enum { HiredisNoAck = 2, HiredisPerBatch = 3, GroupNoAck = 5, GroupAutomaticNoAck = 9 };
    std::vector<Row> rows {
        {{QStringLiteral("StreamConsumer (plain reading)"), words("consumer")}, -1},
        {{QStringLiteral("StreamConsumer, automatic COUNT"), words("consumer auto")}, -1},
        {{QStringLiteral("hiredis, NOACK"), words("group-hiredis ack=none")}, -1},
        {{QStringLiteral("hiredis, XACK per batch"), words("group-hiredis ack=batch")}, HiredisNoAck},
        {{QStringLiteral("hiredis, XACK per entry"), words("group-hiredis ack=entry")}, HiredisNoAck},
        {{QStringLiteral("GroupConsumer, NOACK"), words("group ack=none")}, -1},
        {{QStringLiteral("GroupConsumer, acknowledge(entry)"), words("group ack=entry")}, GroupNoAck},
        {{QStringLiteral("GroupConsumer, acknowledge(1000 ids)"), words("group ack=batch")}, GroupNoAck},
        {{QStringLiteral("GroupConsumer, AfterDelivery"), words("group ack=after")}, GroupNoAck},
        {{QStringLiteral("GroupConsumer, automatic, NOACK"), words("group ack=none auto")}, -1},
        {{QStringLiteral("GroupConsumer, automatic, acknowledge(entry)"), words("group ack=entry auto")}, GroupAutomaticNoAck},
        {{QStringLiteral("GroupConsumer, automatic, AfterDelivery"), words("group ack=after auto")}, GroupAutomaticNoAck},
    };
    for (int round = 0; round < rounds; ++round) {
        for (Row &row : rows) {
            server.admin().command({"XGROUP", "DESTROY", "s", "g"});
            server.admin().command({"XGROUP", "CREATE", "s", "g", "0"});
            runRound(row.client, server.port(), workA);
            if (const qint64 pending = server.admin().command({"XPENDING", "s", "g"}).toList().value(0).toLongLong(); pending != 0)
                qFatal("%s left %lld entries pending", qPrintable(row.client.name), static_cast<long long>(pending));
        }
    }
    std::printf("\nGroups, work A: %lld entries, COUNT %lld unless automatic, medians of %d rounds\n",
                static_cast<long long>(workA.entries), static_cast<long long>(workA.count), rounds);
    std::printf("Compared with plain reading of the same COUNT, and with hiredis and one XACK per batch; what acknowledging\n"
                "an entry costs, in time and in the client's CPU time, compared with NOACK.\n");
    std::printf("%-46s %12s %8s %10s %14s %8s %11s %11s\n", "", "k entries/s", "x plain", "x hiredis", "CPU s/million", "RSS MiB",
                "ack ns", "ack CPU ns");
    for (size_t i = 0; i < rows.size(); ++i) {
        const Client &client = rows[i].client;
        if (client.rate.empty())
            continue;
        const Client &plain = rows[client.arguments.contains(QLatin1String("auto")) ? 1 : 0].client;
        std::printf("%-46s %12.0f %8.2f %10.2f %14.2f %8.0f", qPrintable(client.name), median(client.rate) / 1000,
                    medianRatio(client.rate, plain.rate), medianRatio(client.rate, rows[HiredisPerBatch].client.rate), median(client.cpu),
                    median(client.rss));
        if (const int without = rows[i].without; without >= 0) {
            const Client &base = rows[size_t(without)].client;
            std::printf(" %11.0f %11.0f", ackCost(client, base, &Client::rate, [](double rate) { return 1e9 / rate; }),
                        ackCost(client, base, &Client::cpu, [](double seconds) { return seconds * 1e3; }));
        }
        std::printf("\n");
    }
    return 0;
}
