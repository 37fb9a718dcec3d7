// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

// How entries become points.
#include "models/streamseries_p.h"

#include "models/downsampler_p.h"
#include "models/numbertext_p.h"

#include <QtCore/QDateTime>

#include <algorithm>

namespace RedisStreams {

namespace {

constexpr qint64 FrameInterval = 16; // ms
constexpr int ShortestTick = 100; // ms
/// Entries with other names each time are no series; beyond so many, names of a stream are not remembered.
constexpr size_t MaximumColumns = 256;
/// What calendars reach to, here and in JavaScript.
constexpr qint64 LastTime = 8'640'000'000'000'000;

} // namespace

StreamSeriesPrivate::StreamSeriesPrivate(StreamSeries *series)
    : q(series)
{
    sinceStart.start();
    lastFrame = -FrameInterval;
    frameTimer.setSingleShot(true);
    frameTimer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&frameTimer, &QTimer::timeout, q, [this] { frame(); });
    QObject::connect(&tickTimer, &QTimer::timeout, q, [this] { tick(); });
}

bool StreamSeriesPrivate::wantsField(QByteArrayView name) const
{
    return fields.isEmpty() || std::any_of(fields.begin(), fields.end(), [name](const QByteArray &field) { return field == name; });
}

StreamSeriesPrivate::Source &StreamSeriesPrivate::source(const QByteArray &key)
{
    const auto found = sources.find(key);
    if (found != sources.end())
        return found.value();
    Source &made = sources[key];
    made.wanted = wantsStream(key);
    return made;
}

StreamSeriesPrivate::Column *StreamSeriesPrivate::column(Source &source, size_t hint, QByteArrayView name) const
{
    // Entries of a stream mostly have the same names in the same order.
    std::vector<Column> &columns = source.columns;
    if (hint < columns.size() && columns[hint].name == name)
        return &columns[hint];
    const auto found = std::find_if(columns.begin(), columns.end(), [name](const Column &c) { return c.name == name; });
    if (found != columns.end())
        return &*found;
    if (columns.size() >= MaximumColumns)
        return nullptr;
    Column made;
    made.name = name.toByteArray();
    made.wanted = wantsField(name) && made.name != timeField;
    columns.push_back(made);
    return &columns.back();
}

std::optional<qint64> StreamSeriesPrivate::timeOf(const StreamEntry &entry) const
{
    if (timeField.isEmpty())
        return qint64(qMin(entry.id().ms, quint64(LastTime)));
    const std::optional<double> time = Internal::parseNumber(entry.valueView(timeField));
    if (!time)
        return std::nullopt;
    return *time < 0 ? std::nullopt : std::optional(qint64(qMin(*time, double(LastTime))));
}

void StreamSeriesPrivate::append(const StreamEntries &batch)
{
    if (batch.isEmpty())
        return;
    const QByteArray key = batch.at(0).streamKey();
    if (!source(key).wanted)
        return;
    const QPointer<StreamSeries> guard(q);
    if (kind == StreamSeries::Kind::Value)
        appendValues(key, batch);
    else
        appendCounts(key, batch);
    if (guard)
        arrived();
}

void StreamSeriesPrivate::appendCounts(const QByteArray &key, const StreamEntries &batch)
{
    int line = source(key).countLine;
    if (line < 0) {
        const QPointer<StreamSeries> guard(q);
        line = addLine(key, {});
        if (!guard || line < 0)
            return;
    }
    Internal::SeriesBuffer &buffer = lines[size_t(line)].buffer;
    Internal::StreamClock &clock = clocks[key];
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const StreamEntry &entry : batch) {
        const std::optional<qint64> time = timeOf(entry);
        if (!time || entry.isDeleted())
            continue;
        clock.arrived(now, *time);
        if (counts.add(buffer, *time))
            continue;
        // There may be no room for it only because it was taken for later than it is.
        counts.retreat(buffer, clock.now(now));
        counts.add(buffer, *time);
    }
}

void StreamSeriesPrivate::appendValues(const QByteArray &key, const StreamEntries &batch)
{
    const QPointer<StreamSeries> guard(q);
    qint64 latest = -1;
    Source *from = &source(key);
    for (qsizetype i = 0; i < batch.size(); ++i) {
        const StreamEntry entry = batch.at(i);
        const std::optional<qint64> time = timeOf(entry);
        if (!time)
            continue;
        latest = qMax(latest, *time);
        QByteArrayList lineless;
        const qsizetype count = entry.fieldCount();
        for (qsizetype field = 0; field < count; ++field) {
            Column *into = column(*from, size_t(field), entry.nameAt(field));
            if (!into || !into->wanted)
                continue;
            const std::optional<double> value = Internal::parseNumber(entry.valueAt(field));
            if (!value)
                continue;
            into->found = true;
            into->value = *value; // of repeated names the last one counts
            if (into->line < 0 && !lineless.contains(into->name))
                lineless.append(into->name);
        }
        for (const QByteArray &name : lineless) {
            addLine(key, name);
            if (!guard)
                return;
        }
        if (!lineless.isEmpty())
            from = &source(key);
        for (Column &into : from->columns) {
            if (!std::exchange(into.found, false))
                continue;
            if (into.line >= 0)
                lines[size_t(into.line)].buffer.insert(*time, into.value);
            else
                into.wanted = false; // there was no room for another line
        }
    }
    if (latest >= 0)
        clocks[key].arrived(QDateTime::currentMSecsSinceEpoch(), latest);
}

int StreamSeriesPrivate::addLine(const QByteArray &key, const QByteArray &fieldName)
{
    const qsizetype ofStream = std::count_if(lines.begin(), lines.end(), [&](const Line &l) { return l.streamKey == key; });
    if (lines.size() >= size_t(StreamSeries::MaximumLines) || (fields.isEmpty() && ofStream >= StreamSeries::MaximumFoundFields))
        return -1;
    const int row = int(lines.size());
    const QPointer<StreamSeries> guard(q);
    const bool newName = std::none_of(lines.begin(), lines.end(), [&](const Line &l) { return l.fieldName == fieldName; });
    q->beginInsertRows({}, row, row);
    lines.push_back({key, QString::fromUtf8(key), fieldName, QString::fromUtf8(fieldName),
                     Internal::SeriesBuffer(maximumPoints, timeSpan)});
    Source &of = source(key);
    if (kind == StreamSeries::Kind::Value) {
        if (Column *into = column(of, of.columns.size(), fieldName))
            into->line = row;
    } else {
        of.countLine = row;
    }
    q->endInsertRows();
    if (guard)
        Q_EMIT q->countChanged();
    if (guard && newName)
        Q_EMIT q->fieldNamesChanged();
    // A slot may have removed it again.
    return guard && size_t(row) < lines.size() && lines[size_t(row)].streamKey == key ? row : -1;
}

void StreamSeriesPrivate::removeLines(const std::function<bool(const Line &)> &unwanted)
{
    const QStringList names = q->fieldNames();
    const size_t before = lines.size();
    for (int row = int(lines.size()) - 1; row >= 0; --row) {
        if (!unwanted(lines[size_t(row)]))
            continue;
        q->beginRemoveRows({}, row, row);
        lines.erase(lines.begin() + row);
        q->endRemoveRows();
    }
    // What is known of streams and names is found out anew; only where the lines are has to be kept.
    sources.clear();
    for (size_t row = 0; row < lines.size(); ++row) {
        Source &of = source(lines[row].streamKey);
        if (kind == StreamSeries::Kind::Value) {
            if (Column *into = column(of, of.columns.size(), lines[row].fieldName))
                into->line = int(row);
        } else {
            of.countLine = int(row);
        }
    }
    if (lines.size() == before)
        return;
    clocks.removeIf([this](const auto &clock) { return !sources.contains(clock.key()); });
    const QPointer<StreamSeries> guard(q);
    Q_EMIT q->countChanged();
    if (guard && q->fieldNames() != names)
        Q_EMIT q->fieldNamesChanged();
    if (guard)
        arrived();
}

void StreamSeriesPrivate::clear()
{
    for (Line &line : lines)
        line.buffer.clear();
    clocks.clear();
    arrived();
}

qint64 StreamSeriesPrivate::currentTime() const
{
    return Internal::commonClock(clocks).now(QDateTime::currentMSecsSinceEpoch());
}

qsizetype StreamSeriesPrivate::size(const Line &line) const
{
    // The newest interval is still being counted.
    return kind == StreamSeries::Kind::Value ? line.buffer.size() : qMax<qsizetype>(0, line.buffer.size() - 1);
}

double StreamSeriesPrivate::scale() const
{
    return kind == StreamSeries::Kind::Rate ? 1000.0 / double(counts.interval()) : 1.0;
}

qint64 StreamSeriesPrivate::gap(const Line &line) const
{
    if (kind != StreamSeries::Kind::Value || gapAfter < 0)
        return 0;
    return gapAfter > 0 ? gapAfter : Internal::automaticGap(line.buffer);
}

void StreamSeriesPrivate::arrived()
{
    if (!frameTimer.isActive())
        frameTimer.start(int(qBound(qint64(0), lastFrame + FrameInterval - sinceStart.elapsed(), FrameInterval)));
}

void StreamSeriesPrivate::frame()
{
    const QPointer<StreamSeries> guard(q);
    lastFrame = sinceStart.elapsed();
    if (!lines.empty()) {
        Q_EMIT q->dataChanged(q->index(0), q->index(int(lines.size()) - 1),
                              {StreamSeries::PointCountRole, StreamSeries::LastValueRole, StreamSeries::LastTimeRole});
    }
    if (guard)
        Q_EMIT q->changed();
    // Painting may take longer than a frame: the next one is counted from here.
    if (guard)
        lastFrame = sinceStart.elapsed();
}

void StreamSeriesPrivate::consumerMoved()
{
    // Only while it reads is it known that nothing came.
    const bool needed = kind != StreamSeries::Kind::Value && timeField.isEmpty() && consumer && consumer->isHealthy();
    if (!needed)
        tickTimer.stop();
    else if (!tickTimer.isActive())
        tickTimer.start(int(qMax<qint64>(ShortestTick, counts.interval())));
}

void StreamSeriesPrivate::tick()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    // Of a stream that is not read any more nothing is known.
    const QStringList read = consumer ? consumer->streams() : QStringList();
    for (Line &line : lines) {
        if (!read.contains(line.stream) || !clocks.contains(line.streamKey))
            continue;
        const qint64 time = Internal::clockOf(clocks, line.streamKey).now(now);
        counts.advance(line.buffer, time);
        counts.retreat(line.buffer, time);
    }
    arrived();
}

} // namespace RedisStreams
