// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QString>

namespace RedisStreams::Internal {

/// Whether \a bytes are one decimal number ("-12", "3.5", "1e-9"); surrounding spaces, "nan" and "0x1f" are not.
bool isNumber(QByteArrayView bytes) noexcept;

/// Whether \a bytes are not UTF-8 text.
bool isBinary(QByteArrayView bytes);
/// Whether cellText() shows them in hexadecimal: it looks only at the beginning of what is long.
bool isBinaryCell(QByteArrayView bytes);

/// A value on one line: line breaks and other control characters become spaces, what is not UTF-8 is shown in
/// hexadecimal, and what no cell has room for is cut off with an ellipsis.
QString cellText(QByteArrayView bytes);

/// How long ago something was, in two units at most: "0.4 s ago", "3 min 20 s ago", "5 d 2 h ago", or "in 5 s".
QString agoText(qint64 milliseconds);

} // namespace RedisStreams::Internal
