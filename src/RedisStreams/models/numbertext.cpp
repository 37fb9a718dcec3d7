// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/numbertext_p.h"

#include <charconv>
#include <cmath>

namespace RedisStreams::Internal {

std::optional<double> parseNumber(QByteArrayView text) noexcept
{
    if (text.isEmpty())
        return std::nullopt;
    // Neither "inf" nor "nan" nor a space, and text is told apart by its first letter.
    const char first = text.front();
    if (!(first >= '0' && first <= '9') && first != '-' && first != '+' && first != '.')
        return std::nullopt;
    if (first == '+') {
        text = text.sliced(1);
        if (text.isEmpty() || text.front() == '-')
            return std::nullopt;
    }
    double value = 0;
#if defined(__cpp_lib_to_chars)
    const auto [end, problem] = std::from_chars(text.begin(), text.end(), value);
    if (problem != std::errc() || end != text.end())
        return std::nullopt;
#else
    bool ok = false;
    value = text.toDouble(&ok);
    const char last = text.back();
    if (!ok || !((last >= '0' && last <= '9') || last == '.'))
        return std::nullopt;
#endif
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace RedisStreams::Internal
