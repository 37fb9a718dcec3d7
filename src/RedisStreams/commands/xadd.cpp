// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xadd.h"

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
    if (strategy == Strategy::None)
        return limit < 0 ? RedisError() : invalidArgument(command, QStringLiteral("LIMIT needs MAXLEN or MINID"));
    if (strategy == Strategy::MaximumLength && maximumLength < 0)
        return invalidArgument(command, QStringLiteral("MAXLEN must be 0 or more, not %1").arg(maximumLength));
    if (limit < -1)
        return invalidArgument(command, QStringLiteral("LIMIT must be 0 (none) or more, not %1").arg(limit));
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

RedisError Xadd::validate() const
{
    if (const RedisError error = Internal::validateKey(Name, stream))
        return error;
    if (fields.isEmpty())
        return invalidArgument(Name, QStringLiteral("an entry needs at least one field"));
    if (options.idMode == XaddOptions::IdMode::Explicit && options.id.isNull())
        return invalidArgument(Name, QStringLiteral("the id must be greater than 0-0"));
    return options.trim.validate(Name);
}

void Xadd::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream);
    if (!options.createStream)
        writer.word("NOMKSTREAM");
    options.trim.encode(writer);
    switch (options.idMode) {
    case XaddOptions::IdMode::Automatic:
        writer.word("*");
        break;
    case XaddOptions::IdMode::Explicit:
        writer.word(options.id.toByteArray());
        break;
    case XaddOptions::IdMode::AutomaticSequence:
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
