// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The server's streams, with a tick at those that are followed.
Rectangle {
    id: root

    property StreamMonitor monitor: null
    readonly property StreamListModel streams: monitor ? monitor.streamList : null

    function focusSearch() {
        search.forceActiveFocus();
        search.selectAll();
    }

    color: Theme.surface

    AppTextField {
        id: search
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 3 * Theme.grid }
        placeholderText: qsTr("Search streams")
        Accessible.name: qsTr("Search streams")
        onTextChanged: {
            if (root.streams)
                root.streams.search = text;
        }
        Keys.onEscapePressed: clear()
        Keys.onDownPressed: list.forceActiveFocus()
    }

    ListView {
        id: list
        anchors {
            left: parent.left; right: parent.right; top: search.bottom; bottom: summary.top
            topMargin: 2 * Theme.grid
        }
        clip: true
        model: root.streams
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        delegate: StreamDelegate {}
        ScrollBar.vertical: ScrollBar {}

        Accessible.role: Accessible.List
        Accessible.name: qsTr("Streams")

        function toggleCurrent() {
            const item = currentItem as StreamDelegate;
            if (item)
                item.toggle();
        }
        Keys.onSpacePressed: toggleCurrent()
        Keys.onReturnPressed: toggleCurrent()
    }

    Text {
        anchors { left: list.left; right: list.right; top: list.top; margins: 4 * Theme.grid }
        visible: list.count === 0
        wrapMode: Text.WordWrap
        text: !root.monitor || !root.monitor.loaded ? qsTr("The list comes with the connection.")
            : root.streams.streamCount > 0 ? qsTr("No stream's name contains this text.") : qsTr("No streams yet.")
        color: Theme.mutedText
        font.pixelSize: Theme.textSize
    }

    Item {
        id: summary
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: 8 * Theme.grid

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }

        Text {
            anchors { left: parent.left; right: parent.right; margins: 3 * Theme.grid; verticalCenter: parent.verticalCenter }
            text: root.monitor && root.monitor.loaded && root.streams
                  ? qsTr("%1 \u00b7 %2 followed").arg(Format.plural(root.streams.streamCount, qsTr("stream"), qsTr("streams")))
                                                 .arg(Format.count(root.streams.checkedStreams.length))
                  : ""
            color: Theme.mutedText
            elide: Text.ElideRight
            font.pixelSize: Theme.smallSize
        }
    }

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.line
    }
}
