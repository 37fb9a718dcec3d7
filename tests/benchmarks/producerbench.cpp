// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// StreamProducer beside redis-benchmark with the same number of commands under way, in turn on one server of its own:
//   bench_producer [--entries N] [--rounds N]
#include "support/redisserver.h"

#include <RedisStreams/streamproducer.h>

#include <QtCore/QCommandLineParser>
#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <cstdio>

using namespace RedisStreams;
using namespace Qt::StringLiterals;

namespace {

const QByteArray value(64, 'x');

/// Entries per second; the future of each entry is looked at, as an application would.
double produce(quint16 port, int depth, qint64 entries)
{
    RedisClient client(u"redis://127.0.0.1:%1"_s.arg(port));
    StreamProducer producer(&client);
    producer.setMaxInFlight(depth);
    producer.setTrim(StreamTrim::toLength(1000));
    qint64 asked = 0;
    qint64 reported = 0;
    QEventLoop loop;
    const auto fill = [&] {
        while (asked < entries && producer.isReady()) {
            ++asked;
            producer.publish(QByteArray("s"), {{"field", value}}).then(&producer, [&](StreamId) {
                if (++reported == entries)
                    loop.quit();
            });
        }
    };
    QObject::connect(&producer, &StreamProducer::readyChanged, &producer, fill);
    QObject::connect(&producer, &StreamProducer::errorOccurred, &producer, [](const RedisError &error) { qFatal("%s", error.what()); });
    QObject::connect(&client, &RedisClient::stateChanged, &loop, &QEventLoop::quit);
    client.open();
    loop.exec();
    client.disconnect(&loop);
    QElapsedTimer timer;
    timer.start();
    fill();
    if (reported < entries)
        loop.exec();
    return double(entries) * 1e9 / double(timer.nsecsElapsed());
}

double redisBenchmark(quint16 port, int depth, qint64 entries)
{
    QProcess process;
    process.start(u"redis-benchmark"_s, {u"-p"_s, QString::number(port), u"-c"_s, u"1"_s, u"-P"_s, QString::number(depth), u"-n"_s,
                                         QString::number(entries), u"--csv"_s, u"XADD"_s, u"s"_s, u"MAXLEN"_s, u"~"_s, u"1000"_s, u"*"_s,
                                         u"field"_s, QString::fromLatin1(value)});
    if (!process.waitForFinished(120'000))
        return 0;
    // The second line: the command in quotes, then figures in quotes, the rate first.
    const QString line = QString::fromUtf8(process.readAllStandardOutput()).trimmed().section(u'\n', -1);
    const QStringList cells = line.split(u"\",\""_s);
    return cells.value(1).toDouble();
}

double median(QList<double> rates)
{
    std::sort(rates.begin(), rates.end());
    return rates[rates.size() / 2];
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({u"entries"_s, u"entries of each run"_s, u"N"_s, u"500000"_s});
    parser.addOption({u"rounds"_s, u"runs of each, of which the median counts"_s, u"N"_s, u"5"_s});
    parser.addHelpOption();
    parser.process(application);
    const qint64 entries = parser.value(u"entries"_s).toLongLong();
    const int rounds = parser.value(u"rounds"_s).toInt();
    Test::RedisServer server;
    if (!server.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(server.errorString()));
        return 1;
    }
    std::printf("%10s %18s %18s %8s\n", "in flight", "redis-benchmark/s", "StreamProducer/s", "ratio");
    for (const int depth : {16, 128, 1000, 10'000}) {
        QList<double> theirs;
        QList<double> ours;
        for (int round = 0; round < rounds; ++round) {
            server.admin().command({"FLUSHALL"});
            theirs.append(redisBenchmark(server.port(), depth, entries));
            server.admin().command({"FLUSHALL"});
            ours.append(produce(server.port(), depth, entries));
        }
        const double peer = median(theirs);
        const double rate = median(ours);
        std::printf("%10d %18.0f %18.0f %8.2f\n", depth, peer, rate, peer > 0 ? rate / peer : 0.0);
        std::fflush(stdout);
    }
    return 0;
}
