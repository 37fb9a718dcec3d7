// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/connection_p.h"

#include <QtCore/QObject>

#include <memory>

namespace RedisStreams::Internal {

/// Which server answers for which key. What lies above asks here for connections and does not know whether there is
/// one server or many.
class Topology : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The shared connection on which commands for \a keys (none: any server) are pipelined; opened when needed.
    virtual Connection *commandConnection(const QByteArrayList &keys) = 0;
    /// A connection for one blocking reader of \a keys, not opened yet.
    virtual std::unique_ptr<Connection> dedicatedConnection(const QByteArrayList &keys) = 0;
    /// One blocking read can serve the streams that have the same lane. A key's lane is always the same.
    virtual int laneOf(const QByteArray &key) const = 0;
    virtual void close() = 0;
};

/// One server, the same for all keys.
class SingleServerTopology final : public Topology
{
    Q_OBJECT

public:
    explicit SingleServerTopology(const ConnectionOptions &options, QObject *parent = nullptr);

    Connection *commandConnection(const QByteArrayList &keys) override;
    std::unique_ptr<Connection> dedicatedConnection(const QByteArrayList &keys) override;
    int laneOf(const QByteArray &) const override { return 0; }
    void close() override;

private:
    const ConnectionOptions m_options;
    const std::shared_ptr<AddressResolver> m_resolver;
    Connection m_connection;
};

} // namespace RedisStreams::Internal
