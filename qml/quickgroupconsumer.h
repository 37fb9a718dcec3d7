// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "quickconsumer.h"

#include <RedisStreams/groupconsumer.h>

#include <QtQml/qqml.h>

namespace RedisStreams {

/// GroupConsumer as a QML element: `active` takes effect when the element is complete and has a client.
class QuickGroupConsumer : public RedisStreams::GroupConsumer, public RedisStreams::QuickConsumer
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    Q_PROPERTY(bool active READ isWantedActive WRITE setWantedActive NOTIFY wantedActiveChanged)
    // QML of Qt 6.4 cannot assign a number to a 64-bit property.
    Q_PROPERTY(double startCount READ startCountNumber WRITE setStartCountNumber NOTIFY startCountChanged)
    QML_NAMED_ELEMENT(GroupConsumer)

public:
    explicit QuickGroupConsumer(QObject *parent = nullptr);
    ~QuickGroupConsumer() override;

    double startCountNumber() const { return double(startCount()); }
    void setStartCountNumber(double count) { setStartCount(qint64(count)); }

    /// As in C++, with `callback(reply, error)` in place of a future: nothing, the number of entries handed over, an
    /// entry (null when none came).
    Q_INVOKABLE void open(const QJSValue &callback = {}) { QuickConsumer::open(callback); }
    Q_INVOKABLE void drain(const QJSValue &callback = {}) { QuickConsumer::drain(callback); }
    Q_INVOKABLE void fetchEntry(const QJSValue &callback) { QuickConsumer::fetchEntry(callback); }

    /// What the group has pending: `{total, smallestId, greatestId, consumers: [{name, count}]}`, without the ids when
    /// nothing is.
    Q_INVOKABLE void pending(const QString &stream, const QJSValue &callback);
    /// Gives entries back to the group (Redis 8.8+): one, or an id, an entry, or a list of them, with the number that were
    /// given back as reply.
    Q_INVOKABLE void release(const QString &stream, const QJSValue &ids, const QJSValue &callback = {});
    Q_INVOKABLE void release(const RedisStreams::StreamEntry &entry) { GroupConsumer::release(entry); }

Q_SIGNALS:
    void wantedActiveChanged();

private:
    void announceActive() override;
};

} // namespace RedisStreams
