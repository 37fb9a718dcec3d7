// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xadd.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

using IdMode = XaddOptions::IdMode;
using Internal::invalidArgument;

namespace {

RedisError validateIdempotence(const XaddOptions &options)
{
    if (!options.idempotence)
        return {};
    if (options.idMode != IdMode::Automatic)
        return invalidArgument(Xadd::Name, QStringLiteral("IDMP goes only with automatic ids; an explicit id cannot be added twice anyway"));
    if (options.idempotence->producerId.isEmpty())
        return invalidArgument(Xadd::Name, QStringLiteral("the producer's id is empty"));
    if (options.idempotence->messageId && options.idempotence->messageId->isEmpty())
        return invalidArgument(Xadd::Name, QStringLiteral("the message's id is empty (leave it out for IDMPAUTO)"));
    return {};
}

} // namespace

RedisError Xadd::validate() const
{
    if (const RedisError error = Internal::validateKey(Name, stream))
        return error;
    if (fields.isEmpty())
        return invalidArgument(Name, QStringLiteral("an entry needs at least one field"));
    if (options.idMode == IdMode::Explicit && options.id.isNull())
        return invalidArgument(Name, QStringLiteral("the id must be greater than 0-0"));
    return Internal::firstError(validateIdempotence(options), options.trim.validate(Name));
}

QList<CommandFeature> Xadd::newerOptions() const
{
    QList<CommandFeature> newer = options.trim.newerOptions();
    if (!options.createStream)
        newer.append({"NOMKSTREAM", {6, 2}});
    if (options.idMode == IdMode::AutomaticSequence)
        newer.append({"ms-*", {7, 0}});
    if (options.idempotence)
        newer.append({options.idempotence->messageId ? "IDMP" : "IDMPAUTO", {8, 6}, std::nullopt});
    return newer;
}

void Xadd::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream);
    if (!options.createStream)
        writer.word("NOMKSTREAM");
    options.trim.encodeReferences(writer);
    if (options.idempotence && options.idempotence->messageId)
        writer.word("IDMP").word(options.idempotence->producerId).word(*options.idempotence->messageId);
    else if (options.idempotence)
        writer.word("IDMPAUTO").word(options.idempotence->producerId);
    options.trim.encode(writer);
    switch (options.idMode) {
    case IdMode::Automatic:
        writer.word("*");
        break;
    case IdMode::Explicit:
        writer.word(options.id.toByteArray());
        break;
    case IdMode::AutomaticSequence:
        writer.word(QByteArray::number(options.id.ms) + "-*");
        break;
    }
    for (const auto &[name, value] : fields)
        writer.word(name).word(value);
}

Decoded<StreamId> Xadd::decode(const RespValue &reply) const
{
    return Internal::decodeId(Name, reply);
}

} // namespace RedisStreams
