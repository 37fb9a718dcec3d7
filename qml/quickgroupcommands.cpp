// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The commands of groups.
#include "quickask.h"
#include "quickfigures.h"
#include "quickoptions.h"

namespace RedisStreams {

using Quick::Options;
using Quick::Tail;

namespace {

/// What XCLAIM and XAUTOCLAIM have in common: whose the entries become.
template <typename Command>
Command claimOf(const QString &stream, const QString &group, const QString &consumer, const QJSValue &minIdle, RedisError *problem)
{
    Command command;
    command.stream = stream.toUtf8();
    command.group = group.toUtf8();
    command.consumer = consumer.toUtf8();
    command.minIdle = Quick::toDuration(minIdle, "the minimum idle time", problem);
    return command;
}

template <typename JustId, typename Command>
JustId justIdOf(const Command &command)
{
    JustId same;
    same.stream = command.stream;
    same.group = command.group;
    same.consumer = command.consumer;
    same.minIdle = command.minIdle;
    return same;
}

Xnack::Mode mode(Options &given)
{
    const QByteArray word = given.bytes("mode").toUpper();
    if (word == "SILENT")
        return Xnack::Mode::Silent;
    if (word == "FATAL")
        return Xnack::Mode::Fatal;
    if (given.has("mode") && word != "FAIL")
        given.fail(Quick::invalid(QStringLiteral("the option mode must be \"SILENT\", \"FAIL\" or \"FATAL\"")));
    return Xnack::Mode::Fail;
}

} // namespace

void QuickRedisClient::xgroupCreate(const QString &stream, const QString &group, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("id"), QStringLiteral("makeStream"), QStringLiteral("entriesRead")});
    XgroupCreate command {stream.toUtf8(), group.toUtf8()};
    if (given.has("id") && given.text("id") != "$")
        command.id = given.id("id", {});
    command.makeStream = given.flag("makeStream", false);
    command.entriesRead = given.integer("entriesRead");
    ask(XgroupCreate::Name, QuickCallback(this, &m_life, tail.callback, tail.context), given.error(), command, Quick::fromFlag);
}

void QuickRedisClient::xgroupSetId(const QString &stream, const QString &group, const QJSValue &id, const QJSValue &options, const QJSValue &callback,
                                   const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("entriesRead")});
    RedisError problem;
    XgroupSetId command {stream.toUtf8(), group.toUtf8()};
    if (!id.isString() || id.toString() != QLatin1StringView("$"))
        command.id = Quick::toId(id, "the id", &problem);
    command.entriesRead = given.integer("entriesRead");
    ask(XgroupSetId::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromFlag);
}

void QuickRedisClient::xgroupDestroy(const QString &stream, const QString &group, const QJSValue &callback, const QJSValue &context)
{
    ask(XgroupDestroy::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, XgroupDestroy {stream.toUtf8(), group.toUtf8()},
        Quick::fromFlag);
}

void QuickRedisClient::xgroupCreateConsumer(const QString &stream, const QString &group, const QString &consumer, const QJSValue &callback,
                                            const QJSValue &context)
{
    ask(XgroupCreateConsumer::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {},
        XgroupCreateConsumer {stream.toUtf8(), group.toUtf8(), consumer.toUtf8()}, Quick::fromFlag);
}

void QuickRedisClient::xgroupDeleteConsumer(const QString &stream, const QString &group, const QString &consumer, const QJSValue &callback,
                                            const QJSValue &context)
{
    ask(XgroupDeleteConsumer::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {},
        XgroupDeleteConsumer {stream.toUtf8(), group.toUtf8(), consumer.toUtf8()}, Quick::fromNumber);
}

void QuickRedisClient::xreadgroup(const QString &group, const QString &consumer, const QJSValue &positions, const QJSValue &options,
                                  const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, Options::readNames() << QStringLiteral("noAck") << QStringLiteral("claimMinIdle"));
    RedisError problem;
    Xreadgroup command {group.toUtf8(), consumer.toUtf8(), {}};
    for (const Quick::Position &position : Quick::toPositions(positions, ">", &problem))
        command.positions.append({position.stream, position.id});
    given.takeLimits(command.options);
    command.options.noAck = given.flag("noAck", false);
    command.options.claimMinIdle = given.duration("claimMinIdle");
    ask(Xreadgroup::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromBatches);
}

void QuickRedisClient::xack(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &callback, const QJSValue &context)
{
    RedisError problem;
    const Xack command {stream.toUtf8(), group.toUtf8(), Quick::toIds(ids, &problem)};
    ask(Xack::Name, QuickCallback(this, &m_life, callback, context.toQObject()), problem, command, Quick::fromNumber);
}

void QuickRedisClient::xackdel(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &options, const QJSValue &callback,
                               const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("references")});
    RedisError problem;
    Xackdel command {stream.toUtf8(), group.toUtf8(), Quick::toIds(ids, &problem)};
    command.policy = given.references().value_or(command.policy);
    ask(Xackdel::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromRemovals);
}

void QuickRedisClient::xnack(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &options, const QJSValue &callback,
                             const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("mode"), QStringLiteral("retryCount"), QStringLiteral("force")});
    RedisError problem;
    Xnack command {stream.toUtf8(), group.toUtf8(), Quick::toIds(ids, &problem)};
    command.mode = mode(given);
    command.retryCount = given.integer("retryCount");
    command.force = given.flag("force", false);
    ask(Xnack::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromNumber);
}

void QuickRedisClient::xpending(const QString &stream, const QString &group, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    const QuickCallback handler(this, &m_life, tail.callback, tail.context);
    if (tail.options.isUndefined() || tail.options.isNull()) {
        return ask(XpendingSummary::Name, handler, {}, XpendingSummary {stream.toUtf8(), group.toUtf8()},
                   [](const PendingSummary &summary) { return Quick::fromPending(summary); });
    }
    Options given(tail.options, Options::rangeNames() << QStringLiteral("consumer") << QStringLiteral("minIdle"));
    XpendingRange command {stream.toUtf8(), group.toUtf8()};
    given.takeRange(command);
    command.consumer = given.bytes("consumer");
    command.minIdle = given.duration("minIdle");
    ask(XpendingRange::Name, handler, given.error(), command, [](const QList<PendingEntry> &entries) { return Quick::fromPending(entries); });
}

void QuickRedisClient::xclaim(const QString &stream, const QString &group, const QString &consumer, const QJSValue &minIdle, const QJSValue &ids,
                              const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    const QuickCallback handler(this, &m_life, tail.callback, tail.context);
    Options given(tail.options, {QStringLiteral("justId"), QStringLiteral("idle"), QStringLiteral("time"), QStringLiteral("retryCount"),
                                 QStringLiteral("force"), QStringLiteral("lastId")});
    RedisError problem;
    auto command = claimOf<Xclaim>(stream, group, consumer, minIdle, &problem);
    command.ids = Quick::toIds(ids, &problem);
    command.options.idle = given.duration("idle");
    command.options.time = given.integer("time");
    command.options.retryCount = given.integer("retryCount");
    command.options.force = given.flag("force", false);
    if (given.has("lastId"))
        command.options.lastId = given.id("lastId", {});
    const bool justId = given.flag("justId", false);
    problem = problem ? problem : given.error();
    if (!justId)
        return ask(Xclaim::Name, handler, problem, command, Quick::fromEntries);
    auto idsOnly = justIdOf<XclaimJustId>(command);
    idsOnly.ids = command.ids;
    idsOnly.options = command.options;
    ask(XclaimJustId::Name, handler, problem, idsOnly, Quick::fromIds);
}

void QuickRedisClient::xautoclaim(const QString &stream, const QString &group, const QString &consumer, const QJSValue &minIdle,
                                  const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    const QuickCallback handler(this, &m_life, tail.callback, tail.context);
    Options given(tail.options, {QStringLiteral("justId"), QStringLiteral("start"), QStringLiteral("excludeStart"), QStringLiteral("count")});
    RedisError problem;
    auto command = claimOf<Xautoclaim>(stream, group, consumer, minIdle, &problem);
    command.start = given.rangeEnd("start", command.start);
    command.excludeStart = given.flag("excludeStart", false);
    command.count = given.integer("count", command.count);
    const bool justId = given.flag("justId", false);
    problem = problem ? problem : given.error();
    if (!justId)
        return ask(Xautoclaim::Name, handler, problem, command, Quick::fromPage);
    auto idsOnly = justIdOf<XautoclaimJustId>(command);
    idsOnly.start = command.start;
    idsOnly.excludeStart = command.excludeStart;
    idsOnly.count = command.count;
    ask(XautoclaimJustId::Name, handler, problem, idsOnly, Quick::fromIdPage);
}

} // namespace RedisStreams
