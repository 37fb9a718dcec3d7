// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickcallback.h"

#include <QtQml/QQmlEngine>
#include <QtQml/QQmlInfo>

namespace RedisStreams {

QuickCallback::QuickCallback(QObject *owner, QObject *life, const QJSValue &function, QObject *context)
    : m_owner(owner)
    , m_life(life)
    , m_context(context ? context : life)
    , m_function(function)
{
    if (!function.isCallable() && !function.isUndefined() && !function.isNull())
        qmlWarning(owner) << "the callback is not a function";
}

void QuickCallback::reply(const QVariant &value) const
{
    call(value, {});
}

void QuickCallback::fail(const RedisError &error) const
{
    call({}, error);
}

void QuickCallback::deliver(QFuture<void> future) const
{
    future.then([callback = *this](const QFuture<void> &ended) {
        try {
            QFuture<void>(ended).waitForFinished(); // throws what failed; it has ended, so there is no waiting
            callback.reply({});
        } catch (const RedisError &error) {
            callback.fail(error);
        }
    });
}

void QuickCallback::call(const QVariant &reply, const RedisError &error) const
{
    QJSEngine *engine = m_owner && m_life ? qmlEngine(m_owner.data()) : nullptr;
    if (!engine || !m_context || !m_function.isCallable())
        return;
    const QPointer<QObject> owner = m_owner; // the function may delete it
    const QJSValue jsReply = error ? QJSValue() : engine->toScriptValue(reply);
    const QJSValue jsError = error ? engine->toScriptValue(error) : QJSValue(QJSValue::NullValue);
    const QJSValue result = m_function.call({jsReply, jsError});
    if (result.isError() && owner)
        qmlWarning(owner.data()) << result.property(QStringLiteral("fileName")).toString() << ':'
                                 << result.property(QStringLiteral("lineNumber")).toInt() << ": " << result.toString();
}

} // namespace RedisStreams
