// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickoptions.h"

#include <QtQml/QJSValueIterator>

namespace RedisStreams::Quick {

Options::Options(const QJSValue &object, const QStringList &known)
{
    if (object.isUndefined() || object.isNull())
        return;
    if (!object.isObject() || object.isArray() || object.isQObject()) {
        fail(invalid(QStringLiteral("the options are no object")));
        return;
    }
    for (QJSValueIterator it(object); it.hasNext();) {
        it.next();
        if (!known.contains(it.name()))
            fail(invalid(QStringLiteral("there is no option \"%1\"; there are %2").arg(it.name(), known.join(QLatin1StringView(", ")))));
        else if (!it.value().isUndefined())
            m_values.insert(it.name(), it.value().toVariant());
    }
}

void Options::fail(const RedisError &error)
{
    if (!m_error)
        m_error = error;
}

qint64 Options::integer(const char *name, qint64 otherwise)
{
    return integer(name).value_or(otherwise);
}

std::optional<qint64> Options::integer(const char *name)
{
    if (!has(name))
        return std::nullopt;
    const QVariant value = m_values.value(QLatin1StringView(name));
    const std::optional<qint64> number = toInteger(value);
    if (!number)
        fail(invalid(QStringLiteral("the option %1 must be a whole number, not \"%2\"").arg(QLatin1StringView(name), value.toString())));
    return number;
}

std::optional<std::chrono::milliseconds> Options::duration(const char *name)
{
    const std::optional<qint64> number = integer(name);
    return number ? std::optional(std::chrono::milliseconds(*number)) : std::nullopt;
}

bool Options::flag(const char *name, bool otherwise)
{
    if (!has(name))
        return otherwise;
    const QVariant value = m_values.value(QLatin1StringView(name));
    if (value.typeId() != QMetaType::Bool)
        fail(invalid(QStringLiteral("the option %1 must be true or false").arg(QLatin1StringView(name))));
    return value.toBool();
}

QByteArray Options::bytes(const char *name)
{
    if (!has(name))
        return {};
    const std::optional<QByteArray> text = toBytes(m_values.value(QLatin1StringView(name)));
    if (!text)
        fail(invalid(QStringLiteral("the option %1 must be a string").arg(QLatin1StringView(name))));
    return text.value_or(QByteArray());
}

StreamId Options::id(const char *name, StreamId otherwise, quint64 missingSequence)
{
    if (!has(name))
        return otherwise;
    const QVariant value = m_values.value(QLatin1StringView(name));
    const std::optional<StreamId> id = toId(value, missingSequence);
    if (!id)
        fail(invalid(QStringLiteral("the option %1 must be an id such as \"1700000000000-0\", not \"%2\"")
                         .arg(QLatin1StringView(name), value.toString())));
    return id.value_or(otherwise);
}

StreamId Options::rangeEnd(const char *name, StreamId otherwise, quint64 missingSequence)
{
    if (has(name)) {
        const QByteArray word = text(name);
        if (word == "-" || word == "+")
            return word == "-" ? StreamId::minimum() : StreamId::maximum();
    }
    return id(name, otherwise, missingSequence);
}

QStringList Options::rangeNames()
{
    return {QStringLiteral("first"), QStringLiteral("last"), QStringLiteral("excludeFirst"), QStringLiteral("excludeLast"), QStringLiteral("count")};
}

QStringList Options::readNames()
{
    return {QStringLiteral("count"), QStringLiteral("block"), QStringLiteral("maxCount"), QStringLiteral("maxSize")};
}

QStringList Options::trimNames()
{
    return {QStringLiteral("maximumLength"), QStringLiteral("minimumId"), QStringLiteral("exact"), QStringLiteral("limit"), QStringLiteral("references")};
}

StreamTrim Options::trim()
{
    StreamTrim trim;
    if (has("maximumLength") && has("minimumId"))
        fail(invalid(QStringLiteral("maximumLength and minimumId cannot be had together")));
    const bool approximate = !flag("exact", false);
    if (has("maximumLength"))
        trim = StreamTrim::toLength(integer("maximumLength", 0), approximate);
    else if (has("minimumId"))
        trim = StreamTrim::toId(id("minimumId", {}), approximate);
    trim.limit = integer("limit", -1);
    trim.references = references();
    return trim;
}

std::optional<ReferencePolicy> Options::references()
{
    const QByteArray word = bytes("references").toUpper();
    if (word == "KEEPREF")
        return ReferencePolicy::KeepReferences;
    if (word == "DELREF")
        return ReferencePolicy::DeleteReferences;
    if (word == "ACKED")
        return ReferencePolicy::Acknowledged;
    if (has("references"))
        fail(invalid(QStringLiteral("the option references must be \"KEEPREF\", \"DELREF\" or \"ACKED\"")));
    return std::nullopt;
}

Tail::Tail(const QJSValue &a, const QJSValue &b, const QJSValue &c)
{
    // Options may be left out: a function in their place is the callback.
    const bool withoutOptions = a.isCallable();
    options = withoutOptions ? QJSValue() : a;
    callback = withoutOptions ? a : b;
    context = (withoutOptions ? b : c).toQObject();
}

} // namespace RedisStreams::Quick
