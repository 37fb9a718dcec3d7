// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "xinfo.h"

namespace RedisStreams::Internal {

/// The fields of an XINFO reply, read by name and never by place: servers insert new ones in the middle.
class InfoFields
{
public:
    explicit InfoFields(const RespValue &reply) : m_reply(reply) {}

    /// Whether it is a list of names and values at all.
    bool isValid() const { return m_reply.isAggregate() && m_reply.size() % 2 == 0; }
    RespValue value(const char *name) const { return m_reply.value(name); }
    QByteArray bytes(const char *name) const { return value(name).bytes(); }
    std::optional<qint64> integer(const char *name) const { return value(name).toInteger(); }
    qint64 count(const char *name) const { return integer(name).value_or(0); }
    std::optional<StreamId> id(const char *name) const;

private:
    RespValue m_reply;
};

/// What XINFO STREAM has with and without FULL.
Decoded<StreamInfo> decodeStreamInfo(const char *command, const RespValue &reply);

} // namespace RedisStreams::Internal
