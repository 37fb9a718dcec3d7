// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import RedisStreams

// One entry in full: its fields, or the whole of it as JSON, in hexadecimal, or as redis-cli shows it. Large values are
// cut until they are asked for; what is copied is complete.
FocusScope {
    id: root

    // A streamEntry, or null.
    property var entry: null
    // "fields", "json", "hex" or "raw".
    property string form: "fields"
    readonly property bool valid: entryDocument.valid
    // Whether there is a button that opens the entry in a window of its own.
    property bool canOpen: true
    signal closed

    readonly property var forms: ["fields", "json", "hex", "raw"]

    function copy() {
        if (!valid)
            return;
        entryDocument.copy();
        copied.restart();
    }

    function openWindow() {
        if (!valid)
            return;
        // Not by its type: it has one of these in it.
        const component = Qt.createComponent(Qt.resolvedUrl("EntryWindow.qml"));
        const opened = component.createObject(root, { "entry": entry, "form": form });
        if (!opened)
            console.warn(component.errorString());
    }

    function showForm(step: int) {
        form = forms[(forms.indexOf(form) + step + forms.length) % forms.length];
    }

    implicitWidth: 480
    implicitHeight: 240

    Accessible.role: Accessible.Pane
    Accessible.name: valid ? qsTr("Entry %1").arg(root.entry.id) : qsTr("Entry")

    Keys.onPressed: event => {
        const ctrl = (event.modifiers & Qt.ControlModifier) !== 0;
        event.accepted = true;
        if (ctrl && event.key === Qt.Key_C)
            copy();
        else if (ctrl && event.key === Qt.Key_Tab)
            showForm(1);
        else if (event.key === Qt.Key_Escape)
            closed();
        else
            event.accepted = false;
    }

    EntryDocument {
        id: entryDocument
        entry: root.entry
        form: [EntryDocument.Fields, EntryDocument.Json, EntryDocument.Hex, EntryDocument.Raw][root.forms.indexOf(root.form)] ?? EntryDocument.Fields
    }

    Timer {
        id: copied
        interval: 1500
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    Rectangle {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top }
        height: 11 * Theme.grid
        color: Theme.raised

        // The stream's colour, as in tables and charts.
        Rectangle {
            width: Theme.grid
            height: parent.height
            color: root.valid ? Theme.streamColor(root.entry.stream) : "transparent"
        }

        RowLayout {
            anchors { fill: parent; leftMargin: 3 * Theme.grid; rightMargin: 2 * Theme.grid }
            spacing: Theme.grid

            Text {
                Layout.fillWidth: true
                text: root.valid ? root.entry.id : ""
                textFormat: Text.PlainText
                elide: Text.ElideRight
                color: Theme.text
                font.family: Theme.monoFamily
                font.pixelSize: Theme.textSize
            }

            Repeater {
                model: [
                    { "form": "fields", "text": qsTr("Fields") }, { "form": "json", "text": qsTr("JSON") },
                    { "form": "hex", "text": qsTr("Hex") }, { "form": "raw", "text": qsTr("Raw") }
                ]
                ActionButton {
                    required property var modelData
                    objectName: modelData.form
                    text: modelData.text
                    checked: root.form === modelData.form
                    enabled: root.valid
                    hint: qsTr("Next form: Ctrl+Tab")
                    onClicked: root.form = modelData.form
                }
            }

            ActionButton {
                objectName: "open"
                Layout.leftMargin: 2 * Theme.grid
                visible: root.canOpen
                text: qsTr("Open")
                hint: qsTr("In a window of its own")
                enabled: root.valid
                onClicked: root.openWindow()
            }

            ActionButton {
                objectName: "copy"
                Layout.leftMargin: root.canOpen ? 0 : 2 * Theme.grid
                Layout.minimumWidth: 18 * Theme.grid
                text: copied.running ? qsTr("Copied") : qsTr("Copy")
                hint: root.form === "fields" ? qsTr("Copy the entry as JSON (Ctrl+C)") : qsTr("Copy all of it (Ctrl+C)")
                enabled: root.valid
                onClicked: root.copy()
            }
        }
    }

    Text {
        id: facts
        anchors { left: parent.left; right: parent.right; top: header.bottom; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
        height: root.valid ? 7 * Theme.grid : 0
        verticalAlignment: Text.AlignVCenter
        visible: root.valid
        text: {
            if (!root.valid)
                return "";
            const parts = [root.entry.stream];
            if (!isNaN(root.entry.timestamp))
                parts.push(Qt.formatDateTime(root.entry.timestamp, "yyyy-MM-dd HH:mm:ss.zzz"));
            parts.push(Format.plural(entryDocument.count, qsTr("field"), qsTr("fields")), Format.bytes(entryDocument.byteCount));
            if (root.entry.deliveryCount > 0)
                parts.push(Format.plural(root.entry.deliveryCount, qsTr("delivery"), qsTr("deliveries")));
            return parts.join("  \u00b7  ");
        }
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: Theme.mutedText
        font.pixelSize: Theme.smallSize
    }

    ListView {
        id: fieldList
        objectName: "fieldList"
        anchors { left: parent.left; right: parent.right; top: facts.bottom; bottom: parent.bottom }
        visible: root.form === "fields"
        clip: true
        focus: visible
        activeFocusOnTab: true
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        model: entryDocument
        ScrollBar.vertical: TableScrollBar {
            visible: fieldList.contentHeight > fieldList.height
        }
        delegate: EntryField {
            required property int index
            width: fieldList.width - (fieldList.contentHeight > fieldList.height ? 3 * Theme.grid : 0)
            current: ListView.isCurrentItem && fieldList.activeFocus
            onMoreWanted: entryDocument.expandField(index)
            onCopyWanted: entryDocument.copyField(index)
        }
    }

    Flickable {
        id: scroll
        anchors { left: parent.left; right: parent.right; top: facts.bottom; bottom: more.top }
        visible: root.form !== "fields"
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        contentWidth: Math.max(width, body.implicitWidth)
        contentHeight: body.implicitHeight
        ScrollBar.vertical: TableScrollBar {
            visible: scroll.contentHeight > scroll.height
        }
        ScrollBar.horizontal: TableScrollBar {
            visible: scroll.contentWidth > scroll.width + 1
        }

        TextEdit {
            id: body
            objectName: "body"
            padding: 3 * Theme.grid
            readOnly: true
            selectByMouse: true
            activeFocusOnTab: true
            textFormat: TextEdit.PlainText
            text: entryDocument.text
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentText
            font.family: Theme.monoFamily
            font.pixelSize: Theme.textSize
            Accessible.name: qsTr("The entry's text")
            Keys.forwardTo: [root]
        }
    }

    Item {
        id: more
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        visible: root.form !== "fields" && entryDocument.cut
        height: visible ? 10 * Theme.grid : 0

        ActionButton {
            objectName: "more"
            anchors.centerIn: parent
            visible: !entryDocument.expanded
            text: qsTr("Show more of %1").arg(Format.bytes(entryDocument.byteCount))
            onClicked: entryDocument.expanded = true
        }
        Text {
            anchors.centerIn: parent
            visible: entryDocument.expanded
            text: qsTr("Only the first 256 kB of each value are shown; Copy takes all")
            textFormat: Text.PlainText
            color: Theme.mutedText
            font.pixelSize: Theme.smallSize
        }
    }

    NoticeText {
        anchors.centerIn: parent
        visible: !root.valid
        hint: qsTr("Choose an entry to see all of it.")
    }
}
