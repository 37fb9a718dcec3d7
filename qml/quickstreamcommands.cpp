// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickask.h"
#include "quickfigures.h"
#include "quickoptions.h"

namespace RedisStreams {

using Quick::Options;
using Quick::Tail;

namespace {

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

void QuickRedisClient::xadd(const QString &stream, const QJSValue &fields, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, Options::trimNames() << QStringLiteral("id") << QStringLiteral("createStream") << QStringLiteral("producerId")
                                                    << QStringLiteral("messageId"));
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
    ask(Xlen::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, Xlen {stream.toUtf8()}, Quick::fromNumber);
}

void QuickRedisClient::range(const QString &stream, bool reverse, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, Options::rangeNames());
    Xrange command;
    command.stream = stream.toUtf8();
    command.reverse = reverse;
    given.takeRange(command);
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

void QuickRedisClient::xread(const QJSValue &positions, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, Options::readNames());
    RedisError problem;
    Xread command;
    for (const Quick::Position &position : Quick::toPositions(positions, "+", &problem))
        command.positions.append({position.stream, position.id.value_or(StreamId()), !position.id});
    given.takeLimits(command.options);
    ask(Xread::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromBatches);
}

void QuickRedisClient::xinfoStream(const QString &stream, const QJSValue &callback, const QJSValue &context)
{
    ask(XinfoStream::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, XinfoStream {stream.toUtf8()}, Quick::fromInfo);
}

void QuickRedisClient::xinfoStreamFull(const QString &stream, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("count")});
    XinfoStreamFull command {stream.toUtf8()};
    command.count = given.integer("count", command.count);
    ask(XinfoStreamFull::Name, QuickCallback(this, &m_life, tail.callback, tail.context), given.error(), command, Quick::fromFullInfo);
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

void QuickRedisClient::xdel(const QString &stream, const QJSValue &ids, const QJSValue &callback, const QJSValue &context)
{
    RedisError problem;
    const Xdel command {stream.toUtf8(), Quick::toIds(ids, &problem)};
    ask(Xdel::Name, QuickCallback(this, &m_life, callback, context.toQObject()), problem, command, Quick::fromNumber);
}

void QuickRedisClient::xdelex(const QString &stream, const QJSValue &ids, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("references")});
    RedisError problem;
    Xdelex command {stream.toUtf8(), Quick::toIds(ids, &problem)};
    command.policy = given.references().value_or(command.policy);
    ask(Xdelex::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromRemovals);
}

void QuickRedisClient::xtrim(const QString &stream, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, Options::trimNames());
    const Xtrim command {stream.toUtf8(), given.trim()};
    ask(Xtrim::Name, QuickCallback(this, &m_life, tail.callback, tail.context), given.error(), command, Quick::fromNumber);
}

void QuickRedisClient::xsetid(const QString &stream, const QJSValue &lastId, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("entriesAdded"), QStringLiteral("maxDeletedId")});
    RedisError problem;
    Xsetid command {stream.toUtf8(), Quick::toId(lastId, "the id", &problem)};
    command.entriesAdded = given.integer("entriesAdded");
    if (given.has("maxDeletedId"))
        command.maxDeletedId = given.id("maxDeletedId", {});
    ask(Xsetid::Name, QuickCallback(this, &m_life, tail.callback, tail.context), problem ? problem : given.error(), command, Quick::fromFlag);
}

void QuickRedisClient::xcfgset(const QString &stream, const QJSValue &options, const QJSValue &callback, const QJSValue &context)
{
    const Tail tail(options, callback, context);
    Options given(tail.options, {QStringLiteral("idmpDuration"), QStringLiteral("idmpMaxSize")});
    Xcfgset command {stream.toUtf8()};
    if (const std::optional<qint64> seconds = given.integer("idmpDuration"))
        command.idmpDuration = std::chrono::seconds(*seconds);
    command.idmpMaxSize = given.integer("idmpMaxSize");
    ask(Xcfgset::Name, QuickCallback(this, &m_life, tail.callback, tail.context), given.error(), command, Quick::fromFlag);
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

void QuickRedisClient::ping(const QJSValue &callback, const QJSValue &context)
{
    ask(Ping::Name, QuickCallback(this, &m_life, callback, context.toQObject()), {}, Ping {}, Quick::fromText);
}

} // namespace RedisStreams
