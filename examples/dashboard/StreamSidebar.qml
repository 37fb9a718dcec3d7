// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls.Basic
import RedisStreams
import RedisStreamsDashboard

// The server's streams, with a tick at those that are followed, and below them a way to add an entry.
Rectangle {
    id: root

    required property Session session
    readonly property StreamMonitor monitor: session.monitor
    readonly property StreamListModel streams: monitor.streamList

    function focusSearch() {
        search.forceActiveFocus();
        search.selectAll();
    }

    function addEntry() {
        producer.open();
    }

    color: Theme.surface

    AppTextField {
        id: search
        objectName: "search"
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 2 * Theme.grid }
        placeholderText: qsTr("Search streams, or host:*")
        Accessible.name: qsTr("Search streams")
        onTextChanged: root.streams.search = text.trim()
        Keys.onEscapePressed: search.text = ""
        Keys.onDownPressed: list.forceActiveFocus()
        onAccepted: list.forceActiveFocus()
    }

    Item {
        id: incomplete
        objectName: "incomplete"
        anchors { left: parent.left; right: parent.right; top: search.bottom; leftMargin: 3 * Theme.grid; rightMargin: 3 * Theme.grid }
        visible: !root.monitor.complete
        height: visible ? words.y + words.implicitHeight : 0

        AppLabel {
            id: words
            y: 2 * Theme.grid
            width: parent.width
            text: root.streams.search.length === 0 ? qsTr("There are too many streams to list all of them. Search: then the server looks for the name.")
                                                   : qsTr("More streams match than are listed. Write more of the name.")
            color: Theme.busy
        }
    }

    ListView {
        id: list
        objectName: "streams"
        anchors { left: parent.left; right: parent.right; top: incomplete.bottom; bottom: summary.top; topMargin: 2 * Theme.grid }
        clip: true
        model: root.streams
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        delegate: StreamDelegate {}
        ScrollBar.vertical: TableScrollBar {
            visible: list.contentHeight > list.height
        }

        Accessible.role: Accessible.List
        Accessible.name: qsTr("Streams")

        function toggleCurrent() {
            const item = currentItem as StreamDelegate;
            if (item)
                item.toggle();
        }
        Keys.onSpacePressed: toggleCurrent()
        Keys.onReturnPressed: toggleCurrent()
        Keys.onEnterPressed: toggleCurrent()
    }

    AppLabel {
        anchors { left: list.left; right: list.right; top: list.top; margins: 3 * Theme.grid }
        visible: list.count === 0
        font.pixelSize: Theme.textSize
        color: root.monitor.errorString.length > 0 && root.session.client.connected ? Theme.bad : Theme.mutedText
        text: root.monitor.errorString.length > 0 && root.session.client.connected ? root.monitor.errorString
            : !root.monitor.loaded ? (root.session.client.connected && root.streams.search.length > 0 ? qsTr("The server looks for it.")
                                                                                                    : qsTr("The list comes with the connection."))
            : root.streams.streamCount > 0 || root.streams.search.length > 0 ? qsTr("No stream's name matches.")
            : qsTr("No streams yet. Add an entry below, or start scripts/demo.")
    }

    Item {
        id: summary
        anchors { left: parent.left; right: parent.right; bottom: producer.top }
        height: 8 * Theme.grid

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.line
        }
        AppLabel {
            anchors { left: parent.left; right: clear.left; leftMargin: 3 * Theme.grid; verticalCenter: parent.verticalCenter }
            wrapMode: Text.NoWrap
            elide: Text.ElideRight
            text: !root.monitor.loaded ? ""
                : qsTr("%1  \u00b7  %2 followed").arg(root.monitor.complete ? Format.plural(root.streams.streamCount, qsTr("stream"), qsTr("streams"))
                                                                           : qsTr("More than %1 streams").arg(Format.count(root.streams.streamCount)))
                                               .arg(Format.count(root.streams.checkedStreams.length))
        }
        LinkButton {
            id: clear
            anchors { right: parent.right; rightMargin: 2 * Theme.grid; verticalCenter: parent.verticalCenter }
            visible: root.streams.checkedStreams.length > 0
            text: qsTr("None")
            Accessible.name: qsTr("Follow none")
            onClicked: root.streams.checkedStreams = []

            HintTip {
                shown: clear.hovered
                text: qsTr("Follow no stream")
            }
        }
    }

    ProducerPane {
        id: producer
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        session: root.session
        maximumHeight: root.height * 0.6
        proposedStream: list.currentItem && list.currentIndex >= 0 && root.session.followed.length !== 1 ? (list.currentItem as StreamDelegate)?.name ?? ""
                                                                                                         : root.session.followed[0] ?? ""
    }
}
