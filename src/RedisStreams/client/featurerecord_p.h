// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

namespace RedisStreams::Internal {

class Connection;

/// What servers turned out to lack: a command or option that a server refused once is not sent to it again. Kept by
/// address and version, so that it is forgotten when another version comes to run there.
class FeatureRecord
{
public:
    /// NotSupported when this server is known to lack what \a command needs; nullopt when it may be sent.
    std::optional<RedisError> check(const EncodedCommand &command, const Connection &connection) const;
    /// What the server's error means: NotSupported, and noted here, when it is that of a server too old for the
    /// command; else \a problem as it is.
    RedisError judge(const EncodedCommand &command, const RedisError &problem, const Connection &connection);

private:
    QHash<QByteArray, QSet<QByteArray>> m_lacking; ///< by server: "XADD IDMP", "XACKDEL"
};

} // namespace RedisStreams::Internal
