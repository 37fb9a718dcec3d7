// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "rediserror.h"

#include <QtCore/QAbstractListModel>

#include <memory>
#include <optional>

namespace RedisStreams {

/// What is known of a consumer of a group.
struct REDISSTREAMS_EXPORT ConsumerStatus
{
    QByteArray consumerKey;
    QString name;
    qint64 pending = 0;
    qint64 idle = 0; ///< milliseconds since it last asked for entries; before Redis 7.2 since it last got any
    /// Milliseconds since it last got anything, -1 = it never did; nullopt before Redis 7.2.
    std::optional<qint64> inactive;
};

class StreamMonitorPrivate;
namespace Internal {
struct ConsumerRow;
template <typename Row, typename Model>
class SortedRows;
}

/// The consumers of the current group of a StreamMonitor, sorted by name.
class REDISSTREAMS_EXPORT ConsumerListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(QStringList names READ names NOTIFY namesChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged FINAL)

public:
    /// In QML: name, consumerKey (an ArrayBuffer), pending, idle, inactive (undefined where the server does not tell).
    enum Role { NameRole = Qt::UserRole + 1, KeyRole, PendingRole, IdleRole, InactiveRole };
    Q_ENUM(Role)

    ~ConsumerListModel() override;

    int count() const { return rowCount(); }
    QStringList names() const;
    /// Why consumers are not known; NoError while they are.
    RedisError error() const;
    /// Of a row; an empty one when there is no such row.
    ConsumerStatus at(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();
    void namesChanged();
    void errorChanged();

private:
    explicit ConsumerListModel(QObject *parent);
    void setError(const RedisError &error);

    friend class StreamMonitorPrivate;
    template <typename Row, typename Model>
    friend class Internal::SortedRows;
    std::unique_ptr<Internal::SortedRows<Internal::ConsumerRow, ConsumerListModel>> d;
    RedisError m_error;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::ConsumerStatus)
