// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound

import QtQuick
import RedisStreams

// A card for each consumer group of a StreamMonitor. The current one is the monitor's current group: its consumers and
// pending entries can be shown beside it.
FocusScope {
    id: root

    property StreamMonitor monitor: null
    // Every card is at least so wide.
    property int minimumCardWidth: 64 * Theme.grid
    readonly property alias currentRow: current.row
    // What to do when there is no group.
    property string emptyHint: qsTr("A group is made by its first member, or by XGROUP CREATE.")
    signal groupActivated(stream: string, group: string)

    function select(row: int) {
        if (!monitor || row < 0 || row >= grid.count)
            return;
        const list = monitor.groupList;
        const index = list.index(row, 0);
        monitor.show(list.data(index, GroupListModel.StreamRole), list.data(index, GroupListModel.NameRole));
        grid.positionViewAtIndex(row, GridView.Contain);
    }

    function move(step: int) {
        if (grid.count > 0)
            select(currentRow < 0 ? 0 : Math.max(0, Math.min(grid.count - 1, currentRow + step)));
    }

    function activate() {
        if (currentRow >= 0)
            groupActivated(monitor.currentStream, monitor.currentGroup);
    }

    // Where the current group stands now: rows that come and go move it.
    QtObject {
        id: current
        property int row: -1
        function find() {
            row = root.monitor ? root.monitor.groupList.indexOf(root.monitor.currentStream, root.monitor.currentGroup) : -1;
        }
    }
    Connections {
        target: root.monitor
        function onCurrentStreamChanged() { current.find(); }
        function onCurrentGroupChanged() { current.find(); }
    }
    Connections {
        target: root.monitor ? root.monitor.groupList : null
        function onRowsInserted() { current.find(); }
        function onRowsRemoved() { current.find(); }
    }
    onMonitorChanged: current.find()

    implicitWidth: 600
    implicitHeight: 300

    Accessible.role: Accessible.List
    Accessible.name: qsTr("Consumer groups")

    GridView {
        id: grid
        objectName: "groups"

        readonly property int columns: Math.max(1, Math.floor((width - rightMargin) / root.minimumCardWidth))

        anchors.fill: parent
        activeFocusOnTab: true
        focus: true
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: false
        // Beside the cards, not above them.
        rightMargin: contentHeight > height ? 3 * Theme.grid : 0
        cellWidth: Math.floor((width - rightMargin) / columns)
        cellHeight: 40 * Theme.grid
        model: root.monitor ? root.monitor.groupList : null

        Keys.onLeftPressed: root.move(-1)
        Keys.onRightPressed: root.move(1)
        Keys.onUpPressed: root.move(-columns)
        Keys.onDownPressed: root.move(columns)
        Keys.onReturnPressed: root.activate()
        Keys.onEnterPressed: root.activate()

        delegate: Item {
            id: cell

            required property int index
            required property string stream
            required property string name
            required property real consumers
            required property real pending
            required property real lag
            required property bool lagKnown
            required property real streamLength
            required property real rate
            required property var rates
            required property real oldestPendingAge

            width: grid.cellWidth
            height: grid.cellHeight
            // What is drawn in software is not cut off at the view's edge everywhere.
            visible: y + height > grid.contentY && y < grid.contentY + grid.height - 2 * Theme.grid

            GroupCard {
                anchors.fill: parent
                anchors.margins: Theme.grid
                stream: cell.stream
                group: cell.name
                consumers: cell.consumers
                pending: cell.pending
                lag: cell.lag
                lagKnown: cell.lagKnown
                streamLength: cell.streamLength
                rate: cell.rate
                rates: cell.rates
                oldestPendingAge: cell.oldestPendingAge
                current: cell.index === root.currentRow
                focused: current && grid.activeFocus

                TapHandler {
                    onTapped: {
                        grid.forceActiveFocus();
                        root.select(cell.index);
                    }
                    onDoubleTapped: root.activate()
                }
            }
        }
    }

    TableScrollBar {
        anchors { right: parent.right; top: parent.top; bottom: parent.bottom }
        width: 3 * Theme.grid
        visible: grid.contentHeight > grid.height
        size: grid.visibleArea.heightRatio
        position: grid.visibleArea.yPosition
        onPositionChanged: {
            if (pressed)
                grid.contentY = position * grid.contentHeight;
        }
    }

    NoticeText {
        anchors.centerIn: parent
        visible: grid.count === 0
        isError: root.monitor !== null && root.monitor.groupList.error.isError
        title: !root.monitor || !root.monitor.loaded ? qsTr("Groups come with the connection")
             : isError ? qsTr("Groups cannot be read") : qsTr("No consumer groups")
        hint: !root.monitor ? ""
            : isError ? root.monitor.groupList.error.message
            : !root.monitor.loaded ? root.monitor.errorString
            : !root.monitor.allGroups && root.monitor.currentStream.length === 0 ? qsTr("Choose a stream to see its groups.")
            : root.emptyHint
    }
}
