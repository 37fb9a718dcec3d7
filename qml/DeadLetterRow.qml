// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// A row, or the header, of a DeadLetterTable.
Rectangle {
    id: root

    property string origin: ""
    property string group: ""
    property string originId: ""
    property string deliveries: ""
    property bool isHeader: false
    property bool selected: false
    property bool current: false
    signal chosen(add: bool, range: bool)
    signal activated

    implicitHeight: isHeader ? 8 * Theme.grid : Theme.rowHeight
    color: isHeader ? Theme.raised : selected ? Theme.selection : hover.hovered ? Theme.hover : "transparent"

    Accessible.role: isHeader ? Accessible.ColumnHeader : Accessible.Row
    Accessible.name: isHeader ? "" : qsTr("%1 of %2, group %3, %4 deliveries").arg(originId).arg(origin).arg(group).arg(deliveries)
    Accessible.selected: selected

    component Cell: Text {
        height: root.height
        verticalAlignment: Text.AlignVCenter
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: root.isHeader ? Theme.mutedText : Theme.text
        font.pixelSize: root.isHeader ? Theme.smallSize : Theme.textSize
        font.bold: root.isHeader
    }

    // The stream's colour, as in tables and charts.
    Rectangle {
        visible: !root.isHeader
        width: Theme.grid
        height: parent.height - 2
        y: 1
        color: visible ? Theme.streamColor(root.origin) : "transparent"
    }

    Rectangle {
        anchors.fill: parent
        color: "transparent"
        border.width: root.current ? 2 : 0
        border.color: Theme.accent
    }

    Cell {
        id: first
        x: 3 * Theme.grid
        width: Math.max(0, (root.width - tries.width - 18 * Theme.grid) * 0.35)
        text: root.origin
    }
    Cell {
        id: second
        x: first.x + first.width + 3 * Theme.grid
        width: first.width * 0.8
        text: root.group
    }
    Cell {
        x: second.x + second.width + 3 * Theme.grid
        width: Math.max(0, tries.x - x - 3 * Theme.grid)
        text: root.originId
        font.family: root.isHeader ? Theme.textFamily : Theme.monoFamily
    }
    Cell {
        id: tries
        x: root.width - width - 5 * Theme.grid
        width: 17 * Theme.grid
        horizontalAlignment: Text.AlignRight
        text: root.deliveries
    }

    HoverHandler {
        id: hover
        enabled: !root.isHeader
    }
    TapHandler {
        enabled: !root.isHeader
        acceptedModifiers: Qt.NoModifier
        onTapped: root.chosen(false, false)
        onDoubleTapped: root.activated()
    }
    TapHandler {
        enabled: !root.isHeader
        acceptedModifiers: Qt.ControlModifier
        onTapped: root.chosen(true, false)
    }
    TapHandler {
        enabled: !root.isHeader
        acceptedModifiers: Qt.ShiftModifier
        onTapped: root.chosen(false, true)
    }
}
