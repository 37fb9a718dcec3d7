// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickgroupconsumer.h"

#include "quickfigures.h"
#include "quickvalues.h"

namespace RedisStreams {

QuickGroupConsumer::QuickGroupConsumer(QObject *parent)
    : GroupConsumer(parent)
    , QuickConsumer(static_cast<StreamConsumer *>(this))
{
}

QuickGroupConsumer::~QuickGroupConsumer() = default;

void QuickGroupConsumer::pending(const QString &stream, const QJSValue &function)
{
    callback(function).deliver(GroupConsumer::pending(stream), [](const PendingSummary &summary) { return Quick::fromPending(summary); });
}

void QuickGroupConsumer::release(const QString &stream, const QJSValue &ids, const QJSValue &function)
{
    const QuickCallback handler = callback(function);
    RedisError problem;
    const QList<StreamId> list = Quick::toIds(ids, &problem);
    if (problem) {
        Q_EMIT errorOccurred(problem);
        return handler.fail(problem);
    }
    handler.deliver(GroupConsumer::release(stream.toUtf8(), list), [](qint64 count) { return QVariant(count); });
}

void QuickGroupConsumer::announceActive()
{
    Q_EMIT wantedActiveChanged();
}

} // namespace RedisStreams
