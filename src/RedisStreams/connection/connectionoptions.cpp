// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connectionoptions.h"

#include <QtCore/QSharedData>
#include <QtCore/QStringList>

namespace RedisStreams {

using std::chrono::milliseconds;

class ConnectionOptionsData : public QSharedData
{
public:
    ConnectionOptions::Deployment deployment = ConnectionOptions::Deployment::SingleServer;
    ConnectionOptions::Protocol protocol = ConnectionOptions::Protocol::Automatic;
    ConnectionOptions::ReadFrom readFrom = ConnectionOptions::ReadFrom::Master;
    QList<Endpoint> endpoints {{QStringLiteral("localhost"), 6379, {}}};
    QString masterName;
    QString user;
    QString password;
    int database = 0;
    QString clientName;
    bool tls = false;
    QSslConfiguration ssl = QSslConfiguration::defaultConfiguration();
    milliseconds connectTimeout {5000};
    milliseconds replyTimeout {5000};
    milliseconds commandTimeout {10000};
    milliseconds blockLimit {5000};
    milliseconds keepAlive {15000};
    ReconnectPolicy reconnect;
};

QString Endpoint::toString() const
{
    if (isLocal())
        return socketPath;
    return host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2").arg(host).arg(port)
                                           : QStringLiteral("%1:%2").arg(host).arg(port);
}

ConnectionOptions::ConnectionOptions()
    : d(new ConnectionOptionsData)
{
}
ConnectionOptions::ConnectionOptions(const ConnectionOptions &) = default;
ConnectionOptions &ConnectionOptions::operator=(const ConnectionOptions &) = default;
ConnectionOptions::~ConnectionOptions() = default;

QString ConnectionOptions::displayUrl() const
{
    if (endpoint().isLocal()) {
        const QString url = QStringLiteral("unix://") + endpoint().socketPath;
        return d->database == 0 ? url : url + QStringLiteral("?db=%1").arg(d->database);
    }
    QString url = d->tls ? QStringLiteral("rediss") : QStringLiteral("redis");
    if (d->deployment == Deployment::Sentinel)
        url += QLatin1StringView("+sentinel");
    else if (d->deployment == Deployment::Cluster)
        url += QLatin1StringView("+cluster");
    QStringList hosts;
    for (const Endpoint &endpoint : d->endpoints)
        hosts.append(endpoint.toString());
    url += QLatin1StringView("://") + hosts.join(QLatin1Char(','));
    if (!d->masterName.isEmpty())
        url += QLatin1Char('/') + d->masterName;
    if (d->database != 0)
        url += QStringLiteral("/%1").arg(d->database);
    return url;
}

ConnectionOptions::Deployment ConnectionOptions::deployment() const { return d->deployment; }
void ConnectionOptions::setDeployment(Deployment deployment, const QString &masterName)
{
    d->deployment = deployment;
    d->masterName = masterName;
}
QList<Endpoint> ConnectionOptions::endpoints() const { return d->endpoints; }
ConnectionOptions &ConnectionOptions::setEndpoints(const QList<Endpoint> &endpoints)
{
    Q_ASSERT_X(!endpoints.isEmpty(), "ConnectionOptions::setEndpoints", "there must be at least one endpoint");
    if (!endpoints.isEmpty())
        d->endpoints = endpoints;
    return *this;
}
QString ConnectionOptions::masterName() const { return d->masterName; }
QString ConnectionOptions::user() const { return d->user; }
QString ConnectionOptions::password() const { return d->password; }
ConnectionOptions &ConnectionOptions::setCredentials(const QString &user, const QString &password)
{
    d->user = user;
    d->password = password;
    return *this;
}
int ConnectionOptions::database() const { return d->database; }
ConnectionOptions &ConnectionOptions::setDatabase(int database)
{
    d->database = qMax(0, database);
    return *this;
}
QString ConnectionOptions::clientName() const { return d->clientName; }
ConnectionOptions &ConnectionOptions::setClientName(const QString &name)
{
    d->clientName = name;
    return *this;
}
ConnectionOptions::Protocol ConnectionOptions::protocol() const { return d->protocol; }
ConnectionOptions &ConnectionOptions::setProtocol(Protocol protocol)
{
    d->protocol = protocol;
    return *this;
}
ConnectionOptions::ReadFrom ConnectionOptions::readFrom() const { return d->readFrom; }
ConnectionOptions &ConnectionOptions::setReadFrom(ReadFrom from)
{
    d->readFrom = from;
    return *this;
}
bool ConnectionOptions::isTls() const { return d->tls; }
ConnectionOptions &ConnectionOptions::setTls(bool on)
{
    d->tls = on;
    return *this;
}
QSslConfiguration ConnectionOptions::sslConfiguration() const { return d->ssl; }
ConnectionOptions &ConnectionOptions::setSslConfiguration(const QSslConfiguration &configuration)
{
    d->ssl = configuration;
    return *this;
}
milliseconds ConnectionOptions::connectTimeout() const { return d->connectTimeout; }
ConnectionOptions &ConnectionOptions::setConnectTimeout(milliseconds timeout)
{
    d->connectTimeout = qMax(milliseconds {1}, timeout);
    return *this;
}
milliseconds ConnectionOptions::replyTimeout() const { return d->replyTimeout; }
ConnectionOptions &ConnectionOptions::setReplyTimeout(milliseconds timeout)
{
    d->replyTimeout = qMax(milliseconds {1}, timeout);
    return *this;
}
milliseconds ConnectionOptions::commandTimeout() const { return d->commandTimeout; }
ConnectionOptions &ConnectionOptions::setCommandTimeout(milliseconds timeout)
{
    d->commandTimeout = qMax(milliseconds {1}, timeout);
    return *this;
}
milliseconds ConnectionOptions::blockLimit() const { return d->blockLimit; }
ConnectionOptions &ConnectionOptions::setBlockLimit(milliseconds limit)
{
    d->blockLimit = qBound(milliseconds {1}, limit, milliseconds {5000});
    return *this;
}
milliseconds ConnectionOptions::keepAlive() const { return d->keepAlive; }
ConnectionOptions &ConnectionOptions::setKeepAlive(milliseconds idle)
{
    d->keepAlive = qMax(milliseconds {0}, idle);
    return *this;
}
ReconnectPolicy ConnectionOptions::reconnectPolicy() const { return d->reconnect; }
ConnectionOptions &ConnectionOptions::setReconnectPolicy(const ReconnectPolicy &policy)
{
    d->reconnect = policy;
    d->reconnect.initialDelay = qMax(milliseconds {1}, policy.initialDelay);
    d->reconnect.maximumDelay = qMax(d->reconnect.initialDelay, policy.maximumDelay);
    d->reconnect.factor = qMax(1.0, policy.factor);
    d->reconnect.jitter = qBound(0.0, policy.jitter, 1.0);
    return *this;
}

} // namespace RedisStreams
