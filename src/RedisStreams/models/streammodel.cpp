// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streammodel_p.h"

#include "models/celltext_p.h"
#include "models/entrytext_p.h"

#include <algorithm>
#include <utility>

namespace RedisStreams {

namespace {

using Internal::ColumnLayout;

QVariant fieldData(const StreamEntry &entry, const QByteArray &name, int role)
{
    const QByteArrayView value = entry.valueView(name);
    switch (role) {
    case Qt::DisplayRole:
        return Internal::cellText(value);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (Internal::isNumber(value) ? Qt::AlignRight : Qt::AlignLeft));
    case StreamModel::NumericRole:
        return Internal::isNumber(value);
    case StreamModel::BinaryRole:
        return Internal::isBinaryCell(value);
    default:
        return {};
    }
}

QString timeText(const StreamEntry &entry, bool relative, const Internal::StreamClocks &clocks)
{
    const QDateTime time = entry.timestamp();
    if (relative) {
        const qint64 now = Internal::clockOf(clocks, entry.streamKey()).now(QDateTime::currentMSecsSinceEpoch());
        return time.isValid() ? Internal::agoText(now - time.toMSecsSinceEpoch()) : QString();
    }
    return time.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz"));
}

QStringList fieldNamesOf(const StreamEntry &entry)
{
    QStringList names;
    names.reserve(entry.fieldCount());
    for (qsizetype i = 0; i < entry.fieldCount(); ++i)
        names.append(QString::fromUtf8(entry.nameAt(i)));
    return names;
}

StreamModel::Column kindOf(int source)
{
    switch (source) {
    case ColumnLayout::Time:
        return StreamModel::TimeColumn;
    case ColumnLayout::Stream:
        return StreamModel::StreamColumn;
    case ColumnLayout::Id:
        return StreamModel::IdColumn;
    default:
        return StreamModel::FieldColumn;
    }
}

} // namespace

StreamModel::StreamModel(QObject *parent)
    : QAbstractTableModel(parent)
    , d(std::make_unique<StreamModelPrivate>(this))
{
}

StreamModel::~StreamModel() = default;

StreamConsumer *StreamModel::consumer() const
{
    return d->consumer;
}

void StreamModel::setConsumer(StreamConsumer *consumer)
{
    if (d->consumer == consumer)
        return;
    if (d->consumer) {
        disconnect(d->consumer, nullptr, this, nullptr);
        disconnect(d->consumer, nullptr, d->history, nullptr);
    }
    d->consumer = consumer;
    d->startLeft.clear();
    if (consumer) {
        connect(consumer, &StreamConsumer::entriesReceived, this,
                [this](const QString &, const StreamEntries &batch) { d->appendArrived(batch); });
        connect(consumer, &StreamConsumer::opened, this, [this] {
            d->startLeft.clear();
            d->startRoom = 0;
            const QStringList streams = d->consumer->streams();
            for (const QString &stream : streams)
                d->expectStart(stream.toUtf8());
        });
        connect(consumer, &StreamConsumer::streamAdded, this,
            [this](const QString &stream) { d->expectStart(stream.toUtf8()); });
        connect(consumer, &StreamConsumer::streamReset, this, // ids may be lower from now on
            [this](const QString &stream) { d->streamClocks.remove(stream.toUtf8()); });
        connect(consumer, &QObject::destroyed, this, &StreamModel::consumerChanged);
    }
    d->past->consumerChanged(consumer);
    Q_EMIT consumerChanged();
}

int StreamModel::maximumRows() const
{
    return d->maximumRows;
}

void StreamModel::setMaximumRows(int rows)
{
    rows = qMax(1, rows);
    if (d->maximumRows == rows)
        return;
    d->maximumRows = rows;
    if (qsizetype(d->held.size()) > rows) {
        Internal::keepNewest(&d->held, rows);
        d->heldIsCut = true;
        d->past->arrivalsLost();
    }
    d->trimRecent();
    d->keepRowLimit();
    Q_EMIT maximumRowsChanged();
}

bool StreamModel::isNewestFirst() const
{
    return d->newestFirst;
}

void StreamModel::setNewestFirst(bool newestFirst)
{
    if (d->newestFirst == newestFirst)
        return;
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    to.reserve(from.size());
    for (const QModelIndex &index : from)
        to.append(createIndex(d->rowCount() - 1 - index.row(), index.column()));
    d->newestFirst = newestFirst;
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    Q_EMIT newestFirstChanged();
}

bool StreamModel::isPaused() const
{
    return d->paused;
}

void StreamModel::setPaused(bool paused)
{
    if (d->paused == paused)
        return;
    d->setPaused(paused);
    Q_EMIT pausedChanged();
}

qint64 StreamModel::pausedCount() const
{
    return d->pausedCount;
}

qint64 StreamModel::totalCount() const
{
    return d->rate.total();
}

double StreamModel::entriesPerSecond() const
{
    return d->rate.rate();
}

QStringList StreamModel::fieldNames() const
{
    return d->fields.titles();
}

StreamColumnModel *StreamModel::columns() const
{
    return d->columns;
}

StreamHistory *StreamModel::history() const
{
    return d->history;
}

QString StreamModel::filter() const
{
    return d->filterText;
}

void StreamModel::setFilter(const QString &filter)
{
    if (d->filterText == filter)
        return;
    const Internal::EntryFilter::Parsed parsed = Internal::EntryFilter::parse(filter);
    d->filterText = filter;
    const bool errorChanged = d->filterError != parsed.error;
    d->filterError = parsed.error;
    if (parsed.error.isEmpty()) {
        d->flush(); // judged by the filter under which it arrived
        d->setFilter(parsed.filter);
    }
    Q_EMIT filterChanged();
    if (errorChanged)
        Q_EMIT filterErrorChanged();
}

QString StreamModel::filterError() const
{
    return d->filterError;
}

bool StreamModel::isFiltered() const
{
    return !d->filter.isEmpty();
}

bool StreamModel::hasRelativeTimes() const
{
    return d->relativeTimes;
}

void StreamModel::setRelativeTimes(bool relative)
{
    if (d->relativeTimes == relative)
        return;
    d->relativeTimes = relative;
    if (relative)
        d->timesTimer.start();
    else
        d->timesTimer.stop();
    d->notifyTimes();
    Q_EMIT relativeTimesChanged();
}

StreamEntry StreamModel::entryAt(int row) const
{
    return row >= 0 && row < d->rowCount() ? d->rowAt(row).entry : StreamEntry();
}

QString StreamModel::copyRows(const QList<int> &rows, TextFormat format) const
{
    QList<int> wanted = rows;
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    wanted.removeIf([this](int row) { return row < 0 || row >= d->rowCount(); });
    if (wanted.isEmpty())
        return {};
    QByteArray text;
    const Internal::TableText table = d->tableText(format);
    if (format != JsonLines)
        table.appendHeader(&text);
    for (const int row : std::as_const(wanted)) {
        if (format == JsonLines)
            Internal::appendJsonLine(&text, d->rowAt(row).entry);
        else
            table.appendRow(&text, d->rowAt(row).entry);
    }
    return QString::fromUtf8(text);
}

void StreamModel::clear()
{
    d->past->reset();
    d->streamClocks.clear();
    d->pending.clear();
    d->pendingMatches.clear();
    d->held.clear();
    d->heldIsCut = false;
    d->recent.clear();
    d->rowsHaveGaps = false;
    d->matchesFlushed = d->matchCount;
    d->serialFlushed = d->rate.total();
    const int before = d->rowCount();
    d->removeRows(0, before);
    d->removeUnusedColumns();
    d->markHold();
    d->past->notify();
    if (before > 0)
        Q_EMIT countChanged();
}

void StreamModel::removeStream(const QString &stream)
{
    d->removeStream(stream.toUtf8());
}

void StreamModel::append(const StreamEntries &batch)
{
    d->append(batch);
}

void StreamModel::append(const QList<StreamEntry> &entries)
{
    d->append(entries);
}

void StreamModel::flush()
{
    d->flush();
}

int StreamModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : d->rowCount();
}

int StreamModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : d->layout.sectionCount();
}

QVariant StreamModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const StreamEntry &entry = d->rowAt(index.row()).entry;
    const int source = d->sourceAt(index.column());
    switch (role) {
    case TimeRole:
        return entry.timestamp();
    case StreamRole:
        return entry.stream();
    case IdRole:
        return entry.idText();
    case EntryRole:
        return QVariant::fromValue(entry);
    case FieldNamesRole:
        return fieldNamesOf(entry);
    case KindRole:
        return int(kindOf(source));
    default:
        break;
    }
    if (source >= 0)
        return fieldData(entry, d->fields.name(source), role);
    switch (role) {
    case Qt::DisplayRole:
        return source == ColumnLayout::Time ? timeText(entry, d->relativeTimes, d->streamClocks)
            : source == ColumnLayout::Stream ? entry.stream() : entry.idText();
    case NumericRole:
    case BinaryRole:
        return false;
    default:
        return {};
    }
}

QVariant StreamModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const int source = d->sourceAt(section);
    const bool numeric = source >= 0 && d->fields.isNumeric(source);
    switch (role) {
    case Qt::DisplayRole:
        return d->columnTitle(source);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (numeric ? Qt::AlignRight : Qt::AlignLeft));
    case NumericRole:
        return numeric;
    case CharactersRole:
        return source >= 0 ? d->fields.characters(source) : source == ColumnLayout::Stream ? d->streamCharacters : 0;
    case KindRole:
        return int(kindOf(source));
    case KeyRole:
        return d->layout.at(d->layout.indexAtSection(section)).key;
    default:
        return {};
    }
}

QHash<int, QByteArray> StreamModel::roleNames() const
{
    return {{Qt::DisplayRole, "display"}, {TimeRole, "time"}, {StreamRole, "stream"}, {IdRole, "entryId"},
        {EntryRole, "entry"}, {FieldNamesRole, "fieldNames"}, {NumericRole, "numeric"}, {BinaryRole, "binary"},
        {CharactersRole, "characters"}, {KindRole, "kind"}, {KeyRole, "key"}};
}

} // namespace RedisStreams
