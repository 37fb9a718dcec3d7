// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// Single commands of a group as an application would write them; the tests check it with qmllint and run it.
Item {
    id: top

    required property string server
    property var done: []
    property var takenOver: []
    property int stillPending: -1
    property int removed: -1

    function work(): void {
        redis.xreadgroup("group-a", "consumer-1", {"jobs": ">"}, {count: 2, block: 1000}, (batches, error) => {
            for (const batch of batches ?? []) {
                for (const entry of batch.entries)
                    top.done.push(batch.stream + " " + entry.fields.n);
                redis.xack(batch.stream, "group-a", batch.entries, () => top.takeOver("0-0"), top);
            }
        }, top);
    }

    function takeOver(start: string): void {
        redis.xautoclaim("jobs", "group-a", "consumer-1", 0, {start: start, count: 1}, (page, error) => {
            top.takenOver.push(...page.entries.map(entry => entry.id));
            if (!page.complete)
                return top.takeOver(page.next);
            redis.xinfoStreamFull("jobs", {count: 1}, (all, error) => top.stillPending = all.groups[0].pendingCount, top);
        }, top);
    }

    function remove(ids: var): void {
        redis.xackdel("jobs", "group-a", ids, {references: "ACKED"}, (all, error) => {
            top.removed = error ? -2 : all.filter(one => one === RedisClient.Removed).length;
        }, top);
    }

    RedisClient {
        id: redis
        url: top.server
    }
}
