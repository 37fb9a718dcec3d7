// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xpending.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

using Internal::unexpectedReply;

RedisError XpendingSummary::validate() const
{
    return Internal::firstError(Internal::validateKey(Name, stream), Internal::validateGroup(Name, group));
}

void XpendingSummary::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream).word(group);
}

Decoded<PendingSummary> XpendingSummary::decode(const RespValue &reply) const
{
    // With nothing pending all but the first are null.
    const std::optional<qint64> total = reply.at(0).toInteger();
    if (!reply.isAggregate() || reply.size() < 4 || !total || !(reply.at(3).isNull() || reply.at(3).isAggregate()))
        return {{}, unexpectedReply(Name, reply, "a summary of pending entries")};
    PendingSummary summary;
    summary.total = *total;
    for (const int index : {1, 2}) {
        if (reply.at(index).isNull())
            continue;
        const Decoded<StreamId> id = Internal::decodeId(Name, reply.at(index));
        if (id.error)
            return {{}, id.error};
        (index == 1 ? summary.smallestId : summary.greatestId) = id.value;
    }
    for (const RespValue &consumer : reply.items().at(3).items()) {
        const std::optional<qint64> count = consumer.at(1).toInteger(); // sent as text
        if (consumer.size() != 2 || !consumer.at(0).isText() || !count)
            return {{}, unexpectedReply(Name, consumer, "a consumer and its number of pending entries")};
        summary.consumers.append({consumer.at(0).bytes(), *count});
    }
    return {summary, {}};
}

RedisError XpendingRange::validate() const
{
    return Internal::firstError(Internal::validateKey(Name, stream), Internal::validateGroup(Name, group),
                                Internal::validateAtLeast(Name, "the count", 1, count),
                                Internal::validateDuration(Name, "IDLE", minIdle),
                                Internal::validateRange(Name, first, excludeFirst, last, excludeLast));
}

QList<CommandFeature> XpendingRange::newerOptions() const
{
    QList<CommandFeature> newer = Internal::exclusiveOptions(excludeFirst || excludeLast);
    if (minIdle)
        newer.append({"IDLE", {6, 2}});
    return newer;
}

void XpendingRange::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream).word(group);
    if (minIdle)
        writer.word("IDLE").number(minIdle->count());
    writer.word(Internal::rangeFirst(first, excludeFirst)).word(Internal::rangeLast(last, excludeLast)).number(count);
    if (!consumer.isEmpty())
        writer.word(consumer);
}

Decoded<QList<PendingEntry>> XpendingRange::decode(const RespValue &reply) const
{
    if (!reply.isAggregate() && !reply.isNull())
        return {{}, unexpectedReply(Name, reply, "a list of pending entries")};
    QList<PendingEntry> entries;
    entries.reserve(reply.size());
    for (const RespValue &item : reply.items()) {
        const std::optional<StreamId> id = StreamId::parse(QByteArrayView(item.at(0).bytes()));
        const std::optional<qint64> idle = item.at(2).toInteger();
        const std::optional<qint64> deliveries = item.at(3).toInteger();
        if (item.size() < 4 || !id || !item.at(1).isText() || !idle || !deliveries)
            return {{}, unexpectedReply(Name, item, "a pending entry")};
        entries.append({*id, item.at(1).bytes(), *idle, *deliveries});
    }
    return {entries, {}};
}

} // namespace RedisStreams
