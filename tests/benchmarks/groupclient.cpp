// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// This library as a member of a group, through its public interface alone.
#include "peers.h"

#include <RedisStreams/groupconsumer.h>

#include <QtCore/QCoreApplication>

using namespace RedisStreams;

namespace Bench {

Outcome readGroup(const Options &options)
{
    RedisClient client(QStringLiteral("redis://127.0.0.1:%1").arg(options.port));
    GroupConsumer consumer(&client, {QStringLiteral("s")}, QStringLiteral("g"), QStringLiteral("c"));
    if (!options.automaticCount)
        consumer.setBufferSize(int(options.work.count) - 1);
    consumer.setAutoAcknowledge(options.ack == Ack::None);
    if (options.ack == Ack::After)
        consumer.setAckPolicy(GroupConsumer::AckPolicy::AfterDelivery);
    Outcome outcome;
    const auto add = [&outcome](const StreamEntry &entry) {
        for (qsizetype i = 0; i < entry.fieldCount(); ++i) {
            const QByteArrayView name = entry.nameAt(i);
            const QByteArrayView value = entry.valueAt(i);
            outcome.sum += byteSum(name.data(), name.size()) + byteSum(value.data(), value.size());
        }
    };
    // The end: everything was handed over, and the server has confirmed what was acknowledged.
    const auto check = [&] {
        if (outcome.entries == options.work.entries && (options.ack == Ack::None || consumer.acknowledgedCount() == options.work.entries))
            QCoreApplication::quit();
    };
    QList<StreamId> ids;
    QObject::connect(&consumer, &StreamConsumer::entryReceived, &consumer, [&](const QString &, const StreamEntry &entry) {
        add(entry);
        ++outcome.entries;
        if (options.ack == Ack::Entry)
            consumer.acknowledge(entry);
        if (options.ack == Ack::Batch) {
            ids.append(entry.id());
            if (ids.size() == options.work.count || outcome.entries == options.work.entries)
                consumer.acknowledge(QByteArrayLiteral("s"), std::exchange(ids, {}));
        }
        check();
    });
    QObject::connect(&consumer, &GroupConsumer::acknowledged, &consumer, check);
    QObject::connect(&consumer, &StreamConsumer::errorOccurred, &consumer,
                     [](const RedisError &error) { qFatal("%s", qPrintable(error.message())); });
    consumer.start();
    QCoreApplication::exec();
    return outcome;
}

} // namespace Bench
