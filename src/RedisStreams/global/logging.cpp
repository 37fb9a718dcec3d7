// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "global/logging_p.h"

namespace RedisStreams::Internal {

Q_LOGGING_CATEGORY(lcConnection, "redisstreams.connection", QtWarningMsg)
Q_LOGGING_CATEGORY(lcClient, "redisstreams.client", QtWarningMsg)
Q_LOGGING_CATEGORY(lcConsumer, "redisstreams.consumer", QtWarningMsg)

} // namespace RedisStreams::Internal
