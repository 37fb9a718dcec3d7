// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>

#include <charconv>
#include <optional>

namespace RedisStreams::Internal {

/// Reads the whole of \a text as a decimal number: no sign for unsigned types, no spaces, no overflow.
template <typename Integer>
std::optional<Integer> parseDecimal(QByteArrayView text) noexcept
{
    Integer value {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Writes \a value to \a buffer (20 characters are enough) and returns the end.
template <typename Integer>
char *writeDecimal(char *buffer, Integer value) noexcept
{
    return std::to_chars(buffer, buffer + 20, value).ptr;
}

} // namespace RedisStreams::Internal
