// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/redisclient.h>

#include <QtQml/QJSValue>
#include <QtQml/QQmlParserStatus>
#include <QtQml/qqml.h>

namespace RedisStreams {

class QuickCallback;

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

    // Stream commands, each with `[options], [callback(reply, error)], [context]` behind its own arguments. Ids are
    // text ("5-0", "5") or entries, replies as quickvalues.h says. An option that is not known is an error.

    /// Adds an entry; the reply is its id. \a fields: an object, or a list of [name, value] pairs.
    /// Options: id ("5-0", or "5-*"), createStream (true; else the reply may be null), maximumLength or minimumId with
    /// exact, limit and references ("KEEPREF", "DELREF", "ACKED"), producerId with or without messageId (see Xadd).
    Q_INVOKABLE void xadd(const QString &stream, const QJSValue &fields, const QJSValue &options = {},
                          const QJSValue &callback = {}, const QJSValue &context = {});
    Q_INVOKABLE void xlen(const QString &stream, const QJSValue &callback = {}, const QJSValue &context = {});
    /// A list of entries. Options: first, last, excludeFirst, excludeLast, count.
    Q_INVOKABLE void xrange(const QString &stream, const QJSValue &options = {}, const QJSValue &callback = {},
                            const QJSValue &context = {});
    /// The same, newest first.
    Q_INVOKABLE void xrevrange(const QString &stream, const QJSValue &options = {}, const QJSValue &callback = {},
                               const QJSValue &context = {});
    Q_INVOKABLE void xinfoStream(const QString &stream, const QJSValue &callback = {}, const QJSValue &context = {});
    Q_INVOKABLE void xinfoGroups(const QString &stream, const QJSValue &callback = {}, const QJSValue &context = {});
    Q_INVOKABLE void xinfoConsumers(const QString &stream, const QString &group, const QJSValue &callback = {},
                                    const QJSValue &context = {});
    /// The reply is how many were pending. \a ids: one id or entry, or a list of them.
    Q_INVOKABLE void xack(const QString &stream, const QString &group, const QJSValue &ids, const QJSValue &callback = {},
                          const QJSValue &context = {});
    Q_INVOKABLE void xdel(const QString &stream, const QJSValue &ids, const QJSValue &callback = {}, const QJSValue &context = {});
    /// Options: maximumLength or minimumId, exact, limit, references.
    Q_INVOKABLE void xtrim(const QString &stream, const QJSValue &options, const QJSValue &callback = {},
                           const QJSValue &context = {});
    /// Without options the summary: total, smallestId, greatestId, consumers. With any of them a list of what is
    /// pending, one by one: first, last, excludeFirst, excludeLast, count (100), consumer, minIdle (ms).
    Q_INVOKABLE void xpending(const QString &stream, const QString &group, const QJSValue &options = {},
                              const QJSValue &callback = {}, const QJSValue &context = {});
    /// Options: id (what is added from now on, if left out; "0" = everything), makeStream, entriesRead.
    Q_INVOKABLE void xgroupCreate(const QString &stream, const QString &group, const QJSValue &options = {},
                                  const QJSValue &callback = {}, const QJSValue &context = {});
    Q_INVOKABLE void xgroupDestroy(const QString &stream, const QString &group, const QJSValue &callback = {},
                                   const QJSValue &context = {});
    /// The names of all streams that match the glob-style \a pattern, sorted.
    Q_INVOKABLE void streams(const QString &pattern, const QJSValue &callback = {}, const QJSValue &context = {});

    void classBegin() override;
    void componentComplete() override;

private:
    void whenComplete(std::function<void()> action);
    void refuse(const QuickCallback &handler, const RedisError &error);
    void range(const QString &stream, bool reverse, const QJSValue &options, const QJSValue &callback, const QJSValue &context);
    template <typename Command, typename ToVariant>
    void ask(const char *name, const QuickCallback &handler, const RedisError &problem, const Command &command, ToVariant toVariant);

    bool m_complete = true; // until classBegin(): made from C++
    QList<std::function<void()>> m_waiting;
    QObject m_life; // of callbacks
};

} // namespace RedisStreams
