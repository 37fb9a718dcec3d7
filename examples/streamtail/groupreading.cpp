// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "groupreading.h"

#include "report.h"

#include <limits>

using namespace Qt::StringLiterals;
using namespace RedisStreams;

namespace StreamTail {
namespace {

int asInt(qint64 number) { return int(qMin(number, qint64(std::numeric_limits<int>::max()))); }

/// With --count: the most entries received and not acknowledged. All of them where nothing is acknowledged; otherwise
/// few, so that few are acknowledged late, but one for each stream, as fewer cannot wait for all streams at once.
int inFlightFor(const Options &options)
{
    const qint64 count = *options.count;
    if (options.group->ack != Ack::After)
        return asInt(count);
    const qint64 few = qMax(qMin(count / 10, qint64(10000)), qint64(options.streams.size()));
    return asInt(qMin(few, count));
}

void tell(GroupConsumer *consumer)
{
    QObject::connect(
        consumer, &GroupConsumer::groupCreated, consumer, [consumer](const QString &stream, const QString &from) {
            report(u"%1: created the group \"%2\", beginning %3"_s.arg(
                stream, consumer->group(), from == "$"_L1 ? u"with what comes now"_s : u"after "_s + from));
        });
    QObject::connect(consumer, &GroupConsumer::groupLost, consumer, [consumer](const QString &stream) {
        report(u"%1: the group \"%2\" is gone"_s.arg(stream, consumer->group()));
    });
    QObject::connect(
        consumer, &GroupConsumer::tombstoneDropped, consumer, [](const QString &stream, const QString &id) {
            report(u"%1: the pending entry %2 was deleted from the stream; acknowledged"_s.arg(stream, id));
        });
    QObject::connect(consumer, &GroupConsumer::entryDeadLettered, consumer,
        [consumer](const QString &stream, const StreamEntry &entry) {
            report(u"%1: the entry %2 was delivered more than %3 times; moved to \"%4\""_s.arg(stream, entry.idText())
                       .arg(consumer->maxDeliveries())
                       .arg(consumer->deadLetterStream()));
        });
}

} // namespace

std::unique_ptr<GroupConsumer> makeGroupConsumer(const Options &options)
{
    const GroupOptions &group = *options.group;
    auto consumer = std::make_unique<GroupConsumer>();
    consumer->setGroup(group.group);
    consumer->setConsumer(group.consumer);
    consumer->setAutoCreate(group.create);
    consumer->setGroupStartId(group.start);
    consumer->setAutoAcknowledge(group.ack == Ack::None);
    consumer->setStartFromBacklog(group.backlog);
    consumer->setClaimMinIdle(group.claimIdle);
    consumer->setMaxDeliveries(group.maxDeliveries);
    consumer->setDeadLetterStream(group.deadLetterStream);
    if (options.count)
        consumer->setMaxInFlight(inFlightFor(options));
    tell(consumer.get());
    return consumer;
}

qint64 acknowledgeLimit(const Options &options)
{
    if (!options.count)
        return std::numeric_limits<qint64>::max();
    return qMax(qint64(0), *options.count - inFlightFor(options));
}

void askForNoMore(GroupConsumer *consumer, qint64 left) { consumer->setMaxInFlight(asInt(left)); }

} // namespace StreamTail
