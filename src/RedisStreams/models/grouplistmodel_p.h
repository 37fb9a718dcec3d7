// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "consumerlistmodel.h"
#include "grouplistmodel.h"
#include "pendinglistmodel.h"

#include "models/sortedrows_p.h"

#include <functional>
#include <utility>

namespace RedisStreams {

namespace Internal {

struct GroupRow : GroupStatus
{
    using Key = std::pair<QByteArray, QByteArray>;
    Key key() const { return {streamKey, groupKey}; }
    QList<int> differences(const GroupRow &other) const;

    qint64 sampledAt = -1; ///< on the monitor's clock
};

struct ConsumerRow : ConsumerStatus
{
    const QByteArray &key() const noexcept { return consumerKey; }
    QList<int> differences(const ConsumerRow &other) const;
};

struct PendingRow : PendingEntry
{
    StreamId key() const noexcept { return id; }
    QList<int> differences(const PendingRow &other) const;
};

using GroupRows = SortedRows<GroupRow, GroupListModel>;
using ConsumerRows = SortedRows<ConsumerRow, ConsumerListModel>;

} // namespace Internal

class PendingListModel::Private
{
public:
    explicit Private(PendingListModel *model)
        : rows(model)
    {
    }

    /// How many rows to ask for.
    int wanted() const { return qMin(maximumRows, qMax(pageSize, asked)); }

    Internal::SortedRows<Internal::PendingRow, PendingListModel> rows;
    QByteArray consumer;
    int pageSize = 100;
    int maximumRows = 10000;
    int asked = 0; // by views
    bool complete = false;
    RedisError error;
    /// What the monitor does when something else is to be listed.
    std::function<void()> changed = [] {};
    /// A name as it is shown -> as it is.
    std::function<QByteArray(const QString &)> consumerKey = [](const QString &name) { return name.toUtf8(); };
};

} // namespace RedisStreams
