// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "rediserror.h"

namespace RedisStreams::Internal {

/// What goes with a reply: making one for each would be a good part of what a small reply costs.
inline const RedisError noError;

} // namespace RedisStreams::Internal
