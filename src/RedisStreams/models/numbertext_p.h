// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>

#include <optional>

namespace RedisStreams::Internal {

/// The number that all of \a text is ("-12", "+3.5", "1e-9"); nothing for surrounding spaces, "nan", "inf", "0x1f"
/// and what a double cannot hold.
std::optional<double> parseNumber(QByteArrayView text) noexcept;

} // namespace RedisStreams::Internal
