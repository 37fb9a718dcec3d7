// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "streamcolumnmodel.h"

#include "models/streammodel_p.h"

namespace RedisStreams {

StreamColumnModel::StreamColumnModel(StreamModelPrivate *model, QObject *parent)
    : QAbstractListModel(parent)
    , d(model)
{
}

StreamColumnModel::~StreamColumnModel() = default;

QStringList StreamColumnModel::order() const { return d->layout.order(); }

void StreamColumnModel::setOrder(const QStringList &keys)
{
    if (keys == order())
        return;
    int to = 0;
    for (const QString &key : keys) {
        const int index = d->layout.know(key);
        if (index >= to) // a key given twice has its place already
            d->moveColumn(index, to++);
    }
    d->layout.rememberAll();
    Q_EMIT orderChanged();
}

QStringList StreamColumnModel::hidden() const { return d->layout.hiddenKeys(); }

void StreamColumnModel::setHidden(const QStringList &keys)
{
    for (const QString &key : keys)
        d->setColumnHidden(d->layout.know(key), true);
    for (int index = 0; index < d->layout.count(); ++index) {
        if (!keys.contains(d->layout.at(index).key))
            d->setColumnHidden(index, false);
    }
}

bool StreamColumnModel::isShown(const QString &key) const
{
    const int index = d->layout.indexOf(key);
    return index >= 0 && d->layout.at(index).isShown();
}

void StreamColumnModel::setShown(const QString &key, bool shown)
{
    if (shown && d->layout.indexOf(key) < 0)
        return;
    d->setColumnHidden(d->layout.know(key), !shown);
}

void StreamColumnModel::move(int from, int to)
{
    if (from == to || from < 0 || to < 0 || from >= rowCount() || to >= rowCount())
        return;
    d->moveColumn(d->layout.indexAtPlace(from), d->layout.indexAtPlace(to));
    Q_EMIT orderChanged();
}

void StreamColumnModel::moveSection(int from, int to)
{
    const int sections = d->layout.sectionCount();
    if (from == to || from < 0 || to < 0 || from >= sections || to >= sections)
        return;
    d->moveColumn(d->layout.indexAtSection(from), d->layout.indexAtSection(to));
    Q_EMIT orderChanged();
}

int StreamColumnModel::section(const QString &key) const
{
    return isShown(key) ? d->layout.sectionOf(d->layout.indexOf(key)) : -1;
}

int StreamColumnModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : d->layout.placeCount();
}

QVariant StreamColumnModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Internal::ColumnLayout::Column &column = d->layout.at(d->layout.indexAtPlace(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return d->columnTitle(column.source);
    case KeyRole:
        return column.key;
    case ShownRole:
        return column.isShown();
    case FieldRole:
        return column.source >= 0;
    case NumericRole:
        return column.source >= 0 && d->fields.isNumeric(column.source);
    default:
        return {};
    }
}

bool StreamColumnModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != ShownRole || !checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return false;
    d->setColumnHidden(d->layout.indexAtPlace(index.row()), !value.toBool());
    return true;
}

QHash<int, QByteArray> StreamColumnModel::roleNames() const
{
    return {{Qt::DisplayRole, "display"}, {KeyRole, "key"}, {ShownRole, "shown"}, {FieldRole, "field"},
        {NumericRole, "numeric"}};
}

} // namespace RedisStreams
