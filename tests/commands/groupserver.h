// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandserver.h"

namespace RedisStreams::Test {

/// Commands of groups against a real server: stream "s", group "g".
class GroupServerTest : public CommandServerTest
{
public:
    using CommandServerTest::CommandServerTest;

protected:
    /// Entries 1-0 ... and the group at the stream's beginning.
    void makeGroup(int entries)
    {
        addMany("s", entries);
        QVERIFY(ok(XgroupCreate {"s", "g", StreamId(), true}));
    }

    Xreadgroup read(const QByteArray &consumer, qint64 count = -1, std::optional<StreamId> after = {}) const
    {
        Xreadgroup command {"g", consumer, {{"s", after}}};
        command.options.count = count;
        return command;
    }

    /// What is pending, as "id consumer deliveries".
    QByteArrayList pending(const QByteArray &consumer = {})
    {
        XpendingRange command {"s", "g"};
        command.consumer = consumer;
        QByteArrayList list;
        const QList<PendingEntry> entries = ok(command);
        for (const PendingEntry &entry : entries)
            list.append(entry.id.toByteArray() + ' ' + entry.consumer + ' ' + QByteArray::number(entry.deliveryCount));
        return list;
    }
};

} // namespace RedisStreams::Test
