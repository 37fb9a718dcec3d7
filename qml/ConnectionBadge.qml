// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// Tells in a word how things stand between this application and its server; the tooltip says why.
Rectangle {
    id: root

    property RedisClient client: null
    // With one, "reading" is told apart from "connected".
    property StreamConsumer consumer: null

    // "idle", "connecting", "connected", "reading", "reconnecting", "refused" or "failed"
    readonly property string status: {
        if (!client || client.state === RedisClient.Disconnected)
            return "idle";
        switch (client.state) {
        case RedisClient.Connecting:
            return refused ? "refused" : "connecting";
        case RedisClient.Reconnecting:
            return refused ? "refused" : "reconnecting";
        case RedisClient.Failed:
            return refused ? "refused" : "failed";
        }
        if (!consumer)
            return "connected";
        if (consumer.state === StreamConsumer.Reconnecting)
            return "reconnecting";
        if (consumer.state === StreamConsumer.Failed)
            return "failed";
        return consumer.healthy ? "reading" : "connected";
    }
    // Why, and what to do; empty while all is well.
    readonly property string reason: {
        if (status === "idle" || status === "connected" || status === "reading")
            return "";
        const clientReason = client ? client.errorString : "";
        return clientReason.length > 0 || !consumer ? clientReason : consumer.errorString;
    }
    readonly property bool healthy: status === "reading" || status === "connected"

    readonly property bool refused: client !== null && client.error.code === RedisError.ConnectionRefused
    readonly property color statusColor: healthy ? Theme.good
                                       : status === "idle" ? Theme.mutedText
                                       : status === "refused" || status === "failed" ? Theme.bad : Theme.busy
    readonly property string label: ({
        "idle": qsTr("not connected"), "connecting": qsTr("connecting"), "connected": qsTr("connected"),
        "reading": qsTr("reading"), "reconnecting": qsTr("reconnecting"), "refused": qsTr("refused"),
        "failed": qsTr("failed")
    })[status]

    implicitWidth: row.implicitWidth + 6 * Theme.grid
    implicitHeight: 6 * Theme.grid
    radius: height / 2
    color: "transparent"
    border.width: 1
    border.color: statusColor

    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Connection: %1").arg(label)
    Accessible.description: reason

    Row {
        id: row
        anchors.centerIn: parent
        spacing: 2 * Theme.grid

        Rectangle {
            id: dot
            anchors.verticalCenter: parent.verticalCenter
            width: 2 * Theme.grid
            height: width
            radius: width / 2
            // Hollow while it is not connected: the difference is not only one of colour.
            color: root.healthy ? root.statusColor : "transparent"
            border.width: 2
            border.color: root.statusColor
        }

        Text {
            anchors.verticalCenter: parent.verticalCenter
            text: root.label
            color: root.statusColor
            font.pixelSize: Theme.smallSize
        }
    }

    HoverHandler {
        id: hover
    }

    ToolTip.visible: hover.hovered && reason.length > 0
    ToolTip.text: reason
    ToolTip.delay: 300
}
