// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// This library, through its public interface alone.
#include "peers.h"

#include <RedisStreams/streamconsumer.h>

#include <QtCore/QCoreApplication>

using namespace RedisStreams;

namespace Bench {

namespace {

QString urlFor(quint16 port)
{
    return QStringLiteral("redis://127.0.0.1:%1").arg(port);
}

void failLoudly(const RedisError &error)
{
    qFatal("%s", qPrintable(error.message()));
}

} // namespace

Outcome readConsumer(const Options &options)
{
    RedisClient client(urlFor(options.port));
    StreamConsumer consumer(&client, {QStringLiteral("s")});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    if (!options.automaticCount)
        consumer.setBufferSize(int(options.work.count) - 1);
    Outcome outcome;
    const auto add = [&outcome](const StreamEntry &entry) {
        for (qsizetype i = 0; i < entry.fieldCount(); ++i) {
            const QByteArrayView name = entry.nameAt(i);
            const QByteArrayView value = entry.valueAt(i);
            outcome.sum += byteSum(name.data(), name.size()) + byteSum(value.data(), value.size());
        }
    };
    const auto finishedAt = [&](qint64 entries) {
        outcome.entries += entries;
        if (outcome.entries == options.work.entries)
            QCoreApplication::quit();
    };
    if (options.batches) {
        QObject::connect(&consumer, &StreamConsumer::entriesReceived, &consumer,
                         [&](const QString &, const StreamEntries &batch) {
                             for (const StreamEntry &entry : batch)
                                 add(entry);
                             finishedAt(batch.count());
                         });
    } else {
        QObject::connect(&consumer, &StreamConsumer::entryReceived, &consumer,
                         [&](const QString &, const StreamEntry &entry) {
                             add(entry);
                             finishedAt(1);
                         });
    }
    QObject::connect(&consumer, &StreamConsumer::errorOccurred, &consumer, &failLoudly);
    consumer.start();
    QCoreApplication::exec();
    return outcome;
}

std::vector<qint64> latencyConsumer(quint16 port, int entries)
{
    RedisClient client(urlFor(port));
    StreamConsumer consumer(&client, {QStringLiteral("latency")});
    consumer.setStartFrom(StreamConsumer::StartFrom::Beginning);
    std::vector<qint64> latencies;
    QObject::connect(&consumer, &StreamConsumer::entryReceived, &consumer, [&](const QString &, const StreamEntry &entry) {
        latencies.push_back(nowNs() - entry.value("t").toLongLong());
        if (int(latencies.size()) == entries)
            QCoreApplication::quit();
    });
    QObject::connect(&consumer, &StreamConsumer::errorOccurred, &consumer, &failLoudly);
    consumer.start();
    QCoreApplication::exec();
    return latencies;
}

} // namespace Bench
