// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "topology/redirect_p.h"

#include <chrono>

namespace RedisStreams::Internal {

struct RedirectLimits
{
    int redirects = 16; ///< MOVED and ASK together, until the command is served; 0 = no limit
    std::chrono::milliseconds initialDelay{20};
    std::chrono::milliseconds maximumDelay{500};
    double factor = 2.0;
    double jitter = 0.3; ///< by up to this share a delay is shortened at random
};

/// What is to be done about a command that a cluster did not execute.
struct ClusterStep
{
    enum class Action {
        SendByMap, ///< again, to whoever serves its slot by the map of that moment
        SendTo, ///< again, to `target`
        SendAsking, ///< again, to `target`, right behind ASKING on the same connection; this once
        GiveUp, ///< it ends with `error`
    };

    Action action = Action::GiveUp;
    Endpoint target;
    std::chrono::milliseconds delay{0}; ///< to wait before it is sent
    std::optional<Redirect> learn; ///< goes into the map: SlotMap::learn()
    bool refreshMap = false; ///< the map is, or may be, out of date (see MapRefresh)
    RedisError error;
};

/// The way of one command through a cluster: what each refusal means, and when it is enough. No clock, no timer.
///
/// A redirect to a node that was not asked in this round is followed at once; whatever else may help later waits with
/// a growing delay, as does a redirect back to where the command came from: nodes that do not agree yet soon will.
class RedirectTrail
{
public:
    /// How long the command may still take; nullopt = for ever.
    using TimeLeft = std::optional<std::chrono::milliseconds>;

    RedirectTrail() = default;
    explicit RedirectTrail(const RedirectLimits &limits)
        : m_limits(limits)
    {
    }

    /// \a asked replied with the error \a text. \a random: 0 (included) to 1 (excluded), for the jitter.
    ClusterStep refused(QByteArrayView text, const Endpoint &asked, TimeLeft left, double random);
    /// \a asked could not be reached, or was lost before it replied. \a repeatable: the command may be sent again
    /// though the first one may have been executed.
    ClusterStep failed(const RedisError &error, const Endpoint &asked, bool repeatable, TimeLeft left, double random);
    /// The command was served: for who sends the same one for ever.
    void reset() { *this = RedirectTrail(m_limits); }

    int redirects() const noexcept { return m_redirects; }

private:
    ClusterStep redirected(
        const Redirect &redirect, const RedisError &error, const Endpoint &asked, TimeLeft left, double random);
    ClusterStep sendLater(const RedisError &error, bool refresh, TimeLeft left, double random);
    std::chrono::milliseconds pause(double random);
    ClusterStep giveUp(const RedisError &error) const;
    RedisError goesRound(const RedisError &error, quint16 slot) const;

    RedirectLimits m_limits;
    QList<Endpoint> m_hops; ///< who was asked, the latest ones
    QList<Endpoint> m_round; ///< who was asked since the last pause
    int m_tries = 0;
    int m_redirects = 0;
    int m_pauses = 0;
};

} // namespace RedisStreams::Internal
