// SPDX-FileCopyrightText: 2026 RedisStreams for Qt contributors
// SPDX-License-Identifier: MIT

import QtQml.Models
import QtQuick
import QtQuick.Controls.Basic
import RedisStreams

// The rows of a StreamModel, following the newest like a terminal. Scrolling away holds the rows still (the consumer
// goes on reading) and counts what arrives; End, or the button that tells the count, goes back to the newest.
FocusScope {
    id: root

    property StreamModel model: null
    // Holds the rows as scrolling away does, but stays until it is set back.
    property bool paused: false
    // Whether the newest row is kept in sight.
    property bool following: true
    readonly property real newCount: model ? model.pausedCount : 0

    readonly property int barSize: 3 * Theme.grid
    readonly property bool tooHigh: table.rowCount * Theme.rowHeight > height - header.height - barSize
    readonly property bool tooWide: header.contentWidth > header.viewportWidth + 0.5

    // Shown in place of rows while there are none.
    property string emptyTitle: qsTr("No entries yet")
    property string emptyHint: ""

    // The row that was clicked or gone to with the arrow keys, -1 without one; it moves along with its entry.
    property int currentRow: -1
    signal entryActivated(entry: var)

    function follow() {
        paused = false;
        following = true;
        settle.restart();
    }

    function showNewest() {
        if (following && !table.moving)
            table.contentY = table.newestY;
    }

    function rowsMoved() {
        // The current index of a row that went out is moved to its neighbour: that row was not chosen by anybody.
        if (currentRow >= 0 && !selection.hasSelection)
            selection.clearCurrentIndex();
        currentRow = selection.currentIndex.row;
        settle.restart();
    }

    function select(row: int) {
        if (!model || row < 0 || row >= model.count)
            return;
        selection.setCurrentIndex(model.index(row, 0), ItemSelectionModel.ClearAndSelect | ItemSelectionModel.Rows);
    }

    function activate(row: int) {
        if (model && row >= 0 && row < model.count)
            entryActivated(model.entryAt(row));
    }

    function moveCurrent(step: int) {
        if (!model || model.count === 0)
            return;
        const target = currentRow < 0 ? model.count - 1 : Math.max(0, Math.min(model.count - 1, currentRow + step));
        select(target);
        const top = target * Theme.rowHeight;
        if (top < table.contentY)
            scrollTo(top);
        else if (top + Theme.rowHeight > table.contentY + table.height)
            scrollTo(top + Theme.rowHeight - table.height);
    }

    function scrollTo(y: real) {
        table.contentY = Math.max(0, Math.min(table.lastY, y));
        following = table.atNewest;
    }

    function handleKey(key: int): bool {
        switch (key) {
        case Qt.Key_End: follow(); return true;
        case Qt.Key_Home: scrollTo(0); return true;
        case Qt.Key_PageUp: scrollTo(table.contentY - table.height + Theme.rowHeight); return true;
        case Qt.Key_PageDown: scrollTo(table.contentY + table.height - Theme.rowHeight); return true;
        case Qt.Key_Up: moveCurrent(-1); return true;
        case Qt.Key_Down: moveCurrent(1); return true;
        case Qt.Key_Left: table.contentX = Math.max(0, table.contentX - 60); return true;
        case Qt.Key_Right:
            table.contentX = Math.max(0, Math.min(header.contentWidth - table.width, table.contentX + 60));
            return true;
        case Qt.Key_Return:
        case Qt.Key_Enter: activate(currentRow); return true;
        case Qt.Key_Escape: selection.clear(); return true;
        }
        return false;
    }

    Binding {
        target: root.model
        property: "paused"
        value: root.paused || !root.following
        when: root.model !== null
    }

    Connections {
        target: root.model
        function onRowsInserted() { root.rowsMoved(); }
        function onRowsRemoved() { root.rowsMoved(); }
        function onLayoutChanged() { root.rowsMoved(); }
        function onColumnsInserted() { header.outdated = true; settle.restart(); }
        function onColumnsRemoved() { header.outdated = true; settle.restart(); }
        function onHeaderDataChanged() { header.outdated = true; settle.restart(); }
    }
    onModelChanged: { header.outdated = true; settle.restart(); }
    onHeightChanged: settle.restart()
    Component.onCompleted: header.update()

    // The view hears of changes in the same turn as we do, and may be laying itself out now; in the next turn it has
    // counted its rows.
    Timer {
        id: settle
        interval: 0
        onTriggered: {
            if (header.update())
                table.forceLayout();
            root.showNewest();
        }
    }

    ItemSelectionModel {
        id: selection
        model: root.model
        onCurrentChanged: current => root.currentRow = current.row
    }

    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Stream entries")

    Rectangle {
        anchors.fill: parent
        color: Theme.surface
    }

    StreamTableHeader {
        id: header
        anchors { left: parent.left; right: parent.right; top: parent.top }
        model: root.model
        contentX: table.contentX
        viewportWidth: root.width - (root.tooHigh ? root.barSize : 0)
        onViewportWidthChanged: settle.restart()
    }

    TableView {
        id: table
        objectName: "rows"

        readonly property int rowCount: root.model ? root.model.count : 0
        readonly property real lastY: Math.max(0, rowCount * Theme.rowHeight - height)
        readonly property real newestY: root.model && root.model.newestFirst ? 0 : lastY
        readonly property bool atNewest: Math.abs(contentY - newestY) < Theme.rowHeight / 2

        anchors {
            left: parent.left; right: parent.right; top: header.bottom; bottom: parent.bottom
            rightMargin: root.tooHigh ? root.barSize : 0
            bottomMargin: root.tooWide ? root.barSize : 0
        }
        clip: true
        focus: true
        model: root.model
        selectionModel: selection
        keyNavigationEnabled: false
        pointerNavigationEnabled: false
        boundsBehavior: Flickable.StopAtBounds
        columnWidthProvider: column => header.widths[column] ?? 80
        rowHeightProvider: () => Theme.rowHeight

        // Only what the user does ends or resumes following; what the model does is followed.
        onContentYChanged: {
            if (moving || verticalBar.pressed)
                root.following = atNewest;
        }

        ScrollBar.vertical: verticalBar
        ScrollBar.horizontal: horizontalBar

        Keys.onPressed: event => event.accepted = root.handleKey(event.key)

        delegate: StreamTableCell {}

        HoverHandler {
            id: hover
        }

        TapHandler {
            onTapped: eventPoint => {
                table.forceActiveFocus();
                root.select(table.rowAt(eventPoint.position.y));
            }
            onDoubleTapped: eventPoint => root.activate(table.rowAt(eventPoint.position.y))
        }

        // Of the content, which is what handlers of a Flickable measure in.
        function rowAt(y: real): int {
            return Math.floor(y / Theme.rowHeight);
        }
    }

    // Beside the cells, not above them: numbers stand at the right edge.
    TableScrollBar {
        id: verticalBar
        visible: root.tooHigh
        anchors { right: parent.right; top: table.top; bottom: table.bottom }
        width: root.barSize
        orientation: Qt.Vertical
    }

    TableScrollBar {
        id: horizontalBar
        visible: root.tooWide
        anchors { left: table.left; right: table.right; bottom: parent.bottom }
        height: root.barSize
        orientation: Qt.Horizontal
    }

    // One mark each for the row under the pointer and the current row, instead of something in each cell.
    Rectangle {
        readonly property int row: table.rowAt(hover.point.position.y)

        parent: table.contentItem
        z: -1
        visible: hover.hovered && row >= 0 && row < table.rowCount
        y: row * Theme.rowHeight
        x: table.contentX
        width: table.width
        height: Theme.rowHeight
        color: Theme.hover
    }

    Rectangle {
        parent: table.contentItem
        z: -1
        visible: root.currentRow >= 0
        y: root.currentRow * Theme.rowHeight
        x: table.contentX
        width: table.width
        height: Theme.rowHeight
        color: Theme.selection
    }

    Column {
        anchors.centerIn: table
        width: Math.min(420, parent.width - 8 * Theme.grid)
        spacing: 2 * Theme.grid
        visible: table.rowCount === 0

        Text {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            text: root.emptyTitle
            color: Theme.text
            font.pixelSize: Theme.titleSize
        }
        Text {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.WordWrap
            visible: text.length > 0
            text: root.emptyHint
            color: Theme.mutedText
            font.pixelSize: Theme.textSize
            lineHeight: 1.3
        }
    }

    Button {
        id: pill
        anchors { right: parent.right; bottom: parent.bottom; margins: 4 * Theme.grid }
        visible: !root.following && table.rowCount > 0
        implicitHeight: 8 * Theme.grid
        leftPadding: 4 * Theme.grid
        rightPadding: 4 * Theme.grid
        text: root.newCount > 0 ? Format.plural(root.newCount, qsTr("new entry"), qsTr("new entries")) + " \u2193"
                                : qsTr("Go to the newest") + " \u2193"
        onClicked: root.follow()
        ToolTip.visible: hovered
        ToolTip.text: qsTr("Show the newest entries and follow them (End)")
        ToolTip.delay: 600
        contentItem: Text {
            text: pill.text
            color: Theme.accentText
            font.pixelSize: Theme.textSize
            verticalAlignment: Text.AlignVCenter
            horizontalAlignment: Text.AlignHCenter
        }
        background: Rectangle {
            radius: height / 2
            color: Theme.accent
            border.width: pill.visualFocus ? 2 : 0
            border.color: Theme.text
        }
    }
}
