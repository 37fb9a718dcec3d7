// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams

// What there is to know about the connection and the counters.
Rectangle {
    id: root

    property RedisClient client: null
    property StreamConsumer consumer: null
    property StreamModel model: null

    property date connectedSince: new Date(NaN)
    property real connectedFor: -1 // ms
    property real replyAge: -1 // ms

    readonly property var parts: {
        const list = [];
        if (connectedFor >= 0)
            list.push(qsTr("connected for %1").arg(Format.duration(connectedFor)));
        if (replyAge >= 0)
            list.push(qsTr("last reply %1 ago").arg(Format.duration(replyAge)));
        if (consumer) {
            list.push(Format.plural(consumer.reconnectCount, qsTr("reconnect"), qsTr("reconnects")));
            if (consumer.bufferedCount > 0)
                list.push(qsTr("%1 buffered").arg(Format.count(consumer.bufferedCount)));
        }
        if (client && client.serverName.length > 0)
            list.push(client.serverName + " " + client.serverVersion);
        return list;
    }

    function look() {
        connectedFor = client && client.connected ? Date.now() - connectedSince.getTime() : -1;
        replyAge = consumer && consumer.state !== StreamConsumer.Closed ? consumer.lastReplyAge : -1;
    }

    implicitHeight: 7 * Theme.grid
    color: Theme.surface

    Connections {
        target: root.client
        function onStateChanged() {
            root.connectedSince = new Date();
            root.look();
        }
    }

    // Ages grow without anything happening.
    Timer {
        interval: 1000
        repeat: true
        running: root.visible
        onTriggered: root.look()
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    RowLayout {
        anchors { fill: parent; leftMargin: 4 * Theme.grid; rightMargin: 4 * Theme.grid }

        Text {
            Layout.fillWidth: true
            text: root.parts.join("  \u00b7  ")
            textFormat: Text.PlainText
            elide: Text.ElideRight
            color: Theme.mutedText
            font.pixelSize: Theme.smallSize
        }

        Text {
            text: root.model ? qsTr("%1 received  \u00b7  %2 shown").arg(Format.plural(root.model.totalCount, qsTr("entry"), qsTr("entries")))
                                                                     .arg(Format.count(root.model.count)) : ""
            color: Theme.mutedText
            font.pixelSize: Theme.smallSize
        }
    }
}
