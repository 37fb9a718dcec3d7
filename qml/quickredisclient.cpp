// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickredisclient.h"

#include "quickcallback.h"
#include "quickvalues.h"

namespace RedisStreams {

QuickRedisClient::QuickRedisClient(QObject *parent)
    : RedisClient(parent)
{
}

QuickRedisClient::~QuickRedisClient() = default;

void QuickRedisClient::open()
{
    whenComplete([this] { RedisClient::open(); });
}

void QuickRedisClient::command(const QVariantList &words, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler(this, &m_life, callback, context);
    QByteArrayList bytes;
    for (const QVariant &value : words) {
        const std::optional<QByteArray> word = Quick::toBytes(value);
        if (!word) {
            return refuse(handler, Quick::invalid(QStringLiteral("word %1 of the command is neither a string nor a number nor an ArrayBuffer")
                                                      .arg(bytes.size() + 1)));
        }
        bytes.append(*word);
    }
    whenComplete([this, handler, bytes] {
        handler.deliver(RedisClient::command(bytes), [](const RespValue &reply) { return reply.toVariant(); });
    });
}

void QuickRedisClient::refuse(const QuickCallback &handler, const RedisError &error)
{
    Q_EMIT errorOccurred(error);
    handler.fail(error); // does nothing when a slot has deleted the client
}

void QuickRedisClient::classBegin()
{
    m_complete = false;
}

void QuickRedisClient::componentComplete()
{
    m_complete = true;
    const QList<std::function<void()>> waiting = std::exchange(m_waiting, {});
    for (const std::function<void()> &action : waiting)
        action();
}

void QuickRedisClient::whenComplete(std::function<void()> action)
{
    if (m_complete)
        action();
    else
        m_waiting.append(std::move(action));
}

} // namespace RedisStreams
