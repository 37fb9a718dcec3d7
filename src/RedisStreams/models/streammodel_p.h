// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streammodel.h"

#include "models/columnlayout_p.h"
#include "models/entryfilter_p.h"
#include "models/entrytext_p.h"
#include "models/fieldcolumns_p.h"
#include "models/pendingentries_p.h"
#include "models/ratemeter_p.h"
#include "models/streamclock_p.h"
#include "models/streamhistory_p.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <vector>

namespace RedisStreams {

class StreamModelPrivate
{
public:
    using ModelRow = Internal::ModelRow;
    using ModelRows = Internal::ModelRows;
    /// What a stream brings first.
    struct StreamStart
    {
        qint64 count = 0; ///< at most, still to come
        StreamId newestBefore; ///< up to this one it was there before reading began
    };
    /// An entry that is a row, or is to be one, or both.
    struct Candidate
    {
        ModelRow row;
        bool was = false;
        bool is = false;
    };

    /// More separate insertions and removals than this cost more than they are worth to a view.
    static constexpr int MaximumRuns = 64;

    explicit StreamModelPrivate(StreamModel *model);
    static StreamModelPrivate *of(StreamModel *model) { return model->d.get(); }

    // Arrivals, frames and counters: streammodelprivate.cpp
    template <typename Entries>
    void append(const Entries &entries, qsizetype early = 0);
    void flush();
    void tick();
    void setPausedCount(qint64 count);
    void setPaused(bool pause);
    /// Whether what arrives becomes no rows.
    bool isHolding() const { return paused || past->detached; }
    /// Counts what is held from what has been brought in or held so far.
    void markHold();
    /// The rows are to go on with what is held (while paused, with what came before the pause).
    void releaseHold();
    /// The live rows go to what is held: others are to take their place.
    void holdLiveRows();
    /// What is held takes the place of the rows.
    void showHeld();

    // The newest entries of each stream, as a consumer brings them first: streammodelstart.cpp
    /// They are about to come.
    void expectStart(const QByteArray &stream);
    void appendArrived(const StreamEntries &batch);
    /// What arrived in this frame, stream after stream, by its time instead.
    void mergeStart(QList<ModelRow> *arrivals) const;
    void addByTime(const QList<ModelRow> &fresh);
    /// How many of the newest arrivals a frame looks at.
    qsizetype arrivalLimit() const { return rowLimit() + (startArrives ? startRoom : 0); }

    // Rows: streammodelrows.cpp. An index counts from the oldest, whatever the order shown.
    int rowCount() const noexcept { return int(rows.size()); }
    int toIndex(int row) const noexcept { return newestFirst ? rowCount() - 1 - row : row; }
    const ModelRow &rowAt(int row) const { return rows[size_t(toIndex(row))]; }
    void addNewest(const QList<ModelRow> &fresh);
    void insertRows(int index, const ModelRow *first, int count);
    void removeRows(int index, int count);
    template <typename Predicate>
    void removeRowsIf(Predicate isToGo);
    void removeOldest(int count);
    int rowLimit() const { return past->browsing ? maximumRows + past->maximumRows : maximumRows; }
    void keepRowLimit();
    enum class MakeRoom { AtNewEnd, AtOldEnd };
    /// Puts rows from the past (oldest first) where they belong; gives how many of them were not there yet.
    int insertFetched(const QList<ModelRow> &fetched, MakeRoom makeRoom);
    /// Puts them among the rows, each where its id belongs.
    int insertByPlace(const QList<ModelRow> &ascending);
    void replaceRows(const QList<ModelRow> &next);
    void removeRowsNotIn(const QList<ModelRow> &next);
    void removeStream(const QByteArray &key);
    /// What the rows are to tell of themselves: new columns come first, then the rows.
    template <typename Rows>
    void scan(const Rows &fresh);
    // What a filter does to them: streammodelfilter.cpp
    void trimRecent();
    /// Makes rows those candidates that are to be, with as few changes as keep selections.
    void changeRows(std::vector<Candidate> *candidates);
    void setFilter(const Internal::EntryFilter &next);

    // Columns: streammodelcolumns.cpp
    QString columnTitle(int source) const;
    int sourceAt(int section) const;
    void addFoundColumns();
    void removeUnusedColumns();
    void setColumnHidden(int index, bool hidden);
    void moveColumn(int index, int to);
    void notifyHeaders();
    void notifyTimes();
    /// The columns shown, for writing rows.
    Internal::TableText tableText(StreamModel::TextFormat format) const;

    StreamModel *q;
    StreamColumnModel *columns; // a child of the model
    StreamHistory *history; // another
    StreamHistoryPrivate *past; // its private part
    QPointer<StreamConsumer> consumer;
    ModelRows rows;
    Internal::PendingEntries pending; // since the last frame
    ModelRows pendingMatches; // those of them that match, while there is a filter
    ModelRows held; // since the pause began, and would have been rows
    bool heldIsCut = false; // some between the rows and these were let go
    ModelRows recent; // the newest of all that arrived, while there is a filter; in a pause also those before it
    bool recentIsCut = false; // some between these two were let go
    QHash<QByteArray, StreamStart> startLeft; // of streams whose first entries are still to be merged by their time
    qsizetype startRoom = 0;
    bool startArrives = false; // in this frame
    int maximumRows = 1000;
    bool newestFirst = false;

    Internal::FieldColumns fields{StreamModel::MaximumFieldColumns};
    Internal::ColumnLayout layout;
    int streamCharacters = 0; // of the longest stream name shown so far
    bool relativeTimes = false;
    Internal::StreamClocks streamClocks; // what relative times are measured by

    Internal::EntryFilter filter;
    bool rowsHaveGaps = false; // rows older than `recent` are what an earlier filter left
    QString filterText;
    QString filterError;

    bool paused = false;
    qint64 pausedCount = 0; // as notified
    qint64 matchCount = 0; // entries that arrived and matched
    // Since when `held` is counted
    qint64 matchesAtPause = 0;
    qint64 serialAtPause = 0;
    qint64 newSince = 0; // serial; what came before it in the pause was fetched
    // As of the last frame
    qint64 matchesFlushed = 0;
    qint64 serialFlushed = 0;
    qint64 notifiedTotal = 0;

    QTimer frameTimer;
    QTimer counterTimer; // runs only while something changes
    QTimer timesTimer;
    int ticksToSample = 0;
    QElapsedTimer clock;
    qint64 lastFlush = 0;
    Internal::RateMeter rate;
    double notifiedRate = 0;

private:
    void arrived(qsizetype entries, qsizetype early);
    QList<ModelRow> takePending();
    void hold(const QList<ModelRow> &fresh, bool someLost);
    qint64 firstHeldSerial() const;
    ModelRows::const_iterator recentTail() const;
    std::vector<Candidate> candidatesFor(const Internal::EntryFilter &next) const;
    ModelRows heldFor(const Internal::EntryFilter &next) const;
};

} // namespace RedisStreams
