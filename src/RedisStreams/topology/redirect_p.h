// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connectionoptions.h"

#include <optional>

namespace RedisStreams::Internal {

/// Where a node of a cluster says a command belongs instead: "MOVED 3999 127.0.0.1:6381" or "ASK ...".
struct Redirect
{
    enum class Kind {
        Moved, ///< The slot is served there from now on.
        Ask, ///< Only this once, with ASKING before it: the slot is being moved.
    };

    Kind kind = Kind::Moved;
    quint16 slot = 0;
    /// Empty when the node does not know a name for the other one ("?"): what was known before stays valid.
    std::optional<Endpoint> endpoint;

    friend bool operator==(const Redirect &, const Redirect &) = default;
};

/// Reads the text of an error reply that came from \a asked; no host in it means the host of \a asked.
/// nullopt: it is no redirect, or one that makes no sense (slot or port out of range, no port, more words).
std::optional<Redirect> parseRedirect(QByteArrayView text, const Endpoint &asked);

/// A host as nodes announce it: a name, an IPv4 or an IPv6 address, the latter also in brackets (which are dropped).
/// nullopt when it cannot be one (empty, longer than 255 bytes, spaces, control characters, anything but ASCII).
std::optional<QString> announcedHost(QByteArrayView text);

} // namespace RedisStreams::Internal
