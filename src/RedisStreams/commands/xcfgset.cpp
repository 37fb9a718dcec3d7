// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xcfgset.h"

#include "commands/arguments_p.h"
#include "commands/decode_p.h"

namespace RedisStreams {

namespace {

RedisError validateWithin(const char *option, qint64 maximum, qint64 value)
{
    if (value >= 1 && value <= maximum)
        return {};
    return Internal::invalidArgument(Xcfgset::Name, QStringLiteral("%1 must be 1 to %2, not %3")
                                                        .arg(QLatin1StringView(option)).arg(maximum).arg(value));
}

} // namespace

RedisError Xcfgset::validate() const
{
    if (!idmpDuration && !idmpMaxSize)
        return Internal::invalidArgument(Name, QStringLiteral("it needs IDMP-DURATION or IDMP-MAXSIZE"));
    return Internal::firstError(Internal::validateKey(Name, stream),
                                idmpDuration ? validateWithin("IDMP-DURATION", 86'400, idmpDuration->count()) : RedisError(),
                                idmpMaxSize ? validateWithin("IDMP-MAXSIZE", 10'000, *idmpMaxSize) : RedisError());
}

void Xcfgset::encode(CommandWriter &writer) const
{
    writer.word(Name).key(stream);
    if (idmpDuration)
        writer.word("IDMP-DURATION").number(idmpDuration->count());
    if (idmpMaxSize)
        writer.word("IDMP-MAXSIZE").number(*idmpMaxSize);
}

Decoded<bool> Xcfgset::decode(const RespValue &reply) const
{
    return Internal::decodeOk(Name, reply);
}

} // namespace RedisStreams
