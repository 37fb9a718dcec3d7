// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xtrim.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

using Internal::invalidArgument;

StreamTrim StreamTrim::toLength(qint64 maximumLength, bool approximate)
{
    StreamTrim trim;
    trim.strategy = Strategy::MaximumLength;
    trim.maximumLength = maximumLength;
    trim.approximate = approximate;
    return trim;
}

StreamTrim StreamTrim::toId(StreamId minimumId, bool approximate)
{
    StreamTrim trim;
    trim.strategy = Strategy::MinimumId;
    trim.minimumId = minimumId;
    trim.approximate = approximate;
    return trim;
}

RedisError StreamTrim::validate(const char *command) const
{
    if (limit < -1)
        return invalidArgument(command, QStringLiteral("LIMIT must be 0 (none) or more, not %1").arg(limit));
    if (strategy == Strategy::None) {
        if (limit >= 0)
            return invalidArgument(command, QStringLiteral("LIMIT needs MAXLEN or MINID"));
        if (references)
            return invalidArgument(command, QStringLiteral("%1 needs MAXLEN or MINID")
                                                .arg(QLatin1StringView(Internal::policyWord(*references))));
        return {};
    }
    if (strategy == Strategy::MaximumLength && maximumLength < 0)
        return invalidArgument(command, QStringLiteral("MAXLEN must be 0 or more, not %1").arg(maximumLength));
    if (limit >= 0 && !approximate)
        return invalidArgument(command, QStringLiteral("LIMIT goes only with approximate trimming (~)"));
    return {};
}

void StreamTrim::encode(CommandWriter &writer) const
{
    if (strategy == Strategy::None)
        return;
    writer.word(strategy == Strategy::MaximumLength ? "MAXLEN" : "MINID").word(approximate ? "~" : "=");
    if (strategy == Strategy::MaximumLength)
        writer.number(maximumLength);
    else
        writer.word(minimumId.toByteArray());
    if (limit >= 0)
        writer.word("LIMIT").number(limit);
}

void StreamTrim::encodeReferences(CommandWriter &writer) const
{
    if (references)
        writer.word(Internal::policyWord(*references));
}

QList<CommandFeature> StreamTrim::newerOptions() const
{
    QList<CommandFeature> newer;
    if (strategy == Strategy::MinimumId)
        newer.append({"MINID", {6, 2}});
    if (limit >= 0)
        newer.append({"LIMIT", {6, 2}});
    if (references)
        newer.append({Internal::policyWord(*references), {8, 2}, std::nullopt});
    return newer;
}

RedisError Xtrim::validate() const
{
    if (trim.strategy == StreamTrim::Strategy::None)
        return invalidArgument(Name, QStringLiteral("it needs MAXLEN or MINID"));
    return Internal::firstError(Internal::validateKey(Name, stream), trim.validate(Name));
}

void Xtrim::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream);
    trim.encode(writer);
    trim.encodeReferences(writer);
}

Decoded<qint64> Xtrim::decode(const RespValue &reply) const
{
    return Internal::decodeInteger(Name, reply);
}

} // namespace RedisStreams
