// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickstreamconsumer.h"

#include "quickcallback.h"

namespace RedisStreams {

QuickStreamConsumer::QuickStreamConsumer(QObject *parent)
    : StreamConsumer(parent)
{
    connect(this, &StreamConsumer::clientChanged, this, &QuickStreamConsumer::apply);
    connect(this, &StreamConsumer::activeChanged, this, &QuickStreamConsumer::notify);
}

QuickStreamConsumer::~QuickStreamConsumer() = default;

bool QuickStreamConsumer::isWantedActive() const
{
    return m_waiting || isActive();
}

void QuickStreamConsumer::setWantedActive(bool active)
{
    if (isWantedActive() == active)
        return;
    // Waiting for its client counts as active: QML reads the property as it was set.
    if (active || m_waiting)
        m_waiting = active;
    else
        setActive(false);
    apply();
    notify();
}

void QuickStreamConsumer::apply()
{
    if (!m_waiting || !m_complete || !client())
        return;
    setActive(true);
    m_waiting = false;
    notify();
}

void QuickStreamConsumer::notify()
{
    if (m_notified == isWantedActive())
        return;
    m_notified = !m_notified;
    Q_EMIT wantedActiveChanged();
}

void QuickStreamConsumer::open(const QJSValue &callback)
{
    QuickCallback(this, &m_life, callback).deliver(StreamConsumer::open());
}

void QuickStreamConsumer::drain(const QJSValue &callback)
{
    QuickCallback(this, &m_life, callback).deliver(StreamConsumer::drain(), [](qint64 count) { return QVariant(count); });
}

void QuickStreamConsumer::fetchEntry(const QJSValue &callback)
{
    QuickCallback(this, &m_life, callback).deliver(StreamConsumer::fetchEntry(), [](const std::optional<StreamEntry> &entry) {
        return entry ? QVariant::fromValue(*entry) : QVariant::fromValue(nullptr);
    });
}

void QuickStreamConsumer::classBegin()
{
    m_complete = false;
}

void QuickStreamConsumer::componentComplete()
{
    m_complete = true;
    apply();
}

} // namespace RedisStreams
