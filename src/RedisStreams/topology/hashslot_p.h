// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArrayView>

namespace RedisStreams::Internal {

/// A cluster spreads its keys over this many slots: 0 .. hashSlotCount - 1.
inline constexpr int hashSlotCount = 16384;

/// What of \a key decides its slot: the text between the first "{" and the first "}" behind it; the whole key when
/// there is no such pair, or nothing between. Keys with the same tag share a slot.
QByteArrayView hashTag(QByteArrayView key) noexcept;

/// The slot of \a key, which may hold any bytes.
/// See https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/
quint16 hashSlot(QByteArrayView key) noexcept;

} // namespace RedisStreams::Internal
