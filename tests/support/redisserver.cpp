// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "redisserver.h"

#include "localport_p.h"
#include "testcertificates.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#endif
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

using namespace Qt::StringLiterals;

namespace RedisStreams::Test {

namespace {

constexpr int readyTimeout = 60'000;
constexpr int endTimeout = 30'000;

// Tests are free to lock up the default user; admin() must still get in.
constexpr char adminUser[] = "redisstreams-admin";
constexpr char adminPassword[] = "redisstreams-admin";

// A socket address holds about 100 bytes, less than some systems need for their temporary directory alone.
QString directoryTemplate()
{
    constexpr qsizetype longest = 70;
    const QString base = QDir::tempPath();
    return (base.size() <= longest ? base : u"/tmp"_s) + u"/rs-XXXXXX"_s;
}

void dieWithParent([[maybe_unused]] QProcess &process)
{
#ifdef Q_OS_LINUX
    process.setChildProcessModifier([parent = ::getpid()] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // The parent may have ended before the kernel was told to watch it.
        if (::getppid() != parent)
            ::_exit(1);
    });
#endif
}

} // namespace

bool serversAreRequired() { return qEnvironmentVariable("REDISSTREAMS_REQUIRE_SERVERS") == u"1"; }

RedisServer::RedisServer()
    : RedisServer(Options())
{
}

RedisServer::RedisServer(const Options &options)
    : m_options(options)
    , m_directory(directoryTemplate())
{
}

RedisServer::~RedisServer() { stop(); }

QString RedisServer::defaultProgram()
{
    const QString chosen = qEnvironmentVariable("REDISSTREAMS_TEST_SERVER");
    return chosen.isEmpty() ? u"redis-server"_s : chosen;
}

QString RedisServer::findProgram(const QString &name)
{
    const QString found = QStandardPaths::findExecutable(name);
    if (!found.isEmpty())
        return found;
    // Where servers are often installed without being in a user's PATH.
    return QStandardPaths::findExecutable(name, {u"/usr/sbin"_s, u"/usr/local/bin"_s, u"/opt/homebrew/bin"_s});
}

std::optional<QString> RedisServer::missing(const QString &program)
{
    if (!findProgram(program).isEmpty())
        return std::nullopt;
    return program + u" is not installed"_s;
}

bool RedisServer::prepare()
{
    if (m_prepared)
        return true;
    if (!m_directory.isValid()) {
        m_error = m_directory.errorString();
        return false;
    }
    if (const auto reason = missing(m_options.program)) {
        m_error = *reason;
        return false;
    }
    const bool ownCertificates = m_options.tls && m_options.certificateDirectory.isEmpty();
    m_prepared = !ownCertificates || makeTestCertificates(directory(), &m_error);
    return m_prepared;
}

bool RedisServer::writeConfiguration()
{
    // A file rather than arguments: passwords stay out of the process list, and user directives need no quoting.
    QStringList lines{
        u"bind 127.0.0.1"_s,
        u"dir \""_s + directory() + u'"',
        u"save \"\""_s,
    };
    const QString port = QString::number(m_port);
    lines << (m_options.tls ? u"port 0"_s : u"port "_s + port);
    if (m_options.tls) {
        lines << u"tls-port "_s + port << u"tls-ca-cert-file "_s + caFile() << u"tls-cert-file "_s + certFile()
              << u"tls-key-file "_s + keyFile() << u"tls-auth-clients no"_s;
    }
    if (!socketPath().isEmpty())
        lines << u"unixsocket "_s + socketPath() << u"unixsocketperm 700"_s;
    if (m_options.clusterNode)
        lines << u"cluster-enabled yes"_s << u"cluster-config-file nodes.conf"_s;
    if (m_options.clusterNode && m_options.tls)
        lines << u"tls-cluster yes"_s << u"tls-replication yes"_s;
    if (m_options.appendOnly)
        lines << u"appendonly yes"_s << u"appendfsync always"_s;
    if (!m_options.requirePass.isEmpty())
        lines << u"requirepass \""_s + m_options.requirePass + u'"';
    for (const QString &user : m_options.aclUsers)
        lines << u"user "_s + user;
    if (!m_options.aclUsers.isEmpty())
        lines << u"user %1 on >%2 ~* &* +@all"_s.arg(QLatin1StringView(adminUser), QLatin1StringView(adminPassword));

    QFile file(path("redis.conf"));
    const QByteArray text = lines.join(u'\n').append(u'\n').toUtf8();
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size() && file.flush())
        return true;
    m_error = file.errorString();
    return false;
}

bool RedisServer::start()
{
    if (isRunning())
        return true;
    m_error.clear();
    if (!prepare())
        return false;
    if (m_hasRun || m_options.unixSocket)
        return launch() == Launch::Ready;
    for (int attempt = 0; attempt < 10; ++attempt) {
        // Kept over all restarts.
        ReservedPort reserved = reservePort(m_options.clusterNode);
        m_port = reserved.port;
        m_claims = std::move(reserved.claims);
        const Launch result = launch();
        if (result != Launch::PortTaken)
            return result == Launch::Ready;
    }
    return false;
}

RedisServer::Launch RedisServer::failLaunch(const QString &reason)
{
    kill();
    // The last lines say why.
    constexpr qsizetype shown = 800;
    m_error = reason + u": ... "_s + log().right(shown);
    return Launch::Failed;
}

RedisServer::Launch RedisServer::launch()
{
    if (!writeConfiguration())
        return Launch::Failed;
    const qint64 loggedBefore = QFileInfo(path("server.log")).size();
    m_process = std::make_unique<QProcess>();
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setStandardOutputFile(path("server.log"), QIODevice::Append);
    dieWithParent(*m_process);
    m_process->start(findProgram(m_options.program), QStringList(path("redis.conf")) + m_options.extraArguments);
    if (!m_process->waitForStarted())
        return failLaunch(m_process->errorString());

    const QDeadlineTimer deadline(readyTimeout);
    while (probe() != Probe::Ready) {
        // Waits for an early end between two probes.
        if (m_process->waitForFinished(10) || m_process->state() == QProcess::NotRunning) {
            QFile file(path("server.log"));
            const bool readable = file.open(QIODevice::ReadOnly) && file.seek(loggedBefore);
            const bool taken = readable && file.readAll().contains("Address already in use");
            failLaunch(u"the server ended while it started"_s);
            return taken ? Launch::PortTaken : Launch::Failed;
        }
        if (deadline.hasExpired())
            return failLaunch(u"the server did not answer in time"_s);
    }
    m_hasRun = true;
    return Launch::Ready;
}

RedisServer::Probe RedisServer::probe() const
{
    const std::unique_ptr<AdminClient> client = makeAdmin();
    client->setTimeout(std::chrono::seconds(2));
    const QByteArray trouble = errorText(client->command({"PING"}));
    if (trouble.startsWith("LOADING") || trouble.startsWith("IO "))
        return Probe::NotYet;
    if (!trouble.isEmpty())
        return Probe::Ready;
    // Another server may have taken the port, and answer while ours is about to give up.
    const QByteArray marker = "\r\nprocess_id:";
    const QByteArray info = client->command({"INFO", "server"}).toByteArray();
    const qsizetype at = info.indexOf(marker);
    if (at < 0)
        return Probe::Ready;
    const qsizetype from = at + marker.size();
    const bool ours = info.mid(from, info.indexOf('\r', from) - from).toLongLong() == processId();
    return ours ? Probe::Ready : Probe::NotYet;
}

std::unique_ptr<AdminClient> RedisServer::makeAdmin() const
{
    const QString socket = socketPath();
    const QString where = socket.isEmpty() ? url() : u"unix://"_s + socket;
    if (!m_options.aclUsers.isEmpty())
        return std::make_unique<AdminClient>(where, QString::fromLatin1(adminPassword), QString::fromLatin1(adminUser));
    return std::make_unique<AdminClient>(where, m_options.requirePass);
}

AdminClient &RedisServer::admin()
{
    if (!m_admin)
        m_admin = makeAdmin();
    return *m_admin;
}

void RedisServer::stop()
{
    if (isRunning()) {
        // A frozen process gets the signal only when it goes on.
        thaw();
        m_process->terminate();
        m_process->waitForFinished(endTimeout);
    }
    kill();
}

void RedisServer::kill()
{
    if (isRunning()) {
        m_process->kill();
        m_process->waitForFinished(endTimeout);
    }
    m_frozen = false;
    if (m_admin)
        m_admin->disconnect();
}

bool RedisServer::restart()
{
    stop();
    return start();
}

void RedisServer::freeze()
{
    if (m_frozen || !isRunning())
        return;
#ifdef Q_OS_UNIX
    const auto pid = pid_t(processId());
    if (::kill(pid, SIGSTOP) != 0)
        return;
    // The signal takes effect a moment later. WNOWAIT leaves the end of the process, should that come, to QProcess.
    siginfo_t info{};
    ::waitid(P_PID, id_t(pid), &info, WSTOPPED | WEXITED | WNOWAIT);
    m_frozen = true;
#else
    qFatal("freezing a process needs a Unix system");
#endif
}

void RedisServer::thaw()
{
    if (!m_frozen)
        return;
#ifdef Q_OS_UNIX
    ::kill(pid_t(processId()), SIGCONT);
#endif
    m_frozen = false;
}

bool RedisServer::isRunning()
{
    // Without an event loop, QProcess learns of the end only by looking.
    return m_process && m_process->state() == QProcess::Running && !m_process->waitForFinished(0);
}

qint64 RedisServer::processId() const { return m_process ? m_process->processId() : 0; }

QString RedisServer::socketPath() const
{
    // With TLS as well: admin() speaks no TLS.
    return m_options.unixSocket || m_options.tls ? path("s") : QString();
}

QString RedisServer::certificate(const char *name) const
{
    if (m_options.certificateDirectory.isEmpty())
        return path(name);
    return m_options.certificateDirectory + u'/' + QLatin1StringView(name);
}

QString RedisServer::url() const
{
    if (m_options.unixSocket)
        return u"unix://"_s + socketPath();
    return (m_options.tls ? u"rediss"_s : u"redis"_s) + u"://127.0.0.1:"_s + QString::number(m_port);
}

QString RedisServer::log() const
{
    constexpr qint64 shown = 16 * 1024;
    QFile file(path("server.log"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(qMax(qint64(0), file.size() - shown));
    return QString::fromUtf8(file.readAll());
}

} // namespace RedisStreams::Test
