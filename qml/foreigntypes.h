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
#include <RedisStreams/streamexporter.h>
#include <RedisStreams/streammodel.h>
#include <RedisStreams/streammonitor.h>
#include <RedisStreams/streamproducer.h>
#include <RedisStreams/streamseries.h>

#include <QtQml/qqml.h>

namespace RedisStreams {

struct StreamIdForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamId)
    QML_VALUE_TYPE(streamId)
};

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

/// QML of Qt 6.4 cannot assign a number to a 64-bit property.
class StreamSeriesNumbers : public QObject
{
    Q_OBJECT
    Q_PROPERTY(double timeSpan READ timeSpan WRITE setTimeSpan NOTIFY timeSpanChanged FINAL)

public:
    explicit StreamSeriesNumbers(QObject *series)
        : QObject(series)
        , m_series(static_cast<StreamSeries *>(series))
    {
        connect(m_series, &StreamSeries::timeSpanChanged, this, &StreamSeriesNumbers::timeSpanChanged);
    }
    double timeSpan() const { return double(m_series->timeSpan()); }
    void setTimeSpan(double milliseconds) { m_series->setTimeSpan(qint64(milliseconds)); }

Q_SIGNALS:
    void timeSpanChanged();

private:
    StreamSeries *m_series;
};

struct StreamSeriesForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamSeries)
    QML_NAMED_ELEMENT(StreamSeries)
    QML_EXTENDED(RedisStreams::StreamSeriesNumbers)
};

struct StreamMonitorForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamMonitor)
    QML_ANONYMOUS
};

/// The lists of a StreamMonitor; QML needs their names for the types of properties, and for their roles.
struct StreamListModelForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamListModel)
    QML_NAMED_ELEMENT(StreamListModel)
    QML_UNCREATABLE("A StreamListModel belongs to a StreamMonitor: take its streamList.")
};

struct GroupListModelForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::GroupListModel)
    QML_NAMED_ELEMENT(GroupListModel)
    QML_UNCREATABLE("A GroupListModel belongs to a StreamMonitor: take its groupList.")
};

struct ConsumerListModelForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::ConsumerListModel)
    QML_NAMED_ELEMENT(ConsumerListModel)
    QML_UNCREATABLE("A ConsumerListModel belongs to a StreamMonitor: take its consumerList.")
};

struct PendingListModelForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::PendingListModel)
    QML_NAMED_ELEMENT(PendingListModel)
    QML_UNCREATABLE("A PendingListModel belongs to a StreamMonitor: take its pendingList.")
};

struct StreamColumnModelForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamColumnModel)
    QML_NAMED_ELEMENT(StreamColumnModel)
    QML_UNCREATABLE("StreamColumnModel belongs to a StreamModel: use its property columns.")
};

struct StreamHistoryForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamHistory)
    QML_NAMED_ELEMENT(StreamHistory)
    QML_UNCREATABLE("StreamHistory belongs to a StreamModel: use its property history.")
};

struct StreamExporterForeign
{
    Q_GADGET
    QML_FOREIGN(RedisStreams::StreamExporter)
    QML_NAMED_ELEMENT(StreamExporter)
};

} // namespace RedisStreams
