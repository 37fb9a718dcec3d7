// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "workload.h"

#include "support/adminclient.h"

#include <QtCore/QStringList>

#include <vector>

/// Clients that run in turn, round by round, and what they measured.
namespace Bench {

struct Client
{
    QString name;
    QStringList arguments; ///< of bench_client: mode first; the port and the work follow the mode
    std::vector<double> rate {}; ///< entries/s of each round
    std::vector<double> cpu {}; ///< s per million entries
    std::vector<double> rss {}; ///< MiB
};

double median(std::vector<double> values);
/// Of the ratios taken round by round: a machine that is slower in one round is so for both.
double medianRatio(const std::vector<double> &a, const std::vector<double> &b);

/// The words that bench_client printed; none when it failed.
QList<QByteArray> runClient(const QStringList &arguments);
/// Runs a client once. Ends the program when it has read something else than others before it.
void runRound(Client &client, quint16 port, const Work &work);

/// The work's entries in the stream "s" of an otherwise empty server.
void fill(RedisStreams::Test::AdminClient &admin, const Work &work);

/// Takes `--rounds N` out of the arguments; 5 without it.
int takeRounds(QStringList &arguments);

} // namespace Bench
