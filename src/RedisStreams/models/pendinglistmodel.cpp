// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/grouplistmodel_p.h"

namespace RedisStreams {

QList<int> Internal::PendingRow::differences(const PendingRow &other) const
{
    QList<int> roles;
    if (consumer != other.consumer)
        roles.append(PendingListModel::ConsumerRole);
    if (idle != other.idle)
        roles.append(PendingListModel::IdleRole);
    if (deliveryCount != other.deliveryCount)
        roles.append(PendingListModel::DeliveryCountRole);
    return roles;
}

PendingListModel::PendingListModel(QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<Private>(this))
{
}

PendingListModel::~PendingListModel() = default;

QString PendingListModel::consumer() const { return QString::fromUtf8(d->consumer); }

void PendingListModel::setConsumer(const QString &consumer)
{
    const QByteArray key = consumer.isEmpty() ? QByteArray() : d->consumerKey(consumer);
    if (d->consumer == key)
        return;
    d->consumer = key;
    d->asked = 0;
    const QPointer<PendingListModel> guard(this);
    d->changed();
    if (guard)
        Q_EMIT consumerChanged();
}

int PendingListModel::pageSize() const { return d->pageSize; }

void PendingListModel::setPageSize(int entries)
{
    entries = qMax(1, entries);
    if (d->pageSize == entries)
        return;
    d->pageSize = entries;
    const QPointer<PendingListModel> guard(this);
    d->changed();
    if (guard)
        Q_EMIT pageSizeChanged();
}

int PendingListModel::maximumRows() const { return d->maximumRows; }

void PendingListModel::setMaximumRows(int rows)
{
    rows = qMax(1, rows);
    if (d->maximumRows == rows)
        return;
    d->maximumRows = rows;
    const QPointer<PendingListModel> guard(this);
    d->changed();
    if (guard)
        Q_EMIT maximumRowsChanged();
}

bool PendingListModel::isComplete() const { return d->complete; }

void PendingListModel::setComplete(bool complete)
{
    if (d->complete == complete)
        return;
    d->complete = complete;
    Q_EMIT completeChanged();
}

RedisError PendingListModel::error() const { return d->error; }

void PendingListModel::setError(const RedisError &error)
{
    if (d->error == error)
        return;
    d->error = error;
    Q_EMIT errorChanged();
}

PendingEntry PendingListModel::at(int row) const { return row >= 0 && row < count() ? PendingEntry(d->rows.at(row)) : PendingEntry(); }

int PendingListModel::indexOf(const QString &entryId) const
{
    const std::optional<StreamId> id = StreamId::parse(entryId);
    return id ? d->rows.indexOf(*id) : -1;
}

int PendingListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : d->rows.size(); }

QVariant PendingListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const Internal::PendingRow &row = d->rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case IdRole:
        return row.id.toString();
    case ConsumerRole:
        return QString::fromUtf8(row.consumer);
    case IdleRole:
        return row.idle;
    case DeliveryCountRole:
        return row.deliveryCount;
    default:
        return {};
    }
}

QHash<int, QByteArray> PendingListModel::roleNames() const
{
    return {{IdRole, "entryId"}, {ConsumerRole, "consumer"}, {IdleRole, "idle"}, {DeliveryCountRole, "deliveryCount"}};
}

bool PendingListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !d->complete && count() > 0 && count() == d->wanted() && count() < d->maximumRows;
}

void PendingListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    d->asked = count() + d->pageSize;
    d->changed();
}

} // namespace RedisStreams
