// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "rediserror.h"
#include "streamid.h"

#include <QtCore/QAbstractListModel>
#include <QtCore/QStringList>

#include <memory>
#include <optional>

namespace RedisStreams {

/// What is known of a stream. Figures that are not known are -1, ids that are not there nullopt.
struct REDISSTREAMS_EXPORT StreamStatus
{
    QByteArray streamKey;
    QString name; ///< the key as text
    bool exists = false; ///< as far as is known; a stream that was asked for by name is listed all the same
    bool checked = false; ///< see StreamListModel::checkedStreams
    qint64 length = -1;
    std::optional<StreamId> firstId;
    std::optional<StreamId> lastId;
    std::optional<StreamId> lastGeneratedId;
    qint64 entriesAdded = -1; ///< ever; Redis 7.0+
    double rate = -1; ///< entries added per second between the last two looks
    QList<double> rates; ///< the newest rates, oldest first, at most StreamListModel::RatesKept
    qint64 memory = -1; ///< bytes, as the server estimates them (MEMORY USAGE)
    qint64 groups = -1;
    bool deadLetters = false; ///< its entries are dead letters: they name the stream, group and id they come from
    RedisError error; ///< why there are no figures: of another type, no permission, ...
};

class StreamListModelPrivate;
class StreamMonitorPrivate;
namespace Internal {
template <typename Row, typename Model>
class SortedRows;
}

/// The streams of a StreamMonitor, sorted by name. Some of them may be checked, by name: a stream keeps its mark while
/// the list changes around it, and a checked stream that is not there (yet) is listed all the same.
class REDISSTREAMS_EXPORT StreamListModel : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(QString search READ search WRITE setSearch NOTIFY searchChanged FINAL)
    Q_PROPERTY(QStringList checkedStreams READ checkedStreams WRITE setCheckedStreams NOTIFY checkedStreamsChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(int streamCount READ streamCount NOTIFY streamCountChanged FINAL)
    Q_PROPERTY(QStringList deadLetterStreams READ deadLetterStreams NOTIFY deadLetterStreamsChanged FINAL)

public:
    /// In QML: name, streamKey (an ArrayBuffer), exists, checked, length, firstId, lastId, lastGeneratedId (texts, empty
    /// when there is none), entriesAdded, rate, rates, memory, groups, deadLetters, error, errorString.
    enum Role {
        NameRole = Qt::UserRole + 1,
        KeyRole,
        ExistsRole,
        CheckedRole,
        LengthRole,
        FirstIdRole,
        LastIdRole,
        LastGeneratedIdRole,
        EntriesAddedRole,
        RateRole,
        RatesRole,
        MemoryRole,
        GroupsRole,
        DeadLettersRole,
        ErrorRole,
        ErrorStringRole,
    };
    Q_ENUM(Role)

    static constexpr int RatesKept = 60;

    ~StreamListModel() override;

    /// Shows only names that contain this text, or match it when it has * or ? in it, in any case; default empty: all.
    QString search() const;
    void setSearch(const QString &text);
    /// Sorted by name. Names that the monitor does not know are listed as not existing.
    QStringList checkedStreams() const;
    void setCheckedStreams(const QStringList &streams);
    Q_INVOKABLE void setChecked(const QString &stream, bool checked);
    /// Checks the first \a count streams whose names match the glob-style \a pattern, or of all when none does; no others.
    Q_INVOKABLE void checkFirst(int count, const QString &pattern = QStringLiteral("*"));

    /// The number of rows, and of streams there are, shown or not.
    int count() const { return rowCount(); }
    int streamCount() const;
    /// Of a row; an empty one when there is no such row.
    StreamStatus at(int row) const;
    /// The row of a stream; -1 when it is not shown.
    Q_INVOKABLE int indexOf(const QString &stream) const;
    /// What data() gives of a stream, also of one that the search hides; invalid when there is no such stream.
    Q_INVOKABLE QVariant figure(const QString &stream, int role) const;
    /// The streams of dead letters, shown or not, sorted by name.
    QStringList deadLetterStreams() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// Only `checked` can be set.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void searchChanged();
    void checkedStreamsChanged();
    void countChanged();
    void streamCountChanged();
    void deadLetterStreamsChanged();

private:
    explicit StreamListModel(QObject *parent);

    friend class StreamListModelPrivate;
    friend class StreamMonitorPrivate;
    template <typename Row, typename Model>
    friend class Internal::SortedRows;
    std::unique_ptr<StreamListModelPrivate> d;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::StreamStatus)
