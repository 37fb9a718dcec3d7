// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "rounds.h"

#include <QtCore/QHash>
#include <QtCore/QProcess>

#include <algorithm>

using RedisStreams::Test::AdminClient;

namespace Bench {

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
    if (!process.waitForFinished(600'000) || process.exitCode() != 0)
        return {};
    return process.readAllStandardOutput().trimmed().split(' ');
}

void runRound(Client &client, quint16 port, const Work &work)
{
    static QHash<QByteArray, QByteArray> sums; // by work
    QStringList arguments {client.arguments.first(), QString::number(port), QString::fromLatin1(work.name)};
    arguments += client.arguments.mid(1);
    const QList<QByteArray> result = runClient(arguments);
    if (result.size() != 5)
        return;
    if (result[1] != "0") {
        QByteArray &sum = sums[work.name];
        if (sum.isEmpty())
            sum = result[1];
        if (result[1] != sum || result[0].toLongLong() != work.entries)
            qFatal("%s read something else than the others", qPrintable(client.name));
    }
    client.rate.push_back(result[0].toDouble() / result[2].toDouble() * 1e9);
    client.cpu.push_back(result[3].toDouble() / 1e9 / result[0].toDouble() * 1e6);
    client.rss.push_back(result[4].toDouble() / 1024);
}

void fill(AdminClient &admin, const Work &work)
{
    admin.command({"FLUSHALL"});
    QList<QByteArrayList> commands;
    for (qint64 i = 0; i < work.entries; ++i) {
        commands.append(QByteArrayList {"XADD", "s", QByteArray::number(firstId + i) + "-0"} + fieldsOf(work, i));
        if (commands.size() == 10'000 || i + 1 == work.entries) {
            admin.pipeline(commands);
            commands.clear();
        }
    }
}

int takeRounds(QStringList &arguments)
{
    const qsizetype at = arguments.indexOf(QLatin1String("--rounds"));
    if (at < 0 || at + 1 >= arguments.size())
        return 5;
    const int rounds = qMax(1, arguments[at + 1].toInt());
    arguments.remove(at, 2);
    return rounds;
}

} // namespace Bench
