// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

#pragma once

#include "groupserver.h"

namespace RedisStreams::Test {

/// Reads that claim (Redis 8.4+) and what is released (8.8+) against a real server. Idle times are set rather than waited for.
class ClaimServerTest : public GroupServerTest
{
public:
    using GroupServerTest::GroupServerTest;

protected:
    using Milliseconds = std::chrono::milliseconds;

    Xreadgroup claiming(const QByteArray &consumer, Milliseconds minIdle = std::chrono::seconds(50), qint64 count = -1) const
    {
        Xreadgroup command = read(consumer, count);
        command.options.claimMinIdle = minIdle;
        return command;
    }

    /// Makes what is pending look as if it had been delivered so long ago.
    void age(const QList<StreamId> &ids, Milliseconds idle = std::chrono::seconds(100))
    {
        XclaimOptions options;
        options.idle = idle;
        ok(XclaimJustId {"s", "g", "c", Milliseconds(0), ids, options});
    }

    /// "id deliveries", or "id new" for an entry that was never delivered before.
    static QByteArrayList deliveries(const QList<StreamEntries> &batches)
    {
        QByteArrayList list;
        for (const StreamEntries &batch : batches) {
            for (const StreamEntry &entry : batch)
                list.append(entry.id().toByteArray() + (entry.deliveryCount() == 0 && entry.idle() == 0 ? QByteArray(" new") : ' ' + QByteArray::number(entry.deliveryCount())));
        }
        return list;
    }

    /// XNACK of entries of the group.
    qint64 release(const QList<StreamId> &ids, Xnack::Mode mode = Xnack::Mode::Fail, std::optional<qint64> retryCount = {}, bool force = false)
    {
        return ok(Xnack {"s", "g", ids, mode, retryCount, force});
    }

    /// What is pending: "id consumer deliveries"; "id - deliveries" for what nobody owns, which has no idle time either.
    QByteArrayList held()
    {
        QByteArrayList list;
        for (const PendingEntry &entry : ok(XpendingRange {"s", "g"})) {
            const bool owned = !entry.consumer.isEmpty() && entry.idle >= 0;
            const bool free = entry.consumer.isEmpty() && entry.idle == -1;
            list.append(entry.id.toByteArray() + ' ' + (owned ? entry.consumer : free ? QByteArray("-") : QByteArray("?")) + ' '
                        + QByteArray::number(entry.deliveryCount));
        }
        return list;
    }

    std::optional<qint64> releasedCount() { return ok(XinfoStreamFull {"s"}).groups.value(0).nackedCount; }
};

} // namespace RedisStreams::Test

#define REQUIRE_CLAIM() REQUIRE_FEATURE({"CLAIM", {8, 4}, std::nullopt})
#define REQUIRE_NACK() REQUIRE_FEATURE({"XNACK", {8, 8}, std::nullopt})
