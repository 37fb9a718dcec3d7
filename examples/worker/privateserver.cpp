// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "privateserver.h"

#include "termination.h"

#include <QtCore/QStandardPaths>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Worker {

bool PrivateServer::start(QString *reason)
{
    const QString program = QStandardPaths::findExecutable(u"redis-server"_s);
    if (program.isEmpty() || !m_directory.isValid()) {
        *reason = u"redis-server is not installed, and no --url names a server that runs"_s;
        return false;
    }
    m_process.setStandardInputFile(QProcess::nullDevice());
    // Ctrl+C, or closing the terminal, reaches all programs in it; the server has to outlive the workers, who have
    // acknowledgements to send. But it is not to outlive all of us.
    m_process.setChildProcessModifier([] {
        ::setsid();
        endWithParent();
    });
    m_process.start(program,
        {u"--port"_s, u"0"_s, u"--unixsocket"_s, m_directory.filePath(u"redis.sock"_s), u"--dir"_s, m_directory.path(),
            u"--save"_s, QString(), u"--appendonly"_s, u"no"_s});
    // It says so when it is ready; until then there is nothing else for this program to do.
    QByteArray log;
    while (m_process.state() != QProcess::NotRunning && m_process.waitForReadyRead(5000)) {
        log += m_process.readAllStandardOutput();
        if (log.toLower().contains("ready to accept connections")) {
            m_process.closeReadChannel(QProcess::StandardOutput);
            return true;
        }
    }
    *reason = u"%1 does not start: %2"_s.arg(program, QString::fromLocal8Bit(log.trimmed().right(200)));
    return false;
}

QString PrivateServer::url() const { return u"unix://"_s + m_directory.filePath(u"redis.sock"_s); }

PrivateServer::~PrivateServer()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished(1000);
}

} // namespace Worker
