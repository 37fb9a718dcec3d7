// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/redisclient.h>

#include <QtQml/QJSValue>
#include <QtQml/QQmlParserStatus>
#include <QtQml/qqml.h>

namespace RedisStreams {

/// RedisClient as a QML element. What is asked for before the element is complete is done at its completion.
class QuickRedisClient : public RedisStreams::RedisClient, public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    QML_NAMED_ELEMENT(RedisClient)

public:
    explicit QuickRedisClient(QObject *parent = nullptr);
    ~QuickRedisClient() override;

    Q_INVOKABLE void open();
    /// Runs any command by its words: strings (sent as UTF-8), numbers, ArrayBuffers.
    /// `callback(reply, error)`: error is null, or a redisError and reply is undefined. The callback is dropped when
    /// the client is destroyed, or before that with \a context: give the delegate or dialog that the callback is about.
    Q_INVOKABLE void command(const QVariantList &words, const QJSValue &callback = {}, QObject *context = nullptr);

    void classBegin() override;
    void componentComplete() override;

private:
    void whenComplete(std::function<void()> action);

    bool m_complete = true; // until classBegin(): made from C++
    QList<std::function<void()>> m_waiting;
    QObject m_life; // of callbacks
};

} // namespace RedisStreams
