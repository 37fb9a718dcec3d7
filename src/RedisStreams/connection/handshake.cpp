// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/handshake_p.h"

#include "commandwriter.h"

namespace RedisStreams::Internal {

using Code = RedisError::Code;
using Verdict = Handshake::Verdict;

Handshake::Handshake(const ConnectionOptions &options)
    : m_options(options)
{
}

QByteArray Handshake::start()
{
    if (m_options.protocol() == ConnectionOptions::Protocol::Resp2) {
        sendFallback();
        return outgoing();
    }
    QByteArrayList words {"HELLO", "3"};
    if (!m_options.password().isEmpty() || !m_options.user().isEmpty()) {
        const QByteArray user = m_options.user().isEmpty() ? QByteArray("default") : m_options.user().toUtf8();
        words << "AUTH" << user << m_options.password().toUtf8();
    }
    if (!m_options.clientName().isEmpty())
        words << "SETNAME" << m_options.clientName().toUtf8();
    send(Step::Hello, words);
    return outgoing();
}

void Handshake::send(Step step, const QByteArrayList &words)
{
    m_waiting.append(step);
    CommandWriter writer(m_outgoing);
    for (const QByteArray &word : words)
        writer.word(word);
    writer.finish();
}

void Handshake::sendFallback()
{
    m_server.protocol = 2;
    if (!m_options.user().isEmpty())
        send(Step::Auth, {"AUTH", m_options.user().toUtf8(), m_options.password().toUtf8()});
    else if (!m_options.password().isEmpty())
        send(Step::Auth, {"AUTH", m_options.password().toUtf8()});
    if (!m_options.clientName().isEmpty())
        send(Step::SetName, {"CLIENT", "SETNAME", m_options.clientName().toUtf8()});
    send(Step::ClientId, {"CLIENT", "ID"});
}

Verdict Handshake::reply(const RespValue &reply)
{
    if (m_waiting.isEmpty()) {
        return fail(RedisError(Code::ProtocolError, QStringLiteral("The server sent a reply nobody asked for")), false);
    }
    const Step step = m_waiting.takeFirst();
    if (step == Step::Hello)
        return helloReply(reply);
    if (reply.isError()) {
        const RedisError error = RedisError::fromReply(reply.bytes());
        // A server that is full says so instead of the first reply, then closes: it may have room later.
        const bool full = reply.bytes().contains("max number of clients");
        if (step == Step::Auth || step == Step::Select || full || error.code() == Code::AuthenticationFailed)
            return fail(error, !full && error.code() != Code::Loading);
        if (step == Step::ReadOnly)
            return fail(error.withMessage(QStringLiteral("The server cannot be read as a replica: %1").arg(error.message())), false);
        return next(); // a name or an id that cannot be had is no reason not to work
    }
    if (step == Step::ClientId)
        m_server.clientId = reply.toInteger().value_or(0);
    return next();
}

Verdict Handshake::helloReply(const RespValue &reply)
{
    if (!reply.isError()) {
        if (reply.type() != RespValue::Type::Map && reply.type() != RespValue::Type::Array)
            return fail(RedisError(Code::ProtocolError, QStringLiteral("The reply to HELLO is not a map; is this a Redis server?")), false);
        m_server.name = reply.value("server").bytes();
        m_server.version = reply.value("version").bytes();
        m_server.role = reply.value("role").bytes();
        m_server.protocol = int(reply.value("proto").toInteger().value_or(3));
        m_server.clientId = reply.value("id").toInteger().value_or(0);
        return next();
    }
    const RedisError error = RedisError::fromReply(reply.bytes());
    const bool unknown = error.code() == Code::NotSupported || error.code() == Code::PermissionDenied;
    if (unknown && m_options.protocol() == ConnectionOptions::Protocol::Automatic) {
        sendFallback();
        return Verdict::Continue;
    }
    if (reply.bytes().contains("max number of clients"))
        return fail(error, false);
    const bool final = unknown || error.code() == Code::AuthenticationFailed || error.code() == Code::ServerError;
    return fail(error, final);
}

Verdict Handshake::next()
{
    if (!m_waiting.isEmpty())
        return Verdict::Continue;
    if (m_options.database() != 0 && !std::exchange(m_selectSent, true)) {
        send(Step::Select, {"SELECT", QByteArray::number(m_options.database())});
        return Verdict::Continue;
    }
    if (m_options.readFrom() == ConnectionOptions::ReadFrom::Replica && !std::exchange(m_readOnlySent, true)) {
        send(Step::ReadOnly, {"READONLY"});
        return Verdict::Continue;
    }
    return Verdict::Done;
}

Verdict Handshake::fail(const RedisError &error, bool final)
{
    m_error = error;
    m_final = final;
    if (error.code() == Code::AuthenticationFailed) {
        const bool none = m_options.password().isEmpty() && m_options.user().isEmpty();
        m_error = error.withMessage(
            none ? QStringLiteral("The server asks for a password and none is set; put it into the URL, "
                                  "as in redis://user:password@host (%1)").arg(error.serverCode())
                 : QStringLiteral("The server refuses the user \"%1\" with this password (%2)")
                       .arg(m_options.user().isEmpty() ? QStringLiteral("default") : m_options.user(), error.serverCode()));
    } else if (error.code() == Code::NotSupported && !m_selectSent) {
        m_error = error.withMessage(QStringLiteral("RESP3 was asked for and the server does not speak it: %1").arg(error.message()));
    } else if (error.code() != Code::ProtocolError && final) {
        m_error = error.withMessage(QStringLiteral("The server refuses the connection's settings (database %1): %2")
                                        .arg(m_options.database()).arg(error.message()));
    }
    return Verdict::Failed;
}

} // namespace RedisStreams::Internal
