// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "redisclient.h"

#include "client/redisclient_p.h"
#include "global/logging_p.h"

#include <QtCore/QTimer>

namespace RedisStreams {

using Code = RedisError::Code;
using Internal::Connection;
using State = RedisClient::State;
using std::chrono::milliseconds;

namespace {
/// Pause before a command is sent again to a server that is still loading its data.
constexpr milliseconds loadingPause {100};
/// Free connections for blocking commands that are kept for the next one.
constexpr size_t keptBlocking = 2;
} // namespace

RedisClientPrivate::~RedisClientPrivate()
{
    const RedisError gone(Code::Aborted, QStringLiteral("The client was destroyed before the reply came"));
    closing = true;
    const auto calls = std::exchange(waiting, {});
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
    if (!urlProblem && options.deployment() != ConnectionOptions::Deployment::SingleServer) {
        urlProblem = RedisError(Code::NotSupported,
                                QStringLiteral("%1: this version follows single servers only; use redis://, rediss:// or unix://")
                                    .arg(options.displayUrl()));
    }
    if (!urlProblem)
        topology = std::make_unique<Internal::SingleServerTopology>(options);
    if (topology) {
        Connection *connection = topology->commandConnection({});
        QObject::connect(connection, &Connection::ready, q, [this] { connectionReady(); });
        QObject::connect(connection, &Connection::lost, q, [this](const RedisError &e) { connectionLost(e); });
        QObject::connect(connection, &Connection::failed, q, [this](const RedisError &e) { connectionFailed(e); });
    }
    oldBlocking.clear();
    oldTopology.reset();
    if (guard)
        setState(State::Disconnected);
    if (!guard)
        return;
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

void RedisClientPrivate::connectionReady()
{
    const QPointer<RedisClient> guard(q);
    server = topology->commandConnection({})->server();
    Q_EMIT q->serverChanged();
    if (guard)
        setError({});
    if (guard)
        setState(State::Connected);
}

void RedisClientPrivate::connectionLost(const RedisError &lossError)
{
    const QPointer<RedisClient> guard(q);
    setState(state == State::Connecting ? State::Connecting : State::Reconnecting);
    if (guard)
        q->report(lossError);
}

void RedisClientPrivate::connectionFailed(const RedisError &failure)
{
    const QPointer<RedisClient> guard(q);
    setState(State::Failed);
    if (guard)
        q->report(failure);
}

Connection *RedisClientPrivate::borrowBlocking(const EncodedCommand &command)
{
    size_t free = 0;
    Connection *found = nullptr;
    for (auto it = blocking.begin(); it != blocking.end();) {
        if ((*it)->isBusy() || (*it)->state() != Connection::State::Ready) {
            ++it;
        } else if (!found) {
            found = it->get();
            ++it;
        } else if (++free > keptBlocking) {
            it = blocking.erase(it);
        } else {
            ++it;
        }
    }
    if (found)
        return found;
    blocking.push_back(topology->dedicatedConnection(command.keys));
    blocking.back()->open();
    return blocking.back().get();
}

Connection *RedisClientPrivate::connectionFor(const EncodedCommand &command)
{
    if (command.flags & CommandFlag::Blocking)
        return borrowBlocking(command);
    return topology->commandConnection(command.keys);
}

void RedisClientPrivate::start(const std::shared_ptr<Call> &call)
{
    if (closing)
        return call->handler({}, RedisError(Code::Aborted, QStringLiteral("The client is being destroyed")));
    if (!topology)
        return finish(call, {}, urlProblem);
    // Also when it has Failed: an explicit open() tries again, a command does not.
    if (state == State::Disconnected)
        q->open();
    if (const auto lacking = features.check(call->command, *topology->commandConnection(call->command.keys)))
        return finish(call, {}, *lacking);
    Internal::Request request;
    request.bytes = call->command.bytes;
    request.repeatable = call->command.flags.testFlag(CommandFlag::ReadOnly);
    request.blockTime = call->command.blockTime;
    request.replies = call->command.replies;
    request.waitLimit = milliseconds(qMax<qint64>(1, call->giveUpAt - clock.elapsed()));
    request.done = [this, call, guard = QPointer<RedisClient>(q)](const RespValue &reply, const RedisError &problem) {
        // Of several that end together an earlier one's handler may have deleted the client.
        if (guard)
            replied(call, reply, problem);
        else
            call->handler(reply, problem);
    };
    connectionFor(call->command)->send(std::move(request), Connection::Flush::SoonTogether);
}

void RedisClientPrivate::replied(const std::shared_ptr<Call> &call, const RespValue &reply, const RedisError &transportError)
{
    if (transportError) {
        const bool unknown = transportError.code() == Code::ConnectionLost || transportError.code() == Code::ReplyTimeout;
        // What all commands fail with is said once, by the connection.
        if (!unknown && topology && topology->commandConnection(call->command.keys)->state() == Connection::State::Failed)
            call->quiet = true;
        return finish(call, {}, unknown ? transportError.withMessage(
            QStringLiteral("%1: the connection was lost before the reply; whether it took effect is not known (%2)")
                .arg(QString::fromUtf8(call->command.name), transportError.message())) : transportError);
    }
    if (!reply.isError())
        return finish(call, reply, {});
    const RedisError problem = RedisError::fromReply(reply.bytes());
    // A server that loads has executed nothing: the command waits, as it would for a connection.
    if (problem.code() == Code::Loading && !closing && clock.elapsed() + loadingPause.count() < call->giveUpAt) {
        waiting.push_back(call);
        QTimer::singleShot(loadingPause, q, [this, call] {
            if (waiting.remove(call) > 0)
                start(call);
        });
        return;
    }
    const RedisError judged = topology ? features.judge(call->command, problem, *topology->commandConnection(call->command.keys)) : problem;
    RedisError named = judged.withMessage(QStringLiteral("%1: %2").arg(QString::fromUtf8(call->command.name), judged.message()));
    if (topology)
        named = named.withEndpoint(topology->commandConnection(call->command.keys)->endpoint().toString());
    if (call->command.keys.size() == 1)
        named = named.withStream(QString::fromUtf8(call->command.keys.constFirst()));
    finish(call, {}, named);
}

void RedisClientPrivate::finish(const std::shared_ptr<Call> &call, const RespValue &reply, const RedisError &problem)
{
    // What made all waiting commands fail was reported when it happened, once.
    const bool known = problem == error && state != State::Connected;
    if (problem && !call->quiet && !closing && !known && problem.code() != Code::Aborted)
        q->report(problem);
    call->handler(reply, problem);
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
    Connection *connection = d->topology->commandConnection({});
    if (connection->isReady())
        return;
    const bool again = d->state == State::Reconnecting;
    const QPointer<RedisClient> guard(this);
    d->setState(again ? State::Reconnecting : State::Connecting);
    if (guard)
        connection->open();
}

void RedisClient::close()
{
    const QPointer<RedisClient> guard(this);
    // Before anything ends: who hears of it may send another command, which opens again, or delete the client.
    const bool moved = std::exchange(d->state, State::Disconnected) != State::Disconnected;
    auto blocking = std::exchange(d->blocking, {});
    const auto waiting = std::exchange(d->waiting, {});
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
