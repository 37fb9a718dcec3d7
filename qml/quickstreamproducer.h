// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streamproducer.h>

#include <QtQml/QJSValue>
#include <QtQml/QQmlParserStatus>
#include <QtQml/qqml.h>

namespace RedisStreams {

class QuickCallback;

/// StreamProducer as a QML element. What is published before the element is complete is sent at its completion.
class QuickStreamProducer : public RedisStreams::StreamProducer, public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    /// Streams are trimmed to about so many entries with each one added; 0 (the default): they are not trimmed.
    Q_PROPERTY(int maximumLength READ maximumLength WRITE setMaximumLength NOTIFY maximumLengthChanged FINAL)
    QML_NAMED_ELEMENT(StreamProducer)

public:
    explicit QuickStreamProducer(QObject *parent = nullptr);
    ~QuickStreamProducer() override;

    int maximumLength() const;
    void setMaximumLength(int entries);

    /// Adds an entry. \a fields: an object, or a list of [name, value] pairs. `[options], [callback], [context]` follow:
    /// the option is id ("5-0"), and `callback(id, error)` gets the entry's id, or undefined and why it is not known to
    /// be in the stream. The callback is dropped with the producer and with \a context.
    Q_INVOKABLE void publish(const QString &stream, const QJSValue &fields, const QJSValue &options = {},
                             const QJSValue &callback = {}, const QJSValue &context = {});
    /// `callback(undefined, error)` when all that was published before has its report, good or bad.
    Q_INVOKABLE void flush(const QJSValue &callback = {}, const QJSValue &context = {});

    void classBegin() override;
    void componentComplete() override;

Q_SIGNALS:
    void maximumLengthChanged();

private:
    void whenComplete(std::function<void()> action);

    bool m_complete = true; // until classBegin(): made from C++
    QList<std::function<void()>> m_waiting;
    QObject m_life; // of callbacks
};

} // namespace RedisStreams
