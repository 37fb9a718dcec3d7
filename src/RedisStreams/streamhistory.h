// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "rediserror.h"

#include <QtCore/QDateTime>
#include <QtCore/QObject>

#include <memory>

namespace RedisStreams {

class StreamHistoryPrivate;
class StreamModelPrivate;

/// The way from a StreamModel's rows into the past, and back. It belongs to its model (StreamModel::history()) and
/// asks the client of the model's consumer.
///
/// fetchOlder() puts entries before the oldest rows; they join the live rows without gap or repetition, entries of
/// several streams in the order of their ids. From then on the model is `browsing`: it has room for maximumRows more
/// rows, so that what arrives pushes none of them out at once. Where that room ends too, rows go out at the other end:
/// the newest for what fetchOlder() brings (the model is `detached` then, and fetchNewer() brings them back), the
/// oldest for what arrives; but while fetchOlder() is under way none of the oldest go, the model becomes detached
/// instead. So it does in a pause, once more has arrived than the model holds.
///
/// jumpTo() shows the entries around a moment instead of the live rows; the model is detached until fetchNewer() has
/// come so far that live entries join on, or until follow(). What arrives while it is detached is counted in
/// StreamModel::pausedCount, and the newest of it kept.
///
/// A filter holds for the past too: a call goes on until it has found pageSize entries that match, or the end; stop()
/// ends it before. A changed filter lets rows of the past go unless there was none before; a detached model looks
/// again around the moment it shows.
///
/// With a GroupConsumer the past is that of the streams: it holds also what other consumers got.
class REDISSTREAMS_EXPORT StreamHistory : public QObject
{
    Q_OBJECT
    Q_PROPERTY(int pageSize READ pageSize WRITE setPageSize NOTIFY pageSizeChanged FINAL)
    Q_PROPERTY(int maximumRows READ maximumRows WRITE setMaximumRows NOTIFY maximumRowsChanged FINAL)
    Q_PROPERTY(bool canFetchOlder READ canFetchOlder NOTIFY canFetchOlderChanged FINAL)
    Q_PROPERTY(bool canFetchNewer READ canFetchNewer NOTIFY detachedChanged FINAL)
    Q_PROPERTY(bool fetching READ isFetching NOTIFY fetchingChanged FINAL)
    Q_PROPERTY(bool browsing READ isBrowsing NOTIFY browsingChanged FINAL)
    Q_PROPERTY(bool detached READ isDetached NOTIFY detachedChanged FINAL)
    Q_PROPERTY(QDateTime reached READ reached NOTIFY reachedChanged FINAL)
    Q_PROPERTY(RedisStreams::RedisError error READ error NOTIFY errorChanged FINAL)
    Q_PROPERTY(QString errorString READ errorString NOTIFY errorChanged FINAL)

public:
    ~StreamHistory() override;

    static constexpr int MaximumPageSize = 10000;

    /// How many rows a fetch brings, 1 to MaximumPageSize; default 200.
    int pageSize() const;
    void setPageSize(int rows);
    /// How many rows more than StreamModel::maximumRows there may be while browsing, at least two pages; default 10000.
    int maximumRows() const;
    void setMaximumRows(int rows);

    /// Whether there may be entries older than the rows: false without a consumer that has a client and streams, and
    /// once the streams' beginning is reached.
    bool canFetchOlder() const;
    /// Whether there may be entries newer than the rows that do not come by themselves: the same as isDetached().
    bool canFetchNewer() const { return isDetached(); }
    /// Whether a fetch or jump is under way.
    bool isFetching() const;
    /// Whether rows are, or may be, older than what the model keeps while it follows.
    bool isBrowsing() const;
    /// Whether the rows end before the newest entries.
    bool isDetached() const;
    /// How far back the fetch under way, or the last one, has looked: of use with a filter that matches rarely.
    QDateTime reached() const;
    /// Why the last call failed; no error once one succeeds.
    RedisError error() const;
    QString errorString() const { return error().message(); }

    /// Puts the pageSize entries before the oldest row of each stream, or what there is of them, before the rows.
    /// Does nothing while another call is under way. InvalidState without a consumer and client, or before the
    /// consumer knows where it began reading.
    Q_INVOKABLE void fetchOlder();
    /// Puts the next entries behind the rows of a detached model.
    Q_INVOKABLE void fetchNewer();
    /// Shows the entries around \a time: up to pageSize before it and from it on. Ends with jumped(). Where the rows
    /// have that time already, of every stream, they stay. Replaces a fetch under way. InvalidArgument for an invalid time.
    Q_INVOKABLE void jumpTo(const QDateTime &time);
    /// Back to the live rows: what was fetched goes, what arrived meanwhile comes in (unless the model is paused).
    Q_INVOKABLE void follow();
    /// Does again what failed last, while `error` tells of it: the fetch in that direction, or the jump.
    Q_INVOKABLE void retry();
    /// Ends a fetch with what it has found so far; a jump without doing anything.
    Q_INVOKABLE void stop();

Q_SIGNALS:
    /// fetchOlder() or fetchNewer() is done: so many rows came.
    void fetched(int rows);
    /// jumpTo() is done: the first entry of that time or later is in \a row, in the order shown; -1 when there are no
    /// entries.
    void jumped(int row);
    void errorOccurred(const RedisStreams::RedisError &error);

    void pageSizeChanged();
    void maximumRowsChanged();
    void canFetchOlderChanged();
    void fetchingChanged();
    void browsingChanged();
    void detachedChanged();
    void reachedChanged();
    void errorChanged();

private:
    friend class StreamHistoryPrivate;
    friend class StreamModelPrivate;
    StreamHistory(StreamModelPrivate *model, QObject *parent);
    std::unique_ptr<StreamHistoryPrivate> d;
};

} // namespace RedisStreams
