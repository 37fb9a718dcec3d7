// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams

// The entries of the followed streams as they come.
Item {
    id: root

    property StreamModel model: null
    property StreamMonitor monitor: null
    property bool connected: false
    property string reason: ""

    readonly property var followedStreams: monitor ? monitor.streamList.checkedStreams : []
    readonly property int followed: followedStreams.length
    readonly property bool noStreams: monitor !== null && monitor.loaded && monitor.streamList.streamCount === 0

    function togglePause() {
        table.paused = !table.paused;
    }

    function follow() {
        table.follow();
    }

    RowLayout {
        id: bar
        anchors { left: parent.left; right: parent.right; top: parent.top }
        anchors { leftMargin: 4 * Theme.grid; rightMargin: 4 * Theme.grid }
        height: 12 * Theme.grid
        spacing: 2 * Theme.grid

        Text {
            text: qsTr("Live")
            color: Theme.text
            font.pixelSize: Theme.titleSize
            font.bold: true
        }

        Text {
            Layout.fillWidth: true
            Layout.leftMargin: 2 * Theme.grid
            text: root.followed > 0 ? Format.join(root.followedStreams) : ""
            textFormat: Text.PlainText
            elide: Text.ElideRight
            color: Theme.mutedText
            font.pixelSize: Theme.textSize
        }

        AppButton {
            text: table.paused ? qsTr("Resume") + (table.newCount > 0 ? " (" + Format.count(table.newCount) + ")" : "")
                               : qsTr("Pause")
            primary: table.paused
            enabled: root.followed > 0
            hint: table.paused ? qsTr("Show what came meanwhile (Space)")
                               : qsTr("Hold the rows still; reading goes on (Space)")
            onClicked: root.togglePause()
        }

        AppButton {
            text: qsTr("Clear")
            enabled: root.model !== null && root.model.count > 0
            hint: qsTr("Take the rows away; the streams keep their entries")
            onClicked: root.model.clear()
        }
    }

    StreamTable {
        id: table
        anchors { left: parent.left; right: parent.right; top: bar.bottom; bottom: parent.bottom }
        focus: true
        model: root.model
        Keys.onSpacePressed: root.togglePause()

        emptyTitle: !root.connected ? qsTr("Not connected")
                  : root.noStreams ? qsTr("This server has no streams yet")
                  : root.followed === 0 ? qsTr("No stream is followed") : qsTr("Waiting for entries")
        emptyHint: !root.connected
                   ? (root.reason.length > 0 ? root.reason + "\n" + qsTr("Once that is put right, or with another URL, press Connect above.")
                                             : qsTr("Type the URL of a Redis server above and press Connect."))
                 : root.noStreams
                   ? qsTr("Add an entry and its stream appears at the left, for example:\nredis-cli XADD host:cpu '*' user 12.4 system 3.1")
                 : root.followed === 0 ? qsTr("Tick one or more streams at the left to see their entries here.")
                 : qsTr("New entries of %1 appear here as they are added.").arg(Format.join(root.followedStreams))
    }
}
