// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/addressresolver_p.h"

namespace RedisStreams::Internal {

/// Every node that is known, one after the other.
class SeedAddress final : public AddressResolver
{
public:
    explicit SeedAddress(const QList<Endpoint> &seeds) : m_nodes(seeds) {}

    void resolve(Answer answer) override { answer(m_nodes.at(m_next++ % m_nodes.size()), {}); }
    const QList<Endpoint> &nodes() const { return m_nodes; }
    /// The next one is the first of these.
    void setNodes(const QList<Endpoint> &nodes)
    {
        m_nodes = nodes;
        m_next = 0;
    }

private:
    QList<Endpoint> m_nodes;
    qsizetype m_next = 0;
};

} // namespace RedisStreams::Internal
