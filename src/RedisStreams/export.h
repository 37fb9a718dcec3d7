// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/qglobal.h>

/// \file
/// REDISSTREAMS_EXPORT marks what applications may use of the library. Static builds define REDISSTREAMS_STATIC
/// for themselves and, through the CMake target, for their users.
#if defined(REDISSTREAMS_STATIC)
#define REDISSTREAMS_EXPORT
#elif defined(REDISSTREAMS_BUILDING)
#define REDISSTREAMS_EXPORT Q_DECL_EXPORT
#else
#define REDISSTREAMS_EXPORT Q_DECL_IMPORT
#endif
