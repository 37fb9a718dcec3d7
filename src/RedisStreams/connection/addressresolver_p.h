// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connectionoptions.h"

#include <functional>

namespace RedisStreams::Internal {

/// Says where to connect; asked before every attempt, because the answer may change (failover). Implemented by the
/// topology layer, so that a connection does not know who chose its address.
class AddressResolver
{
public:
    using Answer = std::function<void(const Endpoint &endpoint, const RedisError &error)>;

    virtual ~AddressResolver() = default;
    /// Calls \a answer once, at once or later.
    virtual void resolve(Answer answer) = 0;
    /// Whether resolve() would not lead to \a endpoint (again): a server there that refuses to serve had better be left.
    virtual bool leadsElsewhere(const Endpoint & /*endpoint*/) const { return false; }
};

} // namespace RedisStreams::Internal
