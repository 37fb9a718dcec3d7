// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#include "streamlistmodel.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace RedisStreams {

StreamListModel::StreamListModel(QObject *parent)
    : QAbstractListModel(parent)
{
    m_clock.start();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StreamListModel::refresh);
}

StreamListModel::~StreamListModel() = default;

void StreamListModel::setClient(RedisClient *client)
{
    if (m_client == client)
        return;
    if (m_client)
        disconnect(m_client, nullptr, this, nullptr);
    m_client = client;
    if (client) {
        connect(client, &RedisClient::stateChanged, this, &StreamListModel::clientStateChanged);
        connect(client, &QObject::destroyed, this, &StreamListModel::clientChanged);
    }
    m_open = 0;
    Q_EMIT clientChanged();
    refresh();
}

void StreamListModel::clientStateChanged(RedisClient::State state)
{
    if (state == RedisClient::State::Connected && m_open == 0)
        refresh();
}

void StreamListModel::setPattern(const QString &pattern)
{
    if (m_pattern == pattern)
        return;
    m_pattern = pattern;
    Q_EMIT patternChanged();
    m_open = 0;
    refresh();
}

void StreamListModel::setSearch(const QString &search)
{
    if (m_search == search)
        return;
    m_search = search;
    Q_EMIT searchChanged();
    updateShown();
}

void StreamListModel::setInterval(int milliseconds)
{
    milliseconds = qMax(100, milliseconds);
    if (m_interval == milliseconds)
        return;
    m_interval = milliseconds;
    Q_EMIT intervalChanged();
    if (m_timer.isActive())
        m_timer.start(m_interval);
}

QStringList StreamListModel::selected() const
{
    QStringList names;
    for (const QByteArray &key : m_selected)
        names.append(QString::fromUtf8(key));
    return names;
}

void StreamListModel::setSelected(const QStringList &streams)
{
    std::set<QByteArray> keys;
    for (const QString &stream : streams)
        keys.insert(stream.toUtf8());
    if (m_selected == keys)
        return;
    const std::set<QByteArray> before = std::exchange(m_selected, keys);
    for (const QByteArray &key : m_selected)
        m_items[key].name = QString::fromUtf8(key);
    std::erase_if(m_items, [this](const auto &item) { return !item.second.exists && !m_selected.contains(item.first); });
    updateShown();
    for (const QByteArray &key : before)
        changed(key, {SelectedRole});
    for (const QByteArray &key : m_selected)
        changed(key, {SelectedRole});
    Q_EMIT selectedChanged();
}

void StreamListModel::setStreamSelected(const QString &stream, bool selected)
{
    QStringList streams = this->selected();
    streams.removeAll(stream);
    if (selected)
        streams.append(stream);
    setSelected(streams);
}

void StreamListModel::selectFirst(int count, const QString &pattern)
{
    const QRegularExpression glob(QRegularExpression::wildcardToRegularExpression(pattern));
    QStringList matching;
    QStringList all;
    for (const auto &[key, item] : m_items) {
        if (!item.exists)
            continue;
        all.append(item.name);
        if (glob.match(item.name).hasMatch())
            matching.append(item.name);
    }
    setSelected((matching.isEmpty() ? all : matching).mid(0, count));
}

void StreamListModel::reset()
{
    m_selected.clear();
    m_items.clear();
    updateShown();
    m_loaded = false;
    m_open = 0;
    ++m_round;
    m_error = {};
    Q_EMIT selectedChanged();
    Q_EMIT countChanged();
    Q_EMIT loadedChanged();
    Q_EMIT errorChanged();
    refresh();
}

void StreamListModel::updateShown()
{
    QByteArrayList target;
    for (const auto &[key, item] : m_items) {
        if (m_search.isEmpty() || item.name.contains(m_search, Qt::CaseInsensitive))
            target.append(key);
    }
    const qsizetype before = m_shown.size();
    // Both are sorted by key, so one walk tells what goes and what comes.
    int row = 0;
    for (const QByteArray &key : std::as_const(target)) {
        int end = row;
        while (end < m_shown.size() && m_shown.at(end) < key)
            ++end;
        if (end > row) {
            beginRemoveRows({}, row, end - 1);
            m_shown.remove(row, end - row);
            endRemoveRows();
        }
        if (row == m_shown.size() || m_shown.at(row) != key) {
            beginInsertRows({}, row, row);
            m_shown.insert(row, key);
            endInsertRows();
        }
        ++row;
    }
    if (row < m_shown.size()) {
        beginRemoveRows({}, row, int(m_shown.size()) - 1);
        m_shown.remove(row, m_shown.size() - row);
        endRemoveRows();
    }
    if (m_shown.size() != before)
        Q_EMIT countChanged();
}

void StreamListModel::changed(const QByteArray &key, const QList<int> &roles)
{
    const auto place = std::lower_bound(m_shown.cbegin(), m_shown.cend(), key);
    if (place == m_shown.cend() || *place != key)
        return;
    const QModelIndex index = this->index(int(place - m_shown.cbegin()));
    Q_EMIT dataChanged(index, index, roles);
}

int StreamListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant StreamListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QByteArray &key = m_shown.at(index.row());
    const auto found = m_items.find(key);
    if (found == m_items.end())
        return {};
    const Item &item = found->second;
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return item.name;
    case LengthRole:
        return item.length;
    case RateRole:
        return item.rate;
    case RatesRole:
        return QVariant::fromValue(item.rates);
    case SelectedRole:
        return m_selected.contains(key);
    case ExistsRole:
        return item.exists;
    default:
        return {};
    }
}

bool StreamListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != SelectedRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    setStreamSelected(QString::fromUtf8(m_shown.at(index.row())), value.toBool());
    return true;
}

QHash<int, QByteArray> StreamListModel::roleNames() const
{
    return {{NameRole, "name"},   {LengthRole, "length"},     {RateRole, "rate"},
            {RatesRole, "rates"}, {SelectedRole, "selected"}, {ExistsRole, "exists"}};
}

void StreamListModel::componentComplete()
{
    m_complete = true;
    refresh();
}

} // namespace RedisStreams
