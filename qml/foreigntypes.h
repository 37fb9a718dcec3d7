// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

/// \file
/// The core's types as QML knows them; the core itself knows nothing of QML. Base classes are named in full, here
/// and in the quick* headers: the type registrar finds them by that name only.

#include <RedisStreams/groupconsumer.h>
#include <RedisStreams/rediserror.h>
#include <RedisStreams/streamconsumer.h>
#include <RedisStreams/streamentry.h>
#include <RedisStreams/streammodel.h>
#include <RedisStreams/streamproducer.h>

#include <QtQml/qqml.h>

namespace RedisStreams {

struct StreamEntryForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamEntry)
    QML_VALUE_TYPE(streamEntry)
};

struct StreamEntriesForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamEntries)
    QML_VALUE_TYPE(streamEntries)
};

struct RedisErrorForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::RedisError)
    QML_VALUE_TYPE(redisError)
};

/// A value type cannot carry its enums in QML: RedisError.ConnectionRefused and the like come from this type, which
/// has them as an extension and nothing else. (A foreign namespace runs as well, but qmllint does not know it.)
class RedisErrorEnums : public QObject
{
    Q_OBJECT
    QML_NAMED_ELEMENT(RedisError)
    QML_UNCREATABLE("RedisError only gives names to the codes of errors.")
    QML_EXTENDED_NAMESPACE(RedisStreams::RedisError)
};

/// Base classes of what QML creates, so that properties of their types are understood.
struct RedisClientForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::RedisClient)
    QML_ANONYMOUS
};

struct StreamConsumerForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamConsumer)
    QML_ANONYMOUS
};

struct GroupConsumerForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::GroupConsumer)
    QML_ANONYMOUS
};

struct StreamProducerForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamProducer)
    QML_ANONYMOUS
};

#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
/// Counters are 64-bit; the tools of Qt 6.4 do not know that type by themselves.
struct LongLongForeign
{
    Q_GADGET
    QML_FOREIGN(qlonglong)
    QML_ANONYMOUS
};
#endif

struct StreamModelForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamModel)
    QML_NAMED_ELEMENT(StreamModel)
};

} // namespace RedisStreams
