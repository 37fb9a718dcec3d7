// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// StreamProducer beside redis-benchmark -P and hiredis, with the same XADD and the same number of commands under way,
// in turn on one server of its own:
//   bench_producer [--entries N] [--rounds N] [--depths N,N...] [--only NAME]
#include "support/redisserver.h"

#include <RedisStreams/streamproducer.h>

#include <QtCore/QCommandLineParser>
#include <QtCore/QElapsedTimer>
#include <QtCore/QProcess>

#ifdef BENCH_HIREDIS
#include <hiredis/hiredis.h>
#endif

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace RedisStreams;
using namespace Qt::StringLiterals;

namespace {

const QByteArray stream("s");
const QByteArray field("field");
const QByteArray value(64, 'x');
constexpr int streamLength = 1000;

struct Run
{
    double rate = 0; ///< entries per second
    double cpu = 0; ///< seconds of this client per million entries
};

double cpuSeconds(int who)
{
    rusage usage;
    ::getrusage(who, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Times \a work, which adds \a entries.
Run timed(qint64 entries, int who, const std::function<void()> &work)
{
    const double before = cpuSeconds(who);
    QElapsedTimer timer;
    timer.start();
    work();
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    return {double(entries) / seconds, (cpuSeconds(who) - before) * 1e6 / double(entries)};
}

/// As an application would: it publishes while it may, and looks at the report of each entry, as a future or by
/// callback.
Run produce(quint16 port, int depth, qint64 entries, bool futures)
{
    RedisClient client(u"redis://127.0.0.1:%1"_s.arg(port));
    StreamProducer producer(&client);
    producer.setMaxInFlight(depth);
    producer.setTrim(StreamTrim::toLength(streamLength));
    qint64 asked = 0;
    qint64 reported = 0;
    QEventLoop loop;
    const auto fill = [&] {
        while (asked < entries && producer.isReady()) {
            ++asked;
            const auto added = [&](StreamId) {
                if (++reported == entries)
                    loop.quit();
            };
            if (futures)
                producer.publish(stream, {{field, value}}).then(added);
            else
                producer.publish(stream, {{field, value}}, &producer, added, [](const RedisError &error) { qFatal("%s", error.what()); });
        }
    };
    QObject::connect(&producer, &StreamProducer::readyChanged, &producer, fill);
    QObject::connect(&producer, &StreamProducer::errorOccurred, &producer, [](const RedisError &error) { qFatal("%s", error.what()); });
    QObject::connect(&client, &RedisClient::stateChanged, &loop, [&] {
        if (client.isConnected())
            loop.quit();
    });
    client.open();
    loop.exec();
    return timed(entries, RUSAGE_SELF, [&] {
        fill();
        if (reported < entries)
            loop.exec();
    });
}

Run redisBenchmark(quint16 port, int depth, qint64 entries)
{
    QProcess process;
    process.setProgram(u"redis-benchmark"_s);
    process.setArguments({u"-p"_s, QString::number(port), u"-c"_s, u"1"_s, u"-P"_s, QString::number(depth), u"-n"_s, QString::number(entries),
                          u"--csv"_s, u"XADD"_s, u"s"_s, u"MAXLEN"_s, u"~"_s, QString::number(streamLength), u"*"_s, u"field"_s,
                          QString::fromLatin1(value)});
    Run run = timed(entries, RUSAGE_CHILDREN, [&] {
        process.start();
        process.waitForFinished(300'000);
    });
    // The second line: the command in quotes, then figures in quotes, the rate first; it leaves out the start.
    const QString line = QString::fromUtf8(process.readAllStandardOutput()).trimmed().section(u'\n', -1);
    run.rate = line.split(u"\",\""_s).value(1).toDouble();
    return run;
}

#ifdef BENCH_HIREDIS
/// As its documentation shows pipelining: so many commands appended, then their replies read.
Run hiredisPipeline(quint16 port, int depth, qint64 entries)
{
    redisContext *context = redisConnect("127.0.0.1", port);
    if (!context || context->err)
        qFatal("hiredis: no connection");
    const QByteArray length = QByteArray::number(streamLength);
    const char *words[] = {"XADD", "s", "MAXLEN", "~", length.constData(), "*", "field", value.constData()};
    const size_t sizes[] = {4, 1, 6, 1, size_t(length.size()), 1, 5, size_t(value.size())};
    const Run run = timed(entries, RUSAGE_SELF, [&] {
        for (qint64 done = 0; done < entries;) {
            const qint64 batch = std::min<qint64>(depth, entries - done);
            for (qint64 i = 0; i < batch; ++i)
                redisAppendCommandArgv(context, 8, words, sizes);
            for (qint64 i = 0; i < batch; ++i) {
                void *reply = nullptr;
                if (redisGetReply(context, &reply) != REDIS_OK || static_cast<redisReply *>(reply)->type != REDIS_REPLY_STRING)
                    qFatal("hiredis: unexpected reply");
                freeReplyObject(reply);
            }
            done += batch;
        }
    });
    redisFree(context);
    return run;
}
#endif

struct Contender
{
    QString name;
    std::function<Run(quint16, int, qint64)> run;
};

Run median(QList<Run> runs)
{
    std::sort(runs.begin(), runs.end(), [](const Run &a, const Run &b) { return a.rate < b.rate; });
    return runs[runs.size() / 2];
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({u"entries"_s, u"entries of each run"_s, u"N"_s, u"500000"_s});
    parser.addOption({u"rounds"_s, u"runs of each, of which the median counts"_s, u"N"_s, u"5"_s});
    parser.addOption({u"depths"_s, u"entries under way"_s, u"N,N..."_s, u"16,128,1000,10000"_s});
    parser.addOption({u"only"_s, u"one of the contenders, to profile it"_s, u"NAME"_s});
    parser.addHelpOption();
    parser.process(application);
    const qint64 entries = parser.value(u"entries"_s).toLongLong();
    const int rounds = parser.value(u"rounds"_s).toInt();
    Test::RedisServer server;
    if (!server.start()) {
        std::fprintf(stderr, "%s\n", qPrintable(server.errorString()));
        return 1;
    }
    const QList<Contender> all {
        {u"redis-benchmark"_s, redisBenchmark},
#ifdef BENCH_HIREDIS
        {u"hiredis"_s, hiredisPipeline},
#endif
        {u"futures"_s, [](quint16 port, int depth, qint64 count) { return produce(port, depth, count, true); }},
        {u"callbacks"_s, [](quint16 port, int depth, qint64 count) { return produce(port, depth, count, false); }},
    };
    std::printf("%10s %16s %12s %10s %20s\n", "in flight", "client", "entries/s", "ratio", "CPU s per million");
    const QStringList depths = parser.value(u"depths"_s).split(u',');
    for (const QString &depth : depths) {
        QList<QList<Run>> runs(all.size());
        for (int round = 0; round < rounds; ++round) {
            for (qsizetype i = 0; i < all.size(); ++i) {
                if (parser.isSet(u"only"_s) && parser.value(u"only"_s) != all[i].name)
                    continue;
                server.admin().command({"FLUSHALL"});
                runs[i].append(all[i].run(server.port(), depth.toInt(), entries));
            }
        }
        const double first = runs[0].isEmpty() ? 0 : median(runs[0]).rate;
        for (qsizetype i = 0; i < all.size(); ++i) {
            if (runs[i].isEmpty())
                continue;
            const Run run = median(runs[i]);
            std::printf("%10s %16s %12.0f %10.2f %20.2f\n", qPrintable(depth), qPrintable(all[i].name), run.rate, first > 0 ? run.rate / first : 0, run.cpu);
            std::fflush(stdout);
        }
    }
    return 0;
}
