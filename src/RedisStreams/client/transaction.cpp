// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "transaction.h"

#include "client/redisclient_p.h"

#include <algorithm>

namespace RedisStreams {

using Code = RedisError::Code;

RedisError TransactionResult::firstError() const
{
    const auto first = std::find_if(m_errors.begin(), m_errors.end(), [](const RedisError &e) { return e.isError(); });
    return first == m_errors.end() ? RedisError() : *first;
}

QFuture<TransactionResult> RedisClient::exec(const Transaction &transaction)
{
    const auto promise = std::make_shared<QPromise<TransactionResult>>();
    promise->start();
    QFuture<TransactionResult> future = promise->future();
    const auto fail = [promise](const RedisError &error) {
        promise->setException(error);
        promise->finish();
    };
    RedisError invalid;
    EncodedCommand unit;
    unit.name = "EXEC";
    unit.bytes = "*1\r\n$5\r\nMULTI\r\n";
    for (const Transaction::Step &step : transaction.m_steps) {
        if (step.invalid && !invalid)
            invalid = step.invalid;
        unit.bytes += step.bytes;
        unit.keys += step.keys;
    }
    unit.bytes += "*1\r\n$4\r\nEXEC\r\n";
    unit.replies = int(transaction.size()) + 2;
    if (transaction.isEmpty())
        invalid = RedisError(Code::InvalidArgument, QStringLiteral("A transaction needs at least one command"));
    if (invalid) {
        report(invalid);
        fail(invalid);
        return future;
    }
    execute(unit, Reporting::Everywhere, [promise, fail, steps = transaction.m_steps, guard = QPointer<RedisClient>(this)](const RespValue &replies, const RedisError &error) {
        if (error)
            return fail(error);
        const auto failed = [&](const RedisError &problem) {
            if (guard)
                guard->report(problem);
            fail(problem);
        };
        // Without MULTI the server has run the commands one by one, as they came.
        const auto wasRun = [](const RespValue &reply) { return !reply.isError(); };
        const QList<RespValue> &all = replies.items();
        if (const RespValue &begun = all.constFirst(); begun.isError() && std::any_of(all.cbegin() + 1, all.cend() - 1, wasRun)) {
            const RedisError refused = RedisError::fromReply(begun.bytes());
            return failed(refused.withMessage(QStringLiteral("MULTI was refused (%1), and the commands behind it were run on their own; "
                                                             "whether they took effect is not known").arg(refused.message())));
        }
        // What was refused when it was queued is the reason for EXECABORT, and tells more.
        for (qsizetype i = 0; i < steps.size(); ++i) {
            const RespValue &queued = replies.items().at(i + 1);
            if (queued.isError()) {
                const RedisError refused = RedisError::fromReply(queued.bytes());
                return failed(refused.withMessage(QStringLiteral("%1, in a transaction of which nothing was done: %2")
                                                      .arg(QString::fromUtf8(steps[i].name), refused.message())));
            }
        }
        const RespValue &executed = replies.items().last();
        if (executed.isError())
            return failed(RedisError::fromReply(executed.bytes()));
        if (executed.isNull() || executed.size() != steps.size())
            return failed(RedisError(Code::TransactionAborted, QStringLiteral("EXEC: the server has not run the transaction")));
        TransactionResult result;
        for (qsizetype i = 0; i < steps.size(); ++i) {
            const RespValue &reply = executed.items().at(i);
            RedisError problem;
            if (reply.isError())
                problem = RedisError::fromReply(reply.bytes());
            result.m_values.append(problem ? std::any() : steps[i].decode(reply, problem));
            result.m_errors.append(problem);
            if (problem && guard)
                guard->report(problem.withMessage(QStringLiteral("%1, in a transaction: %2").arg(QString::fromUtf8(steps[i].name), problem.message())));
        }
        promise->addResult(result);
        promise->finish();
    });
    return future;
}

} // namespace RedisStreams
