// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// The actions of a PendingTable: what each says before and after, and what it does.
QtObject {
    id: root

    property StreamMonitor monitor: null
    // What is asked for ("acknowledge", "claim", "release", "deadLetter" or nothing), and for which entries.
    property string asked: ""
    property var ids: []
    property string consumer: ""
    property string deadLetters: ""
    // While it is under way.
    property bool busy: false
    // What became of it.
    signal finished(result: string, isError: bool)

    readonly property string group: monitor ? monitor.currentGroup : ""
    readonly property string entries: entriesText(ids.length)

    readonly property bool ready: asked === "claim" ? consumer.length > 0
                                : asked === "deadLetter" ? deadLetters.length > 0 && monitor !== null && deadLetters !== monitor.currentStream
                                : true
    readonly property string question: {
        switch (asked) {
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
    })[asked] ?? qsTr("OK")

    function entriesText(count: int): string {
        return Format.plural(count, qsTr("entry"), qsTr("entries"));
    }

    // An entry that was delivered anew since it was looked at is somebody's work: it is left alone.
    function smallestIdle(chosen: var): real {
        const list = monitor.pendingList;
        let least = -1;
        for (const id of chosen) {
            const idle = list.data(list.index(list.indexOf(id), 0), PendingListModel.IdleRole) ?? 0;
            least = least < 0 ? Math.max(0, idle) : Math.min(least, Math.max(0, idle));
        }
        return Math.max(0, least);
    }

    // The callbacks are dropped with \a context.
    function carryOut(context: QtObject) {
        const stream = monitor.currentStream;
        const chosen = ids;
        const wanted = chosen.length;
        const target = asked === "claim" ? consumer : deadLetters;
        busy = true;
        switch (asked) {
        case "acknowledge":
            monitor.acknowledge(stream, group, chosen, (count, error) => finish(error, count, wanted, qsTr("acknowledged")), context);
            break;
        case "claim":
            monitor.claim(stream, group, target, chosen, smallestIdle(chosen),
                          (claimed, error) => finish(error, error ? 0 : claimed.length, wanted, qsTr("given to %1").arg(target)), context);
            break;
        case "release":
            monitor.release(stream, group, chosen, (count, error) => finish(error, count, wanted, qsTr("released")), context);
            break;
        case "deadLetter":
            monitor.deadLetter(stream, group, chosen, target,
                               (count, error) => finish(error, count, wanted, qsTr("put aside in %1").arg(target)), context);
            break;
        }
    }

    function finish(error: var, count: var, wanted: int, done: string) {
        busy = false;
        if (error)
            finished(error.message, true);
        else if (count === wanted)
            finished(qsTr("%1 %2.").arg(entriesText(count)).arg(done), false);
        else
            finished(qsTr("%1 of %2 %3; the others were finished, or somebody's work, meanwhile.").arg(Format.count(count))
                     .arg(entriesText(wanted)).arg(done), false);
    }
}
