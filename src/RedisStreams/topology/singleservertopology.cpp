// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/topology_p.h"

namespace RedisStreams::Internal {

namespace {

class FixedAddress final : public AddressResolver
{
public:
    explicit FixedAddress(const Endpoint &endpoint) : m_endpoint(endpoint) {}
    void resolve(Answer answer) override { answer(m_endpoint, {}); }

private:
    const Endpoint m_endpoint;
};

} // namespace

SingleServerTopology::SingleServerTopology(const ConnectionOptions &options, QObject *parent)
    : Topology(parent)
    , m_options(options)
    , m_resolver(std::make_shared<FixedAddress>(options.endpoint()))
    , m_connection(options, m_resolver)
{
}

Connection *SingleServerTopology::commandConnection(const QByteArrayList &)
{
    return &m_connection;
}

std::unique_ptr<Connection> SingleServerTopology::dedicatedConnection(const QByteArrayList &)
{
    return std::make_unique<Connection>(m_options, m_resolver);
}

void SingleServerTopology::close()
{
    m_connection.close();
}

} // namespace RedisStreams::Internal
