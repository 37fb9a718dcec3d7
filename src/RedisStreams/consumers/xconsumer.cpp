// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "xconsumer.h"

namespace RedisStreams {

StreamConsumer *xconsumer(RedisClient *client, const QStringList &streams, const XconsumerOptions &options, QObject *parent)
{
    StreamConsumer *made = nullptr;
    if (options.group.isEmpty() && options.consumer.isEmpty()) {
        made = new StreamConsumer(client, streams, parent);
    } else {
        auto *const member = new GroupConsumer(client, streams, options.group, options.consumer, parent);
        member->setAutoCreate(options.autoCreate);
        member->setAutoAcknowledge(options.autoAcknowledge);
        member->setStartFromBacklog(options.startFromBacklog);
        made = member;
    }
    made->setBufferSize(options.bufferSize);
    made->setBlockTimeout(options.blockTimeout);
    made->setStartFrom(options.startFrom);
    made->setStartIds(options.startIds);
    return made;
}

} // namespace RedisStreams
