// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamseries.h"

#include "models/entrycounts_p.h"
#include "models/seriesbuffer_p.h"
#include "models/streamclock_p.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QHash>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <functional>
#include <optional>
#include <vector>

namespace RedisStreams {

class StreamSeriesPrivate
{
public:
    struct Line
    {
        QByteArray streamKey;
        QString stream;
        QByteArray fieldName;
        QString field;
        Internal::SeriesBuffer buffer;
    };
    /// A field name that a stream's entries have.
    struct Column
    {
        QByteArray name;
        int line = -1; // -1: no number was seen yet
        bool wanted = true;
        bool found = false; // in the entry that is being looked at
        double value = 0;
    };
    struct Source
    {
        bool wanted = true;
        int countLine = -1;
        std::vector<Column> columns;
    };

    explicit StreamSeriesPrivate(StreamSeries *series);

    void append(const StreamEntries &batch);
    void appendCounts(const QByteArray &key, const StreamEntries &batch);
    void appendValues(const QByteArray &key, const StreamEntries &batch);
    std::optional<qint64> timeOf(const StreamEntry &entry) const;
    Source &source(const QByteArray &key);
    Column *column(Source &source, size_t hint, QByteArrayView name) const;
    /// -1 when there are too many already. Tells the views, so anything may have happened when it returns.
    int addLine(const QByteArray &key, const QByteArray &fieldName);
    void removeLines(const std::function<bool(const Line &)> &unwanted);
    bool wantsStream(const QByteArray &key) const { return streams.isEmpty() || streams.contains(key); }
    bool wantsField(QByteArrayView name) const;
    void clear();
    qint64 currentTime() const;

    /// How many points of a line are complete.
    qsizetype size(const Line &line) const;
    double scale() const;
    qint64 gap(const Line &line) const;

    void arrived();
    void frame();
    void consumerMoved();
    void tick();

    StreamSeries *q;
    QPointer<StreamConsumer> consumer;
    StreamSeries::Kind kind = StreamSeries::Kind::Value;
    QByteArrayList streams;
    QByteArrayList fields;
    QByteArray timeField;
    Internal::EntryCounts counts;
    int maximumPoints = 10000;
    qint64 timeSpan = 0;
    int gapAfter = 0;

    std::vector<Line> lines;
    QHash<QByteArray, Source> sources;
    Internal::StreamClocks clocks;

    QTimer frameTimer;
    QTimer tickTimer; // of Count and Rate, while reading
    QElapsedTimer sinceStart;
    qint64 lastFrame = 0;
};

} // namespace RedisStreams
