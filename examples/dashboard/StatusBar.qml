// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Layouts
import RedisStreams
import RedisStreamsDashboard

// What there is to know about the connection and the counters.
Rectangle {
    id: root

    required property Session session
    readonly property RedisClient client: session.client
    readonly property StreamConsumer consumer: session.consumer

    property real connectedFor: -1 // ms
    property real replyAge: -1 // ms

    readonly property var parts: {
        const list = [];
        if (connectedFor >= 0)
            list.push(qsTr("connected %1").arg(Format.duration(connectedFor)));
        if (replyAge >= 0)
            list.push(qsTr("last reply %1 ago").arg(Format.duration(replyAge)));
        if (session.followed.length > 0) {
            list.push(Format.plural(consumer.reconnectCount, qsTr("reconnect"), qsTr("reconnects")));
            list.push(qsTr("buffer %1").arg(Format.count(consumer.bufferedCount)));
        }
        if (client.serverName.length > 0)
            list.push(client.serverName + " " + client.serverVersion);
        return list;
    }

    function look() {
        connectedFor = client.connected ? Date.now() - session.connectedSince.getTime() : -1;
        replyAge = session.followed.length > 0 && consumer.state !== StreamConsumer.Closed ? consumer.lastReplyAge : -1;
    }

    implicitHeight: 7 * Theme.grid
    color: Theme.surface

    Connections {
        target: root.client
        function onStateChanged() { root.look(); }
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
        anchors { fill: parent; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }

        AppLabel {
            Layout.fillWidth: true
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            text: root.parts.join("  \u00b7  ")
        }
        AppLabel {
            wrapMode: Text.NoWrap
            text: qsTr("%1 received  \u00b7  %2 shown").arg(Format.plural(root.session.entries.totalCount, qsTr("entry"), qsTr("entries")))
                                                       .arg(Format.count(root.session.entries.count))
        }
    }
}
