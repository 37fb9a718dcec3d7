// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "models/streamlistmodel_p.h"

#include <QtCore/QRegularExpression>

namespace RedisStreams {

namespace {

QString textOf(const std::optional<StreamId> &id) { return id ? id->toString() : QString(); }

} // namespace

StreamListModel::StreamListModel(QObject *parent)
    : QAbstractListModel(parent)
    , d(std::make_unique<StreamListModelPrivate>(this))
{
}

StreamListModel::~StreamListModel() = default;

QString StreamListModel::search() const { return d->search; }

void StreamListModel::setSearch(const QString &text)
{
    if (d->search == text)
        return;
    d->search = text;
    const QPointer<StreamListModel> guard(this);
    d->show();
    if (guard)
        Q_EMIT searchChanged();
}

QStringList StreamListModel::checkedStreams() const
{
    QStringList names;
    for (const QByteArray &key : d->checked)
        names.append(QString::fromUtf8(key));
    return names;
}

void StreamListModel::setCheckedStreams(const QStringList &streams)
{
    std::set<QByteArray> keys;
    for (const QString &stream : streams) {
        const Internal::StreamRow *row = d->find(stream);
        keys.insert(row ? row->streamKey : stream.toUtf8());
    }
    if (d->checked == keys)
        return;
    d->checked = keys;
    for (auto &[key, row] : d->rows)
        row.checked = keys.contains(key);
    for (const QByteArray &key : keys)
        d->make(key).checked = true;
    d->dropUnwanted();
    const QPointer<StreamListModel> guard(this);
    d->show();
    if (guard)
        Q_EMIT checkedStreamsChanged();
}

void StreamListModel::setChecked(const QString &stream, bool checked)
{
    QStringList streams = checkedStreams();
    streams.removeAll(stream);
    if (checked)
        streams.append(stream);
    setCheckedStreams(streams);
}

void StreamListModel::checkFirst(int count, const QString &pattern)
{
    const QRegularExpression glob(QRegularExpression::wildcardToRegularExpression(pattern));
    QStringList matching;
    QStringList all;
    for (const auto &[key, row] : d->rows) {
        if (!row.exists)
            continue;
        all.append(row.name);
        if (glob.match(row.name).hasMatch())
            matching.append(row.name);
    }
    setCheckedStreams((matching.isEmpty() ? all : matching).mid(0, count));
}

int StreamListModel::streamCount() const { return int(d->rows.size()); }

StreamStatus StreamListModel::at(int row) const { return row >= 0 && row < count() ? StreamStatus(d->shown.at(row)) : StreamStatus(); }

int StreamListModel::indexOf(const QString &stream) const
{
    if (const int row = d->shown.indexOf(stream.toUtf8()); row >= 0)
        return row;
    // A name that is not UTF-8 is known by the text it is shown as.
    const auto &rows = d->shown.all();
    const auto found = std::find_if(rows.begin(), rows.end(), [&stream](const auto &row) { return row.name == stream; });
    return found == rows.end() ? -1 : int(found - rows.begin());
}

int StreamListModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : d->shown.size(); }

QVariant StreamListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !checkIndex(index))
        return {};
    return d->value(d->shown.at(index.row()), role);
}

QVariant StreamListModel::figure(const QString &stream, int role) const
{
    const Internal::StreamRow *row = d->find(stream);
    return row ? d->value(*row, role) : QVariant();
}

QStringList StreamListModel::deadLetterStreams() const { return d->deadLetters; }

QVariant StreamListModelPrivate::value(const Row &row, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case StreamListModel::NameRole:
        return row.name;
    case StreamListModel::KeyRole:
        return row.streamKey;
    case StreamListModel::ExistsRole:
        return row.exists;
    case StreamListModel::CheckedRole:
        return row.checked;
    case StreamListModel::LengthRole:
        return row.length;
    case StreamListModel::FirstIdRole:
        return textOf(row.firstId);
    case StreamListModel::LastIdRole:
        return textOf(row.lastId);
    case StreamListModel::LastGeneratedIdRole:
        return textOf(row.lastGeneratedId);
    case StreamListModel::EntriesAddedRole:
        return row.entriesAdded;
    case StreamListModel::RateRole:
        return row.rate;
    case StreamListModel::RatesRole:
        return QVariant::fromValue(row.rates);
    case StreamListModel::MemoryRole:
        return row.memory;
    case StreamListModel::GroupsRole:
        return row.groups;
    case StreamListModel::DeadLettersRole:
        return row.deadLetters;
    case StreamListModel::ErrorRole:
        return QVariant::fromValue(row.error);
    case StreamListModel::ErrorStringRole:
        return row.error.message();
    default:
        return {};
    }
}

bool StreamListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != CheckedRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    setChecked(d->shown.at(index.row()).name, value.toBool());
    return true;
}

QHash<int, QByteArray> StreamListModel::roleNames() const
{
    return {
        {NameRole, "name"},
        {KeyRole, "streamKey"},
        {ExistsRole, "exists"},
        {CheckedRole, "checked"},
        {LengthRole, "length"},
        {FirstIdRole, "firstId"},
        {LastIdRole, "lastId"},
        {LastGeneratedIdRole, "lastGeneratedId"},
        {EntriesAddedRole, "entriesAdded"},
        {RateRole, "rate"},
        {RatesRole, "rates"},
        {MemoryRole, "memory"},
        {GroupsRole, "groups"},
        {DeadLettersRole, "deadLetters"},
        {ErrorRole, "error"},
        {ErrorStringRole, "errorString"},
    };
}

} // namespace RedisStreams
