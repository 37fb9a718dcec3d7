// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "quickstreamconsumer.h"

namespace RedisStreams {

QuickStreamConsumer::QuickStreamConsumer(QObject *parent)
    : StreamConsumer(parent)
    , QuickConsumer(static_cast<StreamConsumer *>(this))
{
}

QuickStreamConsumer::~QuickStreamConsumer() = default;

void QuickStreamConsumer::announceActive()
{
    Q_EMIT wantedActiveChanged();
}

} // namespace RedisStreams
