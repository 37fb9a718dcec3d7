// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "options.h"

#include <RedisStreams/connectionoptions.h>

namespace StreamTail {

/// How the server is reached: the URL, the password from the environment (\a environmentPassword) when the URL has
/// none, and the TLS files. \a reason gets what is wrong with them, or stays empty.
RedisStreams::ConnectionOptions serverOptions(
    const Options &options, const QString &environmentPassword, QString *reason);

} // namespace StreamTail
