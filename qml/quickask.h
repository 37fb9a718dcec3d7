// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

/// \file
/// How the commands of QuickRedisClient are run; for the files that have them.
#include "quickcallback.h"
#include "quickredisclient.h"

namespace RedisStreams {

template <typename Command, typename ToVariant>
void QuickRedisClient::ask(const char *name, const QuickCallback &handler, const RedisError &problem, const Command &command, ToVariant toVariant)
{
    if (problem)
        return refuse(handler, problem.withMessage(QStringLiteral("%1: %2").arg(QLatin1StringView(name), problem.message())));
    whenComplete([this, handler, command, toVariant] {
        run(
            command, &m_life, [handler, toVariant](const typename Command::Reply &reply) { handler.reply(toVariant(reply)); },
            [handler](const RedisError &error) { handler.fail(error); });
    });
}

} // namespace RedisStreams
