// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "quickcallback.h"

#include <RedisStreams/streamconsumer.h>

#include <QtQml/QQmlParserStatus>

namespace RedisStreams {

/// What makes a StreamConsumer, or a class derived from it, a QML element: `active` takes effect when the element is
/// complete and has a client, and futures become callbacks.
///
/// The element derives from the consumer first and from this after it, so that this, and with it the life of callbacks,
/// ends first. It declares the properties and methods that QML sees (templates and plain classes cannot).
class QuickConsumer : public QQmlParserStatus
{
public:
    bool isWantedActive() const;
    void setWantedActive(bool active);

    void open(const QJSValue &callback);
    void drain(const QJSValue &callback);
    void fetchEntry(const QJSValue &callback);
    QuickCallback callback(const QJSValue &function) { return QuickCallback(m_consumer, &m_life, function); }

    void classBegin() override;
    void componentComplete() override;

protected:
    explicit QuickConsumer(StreamConsumer *consumer);
    ~QuickConsumer() override;
    Q_DISABLE_COPY_MOVE(QuickConsumer)

    /// `active` as QML knows it has changed.
    virtual void announceActive() = 0;

private:
    void apply();
    void notify();

    StreamConsumer *const m_consumer;
    bool m_complete = true; // until classBegin(): made from C++
    bool m_waiting = false; // to be active as soon as it can be
    bool m_notified = false; // `active` as QML knows it
    QObject m_life; // of callbacks, and of our connections
};

} // namespace RedisStreams
