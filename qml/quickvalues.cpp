// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickvalues.h"

#include <QtCore/QLocale>
#include <QtQml/QJSValueIterator>

#include <cmath>

namespace RedisStreams::Quick {

RedisError invalid(const QString &reason)
{
    return RedisError(RedisError::Code::InvalidArgument, reason);
}

std::optional<QByteArray> toBytes(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QByteArray:
        return value.toByteArray();
    case QMetaType::QString:
        return value.toString().toUtf8();
    case QMetaType::Double: {
        // JavaScript has one kind of number: what is whole is sent without an exponent.
        const double number = value.toDouble();
        constexpr double LargestExact = 9007199254740992.0;
        if (std::trunc(number) == number && std::abs(number) <= LargestExact)
            return QByteArray::number(qint64(number));
        return QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
    }
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return value.toString().toUtf8();
    default:
        return std::nullopt;
    }
}

namespace {

std::optional<QByteArray> toFieldValue(const QJSValue &value)
{
    if (value.isBool())
        return value.toBool() ? "true" : "false";
    return toBytes(value.toVariant());
}

void addField(StreamFields &fields, const QByteArray &name, const QJSValue &value, RedisError *problem)
{
    if (const std::optional<QByteArray> bytes = toFieldValue(value))
        fields.append({name, *bytes});
    else
        *problem = invalid(QStringLiteral("the field \"%1\" is neither a string nor a number, boolean or ArrayBuffer")
                               .arg(QString::fromUtf8(name)));
}

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

} // namespace

StreamFields toFields(const QJSValue &value, RedisError *problem)
{
    StreamFields fields;
    if (value.isArray()) {
        const quint32 count = value.property(QStringLiteral("length")).toUInt();
        for (quint32 i = 0; i < count && !*problem; ++i) {
            const QJSValue pair = value.property(i);
            const std::optional<QByteArray> name = pair.isArray() ? toBytes(pair.property(0).toVariant()) : std::nullopt;
            if (name && pair.property(QStringLiteral("length")).toUInt() == 2)
                addField(fields, *name, pair.property(1), problem);
            else
                *problem = invalid(QStringLiteral("element %1 of the fields is no pair [name, value]").arg(i));
        }
        return fields;
    }
    if (!value.isObject() || value.isCallable() || value.isQObject()) {
        *problem = invalid(QStringLiteral("the fields are neither an object nor a list of pairs [name, value]"));
        return fields;
    }
    for (QJSValueIterator it(value); it.hasNext() && !*problem;) {
        it.next();
        addField(fields, it.name().toUtf8(), it.value(), problem);
    }
    return fields;
}

std::optional<StreamId> toId(const QVariant &value, quint64 missingSequence)
{
    if (value.metaType() == QMetaType::fromType<StreamEntry>())
        return value.value<StreamEntry>().id();
    const std::optional<QByteArray> text = toBytes(value); // a number is an id's milliseconds
    return text ? StreamId::parse(QByteArrayView(*text), missingSequence) : std::nullopt;
}

QList<StreamId> toIds(const QJSValue &value, RedisError *problem)
{
    QVariantList list;
    if (value.isArray()) {
        const quint32 count = value.property(QStringLiteral("length")).toUInt();
        for (quint32 i = 0; i < count; ++i)
            list.append(value.property(i).toVariant());
    } else {
        list.append(value.toVariant());
    }
    QList<StreamId> ids;
    for (const QVariant &item : std::as_const(list)) {
        const std::optional<StreamId> id = toId(item);
        if (!id)
            *problem = invalid(QStringLiteral("\"%1\" is no entry and no id such as \"1700000000000-0\"").arg(item.toString()));
        else
            ids.append(*id);
    }
    return ids;
}

QVariant fromId(StreamId id)
{
    return id.isNull() ? QVariant::fromValue(nullptr) : QVariant(id.toString());
}

QVariant fromEntries(const StreamEntries &entries)
{
    QVariantList list;
    list.reserve(entries.size());
    for (const StreamEntry &entry : entries)
        list.append(QVariant::fromValue(entry));
    return list;
}

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
