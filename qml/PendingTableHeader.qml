// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// The titles over a PendingTable's columns.
Rectangle {
    id: root

    implicitHeight: 8 * Theme.grid
    color: Theme.raised

    component Title: Text {
        textFormat: Text.PlainText
        height: root.height
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        color: Theme.mutedText
        font.pixelSize: Theme.smallSize
        font.bold: true
    }

    PendingColumns {
        id: columns
        width: root.width
    }

    Title {
        x: columns.idX
        width: columns.idWidth
        text: qsTr("id")
    }
    Title {
        x: columns.consumerX
        width: columns.consumerWidth
        text: qsTr("consumer")
    }
    Title {
        x: columns.idleX
        width: columns.idleWidth
        horizontalAlignment: Text.AlignRight
        text: qsTr("idle")
    }
    Title {
        x: columns.deliveriesX
        width: columns.deliveriesWidth
        horizontalAlignment: Text.AlignRight
        text: qsTr("deliveries")
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
