// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

#include <chrono>

namespace RedisStreams::Internal {

/// A command that its owner keeps until it has its reply, so that the client need not keep it too: for those that are
/// sent by the thousand. It has one key, does not block, and its name is known to all servers. See
/// RedisClientPrivate::startQuick().
struct QuickCommand
{
    virtual ~QuickCommand() = default;
    /// Milliseconds of the steady clock, in which giveUpAt is.
    static qint64 now()
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
    }
    /// Called once, with the reply or with why there is none. An error of the server is no reply here. It is not sent
    /// again to a server that refuses for now, nor to another node of a cluster (except right away, with ASKING): commands
    /// behind it would overtake it. That is left to its owner, who gets these errors too.
    virtual void replied(const RespValue &reply, const RedisError &error) = 0;

    const char *name = nullptr;
    QByteArray bytes; ///< encoded
    QByteArray key;
    QList<CommandFeature> newerOptions {};
    /// Of the flags, ReadOnly is the one with which a command is sent again after a lost connection, in its old place.
    bool repeatable = false;
    qint64 giveUpAt = 0;
};

} // namespace RedisStreams::Internal
