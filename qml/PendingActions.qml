// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// The actions of a PendingTable: what each says before and after, and what it does.
QtObject {
    id: root

    required property PendingTable table
    required property InlineQuestion question
    property string consumer: ""
    property string deadLetters: ""

    readonly property StreamMonitor monitor: table.monitor
    readonly property string group: monitor ? monitor.currentGroup : ""
    readonly property string entries: table.entriesText(table.selectedCount)

    readonly property bool ready: table.asked === "claim" ? consumer.length > 0
                                : table.asked === "deadLetter" ? deadLetters.length > 0 && deadLetters !== monitor.currentStream
                                : true
    readonly property string questionText: {
        switch (table.asked) {
        case "acknowledge":
            return qsTr("%1 will be acknowledged: the group \"%2\" is done with them and does not get them again. They stay in the stream.").arg(entries).arg(group);
        case "claim":
            return qsTr("%1 will become those of another consumer, who gets them when it reads its backlog.").arg(entries);
        case "release":
            return qsTr("%1 will be nobody's: whoever claims next in the group \"%2\" gets them.").arg(entries).arg(group);
        case "deadLetter":
            return qsTr("%1 will be copied to another stream, with where they come from, and acknowledged in the group \"%2\".").arg(entries).arg(group);
        }
        return "";
    }
    readonly property string confirmText: ({
        "acknowledge": qsTr("Acknowledge"), "claim": qsTr("Claim"), "release": qsTr("Release"), "deadLetter": qsTr("Put aside")
    })[table.asked] ?? qsTr("OK")

    // An entry that was delivered anew since it was looked at is somebody's work: it is left alone.
    function smallestIdle(ids: var): real {
        let least = -1;
        for (const id of ids) {
            const list = table.list;
            const idle = list.data(list.index(list.indexOf(id), 0), PendingListModel.IdleRole) ?? 0;
            least = least < 0 ? Math.max(0, idle) : Math.min(least, Math.max(0, idle));
        }
        return Math.max(0, least);
    }

    function carryOut() {
        const ids = table.selectedIds;
        const stream = monitor.currentStream;
        const target = table.asked === "claim" ? consumer : deadLetters;
        question.busy = true;
        switch (table.asked) {
        case "acknowledge":
            monitor.acknowledge(stream, group, ids, (count, error) => finish(error, count, ids.length, qsTr("acknowledged")), table);
            break;
        case "claim":
            monitor.claim(stream, group, target, ids, smallestIdle(ids),
                          (claimed, error) => finish(error, error ? 0 : claimed.length, ids.length, qsTr("given to %1").arg(target)), table);
            break;
        case "release":
            monitor.release(stream, group, ids, (count, error) => finish(error, count, ids.length, qsTr("released")), table);
            break;
        case "deadLetter":
            monitor.deadLetter(stream, group, ids, target,
                               (count, error) => finish(error, count, ids.length, qsTr("put aside in %1").arg(target)), table);
            break;
        }
    }

    function finish(error: var, count: real, wanted: real, done: string) {
        question.busy = false;
        table.asked = "";
        question.resultIsError = error !== null;
        if (error) {
            question.result = error.message;
            return;
        }
        table.clearSelection();
        question.result = count === wanted ? qsTr("%1 %2.").arg(table.entriesText(count)).arg(done)
            : qsTr("%1 of %2 %3; the others were finished, or somebody's work, meanwhile.").arg(Format.count(count)).arg(table.entriesText(wanted)).arg(done);
    }
}
