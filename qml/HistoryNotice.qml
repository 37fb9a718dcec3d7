// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// At the end of a table where older entries come in: that they are being fetched, or why they are not.
Rectangle {
    id: root

    property StreamHistory history: null
    // Whether the fetch looks through much that does not match.
    property bool filtered: false
    readonly property bool failed: history !== null && history.errorString.length > 0 && !history.fetching

    visible: history !== null && (history.fetching || failed)
    implicitHeight: 7 * Theme.grid
    color: Theme.raised

    Accessible.role: Accessible.StaticText
    Accessible.name: message.text

    Text {
        id: message
        anchors { left: parent.left; right: button.left; verticalCenter: parent.verticalCenter }
        anchors { leftMargin: 3 * Theme.grid; rightMargin: 2 * Theme.grid }
        text: root.failed ? root.history.errorString
            : root.filtered && root.history && !isNaN(root.history.reached.getTime())
              ? qsTr("Looking for entries that match, at %1").arg(root.history.reached.toLocaleString(Qt.locale("en_GB"), "yyyy-MM-dd HH:mm:ss"))
              : qsTr("Fetching entries")
        textFormat: Text.PlainText
        elide: Text.ElideRight
        color: root.failed ? Theme.bad : Theme.mutedText
        font.pixelSize: Theme.smallSize
    }

    LinkButton {
        id: button
        anchors { right: parent.right; verticalCenter: parent.verticalCenter; rightMargin: 3 * Theme.grid }
        text: root.failed ? qsTr("Try again") : qsTr("Stop")
        onClicked: root.failed ? root.history.retry() : root.history.stop()
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
