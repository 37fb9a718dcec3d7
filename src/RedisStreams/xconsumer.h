// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "groupconsumer.h"

namespace RedisStreams {

/// How xconsumer() reads: the parameters that coredis' function of that name has, and where to begin.
struct REDISSTREAMS_EXPORT XconsumerOptions
{
    /// With a group and a consumer in it: a GroupConsumer. Both or neither; one alone is refused when it is opened.
    QString group {};
    QString consumer {};
    bool autoCreate = true; ///< see GroupConsumer::autoCreate; this and the next two without a group have no effect
    bool autoAcknowledge = false; ///< see GroupConsumer::autoAcknowledge
    bool startFromBacklog = false; ///< see GroupConsumer::startFromBacklog
    int bufferSize = -1; ///< see StreamConsumer::bufferSize
    int blockTimeout = 0; ///< ms; see StreamConsumer::blockTimeout
    StreamConsumer::StartFrom startFrom = StreamConsumer::StartFrom::Latest;
    QVariantMap startIds {}; ///< see StreamConsumer::startIds
};

/// The consumer that fits: a GroupConsumer (qobject_cast tells) when \a options name a group or a consumer, otherwise a
/// StreamConsumer. It is closed: start(), drain() or fetchEntry() open it. It belongs to \a parent, or to the caller when
/// that is null. What is wrong with the options is reported when it is opened, as by the classes themselves.
[[nodiscard]] REDISSTREAMS_EXPORT StreamConsumer *xconsumer(RedisClient *client, const QStringList &streams,
                                                            const XconsumerOptions &options = {}, QObject *parent = nullptr);

} // namespace RedisStreams
