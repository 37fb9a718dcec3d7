// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RedisStreams

// The pending entries of a StreamMonitor's current group, and what can be done about them. Entries are chosen by a
// click or with the arrows and Space (Ctrl adds one, Shift up to here, Ctrl+A all that are listed); each action asks
// once, says what will happen, and tells what did.
FocusScope {
    id: root

    property StreamMonitor monitor: null
    // Where dead letters go; proposed when asking.
    property string deadLetterStream: monitor && monitor.currentStream.length > 0 ? monitor.currentStream + ":dead" : ""

    // The ids of the chosen entries.
    readonly property alias selectedIds: selection.ids
    readonly property int selectedCount: selectedIds.length
    readonly property PendingListModel list: monitor ? monitor.pendingList : null
    // "", "acknowledge", "claim", "release" or "deadLetter": what is asked now.
    property string asked: ""
    signal entryActivated(stream: string, entryId: string)

    function idAt(row: int): string {
        return list && row >= 0 && row < list.count ? list.data(list.index(row, 0), PendingListModel.IdRole) : "";
    }

    function selectRow(row: int, add: bool, range: bool) {
        selection.select(row, add, range);
    }

    function clearSelection() {
        selection.clear();
        asked = "";
    }

    // With another group.
    function begin() {
        selection.reset();
        asked = "";
        question.result = "";
    }

    // Those that are not pending any more are no longer chosen.
    function keepListed() {
        selection.keep(id => list !== null && list.indexOf(id) >= 0);
        if (selectedCount === 0 && asked.length > 0)
            asked = "";
    }

    function ask(action: string) {
        if (selectedCount === 0 || question.busy)
            return;
        question.result = "";
        asked = action;
        // As they are now: a list that changes under the user would change what is chosen in it.
        if (action === "claim")
            consumerChoice.offer(monitor.consumerList.names);
        question.forceActiveFocus();
    }

    function handleKey(event: var): bool {
        if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) {
            if (selection.currentRow >= 0)
                entryActivated(monitor.currentStream, idAt(selection.currentRow));
            return true;
        }
        if (event.key === Qt.Key_Escape)
            asked = "";
        return selection.handleKey(event);
    }

    RowSelection {
        id: selection
        count: rows.count
        idAt: row => root.idAt(row)
        rowOf: id => root.list ? root.list.indexOf(id) : -1
        onMoved: row => {
            rows.positionViewAtIndex(row, ListView.Contain);
            question.result = "";
        }
    }

    PendingActions {
        id: actions
        monitor: root.monitor
        asked: root.asked
        ids: root.selectedIds
        consumer: consumerChoice.editText
        deadLetters: deadLetterField.text
        onFinished: (result, isError) => {
            root.asked = "";
            question.resultIsError = isError;
            if (question.activeFocus)
                rows.forceActiveFocus();
            question.result = result;
            // After a failure something else can be tried with them.
            if (!isError)
                root.clearSelection();
        }
    }

    Connections {
        target: root.list
        function onRowsInserted() { ++selection.changes; }
        function onRowsRemoved() { ++selection.changes; root.keepListed(); }
    }
    Connections {
        target: root.monitor
        function onCurrentGroupChanged() { root.begin(); }
        function onCurrentStreamChanged() { root.begin(); }
    }

    implicitWidth: 640
    implicitHeight: 320

    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Pending entries")

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    PendingTableHeader {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top }
    }

    ListView {
        id: rows
        objectName: "rows"
        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: bar.top }
        clip: true
        focus: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.list
        ScrollBar.vertical: TableScrollBar {
            visible: rows.contentHeight > rows.height
        }

        Keys.onPressed: event => event.accepted = root.handleKey(event)

        delegate: PendingRow {
            required property int index
            width: rows.width
            selected: root.selectedIds.includes(entryId)
            current: index === selection.currentRow && rows.activeFocus

            TapHandler {
                acceptedModifiers: Qt.NoModifier
                onTapped: { rows.forceActiveFocus(); root.selectRow(parent.index, false, false); }
                onDoubleTapped: root.entryActivated(root.monitor.currentStream, parent.entryId)
            }
            TapHandler {
                acceptedModifiers: Qt.ControlModifier
                onTapped: { rows.forceActiveFocus(); root.selectRow(parent.index, true, false); }
            }
            TapHandler {
                acceptedModifiers: Qt.ShiftModifier
                onTapped: { rows.forceActiveFocus(); root.selectRow(parent.index, false, true); }
            }
        }
    }

    NoticeText {
        anchors.centerIn: rows
        visible: rows.count === 0
        isError: root.list !== null && root.list.error.isError
        title: isError ? qsTr("Pending entries cannot be read")
             : !root.monitor || root.monitor.currentGroup.length === 0 ? qsTr("No group chosen") : qsTr("Nothing pending")
        hint: isError && root.list ? root.list.error.message
            : !root.monitor || root.monitor.currentGroup.length === 0 ? qsTr("Choose a group to see what its consumers have in work.")
            : qsTr("Everything that was given to the consumers of %1 is acknowledged.").arg(root.monitor.currentGroup)
    }

    Item {
        id: bar
        anchors { left: parent.left; right: parent.right; bottom: question.top }
        height: 11 * Theme.grid

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }

        RowLayout {
            anchors { fill: parent; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
            spacing: 2 * Theme.grid

            Text {
                Layout.fillWidth: true
                readonly property bool brief: root.width < 150 * Theme.grid
                text: root.selectedCount > 0 ? (brief ? Format.count(root.selectedCount) : qsTr("%1 chosen").arg(actions.entriesText(root.selectedCount)))
                    : rows.count === 0 ? ""
                    : brief ? Format.count(rows.count)
                    : qsTr("%1 listed%2").arg(actions.entriesText(rows.count)).arg(root.list && !root.list.complete ? qsTr(", there are more") : "")
                textFormat: Text.PlainText
                elide: Text.ElideRight
                color: Theme.mutedText
                font.pixelSize: Theme.textSize
            }
            Repeater {
                model: [
                    { "action": "acknowledge", "text": qsTr("Acknowledge"), "hint": qsTr("The group is done with them") },
                    { "action": "claim", "text": qsTr("Claim to..."), "hint": qsTr("Give them to a consumer") },
                    { "action": "release", "text": qsTr("Release"), "hint": qsTr("Give them back to the group (Redis 8.8)") },
                    { "action": "deadLetter", "text": qsTr("Dead letter..."), "hint": qsTr("Put them aside in another stream") }
                ]
                ActionButton {
                    required property var modelData
                    objectName: modelData.action
                    text: modelData.text
                    hint: modelData.hint
                    enabled: root.selectedCount > 0 && !question.busy
                    checked: root.asked === modelData.action
                    onClicked: root.ask(modelData.action)
                }
            }
        }
    }

    InlineQuestion {
        id: question
        objectName: "question"
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        question: actions.question
        confirmText: actions.confirmText
        confirmEnabled: actions.ready
        busy: actions.busy
        onConfirmed: actions.carryOut(root)
        onCancelled: {
            root.asked = "";
            rows.forceActiveFocus();
        }

        ChoiceBox {
            id: consumerChoice
            objectName: "consumer"
            visible: root.asked === "claim"
            editable: true
            Accessible.name: qsTr("Consumer")
            onAccepted: question.confirm()
        }
        QuestionField {
            id: deadLetterField
            objectName: "deadLetters"
            visible: root.asked === "deadLetter"
            implicitWidth: 48 * Theme.grid
            text: root.deadLetterStream
            placeholderText: qsTr("Stream for dead letters")
            onAccepted: question.confirm()
        }
    }
}
