// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streammodel_p.h"

#include "models/celltext_p.h"

namespace RedisStreams {

using namespace Internal;

namespace {

QVariant fieldData(const StreamEntry &entry, const QByteArray &name, int role)
{
    const QByteArrayView value = entry.valueView(name);
    switch (role) {
    case Qt::DisplayRole:
        return cellText(value);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (isNumber(value) ? Qt::AlignRight : Qt::AlignLeft));
    case StreamModel::NumericRole:
        return isNumber(value);
    case StreamModel::BinaryRole:
        return isBinary(value);
    default:
        return {};
    }
}

QString fixedColumnText(const StreamEntry &entry, int column)
{
    switch (column) {
    case StreamModel::TimeColumn:
        return entry.timestamp().toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz"));
    case StreamModel::StreamColumn:
        return entry.stream();
    default:
        return entry.idText();
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
    if (d->consumer)
        disconnect(d->consumer, nullptr, this, nullptr);
    d->consumer = consumer;
    if (consumer) {
        connect(consumer, &StreamConsumer::entriesReceived, this,
                [this](const QString &, const StreamEntries &batch) { append(batch); });
        connect(consumer, &QObject::destroyed, this, &StreamModel::consumerChanged);
    }
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
    const int before = d->rowCount();
    d->removeOldest(before - rows);
    if (d->held.size() > size_t(rows))
        d->held.erase(d->held.begin(), d->held.end() - rows);
    Q_EMIT maximumRowsChanged();
    if (d->rowCount() != before)
        Q_EMIT countChanged();
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
    // What arrived before this moment belongs to the side before it.
    d->flush();
    d->paused = paused;
    d->totalAtPause = d->rate.total();
    if (!paused)
        d->flush();
    d->setPausedCount(0);
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
    return d->columns.titles();
}

StreamEntry StreamModel::entryAt(int row) const
{
    return row >= 0 && row < d->rowCount() ? d->entry(row) : StreamEntry();
}

void StreamModel::clear()
{
    d->pending.clear();
    d->held.clear();
    const int before = d->rowCount();
    d->removeOldest(before);
    d->removeUnusedColumns();
    d->totalAtPause = d->rate.total();
    d->setPausedCount(0);
    if (before > 0)
        Q_EMIT countChanged();
}

void StreamModel::removeStream(const QString &stream)
{
    const QByteArray key = stream.toUtf8();
    d->pending.removeStream(key);
    std::erase_if(d->held, [&key](const StreamEntry &entry) { return entry.streamKey() == key; });

    const int before = d->rowCount();
    int last = before - 1;
    while (last >= 0) {
        if (entryAt(last).streamKey() != key) {
            --last;
            continue;
        }
        int first = last;
        while (first > 0 && entryAt(first - 1).streamKey() == key)
            --first;
        beginRemoveRows({}, first, last);
        const int from = qMin(d->toIndex(first), d->toIndex(last));
        d->rows.erase(d->rows.begin() + from, d->rows.begin() + from + (last - first + 1));
        endRemoveRows();
        last = first - 1;
    }
    d->removeUnusedColumns();
    if (d->rowCount() != before)
        Q_EMIT countChanged();
}

void StreamModel::append(const StreamEntries &batch)
{
    d->pending.append(batch, d->maximumRows);
    d->arrived(batch.size());
}

void StreamModel::append(const QList<StreamEntry> &entries)
{
    d->pending.append(entries, d->maximumRows);
    d->arrived(entries.size());
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
    return parent.isValid() ? 0 : FirstFieldColumn + d->columns.count();
}

QVariant StreamModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const StreamEntry &entry = d->entry(index.row());
    switch (role) {
    case TimeRole:
        return entry.timestamp();
    case StreamRole:
        return entry.stream();
    case IdRole:
        return entry.idText();
    case EntryRole:
        return QVariant::fromValue(entry);
    case FieldNamesRole: {
        QStringList names;
        names.reserve(entry.fieldCount());
        for (qsizetype i = 0; i < entry.fieldCount(); ++i)
            names.append(QString::fromUtf8(entry.nameAt(i)));
        return names;
    }
    default:
        break;
    }
    if (index.column() >= FirstFieldColumn)
        return fieldData(entry, d->columns.name(index.column() - FirstFieldColumn), role);
    switch (role) {
    case Qt::DisplayRole:
        return fixedColumnText(entry, index.column());
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
    const int field = section - FirstFieldColumn;
    switch (role) {
    case Qt::DisplayRole:
        switch (section) {
        case TimeColumn:
            return tr("time");
        case StreamColumn:
            return tr("stream");
        case IdColumn:
            return tr("id");
        default:
            return d->columns.title(field);
        }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (field >= 0 && d->columns.isNumeric(field) ? Qt::AlignRight : Qt::AlignLeft));
    case NumericRole:
        return field >= 0 && d->columns.isNumeric(field);
    case CharactersRole:
        return field >= 0 ? d->columns.characters(field) : section == StreamColumn ? d->streamCharacters : 0;
    default:
        return {};
    }
}

QHash<int, QByteArray> StreamModel::roleNames() const
{
    return {{Qt::DisplayRole, "display"}, {TimeRole, "time"},         {StreamRole, "stream"},
            {IdRole, "entryId"},          {EntryRole, "entry"},       {FieldNamesRole, "fieldNames"},
            {NumericRole, "numeric"},     {BinaryRole, "binary"},     {CharactersRole, "characters"}};
}

} // namespace RedisStreams
