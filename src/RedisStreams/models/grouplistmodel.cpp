// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/grouplistmodel_p.h"

#include <algorithm>

namespace RedisStreams {

QList<int> Internal::GroupRow::differences(const GroupRow &other) const
{
    using Model = GroupListModel;
    QList<int> roles;
    const auto compare = [&roles](bool same, std::initializer_list<int> of) {
        if (!same)
            roles.append(QList<int>(of));
    };
    compare(consumers == other.consumers, {Model::ConsumersRole});
    compare(pending == other.pending, {Model::PendingRole});
    compare(lastDeliveredId == other.lastDeliveredId, {Model::LastDeliveredIdRole});
    compare(entriesRead == other.entriesRead, {Model::EntriesReadRole});
    compare(lag == other.lag, {Model::LagRole, Model::LagKnownRole});
    compare(streamLength == other.streamLength, {Model::StreamLengthRole});
    compare(sampledAt == other.sampledAt, {Model::RateRole, Model::RatesRole});
    compare(oldestPendingId == other.oldestPendingId, {Model::OldestPendingIdRole});
    compare(oldestPendingAge == other.oldestPendingAge, {Model::OldestPendingAgeRole});
    return roles;
}

GroupListModel::GroupListModel(QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<Internal::GroupRows>(this))
{
}

GroupListModel::~GroupListModel() = default;

RedisError GroupListModel::error() const { return m_error; }

void GroupListModel::setError(const RedisError &error)
{
    if (m_error == error)
        return;
    m_error = error;
    Q_EMIT errorChanged();
}

GroupStatus GroupListModel::at(int row) const { return row >= 0 && row < count() ? GroupStatus(d->at(row)) : GroupStatus(); }

int GroupListModel::indexOf(const QString &stream, const QString &group) const
{
    if (const int row = d->indexOf(Internal::GroupRow::Key(stream.toUtf8(), group.toUtf8())); row >= 0)
        return row;
    // Names that are not UTF-8 are known by the text they are shown as.
    const auto &rows = d->all();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto &row) { return row.stream == stream && row.name == group; });
    return found == rows.end() ? -1 : int(found - rows.begin());
}

int GroupListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : d->size(); }

QVariant GroupListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    const Internal::GroupRow &row = d->at(index.row());
    switch (role) {
    case StreamRole:
        return row.stream;
    case Qt::DisplayRole:
    case NameRole:
        return row.name;
    case StreamKeyRole:
        return row.streamKey;
    case GroupKeyRole:
        return row.groupKey;
    case ConsumersRole:
        return row.consumers;
    case PendingRole:
        return row.pending;
    case LastDeliveredIdRole:
        return row.lastDeliveredId.toString();
    case EntriesReadRole:
        return row.entriesRead;
    case LagRole:
        return row.lag;
    case LagKnownRole:
        return row.lag >= 0;
    case StreamLengthRole:
        return row.streamLength;
    case RateRole:
        return row.rate;
    case RatesRole:
        return QVariant::fromValue(row.rates);
    case OldestPendingIdRole:
        return row.oldestPendingId ? row.oldestPendingId->toString() : QString();
    case OldestPendingAgeRole:
        return row.oldestPendingAge;
    default:
        return {};
    }
}

QHash<int, QByteArray> GroupListModel::roleNames() const
{
    return {
        {StreamRole, "stream"},
        {NameRole, "name"},
        {StreamKeyRole, "streamKey"},
        {GroupKeyRole, "groupKey"},
        {ConsumersRole, "consumers"},
        {PendingRole, "pending"},
        {LastDeliveredIdRole, "lastDeliveredId"},
        {EntriesReadRole, "entriesRead"},
        {LagRole, "lag"},
        {LagKnownRole, "lagKnown"},
        {StreamLengthRole, "streamLength"},
        {RateRole, "rate"},
        {RatesRole, "rates"},
        {OldestPendingIdRole, "oldestPendingId"},
        {OldestPendingAgeRole, "oldestPendingAge"},
    };
}

} // namespace RedisStreams
