// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "connection/connectionmachine_p.h"

#include <cmath>

namespace RedisStreams::Internal {

using Actions = ConnectionMachine::Actions;
using std::chrono::milliseconds;

ConnectionMachine::ConnectionMachine(const ReconnectPolicy &policy, milliseconds connectTimeout,
                                     std::function<double()> random)
    : m_policy(policy)
    , m_connectTimeout(connectTimeout)
    , m_random(std::move(random))
{
}

milliseconds ConnectionMachine::nextDelay()
{
    const double full = double(m_policy.initialDelay.count()) * std::pow(m_policy.factor, qMin(m_attempt, 64));
    const double capped = qMin(full, double(m_policy.maximumDelay.count()));
    ++m_attempt;
    return milliseconds(qMax<qint64>(1, qint64(capped * (1.0 - m_policy.jitter * m_random()))));
}

Actions ConnectionMachine::connectNow()
{
    m_state = State::Connecting;
    Actions actions;
    actions.connect = true;
    actions.startTimer = m_connectTimeout;
    return actions;
}

Actions ConnectionMachine::open()
{
    switch (m_state) {
    case State::Closed:
    case State::Failed:
        m_attempt = 0;
        return connectNow();
    case State::Waiting:
        return connectNow();
    default:
        return {};
    }
}

Actions ConnectionMachine::close()
{
    Actions actions;
    actions.disconnect = m_state == State::Connecting || m_state == State::Handshaking || m_state == State::Ready;
    actions.stopTimer = true;
    m_state = State::Closed;
    return actions;
}

Actions ConnectionMachine::transportOpened()
{
    if (m_state != State::Connecting)
        return {};
    m_state = State::Handshaking;
    Actions actions;
    actions.handshake = true;
    return actions;
}

Actions ConnectionMachine::handshakeDone()
{
    if (m_state != State::Handshaking)
        return {};
    m_state = State::Ready;
    Actions actions;
    actions.announceReady = true;
    actions.stopTimer = true;
    return actions;
}

Actions ConnectionMachine::lost()
{
    if (m_state != State::Connecting && m_state != State::Handshaking && m_state != State::Ready)
        return {};
    Actions actions;
    actions.disconnect = true;
    if (!m_policy.enabled) {
        m_state = State::Failed;
        actions.stopTimer = true;
        actions.announceFailed = true;
        return actions;
    }
    m_state = State::Waiting;
    actions.startTimer = nextDelay();
    actions.announceLost = true;
    return actions;
}

Actions ConnectionMachine::refused()
{
    if (m_state == State::Closed || m_state == State::Failed)
        return {};
    m_state = State::Failed;
    Actions actions;
    actions.disconnect = true;
    actions.stopTimer = true;
    actions.announceFailed = true;
    return actions;
}

Actions ConnectionMachine::timerFired()
{
    switch (m_state) {
    case State::Connecting:
    case State::Handshaking:
        return lost();
    case State::Waiting:
        return connectNow();
    default:
        return {};
    }
}

} // namespace RedisStreams::Internal
