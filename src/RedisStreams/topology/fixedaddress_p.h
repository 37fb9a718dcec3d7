// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/addressresolver_p.h"

namespace RedisStreams::Internal {

/// For a connection that always goes to the same server.
class FixedAddress final : public AddressResolver
{
public:
    explicit FixedAddress(const Endpoint &endpoint) : m_endpoint(endpoint) {}
    void resolve(Answer answer) override { answer(m_endpoint, {}); }

private:
    const Endpoint m_endpoint;
};

} // namespace RedisStreams::Internal
