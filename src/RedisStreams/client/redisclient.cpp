// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "redisclient.h"

#include "client/rawcommand_p.h"
#include "client/redisclient_p.h"
#include "global/logging_p.h"
#include "topology/clustertopology_p.h"

#include <QtCore/QTimer>

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::Topology;
using State = RedisClient::State;
using std::chrono::milliseconds;

RedisClientPrivate::~RedisClientPrivate()
{
    const RedisError gone(Code::Aborted, QStringLiteral("The client was destroyed before the reply came"));
    closing = true;
    auto calls = std::exchange(waiting, {});
    calls.splice(calls.end(), unrouted);
    blocking.clear();
    topology.reset();
    for (const std::shared_ptr<Call> &call : calls)
        call->handler({}, gone);
}

void RedisClientPrivate::applyOptions(const ConnectionOptions &newOptions, const RedisError &problem)
{
    const QPointer<RedisClient> guard(q);
    const bool wasOpen = state != State::Disconnected;
    // They end when the new way is there: who hears that a command ended may send another one, or delete the client.
    auto oldBlocking = std::exchange(blocking, {});
    auto oldTopology = std::exchange(topology, nullptr);
    options = newOptions;
    urlProblem = problem;
    using Deployment = ConnectionOptions::Deployment;
    if (!urlProblem && options.deployment() == Deployment::Sentinel) {
        urlProblem = RedisError(Code::NotSupported, QStringLiteral("%1: this version does not ask sentinels; use redis://, rediss://, unix:// or redis+cluster://")
                                                        .arg(options.displayUrl()));
    }
    if (!urlProblem && options.deployment() == Deployment::Cluster)
        topology = std::make_unique<Internal::ClusterTopology>(options);
    else if (!urlProblem)
        topology = std::make_unique<Internal::SingleServerTopology>(options);
    if (topology) {
        QObject::connect(topology.get(), &Topology::connectionsChanged, q, [this] { connectionsChanged(); });
        QObject::connect(topology.get(), &Topology::ready, q, [this] { topologyReady(); });
        QObject::connect(topology.get(), &Topology::lost, q, [this](const RedisError &e) { topologyLost(e); });
        QObject::connect(topology.get(), &Topology::failed, q, [this](const RedisError &e) { topologyFailed(e); });
        QObject::connect(topology.get(), &Topology::troubled, q, [this](const RedisError &e) { q->report(e); });
    }
    // Those for the old servers go to the new ones.
    for (const auto &call : std::exchange(unrouted, {}))
        startAgain(call, milliseconds(1));
    oldBlocking.clear();
    oldTopology.reset();
    if (guard)
        setState(State::Disconnected);
    // Whatever it was, it was the old servers' error.
    if (guard)
        setError({});
    if (!guard)
        return;
    connectionsChanged();
    if (urlProblem) {
        q->report(urlProblem);
        if (guard)
            setState(State::Failed);
    } else if (wasOpen) {
        q->open();
    }
    if (guard)
        Q_EMIT q->optionsChanged();
}

void RedisClientPrivate::setState(State newState)
{
    if (state == newState)
        return;
    state = newState;
    Q_EMIT q->stateChanged(state);
}

void RedisClientPrivate::setError(const RedisError &newError)
{
    if (error == newError)
        return;
    error = newError;
    Q_EMIT q->errorChanged();
}

void RedisClientPrivate::topologyReady()
{
    const QPointer<RedisClient> guard(q);
    server = topology->server();
    Q_EMIT q->serverChanged();
    if (guard)
        setError({});
    if (guard)
        setState(State::Connected);
    if (!guard)
        return;
    for (const auto &call : std::exchange(unrouted, {})) {
        start(call);
        if (!guard)
            return;
    }
}

void RedisClientPrivate::topologyLost(const RedisError &lossError)
{
    const QPointer<RedisClient> guard(q);
    setState(state == State::Connecting ? State::Connecting : State::Reconnecting);
    if (guard)
        q->report(lossError);
}

void RedisClientPrivate::topologyFailed(const RedisError &failure)
{
    const QPointer<RedisClient> guard(q);
    setState(State::Failed);
    if (guard)
        q->report(failure);
    if (!guard)
        return;
    for (const auto &call : std::exchange(unrouted, {}))
        finish(call, {}, failure);
}

void RedisClientPrivate::connectionsChanged()
{
    // Later and once, as connections change in the midst of what is done with them: opening, closing, sending.
    if (std::exchange(announcing, true))
        return;
    QMetaObject::invokeMethod(q, [this] {
        announcing = false;
        announceConnections();
    }, Qt::QueuedConnection);
}

void RedisClientPrivate::announceConnections()
{
    const QPointer<RedisClient> guard(q);
    const QDateTime attempt = q->nextAttempt();
    const QSslCertificate certificate = q->peerCertificate();
    const bool otherCertificate = std::exchange(announcedCertificate, certificate) != certificate;
    if (std::exchange(announcedAttempt, attempt) != attempt)
        Q_EMIT q->nextAttemptChanged();
    if (guard && otherCertificate)
        Q_EMIT q->peerCertificateChanged();
}

RedisClient::RedisClient(QObject *parent)
    : RedisClient(ConnectionOptions(), parent)
{
}

RedisClient::RedisClient(const QString &url, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<RedisClientPrivate>(this))
{
    d->clock.start();
    setUrl(url);
}

RedisClient::RedisClient(const ConnectionOptions &options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<RedisClientPrivate>(this))
{
    d->clock.start();
    setOptions(options);
}

RedisClient::~RedisClient() = default;

QString RedisClient::url() const { return d->url; }

void RedisClient::setUrl(const QString &url)
{
    if (url == d->url && d->topology)
        return;
    d->url = url;
    RedisError problem;
    const ConnectionOptions options = ConnectionOptions::fromUrl(url, &problem);
    const QPointer<RedisClient> guard(this);
    d->applyOptions(options, problem);
    if (guard)
        Q_EMIT urlChanged();
}

QString RedisClient::displayUrl() const
{
    return d->urlProblem.code() == Code::InvalidUrl ? QString() : d->options.displayUrl();
}

ConnectionOptions RedisClient::options() const { return d->options; }

void RedisClient::setOptions(const ConnectionOptions &options)
{
    d->url = options.displayUrl();
    const QPointer<RedisClient> guard(this);
    d->applyOptions(options, {});
    if (guard)
        Q_EMIT urlChanged();
}

RedisClient::State RedisClient::state() const { return d->state; }
RedisError RedisClient::error() const { return d->error; }

QDateTime RedisClient::nextAttempt() const
{
    return d->topology ? d->topology->nextAttempt() : QDateTime();
}

QSslCertificate RedisClient::peerCertificate() const
{
    return d->topology ? d->topology->peerCertificate() : QSslCertificate();
}

QString RedisClient::peerCertificateSubject() const
{
    const QSslCertificate certificate = peerCertificate();
    QStringList parts;
    for (const QByteArray &name : certificate.subjectInfoAttributes()) {
        const QStringList values = certificate.subjectInfo(name);
        for (const QString &value : values)
            parts.append(QString::fromLatin1(name) + u'=' + value);
    }
    // Qt keeps them sorted by name; what the certificate was given for comes first.
    std::stable_partition(parts.begin(), parts.end(), [](const QString &part) { return part.startsWith(u"CN="); });
    return parts.join(QStringLiteral(", "));
}

QString RedisClient::serverName() const
{
    // Servers before RESP3 do not say; there was only one then.
    return d->server.name.isEmpty() && d->server.protocol != 0 ? QStringLiteral("redis") : QString::fromUtf8(d->server.name);
}
QString RedisClient::serverVersion() const { return QString::fromUtf8(d->server.version); }
int RedisClient::protocolVersion() const { return d->server.protocol; }
Internal::Topology *RedisClient::topology() const { return d->topology.get(); }

void RedisClient::open()
{
    if (!d->topology) {
        report(d->urlProblem);
        return;
    }
    if (d->topology->isReady())
        return d->topology->open(); // for those of several servers that refused us
    const bool again = d->state == State::Reconnecting;
    const QPointer<RedisClient> guard(this);
    d->setState(again ? State::Reconnecting : State::Connecting);
    if (guard && d->topology)
        d->topology->open();
}

void RedisClient::close()
{
    const QPointer<RedisClient> guard(this);
    // Before anything ends: who hears of it may send another command, which opens again, or delete the client.
    const bool moved = std::exchange(d->state, State::Disconnected) != State::Disconnected;
    auto blocking = std::exchange(d->blocking, {});
    auto waiting = std::exchange(d->waiting, {});
    waiting.splice(waiting.end(), d->unrouted);
    if (d->topology)
        d->topology->close();
    blocking.clear();
    for (const auto &call : waiting)
        call->handler({}, RedisError(Code::Aborted, QStringLiteral("The client was closed before the reply came")));
    if (moved && guard && d->state == State::Disconnected)
        Q_EMIT stateChanged(State::Disconnected);
}

QFuture<RespValue> RedisClient::command(const QByteArrayList &words)
{
    auto promise = std::make_shared<QPromise<RespValue>>();
    promise->start();
    QFuture<RespValue> future = promise->future();
    executeWords(words, Reporting::Everywhere, [promise](const RespValue &reply, const RedisError &error) {
        if (error)
            promise->setException(error);
        else
            promise->addResult(reply);
        promise->finish();
    });
    return future;
}

void RedisClient::executeWords(const QByteArrayList &words, Reporting reporting, ReplyHandler handler)
{
    if (words.isEmpty() || words.constFirst().isEmpty()) {
        const RedisError error(Code::InvalidArgument, QStringLiteral("A command needs at least its name"));
        if (reporting == Reporting::Everywhere)
            report(error);
        handler({}, error);
        return;
    }
    if (const RedisError unfit = Internal::checkRawCommand(words, d->topology && d->topology->redirects())) {
        if (reporting == Reporting::Everywhere)
            report(unfit);
        handler({}, unfit);
        return;
    }
    execute(EncodedCommand::fromWords(words), reporting, std::move(handler));
}

void RedisClient::execute(EncodedCommand command, Reporting reporting, ReplyHandler handler)
{
    auto call = std::make_shared<RedisClientPrivate::Call>();
    call->command = std::move(command);
    call->handler = std::move(handler);
    call->quiet = reporting == Reporting::FutureOnly;
    call->giveUpAt = d->clock.elapsed() + d->options.commandTimeout().count();
    d->start(call);
}

void RedisClient::report(const RedisError &error)
{
    const QPointer<RedisClient> guard(this);
    qCDebug(Internal::lcClient) << error;
    d->setError(error);
    if (guard)
        Q_EMIT errorOccurred(error);
}

} // namespace RedisStreams
