// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

ApplicationWindow {
    id: window

    // Set by main().
    property string startUrl: "redis://localhost:6379"
    property list<string> startStreams: []
    property string scheme: "system"

    readonly property int rowCount: entries.count
    property bool chosen: false
    property var followed: []

    function connectTo(url: string) {
        if (url.length === 0) {
            redis.open();
            return;
        }
        // Another server: nothing of the present one is to be mixed with it.
        chosen = false;
        monitor.streamList.checkedStreams = [];
        entries.clear();
        redis.url = url;
        redis.open();
    }

    title: qsTr("Redis Streams")
    minimumWidth: 800
    minimumHeight: 480
    visible: true
    color: Theme.window
    palette {
        window: Theme.window
        windowText: Theme.text
        base: Theme.surface
        text: Theme.text
        button: Theme.raised
        buttonText: Theme.text
        highlight: Theme.accent
        highlightedText: Theme.accentText
        toolTipBase: Theme.raised
        toolTipText: Theme.text
        mid: Theme.controlLine
        dark: Theme.mutedText
    }

    Component.onCompleted: {
        Theme.scheme = scheme;
        if (startStreams.length > 0) {
            chosen = true;
            monitor.streamList.checkedStreams = startStreams;
        }
        redis.url = startUrl;
        redis.open();
    }

    RedisClient {
        id: redis
    }

    StreamMonitor {
        id: monitor
        client: redis
        active: window.visible
        onLoadedChanged: chooseAtFirst()

        // So that there is something to see at once.
        function chooseAtFirst() {
            if (!window.chosen && loaded && streamList.streamCount > 0)
                streamList.checkFirst(4, "host:*");
        }
    }

    Connections {
        target: monitor.streamList
        function onStreamCountChanged() { monitor.chooseAtFirst(); }
        function onCheckedStreamsChanged() {
            const checked = monitor.streamList.checkedStreams;
            for (const stream of window.followed) {
                if (!checked.includes(stream))
                    entries.removeStream(stream);
            }
            window.followed = checked;
            if (checked.length > 0)
                window.chosen = true;
        }
    }

    StreamConsumer {
        id: consumer
        client: redis
        streams: window.followed
        startFrom: StreamConsumer.LastEntries
        active: window.followed.length > 0
    }

    StreamModel {
        id: entries
        consumer: consumer
        maximumRows: 1000
    }

    Connections {
        target: entries
        function onEntriesPerSecondChanged() { history.note(); }
    }

    // The rate over the last half minute, for the line at the top.
    Timer {
        id: history
        property var values: []
        function note() {
            values = values.concat([entries.entriesPerSecond]).slice(-60);
            restart();
        }
        interval: 600
        running: true
        // A rate that stays what it is is not notified.
        onTriggered: note()
    }

    Shortcut {
        sequence: "Ctrl+L"
        onActivated: sidebar.focusSearch()
    }

    ConnectBar {
        id: connectBar
        anchors { left: parent.left; right: parent.right; top: parent.top }
        client: redis
        consumer: consumer
        model: entries
        rates: history.values
        onConnectRequested: url => window.connectTo(url)
    }

    // Why it does not work, where it is looked for; what was received stays readable below.
    Rectangle {
        id: notice
        anchors { left: parent.left; right: parent.right; top: connectBar.bottom }
        height: visible ? Math.max(8 * Theme.grid, noticeText.implicitHeight + 4 * Theme.grid) : 0
        visible: connectBar.reason.length > 0 && entries.count > 0
        color: Theme.raised

        Text {
            id: noticeText
            anchors { left: parent.left; right: parent.right; margins: 4 * Theme.grid; verticalCenter: parent.verticalCenter }
            text: connectBar.reason
            textFormat: Text.PlainText
            wrapMode: Text.WordWrap
            color: Theme.bad
            font.pixelSize: Theme.textSize
        }
    }

    StreamSidebar {
        id: sidebar
        anchors { left: parent.left; top: notice.bottom; bottom: statusBar.top }
        width: 260
        monitor: monitor
    }

    LivePage {
        anchors { left: sidebar.right; right: parent.right; top: notice.bottom; bottom: statusBar.top }
        focus: true
        model: entries
        monitor: monitor
        connected: redis.connected
        reason: connectBar.reason
    }

    StatusBar {
        id: statusBar
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        client: redis
        consumer: consumer
        model: entries
    }
}
