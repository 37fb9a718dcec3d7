// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickfigures.h"

#include "quickvalues.h"

namespace RedisStreams::Quick {

namespace {

void set(QVariantMap &map, const char *name, const std::optional<qint64> &value)
{
    if (value)
        map.insert(QLatin1StringView(name), *value);
}

void set(QVariantMap &map, const char *name, const std::optional<StreamId> &value)
{
    if (value)
        map.insert(QLatin1StringView(name), value->toString());
}

void set(QVariantMap &map, const char *name, const std::optional<StreamEntry> &value)
{
    if (value)
        map.insert(QLatin1StringView(name), QVariant::fromValue(*value));
}

QVariantList fromDelivered(const QList<DeliveredEntry> &entries)
{
    QVariantList list;
    for (const DeliveredEntry &entry : entries) {
        list.append(QVariantMap {
            {QStringLiteral("id"), entry.id.toString()},
            {QStringLiteral("consumer"), QString::fromUtf8(entry.consumer)},
            {QStringLiteral("deliveryTime"), entry.deliveryTime},
            {QStringLiteral("deliveryCount"), entry.deliveryCount},
        });
    }
    return list;
}

} // namespace

QVariant fromInfo(const StreamInfo &info)
{
    QVariantMap map {
        {QStringLiteral("length"), info.length},
        {QStringLiteral("radixTreeKeys"), info.radixTreeKeys},
        {QStringLiteral("radixTreeNodes"), info.radixTreeNodes},
        {QStringLiteral("groups"), info.groups},
        {QStringLiteral("lastGeneratedId"), info.lastGeneratedId.toString()},
    };
    set(map, "maxDeletedEntryId", info.maxDeletedEntryId);
    set(map, "entriesAdded", info.entriesAdded);
    set(map, "recordedFirstEntryId", info.recordedFirstEntryId);
    set(map, "idmpDuration", info.idmpDuration);
    set(map, "idmpMaxSize", info.idmpMaxSize);
    set(map, "pidsTracked", info.pidsTracked);
    set(map, "iidsTracked", info.iidsTracked);
    set(map, "iidsAdded", info.iidsAdded);
    set(map, "iidsDuplicates", info.iidsDuplicates);
    set(map, "firstEntry", info.firstEntry);
    set(map, "lastEntry", info.lastEntry);
    return map;
}

QVariant fromFullInfo(const StreamFullInfo &info)
{
    QVariantList groups;
    for (const FullGroupInfo &group : info.groups) {
        QVariantList consumers;
        for (const FullConsumerInfo &consumer : group.consumers) {
            QVariantMap map {
                {QStringLiteral("name"), QString::fromUtf8(consumer.name)},
                {QStringLiteral("seenTime"), consumer.seenTime},
                {QStringLiteral("pendingCount"), consumer.pendingCount},
                {QStringLiteral("pending"), fromDelivered(consumer.pending)},
            };
            set(map, "activeTime", consumer.activeTime);
            consumers.append(map);
        }
        QVariantMap map {
            {QStringLiteral("name"), QString::fromUtf8(group.name)},
            {QStringLiteral("lastDeliveredId"), group.lastDeliveredId.toString()},
            {QStringLiteral("pendingCount"), group.pendingCount},
            {QStringLiteral("pending"), fromDelivered(group.pending)},
            {QStringLiteral("consumers"), consumers},
        };
        set(map, "entriesRead", group.entriesRead);
        set(map, "lag", group.lag);
        set(map, "nackedCount", group.nackedCount);
        groups.append(map);
    }
    return QVariantMap {
        {QStringLiteral("summary"), fromInfo(info.summary)},
        {QStringLiteral("entries"), fromEntries(info.entries)},
        {QStringLiteral("groups"), groups},
    };
}

QVariant fromGroups(const QList<GroupInfo> &groups)
{
    QVariantList list;
    for (const GroupInfo &group : groups) {
        QVariantMap map {
            {QStringLiteral("name"), QString::fromUtf8(group.name)},
            {QStringLiteral("consumers"), group.consumers},
            {QStringLiteral("pending"), group.pending},
            {QStringLiteral("lastDeliveredId"), group.lastDeliveredId.toString()},
        };
        set(map, "entriesRead", group.entriesRead);
        set(map, "lag", group.lag);
        list.append(map);
    }
    return list;
}

QVariant fromConsumers(const QList<ConsumerInfo> &consumers)
{
    QVariantList list;
    for (const ConsumerInfo &consumer : consumers) {
        QVariantMap map {
            {QStringLiteral("name"), QString::fromUtf8(consumer.name)},
            {QStringLiteral("pending"), consumer.pending},
            {QStringLiteral("idle"), consumer.idle},
        };
        set(map, "inactive", consumer.inactive);
        list.append(map);
    }
    return list;
}

QVariant fromPending(const PendingSummary &summary)
{
    QVariantList consumers;
    for (const PendingConsumer &consumer : summary.consumers)
        consumers.append(QVariantMap {{QStringLiteral("name"), QString::fromUtf8(consumer.name)}, {QStringLiteral("count"), consumer.count}});
    QVariantMap map {{QStringLiteral("total"), summary.total}, {QStringLiteral("consumers"), consumers}};
    set(map, "smallestId", summary.smallestId);
    set(map, "greatestId", summary.greatestId);
    return map;
}

QVariant fromPending(const QList<PendingEntry> &entries)
{
    QVariantList list;
    for (const PendingEntry &entry : entries) {
        list.append(QVariantMap {
            {QStringLiteral("id"), entry.id.toString()},
            {QStringLiteral("consumer"), QString::fromUtf8(entry.consumer)},
            {QStringLiteral("idle"), entry.idle},
            {QStringLiteral("deliveryCount"), entry.deliveryCount},
        });
    }
    return list;
}

} // namespace RedisStreams::Quick
