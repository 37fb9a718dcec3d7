// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// One pending entry in a PendingTable.
Item {
    id: root

    required property string entryId
    required property string consumer
    required property real idle
    required property real deliveryCount
    property bool selected: false
    property bool current: false

    // The highest count there is stands for "cannot be processed".
    readonly property string deliveriesText: deliveryCount > 1e15 ? qsTr("fatal") : Format.count(deliveryCount)
    readonly property string consumerText: consumer.length > 0 ? consumer : qsTr("nobody (released)")
    readonly property string idleText: idle < 0 ? "" : Format.duration(idle)

    implicitHeight: Theme.rowHeight

    Accessible.role: Accessible.Row
    Accessible.name: qsTr("%1 of %2, idle for %3, %4 deliveries").arg(entryId).arg(consumerText).arg(idleText).arg(deliveriesText)
    Accessible.selected: selected

    Rectangle {
        anchors.fill: parent
        color: root.selected ? Theme.selection : hover.hovered ? Theme.hover : "transparent"
        border.width: root.current ? 2 : 0
        border.color: Theme.accent
    }

    component Cell: Text {
        height: root.height
        verticalAlignment: Text.AlignVCenter
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: Theme.text
        font.pixelSize: Theme.textSize
    }

    PendingColumns {
        id: columns
        width: root.width
    }

    Cell {
        x: columns.idX
        width: columns.idWidth
        text: root.entryId
        font.family: Theme.monoFamily
    }
    Cell {
        x: columns.consumerX
        width: columns.consumerWidth
        text: root.consumerText
        color: root.consumer.length > 0 ? Theme.text : Theme.mutedText
    }
    Cell {
        x: columns.idleX
        width: columns.idleWidth
        horizontalAlignment: Text.AlignRight
        text: root.idleText
    }
    Cell {
        x: columns.deliveriesX
        width: columns.deliveriesWidth
        horizontalAlignment: Text.AlignRight
        text: root.deliveriesText
        color: root.deliveryCount > 1 ? Theme.bad : Theme.text
    }

    HoverHandler {
        id: hover
    }
}
