// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>

namespace Worker {

/// A Redis server for this program only: on a Unix socket in a temporary directory, gone when the program ends.
class PrivateServer
{
public:
    ~PrivateServer();

    /// False with a reason when there is no redis-server, or it does not come up.
    bool start(QString *reason);
    QString url() const;

private:
    QTemporaryDir m_directory;
    QProcess m_process;
};

} // namespace Worker
