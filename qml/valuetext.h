// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QString>

#include <optional>

namespace RedisStreams::ValueText {

/// Whether \a bytes are UTF-8 text.
bool isText(QByteArrayView bytes);

/// The longest beginning of at most \a limit bytes that does not end within a character.
QByteArrayView beginning(QByteArrayView bytes, qsizetype limit);

/// A JSON object or array with a line for each member, indented by two spaces from \a indent on. Everything else stays
/// as it is: order, numbers (of any length), escapes. nullopt for anything but one object or array.
std::optional<QString> prettyJson(QByteArrayView bytes, int indent = 0);

/// A JSON string for UTF-8 text.
QString jsonString(QByteArrayView text);

/// "00000010  68 6f 73 74 ...  host...": sixteen bytes a line.
QString hexDump(QByteArrayView bytes);

/// As redis-cli shows it and takes it back: "caf\xc3\xa9\n" in quotes.
QString quoted(QByteArrayView bytes);

} // namespace RedisStreams::ValueText
