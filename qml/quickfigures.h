// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include <RedisStreams/streamcommands.h>

#include <QtCore/QVariant>

/// What servers tell about streams and groups, as objects for QML (see quickvalues.h).
namespace RedisStreams::Quick {

QVariant fromInfo(const StreamInfo &info);
QVariant fromFullInfo(const StreamFullInfo &info);
QVariant fromGroups(const QList<GroupInfo> &groups);
QVariant fromConsumers(const QList<ConsumerInfo> &consumers);
QVariant fromPending(const PendingSummary &summary);
QVariant fromPending(const QList<PendingEntry> &entries);

} // namespace RedisStreams::Quick
