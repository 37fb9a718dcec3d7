// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickstreammonitor.h"

#include "quickcallback.h"

namespace RedisStreams {

namespace {

QVariant number(qint64 value) { return double(value); }

QVariant toMap(const TrimPreview &preview)
{
    QStringList groups;
    for (const QByteArray &group : preview.groupsBehind)
        groups.append(QString::fromUtf8(group));
    return QVariantMap {{QStringLiteral("entries"), double(preview.entries)},
                        {QStringLiteral("complete"), preview.complete},
                        {QStringLiteral("groupsBehind"), groups}};
}

QVariant toList(const QList<DeadLetter> &letters)
{
    QVariantList list;
    for (const DeadLetter &letter : letters) {
        list.append(QVariantMap {{QStringLiteral("id"), letter.entry.idText()},
                                 {QStringLiteral("originStream"), QString::fromUtf8(letter.originStream)},
                                 {QStringLiteral("originGroup"), QString::fromUtf8(letter.originGroup)},
                                 {QStringLiteral("originConsumer"), QString::fromUtf8(letter.originConsumer)},
                                 {QStringLiteral("originId"), letter.originId ? letter.originId->toString() : QString()},
                                 {QStringLiteral("deliveries"), double(letter.deliveries)},
                                 {QStringLiteral("entry"), QVariant::fromValue(letter.entry)}});
    }
    return list;
}

} // namespace

QuickStreamMonitor::QuickStreamMonitor(QObject *parent)
    : StreamMonitor(parent)
{
}

QuickStreamMonitor::~QuickStreamMonitor() = default;

void QuickStreamMonitor::setWantedActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    if (m_complete)
        setActive(active);
    Q_EMIT wantedActiveChanged();
}

void QuickStreamMonitor::componentComplete()
{
    m_complete = true;
    if (!m_group.isEmpty())
        setCurrentGroup(m_group);
    setActive(m_active);
}

void QuickStreamMonitor::chooseGroup(const QString &group)
{
    if (m_complete)
        setCurrentGroup(groupName(currentStream(), group));
    else
        m_group = group;
}

BinaryName QuickStreamMonitor::streamName(const QString &text) const
{
    const QVariant key = streamList()->figure(text, StreamListModel::KeyRole);
    return key.isValid() ? BinaryName(key.toByteArray()) : BinaryName(text);
}

BinaryName QuickStreamMonitor::groupName(const QString &stream, const QString &text) const
{
    const int row = groupList()->indexOf(stream, text);
    return row >= 0 ? BinaryName(groupList()->at(row).groupKey) : BinaryName(text);
}

BinaryName QuickStreamMonitor::consumerName(const QString &text) const
{
    for (int row = 0; row < consumerList()->count(); ++row) {
        if (const ConsumerStatus consumer = consumerList()->at(row); consumer.name == text)
            return consumer.consumerKey;
    }
    return text;
}

QuickCallback QuickStreamMonitor::callbackFor(const QJSValue &function, QObject *context)
{
    return QuickCallback(this, &m_life, function, context);
}

void QuickStreamMonitor::failText(const QString &text, const QuickCallback &callback)
{
    const RedisError error(RedisError::Code::InvalidArgument, QStringLiteral("\"%1\" is no id of an entry: give one like \"1700000000000-0\"").arg(text));
    Q_EMIT errorOccurred(error);
    callback.fail(error);
}

bool QuickStreamMonitor::readIds(const QStringList &texts, QList<StreamId> *ids, const QuickCallback &callback)
{
    for (const QString &text : texts) {
        const std::optional<StreamId> id = StreamId::parse(text);
        if (!id) {
            failText(text, callback);
            return false;
        }
        ids->append(*id);
    }
    return true;
}

void QuickStreamMonitor::show(const QString &stream, const QString &group) { setCurrent(streamName(stream), groupName(stream, group)); }

void QuickStreamMonitor::acknowledge(const QString &stream, const QString &group, const QStringList &ids, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    QList<StreamId> list;
    if (readIds(ids, &list, handler))
        handler.deliver(StreamMonitor::acknowledge(streamName(stream), groupName(stream, group), list), number);
}

void QuickStreamMonitor::claim(const QString &stream, const QString &group, const QString &consumer, const QStringList &ids, double minIdle,
                               const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    QList<StreamId> list;
    if (!readIds(ids, &list, handler))
        return;
    const auto idle = std::chrono::milliseconds(qint64(qMax(0.0, minIdle)));
    handler.deliver(StreamMonitor::claim(streamName(stream), groupName(stream, group), consumerName(consumer), list, idle), [](const QList<StreamId> &claimed) {
        QStringList texts;
        for (const StreamId &id : claimed)
            texts.append(id.toString());
        return QVariant(texts);
    });
}

void QuickStreamMonitor::release(const QString &stream, const QString &group, const QStringList &ids, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    QList<StreamId> list;
    if (readIds(ids, &list, handler))
        handler.deliver(StreamMonitor::release(streamName(stream), groupName(stream, group), list), number);
}

void QuickStreamMonitor::deadLetter(const QString &stream, const QString &group, const QStringList &ids, const QString &deadLetters, const QJSValue &callback,
                                    QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    QList<StreamId> list;
    if (readIds(ids, &list, handler))
        handler.deliver(StreamMonitor::deadLetter(streamName(stream), groupName(stream, group), list, streamName(deadLetters)), number);
}

void QuickStreamMonitor::createGroup(const QString &stream, const QString &group, const QString &after, bool makeStream, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    std::optional<StreamId> id;
    if (after == QLatin1StringView("beginning")) {
        id = StreamId();
    } else if (after != QLatin1StringView("latest")) {
        id = StreamId::parse(after);
        if (!id)
            return failText(after, handler);
    }
    handler.deliver(StreamMonitor::createGroup(streamName(stream), group, id, makeStream), [](bool made) { return QVariant(made); });
}

void QuickStreamMonitor::removeGroup(const QString &stream, const QString &group, bool evenWithPending, const QJSValue &callback, QObject *context)
{
    callbackFor(callback, context).deliver(StreamMonitor::removeGroup(streamName(stream), groupName(stream, group), evenWithPending), number);
}

void QuickStreamMonitor::removeConsumer(const QString &stream, const QString &group, const QString &consumer, const QString &heir, const QJSValue &callback,
                                        QObject *context)
{
    callbackFor(callback, context)
        .deliver(StreamMonitor::removeConsumer(streamName(stream), groupName(stream, group), consumerName(consumer), consumerName(heir)), number);
}

void QuickStreamMonitor::deadLetters(const QString &stream, const QString &after, int count, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    const std::optional<StreamId> id = after.isEmpty() ? StreamId() : StreamId::parse(after);
    if (!id)
        return failText(after, handler);
    handler.deliver(StreamMonitor::deadLetters(streamName(stream), *id, count), toList);
}

void QuickStreamMonitor::replay(const QString &deadLetters, const QStringList &ids, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    QList<StreamId> list;
    if (readIds(ids, &list, handler))
        handler.deliver(StreamMonitor::replay(streamName(deadLetters), list), number);
}

void QuickStreamMonitor::discard(const QString &deadLetters, const QStringList &ids, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    QList<StreamId> list;
    if (readIds(ids, &list, handler))
        handler.deliver(StreamMonitor::discard(streamName(deadLetters), list), number);
}

void QuickStreamMonitor::previewTrimToLength(const QString &stream, double length, const QJSValue &callback, QObject *context)
{
    callbackFor(callback, context).deliver(trimPreview(streamName(stream), StreamTrim::toLength(qint64(length), false)), toMap);
}

void QuickStreamMonitor::previewTrimBefore(const QString &stream, const QString &id, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    const std::optional<StreamId> first = StreamId::parse(id);
    if (!first)
        return failText(id, handler);
    handler.deliver(trimPreview(streamName(stream), StreamTrim::toId(*first, false)), toMap);
}

void QuickStreamMonitor::trimToLength(const QString &stream, double length, const QJSValue &callback, QObject *context)
{
    callbackFor(callback, context).deliver(trim(streamName(stream), StreamTrim::toLength(qint64(length), false)), number);
}

void QuickStreamMonitor::trimBefore(const QString &stream, const QString &id, const QJSValue &callback, QObject *context)
{
    const QuickCallback handler = callbackFor(callback, context);
    const std::optional<StreamId> first = StreamId::parse(id);
    if (!first)
        return failText(id, handler);
    handler.deliver(trim(streamName(stream), StreamTrim::toId(*first, false)), number);
}

} // namespace RedisStreams
