// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "client/rawcommand_p.h"

#include <algorithm>
#include <array>

namespace RedisStreams::Internal {

namespace {

struct Unfit
{
    const char *name;
    const char *instead;
};

constexpr const char *useExec = "a transaction is one unit here: use exec() with a Transaction";
constexpr const char *useOptions = "credentials and protocol belong to the client's URL or options";
constexpr const char *noChannels = "messages of channels have no reply that could be told from those of other commands, and this library "
                                   "does not follow channels";
constexpr const char *ownByLibrary = "the library sends it where it is needed";

const std::array unfitCommands {
    Unfit {"MULTI", useExec},
    Unfit {"EXEC", useExec},
    Unfit {"DISCARD", useExec},
    Unfit {"WATCH", "what others send over it comes between WATCH and EXEC; use a script (EVAL) for a check and an action in one"},
    Unfit {"UNWATCH", "nothing is watched on it"},
    Unfit {"SELECT", "the database belongs to the client's URL (redis://host/1) or options; use a client for each database"},
    Unfit {"HELLO", useOptions},
    Unfit {"AUTH", useOptions},
    Unfit {"RESET", "it would undo how the connection was set up; use close() and open()"},
    Unfit {"QUIT", "use close()"},
    Unfit {"SUBSCRIBE", noChannels},
    Unfit {"PSUBSCRIBE", noChannels},
    Unfit {"SSUBSCRIBE", noChannels},
    Unfit {"UNSUBSCRIBE", noChannels},
    Unfit {"PUNSUBSCRIBE", noChannels},
    Unfit {"SUNSUBSCRIBE", noChannels},
    Unfit {"MONITOR", "its lines cannot be told from the replies of other commands"},
    Unfit {"SYNC", "it turns the connection into that of a replica"},
    Unfit {"PSYNC", "it turns the connection into that of a replica"},
    Unfit {"READONLY", ownByLibrary},
    Unfit {"READWRITE", ownByLibrary},
    Unfit {"ASKING", ownByLibrary},
};

RedisError refused(const QByteArray &name, const QString &why)
{
    return RedisError(RedisError::Code::InvalidArgument,
                      QStringLiteral("%1 is not sent over the connection that all commands of this client share: %2").arg(QString::fromLatin1(name), why));
}

} // namespace

RedisError checkRawCommand(const QByteArrayList &words, bool manyNodes)
{
    const QByteArray name = words.value(0).toUpper();
    const auto unfit = std::find_if(unfitCommands.begin(), unfitCommands.end(), [&](const Unfit &u) { return name == u.name; });
    if (unfit != unfitCommands.end())
        return refused(name, QString::fromLatin1(unfit->instead));
    if (name == "CLIENT" && words.value(1).toUpper() == "REPLY")
        return refused("CLIENT REPLY", QStringLiteral("each reply has to come, or commands would get those of others"));
    if (name == "WAIT" || name == "WAITAOF") {
        if (manyNodes)
            return refused(name, QStringLiteral("it is about what one connection wrote, and a cluster's client has one for each node"));
        if (words.constLast() == "0")
            return refused(name, QStringLiteral("all others wait until it ends, so its timeout must not be 0 (for ever)"));
    }
    return {};
}

} // namespace RedisStreams::Internal
