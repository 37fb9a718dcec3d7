// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "models/ask_p.h"
#include "models/monitorcommands_p.h"
#include "models/streammonitor_p.h"

namespace RedisStreams::Internal {

/// Something an operator does, from the call to the end of its future. It is a value that its continuations hold, and
/// depends neither on the monitor nor on the client to stay.
template <typename T>
class MonitorAction
{
public:
    explicit MonitorAction(StreamMonitor *monitor)
        : m_monitor(monitor)
        , m_client(monitor->client())
    {
    }

    QFuture<T> future() const { return m_outcome.future(); }

    void succeed(T value) const
    {
        // What was done is to be seen.
        if (m_monitor)
            StreamMonitorPrivate::of(m_monitor)->lookSoon();
        m_outcome.succeed(std::move(value));
    }

    void fail(const RedisError &error) const
    {
        if (m_monitor)
            Q_EMIT m_monitor->errorOccurred(error);
        // It may have been a part of the work.
        if (m_monitor)
            StreamMonitorPrivate::of(m_monitor)->lookSoon();
        m_outcome.fail(error);
    }

    /// The next command; when it fails, so does the action, unless there is an \a onError.
    template <typename Command, typename OnReply>
    void ask(const Command &command, OnReply onReply) const
    {
        ask(command, std::move(onReply), [action = *this](const RedisError &error) { action.fail(error); });
    }
    template <typename Command, typename OnReply, typename OnError>
    void ask(const Command &command, OnReply onReply, OnError onError) const
    {
        if (m_client)
            Internal::ask(m_client, command, std::move(onReply), std::move(onError));
        else
            fail(RedisError(RedisError::Code::InvalidState, QStringLiteral("StreamMonitor has no client: set one first")));
    }
    /// A command that is the action.
    template <typename Command>
    QFuture<T> only(const Command &command) const
    {
        const QFuture<T> end = future(); // it may be there at once
        ask(command, [action = *this](const typename Command::Reply &reply) { action.succeed(reply); });
        return end;
    }

private:
    QPointer<StreamMonitor> m_monitor;
    QPointer<RedisClient> m_client;
    Outcome<T> m_outcome;
};

/// Whether a script could not be run here at all, while the commands in it perhaps can: keys in several slots, no
/// permission for scripts.
inline bool needsSteps(const RedisError &error)
{
    if (error.code() == RedisError::Code::CrossSlot)
        return true;
    return error.code() == RedisError::Code::PermissionDenied && error.message().contains(QLatin1StringView("eval"), Qt::CaseInsensitive);
}

} // namespace RedisStreams::Internal
