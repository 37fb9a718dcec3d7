// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streamconsumer.h>

#include <QtQml/QJSValue>
#include <QtQml/QQmlParserStatus>
#include <QtQml/qqml.h>

namespace RedisStreams {

/// StreamConsumer as a QML element: `active` takes effect when the element is complete and has a client.
class QuickStreamConsumer : public RedisStreams::StreamConsumer, public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    Q_PROPERTY(bool active READ isWantedActive WRITE setWantedActive NOTIFY wantedActiveChanged)
    QML_NAMED_ELEMENT(StreamConsumer)

public:
    explicit QuickStreamConsumer(QObject *parent = nullptr);
    ~QuickStreamConsumer() override;

    bool isWantedActive() const;
    void setWantedActive(bool active);

    /// As in C++, with `callback(reply, error)` in place of a future: nothing, the number of entries handed over, an
    /// entry (null when none came).
    Q_INVOKABLE void open(const QJSValue &callback = {});
    Q_INVOKABLE void drain(const QJSValue &callback = {});
    Q_INVOKABLE void fetchEntry(const QJSValue &callback);

    void classBegin() override;
    void componentComplete() override;

Q_SIGNALS:
    void wantedActiveChanged();

private:
    void apply();
    void notify();

    bool m_complete = true; // until classBegin(): made from C++
    bool m_waiting = false; // to be active as soon as it can be
    bool m_notified = false; // `active` as QML knows it
    QObject m_life; // of callbacks
};

} // namespace RedisStreams
