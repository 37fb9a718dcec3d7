// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streamseries_p.h"

#include "models/downsampler_p.h"

#include <QtCore/QDateTime>

#include <cmath>

namespace RedisStreams {

namespace {

QByteArrayList toKeys(const QStringList &names)
{
    QByteArrayList keys;
    for (const QString &name : names)
        keys.append(name.toUtf8());
    return keys;
}

QStringList toNames(const QByteArrayList &keys)
{
    QStringList names;
    for (const QByteArray &key : keys)
        names.append(QString::fromUtf8(key));
    return names;
}

} // namespace

StreamSeries::StreamSeries(QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<StreamSeriesPrivate>(this))
{
}

StreamSeries::~StreamSeries() = default;

StreamConsumer *StreamSeries::consumer() const { return d->consumer; }

void StreamSeries::setConsumer(StreamConsumer *consumer)
{
    if (d->consumer == consumer)
        return;
    if (d->consumer)
        disconnect(d->consumer, nullptr, this, nullptr);
    d->consumer = consumer;
    if (consumer) {
        connect(consumer, &StreamConsumer::entriesReceived, this, [this](const QString &, const StreamEntries &batch) { d->append(batch); });
        // Ids may be lower from now on.
        connect(consumer, &StreamConsumer::streamReset, this, [this](const QString &stream) { d->clocks.remove(stream.toUtf8()); });
        connect(consumer, &StreamConsumer::healthyChanged, this, [this] { d->consumerMoved(); });
        connect(consumer, &QObject::destroyed, this, [this] {
            d->consumerMoved();
            Q_EMIT consumerChanged();
        });
    }
    d->consumerMoved();
    Q_EMIT consumerChanged();
}

StreamSeries::Kind StreamSeries::kind() const { return d->kind; }

void StreamSeries::setKind(Kind kind)
{
    if (d->kind == kind)
        return;
    // Lines of the one kind are nothing to the other.
    const QPointer<StreamSeries> guard(this);
    d->removeLines([](const auto &) { return true; });
    if (!guard)
        return;
    d->kind = kind;
    d->consumerMoved();
    Q_EMIT kindChanged();
}

QStringList StreamSeries::streams() const { return toNames(d->streams); }

void StreamSeries::setStreams(const QStringList &streams)
{
    const QByteArrayList keys = toKeys(streams);
    if (d->streams == keys)
        return;
    d->streams = keys;
    const QPointer<StreamSeries> guard(this);
    d->removeLines([this](const auto &line) { return !d->wantsStream(line.streamKey); });
    if (guard)
        Q_EMIT streamsChanged();
}

QStringList StreamSeries::fields() const { return toNames(d->fields); }

void StreamSeries::setFields(const QStringList &fields)
{
    const QByteArrayList names = toKeys(fields);
    if (d->fields == names)
        return;
    d->fields = names;
    const QPointer<StreamSeries> guard(this);
    d->removeLines([this](const auto &line) { return d->kind == Kind::Value && !d->wantsField(line.fieldName); });
    if (guard)
        Q_EMIT fieldsChanged();
}

QString StreamSeries::timeField() const { return QString::fromUtf8(d->timeField); }

void StreamSeries::setTimeField(const QString &field)
{
    const QByteArray name = field.toUtf8();
    if (d->timeField == name)
        return;
    d->timeField = name;
    const QPointer<StreamSeries> guard(this);
    d->clear();
    d->removeLines([&name](const auto &line) { return !name.isEmpty() && line.fieldName == name; });
    if (!guard)
        return;
    d->consumerMoved();
    Q_EMIT timeFieldChanged();
}

int StreamSeries::interval() const { return int(d->counts.interval()); }

void StreamSeries::setInterval(int milliseconds)
{
    milliseconds = qMax(1, milliseconds);
    if (interval() == milliseconds)
        return;
    d->counts = Internal::EntryCounts(milliseconds);
    if (d->kind != Kind::Value)
        d->clear();
    d->tickTimer.stop();
    d->consumerMoved();
    Q_EMIT intervalChanged();
}

int StreamSeries::maximumPoints() const { return d->maximumPoints; }

void StreamSeries::setMaximumPoints(int points)
{
    points = qMax(2, points);
    if (d->maximumPoints == points)
        return;
    d->maximumPoints = points;
    for (auto &line : d->lines)
        line.buffer.setMaximumCount(points);
    d->arrived();
    Q_EMIT maximumPointsChanged();
}

qint64 StreamSeries::timeSpan() const { return d->timeSpan; }

void StreamSeries::setTimeSpan(qint64 milliseconds)
{
    milliseconds = qMax<qint64>(0, milliseconds);
    if (d->timeSpan == milliseconds)
        return;
    d->timeSpan = milliseconds;
    for (auto &line : d->lines)
        line.buffer.setTimeSpan(milliseconds);
    d->arrived();
    Q_EMIT timeSpanChanged();
}

int StreamSeries::gapAfter() const { return d->gapAfter; }

void StreamSeries::setGapAfter(int milliseconds)
{
    milliseconds = qMax(-1, milliseconds);
    if (d->gapAfter == milliseconds)
        return;
    d->gapAfter = milliseconds;
    d->arrived();
    Q_EMIT gapAfterChanged();
}

QStringList StreamSeries::fieldNames() const
{
    QStringList names;
    for (const auto &line : d->lines) {
        if (!line.fieldName.isEmpty() && !names.contains(line.field))
            names.append(line.field);
    }
    return names;
}

QString StreamSeries::stream(int line) const { return line >= 0 && line < count() ? d->lines[size_t(line)].stream : QString(); }

QString StreamSeries::field(int line) const { return line >= 0 && line < count() ? d->lines[size_t(line)].field : QString(); }

QList<SeriesPoint> StreamSeries::points(int line, qint64 from, qint64 to, int columns) const
{
    if (line < 0 || line >= count())
        return {};
    const auto &shown = d->lines[size_t(line)];
    return Internal::downsample(shown.buffer, d->size(shown), {from, to, columns}, d->gap(shown), d->scale());
}

std::optional<SeriesPoint> StreamSeries::nearest(int line, qint64 time, qint64 distance) const
{
    if (line < 0 || line >= count())
        return std::nullopt;
    const auto &shown = d->lines[size_t(line)];
    const qsizetype size = d->size(shown);
    qsizetype found = qMin(size, shown.buffer.lowerBound(time));
    // The one before may be nearer.
    const auto away = [&](qsizetype index) { return std::abs(double(shown.buffer.at(index).time) - double(time)); };
    if (found == size || (found > 0 && away(found - 1) <= away(found)))
        --found;
    if (found < 0 || away(found) > double(distance))
        return std::nullopt;
    const Internal::TimedValue &point = shown.buffer.at(found);
    const qint64 gap = d->gap(shown);
    const bool first = found == 0 || (gap > 0 && point.time - shown.buffer.at(found - 1).time > gap);
    return SeriesPoint {point.time, point.value * d->scale(), first};
}

qint64 StreamSeries::firstTime(const QString &field) const
{
    qint64 time = -1;
    for (const auto &line : d->lines) {
        if (d->size(line) > 0 && (field.isEmpty() || line.field == field))
            time = time < 0 ? line.buffer.first().time : qMin(time, line.buffer.first().time);
    }
    return time;
}

qint64 StreamSeries::lastTime(const QString &field) const
{
    qint64 time = -1;
    for (const auto &line : d->lines) {
        if (const qsizetype size = d->size(line); size > 0 && (field.isEmpty() || line.field == field))
            time = qMax(time, line.buffer.at(size - 1).time);
    }
    return time;
}

qint64 StreamSeries::currentTime() const { return d->currentTime(); }

void StreamSeries::append(const StreamEntries &batch) { d->append(batch); }

bool StreamSeries::append(const QString &stream, const QString &field, qint64 time, double value)
{
    const QByteArray key = stream.toUtf8();
    const QByteArray name = field.toUtf8();
    if (d->kind != Kind::Value || time < 0 || !std::isfinite(value) || !d->wantsStream(key) || !d->wantsField(name))
        return false;
    auto *column = d->column(d->source(key), 0, name);
    int line = column ? column->line : -1;
    if (column && line < 0) {
        const QPointer<StreamSeries> guard(this);
        line = d->addLine(key, name);
        if (!guard)
            return false;
    }
    if (line < 0 || !d->lines[size_t(line)].buffer.insert(time, value))
        return false;
    d->clocks[key].arrived(QDateTime::currentMSecsSinceEpoch(), time);
    d->arrived();
    return true;
}

void StreamSeries::clear() { d->clear(); }

void StreamSeries::removeStream(const QString &stream)
{
    const QByteArray key = stream.toUtf8();
    d->removeLines([&key](const auto &line) { return line.streamKey == key; });
}

int StreamSeries::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(d->lines.size()); }

QVariant StreamSeries::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &line = d->lines[size_t(index.row())];
    const qsizetype size = d->size(line);
    switch (role) {
    case Qt::DisplayRole:
        return line.field.isEmpty() ? line.stream : line.stream + QStringLiteral(" ") + line.field;
    case StreamRole:
        return line.stream;
    case FieldRole:
        return line.field;
    case PointCountRole:
        return int(size);
    case LastValueRole:
        return size > 0 ? QVariant(line.buffer.at(size - 1).value * d->scale()) : QVariant();
    case LastTimeRole:
        return size > 0 ? QVariant(line.buffer.at(size - 1).time) : QVariant();
    default:
        return {};
    }
}

QHash<int, QByteArray> StreamSeries::roleNames() const
{
    return {{Qt::DisplayRole, "display"},     {StreamRole, "stream"},       {FieldRole, "field"},
            {PointCountRole, "pointCount"}, {LastValueRole, "lastValue"}, {LastTimeRole, "lastTime"}};
}

} // namespace RedisStreams
