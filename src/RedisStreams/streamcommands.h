// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

/// \file
/// All typed commands at once.
#include "serverinfo.h"
#include "xack.h"
#include "xadd.h"
#include "xautoclaim.h"
#include "xcfgset.h"
#include "xclaim.h"
#include "xdel.h"
#include "xgroup.h"
#include "xinfo.h"
#include "xinfofull.h"
#include "xpending.h"
#include "xrange.h"
#include "xread.h"
#include "xreadgroup.h"
#include "xsetid.h"
#include "xtrim.h"
