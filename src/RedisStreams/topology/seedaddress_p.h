// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/addressresolver_p.h"
#include "topology/maprefresh_p.h"

#include <QtCore/QRandomGenerator>

namespace RedisStreams::Internal {

/// Every node that is known, one after the other.
class SeedAddress final : public AddressResolver
{
public:
    explicit SeedAddress(const QList<Endpoint> &seeds) : m_seeds(seeds), m_nodes(seeds) {}

    void resolve(Answer answer) override { answer(m_nodes.at(m_next++ % m_nodes.size()), {}); }
    void setMap(const SlotMap &map)
    {
        m_nodes = mapSources(map, m_seeds, {}, QRandomGenerator::global()->generateDouble());
        m_next = 0;
    }

private:
    const QList<Endpoint> m_seeds;
    QList<Endpoint> m_nodes;
    qsizetype m_next = 0;
};

} // namespace RedisStreams::Internal
