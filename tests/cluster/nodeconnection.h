// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "resp/replytreedecoder_p.h"
#include "support/rawclient.h"
#include "support/respbytes.h"

namespace RedisStreams::Test {

/// Commands and replies as they are, decoded by the library's own decoder; blocks, needs no event loop.
class NodeConnection
{
public:
    explicit NodeConnection(quint16 port, int protocol = 2)
        : m_client(port)
    {
        if (protocol == 3)
            ask({"HELLO", "3"});
    }

    bool isConnected() const { return m_client.isConnected(); }

    RespValue ask(const QByteArrayList &words)
    {
        m_client.send(command(words));
        return reply();
    }

    /// With ASKING before it.
    RespValue askAsking(const QByteArrayList &words)
    {
        m_client.send(command({"ASKING"}) + command(words));
        reply();
        return reply();
    }

private:
    RespValue reply()
    {
        Internal::ReplyTreeDecoder decoder;
        for (;;) {
            const auto status = decoder.consume(m_input);
            if (status == Internal::ReplyDecoder::Status::Done)
                return decoder.take();
            const QByteArray bytes = status == Internal::ReplyDecoder::Status::Error ? QByteArray() : m_client.read(1);
            if (bytes.isEmpty())
                return RespValue::makeText(RespValue::Type::Error, "IO no reply");
            m_input.append(bytes);
        }
    }

    RawClient m_client;
    Internal::RespInput m_input;
};

} // namespace RedisStreams::Test
