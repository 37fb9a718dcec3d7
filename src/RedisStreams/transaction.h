// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

#include <QtCore/QList>

#include <any>
#include <functional>

namespace RedisStreams {

/// Stands for one command of a transaction, to ask the result for its reply.
template <typename Reply>
struct TransactionStep
{
    qsizetype index = -1;
};

/// Commands that the server runs as one: MULTI, the commands, EXEC, sent together on the shared connection.
///
/// \code
/// Transaction transaction;
/// const auto added = transaction.add(Xadd {"done", fields, {}});
/// const auto acknowledged = transaction.add(Xack {"jobs", "group-a", {id}});
/// client.exec(transaction).then(this, [=](const TransactionResult &result) { use(result.value(added)); });
/// \endcode
///
/// Redis rolls nothing back: a command that fails within EXEC leaves the others done. When the server refuses to
/// queue a command (a syntax error, no permission) nothing is done, and exec() fails with that command's error. When
/// the connection is lost before the reply, exec() fails with ConnectionLost and the outcome is unknown; it is never
/// sent twice. In a cluster all keys must be in one slot. See https://redis.io/docs/latest/develop/using-commands/transactions/
class REDISSTREAMS_EXPORT Transaction
{
public:
    /// Commands that block do not wait inside a transaction (a rule of Redis).
    template <RedisCommand Command>
    TransactionStep<typename Command::Reply> add(const Command &command)
    {
        Step step;
        step.name = Command::Name;
        step.invalid = command.validate();
        const EncodedCommand encoded = EncodedCommand::from(command);
        step.bytes = encoded.bytes;
        step.keys = encoded.keys;
        step.decode = [command](const RespValue &reply, RedisError &error) {
            auto decoded = command.decode(reply);
            error = decoded.error;
            return std::any(std::move(decoded.value));
        };
        m_steps.append(step);
        return {m_steps.size() - 1};
    }

    qsizetype size() const { return m_steps.size(); }
    bool isEmpty() const { return m_steps.isEmpty(); }

private:
    friend class RedisClient;
    struct Step
    {
        QByteArray name;
        QByteArray bytes;
        QByteArrayList keys;
        RedisError invalid;
        std::function<std::any(const RespValue &reply, RedisError &error)> decode;
    };
    QList<Step> m_steps;
};

/// The replies of a transaction that was run.
class REDISSTREAMS_EXPORT TransactionResult
{
public:
    /// The reply of a command; nullopt when it failed (see error()).
    template <typename Reply>
    std::optional<Reply> value(TransactionStep<Reply> step) const
    {
        if (step.index < 0 || step.index >= m_values.size() || m_errors[step.index])
            return std::nullopt;
        const Reply *reply = std::any_cast<Reply>(&m_values[step.index]);
        return reply ? std::optional<Reply>(*reply) : std::nullopt;
    }
    /// Why a command failed within EXEC; NoError when it did not.
    template <typename Reply>
    RedisError error(TransactionStep<Reply> step) const
    {
        return m_errors.value(step.index);
    }
    /// The first error among the commands; NoError when all succeeded.
    RedisError firstError() const;

private:
    friend class RedisClient;
    QList<std::any> m_values;
    QList<RedisError> m_errors;
};

} // namespace RedisStreams
