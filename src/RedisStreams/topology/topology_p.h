// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connection/connection_p.h"
#include "topology/redirectpolicy_p.h"

#include <QtCore/QObject>
#include <QtNetwork/QSslCertificate>

#include <memory>
#include <optional>

namespace RedisStreams::Internal {

/// Which server answers for which key. What lies above asks here for connections and does not know whether there is
/// one server or many.
class Topology : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void open() = 0;
    virtual void close() = 0;
    /// Whether commands can be sent to where they belong.
    virtual bool isReady() const = 0;
    /// Of one server that was reached; in a cluster others may be older or newer.
    virtual const ServerInfo &server() const = 0;
    /// When the next try to reach a server begins, the earliest of several; invalid while none is to be made.
    virtual QDateTime nextAttempt() const = 0;
    /// Of a server that is connected now; null without TLS.
    virtual QSslCertificate peerCertificate() const = 0;

    /// The shared connection on which commands for \a keys (none: any server) are pipelined; opened when needed.
    virtual Connection *commandConnection(const QByteArrayList &keys) = 0;
    /// The shared connection to a certain server.
    virtual Connection *nodeConnection(const Endpoint &node) = 0;
    enum class Access { ReadWrite, ReadOnly };
    /// A connection for one blocking reader of \a keys, not opened yet.
    virtual std::unique_ptr<Connection> dedicatedConnection(const QByteArrayList &keys, Access access) = 0;
    /// Whether a dedicated connection that only reads may lead to a server that lags behind another.
    virtual bool readsReplicas() const { return false; }
    /// One blocking read can serve the streams that have the same lane. A key's lane is always the same.
    virtual int laneOf(const QByteArray &key) const = 0;
    /// The servers that hold keys, each key in one of them.
    virtual QList<Endpoint> masters() const = 0;
    /// Why the server of \a key does not answer now, while others may; NoError when it does, or it is not known.
    virtual RedisError troubleOf(const QByteArray & /*key*/) const { return {}; }
    virtual RedisError troubleWith(const Endpoint & /*node*/) const { return {}; }

    /// Whether a server may refuse a command only because it belongs to another one. Commands then wait in no
    /// connection for long, and are repeated by who sent them.
    virtual bool redirects() const { return false; }
    /// Why one command cannot have all of \a keys; NoError when it can.
    virtual RedisError checkKeys(const QByteArrayList &) const { return {}; }
    /// What to do about the error reply \a text of \a asked; nullopt: it is the answer.
    virtual std::optional<ClusterStep> refused(RedirectTrail &, QByteArrayView /*text*/, const Endpoint & /*asked*/,
                                                   RedirectTrail::TimeLeft)
    {
        return std::nullopt;
    }
    /// The same when \a asked could not be reached, or was lost before it replied.
    virtual std::optional<ClusterStep> unanswered(RedirectTrail &, const RedisError &, const Endpoint & /*asked*/, bool /*repeatable*/,
                                                  RedirectTrail::TimeLeft)
    {
        return std::nullopt;
    }

Q_SIGNALS:
    /// nextAttempt() or peerCertificate() may not be what they were.
    void connectionsChanged();
    void ready();
    /// No server can be reached now; it goes on trying.
    void lost(const RedisStreams::RedisError &error);
    /// No other try follows until open().
    void failed(const RedisStreams::RedisError &error);
    /// One server of several refuses us; the others serve what is theirs.
    void troubled(const RedisStreams::RedisError &error);
};

/// One server, the same for all keys.
class SingleServerTopology final : public Topology
{
    Q_OBJECT

public:
    explicit SingleServerTopology(const ConnectionOptions &options, QObject *parent = nullptr);

    void open() override { m_connection.open(); }
    void close() override { m_connection.close(); }
    bool isReady() const override { return m_connection.isReady(); }
    const ServerInfo &server() const override { return m_connection.server(); }
    QDateTime nextAttempt() const override { return m_connection.nextAttempt(); }
    QSslCertificate peerCertificate() const override { return m_connection.peerCertificate(); }
    Connection *commandConnection(const QByteArrayList &) override { return &m_connection; }
    Connection *nodeConnection(const Endpoint &) override { return &m_connection; }
    std::unique_ptr<Connection> dedicatedConnection(const QByteArrayList &keys, Access access) override;
    int laneOf(const QByteArray &) const override { return 0; }
    QList<Endpoint> masters() const override { return {m_options.endpoint()}; }

private:
    const ConnectionOptions m_options;
    const std::shared_ptr<AddressResolver> m_resolver;
    Connection m_connection;
};

} // namespace RedisStreams::Internal
