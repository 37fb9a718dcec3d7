// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickconsumer.h"

namespace RedisStreams {

QuickConsumer::QuickConsumer(StreamConsumer *consumer)
    : m_consumer(consumer)
{
    QObject::connect(consumer, &StreamConsumer::clientChanged, &m_life, [this] { apply(); });
    QObject::connect(consumer, &StreamConsumer::activeChanged, &m_life, [this] { notify(); });
}

QuickConsumer::~QuickConsumer() = default;

bool QuickConsumer::isWantedActive() const
{
    return m_waiting || m_consumer->isActive();
}

void QuickConsumer::setWantedActive(bool active)
{
    if (isWantedActive() == active)
        return;
    // Waiting for its client counts as active: QML reads the property as it was set.
    if (active || m_waiting)
        m_waiting = active;
    else
        m_consumer->setActive(false);
    apply();
    notify();
}

void QuickConsumer::apply()
{
    if (!m_waiting || !m_complete || !m_consumer->client())
        return;
    m_consumer->setActive(true);
    m_waiting = false;
    notify();
}

void QuickConsumer::notify()
{
    if (m_notified == isWantedActive())
        return;
    m_notified = !m_notified;
    announceActive();
}

void QuickConsumer::open(const QJSValue &function)
{
    callback(function).deliver(m_consumer->open());
}

void QuickConsumer::drain(const QJSValue &function)
{
    callback(function).deliver(m_consumer->drain(), [](qint64 count) { return QVariant(count); });
}

void QuickConsumer::fetchEntry(const QJSValue &function)
{
    callback(function).deliver(m_consumer->fetchEntry(), [](const std::optional<StreamEntry> &entry) {
        return entry ? QVariant::fromValue(*entry) : QVariant::fromValue(nullptr);
    });
}

void QuickConsumer::classBegin()
{
    m_complete = false;
}

void QuickConsumer::componentComplete()
{
    m_complete = true;
    apply();
}

} // namespace RedisStreams
