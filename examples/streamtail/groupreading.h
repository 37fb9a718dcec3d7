// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "options.h"

#include <RedisStreams/groupconsumer.h>

#include <memory>

namespace StreamTail {

/// A member of the group as the command line describes it; its streams and its client are not set yet. It tells on
/// standard error what happens to the group, and to entries that are not printed.
std::unique_ptr<RedisStreams::GroupConsumer> makeGroupConsumer(const Options &options);

/// With --count: how many entries may be acknowledged before the last one has been printed.
///
/// What was acknowledged makes room for more, and more than --count asks for must not be taken from the group: nobody
/// would print it. So the last ones are acknowledged together, at the end.
qint64 acknowledgeLimit(const Options &options);

/// With --count and --ack none: \a left entries are still to be printed. What the server sends in that mode is gone
/// from the group, so no more than these may be on their way.
void askForNoMore(RedisStreams::GroupConsumer *consumer, qint64 left);

} // namespace StreamTail
