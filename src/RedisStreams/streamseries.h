// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "export.h"
#include "streamconsumer.h"
#include "streamentry.h"

#include <QtCore/QAbstractListModel>

#include <memory>
#include <optional>

namespace RedisStreams {

/// A point of a line that is drawn.
struct SeriesPoint
{
    qint64 time = 0; ///< milliseconds since 1970, UTC
    double value = 0;
    bool gap = true; ///< not joined with the point before it: there was nothing for too long, or it is the first
    friend bool operator==(const SeriesPoint &, const SeriesPoint &) = default;
};

class StreamSeriesPrivate;

/// What a consumer's streams bring, as lines over time: a line for each stream and numeric field, or (with `kind`)
/// for each stream the number of its entries per interval. It is a list model with a row for each line; the points
/// are for charts (SeriesChart in QML), which ask for no more than they can show.
///
/// \code
/// StreamSeries series;
/// series.setConsumer(&consumer);
/// series.setFields({u"user"_s, u"system"_s});
/// connect(&series, &StreamSeries::changed, this, [&] { draw(series.points(0, from, to, width())); });
/// \endcode
///
/// It is made for floods: an entry costs finding its field and reading a number, nothing is allocated for it, and
/// changed() comes at most once per frame. Memory is bounded by maximumPoints for each line and MaximumLines.
///
/// The time of a point is that of the entry's id, unless timeField says otherwise. Entries may come in any order.
/// Times that no calendar has (such as the id 18446744073709551615-0) are taken as its last day.
///
/// Belongs to the thread it lives in, which must be that of the consumer.
class REDISSTREAMS_EXPORT StreamSeries : public QAbstractListModel
{
    Q_OBJECT
    Q_PROPERTY(RedisStreams::StreamConsumer *consumer READ consumer WRITE setConsumer NOTIFY consumerChanged FINAL)
    Q_PROPERTY(RedisStreams::StreamSeries::Kind kind READ kind WRITE setKind NOTIFY kindChanged FINAL)
    Q_PROPERTY(QStringList streams READ streams WRITE setStreams NOTIFY streamsChanged FINAL)
    Q_PROPERTY(QStringList fields READ fields WRITE setFields NOTIFY fieldsChanged FINAL)
    Q_PROPERTY(QString timeField READ timeField WRITE setTimeField NOTIFY timeFieldChanged FINAL)
    Q_PROPERTY(int interval READ interval WRITE setInterval NOTIFY intervalChanged FINAL)
    Q_PROPERTY(int maximumPoints READ maximumPoints WRITE setMaximumPoints NOTIFY maximumPointsChanged FINAL)
    Q_PROPERTY(qint64 timeSpan READ timeSpan WRITE setTimeSpan NOTIFY timeSpanChanged)
    Q_PROPERTY(int gapAfter READ gapAfter WRITE setGapAfter NOTIFY gapAfterChanged FINAL)
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    Q_PROPERTY(QStringList fieldNames READ fieldNames NOTIFY fieldNamesChanged FINAL)

public:
    enum class Kind {
        Value, ///< the numbers in the entries' fields
        Count, ///< how many entries came in each interval
        Rate, ///< the same, per second
    };
    Q_ENUM(Kind)

    /// In QML: stream, field (empty for Count and Rate), pointCount, lastValue and lastTime (undefined without points).
    enum Role { StreamRole = Qt::UserRole + 1, FieldRole, PointCountRole, LastValueRole, LastTimeRole };
    Q_ENUM(Role)

    /// More lines than this are not made; what would belong to them is left out.
    static constexpr int MaximumLines = 256;
    /// A stream's entries may have other names each time: without `fields`, a stream gets no more lines than this.
    static constexpr int MaximumFoundFields = 32;

    explicit StreamSeries(QObject *parent = nullptr);
    ~StreamSeries() override;

    /// Where entries come from; not owned. Lines stay when it changes or is deleted. Default: none.
    StreamConsumer *consumer() const;
    void setConsumer(StreamConsumer *consumer);
    /// Changing it removes all lines. Default: Value.
    Kind kind() const;
    void setKind(Kind kind);
    /// Only these streams; empty, the default: all that come. Lines of others are removed.
    QStringList streams() const;
    void setStreams(const QStringList &streams);
    /// Only these fields; empty, the default: all that hold a number. Lines of others are removed.
    QStringList fields() const;
    void setFields(const QStringList &fields);
    /// A field with the time in milliseconds since 1970 (>= 0); entries without it are left out. Empty, the default:
    /// the time of the id. Changing it empties all lines.
    QString timeField() const;
    void setTimeField(const QString &field);
    /// Milliseconds, >= 1, for Count and Rate; default 1000. Changing it empties all lines.
    int interval() const;
    void setInterval(int milliseconds);
    /// Of each line, >= 2; the oldest go. Default 10000.
    int maximumPoints() const;
    void setMaximumPoints(int points);
    /// Points older than so many milliseconds before a line's newest go; 0, the default: only their number counts.
    qint64 timeSpan() const;
    void setTimeSpan(qint64 milliseconds);
    /// Points further apart than so many milliseconds are not joined: nothing came in between. 0, the default:
    /// automatic, three times what nearly all of the newest distances are below, at least a second. -1: always joined.
    /// Count and Rate need none: where nothing came they are zero.
    int gapAfter() const;
    void setGapAfter(int milliseconds);

    /// The number of lines.
    int count() const { return rowCount(); }
    /// The fields that there are lines for, in the order in which they came.
    QStringList fieldNames() const;
    Q_INVOKABLE QString stream(int line) const;
    Q_INVOKABLE QString field(int line) const;

    /// The line's points between two times, both included, and the nearest one on each side: so many as are needed to
    /// see, on \a columns pixels, what all would show, at most four for each. The interval that is still being counted
    /// is no point yet.
    QList<SeriesPoint> points(int line, qint64 from, qint64 to, int columns) const;
    /// The point nearest to \a time; nullopt when the line has none within \a distance milliseconds.
    std::optional<SeriesPoint> nearest(int line, qint64 time, qint64 distance) const;
    /// The times of the oldest and the newest point of all lines, or of those of one field; -1 when there is none.
    Q_INVOKABLE qint64 firstTime(const QString &field = {}) const;
    Q_INVOKABLE qint64 lastTime(const QString &field = {}) const;
    /// What time it is now on the clock that makes the ids, as far as the newest entries tell; it goes on when nothing
    /// comes. Where no stream's ids are times: the newest, and the time since it came.
    Q_INVOKABLE qint64 currentTime() const;

    /// Entries from elsewhere than the consumer; in any order.
    void append(const StreamEntries &batch);
    /// A point made by hand; for Value only. False when there is no line for it, or its time (>= 0) is too old for it.
    Q_INVOKABLE bool append(const QString &stream, const QString &field, qint64 time, double value);
    /// Empties all lines; they stay.
    Q_INVOKABLE void clear();
    Q_INVOKABLE void removeStream(const QString &stream);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    /// There are other points, or time has passed for Count and Rate; at most once per frame (16 ms).
    void changed();
    void consumerChanged();
    void kindChanged();
    void streamsChanged();
    void fieldsChanged();
    void timeFieldChanged();
    void intervalChanged();
    void maximumPointsChanged();
    void timeSpanChanged();
    void gapAfterChanged();
    void countChanged();
    void fieldNamesChanged();

private:
    friend class StreamSeriesPrivate;
    std::unique_ptr<StreamSeriesPrivate> d;
};

} // namespace RedisStreams

Q_DECLARE_METATYPE(RedisStreams::SeriesPoint)
