// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connectionoptions.h"
#include "respvalue.h"

namespace RedisStreams::Internal {

/// What a server told about itself when the connection was made.
struct ServerInfo
{
    QByteArray name; ///< "redis", "valkey"; empty before RESP3
    QByteArray version;
    QByteArray role; ///< "master", "replica"
    int protocol = 0;
    qint64 clientId = 0; ///< for CLIENT UNBLOCK; 0 = unknown
};

/// The first commands on a connection, as data: bytes out, replies in, a verdict at the end.
///
/// HELLO 3 with AUTH and SETNAME in one round trip; where it is not known (before Redis 6, proxies) AUTH, CLIENT
/// SETNAME and CLIENT ID in RESP2; then SELECT, and READONLY where replicas are
/// to be read. See https://redis.io/docs/latest/commands/hello/
class Handshake
{
public:
    enum class Verdict {
        Continue, ///< send what outgoing() holds (maybe nothing) and give the next reply
        Done,
        Failed, ///< error() says why; isFinal() whether trying again is of no use
    };

    explicit Handshake(const ConnectionOptions &options);

    /// The bytes to send first.
    QByteArray start();
    Verdict reply(const RespValue &reply);
    QByteArray outgoing() { return std::exchange(m_outgoing, {}); }

    const ServerInfo &server() const { return m_server; }
    const RedisError &error() const { return m_error; }
    bool isFinal() const { return m_final; }

private:
    enum class Step { Hello, Auth, SetName, ClientId, Select, ReadOnly };

    void sendFallback();
    void send(Step step, const QByteArrayList &words);
    Verdict helloReply(const RespValue &reply);
    Verdict next();
    Verdict fail(const RedisError &error, bool final);

    ConnectionOptions m_options;
    QList<Step> m_waiting; ///< the steps whose replies are due, in order
    QByteArray m_outgoing;
    ServerInfo m_server;
    RedisError m_error;
    bool m_final = false;
    bool m_selectSent = false;
    bool m_readOnlySent = false;
};

} // namespace RedisStreams::Internal
