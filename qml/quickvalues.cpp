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

/// Above it a JavaScript number is not every whole number any more.
static constexpr double LargestExact = 9007199254740992.0;

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

/// Calls \a add(name, value) for what an object has, or a list of pairs. \a whole and \a pair are what these are called.
template <typename Add>
void forEachPair(const QJSValue &value, const char *whole, const char *pair, RedisError *problem, Add add)
{
    if (value.isArray()) {
        const quint32 count = value.property(QStringLiteral("length")).toUInt();
        for (quint32 i = 0; i < count && !*problem; ++i) {
            const QJSValue element = value.property(i);
            const std::optional<QByteArray> name = element.isArray() ? toBytes(element.property(0).toVariant()) : std::nullopt;
            if (name && element.property(QStringLiteral("length")).toUInt() == 2)
                add(*name, element.property(1));
            else
                *problem = invalid(QStringLiteral("element %1 of the %2 is no pair %3").arg(i).arg(QLatin1StringView(whole), QLatin1StringView(pair)));
        }
        return;
    }
    if (!value.isObject() || value.isCallable() || value.isQObject()) {
        *problem = invalid(QStringLiteral("the %1 are neither an object nor a list of pairs %2").arg(QLatin1StringView(whole), QLatin1StringView(pair)));
        return;
    }
    for (QJSValueIterator it(value); it.hasNext() && !*problem;) {
        it.next();
        add(it.name().toUtf8(), it.value());
    }
}

} // namespace

StreamFields toFields(const QJSValue &value, RedisError *problem)
{
    StreamFields fields;
    forEachPair(value, "fields", "[name, value]", problem,
                [&](const QByteArray &name, const QJSValue &text) { addField(fields, name, text, problem); });
    return fields;
}

QList<Position> toPositions(const QJSValue &value, const char *word, RedisError *problem)
{
    QList<Position> positions;
    forEachPair(value, "positions", "[stream, id]", problem, [&](const QByteArray &stream, const QJSValue &id) {
        Position position {stream, {}};
        if (!id.isString() || id.toString() != QLatin1StringView(word)) {
            position.id = toId(id.toVariant());
            if (!position.id)
                *problem = invalid(QStringLiteral("the position of \"%1\" must be an id such as \"1700000000000-0\", an entry or \"%2\", not \"%3\"")
                                       .arg(QString::fromUtf8(stream), QLatin1StringView(word), id.toString()));
        }
        positions.append(position);
    });
    return positions;
}

std::optional<StreamId> toId(const QVariant &value, quint64 missingSequence)
{
    if (value.metaType() == QMetaType::fromType<StreamEntry>())
        return value.value<StreamEntry>().id();
    const std::optional<QByteArray> text = toBytes(value); // a number is an id's milliseconds
    return text ? StreamId::parse(QByteArrayView(*text), missingSequence) : std::nullopt;
}

StreamId toId(const QJSValue &value, const char *what, RedisError *problem)
{
    const std::optional<StreamId> id = toId(value.toVariant());
    if (!id && !*problem)
        *problem = invalid(QStringLiteral("%1 must be an entry or an id such as \"1700000000000-0\", not \"%2\"")
                               .arg(QLatin1StringView(what), value.toString()));
    return id.value_or(StreamId());
}

QList<StreamId> toIds(const QJSValue &value, RedisError *problem)
{
    QVariantList list;
    const QVariant whole = value.toVariant();
    if (value.isArray()) {
        const quint32 count = value.property(QStringLiteral("length")).toUInt();
        for (quint32 i = 0; i < count; ++i)
            list.append(value.property(i).toVariant());
    } else if (whole.typeId() == QMetaType::QStringList || whole.typeId() == QMetaType::QVariantList) {
        list = whole.toList(); // made in C++: no array for JavaScript
    } else {
        list.append(whole);
    }
    QList<StreamId> ids;
    for (const QVariant &item : std::as_const(list)) {
        if (const std::optional<StreamId> id = toId(item))
            ids.append(*id);
        else if (!*problem)
            *problem = invalid(QStringLiteral("\"%1\" is no entry and no id such as \"1700000000000-0\"").arg(item.toString()));
    }
    return ids;
}

std::optional<qint64> toInteger(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Double: {
        const double number = value.toDouble();
        return std::trunc(number) == number && std::abs(number) <= LargestExact ? std::optional(qint64(number)) : std::nullopt;
    }
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return value.toLongLong();
    default:
        return std::nullopt;
    }
}

std::chrono::milliseconds toDuration(const QJSValue &value, const char *what, RedisError *problem)
{
    const std::optional<qint64> number = toInteger(value.toVariant());
    if (!number && !*problem)
        *problem = invalid(QStringLiteral("%1 must be a whole number of milliseconds, not \"%2\"").arg(QLatin1StringView(what), value.toString()));
    return std::chrono::milliseconds(number.value_or(0));
}

QVariant fromNumber(qint64 value)
{
    return value;
}

QVariant fromFlag(bool value)
{
    return value;
}

QVariant fromText(const QByteArray &text)
{
    return QString::fromUtf8(text);
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

QVariant fromIds(const QList<StreamId> &ids)
{
    QVariantList list;
    list.reserve(ids.size());
    for (const StreamId &id : ids)
        list.append(id.toString());
    return list;
}

QVariant fromBatches(const QList<StreamEntries> &batches)
{
    QVariantList list;
    for (const StreamEntries &batch : batches)
        list.append(QVariantMap {{QStringLiteral("stream"), batch.first().stream()}, {QStringLiteral("entries"), fromEntries(batch)}});
    return list;
}

QVariant fromRemovals(const QList<EntryRemoval> &removals)
{
    QVariantList list;
    for (const EntryRemoval removal : removals)
        list.append(int(removal));
    return list;
}

namespace {

template <typename Page>
QVariantMap fromAnyPage(const Page &page)
{
    return {{QStringLiteral("next"), page.next.toString()},
            {QStringLiteral("complete"), page.isComplete()},
            {QStringLiteral("deletedIds"), fromIds(page.deletedIds)}};
}

} // namespace

QVariant fromPage(const AutoclaimPage &page)
{
    QVariantMap map = fromAnyPage(page);
    map.insert(QStringLiteral("entries"), fromEntries(page.entries));
    return map;
}

QVariant fromIdPage(const AutoclaimIdPage &page)
{
    QVariantMap map = fromAnyPage(page);
    map.insert(QStringLiteral("ids"), fromIds(page.ids));
    return map;
}

} // namespace RedisStreams::Quick
