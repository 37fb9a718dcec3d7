// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick

// Which rows of a list are chosen, by their ids: rows come and go while a list is looked at. Choosing one drops the
// others; Ctrl adds or takes away one, Shift takes all up to it.
QtObject {
    id: root

    property int count: 0
    // The id of a row.
    property var idAt: row => ""
    // The ids of the chosen rows, and where the arrow keys are.
    property var ids: []
    property int currentRow: -1
    property int anchorRow: -1
    signal moved(row: int)

    function idOf(row: int): string {
        const find = idAt;
        return find(row);
    }

    function select(row: int, add: bool, range: bool) {
        if (row < 0 || row >= count)
            return;
        const id = idOf(row);
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
            anchorRow = row;
        }
        currentRow = row;
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
        case Qt.Key_Up: select(Math.max(0, currentRow - 1), false, shift); return true;
        case Qt.Key_Down: select(Math.min(count - 1, currentRow + 1), false, shift); return true;
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
