// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

/// \file
/// All typed commands at once.
#include "serverinfo.h"
#include "xadd.h"
#include "xinfo.h"
#include "xrange.h"
#include "xread.h"
