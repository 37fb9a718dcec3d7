// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// Adds an entry to a stream that may not exist yet. It stays open, to add another.
FocusScope {
    id: root

    required property Session session
    property string proposedStream: ""
    property real maximumHeight: 400
    property bool opened: false
    property bool busy: false

    function open() {
        if (!opened && streamField.text.length === 0)
            streamField.text = proposedStream;
        opened = true;
        const target = streamField.text.length === 0 ? streamField : (fields.itemAt(0) as EntryFieldRow);
        target?.forceActiveFocus();
    }

    function close() {
        opened = false;
    }

    // The pairs that have a name; two of the same name are two fields.
    function pairs(): var {
        const list = [];
        for (let i = 0; i < fields.count; ++i) {
            const row = fields.itemAt(i) as EntryFieldRow;
            if (row && row.name.length > 0)
                list.push([row.name, row.value]);
        }
        return list;
    }

    function add() {
        const stream = streamField.text;
        if (busy || stream.length === 0)
            return;
        const entry = pairs();
        if (entry.length === 0) {
            outcome.show(qsTr("An entry needs a field: give it a name."), true);
            return;
        }
        busy = true;
        session.client.xadd(stream, entry, {}, (id, error) => {
            busy = false;
            if (error) {
                outcome.show(error.message, true);
                return;
            }
            outcome.show(qsTr("Added %1").arg(id), false);
            session.monitor.refresh();
        }, root);
    }

    implicitHeight: opened ? Math.min(maximumHeight, form.implicitHeight + 10 * Theme.grid + 3 * Theme.grid) : 10 * Theme.grid
    Keys.onEscapePressed: event => {
        event.accepted = opened;
        close();
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    AbstractButton {
        id: opener
        objectName: "addEntry"
        width: parent.width
        height: 10 * Theme.grid
        text: root.opened ? qsTr("Add an entry") : qsTr("+ Add an entry")
        Accessible.name: qsTr("Add an entry")
        onClicked: root.opened ? root.close() : root.open()
        HintTip {
            shown: opener.hovered
            text: root.opened ? qsTr("Close (Esc)") : qsTr("Ctrl+N")
        }
        contentItem: Text {
            leftPadding: 3 * Theme.grid
            rightPadding: 3 * Theme.grid
            verticalAlignment: Text.AlignVCenter
            text: opener.text
            textFormat: Text.PlainText
            color: root.opened ? Theme.text : Theme.accent
            font.pixelSize: Theme.textSize
            font.bold: root.opened
        }
        background: Rectangle {
            y: 1
            color: opener.hovered ? Theme.hover : "transparent"
            border.width: opener.visualFocus ? 2 : 0
            border.color: Theme.accent
        }
        Text {
            anchors { right: parent.right; rightMargin: 3 * Theme.grid; verticalCenter: parent.verticalCenter }
            visible: root.opened
            text: "\u2715"
            textFormat: Text.PlainText
            color: Theme.mutedText
            font.pixelSize: Theme.textSize
        }
    }

    Flickable {
        id: flick
        anchors { left: parent.left; right: parent.right; top: opener.bottom; bottom: parent.bottom }
        anchors { leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid; bottomMargin: 2 * Theme.grid }
        visible: root.opened
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        contentHeight: form.implicitHeight

        Column {
            id: form
            width: parent.width
            spacing: 2 * Theme.grid

            AppTextField {
                id: streamField
                objectName: "producerStream"
                width: parent.width
                placeholderText: qsTr("Stream")
                Accessible.name: qsTr("Stream to add to")
                onAccepted: root.add()
            }
            Repeater {
                id: fields
                objectName: "producerFields"
                model: ListModel {
                    id: fieldRows
                    ListElement { unused: 0 }
                }

                EntryFieldRow {
                    required property int index
                    width: form.width
                    number: index
                    removable: fieldRows.count > 1
                    onAccepted: root.add()
                    onRemoved: fieldRows.remove(index)
                }
            }
            RowLayout {
                width: parent.width

                LinkButton {
                    text: qsTr("+ Field")
                    onClicked: {
                        fieldRows.append({ "unused": 0 });
                        (fields.itemAt(fieldRows.count - 1) as EntryFieldRow)?.forceActiveFocus();
                    }
                }
                Item {
                    Layout.fillWidth: true
                }
                ActionButton {
                    objectName: "addNow"
                    primary: true
                    enabled: streamField.text.length > 0 && !root.busy && root.session.client.connected
                    text: qsTr("Add")
                    hint: qsTr("Enter")
                    onClicked: root.add()
                }
            }
            AppLabel {
                id: outcome
                objectName: "producerOutcome"
                property bool isError: false
                function show(message: string, error: bool) {
                    text = message;
                    isError = error;
                }
                width: parent.width
                visible: text.length > 0
                color: isError ? Theme.bad : Theme.good
                Accessible.role: Accessible.AlertMessage
                Accessible.name: text
            }
        }
    }
}
