// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/rediserror.h>

#include <QtCore/QFuture>
#include <QtCore/QPointer>
#include <QtQml/QJSValue>

#include <utility>

namespace RedisStreams {

/// A JavaScript function `(reply, error) => ...` that gets the result of a future: (reply, null) or (undefined, error).
/// It is dropped, not called, once its owner or its context is gone.
class QuickCallback
{
public:
    /// \a owner is the QML object the function was given to. It may outlive \a life, a member of it that goes first
    /// when it is destroyed: what its base classes then say to their futures is not for QML any more.
    QuickCallback(QObject *owner, QObject *life, const QJSValue &function, QObject *context = nullptr);

    void reply(const QVariant &value) const;
    void fail(const RedisError &error) const;

    /// Calls when \a future ends; \a toVariant makes QML's form of its value.
    template <typename T, typename ToVariant>
    void deliver(QFuture<T> future, ToVariant toVariant) const
    {
        // Guarded by itself rather than with m_life as context, which debug builds of Qt 6.4 want to outlive the future.
        future.then([callback = *this, toVariant](const QFuture<T> &ended) {
            try {
                callback.reply(toVariant(ended.result()));
            } catch (const RedisError &error) {
                callback.fail(error);
            }
        });
    }
    void deliver(QFuture<void> future) const;

private:
    void call(const QVariant &reply, const RedisError &error) const;

    QPointer<QObject> m_owner;
    QPointer<QObject> m_life;
    QPointer<QObject> m_context;
    QJSValue m_function;
};

} // namespace RedisStreams
