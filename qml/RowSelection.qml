// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick

// Which rows of a list are chosen, by their ids: rows come and go while a list is looked at. Choosing one drops the
// others; Ctrl adds or takes away one, Shift takes all up to it.
QtObject {
    id: root

    property int count: 0
    // The id of a row, and the row of an id; -1 when it is not there.
    property var idAt: row => ""
    property var rowOf: id => -1
    // The ids of the chosen rows; where the arrow keys are, and where a range begins.
    property var ids: []
    property string currentId: ""
    property string anchorId: ""
    readonly property int currentRow: currentId.length > 0 ? where(currentId, changes) : -1
    // When the current row goes, the arrow keys go on from where it was.
    property int lastRow: -1
    // To be counted on whenever rows came or went.
    property int changes: 0
    signal moved(row: int)

    // \a version: what a binding depends on.
    function where(id: string, version: int): int {
        const find = rowOf;
        return find(id);
    }

    function idOf(row: int): string {
        const find = idAt;
        return find(row);
    }

    function select(row: int, add: bool, range: bool) {
        if (row < 0 || row >= count)
            return;
        const id = idOf(row);
        const anchorRow = anchorId.length > 0 ? where(anchorId, changes) : -1;
        if (range && anchorRow >= 0) {
            const all = [];
            for (let i = Math.min(row, anchorRow); i <= Math.max(row, anchorRow); ++i)
                all.push(idOf(i));
            ids = all;
        } else {
            if (add)
                ids = ids.includes(id) ? ids.filter(other => other !== id) : ids.concat([id]);
            else
                ids = [id];
            anchorId = id;
        }
        currentId = id;
        lastRow = row;
        moved(row);
    }

    function selectAll() {
        const all = [];
        for (let row = 0; row < count; ++row)
            all.push(idOf(row));
        ids = all;
    }

    function clear() {
        ids = [];
    }

    // As before anything was chosen: another list.
    function reset() {
        ids = [];
        currentId = "";
        anchorId = "";
        lastRow = -1;
    }

    function step(by: int): int {
        const from = currentRow >= 0 ? currentRow : lastRow >= 0 && by > 0 ? lastRow - 1 : lastRow;
        return Math.max(0, Math.min(count - 1, from + by));
    }

    // Drops those that are not there any more.
    function keep(isThere: var) {
        const kept = ids.filter(isThere);
        if (kept.length !== ids.length)
            ids = kept;
    }

    // Whether the key was one of these.
    function handleKey(event: var): bool {
        const shift = (event.modifiers & Qt.ShiftModifier) !== 0;
        const ctrl = (event.modifiers & Qt.ControlModifier) !== 0;
        switch (event.key) {
        case Qt.Key_Up: select(step(-1), false, shift); return true;
        case Qt.Key_Down: select(step(1), false, shift); return true;
        case Qt.Key_Home: select(0, false, shift); return true;
        case Qt.Key_End: select(count - 1, false, shift); return true;
        case Qt.Key_Space: select(currentRow, true, false); return true;
        case Qt.Key_A:
            if (ctrl)
                selectAll();
            return ctrl;
        case Qt.Key_Escape:
            if (ids.length === 0)
                return false;
            clear();
            return true;
        }
        return false;
    }
}
