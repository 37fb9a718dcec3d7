// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "topology/redirectpolicy_p.h"

#include <QtCore/QStringList>

#include <cmath>

namespace RedisStreams::Internal {

using Action = ClusterStep::Action;
using Code = RedisError::Code;
using std::chrono::milliseconds;

namespace {
/// Enough to see a circle in a message.
constexpr qsizetype hopsShown = 6;
} // namespace

ClusterStep RedirectTrail::refused(QByteArrayView text, const Endpoint &asked, TimeLeft left, double random)
{
    const RedisError error = RedisError::fromReply(text).withEndpoint(asked.toString());
    ++m_tries;
    m_round.append(asked);
    m_hops.append(asked);
    if (m_hops.size() > hopsShown)
        m_hops.removeFirst();

    switch (error.code()) {
    case Code::Moved:
    case Code::Ask:
        if (const std::optional<Redirect> redirect = parseRedirect(text, asked))
            return redirected(*redirect, error, asked, left, random);
        return giveUp(error.withMessage(QStringLiteral("%1 (a redirect that makes no sense)").arg(error.message())));
    case Code::TryAgain: // the keys are on both sides of a move
        return sendLater(error, false, left, random);
    case Code::ClusterDown:
    case Code::Loading:
    case Code::MasterDown:
    case Code::ReadOnly: // a master that has become a replica
        return sendLater(error, true, left, random);
    case Code::Unblocked:
        // The same word ends a read on purpose (CLIENT UNBLOCK) or because its stream went: not ours to repeat.
        if (text.contains("instance state changed"))
            return sendLater(error, true, left, random);
        return giveUp(error);
    case Code::CrossSlot:
        return giveUp(
            error.withMessage(QStringLiteral("%1; in a cluster, keys of one command need a common hash tag, as in "
                                             "{jobs}:high and {jobs}:low")
                                  .arg(error.message())));
    default:
        return giveUp(error);
    }
}

ClusterStep RedirectTrail::failed(
    const RedisError &error, const Endpoint &asked, bool repeatable, TimeLeft left, double random)
{
    ++m_tries;
    const RedisError placed = error.endpoint().isEmpty() ? error.withEndpoint(asked.toString()) : error;
    switch (error.code()) {
    case Code::HostNotFound:
    case Code::ConnectionRefused:
    case Code::ConnectTimeout:
        return sendLater(placed, true, left, random);
    case Code::ConnectionLost:
    case Code::ReplyTimeout: {
        if (repeatable)
            return sendLater(placed, true, left, random);
        ClusterStep step = giveUp(placed);
        step.refreshMap = true;
        return step;
    }
    default:
        return giveUp(placed);
    }
}

ClusterStep RedirectTrail::redirected(
    const Redirect &redirect, const RedisError &error, const Endpoint &asked, TimeLeft left, double random)
{
    ++m_redirects;
    if (m_limits.redirects > 0 && m_redirects > m_limits.redirects)
        return giveUp(goesRound(error, redirect.slot));
    const bool moved = redirect.kind == Redirect::Kind::Moved;
    if (!redirect.endpoint)
        return sendLater(error, true, left, random);

    const bool seen = m_round.contains(*redirect.endpoint);
    const milliseconds delay = seen ? pause(random) : milliseconds{0};
    if (left && *left <= delay)
        return giveUp(seen ? goesRound(error, redirect.slot) : error);
    if (seen)
        m_round.append(asked);
    ClusterStep step;
    step.action = moved ? Action::SendTo : Action::SendAsking;
    step.target = *redirect.endpoint;
    step.delay = delay;
    step.refreshMap = moved;
    if (moved)
        step.learn = redirect;
    return step;
}

ClusterStep RedirectTrail::sendLater(const RedisError &error, bool refresh, TimeLeft left, double random)
{
    const milliseconds delay = pause(random);
    ClusterStep step;
    if (left && *left <= delay) {
        step = giveUp(
            error.withMessage(
                QStringLiteral("%1; given up after %2 tries").arg(error.message(), QString::number(m_tries))));
    } else {
        step.action = Action::SendByMap;
        step.delay = delay;
    }
    step.refreshMap = refresh;
    return step;
}

milliseconds RedirectTrail::pause(double random)
{
    const double full = double(m_limits.initialDelay.count()) * std::pow(m_limits.factor, qMin(m_pauses, 64));
    const double capped = qMin(full, double(m_limits.maximumDelay.count()));
    ++m_pauses;
    m_round.clear();
    return milliseconds(qMax<qint64>(1, qint64(capped * (1.0 - m_limits.jitter * random))));
}

ClusterStep RedirectTrail::giveUp(const RedisError &error) const
{
    ClusterStep step;
    step.error = error;
    return step;
}

RedisError RedirectTrail::goesRound(const RedisError &error, quint16 slot) const
{
    QStringList hops;
    for (const Endpoint &hop : m_hops)
        hops.append(hop.toString());
    return error.withMessage(QStringLiteral(
        "%1; redirected %2 times without being served, last by %3: the nodes do not agree on who serves the slot %4. "
        "Compare CLUSTER SLOTS of each; a resharding may have been left half done")
                                 .arg(error.message(), QString::number(m_redirects),
                                      hops.join(QLatin1StringView(" -> ")), QString::number(slot)));
}

} // namespace RedisStreams::Internal
