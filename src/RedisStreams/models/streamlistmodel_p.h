// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "streamlistmodel.h"

#include "models/sortedrows_p.h"

#include <map>
#include <set>

namespace RedisStreams {

namespace Internal {

/// What one look at a stream brought.
struct StreamFigures
{
    qint64 length = -1;
    std::optional<StreamId> firstId;
    std::optional<StreamId> lastId;
    std::optional<StreamId> lastGeneratedId;
    std::optional<qint64> entriesAdded;
    qint64 groups = -1;
    bool deadLetters = false;
    bool large = false; ///< its first and last entry are too large to be sent with every look
};

struct StreamRow : StreamStatus
{
    const QByteArray &key() const noexcept { return streamKey; }
    QList<int> differences(const StreamRow &other) const;

    bool wanted = false; ///< asked for by name
    bool large = false;
    qint64 sampledAt = -1; ///< the look that the next rate is measured from
    qint64 sampledAdded = -1;
    qint64 sampledLength = -1;
    std::optional<StreamId> sampledId;
    qint64 memoryAt = -1;
};

} // namespace Internal

class StreamListModelPrivate
{
public:
    explicit StreamListModelPrivate(StreamListModel *model)
        : q(model)
        , shown(model)
    {
    }

    using Row = Internal::StreamRow;

    /// The streams there are. Those not in \a keys are gone, unless they are wanted by name or checked.
    void setFound(const std::set<QByteArray> &keys);
    /// More that were found, while others may still come.
    void addFound(const QByteArrayList &keys);
    /// Listed whether they exist or not.
    void setWanted(const QByteArrayList &keys);
    void forgetAll();

    void setFigures(const QByteArray &key, const Internal::StreamFigures &figures, qint64 now);
    void setMissing(const QByteArray &key);
    void setError(const QByteArray &key, const RedisError &error);
    void setMemory(const QByteArray &key, qint64 bytes, qint64 now);
    const Row *find(const QByteArray &key) const;
    /// By the name that it is shown under.
    const Row *find(const QString &name) const;
    QVariant value(const Row &row, int role) const;
    /// Brings what was set into sight.
    void show();

    /// The keys to look at next, at most \a most of them: first \a current, those asked for by name and those checked,
    /// then the others in turn, those that a search leaves in sight more often.
    QByteArrayList next(const QByteArray &current, int most);

    bool keeps(const Row &row) const { return row.exists || row.wanted || row.checked; }
    Row &make(const QByteArray &key);
    void dropUnwanted();

    StreamListModel *q;
    std::map<QByteArray, Row> rows; // all
    Internal::SortedRows<Row, StreamListModel> shown;
    QString search;
    std::set<QByteArray> checked;
    QByteArray lastInTurn;
    QByteArray lastInSight;
    QStringList deadLetters;
    int notifiedCount = 0;
};

} // namespace RedisStreams
