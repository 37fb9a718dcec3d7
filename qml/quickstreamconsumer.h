// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "quickconsumer.h"

#include <QtQml/qqml.h>

namespace RedisStreams {

/// StreamConsumer as a QML element: `active` takes effect when the element is complete and has a client.
class QuickStreamConsumer : public RedisStreams::StreamConsumer, public RedisStreams::QuickConsumer
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    Q_PROPERTY(bool active READ isWantedActive WRITE setWantedActive NOTIFY wantedActiveChanged)
    // QML of Qt 6.4 cannot assign a number to a 64-bit property.
    Q_PROPERTY(double startCount READ startCountNumber WRITE setStartCountNumber NOTIFY startCountChanged)
    QML_NAMED_ELEMENT(StreamConsumer)

public:
    explicit QuickStreamConsumer(QObject *parent = nullptr);
    ~QuickStreamConsumer() override;

    double startCountNumber() const { return double(startCount()); }
    void setStartCountNumber(double count) { setStartCount(qint64(count)); }

    /// As in C++, with `callback(reply, error)` in place of a future: nothing, the number of entries handed over, an
    /// entry (null when none came).
    Q_INVOKABLE void open(const QJSValue &callback = {}) { QuickConsumer::open(callback); }
    Q_INVOKABLE void drain(const QJSValue &callback = {}) { QuickConsumer::drain(callback); }
    Q_INVOKABLE void fetchEntry(const QJSValue &callback) { QuickConsumer::fetchEntry(callback); }

Q_SIGNALS:
    void wantedActiveChanged();

private:
    void announceActive() override;
};

} // namespace RedisStreams
