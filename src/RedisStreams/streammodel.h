// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "streamcolumnmodel.h"
#include "streamconsumer.h"
#include "streamentry.h"
#include "streamhistory.h"

#include <QtCore/QAbstractTableModel>

#include <memory>

namespace RedisStreams {

class StreamModelPrivate;

/// The newest entries of a consumer's streams as a table: time, stream, id, then a column for each field name seen.
///
/// It is made for floods: arriving batches are only kept by reference, and at most once per frame (16 ms) what is
/// new goes in with one insertion, what is too old goes out with one removal. Of a frame that brings more than
/// maximumRows, only the newest maximumRows are ever looked at (all of them, while there is a filter); totalCount and
/// pausedCount count all. The model is never reset, so views keep their place and selection.
///
/// Rows stand in order of arrival: for one stream that is the order of its ids. Only what a consumer that starts with
/// LastEntries brings first, stream after stream, is put in the order of time (not under a filter). A row keeps its entry in memory of
/// its own, so the model needs about the bytes of maximumRows entries, twice that while there is a filter, and the same more in a pause.
///
/// Belongs to the thread it lives in, which must be that of the consumer.
class REDISSTREAMS_EXPORT StreamModel : public QAbstractTableModel
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::StreamConsumer *consumer READ consumer WRITE setConsumer NOTIFY consumerChanged FINAL)
    Q_PROPERTY(int maximumRows READ maximumRows WRITE setMaximumRows NOTIFY maximumRowsChanged FINAL)
    Q_PROPERTY(bool newestFirst READ isNewestFirst WRITE setNewestFirst NOTIFY newestFirstChanged FINAL)
    Q_PROPERTY(bool paused READ isPaused WRITE setPaused NOTIFY pausedChanged FINAL)
    Q_PROPERTY(qint64 pausedCount READ pausedCount NOTIFY pausedCountChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(qint64 totalCount READ totalCount NOTIFY totalCountChanged FINAL)
    Q_PROPERTY(double entriesPerSecond READ entriesPerSecond NOTIFY entriesPerSecondChanged FINAL)
    Q_PROPERTY(QStringList fieldNames READ fieldNames NOTIFY fieldNamesChanged FINAL)
    Q_PROPERTY(RedisStreams::StreamColumnModel *columns READ columns CONSTANT FINAL)
    Q_PROPERTY(RedisStreams::StreamHistory *history READ history CONSTANT FINAL)
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged FINAL)
    Q_PROPERTY(QString filterError READ filterError NOTIFY filterErrorChanged FINAL)
    Q_PROPERTY(bool filtered READ isFiltered NOTIFY filteredChanged FINAL)
    Q_PROPERTY(bool relativeTimes READ hasRelativeTimes WRITE setRelativeTimes NOTIFY relativeTimesChanged FINAL)

public:
    /// What a column shows, and its number as long as nobody arranges columns(); fields follow in the order in which
    /// they were first seen.
    enum Column {
        TimeColumn, ///< when the entry was added, by its id: "HH:mm:ss.zzz", local time; or how long ago
        StreamColumn,
        IdColumn,
        FirstFieldColumn,
        FieldColumn = FirstFieldColumn,
    };
    Q_ENUM(Column)

    /// What a cell tells beside Qt::DisplayRole and Qt::TextAlignmentRole. In QML the roles are called display, time,
    /// stream, entryId, entry, fieldNames, numeric, binary and kind; time to fieldNames are of the row.
    enum Role {
        TimeRole = Qt::UserRole + 1, ///< QDateTime, UTC
        StreamRole, ///< QString
        IdRole, ///< QString "ms-seq"
        EntryRole, ///< StreamEntry
        FieldNamesRole, ///< QStringList, in the entry's order
        NumericRole, ///< bool: the cell's value is a number (in headers: all values of the column so far are)
        BinaryRole, ///< bool: the cell's value is not UTF-8; display then shows it in hexadecimal
        CharactersRole, ///< int, headers only: characters of the longest value seen, at most 64; for column widths
        KindRole, ///< Column: what the column shows, wherever it stands (also in headers)
        KeyRole, ///< QString, headers only: the column's key, as in columns()
    };
    Q_ENUM(Role)

    /// How rows are written: for the clipboard, and by StreamExporter.
    enum TextFormat {
        Csv, ///< a line for each row and one with the titles, as RFC 4180 has it
        Tsv, ///< the same with tabs, as spreadsheets take it from the clipboard
        JsonLines, ///< {"stream":"one","id":"1-0","fields":[["id","1"]]}: all fields, as streamtail prints them
    };
    Q_ENUM(TextFormat)

    /// More field names than this get no column of their own; they are still in the entry.
    static constexpr int MaximumFieldColumns = 64;

    explicit StreamModel(QObject *parent = nullptr);
    ~StreamModel() override;

    /// Where entries come from; not owned. Rows stay when it changes or is deleted. Default: none.
    StreamConsumer *consumer() const;
    void setConsumer(StreamConsumer *consumer);
    /// How many rows are kept, >= 1; default 1000 (history() keeps more for a while). Lowering it removes the oldest
    /// rows at once.
    int maximumRows() const;
    void setMaximumRows(int rows);
    /// The newest entry is the first row, not the last. Default: false.
    bool isNewestFirst() const;
    void setNewestFirst(bool newestFirst);

    /// While paused the rows stay as they are. What arrives is counted in pausedCount, and the newest maximumRows of
    /// it come in when the pause ends. The consumer goes on reading. Default: false.
    bool isPaused() const;
    void setPaused(bool paused);
    /// Entries that arrived (and match the filter) since the pause began, or since the rows are detached from what
    /// arrives (StreamHistory::detached); 0 when neither.
    qint64 pausedCount() const;

    int count() const { return rowCount(); }
    /// All entries that ever arrived, also those that no row shows; clear() does not change it. Notified ~10 times a second.
    qint64 totalCount() const;
    /// Entries per second over the last three seconds, updated twice a second; without those that were there before a
    /// consumer with StartFrom::LastEntries began to read.
    double entriesPerSecond() const;
    /// The names of the fields that have a column, shown or not, in the order in which they were first seen.
    QStringList fieldNames() const;
    /// Which columns there are, in which order, and which are shown.
    StreamColumnModel *columns() const;

    /// The way to entries older than the rows.
    StreamHistory *history() const;

    /// Shows only entries that match this expression; empty (the default) shows all. It is a text that a value, the
    /// stream's name or the id contains, or one of
    ///
    ///     field = value     field != value    as bytes, or as numbers where both are (80 = 80.0)
    ///     field > number    >=  <  <=
    ///     field ~ text      field !~ text     contains, or does not
    ///     stream:name       the stream's name; stream:host:* with stars for anything
    ///
    /// joined by `and` and `or`; `and` binds closer, there are no parentheses. Texts are compared without regard to
    /// case except by = and !=. An entry without the field matches no comparison; of a repeated field the last value
    /// counts, which is also the one in the column. Names and values with spaces before an operator, or with
    /// operators, `and`, `or` or quotation marks in them, go into double quotes (\" and \\ inside).
    ///
    /// Entries are judged as they arrive: those that do not match become no rows. Beside its rows the model keeps the
    /// newest maximumRows entries whatever they are, so a new filter looks at these and at the rows of the one before;
    /// clearing it shows the newest maximumRows again.
    QString filter() const;
    /// A text that is no expression is kept as filter(), filterError() tells what is wrong, and the last valid one
    /// stays in force.
    void setFilter(const QString &filter);
    /// What is wrong with filter() and where, in one sentence; empty when nothing is.
    QString filterError() const;
    /// Whether a filter is in force.
    bool isFiltered() const;

    /// The time column tells how long ago an entry was added (updated every second) instead of when. Default: false.
    bool hasRelativeTimes() const;
    void setRelativeTimes(bool relative);

    /// The entry of a row, an invalid one when there is no such row.
    Q_INVOKABLE RedisStreams::StreamEntry entryAt(int row) const;
    /// These rows as text, in the order shown; rows that do not exist are left out. Csv and Tsv have the columns shown,
    /// values in full length; what is not UTF-8 is {"base64":"..."}.
    Q_INVOKABLE QString copyRows(const QList<int> &rows, RedisStreams::StreamModel::TextFormat format = Tsv) const;
    /// Removes all rows, field columns and what waits for the next frame or the end of a pause.
    Q_INVOKABLE void clear();
    /// Removes the rows of \a stream and the field columns that no other row uses.
    Q_INVOKABLE void removeStream(const QString &stream);

    /// Entries from elsewhere than the consumer, oldest first. They become rows with the next frame.
    void append(const StreamEntries &batch);
    void append(const QList<StreamEntry> &entries);
    /// Brings in at once what waits for the next frame.
    void flush();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void consumerChanged();
    void maximumRowsChanged();
    void newestFirstChanged();
    void pausedChanged();
    void pausedCountChanged();
    void countChanged();
    void totalCountChanged();
    void entriesPerSecondChanged();
    void fieldNamesChanged();
    void filterChanged();
    void filterErrorChanged();
    void filteredChanged();
    void relativeTimesChanged();

private:
    friend class StreamModelPrivate;
    std::unique_ptr<StreamModelPrivate> d;
};

} // namespace RedisStreams
