// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/grouplistmodel_p.h"

namespace RedisStreams {

QList<int> Internal::ConsumerRow::differences(const ConsumerRow &other) const
{
    QList<int> roles;
    if (pending != other.pending)
        roles.append(ConsumerListModel::PendingRole);
    if (idle != other.idle)
        roles.append(ConsumerListModel::IdleRole);
    if (inactive != other.inactive)
        roles.append(ConsumerListModel::InactiveRole);
    return roles;
}

ConsumerListModel::ConsumerListModel(QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<Internal::ConsumerRows>(this))
{
}

ConsumerListModel::~ConsumerListModel() = default;

QStringList ConsumerListModel::names() const
{
    QStringList names;
    for (const Internal::ConsumerRow &row : d->all())
        names.append(row.name);
    return names;
}

RedisError ConsumerListModel::error() const { return m_error; }

void ConsumerListModel::setError(const RedisError &error)
{
    if (m_error == error)
        return;
    m_error = error;
    Q_EMIT errorChanged();
}

ConsumerStatus ConsumerListModel::at(int row) const { return row >= 0 && row < count() ? ConsumerStatus(d->at(row)) : ConsumerStatus(); }

int ConsumerListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : d->size(); }

QVariant ConsumerListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index)) // views ask for the entry -1 of an empty list
        return {};
    const Internal::ConsumerRow &row = d->at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case KeyRole:
        return row.consumerKey;
    case PendingRole:
        return row.pending;
    case IdleRole:
        return row.idle;
    case InactiveRole:
        return row.inactive ? QVariant(*row.inactive) : QVariant();
    default:
        return {};
    }
}

QHash<int, QByteArray> ConsumerListModel::roleNames() const
{
    return {{NameRole, "name"}, {KeyRole, "consumerKey"}, {PendingRole, "pending"}, {IdleRole, "idle"}, {InactiveRole, "inactive"}};
}

} // namespace RedisStreams
