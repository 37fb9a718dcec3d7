// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "adminclient.h"

#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <memory>
#include <optional>
#include <vector>

class QLockFile;

namespace RedisStreams::Test {

/// A Redis server of the test's own, on 127.0.0.1 or a Unix socket, with a temporary directory.
///
/// Needs no running event loop. Use it in one thread: that thread owns the process, and on Linux the server is killed
/// when it ends, even by a crash. Stopped on destruction.
class RedisServer
{
public:
    struct Options
    {
        QString program = defaultProgram();
        bool unixSocket = false; ///< instead of TCP
        bool appendOnly = false; ///< keep every write on disk; otherwise nothing outlives the process
        bool tls = false;
        QString certificateDirectory{}; ///< with tls: the files of makeTestCertificates() to share; its own otherwise
        bool clusterNode = false; ///< in cluster mode, with a free bus port (port + 10000), too; see RedisCluster
        QString requirePass{};
        QStringList aclUsers{}; ///< "alice on >secret ~one* +@all"; admin() then has a user of its own
        QStringList extraArguments{}; ///< "--maxmemory", "10mb"
    };

    RedisServer();
    explicit RedisServer(const Options &options);
    ~RedisServer();
    Q_DISABLE_COPY_MOVE(RedisServer)

    /// Returns when the server has loaded its data and answers. The first start chooses the port, later ones keep it.
    bool start();
    /// Ends the server as a service manager would; kills it when that takes too long.
    void stop();
    /// Ends the server as a crash would (SIGKILL).
    void kill();
    /// Same port, same directory: with appendOnly the data are still there. Starts it as well when it is not running.
    bool restart();
    /// Stops the process without closing anything, as a machine that hangs; it is stopped when this returns.
    void freeze();
    void thaw();

    bool isRunning();
    bool isFrozen() const { return m_frozen; }
    qint64 processId() const; ///< 0 when it is not running
    quint16 port() const { return m_port; } ///< 0 with unixSocket
    QString socketPath() const; ///< empty unless unixSocket or tls
    QString url() const; ///< without user and password
    QString directory() const { return m_directory.path(); }
    QString caFile() const { return certificate("ca.crt"); } ///< with tls, after start()
    QString certFile() const { return certificate("server.crt"); }
    QString keyFile() const { return certificate("server.key"); }

    /// A connection with all rights, once start() has succeeded. Stays valid over restarts; with tls it uses a Unix
    /// socket.
    AdminClient &admin();

    QString errorString() const { return m_error; }
    QString log() const; ///< the last part of what the server logged, over all starts

    /// What the environment variable REDISSTREAMS_TEST_SERVER names, so that the tests can be run against another
    /// server ("valkey-server", or a path); "redis-server" when it is not set.
    static QString defaultProgram();
    /// The path of a program; empty when there is none.
    static QString findProgram(const QString &name);
    /// Says so when a program is not installed.
    static std::optional<QString> missing(const QString &program = defaultProgram());

private:
    enum class Launch { Ready, PortTaken, Failed };
    enum class Probe { Ready, NotYet };

    bool prepare();
    bool writeConfiguration();
    Launch launch();
    Probe probe() const;
    Launch failLaunch(const QString &reason);
    std::unique_ptr<AdminClient> makeAdmin() const;
    QString path(const char *name) const { return directory() + u'/' + QLatin1StringView(name); }
    QString certificate(const char *name) const;

    const Options m_options;
    QTemporaryDir m_directory;
    bool m_prepared = false;
    bool m_hasRun = false;
    bool m_frozen = false;
    quint16 m_port = 0;
    std::vector<std::unique_ptr<QLockFile>> m_claims; ///< of the port, so that a restart finds it free
    QString m_error;
    std::unique_ptr<QProcess> m_process;
    std::unique_ptr<AdminClient> m_admin;
};

/// True when tests must fail rather than be skipped for want of a server: the environment variable
/// REDISSTREAMS_REQUIRE_SERVERS is 1, as in continuous integration.
bool serversAreRequired();

} // namespace RedisStreams::Test

/// For initTestCase(): skips the tests when a program is not installed, or fails where servers are required.
#define REDISSTREAMS_REQUIRE_PROGRAM(program)                                                                          \
    do {                                                                                                               \
        if (const auto missingProgram = RedisStreams::Test::RedisServer::missing(program)) {                           \
            if (RedisStreams::Test::serversAreRequired())                                                              \
                QFAIL(qPrintable(*missingProgram));                                                                    \
            QSKIP(qPrintable(*missingProgram));                                                                        \
        }                                                                                                              \
    } while (false)

#define REDISSTREAMS_REQUIRE_SERVER() REDISSTREAMS_REQUIRE_PROGRAM(RedisStreams::Test::RedisServer::defaultProgram())
