// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "quickvalues.h"

#include <QtCore/QStringList>

namespace RedisStreams::Quick {

/// The options of a command as a JavaScript object. What is read is checked; what is not known is an error, as a
/// misspelt option would else be passed over.
class Options
{
public:
    /// Undefined and null are no options. \a known are the names there are.
    Options(const QJSValue &object, const QStringList &known);

    bool has(const char *name) const { return m_values.contains(QLatin1StringView(name)); }
    qint64 integer(const char *name, qint64 otherwise);
    std::optional<qint64> integer(const char *name);
    std::optional<std::chrono::milliseconds> duration(const char *name);
    bool flag(const char *name, bool otherwise);
    QByteArray bytes(const char *name);
    /// What it is as text, unchecked.
    QByteArray text(const char *name) const { return m_values.value(QLatin1StringView(name)).toString().toUtf8(); }
    StreamId id(const char *name, StreamId otherwise, quint64 missingSequence = 0);
    /// The same of an end of a range; "-" and "+" are what the server calls the first and the last id there is.
    StreamId rangeEnd(const char *name, StreamId otherwise, quint64 missingSequence = 0);
    /// `first`, `last`, `excludeFirst`, `excludeLast` and `count` of a command that has them.
    template <typename Command>
    void takeRange(Command &command)
    {
        command.first = rangeEnd("first", StreamId::minimum());
        command.last = rangeEnd("last", StreamId::maximum(), StreamId::maximum().seq);
        command.excludeFirst = flag("excludeFirst", false);
        command.excludeLast = flag("excludeLast", false);
        command.count = integer("count", command.count);
    }
    static QStringList rangeNames();
    /// `count`, `block`, `maxCount` and `maxSize` of a command that reads.
    template <typename ReadOptions>
    void takeLimits(ReadOptions &options)
    {
        options.count = integer("count", options.count);
        options.block = duration("block");
        options.maxCount = integer("maxCount", options.maxCount);
        options.maxSize = integer("maxSize", options.maxSize);
    }
    static QStringList readNames();
    /// `references`, in the server's words.
    std::optional<ReferencePolicy> references();
    /// `maximumLength` or `minimumId`, with `exact`, `limit` and `references`.
    StreamTrim trim();
    static QStringList trimNames();

    /// The first thing that was wrong; NoError when nothing was.
    RedisError error() const { return m_error; }
    void fail(const RedisError &error);

private:
    QVariantMap m_values;
    RedisError m_error;
};

/// What follows a command's own arguments: `[options], [callback], [context]`.
struct Tail
{
    Tail(const QJSValue &a, const QJSValue &b, const QJSValue &c);

    QJSValue options;
    QJSValue callback;
    QObject *context = nullptr;
};

} // namespace RedisStreams::Quick
