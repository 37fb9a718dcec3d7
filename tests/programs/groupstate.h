// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "support/adminclient.h"

/// What a server holds about a group: the other side of what a program printed.
namespace RedisStreams::Test {

inline const QByteArray TestGroup = "g";

/// What XINFO GROUPS says about the group \a TestGroup, by name; empty when there is no such group.
inline QVariantMap groupInfo(AdminClient &admin, const QByteArray &stream)
{
    const QVariantList groups = admin.command({"XINFO", "GROUPS", stream}).toList();
    for (const QVariant &group : groups) {
        const QVariantList words = group.toList();
        QVariantMap info;
        for (qsizetype i = 0; i + 1 < words.size(); i += 2)
            info.insert(words.at(i).toString(), words.at(i + 1));
        if (info.value(QStringLiteral("name")).toByteArray() == TestGroup)
            return info;
    }
    return {};
}

/// How many entries the group has handed to its members, counted from the beginning of the stream.
inline qint64 entriesRead(AdminClient &admin, const QByteArray &stream)
{
    return groupInfo(admin, stream).value(QStringLiteral("entries-read"), -1).toLongLong();
}

/// Ids that are pending, for one consumer or for all.
inline QByteArrayList pendingIds(AdminClient &admin, const QByteArray &stream, const QByteArray &consumer = {})
{
    QByteArrayList command{"XPENDING", stream, TestGroup, "-", "+", "1000000"};
    if (!consumer.isEmpty())
        command.append(consumer);
    QByteArrayList ids;
    const QVariantList entries = admin.command(command).toList();
    for (const QVariant &entry : entries)
        ids.append(entry.toList().value(0).toByteArray());
    return ids;
}

inline qint64 pendingCount(AdminClient &admin, const QByteArray &stream)
{
    return groupInfo(admin, stream).value(QStringLiteral("pending"), -1).toLongLong();
}

/// How many were acknowledged: what was read and is not pending any more.
inline qint64 acknowledgedCount(AdminClient &admin, const QByteArray &stream)
{
    const QVariantMap info = groupInfo(admin, stream); // both of one moment
    return info.value(QStringLiteral("entries-read"), -1).toLongLong()
        - info.value(QStringLiteral("pending"), -1).toLongLong();
}

inline QByteArrayList consumerNames(AdminClient &admin, const QByteArray &stream)
{
    QByteArrayList names;
    const QVariantList consumers = admin.command({"XINFO", "CONSUMERS", stream, TestGroup}).toList();
    for (const QVariant &consumer : consumers)
        names.append(consumer.toList().value(1).toByteArray());
    return names;
}

/// A group that begins at the start of a stream.
inline bool makeGroup(AdminClient &admin, const QByteArray &stream)
{
    return !isError(admin.command({"XGROUP", "CREATE", stream, TestGroup, "0", "MKSTREAM"}));
}

/// Reads so many new entries for a consumer that does not acknowledge them: what a process that died leaves.
inline void leavePending(AdminClient &admin, const QByteArray &stream, const QByteArray &consumer, int count)
{
    admin.command(
        {"XREADGROUP", "GROUP", TestGroup, consumer, "COUNT", QByteArray::number(count), "STREAMS", stream, ">"});
}

} // namespace RedisStreams::Test
