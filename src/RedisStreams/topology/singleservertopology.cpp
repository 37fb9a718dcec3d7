// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/fixedaddress_p.h"
#include "topology/topology_p.h"

namespace RedisStreams::Internal {

namespace {
ConnectionOptions withoutReplicas(ConnectionOptions options)
{
    return options.setReadFrom(ConnectionOptions::ReadFrom::Master);
}
} // namespace

SingleServerTopology::SingleServerTopology(const ConnectionOptions &options, QObject *parent)
    : Topology(parent)
    , m_options(withoutReplicas(options))
    , m_resolver(std::make_shared<FixedAddress>(options.endpoint()))
    , m_connection(m_options, m_resolver)
{
    connect(&m_connection, &Connection::stateChanged, this, &Topology::connectionsChanged);
    connect(&m_connection, &Connection::ready, this, &Topology::ready);
    connect(&m_connection, &Connection::lost, this, &Topology::lost);
    connect(&m_connection, &Connection::failed, this, &Topology::failed);
}

std::unique_ptr<Connection> SingleServerTopology::dedicatedConnection(const QByteArrayList &, Access)
{
    return std::make_unique<Connection>(m_options, m_resolver);
}

} // namespace RedisStreams::Internal
