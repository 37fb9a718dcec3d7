// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// bench_cluster [latency] [throughput] [--rounds N]: streams in different slots of a private cluster of three masters,
// beside a serial reader (one blocking read per stream in turn) and beside a single server, in one run.
#include "rounds.h"

#include "support/rediscluster.h"

#include <RedisStreams/streamconsumer.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QRandomGenerator>
#include <QtCore/QSemaphore>
#include <QtCore/QThread>
#include <QtCore/QTimer>

#include <algorithm>
#include <cstdio>
#include <map>

using namespace Qt::StringLiterals;
using namespace RedisStreams;
using namespace RedisStreams::Test;
using namespace Bench;

namespace {

constexpr int latencyEntries = 1000;
constexpr int perStream = 200'000;

/// A stream, and the port of the server that has it.
struct Place
{
    QByteArray stream;
    quint16 port = 0;
};

/// So many streams, in different slots, spread over the masters.
QList<Place> placesOf(RedisCluster &cluster, int count)
{
    QList<Place> places;
    std::map<int, int> perNode;
    for (int i = 0; places.size() < count; ++i) {
        const QByteArray name = "s:" + QByteArray::number(i);
        const int node = cluster.nodeOf(name);
        if (perNode[node] > int(places.size()) / 3)
            continue;
        ++perNode[node];
        places.append({name, cluster.port(node)});
    }
    return places;
}

QString urlOf(quint16 port)
{
    return u"redis://127.0.0.1:%1"_s.arg(port);
}

/// Adds one entry at a time, the next one when the last has arrived; each has the time of its making.
class Producer final : public QThread
{
public:
    Producer(const QList<Place> &places, int entries)
        : m_places(places)
        , m_entries(entries)
    {
    }
    QSemaphore arrived;

private:
    void run() override
    {
        std::map<quint16, std::unique_ptr<AdminClient>> clients;
        for (const Place &place : m_places) {
            if (!clients[place.port])
                clients[place.port] = std::make_unique<AdminClient>(urlOf(place.port));
        }
        QRandomGenerator random(1); // the same streams for every reader
        for (int i = 0; i < m_entries; ++i) {
            const Place &place = m_places.at(random.bounded(int(m_places.size())));
            clients[place.port]->command({"XADD", place.stream, "*", "t", QByteArray::number(nowNs())});
            if (!arrived.tryAcquire(1, 60'000))
                qFatal("an entry did not arrive within a minute");
        }
    }
    const QList<Place> m_places;
    const int m_entries;
};

/// Microseconds from XADD to the slot, the median.
double followed(const QString &url, const QList<Place> &places)
{
    RedisClient client(url);
    QStringList names;
    for (const Place &place : places)
        names.append(QString::fromUtf8(place.stream));
    StreamConsumer consumer(&client, names);
    std::vector<double> times;
    Producer producer(places, latencyEntries);
    QEventLoop loop;
    QObject::connect(&consumer, &StreamConsumer::entryReceived, &loop, [&](const QString &, const StreamEntry &entry) {
        times.push_back(double(nowNs() - entry.value("t").toLongLong()) / 1000);
        producer.arrived.release();
        if (times.size() == latencyEntries)
            loop.quit();
    });
    QObject::connect(&consumer, &StreamConsumer::healthyChanged, &loop, [&](bool healthy) {
        if (healthy && !producer.isRunning())
            QTimer::singleShot(300, &loop, [&] { producer.start(); });
    });
    consumer.start();
    loop.exec();
    producer.wait();
    return median(times);
}

/// The same by one blocking read for each stream in turn, each waiting at most a millisecond; which servers end only
/// ten times a second, so that it takes few entries to see.
double serial(const QList<Place> &places)
{
    std::map<quint16, std::unique_ptr<AdminClient>> clients;
    std::map<QByteArray, QByteArray> positions;
    for (const Place &place : places) {
        if (!clients[place.port])
            clients[place.port] = std::make_unique<AdminClient>(urlOf(place.port));
        const QVariantList newest = clients[place.port]->command({"XREVRANGE", place.stream, "+", "-", "COUNT", "1"}).toList();
        positions[place.stream] = newest.isEmpty() ? QByteArray("0-0") : newest.first().toList().first().toByteArray();
    }
    const int entries = places.size() == 1 ? latencyEntries : 8;
    std::vector<double> times;
    Producer producer(places, entries);
    producer.start();
    while (times.size() < size_t(entries)) {
        for (const Place &place : places) {
            QByteArray &position = positions[place.stream];
            const QVariantList reply = clients[place.port]->command({"XREAD", "COUNT", "1000", "BLOCK", "1", "STREAMS", place.stream, position}).toList();
            if (reply.isEmpty())
                continue;
            const QVariantList found = reply.first().toList().at(1).toList();
            for (const QVariant &entry : found) {
                position = entry.toList().first().toByteArray();
                times.push_back(double(nowNs() - entry.toList().at(1).toList().at(1).toByteArray().toLongLong()) / 1000);
                producer.arrived.release();
            }
        }
    }
    producer.wait();
    return median(times);
}

void measureLatency(RedisCluster &cluster, int rounds)
{
    struct Row
    {
        int streams = 0;
        std::vector<double> parallel {};
        std::vector<double> inTurn {};
    };
    std::vector<Row> rows {{1, {}, {}}, {12, {}, {}}, {100, {}, {}}};
    for (int round = 0; round < rounds; ++round) {
        for (Row &row : rows) {
            const QList<Place> places = placesOf(cluster, row.streams);
            row.parallel.push_back(followed(cluster.url(), places));
            row.inTurn.push_back(serial(places));
        }
    }
    std::printf("\nLatency from XADD to the application, one entry at a time, %d entries, p50, medians of %d rounds\n", latencyEntries, rounds);
    std::printf("%-10s %18s %14s %20s %14s\n", "streams", "StreamConsumer us", "x 1 stream", "one after another us", "x 1 stream");
    for (const Row &row : rows) {
        std::printf("%-10d %18.0f %14.2f %20.0f %14.2f\n", row.streams, median(row.parallel), medianRatio(row.parallel, rows[0].parallel),
                    median(row.inTurn), medianRatio(row.inTurn, rows[0].inTurn));
    }
    std::fflush(stdout);
}

/// Entries per second from the beginning of all streams to their end.
double drained(const QString &url, const QList<Place> &places)
{
    RedisClient client(url);
    QStringList names;
    for (const Place &place : places)
        names.append(QString::fromUtf8(place.stream));
    StreamConsumer consumer(&client, names);
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    qint64 count = 0;
    quint64 sum = 0;
    QEventLoop loop;
    QElapsedTimer timer;
    const qint64 all = qint64(places.size()) * perStream;
    QObject::connect(&consumer, &StreamConsumer::opened, &loop, [&] { timer.start(); });
    QObject::connect(&consumer, &StreamConsumer::entryReceived, &loop, [&](const QString &, const StreamEntry &entry) {
        for (qsizetype i = 0; i < entry.fieldCount(); ++i)
            sum += byteSum(entry.valueAt(i).data(), entry.valueAt(i).size());
        if (++count == all)
            loop.quit();
    });
    consumer.start();
    loop.exec();
    if (sum == 0)
        qFatal("nothing was read");
    return double(all) * 1e9 / double(timer.nsecsElapsed());
}

void fillStream(const Place &place)
{
    AdminClient admin(urlOf(place.port));
    admin.command({"DEL", place.stream});
    constexpr int batch = 1000;
    for (int first = 0; first < perStream; first += batch) {
        QList<QByteArrayList> commands;
        for (int i = first; i < first + batch; ++i)
            commands.append(QByteArrayList {"XADD", place.stream, QByteArray::number(firstId + i) + "-0"} + fieldsOf(workA, i));
        admin.pipeline(commands);
    }
}

void measureThroughput(RedisCluster &cluster, int rounds)
{
    const QList<Place> spread = placesOf(cluster, 3);
    RedisServer alone;
    if (!alone.start())
        qFatal("%s", qPrintable(alone.errorString()));
    QList<Place> together;
    for (const Place &place : spread)
        together.append({place.stream, alone.port()});
    for (const Place &place : spread + together)
        fillStream(place);
    std::vector<double> one;
    std::vector<double> three;
    for (int round = 0; round < rounds; ++round) {
        one.push_back(drained(urlOf(alone.port()), together));
        three.push_back(drained(cluster.url(), spread));
    }
    std::printf("\n3 streams of %d entries of 4 fields, medians of %d rounds\n%-20s %12s\n", perStream, rounds, "", "k entries/s");
    std::printf("%-20s %12.0f\n%-20s %12.0f  (%.2f x one server)\n", "one server", median(one) / 1000, "three masters", median(three) / 1000,
                medianRatio(three, one));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QStringList wanted = QCoreApplication::arguments().mid(1);
    const int rounds = takeRounds(wanted);
    RedisCluster cluster;
    if (!cluster.start())
        qFatal("%s", qPrintable(cluster.errorString()));
    const auto asked = [&](const char *what) { return wanted.isEmpty() || wanted.contains(QLatin1String(what)); };
    if (asked("latency"))
        measureLatency(cluster, rounds);
    if (asked("throughput"))
        measureThroughput(cluster, rounds);
    return 0;
}
