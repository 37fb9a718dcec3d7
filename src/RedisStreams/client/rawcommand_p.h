// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "rediserror.h"

#include <QtCore/QByteArrayList>

namespace RedisStreams::Internal {

/// Refuses what would change, or put out of step, a connection that all commands of a client share (InvalidArgument, with
/// what to use instead). \a manyNodes: the client's commands go to the nodes of a cluster.
RedisError checkRawCommand(const QByteArrayList &words, bool manyNodes);

} // namespace RedisStreams::Internal
