// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// A field in an EntryInspector: its name, and its value with room to read it.
Item {
    id: root

    required property string name
    required property string text
    required property string kind
    required property real byteCount
    required property bool cut
    property bool current: false
    signal moreWanted
    signal copyWanted

    readonly property bool isMono: kind === "json" || kind === "binary"
    readonly property int nameWidth: Math.min(40 * Theme.grid, Math.round(width * 0.3))

    implicitHeight: Math.max(Theme.rowHeight, value.implicitHeight + 3 * Theme.grid) + (cut ? Theme.rowHeight + Theme.grid : 0)

    Accessible.role: Accessible.ListItem
    Accessible.name: name
    Accessible.description: kind === "binary" ? qsTr("%1 that are no text").arg(Format.bytes(byteCount)) : text

    Keys.onReturnPressed: root.moreWanted()

    Rectangle {
        anchors.fill: parent
        color: hover.hovered ? Theme.hover : "transparent"
        border.width: root.current ? 2 : 0
        border.color: Theme.accent
    }

    Text {
        id: title
        x: 3 * Theme.grid
        y: 1.5 * Theme.grid
        width: root.nameWidth
        text: root.name
        textFormat: Text.PlainText
        elide: Text.ElideMiddle
        color: Theme.mutedText
        font.pixelSize: Theme.textSize
    }

    Text {
        anchors { left: title.left; top: title.bottom }
        visible: (root.kind === "binary" || root.byteCount > 1000) && value.lineCount > 1
        text: (root.kind === "binary" ? qsTr("binary, ") : "") + Format.bytes(root.byteCount)
        textFormat: Text.PlainText
        color: Theme.mutedText
        font.pixelSize: Theme.smallSize
    }

    TextEdit {
        id: value
        x: title.x + root.nameWidth + 2 * Theme.grid
        y: 1.5 * Theme.grid
        // Bytes need much room: the button, which is there when it is wanted, covers the end of their first line.
        width: Math.max(0, (root.kind === "binary" ? root.width - Theme.grid : copy.x - 2 * Theme.grid) - x)
        text: root.text
        textFormat: TextEdit.PlainText
        wrapMode: root.kind === "binary" ? TextEdit.NoWrap : TextEdit.Wrap
        clip: root.kind === "binary"
        readOnly: true
        selectByMouse: true
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentText
        font.pixelSize: Theme.textSize
        font.family: root.isMono ? Theme.monoFamily : Theme.textFamily
    }

    ActionButton {
        id: copy
        objectName: "copyField"
        anchors { right: parent.right; top: parent.top; rightMargin: 2 * Theme.grid; topMargin: 2 }
        implicitHeight: 6 * Theme.grid
        opacity: hover.hovered || activeFocus || root.current ? 1 : 0
        text: qsTr("Copy")
        hint: qsTr("Copy this value")
        onClicked: root.copyWanted()
    }

    ActionButton {
        objectName: "moreOfField"
        anchors { left: value.left; bottom: parent.bottom; bottomMargin: Theme.grid }
        visible: root.cut
        implicitHeight: 6 * Theme.grid
        text: qsTr("Show more of %1").arg(Format.bytes(root.byteCount))
        onClicked: root.moreWanted()
    }

    HoverHandler {
        id: hover
    }
}
