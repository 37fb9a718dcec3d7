// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickcallback.h"
#include "quickoptions.h"
#include "quickredisclient.h"

namespace RedisStreams {

using Quick::Options;
using Quick::Tail;
using std::chrono::milliseconds;

namespace {

QVariant number(qint64 value)
{
    return value;
}

QStringList with(QStringList names, const QStringList &more)
{
    return names << more;
}

const QStringList rangeNames {QStringLiteral("first"), QStringLiteral("last"), QStringLiteral("excludeFirst"), QStringLiteral("excludeLast"),
                              QStringLiteral("count")};

/// An end of a range; "-" and "+" are what the server calls the first and the last id there is.
StreamId rangeEnd(Options &options, const char *name, StreamId open, quint64 missingSequence)
{
    if (options.has(name)) {
        const QByteArray text = options.text(name);
        if (text == "-" || text == "+")
            return text == "-" ? StreamId::minimum() : StreamId::maximum();
    }
    return options.id(name, open, missingSequence);
}

/// first, last, excludeFirst, excludeLast and count of a command that has them.
template <typename Command>
void readRange(Options &options, Command &command, qint64 count)
{
    command.first = rangeEnd(options, "first", StreamId::minimum(), 0);
    command.last = rangeEnd(options, "last", StreamId::maximum(), StreamId::maximum().seq);
    command.excludeFirst = options.flag("excludeFirst", false);
    command.excludeLast = options.flag("excludeLast", false);
    command.count = options.integer("count", count);
}

/// "5-0" is an id, "5-*" one of which the server makes the second half.
void readId(Options &options, XaddOptions &command)
{
    if (!options.has("id"))
        return;
    const QByteArray text = options.bytes("id");
    const bool half = text.endsWith("-*");
    const std::optional<StreamId> id = StreamId::parse(QByteArrayView(text).chopped(half ? 2 : 0));
    if (!id || (half && text.count('-') != 1))
        return options.fail(Quick::invalid(QStringLiteral("the option id must be an id such as \"5-0\" or \"5-*\", not \"%1\"")
                                               .arg(QString::fromUtf8(text))));
    command.idMode = half ? XaddOptions::IdMode::AutomaticSequence : XaddOptions::IdMode::Explicit;
    command.id = *id;
}

} // namespace

template <typename Command, typename ToVariant>
void QuickRedisClient::ask(const char *name, const QuickCallback &handler, const RedisError &problem, const Command &command, ToVariant toVariant)
{
    if (problem)
        return refuse(handler, problem.withMessage(QStringLiteral("%1: %2").arg(QLatin1StringView(name), problem.message())));
    whenComplete([this, handler, command, toVariant] {
        run(
            command, &m_life, [handler, toVariant](const typename Command::Reply &reply) { handler.reply(toVariant(reply)); },
            [handler](const RedisError &error) { handler.fail(error); });
    });
}

void QuickRedisClient::xadd(const QString &stream, const QJSValue &fields, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, with(Options::trimNames(), {QStringLiteral("id"), QStringLiteral("createStream"), QStringLiteral("producerId"),
                                                           QStringLiteral("messageId")}));
    Xadd command {stream.toUtf8(), {}, {}};
    RedisError problem;
    command.fields = Quick::toFields(fields, &problem);
    command.options.trim = given.trim();
    command.options.createStream = given.flag("createStream", true);
    readId(given, command.options);
    if (given.has("producerId"))
        command.options.idempotence = XaddIdempotence {given.bytes("producerId"), {}};
    if (given.has("messageId")) {
        if (command.options.idempotence)
            command.options.idempotence->messageId = given.bytes("messageId");
        else
            given.fail(Quick::invalid(QStringLiteral("messageId needs a producerId")));
    }
    ask(Xadd::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromId);
}

void QuickRedisClient::xlen(const QString &stream, const QJSValue &callback, const QJSValue &context)
{
    ask(Xlen::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, Xlen {stream.toUtf8()}, number);
}

void QuickRedisClient::range(const QString &stream, bool reverse, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, rangeNames);
    Xrange command;
    command.stream = stream.toUtf8();
    command.reverse = reverse;
    readRange(given, command, -1);
    ask(reverse ? "XREVRANGE" : "XRANGE", QuickCallback(this, &m_life, tail.callback, tail.context), given.error(), command, Quick::fromEntries);
}

void QuickRedisClient::xrange(const QString &stream, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    range(stream, false, options, callback, context);
}

void QuickRedisClient::xrevrange(const QString &stream, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    range(stream, true, options, callback, context);
}

void QuickRedisClient::xinfoStream(const QString &stream, const QJSValue &callback, const QJSValue &context)
{
    ask(XinfoStream::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, XinfoStream {stream.toUtf8()}, Quick::fromInfo);
}

void QuickRedisClient::xinfoGroups(const QString &stream, const QJSValue &callback, const QJSValue &context)
{
    ask(XinfoGroups::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, XinfoGroups {stream.toUtf8()}, Quick::fromGroups);
}

void QuickRedisClient::xinfoConsumers(const QString &stream, const QString &group, const QJSValue &callback, const QJSValue &context)
{
    ask(XinfoConsumers::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {},
        XinfoConsumers {stream.toUtf8(), group.toUtf8()}, Quick::fromConsumers);
}

void QuickRedisClient::xack(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &callback, const QJSValue &context)
{
    RedisError problem;
    const Xack command {stream.toUtf8(), group.toUtf8(), Quick::toIds(ids, &problem)};
    ask(Xack::Name, QuickCallback(this, &m_life, callback, context.toQObject()), problem, command, number);
}

void QuickRedisClient::xdel(const QString &stream, const QJSValue &ids, const QJSValue &callback, const QJSValue &context)
{
    RedisError problem;
    const Xdel command {stream.toUtf8(), Quick::toIds(ids, &problem)};
    ask(Xdel::Name, QuickCallback(this, &m_life, callback, context.toQObject()), problem, command, number);
}

void QuickRedisClient::xtrim(const QString &stream, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, Options::trimNames());
    const Xtrim command {stream.toUtf8(), given.trim()};
    ask(Xtrim::Name, QuickCallback(this, &m_life, tail.callback, tail.context), given.error(), command, number);
}

void QuickRedisClient::xpending(const QString &stream, const QString &group, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    const QuickCallback handler(this, &m_life, tail.callback, tail.context);
    if (tail.options.isUndefined() || tail.options.isNull()) {
        return ask(XpendingSummary::Name, handler, {}, XpendingSummary {stream.toUtf8(), group.toUtf8()},
                   [](const PendingSummary &summary) { return Quick::fromPending(summary); });
    }
    Options given(tail.options, with(rangeNames, {QStringLiteral("consumer"), QStringLiteral("minIdle")}));
    XpendingRange command {stream.toUtf8(), group.toUtf8()};
    readRange(given, command, command.count);
    command.consumer = given.bytes("consumer");
    if (given.has("minIdle"))
        command.minIdle = milliseconds(given.integer("minIdle", 0));
    ask(XpendingRange::Name, handler, given.error(), command, [](const QList<PendingEntry> &entries) { return Quick::fromPending(entries); });
}

void QuickRedisClient::xgroupCreate(const QString &stream, const QString &group, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("id"), QStringLiteral("makeStream"), QStringLiteral("entriesRead")});
    XgroupCreate command {stream.toUtf8(), group.toUtf8()};
    if (given.has("id") && given.text("id") != "$")
        command.id = given.id("id", {});
    command.makeStream = given.flag("makeStream", false);
    if (given.has("entriesRead"))
        command.entriesRead = given.integer("entriesRead", -1);
    ask(XgroupCreate::Name, QuickCallback(this, &m_life, tail.callback, tail.context), given.error(), command, [](bool made) { return QVariant(made); });
}

void QuickRedisClient::xgroupDestroy(const QString &stream, const QString &group, const QJSValue &callback, const QJSValue &context)
{
    ask(XgroupDestroy::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, XgroupDestroy {stream.toUtf8(), group.toUtf8()},
        [](bool there) { return QVariant(there); });
}

void QuickRedisClient::streams(const QString &pattern, const QJSValue &callback, const QJSValue &context)
{
    const QuickCallback handler(this, &m_life, callback, context.toQObject());
    whenComplete([this, handler, pattern] {
        handler.deliver(RedisClient::streams(pattern), [](const QByteArrayList &keys) {
            QVariantList names;
            for (const QByteArray &key : keys)
                names.append(QString::fromUtf8(key));
            return QVariant(names);
        });
    });
}

} // namespace RedisStreams
