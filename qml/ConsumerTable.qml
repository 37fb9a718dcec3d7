// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The consumers of a StreamMonitor's current group. A click lists the pending entries of one alone (in the monitor's
// pendingList); one that is not needed any more can be removed, its entries given to another.
FocusScope {
    id: root

    property StreamMonitor monitor: null
    readonly property ConsumerListModel list: monitor ? monitor.consumerList : null
    readonly property string shownConsumer: monitor ? monitor.pendingList.consumer : ""
    property int currentRow: -1
    // Whose row that is: others come and go around it.
    property string currentName: ""
    onCurrentRowChanged: currentName = nameAt(currentRow)
    // Whose removal is asked for.
    property string asked: ""
    property real askedPending: 0

    function keepCurrent() {
        const row = Array.from(list.names).indexOf(currentName);
        if (currentRow >= 0)
            currentRow = row >= 0 ? row : Math.min(currentRow, list.count - 1);
        currentName = nameAt(currentRow);
    }

    function nameAt(row: int): string {
        return list && row >= 0 && row < list.count ? list.data(list.index(row, 0), ConsumerListModel.NameRole) : "";
    }

    function toggle(row: int) {
        const name = nameAt(row);
        currentRow = row;
        if (monitor && name.length > 0)
            monitor.pendingList.consumer = shownConsumer === name ? "" : name;
    }

    function askRemoval(row: int) {
        if (nameAt(row).length === 0 || question.busy)
            return;
        currentRow = row;
        askedPending = list.data(list.index(row, 0), ConsumerListModel.PendingRole);
        question.result = "";
        asked = nameAt(row);
        // As they are now: a list that changes under the user would change what is chosen in it.
        heir.offer(list.names.filter(name => name !== asked));
        question.forceActiveFocus();
    }

    function remove() {
        const consumer = asked;
        const target = askedPending > 0 ? heir.editText : "";
        question.busy = true;
        monitor.removeConsumer(monitor.currentStream, monitor.currentGroup, consumer, target, (moved, error) => {
            question.busy = false;
            asked = "";
            question.resultIsError = error !== null;
            if (question.activeFocus)
                rows.forceActiveFocus();
            if (error)
                question.result = error.message;
            else if (moved > 0)
                question.result = qsTr("%1 is removed; %2 given to %3.").arg(consumer)
                    .arg(Format.plural(moved, qsTr("entry"), qsTr("entries"))).arg(target);
            else
                question.result = qsTr("%1 is removed.").arg(consumer);
            if (!error && shownConsumer === consumer)
                monitor.pendingList.consumer = "";
        }, root);
    }

    function handleKey(event: var): bool {
        switch (event.key) {
        case Qt.Key_Up: currentRow = Math.max(0, currentRow - 1); break;
        case Qt.Key_Down: currentRow = Math.min(rows.count - 1, currentRow + 1); break;
        case Qt.Key_Space:
        case Qt.Key_Return:
        case Qt.Key_Enter: toggle(currentRow); break;
        case Qt.Key_Delete: askRemoval(currentRow); break;
        default: return false;
        }
        rows.positionViewAtIndex(currentRow, ListView.Contain);
        return true;
    }

    implicitWidth: 480
    implicitHeight: 200

    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Consumers")

    Connections {
        target: root.monitor
        function onCurrentGroupChanged() {
            root.asked = "";
            question.result = "";
            root.currentRow = -1;
            root.monitor.pendingList.consumer = "";
        }
    }

    Connections {
        target: root.list
        function onNamesChanged() { root.keepCurrent(); }
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    ConsumerRow {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top }
        isHeader: true
        name: qsTr("consumer")
        pendingText: qsTr("pending")
        idleText: qsTr("idle")
        inactiveText: qsTr("got last")

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 1
            color: Theme.line
        }
    }

    ListView {
        id: rows
        objectName: "rows"
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: question.top }
        clip: true
        focus: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.list
        ScrollBar.vertical: TableScrollBar {
            visible: rows.contentHeight > rows.height
        }
        Keys.onPressed: event => event.accepted = root.handleKey(event)

        delegate: Item {
            id: row
            required property int index
            required property string name
            required property real pending
            required property real idle
            // undefined before Redis 7.2
            required property var inactive

            width: rows.width
            height: Theme.rowHeight

            ConsumerRow {
                anchors.fill: parent
                name: row.name
                pendingText: Format.count(row.pending)
                idleText: Format.duration(row.idle)
                inactiveText: row.inactive === undefined ? "" : row.inactive < 0 ? qsTr("never") : Format.duration(row.inactive)
                selected: root.shownConsumer === row.name
                current: row.index === root.currentRow && rows.activeFocus
                onChosen: {
                    rows.forceActiveFocus();
                    root.toggle(row.index);
                }
                onRemovalWanted: root.askRemoval(row.index)
            }
        }
    }

    NoticeText {
        anchors.centerIn: rows
        visible: rows.count === 0
        isError: root.list !== null && root.list.error.isError
        title: isError ? qsTr("Consumers cannot be read") : ""
        hint: isError && root.list ? root.list.error.message
            : !root.monitor || root.monitor.currentGroup.length === 0 ? qsTr("Choose a group to see its consumers.")
            : qsTr("No consumer has read in this group yet.")
    }

    InlineQuestion {
        id: question
        objectName: "question"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        question: root.asked.length === 0 ? ""
            : root.askedPending > 0 ? qsTr("%1 will be removed from the group. What it has pending is given to:").arg(root.asked)
            : qsTr("%1 will be removed from the group; it has nothing pending.").arg(root.asked)
        confirmText: qsTr("Remove")
        confirmEnabled: root.askedPending === 0 || (heir.editText.length > 0 && heir.editText !== root.asked)
        onConfirmed: root.remove()
        onCancelled: {
            root.asked = "";
            rows.forceActiveFocus();
        }

        ChoiceBox {
            id: heir
            objectName: "heir"
            visible: root.askedPending > 0
            editable: true
            Accessible.name: qsTr("Consumer that gets the entries")
            onAccepted: question.confirm()
        }
    }
}
