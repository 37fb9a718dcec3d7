// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "redisclient.h"

#include <utility>

namespace RedisStreams::Internal {

/// Runs a command whose failure is for the caller alone to judge. One of the two functions is called, possibly before
/// this returns; what they hold must look after itself.
template <RedisCommand Command, typename OnReply, typename OnError>
void ask(RedisClient *client, const Command &command, OnReply onReply, OnError onError)
{
    client->run(command, client, std::move(onReply), std::move(onError), RedisClient::Reporting::FutureOnly);
}

/// The end of an action: its value, or why it failed. To be called once.
template <typename T>
class Outcome
{
public:
    Outcome()
        : m_promise(std::make_shared<QPromise<T>>())
    {
        m_promise->start();
    }

    QFuture<T> future() const { return m_promise->future(); }
    void succeed(T value) const
    {
        m_promise->addResult(std::move(value));
        m_promise->finish();
    }
    void fail(const RedisError &error) const
    {
        m_promise->setException(error);
        m_promise->finish();
    }

private:
    std::shared_ptr<QPromise<T>> m_promise;
};

} // namespace RedisStreams::Internal
