// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "connectionoptions.h"

#include <functional>
#include <optional>

namespace RedisStreams::Internal {

/// The life of a connection as pure logic: events in, actions out. There is one loop, connect - handshake - ready -
/// lost - wait, and one timer, which bounds the way from connect to ready and is the pause between two tries.
class ConnectionMachine
{
public:
    enum class State { Closed, Connecting, Handshaking, Ready, Waiting, Failed };

    struct Actions
    {
        bool connect = false; ///< find the address and open the transport
        bool disconnect = false; ///< drop the transport, now
        bool handshake = false; ///< send the first bytes
        bool announceReady = false;
        bool announceLost = false; ///< it was ready, or a try failed; another one follows
        bool announceFailed = false; ///< no other try follows
        bool stopTimer = false;
        std::optional<std::chrono::milliseconds> startTimer;
    };

    /// \a random gives numbers from 0 (included) to 1 (excluded), for the jitter.
    ConnectionMachine(const ReconnectPolicy &policy, std::chrono::milliseconds connectTimeout,
                      std::function<double()> random);

    State state() const { return m_state; }

    Actions open(); ///< also ends a wait at once, and leaves Failed
    Actions close();
    Actions transportOpened();
    Actions handshakeDone();
    /// The transport ended, a deadline passed, or the peer sent nonsense.
    Actions lost();
    /// The server refused us for good.
    Actions refused();
    Actions timerFired();
    /// A reply to a request came: the server works, so the next wait is a short one again.
    void progress() { m_attempt = 0; }

private:
    std::chrono::milliseconds nextDelay();
    Actions connectNow();

    ReconnectPolicy m_policy;
    std::chrono::milliseconds m_connectTimeout;
    std::function<double()> m_random;
    State m_state = State::Closed;
    int m_attempt = 0;
};

} // namespace RedisStreams::Internal
