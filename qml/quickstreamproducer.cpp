// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickstreamproducer.h"

#include "quickcallback.h"
#include "quickoptions.h"

#include <QtCore/QPointer>

namespace RedisStreams {

QuickStreamProducer::QuickStreamProducer(QObject *parent)
    : StreamProducer(parent)
{
}

QuickStreamProducer::~QuickStreamProducer() = default;

int QuickStreamProducer::maximumLength() const
{
    return trim().strategy == StreamTrim::Strategy::MaximumLength ? int(trim().maximumLength) : 0;
}

void QuickStreamProducer::setMaximumLength(int entries)
{
    if (entries == maximumLength() || entries < 0)
        return;
    setTrim(entries == 0 ? StreamTrim() : StreamTrim::toLength(entries));
    Q_EMIT maximumLengthChanged();
}

void QuickStreamProducer::publish(const QString &stream, const QJSValue &fields, const QJSValue &options, const QJSValue &callback,
                                  const QJSValue &context)
{
    const Quick::Tail tail(options, callback, context);
    const QuickCallback handler(this, &m_life, tail.callback, tail.context);
    Quick::Options given(tail.options, {QStringLiteral("id")});
    const bool ownId = given.has("id");
    const StreamId id = given.id("id", {});
    RedisError problem;
    const StreamFields pairs = Quick::toFields(fields, &problem);
    if (!problem)
        problem = given.error();
    if (problem) {
        problem = problem.withMessage(QStringLiteral("publish: %1").arg(problem.message()));
        Q_EMIT errorOccurred(problem);
        return handler.fail(problem);
    }
    whenComplete([this, handler, stream, pairs, ownId, id] {
        handler.deliver(ownId ? StreamProducer::publish(stream, pairs, id) : StreamProducer::publish(stream, pairs), Quick::fromId);
    });
}

void QuickStreamProducer::flush(const QJSValue &callback, const QJSValue &context)
{
    const QuickCallback handler(this, &m_life, callback, context.toQObject());
    whenComplete([this, handler] { handler.deliver(StreamProducer::flush()); });
}

void QuickStreamProducer::classBegin()
{
    m_complete = false;
}

void QuickStreamProducer::componentComplete()
{
    m_complete = true;
    const QPointer<QuickStreamProducer> guard(this);
    const QList<std::function<void()>> waiting = std::exchange(m_waiting, {});
    for (const std::function<void()> &action : waiting) {
        if (guard)
            action();
    }
}

void QuickStreamProducer::whenComplete(std::function<void()> action)
{
    if (m_complete)
        action();
    else
        m_waiting.append(std::move(action));
}

} // namespace RedisStreams
