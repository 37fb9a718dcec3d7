// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// Which server, how it stands with it, and how much comes in.
Rectangle {
    id: root

    required property Session session
    readonly property alias reason: badge.reason
    readonly property alias dialog: connectionDialog

    // Of a cluster's many servers the first: all of them are seen in the menu.
    function shortUrl(url: string): string {
        const parts = url.match(/^([^,]+),([^/?]+)(.*)$/);
        return parts ? qsTr("%1 +%2%3").arg(parts[1]).arg(parts[2].split(",").length).arg(parts[3]) : url;
    }

    implicitHeight: 12 * Theme.grid
    color: Theme.surface

    RowLayout {
        anchors { fill: parent; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
        spacing: 3 * Theme.grid

        ActionButton {
            id: serverButton
            objectName: "server"
            Layout.maximumWidth: root.width * 0.4
            text: (root.session.client.displayUrl.length > 0 ? root.shortUrl(root.session.client.displayUrl) : qsTr("No server")) + "  \u25be"
            hint: qsTr("Connect to another server (Ctrl+O)")
            font.bold: true
            checked: connectionDialog.opened
            Accessible.name: qsTr("Server %1").arg(root.session.client.displayUrl)
            onClicked: connectionDialog.opened ? connectionDialog.close() : connectionDialog.ask()

            ConnectionDialog {
                id: connectionDialog
                y: serverButton.height + Theme.grid
                session: root.session
            }
        }

        ConnectionBadge {
            id: badge
            objectName: "badge"
            client: root.session.client
            consumer: root.session.followed.length > 0 ? root.session.consumer : null
        }

        Text {
            Layout.fillWidth: true
            text: badge.reason
            textFormat: Text.PlainText
            elide: Text.ElideRight
            color: Theme.mutedText
            font.pixelSize: Theme.textSize
        }

        RateSparkline {
            Layout.preferredWidth: 30 * Theme.grid
            Layout.preferredHeight: 6 * Theme.grid
            visible: root.width >= 900
            capacity: 60
            values: root.session.rateHistory
        }

        // Of a fixed width, so that the figures stand still.
        Item {
            Layout.preferredWidth: figure.implicitWidth + unit.implicitWidth + Theme.grid
            Layout.minimumWidth: 31 * Theme.grid
            Layout.fillHeight: true

            Text {
                id: figure
                anchors { right: unit.left; rightMargin: Theme.grid; verticalCenter: parent.verticalCenter }
                text: Format.rate(root.session.entries.entriesPerSecond)
                textFormat: Text.PlainText
                color: Theme.text
                font.pixelSize: Theme.figureSize
            }
            Text {
                id: unit
                anchors { right: parent.right; baseline: figure.baseline }
                text: qsTr("entries/s")
                textFormat: Text.PlainText
                color: Theme.mutedText
                font.pixelSize: Theme.smallSize
            }
        }

        Text {
            Layout.preferredWidth: Math.max(implicitWidth, 17 * Theme.grid)
            horizontalAlignment: Text.AlignRight
            text: qsTr("%1/s").arg(Format.bytes(root.session.bytesPerSecond))
            textFormat: Text.PlainText
            color: Theme.mutedText
            font.pixelSize: Theme.textSize
        }

        ActionButton {
            objectName: "scheme"
            // What it stands at, and in turn what comes next: the system's, and then the other one.
            readonly property string next: Preferences.scheme !== "system" ? (Preferences.scheme === first ? second : "system") : first
            readonly property bool systemDark: Theme.systemDark
            readonly property string first: systemDark ? "light" : "dark"
            readonly property string second: systemDark ? "dark" : "light"
            readonly property var names: ({ "system": qsTr("System"), "light": qsTr("Light"), "dark": qsTr("Dark") })
            width: 19 * Theme.grid
            text: names[Preferences.scheme] ?? names.system
            hint: next === "light" ? qsTr("Use light colours") : next === "dark" ? qsTr("Use dark colours") : qsTr("Use the system's colours")
            Accessible.name: qsTr("Colours: %1").arg(text)
            onClicked: Preferences.scheme = next
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
