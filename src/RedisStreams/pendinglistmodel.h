// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "rediserror.h"
#include "xpending.h"

#include <QtCore/QAbstractListModel>

#include <memory>

namespace RedisStreams {

class StreamMonitorPrivate;
namespace Internal {
struct PendingRow;
template <typename Row, typename Model>
class SortedRows;
}

/// The pending entries of the current group of a StreamMonitor, oldest first. They come by pages: a view fetches the
/// next one when it gets to the end (fetchMore()), up to maximumRows; what is listed is looked at again with each
/// refresh.
class REDISSTREAMS_EXPORT PendingListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(QString consumer READ consumer WRITE setConsumer NOTIFY consumerChanged FINAL)
    Q_PROPERTY(int pageSize READ pageSize WRITE setPageSize NOTIFY pageSizeChanged FINAL)
    Q_PROPERTY(int maximumRows READ maximumRows WRITE setMaximumRows NOTIFY maximumRowsChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(bool complete READ isComplete NOTIFY completeChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged FINAL)

public:
    /// In QML: entryId (text), consumer (empty: nobody's, it was released), idle (ms since its last delivery, -1 for
    /// nobody's), deliveryCount.
    enum Role { IdRole = Qt::UserRole + 1, ConsumerRole, IdleRole, DeliveryCountRole };
    Q_ENUM(Role)

    ~PendingListModel() override;

    /// Only this consumer's; empty, the default: everyone's.
    QString consumer() const;
    void setConsumer(const QString &consumer);
    /// How many entries a page has, >= 1; default 100.
    int pageSize() const;
    void setPageSize(int entries);
    /// >= 1; default 10000.
    int maximumRows() const;
    void setMaximumRows(int rows);

    int count() const { return rowCount(); }
    /// Whether all there are are listed.
    bool isComplete() const;
    /// Why pending entries are not known; NoError while they are.
    RedisError error() const;
    /// Of a row; an empty one when there is no such row.
    PendingEntry at(int row) const;
    /// The row of an entry by the text of its id; -1 when it is not listed.
    Q_INVOKABLE int indexOf(const QString &entryId) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;
    bool canFetchMore(const QModelIndex &parent = {}) const override;
    void fetchMore(const QModelIndex &parent = {}) override;

Q_SIGNALS:
    void consumerChanged();
    void pageSizeChanged();
    void maximumRowsChanged();
    void countChanged();
    void completeChanged();
    void errorChanged();

private:
    explicit PendingListModel(QObject *parent);
    void setComplete(bool complete);
    void setError(const RedisError &error);

    friend class StreamMonitorPrivate;
    template <typename Row, typename Model>
    friend class Internal::SortedRows;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace RedisStreams
