// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QLoggingCategory>

namespace RedisStreams::Internal {

// One category per layer; debug output is off unless asked for, e.g. QT_LOGGING_RULES="redisstreams.*.debug=true".
Q_DECLARE_LOGGING_CATEGORY(lcConnection)
Q_DECLARE_LOGGING_CATEGORY(lcClient)
Q_DECLARE_LOGGING_CATEGORY(lcConsumer)

} // namespace RedisStreams::Internal
