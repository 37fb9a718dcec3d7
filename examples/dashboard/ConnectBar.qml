// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams

// Which server, how it stands with it, and how much comes in.
Rectangle {
    id: root

    property RedisClient client: null
    property StreamConsumer consumer: null
    property StreamModel model: null
    property var rates: []
    readonly property alias reason: badge.reason
    // With the URL that was typed, or an empty one when it is still the one in use.
    signal connectRequested(url: string)

    function connectNow() {
        // The text shown has no password, so it is not what an unchanged field stands for.
        connectRequested(client && urlField.text === client.displayUrl ? "" : urlField.text.trim());
    }

    implicitHeight: 14 * Theme.grid
    color: Theme.surface

    RowLayout {
        anchors { fill: parent; leftMargin: 4 * Theme.grid; rightMargin: 4 * Theme.grid }
        spacing: 2 * Theme.grid

        AppTextField {
            id: urlField
            Layout.preferredWidth: 320
            Layout.minimumWidth: 180
            Layout.fillWidth: true
            Layout.maximumWidth: 360
            text: root.client ? root.client.displayUrl : ""
            placeholderText: qsTr("redis://localhost:6379")
            Accessible.name: qsTr("URL of the server")
            onAccepted: root.connectNow()
        }

        AppButton {
            text: root.client && root.client.connected && urlField.text === root.client.displayUrl
                  ? qsTr("Reconnect") : qsTr("Connect")
            primary: root.client !== null && !root.client.connected
            hint: qsTr("Connect to this server (Enter)")
            onClicked: root.connectNow()
        }

        ConnectionBadge {
            id: badge
            Layout.leftMargin: Theme.grid
            client: root.client
            consumer: root.consumer
        }

        Item {
            Layout.fillWidth: true
        }

        RateSparkline {
            Layout.preferredWidth: 100
            Layout.preferredHeight: 7 * Theme.grid
            capacity: 60
            values: root.rates
        }

        Text {
            Layout.minimumWidth: 76
            horizontalAlignment: Text.AlignRight
            text: root.model ? Format.rate(root.model.entriesPerSecond) : ""
            color: Theme.text
            font.pixelSize: Theme.figureSize
        }

        Text {
            Layout.rightMargin: 2 * Theme.grid
            text: qsTr("entries/s")
            color: Theme.mutedText
            font.pixelSize: Theme.textSize
        }

        AppButton {
            text: Theme.dark ? qsTr("Light") : qsTr("Dark")
            hint: Theme.dark ? qsTr("Use light colours") : qsTr("Use dark colours")
            onClicked: Theme.scheme = Theme.dark ? "light" : "dark"
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
