// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "commands/arguments_p.h"

namespace RedisStreams::Internal {

using std::chrono::milliseconds;

RedisError invalidArgument(const char *command, const QString &reason)
{
    return RedisError(RedisError::Code::InvalidArgument, QStringLiteral("%1: %2").arg(QLatin1StringView(command), reason));
}

RedisError validateKey(const char *command, const QByteArray &key)
{
    return key.isEmpty() ? invalidArgument(command, QStringLiteral("the stream's name is empty")) : RedisError();
}

RedisError validateGroup(const char *command, const QByteArray &group)
{
    return group.isEmpty() ? invalidArgument(command, QStringLiteral("the group's name is empty")) : RedisError();
}

RedisError validateConsumer(const char *command, const QByteArray &consumer)
{
    return consumer.isEmpty() ? invalidArgument(command, QStringLiteral("the consumer's name is empty")) : RedisError();
}

RedisError validateIds(const char *command, const QList<StreamId> &ids)
{
    return ids.isEmpty() ? invalidArgument(command, QStringLiteral("there must be at least one id")) : RedisError();
}

RedisError validateLimit(const char *command, const char *option, qint64 limit)
{
    if (limit >= 1 || limit == -1)
        return {};
    return invalidArgument(command, QStringLiteral("%1 must be 1 or more, or -1 for no limit, not %2")
                                        .arg(QLatin1StringView(option)).arg(limit));
}

RedisError validateAtLeast(const char *command, const char *option, qint64 minimum, std::optional<qint64> value)
{
    if (!value || *value >= minimum)
        return {};
    return invalidArgument(command, QStringLiteral("%1 must be %2 or more, not %3")
                                        .arg(QLatin1StringView(option)).arg(minimum).arg(*value));
}

RedisError validateDuration(const char *command, const char *option, std::optional<milliseconds> duration)
{
    return validateAtLeast(command, option, 0, duration ? std::optional<qint64>(duration->count()) : std::nullopt);
}

RedisError validateTotals(const char *command, qint64 count, qint64 maxCount, qint64 maxSize)
{
    if (const RedisError error = firstError(validateLimit(command, "MAXCOUNT", maxCount), validateLimit(command, "MAXSIZE", maxSize)))
        return error;
    if (maxCount != -1 && maxCount < count)
        return invalidArgument(command, QStringLiteral("MAXCOUNT %1 must not be less than COUNT %2").arg(maxCount).arg(count));
    return {};
}

RedisError validateBlock(const char *command, std::optional<milliseconds> block)
{
    if (!block || block->count() > 0)
        return {};
    return invalidArgument(command, QStringLiteral("BLOCK must be 1 ms or more, not %1 (it cannot be asked to wait for ever)")
                                        .arg(block->count()));
}

RedisError validateRange(const char *command, StreamId first, bool excludeFirst, StreamId last, bool excludeLast)
{
    // What the server answers with "invalid start ID for the interval".
    if ((excludeFirst && first == StreamId::maximum()) || (excludeLast && last == StreamId::minimum()))
        return invalidArgument(command, QStringLiteral("nothing lies beyond the excluded end"));
    return {};
}

void encodeTotals(CommandWriter &writer, qint64 maxCount, qint64 maxSize)
{
    if (maxCount > 0)
        writer.word("MAXCOUNT").number(maxCount);
    if (maxSize > 0)
        writer.word("MAXSIZE").number(maxSize);
}

QList<CommandFeature> totalsOptions(qint64 maxCount, qint64 maxSize)
{
    QList<CommandFeature> newer;
    if (maxCount > 0)
        newer.append({"MAXCOUNT", {8, 10}, std::nullopt});
    if (maxSize > 0)
        newer.append({"MAXSIZE", {8, 10}, std::nullopt});
    return newer;
}

QList<CommandFeature> exclusiveOptions(bool excluded)
{
    return excluded ? QList<CommandFeature> {{"(id", {6, 2}}} : QList<CommandFeature>();
}

void encodeIds(CommandWriter &writer, const QList<StreamId> &ids)
{
    char text[StreamId::MaximumTextLength];
    for (const StreamId id : ids)
        writer.word(QByteArrayView(text, id.write(text)));
}

void encodeCountedIds(CommandWriter &writer, const QList<StreamId> &ids)
{
    writer.word("IDS").number(ids.size());
    encodeIds(writer, ids);
}

QByteArray idOr(const std::optional<StreamId> &id, const char *word)
{
    return id ? id->toByteArray() : QByteArray(word);
}

QByteArray rangeFirst(StreamId id, bool exclude)
{
    if (exclude)
        return "(" + id.toByteArray();
    return id == StreamId::minimum() ? QByteArrayLiteral("-") : id.toByteArray();
}

QByteArray rangeLast(StreamId id, bool exclude)
{
    if (exclude)
        return "(" + id.toByteArray();
    return id == StreamId::maximum() ? QByteArrayLiteral("+") : id.toByteArray();
}

const char *policyWord(ReferencePolicy policy)
{
    switch (policy) {
    case ReferencePolicy::DeleteReferences:
        return "DELREF";
    case ReferencePolicy::Acknowledged:
        return "ACKED";
    case ReferencePolicy::KeepReferences:
        break;
    }
    return "KEEPREF";
}

} // namespace RedisStreams::Internal
