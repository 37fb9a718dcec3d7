// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// The way of a command: over which connection it goes, and what its answer leads to.
#include "client/redisclient_p.h"

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
/// How long a command waits for the connection to one node of a cluster, before it is looked whether another one serves
/// its keys by now.
constexpr milliseconds nodeWait {1000};
/// Pause before what cannot be asked for with ASKING is tried again.
constexpr milliseconds askPause {50};

/// Of a transaction that a cluster's node did not execute, the error that says where it belongs; else empty.
QByteArray refusalWithin(const EncodedCommand &command, const RespValue &reply)
{
    if (command.replies <= 1 || reply.items().isEmpty() || !reply.items().constLast().isError())
        return {};
    for (const RespValue &one : reply.items()) {
        if (!one.isError())
            continue;
        switch (RedisError::fromReply(one.bytes()).code()) {
        case Code::Moved:
        case Code::Ask:
        case Code::TryAgain:
        case Code::ClusterDown:
            return one.bytes();
        default:
            break;
        }
    }
    return {};
}
} // namespace

Connection *RedisClientPrivate::borrowBlocking(const EncodedCommand &command)
{
    const int lane = command.keys.isEmpty() ? 0 : topology->laneOf(command.keys.constFirst());
    const auto isFree = [](const Blocking &b) { return !b.connection->isBusy(); };
    std::erase_if(blocking, [&](const Blocking &b) { return isFree(b) && b.connection->state() == Connection::State::Failed; });
    // One that is on its way will do as well: while a server is away each command would otherwise leave a connection.
    Connection *found = nullptr;
    for (const Blocking &b : blocking) {
        if (isFree(b) && b.lane == lane && (!found || b.connection->isReady()))
            found = b.connection.get();
    }
    size_t kept = 0;
    std::erase_if(blocking, [&](const Blocking &b) { return isFree(b) && b.connection.get() != found && ++kept > keptBlocking; });
    if (found)
        return found;
    blocking.push_back({lane, topology->dedicatedConnection(command.keys, Internal::Topology::Access::ReadWrite)});
    Connection *const made = blocking.back().connection.get();
    made->open();
    return made;
}

void RedisClientPrivate::dropBlocking(const Connection *connection)
{
    std::erase_if(blocking, [connection](const Blocking &b) { return b.connection.get() == connection && !b.connection->isBusy(); });
}

Connection *RedisClientPrivate::connectionFor(const Call &call)
{
    if (call.command.flags & CommandFlag::Blocking)
        return borrowBlocking(call.command);
    if (call.target)
        return topology->nodeConnection(*call.target);
    if (call.command.node && topology->redirects())
        return topology->nodeConnection(*call.command.node);
    return topology->commandConnection(call.command.keys);
}

Internal::RedirectTrail::TimeLeft RedisClientPrivate::timeLeft(const Call &call) const
{
    return milliseconds(qMax<qint64>(0, call.giveUpAt - clock.elapsed()));
}

Endpoint RedisClientPrivate::askedBy(const Call &call) const
{
    return call.connection ? call.connection->endpoint() : options.endpoint();
}

void RedisClientPrivate::start(const std::shared_ptr<Call> &call)
{
    if (closing)
        return call->handler({}, RedisError(Code::Aborted, QStringLiteral("The client is being destroyed")));
    if (!topology)
        return finish(call, {}, urlProblem);
    if (const RedisError apart = topology->checkKeys(call->command.keys))
        return finish(call, {}, apart.withMessage(QStringLiteral("%1: %2").arg(QString::fromUtf8(call->command.name), apart.message())));
    // Also when it has Failed: an explicit open() tries again, a command does not.
    const QPointer<RedisClient> alive(q);
    if (state == State::Disconnected)
        q->open();
    if (!alive)
        return call->handler({}, RedisError(Code::Aborted, QStringLiteral("The client was destroyed before the command was sent")));
    // Sent to just any node of a cluster they would come out of their order.
    if (topology->redirects() && !topology->isReady())
        return waitForRoute(call);
    Connection *const connection = connectionFor(*call);
    if (const auto lacking = features.check(call->command, *connection))
        return finish(call, {}, *lacking);
    call->connection = connection;
    const bool redirects = topology->redirects();
    const auto left = milliseconds(qMax<qint64>(1, call->giveUpAt - clock.elapsed()));
    if (std::exchange(call->asking, false)) {
        Internal::Request asking;
        asking.bytes = QByteArrayLiteral("*1\r\n$6\r\nASKING\r\n");
        asking.waitLimit = left;
        asking.done = [](const RespValue &, const RedisError &) { /* the command behind it tells */ };
        connection->send(std::move(asking), Connection::Flush::SoonTogether);
    }
    Internal::Request request;
    request.bytes = call->command.bytes;
    // In a cluster another node may be the one to ask by the time of the next try: it comes back to us instead.
    request.repeatable = call->command.flags.testFlag(CommandFlag::ReadOnly) && !redirects;
    request.blockTime = call->command.blockTime;
    request.replies = call->command.replies;
    request.waitLimit = redirects ? qMin(left, nodeWait) : left;
    request.done = [this, call, guard = QPointer<RedisClient>(q)](const RespValue &reply, const RedisError &problem) {
        // Of several that end together an earlier one's handler may have deleted the client.
        if (guard)
            replied(call, reply, problem);
        else
            call->handler(reply, problem);
    };
    connection->send(std::move(request), Connection::Flush::SoonTogether);
}

std::shared_ptr<RedisClientPrivate::Call> RedisClientPrivate::callOf(const std::shared_ptr<Internal::QuickCommand> &quick) const
{
    auto call = std::make_shared<Call>();
    call->command.name = QByteArray::fromRawData(quick->name, qsizetype(qstrlen(quick->name)));
    call->command.bytes = quick->bytes;
    call->command.keys = {quick->key};
    call->command.flags = quick->repeatable ? CommandFlag::ReadOnly : CommandFlag::None;
    call->command.newerOptions = quick->newerOptions;
    call->handler = [quick](const RespValue &reply, const RedisError &problem) { quick->replied(reply, problem); };
    call->giveUpAt = clock.elapsed() + quick->giveUpAt - Internal::QuickCommand::now();
    call->quiet = true;
    call->ordered = true;
    return call;
}

void RedisClientPrivate::startQuick(const std::shared_ptr<Internal::QuickCommand> &quick)
{
    if (state != State::Connected || closing || !topology->isReady() || !quick->newerOptions.isEmpty())
        return start(callOf(quick));
    const bool redirects = topology->redirects();
    Connection *const connection = topology->commandConnection(redirects ? QByteArrayList {quick->key} : QByteArrayList());
    if (!connection->isReady())
        return start(callOf(quick));
    Internal::Request request;
    request.bytes = quick->bytes;
    request.repeatable = quick->repeatable && !redirects;
    request.waitLimit = redirects ? qMin(options.commandTimeout(), nodeWait) : options.commandTimeout();
    request.done = [this, quick, sentOver = QPointer(connection), guard = QPointer<RedisClient>(q)](const RespValue &reply,
                                                                                                  const RedisError &problem) {
        if (!guard || (!problem && !reply.isError()))
            return quick->replied(reply, problem);
        const std::shared_ptr<Call> call = callOf(quick);
        call->connection = sentOver;
        replied(call, reply, problem);
    };
    connection->send(std::move(request), Connection::Flush::SoonTogether);
}

void RedisClientPrivate::waitForRoute(const std::shared_ptr<Call> &call)
{
    if (state == State::Failed)
        return finish(call, {}, error);
    unrouted.push_back(call);
    QTimer::singleShot(milliseconds(qMax<qint64>(1, call->giveUpAt - clock.elapsed())), q, [this, call] {
        if (unrouted.remove(call) == 0)
            return;
        const RedisError late(Code::ConnectTimeout, QStringLiteral("No node of %1 was reached in time").arg(options.displayUrl()));
        finish(call, {}, error ? error : late);
    });
}

void RedisClientPrivate::startAgain(const std::shared_ptr<Call> &call, milliseconds pause)
{
    if (pause.count() <= 0)
        return start(call);
    waiting.push_back(call);
    QTimer::singleShot(pause, q, [this, call] {
        if (waiting.remove(call) > 0)
            start(call);
    });
}

bool RedisClientPrivate::follow(const std::shared_ptr<Call> &call, const std::optional<Internal::ClusterStep> &step, RedisError *problem)
{
    using Action = Internal::ClusterStep::Action;
    if (!step || closing)
        return false;
    if (step->action == Action::GiveUp) {
        *problem = step->error;
        return false;
    }
    if (call->ordered && (step->action != Action::SendAsking || step->delay.count() > 0))
        return false;
    call->target.reset();
    const bool blocks = call->command.flags.testFlag(CommandFlag::Blocking);
    if (blocks && call->connection)
        dropBlocking(call->connection); // it leads to the wrong node; a new one is led by the map
    // A transaction cannot be asked for elsewhere just once, as MULTI takes the ASKING for itself: it waits for the end of
    // the move. So does what blocks.
    if (step->action == Action::SendAsking && (blocks || call->command.replies > 1)) {
        startAgain(call, qMax(step->delay, askPause));
        return true;
    }
    if (!blocks && step->action != Action::SendByMap)
        call->target = step->target;
    call->asking = step->action == Action::SendAsking;
    startAgain(call, step->delay);
    return true;
}

void RedisClientPrivate::replied(const std::shared_ptr<Call> &call, const RespValue &reply, const RedisError &transportError)
{
    if (transportError) {
        RedisError problem = transportError;
        const bool repeatable = call->command.flags.testFlag(CommandFlag::ReadOnly);
        if (topology && follow(call, topology->unanswered(call->trail, transportError, askedBy(*call), repeatable, timeLeft(*call)), &problem))
            return;
        const bool unknown = !repeatable && !call->ordered && (problem.code() == Code::ConnectionLost || problem.code() == Code::ReplyTimeout);
        // What all commands fail with is said once, by the connection.
        if (!unknown && call->connection && call->connection->state() == Connection::State::Failed)
            call->quiet = true;
        return finish(call, {}, unknown ? problem.withMessage(
            QStringLiteral("%1: the connection was lost before the reply; whether it took effect is not known (%2)")
                .arg(QString::fromUtf8(call->command.name), problem.message())) : problem);
    }
    // A transaction that was refused says why for each of its commands.
    const QByteArray refusal = reply.isError() ? reply.bytes() : refusalWithin(call->command, reply);
    if (refusal.isEmpty())
        return finish(call, reply, {});
    RedisError problem = RedisError::fromReply(refusal);
    if (topology && follow(call, topology->refused(call->trail, refusal, askedBy(*call), timeLeft(*call)), &problem))
        return;
    if (!reply.isError())
        return finish(call, reply, {});
    // A server that loads has executed nothing: the command waits, as it would for a connection.
    if (problem.code() == Code::Loading && !call->ordered && !closing && clock.elapsed() + loadingPause.count() < call->giveUpAt)
        return startAgain(call, loadingPause);
    const RedisError judged = call->connection ? features.judge(call->command, problem, *call->connection) : problem;
    RedisError named = judged.withMessage(QStringLiteral("%1: %2").arg(QString::fromUtf8(call->command.name), judged.message()))
                           .withEndpoint(askedBy(*call).toString());
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

} // namespace RedisStreams
