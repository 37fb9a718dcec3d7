// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtTest/QTest>

namespace RedisStreams::Test {

/// How long a test waits for what has to come, in ms. A machine with much else to do may let a process stand still for
/// seconds; only what never comes costs all of it.
constexpr int Patience = 20'000;

} // namespace RedisStreams::Test

// Qt's own wait for five seconds.
#undef QTRY_VERIFY
#undef QTRY_VERIFY2
#undef QTRY_COMPARE
#define QTRY_VERIFY(expr) QTRY_VERIFY_WITH_TIMEOUT(expr, RedisStreams::Test::Patience)
#define QTRY_VERIFY2(expr, messageExpression) QTRY_VERIFY2_WITH_TIMEOUT(expr, messageExpression, RedisStreams::Test::Patience)
#define QTRY_COMPARE(expr, expected) QTRY_COMPARE_WITH_TIMEOUT(expr, expected, RedisStreams::Test::Patience)
