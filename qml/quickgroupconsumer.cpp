// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickgroupconsumer.h"

namespace RedisStreams {

namespace {

QVariant toVariant(const std::optional<StreamId> &id)
{
    return id ? QVariant(id->toString()) : QVariant::fromValue(nullptr);
}

QVariant toVariant(const PendingSummary &summary)
{
    QVariantList consumers;
    for (const PendingConsumer &consumer : summary.consumers) {
        consumers.append(QVariantMap {{QStringLiteral("name"), QString::fromUtf8(consumer.name)},
                                      {QStringLiteral("count"), consumer.count}});
    }
    return QVariantMap {{QStringLiteral("total"), summary.total},
                        {QStringLiteral("smallestId"), toVariant(summary.smallestId)},
                        {QStringLiteral("greatestId"), toVariant(summary.greatestId)},
                        {QStringLiteral("consumers"), consumers}};
}

} // namespace

QuickGroupConsumer::QuickGroupConsumer(QObject *parent)
    : GroupConsumer(parent)
    , QuickConsumer(static_cast<StreamConsumer *>(this))
{
}

QuickGroupConsumer::~QuickGroupConsumer() = default;

void QuickGroupConsumer::pending(const QString &stream, const QJSValue &function)
{
    callback(function).deliver(GroupConsumer::pending(stream), [](const PendingSummary &summary) { return toVariant(summary); });
}

void QuickGroupConsumer::release(const QString &stream, const QStringList &ids, const QJSValue &function)
{
    const QuickCallback handler = callback(function);
    QList<StreamId> parsed;
    for (const QString &text : ids) {
        const std::optional<StreamId> id = StreamId::parse(text);
        if (!id) {
            const RedisError error(RedisError::Code::InvalidArgument,
                                   QStringLiteral("release: \"%1\" is not an id; ids look like 1700000000000-0").arg(text));
            Q_EMIT errorOccurred(error);
            return handler.fail(error);
        }
        parsed.append(*id);
    }
    handler.deliver(GroupConsumer::release(stream.toUtf8(), parsed), [](qint64 count) { return QVariant(count); });
}

void QuickGroupConsumer::announceActive()
{
    Q_EMIT wantedActiveChanged();
}

} // namespace RedisStreams
