// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// A member of a group as an application would write it; the tests check it with qmllint and run it.
Item {
    id: top

    required property string server
    property var done: []
    property int backlog: 0
    property int taken: 0
    property var pendingTotal

    function count(): void {
        worker.pending("jobs", (reply, error) => top.pendingTotal = error ? -1 : reply.total);
    }

    RedisClient {
        id: redis
        url: top.server
    }

    GroupConsumer {
        id: worker
        objectName: "worker"
        active: true
        client: redis
        streams: ["jobs"]
        group: "group-a"
        consumer: "consumer-1"
        startFrom: GroupConsumer.Beginning
        startFromBacklog: true
        ackPolicy: GroupConsumer.Manual
        missingGroupPolicy: GroupConsumer.RecreateFromPosition
        maxInFlight: 100
        claimMinIdle: 300
        claimInterval: 50
        maxDeliveries: 5
        deadLetterStream: "jobs:dead"

        onEntryReceived: (stream, entry) => {
            top.done.push(entry.fields.n + "x" + entry.deliveryCount);
            if (entry.fields.n % 2 === 0)
                worker.acknowledge(entry);
            else
                worker.acknowledge(stream, [entry.id]);
        }
        onBacklogFinished: stream => top.backlog++
        onEntryClaimed: (stream, entry) => top.taken++
        onErrorOccurred: error => console.warn(error.message)
    }
}
