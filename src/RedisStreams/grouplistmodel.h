// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "rediserror.h"
#include "streamid.h"

#include <QtCore/QAbstractListModel>

#include <memory>
#include <optional>

namespace RedisStreams {

/// What is known of a consumer group. Figures that are not known are -1.
struct REDISSTREAMS_EXPORT GroupStatus
{
    QByteArray streamKey;
    QByteArray groupKey;
    QString stream; ///< the keys as text
    QString name;
    qint64 consumers = 0;
    qint64 pending = 0;
    StreamId lastDeliveredId;
    qint64 entriesRead = -1; ///< ever; Redis 7.0+
    /// Entries that the group has yet to read. Not known (-1) where the server cannot tell: before Redis 7.0, of a group
    /// that was set to an id in the middle of the stream, and while entries ahead of it were deleted.
    qint64 lag = -1;
    qint64 streamLength = -1;
    double rate = -1; ///< entries read per second between the last two looks
    QList<double> rates; ///< the newest rates, oldest first, at most GroupListModel::RatesKept
    std::optional<StreamId> oldestPendingId;
    /// Milliseconds since the oldest pending entry was added, by its id; by its last delivery where ids are no times.
    qint64 oldestPendingAge = -1;
};

class StreamMonitorPrivate;
namespace Internal {
struct GroupRow;
template <typename Row, typename Model>
class SortedRows;
}

/// The consumer groups of a StreamMonitor, sorted by stream and name.
class REDISSTREAMS_EXPORT GroupListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged FINAL)

public:
    /// In QML: stream, name, streamKey and groupKey (ArrayBuffers), consumers, pending, lastDeliveredId (text),
    /// entriesRead, lag, lagKnown, streamLength, rate, rates, oldestPendingId (text, empty when nothing is pending),
    /// oldestPendingAge.
    enum Role {
        StreamRole = Qt::UserRole + 1,
        NameRole,
        StreamKeyRole,
        GroupKeyRole,
        ConsumersRole,
        PendingRole,
        LastDeliveredIdRole,
        EntriesReadRole,
        LagRole,
        LagKnownRole,
        StreamLengthRole,
        RateRole,
        RatesRole,
        OldestPendingIdRole,
        OldestPendingAgeRole,
    };
    Q_ENUM(Role)

    static constexpr int RatesKept = 60;

    ~GroupListModel() override;

    int count() const { return rowCount(); }
    /// Why groups are not known; NoError while they are.
    RedisError error() const;
    /// Of a row; an empty one when there is no such row.
    GroupStatus at(int row) const;
    /// The row of a group; -1 when it is not listed.
    Q_INVOKABLE int indexOf(const QString &stream, const QString &group) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();
    void errorChanged();

private:
    explicit GroupListModel(QObject *parent);
    void setError(const RedisError &error);

    friend class StreamMonitorPrivate;
    template <typename Row, typename Model>
    friend class Internal::SortedRows;
    std::unique_ptr<Internal::SortedRows<Internal::GroupRow, GroupListModel>> d;
    RedisError m_error;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::GroupStatus)
