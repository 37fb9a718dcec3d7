// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import RedisStreams

// Tells in a word how things stand between this application and its server, and when it is tried again; the tooltip says
// why, what to do, and whose certificate the server showed.
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
    // What happens next, and what has to be done for it; empty while all is well.
    readonly property string advice: {
        if (client && client.state === RedisClient.Failed)
            return qsTr("It is not tried again by itself: change what is wrong, and connect again.");
        if (status === "failed")
            return qsTr("Reading has ended for good; it has to be started anew.");
        return status === "refused" ? qsTr("It is tried again by itself; start the server, or connect to another one.") : "";
    }
    readonly property string certificate: client && client.peerCertificateSubject.length > 0
                                          ? qsTr("TLS, certificate of %1").arg(client.peerCertificateSubject) : ""
    // Until the next try, in whole seconds; 0 while none is waited for.
    readonly property alias secondsLeft: countdown.secondsLeft
    readonly property bool healthy: status === "reading" || status === "connected"

    readonly property bool refused: client !== null && client.error.code === RedisError.ConnectionRefused
    readonly property color statusColor: healthy ? Theme.good
                                       : status === "idle" ? Theme.mutedText
                                       : status === "refused" || status === "failed" ? Theme.bad : Theme.busy
    readonly property string statusText: ({
        "idle": qsTr("not connected"), "connecting": qsTr("connecting"), "connected": qsTr("connected"),
        "reading": qsTr("reading"), "reconnecting": qsTr("reconnecting"), "refused": qsTr("refused"),
        "failed": qsTr("failed")
    })[status]
    readonly property string label: secondsLeft === 0 ? statusText
                                  : status === "refused" ? qsTr("refused, again in %1 s").arg(secondsLeft)
                                  : qsTr("%1 in %2 s").arg(statusText).arg(secondsLeft)
    // In milliseconds since 1970; NaN when there is none.
    readonly property real nextAttempt: client ? client.nextAttempt.getTime() : NaN
    readonly property bool waiting: !isNaN(nextAttempt) && (status === "reconnecting" || status === "refused" || status === "connecting")
    readonly property string details: joined([reason, advice, certificate], "\n")
    readonly property bool shown: visible && Window.visibility !== Window.Hidden && Window.visibility !== Window.Minimized

    implicitWidth: row.implicitWidth + 6 * Theme.grid
    implicitHeight: 6 * Theme.grid
    radius: height / 2
    color: "transparent"
    border.width: 1
    border.color: statusColor

    Accessible.role: Accessible.StaticText
    // With the time of the next try: a text that changes each second is not to be listened to.
    Accessible.name: qsTr("Connection: %1").arg(statusText)
    Accessible.description: joined([reason, advice,
                                    waiting ? qsTr("The next try is at %1.").arg(Qt.formatTime(new Date(nextAttempt), "HH:mm:ss")) : "",
                                    certificate], " ")

    function joined(texts: var, separator: string): string {
        return texts.filter(text => text.length > 0).join(separator);
    }

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
            textFormat: Text.PlainText
            color: root.statusColor
            font.pixelSize: Theme.smallSize
        }
    }

    HoverHandler {
        id: hover
    }

    Timer {
        id: countdown

        property int secondsLeft: 0

        interval: 200
        repeat: true
        triggeredOnStart: true
        running: root.shown && root.waiting
        onTriggered: secondsLeft = Math.max(0, Math.round((root.nextAttempt - Date.now()) / 1000))
        onRunningChanged: secondsLeft = running ? secondsLeft : 0
    }

    HintTip {
        below: true
        shown: hover.hovered
        delay: 300
        text: root.details
    }
}
