// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// A row, or the header, of a ConsumerTable.
Rectangle {
    id: root

    property string name: ""
    property string pendingText: ""
    property string idleText: ""
    // How long ago it got entries; empty where the server does not tell.
    property string inactiveText: ""
    property bool isHeader: false
    property bool selected: false
    property bool current: false
    // There the button stands in place of the idle time.
    readonly property bool narrow: width < 110 * Theme.grid
    readonly property string gotText: inactiveText.length === 0 ? "" : inactiveText === qsTr("never") ? qsTr("it never got an entry") : qsTr("got its last entry %1 ago").arg(inactiveText)
    signal chosen
    signal removalWanted

    implicitHeight: isHeader ? 8 * Theme.grid : Theme.rowHeight
    color: isHeader ? Theme.raised : selected ? Theme.selection : hover.hovered ? Theme.hover : "transparent"

    Accessible.role: isHeader ? Accessible.ColumnHeader : Accessible.Row
    Accessible.name: isHeader ? "" : qsTr("%1, %2 pending, idle for %3").arg(name).arg(pendingText).arg(idleText) + (gotText.length > 0 ? ", " + gotText : "")
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

    Rectangle {
        anchors.fill: parent
        color: "transparent"
        border.width: root.current ? 2 : 0
        border.color: Theme.accent
    }

    HintTip {
        below: true
        shown: hover.hovered && root.narrow
        text: root.gotText.length > 0 ? root.name + "\n" + root.gotText : ""
    }

    Cell {
        x: 3 * Theme.grid
        width: Math.max(0, pending.x - x - 2 * Theme.grid)
        text: root.name
    }
    Cell {
        id: pending
        x: idle.x - width - 2 * Theme.grid
        width: (root.narrow ? 15 : 16) * Theme.grid
        horizontalAlignment: Text.AlignRight
        text: root.pendingText
    }
    Cell {
        id: idle
        x: (root.narrow ? root.width - Theme.grid : got.x) - width - (root.narrow ? 3 : 2) * Theme.grid
        width: (root.narrow ? 18 : 22) * Theme.grid
        visible: !root.narrow || remove.opacity === 0
        horizontalAlignment: Text.AlignRight
        text: root.idleText
    }

    Cell {
        id: got
        x: remove.x - width - 3 * Theme.grid
        width: 22 * Theme.grid
        visible: !root.narrow
        horizontalAlignment: Text.AlignRight
        text: root.inactiveText
    }

    HoverHandler {
        id: hover
        enabled: !root.isHeader
    }
    TapHandler {
        enabled: !root.isHeader
        onTapped: root.chosen()
    }

    ActionButton {
        id: remove
        objectName: "remove"
        anchors { right: parent.right; rightMargin: 4 * Theme.grid; verticalCenter: parent.verticalCenter }
        implicitHeight: 6 * Theme.grid
        width: 22 * Theme.grid
        opacity: !root.isHeader && (hover.hovered || activeFocus || root.current) ? 1 : 0
        enabled: !root.isHeader
        focusPolicy: Qt.NoFocus
        text: qsTr("Remove...")
        hint: qsTr("Remove this consumer; its entries go to another (Delete)")
        onClicked: root.removalWanted()
    }
}
