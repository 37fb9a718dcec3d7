// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "rediserror.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QString>

#include <functional>

namespace RedisStreams {
class RedisClient;
}

namespace RedisStreams::Internal {

/// Finds the keys of all streams whose name matches the glob-style \a pattern: SCAN from page to page on each server that
/// holds keys. \a done is called once, with the keys sorted; with an error, when a server did not answer, beside those
/// that the others have (none when \a client was destroyed meanwhile).
using StreamsFound = std::function<void(const QByteArrayList &keys, const RedisError &error)>;
void searchStreams(RedisClient *client, const QByteArray &pattern, StreamsFound done);

} // namespace RedisStreams::Internal
